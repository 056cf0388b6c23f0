"""What a step is made of: parts, each of a kind that knows how to take it back and to make it again."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final, Protocol, TypeAlias

from msgspec import Struct, field

from civic.fault import Fault
from civic.operation import Operation
from civic.story import Story
from civic.text import clean_line
from storage.undo.journal import Part as Part
from storage.undo.journal import Step as Step
from workspace.ports import Library

OPERATIONS: Final = "operations"
"""The kind of parts that are operations of other desks or coders, which came with an import."""
_NAMED: Final = 2
_FOREIGN: Final = re.compile("[\ud800-\udc7f\udd00-\udfff]")

Registers: TypeAlias = list[tuple[Operation, Operation | None]]
"""The first operation of a step in each register, and the one that holds there, None for none."""


class UndoFault(Fault):
    """A step that can't be taken back, or made again; the message is one sentence that says why."""


class Turn(Struct, frozen=True):
    """A step that is being taken back (`back`) or made again, with its parts as they are written down."""

    step: Step
    parts: Sequence[Part]
    back: bool
    registers: dict[str, Registers] = field(default_factory=dict)
    """what was found of decisions when they were looked at"""

    def refuse(self, why: str) -> UndoFault:
        """Return the fault that says why this can't be done."""
        done = "taken back" if self.back else "made again"
        return UndoFault(f"“{self.step.label}” can't be {done}: {why}. Nothing was changed.")

    def is_of_step(self, operation: Operation) -> bool:
        """Return whether an operation was made by the step, or came with it."""
        return operation.step == self.step.id or any(
            operation.id in ids
            for part in self.parts if part.get("kind") == OPERATIONS
            for ids in [part.get("ids", {}).get(operation.story, ())]
        )  # fmt: skip


class Turned(Struct):
    """What a turn has done: the decisions that it wrote, and whether anything else changed by it."""

    operations: list[Operation] = field(default_factory=list)
    more: bool = False


class Kind(Protocol):
    """A kind of parts. A turn first looks at all parts of its step and changes nothing where one of them can't be
    turned; then it turns each."""

    def fits(self, part: Part) -> bool:
        """Return whether a part has the shape of those of this kind: a file may say anything."""

    def look(self, part: Part, turn: Turn) -> Part | None:
        """Return what the part will be when it has been turned: mostly itself; None where all is as if it had been
        turned already. Raises UndoFault where what it is about has changed since."""

    def turn(self, part: Part, turn: Turn, turned: Turned) -> None:
        """Turn the part. Doing so again does no harm. Raises a Fault."""


def all_text(found: Iterable[object]) -> bool:
    """Return whether all of these are texts that can be written to a file; what was no UTF-8 there is such, too."""
    return all(isinstance(one, str) and _FOREIGN.search(one) is None for one in found)


def titles(library: Library, stories: Collection[str]) -> str:
    """Return stories by their titles for a sentence: “One”, “Two” and 3 more."""
    some = list(dict.fromkeys(stories))
    found = {story.id: story for story in library.stories(some[:_NAMED])}
    names = [f"“{_headline(found.get(name), name)}”" for name in some[:_NAMED]]
    rest = f" and {len(some) - _NAMED} more" if len(some) > _NAMED else ""
    return ", ".join(names) + rest


def _headline(story: Story | None, name: str) -> str:
    return clean_line(story.headline if story else name, 60)
