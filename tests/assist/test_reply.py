"""What a model says is taken only as far as the codebook knows it and the story bears it out."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import seeds
from assist.errors import AssistError
from assist.prompt import MOST, messages, task
from assist.reply import read
from civic.codebook import CONCERN_BY_ID, DEFAULT, ROLE_BY_ID, STAKEHOLDER_TYPES, Codebook, Concern
from civic.second_opinion import SecondOpinion
from civic.story import Span

TEXT = "Police scanned faces in the square. Residents were not told of it.\n\nA park reopens on Monday."
FIRST = "Police scanned faces in the square."
SECOND = "Residents were not told of it."


def opinion(answer: object, text: str = TEXT, codebook: Codebook = DEFAULT) -> SecondOpinion:
    content = answer if isinstance(answer, str) else json.dumps(answer)
    return read(content, text, "Face scans", codebook, "llm tiny")


def spans(found: SecondOpinion) -> list[Span]:
    stakeholders = [span for stakeholder in found.stakeholders for span in stakeholder.evidence]
    return stakeholders + [evidence.span for one in found.concerns for evidence in one.evidence]


def concern(tag: object, *quotes: object) -> dict[str, Any]:
    return {"concern": tag, "quotes": list(quotes)}


def stakeholder(name: object, *quotes: object, **more: object) -> dict[str, Any]:
    return {"name": name, "quotes": list(quotes), **more}


def test_what_the_story_bears_out_is_taken_with_the_whole_sentence_and_the_badge() -> None:
    found = opinion(
        {
            "concerns": [concern("privacy", "scanned faces in"), concern("transparency", "not told")],
            "stakeholders": [stakeholder("Residents", "Residents were not", type="group", roles=["affected"])],
        }
    )
    assert [(one.concern, [evidence.span.text for evidence in one.evidence]) for one in found.concerns] == [
        ("privacy", [FIRST]),
        ("transparency", [SECOND]),
    ]
    (one,) = found.stakeholders
    assert (one.name, one.type, one.roles) == ("Residents", "group", ("affected",))
    assert [span.text for span in one.evidence] == [SECOND]
    assert {one.by for one in found.concerns} | {one.by for one in found.stakeholders} == {("llm tiny",)}
    assert found.dropped == 0


@pytest.mark.parametrize(
    "quotes",
    [
        ["faces were scanned in the square"],
        ["scanned  faces in the square"],
        ["Scanned faces in the square"],
        ["scanned faces in the square", "this is made up"],
        ["scanned … the square"],
        ["“scanned faces”"],
        [],
        [""],
        ["   "],
        ["in the"],
        [None],
        [7],
        [["scanned faces"]],
        [TEXT * 20],
    ],
)
def test_a_suggestion_with_a_quote_that_is_not_in_the_story_is_dropped_whole(quotes: list[object]) -> None:
    found = opinion({"concerns": [concern("privacy", *quotes)], "stakeholders": [stakeholder("Residents", *quotes)]})
    assert (found.concerns, found.stakeholders, found.dropped) == ((), (), 2)


def test_what_the_codebook_does_not_know_is_dropped_and_counted() -> None:
    found = opinion(
        {
            "concerns": [concern("world-peace", "scanned faces"), concern(3, "scanned faces"), "privacy"],
            "stakeholders": [
                stakeholder("Residents", "Residents were", type="angels", roles=["affected", "boss", None]),
                stakeholder("Police", "Police scanned", roles="hero"),
                stakeholder("The Pope", "Police scanned"),
                stakeholder(None, "Police scanned"),
            ],
        }
    )
    assert found.concerns == ()
    assert [(one.name, one.type, one.roles) for one in found.stakeholders] == [
        ("Residents", "", ("affected",)),
        ("Police", "", ("mentioned",)),
    ]
    assert found.dropped == 3 + 2 + 1 + 2


def test_a_concern_that_the_person_switched_off_or_added_counts_as_they_have_it() -> None:
    own = Concern("housing", "Housing", "who gets a home", "", "")
    codebook = replace(DEFAULT, concerns=(*(one for one in DEFAULT.concerns if one.id != "privacy"), own))
    found = opinion(
        {"concerns": [concern("privacy", "scanned faces"), concern("housing", "A park reopens")]}, codebook=codebook
    )
    assert [one.concern for one in found.concerns] == ["housing"]
    assert found.dropped == 1
    assert "housing: Housing" in task(codebook)
    assert "- privacy:" not in task(codebook)


def test_labels_and_other_spellings_of_the_form_are_understood() -> None:
    found = opinion(
        {
            "concerns": [{"id": " Privacy & Surveillance ", "quote": "scanned faces"}],
            "stakeholders": [{"name": "Police", "type": "Public body", "role": "deployer", "quotes": "Police scanned"}],
        }
    )
    assert found.concerns[0].concern == "privacy"
    assert (found.stakeholders[0].type, found.stakeholders[0].roles) == ("public_body", ("deployer",))


def test_one_concern_twice_is_one_with_the_evidence_of_both() -> None:
    found = opinion({"concerns": [concern("privacy", "scanned faces"), concern("privacy", "were not told")]})
    assert [[evidence.span.text for evidence in one.evidence] for one in found.concerns] == [[FIRST, SECOND]]


ANSWER = {"concerns": [concern("privacy", "scanned faces")]}


@pytest.mark.parametrize(
    "around",
    [
        "Sure! Here it is:\n```json\n{}\n```\nI hope that helps.",
        '<think>I could say {{}} or {{"concerns": [1]}} …</think>\n{}',
        '{{not this}} {{"nor": 1}} {}',
        "\ufeff {} trailing }}",
    ],
)
def test_prose_and_thoughts_around_the_answer_do_no_harm(around: str) -> None:
    found = opinion(
        around.replace("{{", "\1").replace("}}", "\2").format(json.dumps(ANSWER)).replace("\1", "{").replace("\2", "}")
    )
    assert [one.concern for one in found.concerns] == ["privacy"]


@pytest.mark.parametrize(
    "content",
    ["", "I can't help with that.", "{", "[]", "null", "{}", '{"answer": 1}', "{" * 100_000, '{"a":' * 100_000,
     '{"concerns": ' + "[" * 100_000, "9" * 10_000],
)  # fmt: skip
def test_what_is_no_answer_is_reported_in_a_sentence(content: str) -> None:
    with pytest.raises(AssistError, match="llm tiny did not answer in the form"):
        opinion(content)


def test_hostile_characters_of_a_reply_go_nowhere() -> None:
    nasty = "Residents\x1b[31m\u202e"
    found = opinion(
        {"concerns": [concern("privacy\x1b", "scanned faces")], "stakeholders": [stakeholder(nasty, "not told")]}
    )
    assert (found.stakeholders, found.dropped) == ((), 2)
    raw = f"{nasty} were not told of it."
    found = opinion({"stakeholders": [stakeholder(nasty, "were not told")]}, text=raw)
    assert found.stakeholders == ()


def test_only_what_was_sent_of_a_long_story_can_be_quoted() -> None:
    text = "Nothing happened here. " * 1000 + "Police scanned faces."
    found = opinion({"concerns": [concern("privacy", "Police scanned faces")]}, text=text)
    assert (found.concerns, found.dropped) == ((), 1)
    assert len(messages(text, "", DEFAULT)[1]["content"]) == MOST


def test_a_text_without_an_end_of_a_sentence_gives_the_quote_alone() -> None:
    text = "faces scanned and " * 500
    (one,) = opinion({"concerns": [concern("privacy", "faces scanned and faces")]}, text=text).concerns
    assert one.evidence[0].span.text == "faces scanned and faces"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([*CONCERN_BY_ID, TEXT[:20]]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["concerns", "stakeholders", "concern", "quotes", "name", "roles", "type", "id"])
            | st.text(),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON, st.text(), st.text())
def test_whatever_it_says_spans_reproduce_the_text_and_only_our_error_is_raised(
    body: object, before: str, behind: str
) -> None:
    try:
        found = opinion(before + json.dumps(body) + behind)
    except AssistError:
        return
    assert all(TEXT[span.start : span.end] == span.text for span in spans(found))


@given(st.data(), st.text(alphabet=st.characters() | st.sampled_from(" .\n")))
def test_every_true_quote_of_any_text_gives_a_span_that_holds_it(data: st.DataObject, text: str) -> None:
    start = data.draw(st.integers(0, len(text)))
    quote = text[start : data.draw(st.integers(start, len(text)))]
    try:
        found = opinion({"concerns": [concern("privacy", quote)]}, text=text)
    except AssistError:
        return
    assert len(found.concerns) + found.dropped == 1
    assert bool(found.concerns) == (len(quote.strip()) >= 8)
    for span in spans(found):
        assert text[span.start : span.end] == span.text
        assert quote.strip() in span.text


def test_the_question_names_all_that_may_be_answered() -> None:
    instructions = task(DEFAULT)
    for name in (*CONCERN_BY_ID, *ROLE_BY_ID, *STAKEHOLDER_TYPES):
        assert name in instructions
    system, user = messages(TEXT, "Face scans", DEFAULT)
    assert (system["role"], user["role"]) == ("system", "user")
    assert user["content"] == f"Title: Face scans\n\n{TEXT}"


def test_an_opinion_comes_back_from_json_only_for_its_own_text() -> None:
    text = seeds.story()["text"]
    first = text[: text.index(".") + 1]
    found = opinion({"concerns": [concern("privacy", first[:40])], "stakeholders": []}, text=text)
    assert SecondOpinion.from_json(json.loads(json.dumps(found.to_json())), text) == found
    with pytest.raises(ValueError, match="another text"):
        SecondOpinion.from_json(found.to_json(), "x" + text)
