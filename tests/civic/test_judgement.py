"""Decisions: what they add up to, that they can be undone, and that they are read back as they were written."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.correction import Correction
from civic.judgement import (
    APART,
    CERTAINTIES,
    HIDE,
    NOTE,
    READ,
    SEVERITIES,
    STAR,
    Decision,
    Judgement,
    JudgementError,
    Unread,
    Value,
    Verdict,
    concern_field,
    fields_of,
    from_json,
    stakeholder_field,
    to_json,
    value_from_json,
    value_to_json,
)
from civic.story import Span

SPANS = st.builds(lambda start, text: Span(start, start + len(text), text), st.integers(0, 99), st.text(min_size=1))
DECISIONS = st.tuples(
    st.sampled_from(Verdict),
    st.lists(SPANS, max_size=2).map(tuple),
    st.sampled_from(["", *SEVERITIES]),
    st.sampled_from(["", *CERTAINTIES]),
    st.sampled_from(["", "Police"]),
).map(lambda said: Decision(*said))
CORRECTIONS = st.tuples(
    st.sampled_from(["", "Met", "İstanbul"]),
    st.sampled_from(["", "company"]),
    st.sampled_from([None, (), ("deployer", "affected")]),
    st.booleans(),
).map(lambda said: Correction(*said))
TAGS = st.sampled_from(["privacy", "bias", "open-data", "a:b"])
FIELD_VALUES: st.SearchStrategy[tuple[str, Value]] = st.one_of(
    st.tuples(TAGS.map(concern_field), st.none() | DECISIONS),
    st.tuples(st.just(NOTE), st.none() | st.text(min_size=1)),
    st.tuples(st.sampled_from(["the met", "İstanbul"]).map(stakeholder_field), st.none() | CORRECTIONS),
    st.tuples(st.sampled_from([STAR, READ, HIDE, APART]), st.sampled_from([None, True])),
)


def state_of(changes: list[tuple[str, Value]]) -> Judgement:
    state = Judgement()
    for name, value in changes:
        state = state.with_value(name, value)
    return state


def test_a_story_starts_without_any() -> None:
    assert not Judgement()
    assert Judgement().tags == ()


def test_tags_are_what_holds_in_the_order_of_deciding() -> None:
    state = state_of([
        (concern_field("bias"), Decision(Verdict.TAGGED)),
        (concern_field("privacy"), Decision(Verdict.REJECTED)),
        (concern_field("access"), Decision(Verdict.ACCEPTED)),
    ])  # fmt: skip
    assert state.tags == ("bias", "access")
    assert state.rejected == ("privacy",)
    assert bool(state)


def test_marks_and_notes_can_be_set_and_unset() -> None:
    state = state_of([(STAR, True), (READ, True), (NOTE, "call")])
    assert (state.starred, state.read, state.note) == (True, True, "call")
    assert not state_of([(STAR, True), (STAR, None), (READ, True), (READ, False), (NOTE, "call"), (NOTE, None)])


@given(st.lists(FIELD_VALUES), FIELD_VALUES)
def test_setting_twice_is_setting_once(changes: list[tuple[str, Value]], last: tuple[str, Value]) -> None:
    once = state_of([*changes, last])
    assert once.with_value(*last) == once


@given(st.lists(FIELD_VALUES), FIELD_VALUES)
def test_setting_what_was_undoes(changes: list[tuple[str, Value]], last: tuple[str, Value]) -> None:
    state = state_of(changes)
    name, value = last
    assert state.with_value(name, value).with_value(name, state.value(name)) == state


@given(st.lists(FIELD_VALUES))
def test_a_state_is_that_of_the_last_values_of_its_fields(changes: list[tuple[str, Value]]) -> None:
    last: dict[str, Value] = {}
    for name, value in changes:
        last.pop(name, None)
        last[name] = value
    state = Judgement.of(last)
    assert state == state_of(changes)
    assert state.tags == state_of(changes).tags


def test_what_is_no_field_of_a_judgement_is_passed_over() -> None:
    values: dict[str, Value] = {
        "colour": Unread("red"), STAR: Unread("yes"), READ: "true", NOTE: True, HIDE: False,
        concern_field("bias"): Unread({"verdict": "maybe"}), concern_field(""): Decision(Verdict.TAGGED),
        stakeholder_field("met"): Decision(Verdict.TAGGED), concern_field("power"): Correction("Met"),
    }  # fmt: skip
    assert Judgement.of(values) == Judgement()


@given(st.lists(FIELD_VALUES))
def test_a_state_survives_json(changes: list[tuple[str, Value]]) -> None:
    state = state_of(changes)
    back = from_json(json.loads(json.dumps(to_json(state))))
    assert back == state
    assert back.tags == state.tags


@given(FIELD_VALUES)
def test_a_value_survives_json(change: tuple[str, Value]) -> None:
    name, value = change
    assert value_from_json(name, json.loads(json.dumps(value_to_json(value)))) == value


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: Decision.from_json("tagged"),
        lambda: Decision.from_json({"verdict": "maybe"}),
        lambda: Decision.from_json({"verdict": "tagged", "evidence": [{"start": 5, "end": 1, "text": ""}]}),
        lambda: value_from_json(STAR, "yes"),
        lambda: value_from_json(stakeholder_field("met"), {"name": 3}),
        lambda: Judgement().value("colour"),
        lambda: Judgement().with_value(STAR, "yes"),
        lambda: Judgement().with_value(concern_field("bias"), True),
        lambda: Judgement().with_value(NOTE, True),
        lambda: value_from_json(NOTE, 3),
        lambda: value_from_json("colour", "red"),
        lambda: from_json({"concerns": ["bias"]}),
        lambda: from_json({"star": "yes"}),
    ],
)
def test_what_is_no_judgement_is_refused(attempt: Callable[[], object]) -> None:
    with pytest.raises(JudgementError):
        attempt()


def test_a_decision_is_written_by_the_new_name_of_certainty_and_read_by_the_old_one_too() -> None:
    decision = Decision(Verdict.TAGGED, certainty="alleged")
    assert decision.to_json() == {"verdict": "tagged", "certainty": "alleged"}
    assert Decision.from_json({"verdict": "tagged", "standing": "alleged"}) == decision


@pytest.mark.parametrize("body", [{"verdict": "tagged", "severity": "huge"}, {"verdict": "tagged", "standing": 3}, {}])
def test_a_decision_of_another_make_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(JudgementError):
        Decision.from_json(body)  # type: ignore[arg-type]


@given(st.lists(FIELD_VALUES))
def test_the_fields_that_are_set_make_the_state_again(changes: list[tuple[str, Value]]) -> None:
    state = state_of(changes)
    assert state_of([(name, state.value(name)) for name in fields_of(state)]) == state
