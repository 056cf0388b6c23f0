"""Exchange with other coders: records of theirs read, taken in beside one's own, and given back."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, BinaryIO, Final

from msgspec import Struct, field
from msgspec.structs import replace

from civic.anchoring import TextVersion, anchored, passages_of
from civic.coder import AGREED, LONGEST, is_reserved
from civic.correction import EVERYWHERE
from civic.export import Entry, RecordError, read_record
from civic.fault import Fault
from civic.identity import Terms, as_another, is_another_of
from civic.judgement import Decision, Unread
from civic.likeness import are_apart
from civic.operation import Operation
from civic.reconcile import Conflict, conflicts, counting
from civic.registers import Clash, sorted_history, written
from civic.rounds import hidden_in
from civic.story import Story, kept_aliases
from civic.text import clean_line, counted
from storage.files.disk import open_regular
from workspace.clock import utc_now
from workspace.files import FileFault, copy_as_utf8
from workspace.undo import decided as parts
from workspace.undo.stories import announcing

if TYPE_CHECKING:
    from workspace.decisions import Change
    from workspace.ports import Announce, Library
    from workspace.undo.undo import Recorder
    from workspace.workspace import Workspace

STDIN: Final = "-"
"""The name of the file that stands for standard input."""
UNKNOWN: Final = "unknown"
"""Signs what is unsigned in a file whose name is no coder's."""
_EPOCH: Final = datetime.fromtimestamp(0, UTC)
_LONGEST_LINE: Final = 64 << 20
"""A line of more bytes than this is no story."""
_IN_MEMORY: Final = 32 << 20
"""A file of more bytes than this is copied to the disk while it is read."""
_AT_ONCE: Final = 1000
"""Records that are taken in as one step."""


class NameFault(Fault):
    """A name that no coder can sign by; the message is one sentence."""


class Records:
    """The records of a JSONL export: all of them, or none.

    `name` is what the file is called in sentences. `who` signs what is unsigned in it: the name that was given, else
    that of the file. While records are read, `read` counts stories. Raises NameFault for a name that was given and
    can't sign.
    """

    def __init__(self, name: str, who: str = "") -> None:
        self._file = name
        self.name = "standard input" if name == STDIN else clean_line(Path(name).name, 60)
        self.who = _given_name(who) or _name_of_file(name)
        self.read = 0

    def __iter__(self) -> Iterator[Entry]:
        """Yield what each line holds, one at a time, once every line has been found good: a file that was cut off, or
        written in another way, must not leave half of itself here. Raises a Fault where the file can't be opened, or
        any line of it can't be read."""
        with ExitStack() as stack:
            if self._file == STDIN:
                file, at = sys.stdin.buffer, written(utc_now())
            else:
                file = stack.enter_context(_open(Path(self._file)))
                at = _changed(file)
            # A copy of our own: nobody writes to it between the two times that it is read, and it is in UTF-8.
            copy = stack.enter_context(SpooledTemporaryFile(_IN_MEMORY))
            self._copy(file, copy)
            for _ in self._entries(copy, at):
                pass
            for entry in self._entries(copy, at):
                self.read += entry.story.id != EVERYWHERE
                yield entry

    def _copy(self, file: BinaryIO, copy: IO[bytes]) -> None:
        try:
            copy_as_utf8(file, copy)
        except UnicodeDecodeError as error:
            raise self._refused(f"it begins in {error.encoding.upper()} and is cut off or damaged") from error
        except OSError as error:
            reason = (error.strerror or "an error of the system").lower()
            raise FileFault(f"{self._shown} can't be read to its end: {reason}.") from error

    def _entries(self, copy: IO[bytes], at: str) -> Iterator[Entry]:
        copy.seek(0)
        for number, line in enumerate(iter(lambda: copy.readline(_LONGEST_LINE), b""), 1):
            if not line.strip():
                continue
            try:
                yield read_record(line, self.who, at)
            except RecordError as error:
                raise self._refused(f"its line {number} can't be read ({error})") from None

    def _refused(self, reason: str) -> FileFault:
        return FileFault(f"{self._shown} is refused as a whole, since {reason}: have it exported again, as jsonl.")

    @property
    def _shown(self) -> str:
        return "Standard input" if self._file == STDIN else clean_line(self._file, 300)


def _given_name(who: str) -> str:
    """Return a name that was given, cleaned. Raises NameFault."""
    name = clean_line(who, 2 * LONGEST)
    if len(name) > LONGEST:
        raise NameFault(f"A coder's name has at most {LONGEST} characters: give a shorter one.")
    if is_reserved(name):
        raise NameFault(f"{AGREED!r} stands for what an adjudicator settled: give another name.")
    return name


def _name_of_file(name: str) -> str:
    try:
        return (_given_name(Path(name).stem) if name != STDIN else "") or UNKNOWN
    except NameFault:  # nobody chose this name to sign by
        return UNKNOWN


def _open(path: Path) -> BinaryIO:
    shown = clean_line(str(path), 300)
    try:
        return open_regular(path)
    except FileNotFoundError:
        raise FileFault(f"There is no file {shown}: check its name.") from None
    except OSError as error:
        reason = (error.strerror or "an error of the system").lower()
        raise FileFault(f"{shown} can't be read: {reason}.") from error


def _changed(file: BinaryIO) -> str:
    """Return when a file was last written to; now where its time is none of the calendar."""
    try:
        return written(_EPOCH + timedelta(microseconds=os.fstat(file.fileno()).st_mtime_ns // 1000))
    except OverflowError:
        return written(utc_now())


class Imported(Struct):
    """What came of an import: stories that were new (`brought` has their ids), decisions that were (how many of these
    hold EVERYWHERE), where two decisions on one field differ, and where one id had two contents. `held_back` are
    decisions that were not taken in, since the story that has their id here is another one. `taken_over` counts the
    values of others that are the user's own now. `unblinded` has by the name of each open blind round the stories on
    which others decided by the file."""

    new: int = 0
    brought: list[str] = field(default_factory=list)
    decisions: int = 0
    everywhere: int = 0
    conflicts: list[Conflict] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    held_back: list[Operation] = field(default_factory=list)
    taken_over: int = 0
    unblinded: dict[str, set[str]] = field(default_factory=dict)


def import_records(
    workspace: "Workspace", records: Records, *, theirs: bool = False, progress: Callable[[str], None] = lambda _: None
) -> Imported:
    """Add the stories that are not here yet, and who decided what on all of them, as they signed it. The user's own
    decisions stay; with `theirs` the user also decides as another coder wherever the two differ. For a worker thread.
    Raises a Fault."""
    done, hidden = Imported(), hidden_in(workspace.team.rounds())
    with workspace.undo.step(f"imported {records.name}") as step:
        for batch in _batches(records, progress):
            _import_batch(workspace, batch, done, step, theirs=theirs)
            for entry in batch if hidden else ():
                _note_unblinded(workspace.library, entry, hidden, done)
    return done


def forget_records(
    workspace: "Workspace", records: Records, *, progress: Callable[[str], None] = lambda _: None
) -> int:
    """Take an import back: forget here what others decided by these records, and return how many decisions that were.
    Stories stay, and so does what the user decided; importing again brings all of it back. For a worker thread. Raises
    a Fault."""
    library, forgotten = workspace.library, 0
    with workspace.undo.step(f"forgot the import of {records.name}") as step:
        for batch in _batches(records, progress):
            brought: dict[str, set[str]] = {}
            for one in (one for entry in batch for one in entry.history):
                brought.setdefault(one.story, set()).add(one.id)
            # Whose an operation is, only the one that is here can tell: a file may give the id of the user's own to
            # others.
            view = library.view
            found = {
                (one.story, one.id): one
                for story, ids in brought.items()
                for one in library.history(story)
                if one.id in ids and not view.owns(one)
            }
            step.add([parts.forgotten(found.values())] if found else [])
            forgotten += library.forget(parts.ids_by_story(found))
    return forgotten


def _batches(records: Records, progress: Callable[[str], None]) -> Iterator[list[Entry]]:
    arriving = iter(records)
    while batch := list(islice(arriving, _AT_ONCE)):
        yield batch
        progress(f"{records.read} stories read")


def _import_batch(
    workspace: "Workspace", batch: Sequence[Entry], done: Imported, step: "Recorder", *, theirs: bool
) -> None:
    """Import a batch as part of a step."""
    found = take_in(
        workspace.library,
        batch,
        done,
        announce=announcing(workspace.places, step),
        note=lambda new: step.add([parts.operations(new)]),
    )
    if theirs:
        done.taken_over += len(workspace.decisions.apply(_as_theirs(found), label="took theirs over"))


def _note_unblinded(library: "Library", entry: Entry, hidden: Mapping[str, str], done: Imported) -> None:
    """Note where an entry has what others decided on a story of a blind round that is open."""
    if any(not one.private and not library.view.owns(one) for one in entry.history):
        here = library.story(entry.story.id)
        names = (entry.story.id, *entry.story.aliases, *((here.id,) if here else ()))
        if name := next((hidden[one] for one in names if one in hidden), ""):
            done.unblinded.setdefault(name, set()).add(here.id if here else entry.story.id)


def describe_unblinded(done: Imported) -> list[str]:
    """Return a sentence for each round whose blindness an import has broken."""
    return [
        f"This breaks the blindness of the round {name}: it brought what others decided on"
        f" {counted(len(stories), 'story', 'stories')} of it. civicdesk undo takes the import back."
        for name, stories in done.unblinded.items()
    ]


def take_in(
    library: "Library", batch: Sequence[Entry], done: Imported, *, announce: "Announce | None" = None,
    note: Callable[[set[tuple[str, str]]], object] = lambda _: None,
    wanted: Callable[[Story], bool] = lambda _: True,
) -> list[Conflict]:  # fmt: skip
    """Take entries of other coders in: first the stories, so that no decision hangs on one that never came, but for
    those that are not here and not `wanted`; then the operations, each in the register of its coder. What came of it is
    added to `done`; return where coders differ. `announce` and `note` are told what is about to be new: documents of
    stories, and operations by their stories and ids."""
    view = library.view
    batch = _told_apart(library, batch)
    here = _put_stories(library, [entry for entry in batch if _is_to_be_here(library, entry.story, wanted)], done,
                        announce)  # fmt: skip
    known: dict[str, dict[str, Operation]] = {}
    found: list[Conflict] = []
    incoming: list[Operation] = []
    new: set[tuple[str, str]] = set()
    for entry in batch:
        name = here.names.get(entry.story.id, entry.story.id)
        fitting: list[Operation] = []
        for operation in entry.history:
            (fitting if here.is_about(operation, name, entry.story) else done.held_back).append(operation)
        operations = counting(fitting, view)
        # A story may come twice in a batch, before the first of them is written.
        before = known[name] if name in known else {one.id: one for one in library.history(name)}
        if not entry.story.text and any(not span.sha256 for one in operations for span in passages_of(one)):
            operations = _anchored_here(library.story(name), operations, before)
        differing = conflicts(sorted_history(before.values()), operations, view)
        found += [replace(conflict, story=name) for conflict in differing]
        new.update((one.story, one.id) for one in operations if one.id not in before)
        known[name] = {**{one.id: one for one in operations}, **before}
        incoming += operations
    if incoming:
        if new:
            note(new)
        merged = library.adopt(incoming)
        came = [one for one in merged.new if (one.story, one.id) in new]
        done.decisions += len(came)
        done.everywhere += sum(one.story == EVERYWHERE for one in came)
        done.clashes += [clash for clash in merged.clashes if clash.matters]
    done.conflicts += found
    return found


def _told_apart(library: "Library", batch: Sequence[Entry]) -> list[Entry]:
    """Return the entries, of which those that come under the id of another story have the one that their words give
    them: as long as two stories went by one id, the last would pass for both."""
    told: dict[str, dict[tuple[str, str], Story]] = {}
    for story in (entry.story for entry in batch if entry.story.id != EVERYWHERE):
        told.setdefault(story.id, {}).setdefault((story.title, story.text), story)
    first = {
        name: library.story(name) or next(iter(several.values())) for name, several in told.items() if len(several) > 1
    }
    return [
        replace(entry, story=as_another(story)) if (of := first.get(story.id)) and are_apart(of, story) else entry
        for entry in batch
        for story in (entry.story,)
    ]


def _is_to_be_here(library: "Library", story: Story, wanted: Callable[[Story], bool]) -> bool:
    """Return whether a story is here, or comes here."""
    return story.id == EVERYWHERE or wanted(story) or library.key_of(story.id) is not None


class _Here:
    """Which stories here those of a batch are: `names` has the ids of those that have another one here."""

    def __init__(self, library: "Library", names: Mapping[str, str]) -> None:
        self.names = names
        self._library = library
        self._ids: dict[str, str] = {}

    def is_about(self, operation: Operation, story: str, came: Story) -> bool:
        """Return whether the id that an operation was written with stands for this story here, or for none; `came` is
        the story that the operation came with."""
        name = operation.story
        if name == story:
            return True
        if name not in self._ids:
            found = None if name == EVERYWHERE else self._library.story(name)
            self._ids[name] = found.id if found else ""
        return self._ids[name] == story if self._ids[name] else not is_another_of(came, name)


def _put_stories(library: "Library", batch: Sequence[Entry], done: Imported, announce: "Announce | None") -> _Here:
    """Add the stories of a batch that are not here, and have those that are be found by the ids that they came under;
    return which ones they are. A library that nothing can be put into is asked for nothing where none is missing."""
    stories: dict[str, Story] = {}
    for story in (entry.story for entry in batch if entry.story.id != EVERYWHERE):
        first = stories.setdefault(story.id, story)
        if not set(story.aliases) <= {first.id, *first.aliases}:
            stories[story.id] = replace(first, aliases=kept_aliases(first.id, (*first.aliases, *story.aliases)))
    if not stories or (library.read_only and all(library.key_of(name) is not None for name in stories)):
        return _Here(library, {})
    changes = library.put_many([*stories.values()], Terms(foreign=True), announce)
    done.new += len(changes.new)
    done.brought += changes.new
    return _Here(library, changes.names)


def _anchored_here(
    story: Story | None, operations: Sequence[Operation], before: Mapping[str, Operation]
) -> list[Operation]:
    """Return the operations of a record without a text: their passages can only be of the text of the story that is
    here. An operation that is known stays as it was first anchored."""
    if story is None:
        return list(operations)
    version = TextVersion(story.text)
    return [before[one.id] if before.get(one.id) == one else anchored(one, version) for one in operations]


def _as_theirs(found: Sequence[Conflict]) -> "list[Change]":
    """Plan to decide as others do; where several of them differ from the user, as the latest. What only a later version
    of the program can read, nobody can decide by this one."""
    wanted: Mapping[tuple[str, str], Conflict] = {
        (one.story, one.field): one for one in sorted(found, key=lambda one: one.other.precedence)
        if not one.one_coder and not isinstance(one.other.value, Unread)
    }  # fmt: skip
    changes: list[Change] = []
    for (story, name), conflict in wanted.items():
        value = conflict.other.value
        changes.append((story, name, replace(value, rule="") if isinstance(value, Decision) else value))
    return changes
