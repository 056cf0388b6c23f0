"""Steps that can be undone and made again."""

from collections.abc import Sequence
from dataclasses import dataclass

from civic.correction import EVERYWHERE
from civic.operation import Operation
from workspace.decisions import Change


@dataclass(frozen=True, slots=True)
class Step:
    """One change by the user, as one thing to undo: its name on the screen, and the operations that were written."""

    label: str
    operations: tuple[Operation, ...]

    @property
    def is_everywhere(self) -> bool:
        """Say whether it changes all stories at once, so that many of them may have to be read again."""
        return any(operation.story == EVERYWHERE for operation in self.operations)


class UndoHistory:
    """The steps that can be undone, and those that were undone and can be made again."""

    def __init__(self) -> None:
        self._undo: list[Step] = []
        self._redo: list[Step] = []

    def add(self, label: str, operations: Sequence[Operation]) -> Step | None:
        """Add a step for what has been written, which ends what could be made again. Return None where nothing was
        written."""
        if not operations:
            return None
        step = Step(label, tuple(operations))
        self._undo.append(step)
        self._redo.clear()
        return step

    def next_undo(self) -> Step | None:
        """Return the step that is undone next; None where there is none."""
        return self._undo[-1] if self._undo else None

    def next_redo(self) -> Step | None:
        """Return the step that is made again next; None where there is none."""
        return self._redo[-1] if self._redo else None

    def move(self, step: Step, *, back: bool) -> None:
        """Note that a step has been undone (`back`) or made again."""
        source, target = (self._undo, self._redo) if back else (self._redo, self._undo)
        if step in source:  # else another change was made meanwhile, which ends what could be made again
            source.remove(step)
        target.append(step)


def changes_of(step: Step) -> list[Change]:
    """Return the changes that make a step again."""
    return [(one.story, one.field, one.value) for one in step.operations]


def reversed_changes(step: Step) -> list[Change]:
    """Return the changes that undo a step."""
    return [(one.story, one.field, one.was) for one in reversed(step.operations)]
