import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seeds
from civic.analysis.analyse import analyse
from civic.codebook import CONCERN_BY_ID, ROLE_BY_ID, STAKEHOLDER_TYPES
from civic.story import Span
from civic.suggestions import Analysis, Stakeholder

SENTENCES = st.sampled_from(
    [
        "Mayor Jane Doe blocked the contract with Acme Technologies on Tuesday. ",
        "Critics say the cameras invade the privacy of residents. ",
        "The Department for Work and Pensions (DWP) uses an algorithm. ",
        "Sign up for our newsletter! ",
        "A Heading In Capitals\n\n",
        "• a point of a list\n",
        "“Nobody asked us,” said Amnesty International. ",
        "Die Polizei will die Daten nicht löschen. ",
    ]
)
TEXTS = st.lists(SENTENCES | st.text(max_size=40) | st.text("A. \n\ud800é𝔘()'s", max_size=20), max_size=12).map("".join)


def spans(analysis: Analysis) -> list[Span]:
    return [
        *analysis.summary,
        *(span for stakeholder in analysis.stakeholders for span in stakeholder.evidence),
        *(evidence.span for concern in analysis.concerns for evidence in concern.evidence),
    ]


@given(TEXTS, TEXTS)
def test_every_span_reproduces_its_text(text: str, title: str) -> None:
    for span in spans(analyse(text, title)):
        assert (title if span.in_title else text)[span.start : span.end] == span.text
        assert span.text.strip()


@given(TEXTS)
def test_ids_are_the_codebooks_and_scores_lie_between_0_and_1(text: str) -> None:
    analysis = analyse(text)
    assert {suggestion.concern for suggestion in analysis.concerns} == set(CONCERN_BY_ID)
    assert len(analysis.concerns) == len(CONCERN_BY_ID)
    scores = [suggestion.score for suggestion in analysis.concerns]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in [*scores, *(stakeholder.score for stakeholder in analysis.stakeholders)])
    assert all(suggestion.evidence for suggestion in analysis.suggested)
    for stakeholder in analysis.stakeholders:
        assert stakeholder.type in STAKEHOLDER_TYPES
        assert stakeholder.roles
        assert set(stakeholder.roles) <= set(ROLE_BY_ID)
        assert stakeholder.evidence


@given(TEXTS, TEXTS)
def test_the_same_text_gives_the_same_answer(text: str, title: str) -> None:
    assert analyse(text, title) == analyse(text, title)


@given(TEXTS)
def test_an_answer_survives_json(text: str) -> None:
    analysis = analyse(text)
    assert Analysis.from_json(json.loads(json.dumps(analysis.to_json()))) == analysis


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\n", "Palantir", "?", "\ud800", "12", "警察は使用した。", "مرحبا بالعالم."]
)
def test_odd_texts_are_answered(text: str) -> None:
    analysis = analyse(text)
    assert len(analysis.concerns) == len(CONCERN_BY_ID)
    assert len(analysis.summary) == (1 if any(letter.isalnum() for letter in text) else 0)


@pytest.mark.parametrize(
    "unit", ["a", ". ", "A. ", "Ab ", "x.x", "(((", "\n", "The City of ", "critics ", "Ab (AB) ", "e\u0301"]
)
def test_a_hundred_kilobytes_of_anything_are_answered(unit: str) -> None:
    assert len(analyse(unit * (100_000 // len(unit))).concerns) == len(CONCERN_BY_ID)


def test_thousands_of_names_are_answered_with_a_few() -> None:
    letters = "abcdefghij"
    names = [f"{one}{two}{three}or".title() for one in letters for two in letters for three in letters]
    text = " ".join(f"We met {name} at noon." for name in names)
    assert len(analyse(text).stakeholders) <= 10


@pytest.fixture(scope="module")
def seed() -> Analysis:
    story = seeds.story()
    return analyse(story["text"], story["title"], story["lang"])


def stakeholder(analysis: Analysis, *words: str) -> Stakeholder:
    return next(
        stakeholder
        for stakeholder in analysis.stakeholders
        if any(word in " ".join([stakeholder.name, *stakeholder.aliases]).lower() for word in words)
    )


def test_the_seed_story_names_its_parties_with_their_parts(seed: Analysis) -> None:
    assert "decision_maker" in stakeholder(seed, "sadiq khan", "mayor of london").roles
    assert "deployer" in stakeholder(seed, "metropolitan police service").roles
    assert "supplier" in stakeholder(seed, "palantir").roles
    critics = stakeholder(seed, "critics", "campaigners", "advocates")
    assert critics.type == "group"
    assert "advocate" in critics.roles


@pytest.mark.parametrize(
    ("concern", "words"),
    [
        ("privacy", ["privacy"]),
        ("bias", ["biases"]),
        ("rights", ["civil liberties", "fundamental rights"]),
        ("accountability", ["accountability", "oversight"]),
        ("transparency", ["transparency", "public trust"]),
    ],
)
def test_the_seed_storys_concerns_rest_on_a_sentence_that_speaks_of_them(
    seed: Analysis, concern: str, words: list[str]
) -> None:
    suggestion = next(suggestion for suggestion in seed.suggested if suggestion.concern == concern)
    assert any(word in suggestion.evidence[0].span.text for word in words)
    assert suggestion.why


def test_the_seed_storys_summary_leads_with_the_blocked_contract(seed: Analysis) -> None:
    assert len(seed.summary) == 2
    assert "block" in seed.summary[0].text
    assert "contract" in seed.summary[0].text


def test_boilerplate_is_never_picked() -> None:
    text = (
        "Sign up for our newsletter today. " * 3
        + "The council bought cameras from a small firm in May. Read more here."
    )
    assert [span.text for span in analyse(text).summary] == ["The council bought cameras from a small firm in May."]


def test_german_gives_names_a_summary_and_concerns() -> None:
    text = (
        "Die Polizei in Hessen nutzt die Software von Palantir seit Jahren. Das Gericht hat über die Überwachung und"
        " den Datenschutz noch nicht entschieden. Kritiker warnen vor dem Missbrauch der Daten und vor"
        " der Diskriminierung."
    )
    analysis = analyse(text)
    assert {one.concern for one in analysis.suggested} == {"privacy", "bias"}
    assert analysis.language == "de"
    assert "Palantir" in {stakeholder.name for stakeholder in analysis.stakeholders}
    assert {one.name: one.roles for one in analysis.stakeholders}["Palantir"] == ("supplier",)
    assert analysis.summary[0].start == 0


def test_what_pictures_show_is_suggested_by_nothing() -> None:
    told = "The council met on Tuesday to discuss the park and its hours in summer."
    shown = "Police use facial recognition. Cameras record the faces of protesters without consent"
    text = f"{told}\n\n[Picture: {shown}]\n\n[Caption: {shown}.]\n\n> [Picture: {shown}]\n\nThe benches will be green."
    found = analyse(text, "Park opens")
    evidence = [one.span.text for concern in found.concerns for one in concern.evidence]
    assert not [passage for passage in evidence if passage in shown or "Picture" in passage or "Caption" in passage]
    assert [span.text for span in found.summary] == [told]
    assert analyse(f"[Picture: {shown}]").concerns == analyse("").concerns
    assert [concern for concern in analyse(f"{told}\n\n{shown}.").concerns if concern.suggested]


def test_a_language_without_a_lexicon_gets_a_summary_alone_and_says_so() -> None:
    text = "Il comune ha deciso che la polizia non può usare le telecamere. Il garante della privacy ha detto di no."
    analysis = analyse(text)
    assert analysis.language == "" and analysis.to_json()["language"] == ""
    assert analysis.suggested == ()
    assert len(analysis.summary) == 1
