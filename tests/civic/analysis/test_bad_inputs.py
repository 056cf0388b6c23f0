"""Texts that are no clean news story: what has to hold of their suggestions all the same."""

import itertools
from typing import Final

import pytest

from civic.analysis.analyse import analyse
from civic.analysis.reading import LONGEST
from civic.suggestions import Analysis

TITLE: Final = "Council scanned shoppers' faces in secret"
STORY: Final = (
    "Westhaven City Council scanned the faces of 40,000 shoppers without telling anyone, an audit found on Tuesday. "
    "The cameras were supplied by Palantir and kept the biometric data of children for two years. "
    "Amnesty International said that the surveillance was unlawful and that Black residents were stopped three times "
    "as often as others. The council refused to publish the contract, and nobody could appeal against a wrong match. "
    "The Information Commissioner opened an investigation into the council and its supplier. "
)
AT_STAKE: Final = {"privacy", "transparency", "accountability"}
FIRST: Final = "Ada Bo Cy Dee Eve Fay Gus Hal Ida Jo Kim Lee Max Ned Ola Pam Quin Ray Sue Tom"
LAST: Final = (
    "Abbott Baker Carter Dixon Ellis Foster Grant Hughes Ivory James Keller Lowe Mason Nash Owens Price Quick Reed "
    "Stone Turner Usher Vance Ward Xander Young"
)
PEOPLE: Final = [f"{first} {last}" for first, last in itertools.product(FIRST.split(), LAST.split())]


def suggested(found: Analysis) -> set[str]:
    return {one.concern for one in found.suggested}


def named(found: Analysis) -> list[str]:
    return [one.name for one in found.stakeholders]


def is_in_order(found: Analysis, text: str, title: str) -> bool:
    """Return whether every span gives its own words, from text or title."""
    spans = [*found.summary, *(span for one in found.stakeholders for span in one.evidence)]
    spans += [evidence.span for one in found.concerns for evidence in one.evidence]
    return all((title if span.in_title else text)[span.start : span.end] == span.text for span in spans)


@pytest.mark.parametrize("change", [str.upper, str.lower, str.swapcase], ids=["capitals", "no capitals", "swapped"])
def test_case_changes_neither_what_is_at_stake_nor_invents_names(change: object) -> None:
    assert callable(change)
    text, title = change(STORY), change(TITLE)
    found = analyse(text, title)
    assert suggested(found) == AT_STAKE
    assert len(found.stakeholders) <= len(analyse(STORY, TITLE).stakeholders)
    assert all(name.casefold() in f"{title} {text}".casefold() for name in named(found))
    assert is_in_order(found, text, title)


@pytest.mark.parametrize(
    ("text", "title", "at_stake"),
    [("Surveillance", "", {"privacy"}), ("", "Surveillance", {"privacy"}), ("ok", "", set()), ("", "Parks", set())],
)
def test_one_word_says_what_it_says(text: str, title: str, at_stake: set[str]) -> None:
    found = analyse(text, title)
    assert suggested(found) == at_stake
    assert not found.stakeholders


def test_five_megabytes_are_read_as_far_as_their_beginning() -> None:
    text = STORY * (5_000_000 // len(STORY))
    found = analyse(text, TITLE)
    assert found == analyse(text[: LONGEST + len(STORY)], TITLE)
    assert suggested(found) >= AT_STAKE
    assert all(span.end <= LONGEST for span in found.summary)


@pytest.mark.parametrize("unit", ["a", " ", "\n", "word ", "Word ", "- ", "a-\n", "\u00ad", "ﬁ"])
def test_five_megabytes_of_nothing_suggest_nothing(unit: str) -> None:
    found = analyse(unit * (5_000_000 // len(unit)), unit * 1000)
    assert not suggested(found)
    assert not found.stakeholders


def test_a_table_has_no_parties_but_known_ones_and_no_concerns() -> None:
    rows = [f"| Leeds City Council | Acme {number} Ltd | £{number},000 | 2026 |" for number in range(60)]
    text = "\n".join(["| Council | Supplier | Value | Year |", "|---|---|---|---|", *rows])
    found = analyse(text, "Contracts")
    assert not suggested(found)
    assert set(named(found)) <= {"Leeds City Council"}


def test_a_poem_has_no_parties_and_one_line_for_a_summary() -> None:
    text = (
        "The cameras watch the empty street,\nNo face goes by they do not keep,\nThey know the rhythm of our feet\n"
        "And count us even while we sleep.\n\nO City, with your thousand eyes,\nWho gave you leave to look at me?\n"
        "The ledger grows, the poet dies,\nAnd still the glass goes on to see."
    )
    found = analyse(text, "Eyes")
    assert not found.stakeholders
    assert len(found.summary) <= 2
    assert len(suggested(found)) <= 1
    assert is_in_order(found, text, "Eyes")


def test_code_has_no_parties_and_no_concerns_but_by_its_words() -> None:
    text = (
        "import os\nfrom pathlib import Path\n\nclass Surveillance(Base):\n    def track_user(self, user_id: int):\n"
        '        """Track the user without consent."""\n        for camera in self.cameras:\n'
        "            camera.scan(user_id, retention=365)\n\nif __name__ == '__main__':\n    main()\n"
    )
    found = analyse(text * 3, "surveillance.py")
    assert not found.stakeholders
    assert suggested(found) <= {"privacy"}


@pytest.mark.parametrize("between", ["\n", ", ", "; ", " "])
def test_a_list_of_five_hundred_names_is_about_none_of_them(between: str) -> None:
    assert len(PEOPLE) == 500
    found = analyse(between.join(PEOPLE) + ".", "Signatories")
    assert not found.stakeholders
    assert not suggested(found)


def test_a_few_names_and_names_in_sentences_of_another_language_are_still_found() -> None:
    text = "Il sindaco ha incontrato Palantir e Amnesty International a Roma, mentre John Smith protestava."
    assert set(named(analyse(text))) == {"Palantir", "Amnesty International", "John Smith"}
    assert set(named(analyse(f"{text}\n" + "\n".join(PEOPLE)))) == {"Palantir", "Amnesty International", "John Smith"}


def test_ligatures_and_hyphens_at_the_ends_of_lines_change_nothing_that_is_suggested() -> None:
    scanned = STORY.replace("fi", "ﬁ").replace("ff", "ﬀ").replace("investigation", "inves\u00adtigation")
    for word in ("bio/metric", "surveil/lance", "resi/dents", "sup/plier", "con/tract"):
        scanned = scanned.replace(word.replace("/", ""), word.replace("/", "-\n"))
    found, clean = analyse(scanned, TITLE), analyse(STORY, TITLE)
    assert [(one.concern, one.score) for one in found.concerns] == [(one.concern, one.score) for one in clean.concerns]
    assert {"Amnesty International", "Palantir", "Westhaven City Council"} <= set(named(found))
    assert is_in_order(found, scanned, TITLE)


def test_a_hyphen_of_its_own_stays() -> None:
    assert analyse("A well-\nknown face.").summary[0].text == "A well-\nknown face."
    assert analyse("The e-mail - \nand more - was kept.").summary


def test_sentences_in_other_languages_leave_an_english_text_english() -> None:
    text = (
        f"{STORY}Der Rat hat die Gesichter von Kindern ohne Einwilligung gespeichert. Le conseil a refusé de répondre."
    )
    found = analyse(text, TITLE)
    assert found.language == "en"
    assert suggested(found) >= AT_STAKE


def test_a_title_that_contradicts_the_text_neither_hides_nor_outweighs_it() -> None:
    assert suggested(analyse(STORY, "Council saves park and plants 200 trees")) == AT_STAKE
    harmless = (
        "The council planted two hundred trees in the park on Saturday, and families had a picnic. The weather was fine"
        " and the band of the fire service played."
    )
    found = analyse(harmless, "Palantir spies on children, police admit")
    assert all(evidence.span.in_title for one in found.suggested for evidence in one.evidence[:1])
