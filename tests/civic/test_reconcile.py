"""Two people's decisions in one library: both are remembered, and one's own hold."""

from civic.judgement import NOTE, READ, STAR, Decision, Judgement, Operation, Value, Verdict, apply, concern_field
from civic.reconcile import Conflict, reconcile

AT = "2026-11-23T10:00:00+00:00"
FIELD = concern_field("privacy")
TAGGED, ACCEPTED, REJECTED = (Decision(verdict) for verdict in (Verdict.TAGGED, Verdict.ACCEPTED, Verdict.REJECTED))


def said(who: str, field: str, value: Value, name: str = "") -> Operation:
    return Operation(name or f"{who}-{field}", "s1", field, value, None, AT, who)


def state(*operations: Operation) -> Judgement:
    found = Judgement()
    for operation in operations:
        found = apply(found, operation)
    return found


def after(own: list[Operation], incoming: list[Operation], *, theirs: bool = False) -> Judgement:
    done = reconcile(state(*own), own, incoming, me="me", at=AT, theirs=theirs)
    return state(*own, *done.operations)


def test_what_one_has_not_decided_is_taken_with_its_name() -> None:
    theirs = [said("ada", FIELD, TAGGED), said("ada", NOTE, "Ask.")]
    assert reconcile(Judgement(), [], theirs, me="me", at=AT).operations == tuple(theirs)


def test_where_two_differ_ones_own_holds_and_both_are_remembered() -> None:
    own, theirs = [said("me", FIELD, TAGGED)], [said("ada", FIELD, REJECTED)]
    done = reconcile(state(*own), own, theirs, me="me", at=AT)
    assert done.conflicts == (Conflict("s1", "privacy", TAGGED, "me", REJECTED, "ada"),)
    assert [operation.who for operation in done.operations] == ["ada", "me"]
    assert after(own, theirs).tags == ("privacy",)
    assert after(own, theirs, theirs=True).rejected == ("privacy",)


def test_accepting_and_tagging_are_no_conflict() -> None:
    own = [said("me", FIELD, ACCEPTED)]
    done = reconcile(state(*own), own, [said("ada", FIELD, TAGGED)], me="me", at=AT)
    assert done.conflicts == ()
    assert after(own, [said("ada", FIELD, TAGGED)]).concerns["privacy"] == ACCEPTED


def test_the_same_again_changes_nothing() -> None:
    own, theirs = [said("me", FIELD, TAGGED)], [said("ada", FIELD, REJECTED)]
    once = [*own, *reconcile(state(*own), own, theirs, me="me", at=AT).operations]
    assert reconcile(state(*once), once, theirs, me="me", at=AT).operations == ()


def test_stars_and_read_marks_of_others_are_theirs() -> None:
    marks = [said("ada", STAR, True), said("ada", READ, True), said("me", STAR, True)]
    assert reconcile(Judgement(), [], marks, me="me", at=AT).operations == (marks[2],)
    assert reconcile(Judgement(), [], marks, me="me", at=AT, everything=True).operations == tuple(marks)
    assert reconcile(Judgement(), [], marks, me="me", at=AT, theirs=True).operations == tuple(marks)


def test_a_note_of_ones_own_stays() -> None:
    own = [said("me", NOTE, "Mine.")]
    assert after(own, [said("ada", NOTE, "Hers.")]).note == "Mine."
    assert after(own, [said("ada", NOTE, "Hers.")], theirs=True).note == "Hers."


def test_ones_name_never_signs_what_another_decided() -> None:
    kept = said("ada", FIELD, TAGGED)
    done = reconcile(state(kept), [kept], [said("bo", FIELD, REJECTED)], me="me", at=AT)
    assert [one.who for one in done.operations] == ["bo", "ada"]
    assert done.conflicts[0].own_who == "ada"


def test_what_somebody_says_later_follows_what_the_same_one_said_before() -> None:
    first, later = said("ada", FIELD, TAGGED, "1"), said("ada", FIELD, REJECTED, "2")
    done = reconcile(state(first), [first], [first, later], me="me", at=AT)
    assert (done.operations, done.conflicts) == ((later,), ())


def test_theirs_hold_also_when_they_came_before() -> None:
    own, theirs = [said("me", FIELD, TAGGED)], [said("bo", FIELD, REJECTED)]
    history = [*own, *reconcile(state(*own), own, theirs, me="me", at=AT).operations]
    assert state(*history).tags == ("privacy",)
    again = reconcile(state(*history), history, theirs, me="me", at=AT, theirs=True)
    assert state(*history, *again.operations).rejected == ("privacy",)
    assert [one.who for one in again.operations] == ["bo"]
    assert len(again.conflicts) == 1
