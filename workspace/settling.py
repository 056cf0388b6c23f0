"""Settling what coders differ in, as an adjudicator: what holds is written for the coder "agreed", and says what it
settles. Nobody's own decisions change. It is a step of its own, which can be taken back."""

import os
from collections.abc import Callable, Sequence
from datetime import datetime

from civic.coder import AGREED
from civic.conflicts import Conflict, conflicts_of
from civic.judgement import Decision, Value, Verdict
from civic.operation import Operation
from civic.registers import OwnView
from civic.settlement import Choice, value_of
from workspace.ports import Library
from workspace.undo.settled import as_agreed
from workspace.undo.undo import Undo


class Settling:
    """Settles conflicts; `who` is the adjudicator."""

    def __init__(self, library: Library, undo: Undo, who: str, now: Callable[[], datetime]) -> None:
        self._library = library
        self._undo = undo
        self._who = who
        self._now = now

    def conflicts(self, story: str) -> list[Conflict]:
        """Return what is to be settled of a story."""
        return conflicts_of(self._library.history(story), self._library.view)

    def settle(self, story: str, conflict: Conflict, choice: Choice, who: str = "", *, label: str) -> list[Operation]:
        """Settle a conflict of a story by a choice, `who` being whose word "theirs" is, as a step that the user is
        shown as `label`. Return the operation, which is on disk then. Raises a Fault, and then nothing has changed."""
        value = value_of(conflict, choice, who)
        history = self._library.history(story)
        return self._undo.settle(
            label, settlement(history, self._library.view, story, conflict, value, self._who, self._now())
        )


def settlement(
    history: Sequence[Operation], view: OwnView, story: str, conflict: Conflict, value: Value, by: str, now: datetime
) -> Operation:
    """Return the operation by which a value settles a conflict of a story; None for a concern says that it does not
    stand. `by` is the adjudicator, `history` all that was decided on the story."""
    agreed = as_agreed(view)
    at, n = agreed.next_moment(history, conflict.field, now)
    before = agreed.own(history).get(conflict.field)
    return Operation(
        os.urandom(16).hex(), story, conflict.field, _said(value), before.value if before else None, at, AGREED,
        by=by, n=n,
        settles=tuple(dict.fromkeys(side.operation.id for side in conflict.sides)),
    )  # fmt: skip


def _said(value: Value) -> Value:
    """Return a value that can be written down: that a concern does not stand is a rejection."""
    return Decision(Verdict.REJECTED) if value is None else value
