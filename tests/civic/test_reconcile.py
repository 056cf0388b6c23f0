"""Decisions that come from elsewhere beside the own ones: what counts, and where two differ."""

import pytest
from hypothesis import given
from msgspec.structs import replace

from civic.coder import own_keys
from civic.correction import Correction
from civic.flags import FLAGS
from civic.judgement import NOTE, READ, STAR, Decision, Unread, Value, Verdict, concern_field
from civic.operation import Operation
from civic.reconcile import Conflict, conflicts, counting, differ
from civic.registers import OwnView
from civic.story import Span
from tests.civic.operations import ACCEPTED, AT, PRIVACY, REJECTED, TAGGED, at, operations, said

ME = OwnView(own_keys("me", ["old me"]))


def decided(severity: str = "", certainty: str = "", verdict: Verdict = Verdict.TAGGED) -> Decision:
    return Decision(verdict, severity=severity, certainty=certainty)


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        (TAGGED, REJECTED, True),
        (ACCEPTED, REJECTED, True),
        (TAGGED, ACCEPTED, False),
        (REJECTED, REJECTED, False),
        (TAGGED, decided("high"), False),
        (decided("low"), decided("high"), True),
        (decided("high"), decided("high", "alleged"), False),
        (decided(certainty="alleged"), decided(certainty="confirmed"), True),
        (decided("high", "alleged"), decided("high", "confirmed", Verdict.ACCEPTED), True),
        (decided("low"), decided(certainty="confirmed"), False),
        (decided("low", verdict=Verdict.REJECTED), decided("high", verdict=Verdict.REJECTED), False),
        (TAGGED, replace(TAGGED, evidence=(Span(0, 1, "x"),)), False),
        (replace(TAGGED, evidence=(Span(2, 3, "y"),)), replace(TAGGED, evidence=(Span(0, 1, "x"),)), False),
        (TAGGED, replace(TAGGED, rule="Police"), False),
        (TAGGED, replace(TAGGED, more=(("later", 1),)), False),
        (TAGGED, Unread({"verdict": "maybe"}), True),
        (TAGGED, None, True),
        ("One.", "One.", False),
        ("One.", "Two.", True),
        (Correction("Met"), Correction("Met"), False),
        (Correction("Met"), Correction("Met", "company"), True),
        (Correction("Met"), Correction(removed=True), True),
        (Unread({"a": 1, "b": 2}), Unread({"b": 2, "a": 1}), False),
        (Unread("v1"), Unread("v2"), True),
        (True, None, True),
        (None, None, False),
    ],
)
def test_two_values_contradict_each_other(one: Value, other: Value, differs: bool) -> None:
    assert differ(one, other) is differs
    assert differ(other, one) is differs


def test_flags_of_others_do_not_count_and_all_else_does() -> None:
    fields = [*(flag.field for flag in FLAGS if flag.private), NOTE, PRIVACY, "party:met", "coded"]
    for who, count in (("me", 8), ("OLD ME", 8), ("", 8), ("ada", 4), ("agreed", 4)):
        incoming = [said(who, field, Unread(1)) for field in fields]
        assert counting(incoming, ME) == incoming[len(fields) - count :]
    assert counting([], ME) == []


@given(operations())
def test_what_counts_stays_in_its_order_and_is_every_own_operation(found: list[Operation]) -> None:
    view = OwnView(own_keys("ada"))
    left = counting(found, view)
    assert left == [one for one in found if one in left]
    assert [one for one in found if one.who == "ada"] == [one for one in left if one.who == "ada"]
    assert not [one for one in left if one.private and one.who != "ada"]
    assert [one for one in found if not one.private] == [one for one in left if not one.private]


MINE, LATER = said("me", value=TAGGED), at(60)


@pytest.mark.parametrize(
    "incoming",
    [
        [],
        [MINE],
        [said("ada")],
        [said("ada", value=ACCEPTED)],
        [said("ada", value=None)],
        [said("ada", NOTE, "Ask.")],
        [said("ada", value=REJECTED), said("ada", value=TAGGED, when=LATER)],
        [said("ada", value=REJECTED), said("ada", value=None, when=LATER)],
        [replace(said("ada", value=REJECTED), round="pilot"), replace(said("ada", when=LATER), round="main")],
        [replace(said("ada", value=REJECTED, when=LATER), implied=True), said("ada")],
        [said("ada", concern_field("bias"), REJECTED)],
    ],
)
def test_what_contradicts_nothing_is_no_conflict(incoming: list[Operation]) -> None:
    assert conflicts([MINE], incoming, ME) == []


@pytest.mark.parametrize("who", ["ada", "agreed", "Me too"])
@pytest.mark.parametrize("when", [at(-3600), AT, LATER])
def test_where_two_coders_differ_both_are_named_whoever_was_later(who: str, when: str) -> None:
    theirs = said(who, value=REJECTED, when=when)
    assert conflicts([MINE], [theirs], ME) == [Conflict("s1", PRIVACY, MINE, theirs)]
    assert conflicts([MINE, theirs], [theirs], ME) == [Conflict("s1", PRIVACY, MINE, theirs)]


def test_each_coder_who_differs_is_named_for_each_field() -> None:
    known = [MINE, said("me", NOTE, "Mine."), said("ada", value=REJECTED)]
    incoming = [said("bo", value=REJECTED), said("bo", NOTE, "Hers."), said("Cy", value=REJECTED), said("di")]
    found = conflicts(known, incoming, ME)
    assert [(one.other.who, one.field) for one in found] == [("bo", PRIVACY), ("bo", NOTE), ("Cy", PRIVACY)]
    assert all(one.own.who == "me" and not one.one_coder for one in found)


def test_what_one_has_not_decided_or_took_back_is_no_conflict() -> None:
    theirs = said("ada", value=REJECTED)
    assert conflicts([], [theirs], ME) == []
    assert conflicts([MINE, said("me", value=None, when=LATER)], [theirs], ME) == []
    assert conflicts([said("bo")], [theirs], ME) == []


def test_flags_are_no_conflict_whoever_set_them() -> None:
    known = [said("me", STAR, value=False), said("me", READ, value=True)]
    incoming = [said("ada", STAR, value=True), said("me", STAR, True, when=LATER), said("me", READ, None, when=LATER)]
    assert conflicts(known, incoming, ME) == []


def test_a_renamed_tag_is_compared_by_what_it_is_called_now() -> None:
    view = replace(ME, renamed={"data": "open-data"})
    mine, theirs = said("me", concern_field("data")), said("ada", concern_field("open-data"), REJECTED)
    assert conflicts([mine], [theirs], view) == [Conflict("s1", "concern:open-data", mine, theirs)]
    assert conflicts([mine], [theirs], ME) == []


ELSEWHERE = said("ME", value=REJECTED, when=LATER)


@pytest.mark.parametrize("other", [ELSEWHERE, replace(ELSEWHERE, who="Old me"), replace(ELSEWHERE, value=None)])
def test_where_one_coder_decided_at_two_desks_the_later_holds_and_it_is_listed(other: Operation) -> None:
    assert conflicts([MINE], [other], ME) == [Conflict("s1", PRIVACY, other, MINE, one_coder=True)]
    assert conflicts([other], [MINE], ME) == [Conflict("s1", PRIVACY, other, MINE, one_coder=True)]


def test_a_real_decision_of_one_coder_holds_against_an_implied_one() -> None:
    implied = replace(ELSEWHERE, implied=True)
    assert conflicts([MINE], [implied], ME) == [Conflict("s1", PRIVACY, MINE, implied, one_coder=True)]


@pytest.mark.parametrize(
    ("known", "incoming"),
    [
        ([MINE], [MINE, ELSEWHERE]),
        ([MINE, ELSEWHERE], [MINE]),
        ([MINE, ELSEWHERE], [MINE, ELSEWHERE]),
        ([MINE], [replace(ELSEWHERE, value=TAGGED)]),
        ([], [ELSEWHERE]),
    ],
)
def test_a_desk_that_knew_of_the_other_is_in_no_conflict_with_it(
    known: list[Operation], incoming: list[Operation]
) -> None:
    assert conflicts(known, incoming, ME) == []


@given(operations(), operations())
def test_a_conflict_is_between_what_holds(known: list[Operation], incoming: list[Operation]) -> None:
    incoming = [replace(one, id="in" + one.id) for one in incoming]
    view = OwnView(own_keys("ada"))
    for one in conflicts(known, incoming, view):
        assert view.owns(one.own)
        assert view.owns(one.other) is one.one_coder
        assert view.current(one.own.field) == view.current(one.other.field) == one.field
        assert not one.own.private
        assert one.own.value != one.other.value
        if one.one_coder:
            assert one.own.precedence > one.other.precedence
            assert view.last([*known, *incoming])[one.field] == one.own
        else:
            assert view.own(known)[one.field] == one.own
            assert one.other in incoming
    assert conflicts(known, known, view) == [one for one in conflicts(known, known, view) if not one.one_coder]
