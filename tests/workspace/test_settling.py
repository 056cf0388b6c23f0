"""Settling as steps: taken back and made again in any order that harms nobody's later answer."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from civic.coder import AGREED
from civic.conflicts import conflicts_of
from civic.judgement import Decision, Value, Verdict, concern_field
from civic.operation import Operation
from civic.settlement import Choice
from civic.story import Story
from tests.doubles import NOW, MemoryLibrary, undo_on
from workspace.settling import Settling
from workspace.undo.settled import as_agreed
from workspace.undo.undo import Undo, UndoFault

PRIVACY = concern_field("privacy")
YES, NO = Decision(Verdict.TAGGED), Decision(Verdict.REJECTED)


class Desk:
    """A story about which "me" and bob differ, and what settles it; each call is a minute later."""

    def __init__(self) -> None:
        self.library = MemoryLibrary()
        self.library.put(Story("s", "Scans"), 1)
        self.undo: Undo = undo_on(self.library)
        self.minute = 0
        self.says("me", YES)
        self.says("bob", NO)

    def says(self, who: str, value: Value, **more: str) -> None:
        self.minute += 1
        at = (NOW - timedelta(hours=1) + timedelta(minutes=self.minute)).isoformat()
        made = Operation(f"{who}{self.minute}", "s", PRIVACY, value, None, at, who)
        self.library.adopt([replace(made, **more)])

    def settle(self, choice: Choice) -> None:
        settling = Settling(self.library, self.undo, "me", lambda: NOW)
        (conflict,) = settling.conflicts("s")
        assert settling.settle("s", conflict, choice, label=f"settled by {choice}")

    @property
    def agreed(self) -> Value:
        held = as_agreed(self.library.view).own(self.library.history("s")).get(PRIVACY)
        return held.value if held else None

    @property
    def differ(self) -> bool:
        return bool(conflicts_of(self.library.history("s"), self.library.view))


def test_answers_are_taken_back_one_after_the_other_and_made_again() -> None:
    desk = Desk()
    desk.settle(Choice.MINE)
    assert (desk.agreed, desk.differ) == (YES, False)
    desk.minute = 120
    desk.says("bob", replace(NO, severity="low"))  # a change of mind opens it
    assert desk.differ
    desk.settle(Choice.NO)
    assert (desk.agreed, desk.differ) == (NO, False)
    for wanted, differ in ((YES, True), (None, True)):
        assert desk.undo.undo()
        assert (desk.agreed, desk.differ) == (wanted, differ)
    assert desk.undo.undo() is None
    for wanted, differ in ((YES, True), (NO, False)):
        assert desk.undo.redo()
        assert (desk.agreed, desk.differ) == (wanted, differ)
    assert {one.by for one in desk.library.history("s") if one.who == AGREED} == {"me"}


def test_an_answer_that_comes_back_settles_again_what_it_had_settled() -> None:
    desk = Desk()
    desk.settle(Choice.MINE)
    desk.says(AGREED, NO, by="cy")  # another adjudicator, who had not seen it
    assert desk.differ
    desk.settle(Choice.NO)
    assert not desk.differ
    desk.undo.undo()
    assert desk.differ
    desk.undo.redo()
    assert not desk.differ


def test_where_somebody_has_answered_since_nothing_is_taken_back() -> None:
    desk = Desk()
    desk.settle(Choice.MINE)
    desk.minute = 120
    desk.says(AGREED, NO, by="cy")
    before = desk.library.history("s")
    with pytest.raises(UndoFault, match="has been settled anew since"):
        desk.undo.undo()
    assert desk.library.history("s") == before
    assert "settled anew" in desk.undo.why_not(desk.undo.steps()[0])


def test_one_step_is_turned_at_once() -> None:
    desk = Desk()
    desk.settle(Choice.NO)
    assert desk.undo.is_quick(desk.undo.steps()[0])
