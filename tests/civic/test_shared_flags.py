"""What copies that come later have by their group."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.judgement import HIDE, READ, STAR
from civic.operation import Operation
from civic.registers import OwnView, written
from civic.shared_flags import DUPLICATE, derived, inherited, is_derived, source_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
VIEW = OwnView(frozenset(("me", "formerly me")))


def operation(
    name: str, story: str, field: str = READ, *, on: bool = True, minutes: int = 0, who: str = "me", rule: str = ""
) -> Operation:
    at = written(NOON + timedelta(minutes=minutes))
    return Operation(name, story, field, True if on else None, None, at, who, rule=rule)


def test_a_copy_that_comes_later_has_the_flags_of_the_group() -> None:
    read, hidden = operation("1", "a"), operation("2", "a", HIDE, minutes=1, rule="R")
    made = inherited(VIEW, {"b": LATER}, {"a": [read, operation("3", "a", STAR), hidden], "b": []})
    assert made == [derived(read, "b"), derived(hidden, "b")]
    assert [(one.story, one.field, one.value, one.at, one.who, one.rule) for one in made] == [
        ("b", READ, True, read.at, "me", DUPLICATE), ("b", HIDE, True, hidden.at, "me", DUPLICATE),
    ]  # fmt: skip
    assert [source_of(one) for one in made] == ["a", "a"]
    assert VIEW.judgement(made).read
    assert VIEW.judgement(made).hidden


def test_it_goes_through_json_and_names_its_source_then() -> None:
    made = derived(operation("1", "a"), "b")
    assert Operation.from_json(made.to_json()) == made
    assert source_of(Operation.from_json(made.to_json())) == "a"
    assert source_of(operation("1", "a")) == ""


def test_two_desks_make_the_same_operation() -> None:
    first, second = operation("1", "a", minutes=5), operation("2", "c", minutes=1, who="Formerly Me")
    group = {"a": [first], "b": [], "c": [second]}
    there = inherited(VIEW, {"b": LATER}, dict(reversed(group.items())))
    assert inherited(VIEW, {"b": LATER}, group) == there == [derived(second, "b")]


def test_what_somebody_decided_goes_before_what_was_derived() -> None:
    own = operation("1", "a", minutes=9)
    group = {"a": [own], "b": [derived(operation("0", "gone"), "b")], "c": []}
    assert inherited(VIEW, {"c": LATER}, group) == [derived(own, "c")]
    assert inherited(VIEW, {"c": LATER}, {**group, "a": []}) == [derived(group["b"][0], "c")]


@pytest.mark.parametrize(
    "own",
    [
        operation("9", "b", on=False, minutes=-5),
        operation("9", "b", on=False, minutes=5),
        operation("9", "b"),
        derived(operation("1", "a"), "b"),
    ],
)
def test_a_story_whose_flag_was_ever_set_or_cleared_keeps_its_state(own: Operation) -> None:
    assert inherited(VIEW, {"b": LATER}, {"a": [operation("1", "a")], "b": [own]}) == []


def test_nothing_comes_of_what_was_taken_back_or_said_by_others() -> None:
    taken_back = [operation("1", "a"), operation("2", "a", on=False, minutes=1)]
    assert inherited(VIEW, {"b": LATER}, {"a": taken_back, "b": []}) == []
    assert inherited(VIEW, {"b": LATER}, {"a": [operation("1", "a", who="eva")], "b": []}) == []
    assert inherited(VIEW, {"b": LATER}, {"b": [operation("1", "b", STAR)]}) == []


def test_a_decision_that_left_a_copy_out_still_does() -> None:
    """The copy was there long before, so that the decision was on the one story only."""
    group = {"a": [operation("1", "a")], "b": []}
    assert inherited(VIEW, {"b": NOON - timedelta(days=1)}, group) == []
    assert inherited(VIEW, {"b": NOON - timedelta(minutes=1)}, group) == [derived(group["a"][0], "b")]
    assert inherited(VIEW, {"b": None}, group) == [derived(group["a"][0], "b")]


@given(st.text(min_size=1), st.text(min_size=1), st.text(min_size=1))
def test_derived_operations_are_told_by_source_and_story(one: str, other: str, story: str) -> None:
    source = operation(one, "a")
    made = derived(source, story)
    assert is_derived(made, source)
    assert is_derived(made, operation(other, "a")) == (one == other)
    assert not is_derived(source, source)
