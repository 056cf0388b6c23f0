"""The journal of steps, `undo.journal`: what the user changed lately, and what takes each step back.

A checksummed line each, tables of one key that says what they are:

    {"undo": 1}                                            the first line: the version
    {"step": ID, "at": TIME, "desk": NAME, "label": TEXT}  a step begins; "undone", "turned" and "lost" where lines were
                                                           dropped
    {"more": ID, "n": NUMBER, "parts": [PART, …]}          what it changes, from part NUMBER on, written before that is
                                                           changed
    {"drop": ID}                                           nothing came of it
    {"turning": ID, "n": NUMBER, "part": PART}             what will take the place of part NUMBER by the turn to come
    {"turn": ID, "undone": TRUTH}                          it has been taken back, or made again

What a part holds is decided in `workspace.undo`. Who loses this file loses no decision: only what could be taken back.
A line that can't be read stands for a step that can't be taken back, since nobody knows what it was.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import Any, Final, TypeAlias

from msgspec import Struct, field

from civic.jsonvalue import JsonValue
from civic.text import clean_line
from storage.files.disk import shown
from storage.files.errors import StorageError, UnreadableError
from storage.judgements.journal import checked_line as checked_line
from storage.judgements.journal import read_checked
from storage.undo.shared_lines import SharedLines

Part: TypeAlias = dict[str, Any]

KEPT: Final = 100
"""So many steps are kept."""
_SHRINK_AT: Final = 200
"""With more steps than this, the file is written anew."""
LARGEST: Final = 64 << 20
"""The size of the file in bytes from which the oldest steps are dropped, and the longest line that is read."""
_VERSION: Final = 1
_UNREADABLE: Final = "something that can't be read any more"
ANY_DESK: Final = ""
"""The desk of a step of which nobody knows where it was made."""


class _Place(Struct, frozen=True):
    """A line of the file; `number` is that of a part in it."""

    offset: int
    length: int
    number: int = 0


class Step(Struct, eq=False):
    """One change by the user, as one thing to take back. `at` is ISO 8601; `desk` says where it was made; `turned` is
    the greater, the later it was last taken back or made again."""

    id: str
    at: str
    desk: str
    label: str
    undone: bool = False
    turned: int = 0
    parts: list[_Place | Part] = field(default_factory=list)
    """what it changed: read from the file when it is wanted, but for what could not be written"""
    turning: dict[int, _Place | Part] = field(default_factory=dict)
    lost: bool = False
    """whether parts of it can't be read any more"""

    @property
    def is_in_memory(self) -> bool:
        """Return whether it is there, and nothing of it stands in the file."""
        return bool(self.parts) and not any(isinstance(part, _Place) for part in self.parts)

    @property
    def size(self) -> int:
        """Return how many bytes what it changed takes in the file."""
        return sum(part.length for part in self.parts if isinstance(part, _Place))


class StepJournal:
    """The steps of all desks, as the file stands; in memory alone where `path` is None, or where it can't be written:
    then `notify` is told so, and the steps are there till the process ends. Threads may share it."""

    def __init__(self, path: Path | None, notify: Callable[[str], None] = lambda _: None) -> None:
        self._file = SharedLines(path, LARGEST) if path else None
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

    def goes_on(self, step: Step) -> bool:
        """Return whether a step is there and not taken back by now, so that parts can be added to it. Never raises."""
        with self._lock:
            self._catch_up()
            return step.id in self._steps and not self._steps[step.id].undone

    def begin(self, step: Step, parts: Sequence[Part], *, durable: bool) -> None:
        """Write down that a step begins by these parts, before anything of them is changed. `durable`: also a power
        cut must not lose it. Never raises."""
        head: Part = {"step": step.id, "at": step.at, "desk": step.desk, "label": step.label}
        self._write([head, {"more": step.id, "n": 0, "parts": list(parts)}], durable=durable)

    def extend(self, step: Step, parts: Sequence[Part], *, durable: bool) -> None:
        """Write down more parts of a step, before they are changed. Raises StorageError where that can't be done: half
        a step is not to be taken back."""
        with self._lock:
            kept = self._steps.get(step.id)
            line: Part = {"more": step.id, "n": len(kept.parts) if kept else 0, "parts": list(parts)}
            if self._file is None or (kept and kept.is_in_memory):
                self._take(line, None)
            else:
                self._append(self._file, [line], durable=durable)

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
        if (kept := self._steps.get(step.id)) is None or kept.lost or not kept.parts:
            raise UnreadableError(f"“{step.label}” can't be taken back or made again: what was kept of it is lost.")
        return kept

    # writing

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        if self._file:
            with self._lock:
                self._file.close()

    def _write(self, lines: Sequence[Part], *, durable: bool) -> None:
        """Write lines to the file, or keep them in memory where that can't be done."""
        with self._lock:
            try:
                if self._file and not self._newer:
                    self._append(self._file, lines, durable=durable)
                    self._shrink(self._file)
                    return
            except StorageError as error:
                self._notify(f"What you change now can be taken back until civicdesk ends, and not later: {error}")
            for line in lines:
                self._take(line, None)

    def _append(self, file: SharedLines, lines: Sequence[Part], *, durable: bool) -> None:
        """Add lines to the file, and take them in, with what others wrote before. Raises StorageError."""
        data = [checked_line(line) for line in lines]
        inode, offset = file.append(b"".join(data), first=checked_line({"undo": _VERSION}), durable=durable)
        if self._seen != (inode, offset):
            self._catch_up()
            return
        for line, written in zip(lines, data, strict=True):
            self._take(line, _Place(offset, len(written)))
            offset += len(written)
        self._seen = inode, offset

    def _shrink(self, file: SharedLines) -> None:
        """Write the file anew with the last steps alone, where it has many more or is too large."""
        if len(self._steps) <= _SHRINK_AT and self._seen[1] <= LARGEST:
            return
        self._catch_up()
        kept, size = list[Step](), 0
        for step in reversed(list(self._steps.values())[-KEPT:]):
            size += step.size
            if kept and size > LARGEST // 2:
                break
            kept.append(step)
        if len(kept) == len(self._steps) and self._seen[1] <= LARGEST + size:
            return
        with suppress(StorageError):  # somebody else may be at it
            file.replace(self._copies(reversed(kept)), self._seen[1])
        self._catch_up()

    def _copies(self, steps: Iterable[Step]) -> Iterator[bytes]:
        yield checked_line({"undo": _VERSION})
        for step in steps:
            yield from self._copy(step)

    def _copy(self, step: Step) -> Iterator[bytes]:
        head: Part = {"step": step.id, "at": step.at, "desk": step.desk, "label": step.label,
                      "undone": step.undone, "turned": step.turned}  # fmt: skip
        try:
            parts, turning = self.parts(step), self.turning(step)
        except StorageError:
            yield checked_line({**head, "lost": True})
            return
        yield checked_line(head)
        yield from (checked_line({"more": step.id, "n": at, "parts": [part]}) for at, part in enumerate(parts))
        yield from (checked_line({"turning": step.id, "n": at, "part": part}) for at, part in turning.items())

    # reading

    def _catch_up(self) -> None:
        """Take in the lines that the file has and this has not; all of them where it is another file."""
        if self._file is None:
            return
        now, (inode, end) = self._file.version(), self._seen
        if now == (inode, end):
            return
        if now[0] != inode or end > now[1]:
            if inode:
                self._file.close()  # what was removed for good is not to be held on the disk by us
            self._keep_unwritten()
            end = 0
        try:
            self._seen = now[0], self._read(self._file, end)
        except FileNotFoundError:
            self._seen = 0, 0
        except StorageError as error:
            self._notify(str(error))

    def _keep_unwritten(self) -> None:
        """Forget the steps of a file that is no longer there."""
        self._steps = {name: step for name, step in self._steps.items() if step.is_in_memory}
        self._newer = False

    def _read(self, file: SharedLines, end: int) -> int:
        """Take in the lines from an offset on; return where they end."""
        broken = 0
        for offset, line in file.read(end):
            body = read_checked(line)
            if isinstance(body, dict):
                self._take(body, _Place(offset, len(line)))
            else:
                broken += self._take_broken(line, offset)
            end = offset + len(line)
        if broken:
            lines = "1 line" if broken == 1 else f"{broken} lines"
            self._notify(f"{lines} of {shown(file.path)} can't be read: what was done until then can't be taken back.")
        return end

    def _take_broken(self, line: bytes, offset: int) -> bool:
        """Take in a line that can't be read; return False for an empty one."""
        if not line.strip(b"\0\r\n "):
            return False
        last = next(reversed(self._steps.values()), None)
        if last is None or last.label != _UNREADABLE:  # one stands for all that were lost together
            name = f"lost-{offset}"
            self._steps[name] = Step(name, "", ANY_DESK, _UNREADABLE, lost=True)
        return True

    def _take(self, line: dict[str, Any], place: _Place | None) -> None:
        """Take a line in; `place` is where it stands, None for one that stands nowhere."""
        match line:
            case {"undo": int(version)} if version > _VERSION and self._file:
                self._newer = True
                self._notify(
                    f"{shown(self._file.path)} was written by a newer civicdesk: update this one to take back what it "
                    "changed."
                )
            case {"step": str(name), "at": str(at), "desk": str(desk), "label": str(label)} if (
                name not in self._steps and (place is None or not self._newer)
            ):
                turned = line.get("turned")
                self._steps[name] = Step(clean_line(name, 64), clean_line(at, 40), clean_line(desk, 60),
                                         clean_line(label, 300), line.get("undone") is True,
                                         turned if isinstance(turned, int) else 0,
                                         lost=line.get("lost") is True)  # fmt: skip
                self._turns = max(self._turns, self._steps[name].turned)
            case {"more": str(name), "n": int(first), "parts": [*parts]} if name in self._steps:
                step = self._steps[name]
                step.lost |= first > len(step.parts)
                for number, part in enumerate(parts):
                    if first + number == len(step.parts):  # else the line is there twice
                        step.parts.append(_Place(place.offset, place.length, number) if place else part)
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
        with suppress(FileNotFoundError):
            return read_checked(self._file.at(place.offset, place.length)) if self._file else None
        return None


def new_step(at: str, desk: str, label: str) -> Step:
    """Return a step that is about to begin."""
    return Step(os.urandom(6).hex(), at, desk, clean_line(label, 300))
