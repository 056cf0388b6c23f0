"""The journal of decisions: one checksummed line for each step, on disk before anything shows that it is done.

A line is a list of operations made at once, or a table: the first line of the file, or `{"forget": [ids], "stories":
[ids]}`, which takes an import back on this machine. Operations of the first format may stand among those of the second,
where an older program wrote behind this one.
"""

import json
import os
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, TypeAlias

from msgspec import Struct

from civic.checked_line import as_written, with_checksum
from civic.earlier_format import Earlier, is_earlier
from civic.jsonvalue import JsonValue
from civic.judgement import JudgementError
from civic.operation import Operation
from storage.files.disk import Fingerprint, make_folder, open_regular, replacing, sync_folder, unwritable

_LONGEST_HEADING: Final = 4096
_SYNC: Final = getattr(os, "fdatasync", os.fsync)


class Position(NamedTuple):
    """A place up to which a journal has been read: its own name, and the offset in bytes of the first line not read."""

    journal: str = ""
    offset: int = 0


class Heading(NamedTuple):
    """A first line of a journal: where the journal begins behind it, where the one before ended, and the snapshot
    that holds everything up to there."""

    begin: Position
    after: Position | None = None
    snapshot: Fingerprint | None = None


class Forgotten(Struct, frozen=True):
    """Operations that are not to count here any more: their ids, by story."""

    operations: Mapping[str, frozenset[str]]


Step: TypeAlias = Operation | Earlier | Forgotten
"""A thing that a journal tells, in the order in which it holds."""


class Page(NamedTuple):
    """A reading of a journal: what it tells in order, where it ended, and how many lines could not be read."""

    steps: tuple[Step, ...]
    end: Position
    broken: int


class Journal:
    """A journal file, `judgements.journal`. Its first line names it; every other line is the operations of one step.

    Writers hold the lock of the judgements; readers need none, since a line counts only when it is whole.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, operations: Sequence[Operation]) -> None:
        """Write operations down as one step, durably. The lock must be held. Raises UnwritableError, and then the
        journal is as it was."""
        self._append([operation.to_json() for operation in operations])

    def append_forgotten(self, operations: Mapping[str, Collection[str]]) -> None:
        """Write down that operations, by story their ids, are not to count here any more. As `append` otherwise."""
        ids: list[JsonValue] = [one for found in operations.values() for one in sorted(found)]
        self._append({"forget": ids, "stories": [*operations]})

    def _append(self, body: JsonValue) -> None:
        try:
            make_folder(self.path.parent)
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise unwritable(self.path, error) from error
        size = os.fstat(file).st_size
        try:
            lead = b"" if size else _header({})
            if size and os.pread(file, 1, size - 1) != b"\n":
                lead = b"\n"  # a line that a power cut left unfinished must not swallow ours
            _write(file, lead + checked_line(body))
            _SYNC(file)
            if not size:
                sync_folder(self.path.parent)
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(file, size)
            raise unwritable(self.path, error) from error
        finally:
            os.close(file)

    def read(self, since: Position | None = None) -> Page:
        """Return what stands after a position; from the beginning where that is of another journal. A line that
        is not whole or not as it was written is skipped and counted. Raises UnreadableError."""
        try:
            file = open_regular(self.path)
        except FileNotFoundError:
            return Page((), Position(), 0)
        with file:
            begin = _heading(file).begin
            offset = begin.offset
            if since and since.journal == begin.journal and since.offset <= os.fstat(file.fileno()).st_size:
                offset = max(offset, since.offset)
            file.seek(offset)
            steps: list[Step] = []
            broken = 0
            for line in file:
                if not line.endswith(b"\n"):
                    break
                offset += len(line)
                found = _read_line(line)
                if found is None:
                    broken += bool(line.strip(b"\0\r\n "))
                else:
                    steps += found
            return Page(tuple(steps), Position(begin.journal, offset), broken)

    def is_whole(self, end: int) -> bool:
        """Return whether what stands before the place `end` is as it was written, by its checksums alone. Raises
        UnreadableError."""
        with suppress(FileNotFoundError), open_regular(self.path) as file:
            return all(
                as_written(line) is not None for line in file.read(end).splitlines(keepends=True) if line.strip()
            )
        return not end

    def heading(self) -> Heading:
        """Return how this journal begins. Raises UnreadableError."""
        try:
            with open_regular(self.path) as file:
                return _heading(file)
        except FileNotFoundError:
            return Heading(Position())

    def renew(self, after: Position, snapshot: Fingerprint | None) -> Position:
        """Begin an empty journal in the place of this one, all of which the snapshot holds now; the lock must be
        held. Raises UnwritableError."""
        header = _header({"after": [after.journal, after.offset], "snapshot": list(snapshot or ())})
        with replacing(self.path) as file:
            file.write(header)
        return _parse_heading(header, 0).begin

    def erase(self, stories: Collection[str], *, live: bool) -> bool:
        """Write the journal anew without what it tells of some stories, and return whether it told anything; a `live`
        one gets another name, so that whoever has read it begins anew. Lines that can't be read stay, but for those in
        which such an id stands. The lock must be held. Raises StorageError, and then it is as it was."""
        ids = {story: json.dumps(story).encode("ascii") for story in stories}
        try:
            with open_regular(self.path) as file:
                if not any(_without(line, ids) != line for line in file):
                    return False
            with open_regular(self.path) as file, replacing(self.path) as target:
                begin = _heading(file).begin
                if live:
                    target.write(_header({}))
                    file.seek(begin.offset)
                else:
                    file.seek(0)
                target.writelines(_without(line, ids) for line in file)
        except FileNotFoundError:
            return False
        return True

    def is_empty(self) -> bool:
        """Return whether it tells nothing, or isn't there. Raises UnreadableError."""
        return self.heading().begin.offset >= self.size()

    def size(self) -> int:
        """Return its size in bytes, 0 where there is none."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0


def _write(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]


def _header(more: dict[str, JsonValue]) -> bytes:
    return checked_line({"journal": os.urandom(16).hex(), **more})


def _heading(file: BinaryIO) -> Heading:
    return _parse_heading(file.readline(_LONGEST_HEADING), os.fstat(file.fileno()).st_ino)


def _parse_heading(line: bytes, inode: int) -> Heading:
    match read_checked(line):
        case {"journal": str(name), "after": [str(before), int(offset)], "snapshot": [int(size), int(time), int(node)]}:
            return Heading(Position(name, len(line)), Position(before, offset), (size, time, node))
        case {"journal": str(name)}:
            return Heading(Position(name, len(line)))
    return Heading(Position(f"nameless-{inode}", 0))


def checked_line(body: JsonValue) -> bytes:
    """Return a line that holds this, with its checksum."""
    return with_checksum(json.dumps(body, separators=(",", ":")).encode("ascii"))


def _without(line: bytes, ids: Mapping[str, bytes]) -> bytes:
    """Return a line without what it tells of some stories, which are given with how they are written."""
    if not any(written in line for written in ids.values()):
        return line
    match read_checked(line):
        case [*operations]:
            left = [one for one in operations if not (isinstance(one, dict) and one.get("story") in ids)]
            return line if len(left) == len(operations) else checked_line(left) if left else b""
        case {"forget": [*names], "stories": [*stories]}:
            others: list[JsonValue] = [one for one in stories if one not in ids]
            return checked_line({"forget": names, "stories": others}) if others else b""
    return b""


def read_checked(line: bytes) -> JsonValue:
    """Return what a line holds, None for one that is not as it was written."""
    if (text := as_written(line)) is None:
        return None
    try:
        body: JsonValue = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return body


def _read_line(line: bytes) -> list[Step] | None:
    body = read_checked(line)
    match body:
        case {"forget": [*ids], "stories": [*stories]}:
            names = frozenset(str(one) for one in ids)
            return [Forgotten({str(story): names for story in stories})]
        case {}:
            return []  # a first line
        case [*operations]:
            try:
                return [_step(one) for one in operations if isinstance(one, dict)]
            except JudgementError:
                return None
    return None


def _step(body: dict[str, JsonValue]) -> Step:
    operation = Operation.from_json(body)
    return Earlier(operation) if is_earlier(body) else operation
