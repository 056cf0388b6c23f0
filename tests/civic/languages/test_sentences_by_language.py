"""Sentences as readers of each language cut them, and what holds whatever the text is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.analysis.analyse import analyse
from civic.sentences import sentences

CUTS = {
    "de": [
        "Der Ausschuss tagt am 3. November 2026 in Ulm.|Danach geht es weiter.",
        "Das betrifft z. B. Kameras, bzw. Sensoren, d. h. Es geht um Daten.|Der Rat lehnt das ab.",
        "Der 2. Senat urteilte.|Die Richter waren sich einig.",
        "Er sagte: „Das geht nicht.“|Dann ging er.|»Wir klagen.«|So die Anwältin.",
        "Die Stadt prüft Art. 5 GG.|Das gilt für Fälle dieser Art.|Die Polizei nutzt Kameras usw.|Der Rat schweigt.",
        "Das 19. Jahrhundert ist vorbei.|Die 21. Legislaturperiode beginnt am 1. Januar.|Es wird teuer.",
        "Das kostet 3 Mio. Euro, ca. 2 Mrd. weniger als die Bahn.|Nr. 4 fehlt auch.",
    ],
    "fr": [
        "M. Macron a parlé.|« C'est faux. »|Elle est partie.",
        "Il a dit : « Non ! » et il est parti.|Le conseil a voté.",
        "Selon l’art. 9 du RGPD, la société Thales S.A. a tort.|La CNIL enquête.",
        "Mme Dupont et le Dr. Martin sont venus en janv. 2026 avec des agents.|Ils ont parlé.",
    ],
    "es": [
        "El Sr. Pérez y la Sra. Gil viven en EE. UU.|La empresa Indra S.A. vendió el sistema.|¿Por"
        " qué?|¡Nadie lo sabe!",
        "El art. 5 y la pág. 3 de la ley son claros.|Los vecinos protestan, p. ej. Ana.|«No es legal.»|El"
        " juez lo dijo.",
    ],
    "en": [
        "There are three aims: 1. Save money.|2. Protect the data.|3. Win.",
        "He lives in St. Albans.|The court sits at 10 a.m. on Monday.|The case is closed.",
    ],
}


@pytest.mark.parametrize("marked", [marked for texts in CUTS.values() for marked in texts])
def test_sentences_end_where_a_reader_of_the_language_ends_them(marked: str) -> None:
    assert [span.text for span in sentences(marked.replace("|", " "))] == marked.split("|")


LONG = ["datos personales ", "surveillance ", "Herr Müller ", "die Firma Indra ", "ministère de ", "Überwachung "]
SHORT = [
    "am 3. ",
    "Oktober ",
    "z. B. ",
    "„Nein.“ ",
    "« Non. » ",
    "»Ja.« ",
    "EE. UU. ",
    "S.A. ",
    "l’art. ",
    "Der ",
    "1. ",
]
ODD = ["M. ", "¿Qué? ", "\n", "\n\n", "(BKA) ", "e. V. ", "\u00a0»", "\u00ad", "ﬁ"]
pieces = st.sampled_from([*LONG, *SHORT, *ODD])


@given(st.lists(pieces, max_size=30).map("".join), st.sampled_from(["", "de", "fr", "es", "pt"]))
def test_offsets_reproduce_and_every_cut_covers_the_text(text: str, lang: str) -> None:
    end = 0
    for span in sentences(text):
        assert text[span.start : span.end] == span.text
        assert not text[end : span.start].strip()
        end = span.end
    assert not text[end:].strip()
    analysis = analyse(text, "Titel", lang)
    spans = [*analysis.summary, *(span for one in analysis.stakeholders for span in one.evidence)]
    spans += [evidence.span for one in analysis.concerns for evidence in one.evidence]
    assert all(("Titel" if span.in_title else text)[span.start : span.end] == span.text for span in spans)
    assert analyse(text, "Titel", lang) == analysis
