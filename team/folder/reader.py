"""A member's file read from where it was left. What is not whole yet waits, and what is not as it was written is passed
over, told once, and looked at again when it has changed."""

import os
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from civic.coder import coder_key
from civic.export import Entry, RecordError
from civic.jsonvalue import JsonValue
from civic.text import counted
from team.folder.lines import LONGEST, Heading, read_line
from team.folder.numbers import Numbers
from team.log import is_given_by

_WINDOW: Final = 4096
"""Bytes at both ends of what was read, by which a file is known again."""
_PIECE: Final = 1 << 20
_MOST_NAMES: Final = 100
_MOST_BAD: Final = 100
"""So many stretches of a file are looked at again."""


class Bad(NamedTuple):
    """A stretch of a file that could not be read: its offset and length in bytes, the number of its first line, and the
    CRC-32 of what stands there."""

    start: int
    length: int
    line: int
    check: int


class Place(Struct, frozen=True):
    """How far a file has been read: an offset in bytes and in lines, checksums of what stands at both ends of that, by
    which names the file is written there, what could not be read, and whether it was told that strangers' decisions
    stand in it; which numbered lines there are, and whether one that can't be read stands behind them (`torn`); how
    many decisions it gave, with those that its coder forgot, and the `most` that it ever had."""

    offset: int = 0
    lines: int = 0
    head: int = 0
    tail: int = 0
    names: tuple[str, ...] = ()
    bad: tuple[Bad, ...] = ()
    strangers: bool = False
    numbers: Numbers = field(default_factory=Numbers)
    torn: bool = False
    given: int = 0
    most: int = 0

    def to_json(self) -> JsonValue:
        """Return it as plain JSON."""
        bad: list[JsonValue] = [[*one] for one in self.bad]
        return [self.offset, self.lines, self.head, self.tail, [*self.names], bad, self.strangers,
                self.numbers.to_json(), self.torn, self.given, self.most]  # fmt: skip

    @classmethod
    def from_json(cls, body: object) -> "Place":
        """Return what `to_json` wrote; the beginning for anything else."""
        match body:
            case [int(offset), int(lines), int(head), int(tail), [*names], [*bad], bool(strangers), numbers,
                  bool(torn), int(given), int(most)]:  # fmt: skip
                found = tuple(one for one in map(_bad, bad) if one)
                places = offset, lines, head, tail
                there = Numbers.from_json(numbers)
                return cls(*places, tuple(map(str, names)), found, strangers, there, torn, given, most)
        return cls()

    @classmethod
    def of_all(cls, file: BinaryIO) -> "Place":
        """Return the end of a file that `fits_all` knows again."""
        size = os.fstat(file.fileno()).st_size
        return cls(size, head=_check(file, size))

    def fits_all(self, file: BinaryIO) -> bool:
        """Return whether a file begins with all that it was when `of_all` saw it."""
        return os.fstat(file.fileno()).st_size >= self.offset and _check(file, self.offset) == self.head

    def again(self) -> "Place":
        """Return the beginning of a file that is another one than was read."""
        return Place(most=self.most)

    def with_decisions(self, number: int) -> "Place":
        """Return it with so many more decisions."""
        given = self.given + number
        return replace(self, given=given, most=max(given, self.most))

    def lack(self, file: BinaryIO, name: str) -> str:
        """Return as a sentence what a file, which has been read up to here, lacks, "" where nothing is known of that.
        One that was cut behind a whole line that nobody here has read is as it once was: that nobody can tell."""
        if not self.names:
            return f"{name} does not say whose it is: the rest of it is awaited; take it away if it is no coder's."
        if self.given < self.most:
            had = f"{name} has {self.given} of the {counted(self.most, 'decision')} that it had"
            return f"{had}: the rest is awaited; civicdesk team sync --again takes it as it is."
        if os.fstat(file.fileno()).st_size > self.offset:
            return f"{name} ends in the middle of a line: the rest of it is awaited."
        if missing := self.numbers.missing + self.torn:
            return f"{name} lacks {counted(missing, 'line')}: its coder's next civicdesk team sync makes up for that."
        return ""

    def amiss(self, name: str) -> list[str]:
        """Return how the sentences begin that were told of a file and hold still."""
        return [*(_bad_line(one.line, name) for one in self.bad), *([_strangers(name)] if self.strangers else [])]

    def fits(self, file: BinaryIO) -> bool:
        """Return whether the file has what was read of it still."""
        if os.fstat(file.fileno()).st_size < self.offset:
            return False
        return (self.head, self.tail) == _ends(file, self.offset)

    def seen(self, file: BinaryIO) -> "Place":
        """Return it with the checksums of what stands there."""
        head, tail = _ends(file, self.offset)
        return replace(self, head=head, tail=tail)


def _bad_line(number: int, name: str) -> str:
    return f"Line {number} of {name} can't be read"


def _strangers(name: str) -> str:
    return f"{name} has decisions that others than"


def _bad(body: object) -> Bad | None:
    match body:
        case [int(start), int(length), int(line), int(check)]:
            return Bad(start, length, line, check)
    return None


def _ends(file: BinaryIO, offset: int) -> tuple[int, int]:
    size = min(_WINDOW, offset)
    return zlib.crc32(_at(file, 0, size)), zlib.crc32(_at(file, offset - size, size))


def _check(file: BinaryIO, size: int) -> int:
    """Return the CRC-32 of the first bytes of a file."""
    file.seek(0)
    check = 0
    while size > 0 and (data := file.read(min(_PIECE, size))):
        check = zlib.crc32(data, check)
        size -= len(data)
    return check


def _at(file: BinaryIO, start: int, length: int) -> bytes:
    file.seek(start)
    return file.read(length)


class Found(NamedTuple):
    """What a stretch of a file gave: an entry with the operations that are its writer's, or a sentence, or neither;
    `place` is behind it."""

    place: Place
    entry: Entry | None = None
    problem: str = ""


def read(file: BinaryIO, name: str, place: Place) -> Iterator[Found]:
    """Yield what a file, which is called `name`, has behind a place. A line without an end waits for that. Raises
    OSError."""
    for found in _again(file, name, place):
        place = found.place
        yield found
    while True:
        file.seek(place.offset)
        line = file.readline(LONGEST)
        if not line or (not line.endswith(b"\n") and len(line) < LONGEST):
            return
        after = replace(place, offset=place.offset + len(line), lines=place.lines + line.endswith(b"\n"))
        try:
            found = _taken(line, name, after)
        except RecordError as error:
            found = _passed_over(line, name, place, after, str(error))
        place = found.place
        yield found


def _taken(line: bytes, name: str, place: Place) -> Found:
    """Return what a line gives. Raises RecordError."""
    if not line.strip():
        return Found(place)
    read, number = read_line(line, place.names[0] if place.names else "")
    place = replace(place, numbers=place.numbers.with_line(number), torn=place.torn and number is None)
    if isinstance(read, Heading):
        # names that were given up stay the coder's: what was signed by them is in the file
        names = {coder_key(one): one for one in (*reversed(place.names), *reversed(read.names))}
        first = read.names[0]
        rest = [one for key, one in names.items() if key != coder_key(first)]
        return Found(replace(place.with_decisions(read.forgotten), names=(first, *rest[:_MOST_NAMES])))
    if not place.names:
        raise RecordError("it stands before the line that says whose file it is")
    keys = {coder_key(one) for one in place.names}
    own = tuple(one for one in read.history if is_given_by(one, keys))
    entry = replace(read, history=own)
    place = place.with_decisions(len(own))
    if place.strangers or all(one.private for one in read.history if one not in own):
        return Found(place, entry)
    problem = f"{_strangers(name)} {place.names[0]} signed: they are left out."
    return Found(replace(place, strangers=True), entry, problem)


def _passed_over(line: bytes, name: str, place: Place, after: Place, why: str) -> Found:
    """Return what is told of a line that can't be read; of several in a row, only once."""
    last = place.bad[-1] if place.bad else None
    if last and last.start + last.length == place.offset:
        joined = Bad(last.start, last.length + len(line), last.line, zlib.crc32(line, last.check))
        return Found(replace(after, bad=(*place.bad[:-1], joined), torn=True))
    bad = Bad(place.offset, len(line), place.lines + 1, zlib.crc32(line))
    problem = f"{_bad_line(bad.line, name)} ({why}): the rest of the file is."
    return Found(replace(after, bad=(*place.bad[1 - _MOST_BAD :], bad), torn=True), problem=problem)


def _again(file: BinaryIO, name: str, place: Place) -> Iterator[Found]:
    """Yield what can be read now of what could not be read before."""
    for bad in place.bad:
        if bad.length > LONGEST:
            continue
        data = _at(file, bad.start, bad.length)
        if (check := zlib.crc32(data)) == bad.check:
            continue
        good = True
        for line in data.splitlines(keepends=True):
            try:
                found = _taken(line, name, place)
                place = found.place
                if found.entry:
                    yield found._replace(problem="")
            except RecordError:
                good = False
        left = tuple(one for one in place.bad if one.start != bad.start)
        place = replace(place, bad=left if good else tuple(sorted((*left, bad._replace(check=check)))))
        yield Found(place)
