"""Where coders differ, and what settles it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.coder import AGREED, own_keys
from civic.conflicts import OWN, conflicts_of, differences
from civic.judgement import CODED, NOTE, Decision, Value, Verdict, concern_field
from civic.operation import Operation
from civic.registers import OwnView
from civic.story import Span

ADA = OwnView(own_keys("ada"))
PRIVACY = concern_field("privacy")
YES, NO = Decision(Verdict.ACCEPTED), Decision(Verdict.REJECTED)
HERE, THERE, NEAR = Span(0, 5, "a fine"), Span(40, 50, "other word"), Span(3, 9, "e word")


def said(who: str, value: Value, field: str = PRIVACY, minute: int = 0, **more: object) -> Operation:
    made = Operation(f"{who}-{field}-{minute}", "s", field, value, None, f"2026-11-23T10:{minute:02}:00+00:00", who)
    return replace(made, **more)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (YES, replace(YES, verdict=Verdict.TAGGED), []),
        (YES, NO, ["verdict"]),
        (YES, None, ["verdict"]),
        (NO, None, []),
        (replace(YES, severity="high"), replace(YES, severity="low"), ["severity"]),
        (replace(YES, severity="high"), YES, []),
        (replace(YES, certainty="alleged"), replace(YES, certainty="confirmed"), ["certainty"]),
        (replace(NO, severity="high"), replace(NO, severity="low"), []),
        (replace(YES, evidence=(HERE,)), replace(YES, evidence=(THERE,)), ["evidence"]),
        (replace(YES, evidence=(HERE,)), replace(YES, evidence=(NEAR, THERE)), []),
        (replace(YES, evidence=(HERE,)), YES, []),
        ("call them", "call nobody", ["value"]),
        ("call them", "call them", []),
    ],
)
def test_in_what_two_values_differ(one: Value, other: Value, found: list[str]) -> None:
    assert differences(one, other) == differences(other, one) == found


def test_one_coder_alone_and_private_flags_are_no_conflict() -> None:
    assert conflicts_of([said("ada", YES), said("ada", NO, minute=1)], ADA) == []
    assert conflicts_of([said("ada", True, "read"), said("bob", None, "read")], ADA) == []
    assert conflicts_of([said("ada", YES), said("bob", YES)], ADA) == []


def test_a_conflict_names_all_sides_the_user_first_also_where_the_user_said_nothing() -> None:
    (found,) = conflicts_of([said("bob", NO), said("cy", YES), said("ada", YES)], ADA)
    assert (found.field, found.what) == (PRIVACY, ("verdict",))
    assert [(side.who, side.value) for side in found.sides] == [(OWN, YES), ("bob", NO), ("cy", YES)]
    (found,) = conflicts_of([said("bob", NO), said("cy", YES)], ADA)
    assert [side.who for side in found.sides] == ["bob", "cy"]
    (found,) = conflicts_of([said("bob", "later", NOTE), said("ada", "now", NOTE)], ADA)
    assert found.what == ("value",)


def test_what_a_coder_left_open_when_done_is_a_no_to_what_their_codebook_had() -> None:
    done = said("bob", True, CODED, concerns=("privacy", "bias"))
    (found,) = conflicts_of([said("ada", YES), done], ADA)
    assert found.what == ("verdict",)
    assert found.sides[1].by_silence
    assert conflicts_of([said("ada", YES), replace(done, concerns=("bias",))], ADA) == []
    assert conflicts_of([said("ada", YES), replace(done, value=None)], ADA) == []
    assert conflicts_of([said("ada", NO), done], ADA) == []
    assert len(conflicts_of([said("ada", YES), replace(done, concerns=())], ADA)) == 1
    renamed = OwnView(ADA.names, {"bias": "privacy"})
    assert len(conflicts_of([said("ada", YES), replace(done, concerns=("bias",))], renamed)) == 1


def settled(value: Value, *sides: Operation, by: str = "ada", minute: int = 30) -> Operation:
    return said(AGREED, value, minute=minute, by=by, settles=tuple(side.id for side in sides))


def test_what_was_settled_stays_so_until_somebody_says_something_new() -> None:
    mine, theirs = said("ada", YES), said("bob", NO)
    answer = settled(YES, mine, theirs)
    assert conflicts_of([mine, theirs, answer], ADA) == []
    assert conflicts_of([answer, theirs, mine, theirs], ADA) == []
    again = said("bob", replace(NO), minute=40)
    assert len(conflicts_of([mine, theirs, answer, again], ADA)) == 1
    convinced = said("bob", YES, minute=40)
    assert conflicts_of([mine, theirs, answer, convinced], ADA) == []
    undone = replace(answer, id="undone", value=None, at="2026-11-24")
    assert len(conflicts_of([mine, theirs, answer, undone], ADA)) == 1
    behind = replace(answer, at="2025-01-01T00:00:00+00:00")  # a clock that goes wrong settles all the same
    assert conflicts_of([mine, theirs, behind], ADA) == []


def test_two_who_settle_it_differently_are_a_conflict_until_one_saw_the_other() -> None:
    mine, theirs = said("ada", YES), said("bob", NO)
    one, other = settled(YES, mine, theirs), settled(NO, mine, theirs, by="cy", minute=31)
    (found,) = conflicts_of([mine, theirs, one, other], ADA)
    assert [side.who for side in found.sides][-2:] == ["agreed (ada)", "agreed (cy)"]
    last = settled(YES, mine, theirs, other, minute=32)
    assert conflicts_of([mine, theirs, one, other, last], ADA) == []


@given(st.permutations([said("ada", YES), said("bob", NO), said("cy", None, minute=1), said("cy", YES),
                        settled(YES, said("bob", NO)), said("bob", "n", NOTE)]))  # fmt: skip
def test_the_order_in_which_operations_come_says_nothing(history: list[Operation]) -> None:
    assert conflicts_of(history, ADA) == conflicts_of(sorted(history, key=lambda one: one.id), ADA)
