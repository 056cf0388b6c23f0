"""The port of a team's log. `team.folder` keeps it in a shared folder, `team.server` in PostgreSQL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from civic.export import Entry
from civic.operation import Operation

BEGINNING: Final = ""
"""The cursor of a desk that has taken nothing yet."""


@dataclass(frozen=True, slots=True)
class Late:
    """An operation that the log did not take, and why, in one sentence. It stays on the desk and can be offered
    again."""

    operation: Operation
    reason: str


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came of a push. `acknowledged` are the ids of operations that the log holds for good now, whether they were
    new to it or not."""

    acknowledged: frozenset[str]
    late: Sequence[Late] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Some of what others gave. Once it has been taken in for good, `cursor` is where the next pull begins."""

    entries: Sequence[Entry]
    cursor: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a log says of itself: what it is called, who the user is in it, and who else takes part, by name."""

    name: str
    me: str
    members: Sequence[str] = field(default=())


class Log(Protocol):
    """An append-only log of operations and stories.

    A push is durable when it returns, and may be repeated: an operation that is there is not added twice. A pull is of
    all members' operations but those that this desk has pushed, in an order in which nothing is lost that others are
    still writing; the same may come again, and in any order, since taking in is a union by id. Nothing private passes
    either way. All text that comes out has been cleaned. Whatever a log can't do raises a TeamFault; where nobody
    answers, Unreachable.
    """

    def standing(self) -> Standing:
        """Return who takes part."""
        ...

    def push(self, entries: Sequence[Entry]) -> Pushed:
        """Append the operations in the histories of entries, and their stories where the log has them not."""
        ...

    def pull(self, after: str) -> Iterator[Batch]:
        """Yield what came after a cursor; BEGINNING, and one of another epoch, mean all."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
