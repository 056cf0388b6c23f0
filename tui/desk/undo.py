"""A change that a person made, as one thing to undo."""

from dataclasses import dataclass
from typing import TypeAlias

from civic.correction import EVERYWHERE
from civic.judgement import Operation, Value

Change: TypeAlias = tuple[str, str, Value]
"""The id of a story, a field, and what it is to be set to."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change that a person made, as one thing to undo: what it was called and the operations that it took."""

    label: str
    operations: tuple[Operation, ...]

    @property
    def is_everywhere(self) -> bool:
        """Whether it is about all stories, so that many of them may have to be looked at."""
        return any(operation.story == EVERYWHERE for operation in self.operations)


def changes_of(step: Step) -> list[Change]:
    """What makes a step again."""
    return [(one.story, one.field, one.value) for one in step.operations]


def reversed_changes(step: Step) -> list[Change]:
    """What takes a step back."""
    return [(one.story, one.field, one.was) for one in reversed(step.operations)]
