"""The journal of steps, `undo.journal`: what the user changed lately, and what takes each step back.

A checksummed line each, tables of one key that says what they are:

    {"undo": 1}                                            the first line: the version
    {"step": ID, "at": TIME, "desk": NAME, "label": TEXT}  a step begins; "undone" and "turned" where lines were dropped
    {"more": ID, "parts": [PART, …]}                       what it changes, written before that is changed
    {"drop": ID}                                           nothing came of it
    {"turning": ID, "n": NUMBER, "part": PART}             what will take the place of part NUMBER by the turn to come
    {"turn": ID, "undone": TRUTH}                          it has been taken back, or made again

What a part holds is decided in `workspace.undo`. Who loses this file loses no decision: only what could be taken back.
"""

import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any, BinaryIO, Final, TypeAlias

from civic.jsonvalue import JsonValue
from civic.text import clean_line
from storage.files.disk import make_folder, open_regular, replacing, shown, sync_folder, unwritable
from storage.files.errors import StorageError, UnreadableError
from storage.files.lock import locked
from storage.judgements.journal import checked_line, read_checked

Part: TypeAlias = dict[str, Any]

KEPT: Final = 100
"""So many steps are kept."""
_SHRINK_AT: Final = 150
"""With more steps than this, the file is written anew."""
LARGEST: Final = 64 << 20
"""The size of the file in bytes from which the oldest steps are dropped, and the longest line that is read."""
_VERSION: Final = 1
_SYNC: Final = getattr(os, "fdatasync", os.fsync)


@dataclass(frozen=True, slots=True)
class _Place:
    """A line of the file; `number` is that of a part in it."""

    offset: int
    length: int
    number: int = 0


@dataclass(slots=True, eq=False)
class Step:
    """One change by the user, as one thing to take back. `at` is ISO 8601; `desk` says where it was made; `turned` is
    the greater, the later it was last taken back or made again."""

    id: str
    at: str
    desk: str
    label: str
    undone: bool = False
    turned: int = 0
    parts: list[_Place | Part] = field(default_factory=list, repr=False)
    """what it changed: read from the file when it is wanted, but for what could not be written"""
    turning: dict[int, _Place | Part] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        """Return how many bytes what it changed takes in the file."""
        return sum(part.length for part in self.parts if isinstance(part, _Place))


class StepJournal:
    """The steps of all desks, as the file stands; in memory alone where `path` is None, or where it can't be written:
    then `notify` is told so, and the steps are there till the process ends. Threads may share it."""

    def __init__(self, path: Path | None, notify: Callable[[str], None] = lambda _: None) -> None:
        self._path = path
        self._notify = notify
        self._steps: dict[str, Step] = {}
        self._turns = 0
        self._seen = (0, 0)  # the inode of the file, and up to where it has been read
        self._newer = False
        self._lock = RLock()

    def steps(self) -> list[Step]:
        """Return the steps in the order in which they were made, the last KEPT. Never raises."""
        with self._lock:
            self._catch_up()
            return list(self._steps.values())[-KEPT:]

    def is_undone(self, step: Step) -> bool:
        """Return whether a step has been taken back by now. Never raises."""
        with self._lock:
            self._catch_up()
            return self._steps.get(step.id, step).undone

    def begin(self, step: Step, parts: Sequence[Part], *, durable: bool) -> None:
        """Write down that a step begins by these parts, before anything of them is changed. `durable`: also a power
        cut must not lose it. Never raises."""
        head: Part = {"step": step.id, "at": step.at, "desk": step.desk, "label": step.label}
        self._write([head, {"more": step.id, "parts": list(parts)}], durable=durable)

    def extend(self, step: Step, parts: Sequence[Part]) -> None:
        """Write down more parts of a step, durably, before they are changed. Never raises."""
        self._write([{"more": step.id, "parts": list(parts)}], durable=True)

    def drop(self, step: Step) -> None:
        """Forget a step of which nothing came. Never raises."""
        self._write([{"drop": step.id}], durable=False)

    def parts(self, step: Step) -> list[Part]:
        """Return the parts of a step. Raises StorageError where they can't be read."""
        with self._lock:
            self._catch_up()
            return list(self._read_parts(self._kept(step).parts))

    def turning(self, step: Step) -> dict[int, Part]:
        """Return what has been written down of a turn that was broken off: by their numbers the parts that take the
        place of those that are there. Raises StorageError."""
        with self._lock:
            self._catch_up()
            turning = self._kept(step).turning
            return dict(zip(turning, self._read_parts(turning.values()), strict=True))

    def prepare(self, step: Step, number: int, part: Part) -> None:
        """Write down, durably, which part takes the place of one when the turn is done. Never raises."""
        self._write([{"turning": step.id, "n": number, "part": part}], durable=True)

    def turn(self, step: Step, *, undone: bool) -> None:
        """Write down that a step has been taken back, or made again. Never raises."""
        self._write([{"turn": step.id, "undone": undone}], durable=False)

    def _kept(self, step: Step) -> Step:
        if (kept := self._steps.get(step.id)) is None or not kept.parts:
            raise UnreadableError(f"“{step.label}” can't be taken back or made again: what was kept of it is lost.")
        return kept

    # writing

    def _write(self, lines: Sequence[Part], *, durable: bool) -> None:
        with self._lock:
            if self._path is None or not self._write_to(self._path, lines, durable=durable):
                for line in lines:
                    self._take(line, None)

    def _write_to(self, path: Path, lines: Sequence[Part], *, durable: bool) -> bool:
        """Write lines to the file, and take in what it has then; return whether that could be done."""
        try:
            with locked(path, timeout=1):
                self._catch_up()
                if self._newer:
                    return False
                self._append(path, lines, durable=durable)
                self._catch_up()
                self._shrink(path)
                return True
        except StorageError as error:
            self._notify(f"What you change now can be taken back until civicdesk ends, and not later: {error}")
            return False

    def _append(self, path: Path, lines: Sequence[Part], *, durable: bool) -> None:
        try:
            make_folder(path.parent)
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NONBLOCK", 0), 0o600)
        except OSError as error:
            raise unwritable(path, error) from error
        try:
            size = os.fstat(file).st_size
            data = b"" if size else checked_line({"undo": _VERSION})
            if size and os.pread(file, 1, size - 1) != b"\n":
                data = b"\n"  # a line that a power cut left unfinished must not swallow ours
            data += b"".join(map(checked_line, lines))
            try:
                while data:
                    data = data[os.write(file, data) :]
                if durable:
                    _SYNC(file)
            except OSError:
                with suppress(OSError):
                    os.ftruncate(file, size)
                raise
            if durable and not size:
                sync_folder(path.parent)
        except OSError as error:
            raise unwritable(path, error) from error
        finally:
            os.close(file)

    def _shrink(self, path: Path) -> None:
        """Write the file anew with the last steps alone, where it has many more or is too large. Lock held."""
        if len(self._steps) <= _SHRINK_AT and self._seen[1] <= LARGEST:
            return
        kept, size = list[Step](), 0
        for step in reversed(list(self._steps.values())[-KEPT:]):
            size += step.size
            if kept and size > LARGEST // 2:
                break
            kept.append(step)
        if len(kept) == len(self._steps):
            return
        with replacing(path) as file:
            file.write(checked_line({"undo": _VERSION}))
            for step in reversed(kept):
                self._copy(step, file)
        self._steps, self._seen = {}, (0, 0)
        self._catch_up()

    def _copy(self, step: Step, file: BinaryIO) -> None:
        head: Part = {"step": step.id, "at": step.at, "desk": step.desk, "label": step.label}
        file.write(checked_line({**head, "undone": step.undone, "turned": step.turned}))
        file.writelines(checked_line({"more": step.id, "parts": [part]}) for part in self._read_parts(step.parts))
        turning = zip(step.turning, self._read_parts(step.turning.values()), strict=True)
        file.writelines(checked_line({"turning": step.id, "n": number, "part": part}) for number, part in turning)

    # reading

    def _catch_up(self) -> None:
        """Take in the lines that the file has and this has not; all of them where it is another file."""
        if self._path is None:
            return
        try:
            with open_regular(self._path) as file:
                found = os.fstat(file.fileno())
                inode, end = self._seen
                if inode == found.st_ino and end == found.st_size:
                    return
                if inode != found.st_ino or end > found.st_size:
                    self._keep_unwritten()
                    end = 0
                self._seen = (found.st_ino, self._read(file, end))
        except FileNotFoundError:
            self._keep_unwritten()
            self._seen = (0, 0)
        except StorageError as error:
            self._notify(str(error))

    def _keep_unwritten(self) -> None:
        """Forget the steps of a file that is no longer there."""
        self._steps = {
            name: step for name, step in self._steps.items() if not any(isinstance(one, _Place) for one in step.parts)
        }
        self._newer = False

    def _read(self, file: BinaryIO, offset: int) -> int:
        """Take in the whole lines from an offset on; return where they end."""
        file.seek(offset)
        broken = 0
        while line := file.readline(LARGEST):
            if not line.endswith(b"\n") and len(line) < LARGEST:
                break  # somebody is writing it, or nobody will: the next line begins behind it
            body = read_checked(line)
            if isinstance(body, dict):
                self._take(body, _Place(offset, len(line)))
            else:
                broken += bool(line.strip(b"\0\r\n "))
            offset += len(line)
        if broken and self._path:
            lines = "1 line" if broken == 1 else f"{broken} lines"
            self._notify(f"{lines} of {shown(self._path)} can't be read: what they say can't be taken back any more.")
        return offset

    def _take(self, line: dict[str, Any], place: _Place | None) -> None:
        """Take a line in; `place` is where it stands, None for one that stands nowhere."""
        match line:
            case {"undo": int(version)} if version > _VERSION and self._path:
                self._newer = True
                self._notify(
                    f"{shown(self._path)} was written by a newer civicdesk: update this one to take back what it "
                    "changed."
                )
            case {"step": str(name), "at": str(at), "desk": str(desk), "label": str(label)} if (
                place is None or not self._newer
            ):
                turned = line.get("turned")
                self._steps[name] = Step(clean_line(name, 64), clean_line(at, 40), clean_line(desk, 60),
                                         clean_line(label, 300), line.get("undone") is True,
                                         turned if isinstance(turned, int) else 0)  # fmt: skip
                self._turns = max(self._turns, self._steps[name].turned)
            case {"more": str(name), "parts": [*parts]} if name in self._steps:
                for number, part in enumerate(parts):
                    self._steps[name].parts.append(_Place(place.offset, place.length, number) if place else part)
            case {"drop": str(name)}:
                self._steps.pop(name, None)
            case {"turning": str(name), "n": int(number), "part": dict(part)} if name in self._steps:
                self._steps[name].turning[number] = place or part
            case {"turn": str(name), "undone": bool(undone)} if name in self._steps:
                self._turn(self._steps[name], undone=undone)

    def _turn(self, step: Step, *, undone: bool) -> None:
        self._turns += 1
        step.undone, step.turned = undone, self._turns
        for number, part in step.turning.items():
            if 0 <= number < len(step.parts):
                step.parts[number] = part
        step.turning.clear()

    def _read_parts(self, places: Iterable[_Place | Part]) -> Iterator[Part]:
        """Yield parts by where they stand. A line is read once for all of its parts. Raises StorageError."""
        last, body = -1, None
        for place in places:
            if not isinstance(place, _Place):
                yield place
                continue
            if place.offset != last:
                last, body = place.offset, self._line_at(place)
            match body:
                case {"parts": [*parts]}:
                    part = parts[place.number] if place.number < len(parts) else None
                case {"part": found}:
                    part = found
                case _:
                    part = None
            if not isinstance(part, dict):
                raise UnreadableError("A step can't be taken back or made again: what was kept of it is lost.")
            yield part

    def _line_at(self, place: _Place) -> JsonValue:
        if self._path is None:
            return None
        try:
            with open_regular(self._path) as file:
                file.seek(place.offset)
                return read_checked(file.read(place.length))
        except FileNotFoundError:
            return None


def new_step(at: str, desk: str, label: str) -> Step:
    """Return a step that is about to begin."""
    return Step(uuid.uuid4().hex[:12], at, desk, clean_line(label, 300))
