"""What was exported as JSON lines is read back whole, and what was not is told."""

import json
from collections.abc import Callable
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.export import Entry, RecordError, exchange_lines, read_record
from civic.text import clean
from tests.civic.export.nasty import NASTY


def test_an_entry_comes_back_as_it_was(full: Entry) -> None:
    (line,) = exchange_lines([full])
    assert read_record(line) == full


def test_a_judgement_without_history_is_signed_and_always_gives_the_same_operations(full: Entry) -> None:
    (line,) = exchange_lines([Entry(full.story, full.judgement)])
    once, again = read_record(line, "bob"), read_record(line, "bob")
    assert once == again
    assert once.judgement == full.judgement
    assert {operation.who for operation in once.history} == {"bob"}
    assert len({operation.id for operation in once.history}) == len(once.history) == 4
    assert read_record(line, "cy").history[0].id != once.history[0].id


def test_what_a_history_leaves_out_is_made_up_for(full: Entry) -> None:
    (line,) = exchange_lines([Entry(full.story, full.judgement, None, full.history[:1])])
    found = read_record(line, "bob")
    assert found.judgement == full.judgement
    assert [operation.who for operation in found.history] == ["ada", "bob", "bob", "bob"]


def test_operations_always_belong_to_the_story_of_their_line(full: Entry) -> None:
    body = json.loads(next(exchange_lines([full])))
    body["history"][0]["story"] = "another"
    assert {operation.story for operation in read_record(json.dumps(body)).history} == {"s1"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("not json", "no JSON"),
        ("[1]", "no object"),
        ("[" * 100_000, "no JSON"),
        ('{"format": "civicdesk/9", "title": "T"}', "'civicdesk/9' is not civicdesk/1"),
        ('{"id": "x"}', "neither a title nor a text"),
        ('{"title": "T", "judgement": []}', "judgement is no table"),
        ('{"title": "T", "judgement": {"concerns": {"bias": {"verdict": "maybe"}}}}', "not a decision"),
        ('{"title": "T", "history": {}}', "no list of operations"),
        ('{"title": "T", "history": [{"id": "x"}]}', "not an operation"),
        ('{"title": "T", "history": [{"id": "x", "story": "s", "field": "colour", "value": 1, "at": "2026-01-01",'
         ' "who": "a"}]}', "'colour' can't be"),
        ('{"title": "T", "history": [{"id": "x", "story": "s", "field": "note", "value": "n", "at": "soon",'
         ' "who": "a"}]}', "is no time"),
        ('{"title": "T", "analysis": {"summary": 3}}', "analysis"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_entry_is_told(line: str, reason: str) -> None:
    with pytest.raises(RecordError, match=reason):
        read_record(line)


@pytest.mark.parametrize("text", NASTY)
def test_outside_text_is_cleaned_at_the_door(text: str, made_of: Callable[[str], Entry]) -> None:
    if not clean(text).strip():
        return
    found = read_record(next(exchange_lines([made_of(text)])))
    texts = [getattr(found.story, field.name) for field in fields(found.story)] + [found.judgement.note]
    texts += [part for one in found.history for part in (one.field, one.who, one.at)]
    texts += [span.text for decision in found.judgement.concerns.values() for span in decision.evidence]
    for one in filter(lambda value: isinstance(value, str), texts):
        assert one == clean(one)
    assert state_of(found.history) == found.judgement


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(["title", "judgement", "history", "analysis", "concerns", "id"]),
                                      inner, max_size=4), max_leaves=12))  # fmt: skip
def test_no_json_raises_anything_else(body: object) -> None:
    try:
        read_record(json.dumps(body))
    except RecordError as error:
        assert "\n" not in str(error)
