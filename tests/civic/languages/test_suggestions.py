"""What is suggested of German, French and Spanish texts, each by the file of its language."""

import pytest

from civic.analysis.analyse import analyse
from civic.analysis.cues import cues_of
from civic.codebook import CONCERN_BY_ID, ROLE_BY_ID, STAKEHOLDER_TYPES
from civic.languages.detect import language_of
from civic.languages.language import FILES, content
from civic.suggestions import Analysis

STORIES = [
    (
        "de",
        "Die Landesdatenschutzbeauftragte hat der Polizei Hamburg die Gesichtserkennung untersagt. Die"
        " Software der Firma"
        " Clearview speichere biometrische Daten ohne Einwilligung, kritisiert Anna Weber vom Chaos Computer"
        " Club. „Das ist"
        " Überwachung“, sagte sie.",
        {"privacy"},
        {"Clearview": "company", "Anna Weber": "person", "Chaos Computer Club": "civil_society"},
    ),
    (
        "de",
        "Der Betriebsrat fürchtet um Arbeitsplätze und warnt vor Kündigungen. Die Gewerkschaft Verdi ruft zum"
        " Streik auf.",
        {"labour"},
        {"Verdi": "civil_society"},
    ),
    (
        "fr",
        "La CNIL a condamné l'entreprise Criteo pour une collecte massive de données personnelles sans"
        " consentement. La"
        " Quadrature du Net dénonce une surveillance de masse des internautes. « C'est un scandale », affirme"
        " Paul Martin,"
        " avocat.",
        {"privacy"},
        {"Criteo": "company", "La Quadrature du Net": "civil_society", "internautes": "group"},
    ),
    (
        "fr",
        "Le centre de données menace l'environnement : sa consommation d'eau et ses émissions inquiètent les"
        " habitants. Le"
        " Ministère de la Justice n'a rien dit.",
        {"environment"},
        {"habitants": "group", "Ministère de la Justice": "public_body"},
    ),
    (
        "es",
        "La AEPD multó a la empresa Glovo por vigilar a los repartidores sin su consentimiento y ceder sus"
        " datos personales."
        " El sindicato UGT denuncia las condiciones laborales. La ministra Yolanda Díaz anunció una ley.",
        {"privacy", "labour"},
        {"Glovo": "company", "Yolanda Díaz": "person", "repartidores": "group"},
    ),
    (
        "es",
        "El algoritmo discrimina a las mujeres y perjudica a las minorías, según un informe de la Universidad"
        " de Granada. Los"
        " sesgos son graves.",
        {"bias"},
        {"Universidad de Granada": "research_media"},
    ),
]


def suggested(analysis: Analysis) -> set[str]:
    return {one.concern for one in analysis.suggested}


@pytest.mark.parametrize(("language", "text", "concerns", "parties"), STORIES)
def test_concerns_and_stakeholders_by_the_language(
    language: str, text: str, concerns: set[str], parties: dict[str, str]
) -> None:
    analysis = analyse(text)
    assert analysis.language == language
    assert concerns <= suggested(analysis)
    found = {one.name: one.type for one in analysis.stakeholders}
    assert parties.items() <= found.items()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Der Verein lädt am Samstag zum Sommerfest ein. Es gibt Kuchen, Musik und Spiele für alle Nachbarn."),
        ("fr", "Le club invite ses membres à la fête de samedi. Il y aura des gâteaux et de la musique pour tous."),
        ("es", "El club invita a sus socios a la fiesta del sábado. Habrá música, tartas y juegos para todos."),
    ],
)
def test_nothing_is_at_stake_at_a_feast(language: str, text: str) -> None:
    analysis = analyse(text)
    assert analysis.language == language
    assert suggested(analysis) == set()


SUBJECTS = [
    "Neue Broschüre zum Datenschutz erschienen. Der Verein stellt sie am Dienstag in der Bibliothek vor.",
    "Das Portal der Stadt ist jetzt barrierefrei. Die neue Version lässt sich mit dem Screenreader lesen.",
    "Open Source in der Verwaltung: Version 2.1 veröffentlicht. Der Quellcode steht unter freier Lizenz.",
    "La mairie ouvre un espace de médiation numérique. Les ateliers ont lieu chaque mardi à la bibliothèque.",
    "Le ministère publie son rapport annuel sur l'emploi des ingénieurs. Les salaires augmentent de deux pour cent.",
    "Formation à la protection des données le 3 mai à Lyon. Inscription gratuite pour tous les agents.",
    "El ayuntamiento publica nuevos datos abiertos sobre el transporte. El código fuente está disponible.",
    "Jornada sobre ciberseguridad en Valencia el 4 de mayo. La entrada es gratuita para todos.",
    "La biblioteca ofrece talleres de alfabetización digital para personas mayores los lunes.",
]

ALLEGATIONS = [
    ("security", "Datenleck bei der Stadt: Adressen von 30.000 Eltern standen offen im Netz."),
    ("labour", "Lieferdienst entlässt 400 Fahrer per App. Die Gewerkschaft spricht von Willkür."),
    ("rights", "Verfassungsgericht kippt Gesetz zur automatisierten Datenanalyse. Grundrechte seien verletzt."),
    ("security", "Cyberattaque contre l'hôpital de Brest : les données de patients publiées."),
    ("access", "Plus de guichet, tout se fait en ligne : les personnes âgées renoncent à leurs droits."),
    ("misinformation", "Vídeos falsos de la candidata circulan antes de las elecciones."),
    ("bias", "El algoritmo del paro puntúa peor a las mujeres. Un estudio halla sesgos."),
]


@pytest.mark.parametrize("text", SUBJECTS)
def test_a_short_text_that_only_names_its_subject_is_left_alone(text: str) -> None:
    assert suggested(analyse(text)) == set()


@pytest.mark.parametrize(("concern", "text"), ALLEGATIONS)
def test_a_short_text_that_says_what_is_wrong_is_heard(concern: str, text: str) -> None:
    assert concern in suggested(analyse(text))


def test_a_title_alone_says_its_concern_and_is_its_evidence() -> None:
    title = "Überwachung am Bahnhof: Polizei missbraucht Gesichtserkennung"
    [privacy] = [one for one in analyse("", title).suggested if one.concern == "privacy"]
    assert [(one.span.text, one.span.in_title) for one in privacy.evidence] == [(title, True)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Der Minister sagte: “We will not use this system and we have said so to all of you for years.”"
            " Das war neu.",
            "de",
        ),
        ("Polizei testet Kameras am Bahnhof", "de"),
        ("La police teste des caméras", "fr"),
        ("¿Quién vigila los datos?", "es"),
        ("Police test cameras at the station", "en"),
        ("A polícia não pode usar as câmaras que foram compradas em março, diz o juiz do tribunal.", ""),
        ("De politie mag de camera's niet gebruiken die het in maart van een bedrijf heeft gekocht.", ""),
    ],
)
def test_short_texts_and_foreign_quotations_are_told(text: str, language: str) -> None:
    assert language_of(text) == language


def test_the_files_speak_of_what_the_codebook_has() -> None:
    for code in sorted(FILES)[:]:
        if code == "en":
            continue
        body, cues = content(code), cues_of(code)
        assert set(body["concerns"]) == set(CONCERN_BY_ID)
        assert set(body["roles"]) | set(body["offices"]) <= set(ROLE_BY_ID)
        kinds = {tuple(kind.split()) for part in ("known", "groups", "introduces") for kind in body[part]}
        assert {type_ for type_, _ in kinds} <= set(STAKEHOLDER_TYPES)
        assert {role for _, role in kinds} <= set(ROLE_BY_ID)
        assert cues.known


@pytest.mark.parametrize(
    "text",
    [
        "DIE POLIZEI ÜBERWACHT ALLE BÜRGER MIT KAMERAS UND DER DATENSCHUTZ WIRD DABEI VERLETZT.",
        "die polizei überwacht alle bürger und der datenschutz wird verletzt",
        "Überwachung",
        "| a | b |\n|---|---|\n| der | die |",
        ", ".join(["Anna Weber"] * 500),
        "der und die " * 20_000,
    ],
)
def test_odd_texts_are_answered(text: str) -> None:
    analysis = analyse(text, "", "de")
    assert len(analysis.concerns) == len(CONCERN_BY_ID)
    assert len(analysis.stakeholders) <= 10


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("de", "Die Polizei in Hamburg nutzt nun auch die Palantir-Software, wie sie am Montag sagte.", "Palantir"),
        ("de", "Der Verein hat nun Klage beim EU-Gericht gegen die Genehmigung eingereicht.", "EU-Gericht"),
        ("de", "Das ist die Aufgabe von Wettbewerbsbehörden, wie der Verein am Montag sagte.", "Wettbewerbsbehörden"),
        (
            "fr",
            "La cour de Justice de l’Union Européenne a jugé que la loi est contraire au droit.",
            "cour de Justice de l’Union Européenne",
        ),
    ],
)
def test_compounds_and_long_names_in_other_capitals_are_known(language: str, text: str, name: str) -> None:
    found = analyse(text, lang=language).stakeholders
    assert [name in (one.name, *one.aliases) for one in found].count(True) == 1
