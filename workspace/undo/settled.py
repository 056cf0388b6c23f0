"""Parts that settle what coders differ in. They are of the coder "agreed", whose operations no user decides by."""

import os
from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from civic.coder import AGREED
from civic.operation import Operation
from civic.registers import OwnView
from workspace.ports import Library
from workspace.undo.decided import SETTLED, left_by, of_story, wanted_by
from workspace.undo.kinds import Part, Registers, Turn, Turned, titles


def as_agreed(view: OwnView) -> OwnView:
    """Return how the coder "agreed" tells what was settled from what coders said."""
    return view.of(AGREED)


def settled(story: str) -> Part:
    """Return the part for a settlement that is about to be made on this story."""
    return {"kind": SETTLED, "story": story}


class Settled:
    """Settlements. One is taken back by an operation of the same adjudicator that has "agreed" say what it said before;
    where somebody has settled it anew since, it stays."""

    def __init__(self, library: Callable[[], Library], now: Callable[[], datetime]) -> None:
        self._library = library
        self._now = now

    def fits(self, part: Part) -> bool:
        """Return whether it names a story."""
        return isinstance(part.get("story"), str)

    def look(self, part: Part, turn: Turn) -> Part | None:
        """Return the part where any register is to be set."""
        registers = self._registers(part, turn)
        if any(held is None or held.step != turn.step.id for _, held in registers):
            raise turn.refuse(f"{titles(self._library(), [part['story']])} has been settled anew since")
        return part if any(held and held.value != wanted_by(first, turn) for first, held in registers) else None

    def turn(self, part: Part, turn: Turn, turned: Turned) -> None:
        """Set the registers."""
        library = self._library()
        made = [self._turned(first, turn) for first, _ in self._registers(part, turn)]
        turned.operations += library.adopt(made, own=True).new if made else ()

    def _turned(self, first: Operation, turn: Turn) -> Operation:
        """Return what sets the register of a settlement to what it was before it, or to what it said."""
        view, history = as_agreed(self._library().view), self._library().history(first.story)
        at, n = view.next_moment(history, first.field, self._now())
        before = view.last(one for one in history if one.order < first.order).get(view.current(first.field))
        settles = first.settles if not turn.back else before.settles if before else ()
        return replace(
            first,
            id=os.urandom(16).hex(),
            value=wanted_by(first, turn),
            was=left_by(first, turn),
            at=at,
            n=n,
            settles=settles,
        )

    def _registers(self, part: Part, turn: Turn) -> Registers:
        library = self._library()
        return list(of_story(as_agreed(library.view), turn, library.history(part["story"])))
