"""Exchange with other coders: records of theirs read, taken in beside one's own, and compared with them."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from civic.agreement import Agreement, agreements, disagreements, judged_by_both, pooled
from civic.correction import EVERYWHERE
from civic.export import Entry, RecordError, read_record, state_of
from civic.judgement import Judgement, apply
from civic.operation import Operation
from civic.reconcile import Conflict, reconcile
from civic.text import clean_line
from storage.files.disk import open_regular
from workspace.clock import utc_now
from workspace.files import FileFault

if TYPE_CHECKING:
    from workspace.workspace import Workspace

STDIN: Final = "-"
"""The name of the file that stands for standard input."""
_LONGEST: Final = 64 << 20
"""A line of more bytes than this is no story."""
_REPORTED: Final = 10
"""So many bad lines are reported one by one; more are only counted."""
_AT_ONCE: Final = 1000
"""Records that are taken in as one step."""


class Records:
    """The records of a JSONL export, one at a time in constant memory.

    `who` signs what is unsigned in the file: the name that was given, else that of the file. While records are read,
    `read` counts stories and `skipped` counts lines that are left out; `report` gets a sentence about each of those.
    """

    def __init__(self, name: str, who: str, report: Callable[[str], None]) -> None:
        self._name = name
        stem = "unknown" if name == STDIN else clean_line(Path(name).stem, 80) or "unknown"
        self.who = clean_line(who, 80) or stem
        self.read = 0
        self.skipped = 0
        self._report = report

    def __iter__(self) -> Iterator[Entry]:
        """Yield what each line holds. Raises a Fault where the file can't be opened."""
        with ExitStack() as stack:
            file = sys.stdin.buffer if self._name == STDIN else stack.enter_context(_open(Path(self._name)))
            for number, line in enumerate(iter(lambda: file.readline(_LONGEST), b""), 1):
                if not line.strip():
                    continue
                try:
                    entry = read_record(line, self.who)
                except RecordError as error:
                    self._skip(number, str(error))
                    continue
                self.read += entry.story.id != EVERYWHERE
                yield entry

    def _skip(self, number: int, reason: str) -> None:
        self.skipped += 1
        if self.skipped <= _REPORTED:
            self._report(f"line {number} is left out: {reason}.")
        elif self.skipped == _REPORTED + 1:
            self._report("more lines are left out.")


def _open(path: Path) -> BinaryIO:
    shown = clean_line(str(path), 300)
    try:
        return open_regular(path)
    except FileNotFoundError:
        raise FileFault(f"There is no file {shown}: check its name.") from None
    except OSError as error:
        reason = (error.strerror or "an error of the system").lower()
        raise FileFault(f"{shown} can't be read: {reason}.") from error


@dataclass(slots=True)
class Imported:
    """What came of an import: stories that were new, decisions taken in, how many of these hold EVERYWHERE, and where
    both coders decided on one concern and differ."""

    new: int = 0
    decisions: int = 0
    everywhere: int = 0
    conflicts: list[Conflict] = field(default_factory=list)


def import_records(
    workspace: "Workspace", records: Records, *, theirs: bool = False, progress: Callable[[str], None] = lambda _: None
) -> Imported:
    """Add the stories that are not here yet, and write down who decided what on all of them. Where the user and another
    coder differ, the user's decision holds, with `theirs` the other one. For a worker thread. Raises a Fault."""
    done = Imported()
    arriving = iter(records)
    while batch := list(islice(arriving, _AT_ONCE)):
        _import_batch(workspace, batch, done, theirs=theirs)
        progress(f"{records.read} stories read")
    return done


def _import_batch(workspace: "Workspace", batch: Sequence[Entry], done: Imported, *, theirs: bool) -> None:
    """Import a batch: first the stories, so that no decision hangs on one that never came."""
    library = workspace.library
    stories = {entry.story.id: entry.story for entry in batch if entry.story.id != EVERYWHERE}
    missing = {name: story for name, story in stories.items() if library.key_of(name) is None}
    if missing:
        library.put_many(list(missing.values()))
    done.new += len(missing)
    at = utc_now().isoformat(timespec="seconds")
    operations: list[Operation] = []
    known: dict[str, tuple[Judgement, list[Operation]]] = {}
    for entry in batch:
        name = entry.story.id
        own, history = known.get(name) or (library.judgement(name), library.history(name))
        found = reconcile(
            own, history, entry.history, me=workspace.settings.who, at=at, theirs=theirs, everything=name in missing
        )
        # A story may come twice in a batch, before the first of them is written.
        known[name] = reduce(apply, found.operations, own), [*history, *found.operations]
        operations += found.operations
        done.conflicts += found.conflicts
    adopted = library.adopt(operations) if operations else []
    done.decisions += len(adopted)
    done.everywhere += sum(one.story == EVERYWHERE for one in adopted)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far another coder and the user agree: on how many stories both decided, per concern, over all concerns, and
    where they differ, as (story id, concern, does the user say yes, does the other)."""

    who: str
    stories: int
    concerns: tuple[Agreement, ...]
    total: Agreement
    disagreements: tuple[tuple[str, str, bool, bool], ...]


def compare(workspace: "Workspace", records: Records) -> list[Comparison]:
    """Compare the user's decisions on concerns with those of each other coder in the records. Where these know no name
    but the user's own, all of them count as another coder's, under the name of the file. Raises a Fault."""
    own = workspace.settings.who
    histories = {entry.story.id: [one for one in entry.history if one.tag is not None] for entry in records}
    others = dict.fromkeys(one.who for history in histories.values() for one in history if one.who != own)
    theirs = {who: _judged(histories, who) for who in others} or {records.who: _judged(histories, None)}
    mine: dict[str, Judgement] = {}
    for story in histories:
        history = workspace.library.history(story)
        mine[story] = state_of(one for one in history if one.tag is not None and (one.who in (own, "") or not others))
    return [_comparison(who, mine, judged) for who, judged in theirs.items()]


def _judged(histories: Mapping[str, list[Operation]], who: str | None) -> dict[str, Judgement]:
    """Return what one coder (None: all of them) decided on each story."""
    return {
        story: state_of(one for one in history if who is None or one.who == who) for story, history in histories.items()
    }


def _comparison(who: str, mine: Mapping[str, Judgement], theirs: Mapping[str, Judgement]) -> Comparison:
    found = tuple(agreements(mine, theirs))
    apart = tuple(disagreements(mine, theirs))
    return Comparison(who, len(judged_by_both(mine, theirs)), found, pooled(found), apart)
