"""The port of a team's log. `team.folder` keeps it in a shared folder, `team.server` in PostgreSQL."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from msgspec import Struct

from civic.coder import coder_key, is_reserved
from civic.export import Entry
from civic.operation import Operation
from civic.rounds import Basis, Round

LEASE: Final = timedelta(hours=1)
"""For so long a desk that fetches a feed does so for the whole team."""
BEGINNING: Final = ""
"""The cursor of a desk that has taken nothing yet."""


class Coder(Struct, frozen=True):
    """Who takes part: by which name now, and by which ones before; `desk` is the id of the desk, of letters and
    digits, that tells two desks of one coder apart."""

    who: str
    formerly: tuple[str, ...] = ()
    desk: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return all names of the coder, the present one first."""
        return self.who, *self.formerly


def is_given_by(operation: Operation, names: Collection[str]) -> bool:
    """Return whether a team has an operation from the coder with these names (as `civic.coder.coder_key` has them):
    one that is signed by them, or that they settled for the coder "agreed", and never what is private."""
    if operation.private:
        return False
    if is_reserved(operation.who):
        return bool(operation.by) and coder_key(operation.by) in names
    return coder_key(operation.who) in names


class Late(Struct, frozen=True):
    """An operation that the log did not take, and why, in one sentence. It stays on the desk and can be offered
    again."""

    operation: Operation
    reason: str


class Pushed(Struct, frozen=True):
    """What came of a push. `acknowledged` are the ids of operations that the log holds for good now, whether they were
    new to it or not."""

    acknowledged: frozenset[str]
    late: Sequence[Late] = ()


class Batch(Struct, frozen=True):
    """Some of what others gave. Once it has been taken in for good, `cursor` is where the next pull begins. `problems`
    are sentences about what of it can't be read, each told once; where the log can tell, `amiss` are the beginnings of
    all of these that hold still; `lacking` are those about what the log should have and
    has not at present, told as long as that is so. With `renewed`, the log is not what it was at the
    cursor before: what had been acknowledged may be gone from it, so that all is to be pushed again."""

    entries: Sequence[Entry]
    cursor: str
    problems: Sequence[str] = ()
    renewed: bool = False
    lacking: Sequence[str] = ()
    amiss: Sequence[str] | None = None


class Standing(Struct, frozen=True):
    """What a log says of itself: what it is called, who the user is in it, and who else takes part, by name; `gives`
    is whether the user may push, and `rights` what they may do in a word, "" where all may do the same."""

    name: str
    me: str
    members: Sequence[str] = ()
    gives: bool = True
    rights: str = ""


class TeamFeed(Struct, frozen=True):
    """A feed that a desk of the team fetches: its address (as `Story.feed`), whose desk that is, and until when no
    other one need."""

    address: str
    who: str
    until: datetime


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
        """Append the operations in the histories of entries, and their stories where the log has them not; of an entry
        without any, the story alone."""
        ...

    def forget(self, stories: Collection[str]) -> None:
        """Have the log hold nothing any more that this desk gave of these stories, by their ids, and of what was
        decided on them; where only an owner can see to that, nothing is done."""
        ...

    def pull(self, after: str, since: datetime | None = None) -> Iterator[Batch]:
        """Yield what came after a cursor; BEGINNING, and one of another epoch, mean all. Stories that were published
        before `since` may be left out, but for what was decided on them, and for those that the user codes."""
        ...

    def noted(self, cursor: str) -> str:
        """Return a cursor that stands where another does, and knows what this desk has pushed until now, so that a pull
        behind it sees where the log loses any of that (see `Batch.renewed`). What was pushed counts as sent once this
        is written down."""
        ...

    def rounds(self) -> Sequence[Round]:
        """Return the rounds in the order in which they were opened, without their stories; none where the log has no
        such thing."""
        ...

    def stories_of(self, name: str) -> tuple[Sequence[str], Sequence[str]]:
        """Return the ids of the stories of a round, and of those that the user codes."""
        ...

    def basis_of(self, name: str) -> Basis:
        """Return what an open round is coded by."""
        ...

    def lease(self, feeds: Sequence[str]) -> frozenset[str]:
        """Return which of some feeds, by their addresses, this desk is to fetch now. For `LEASE` from now on no other
        desk is told to fetch these. Where the user can give nothing, it is those that nobody fetches."""
        ...

    def feeds(self) -> Sequence[TeamFeed]:
        """Return the feeds that desks of the team fetch, or last did, by their addresses."""
        ...

    def rang(self) -> bool:
        """Return whether somebody may have pushed since this was last asked, as far as that is heard without waiting;
        a desk that pulls now and then misses nothing. Never raises."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...
