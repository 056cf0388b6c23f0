"""The file of this desk in the team's folder: what stands in it, and how more is added so that no kill leaves half."""

import json
import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from civic.checked_line import as_written
from civic.export import Entry
from civic.jsonvalue import JsonValue
from civic.judgement import JudgementError
from civic.operation import Operation
from team.errors import TeamFault
from team.folder.files import NotPlainError, fault, reading, shown, writing
from team.folder.lines import entry_line, heading_line, split_number
from team.folder.numbers import Numbers
from team.folder.reader import Place
from team.log import Coder

_MOST_FILLED: Final = 1000
"""Of lines that were lost, so many are made up for at once without anything to say in them."""


class OwnFile:
    """The file, which only this desk writes. What stands in it is read once, and again where somebody else changed
    it: it alone says what this desk has pushed."""

    def __init__(self, path: Path, coder: Coder) -> None:
        self.path = path
        self._coder = coder
        self._version: tuple[int, int, int] | None = None
        self._digests: set[str] = set()
        self._stories: set[str] = set()
        self._headed = self._signed = False
        self._numbers = Numbers()

    def append(self, entries: Sequence[Entry]) -> None:
        """Add the operations and stories of entries that are not there, durably. Raises a TeamFault, and then none
        was."""
        try:
            with writing(self.path) as file:
                self._append(file, entries)
        except NotPlainError as error:
            raise TeamFault(f"{shown(self.path)} is this desk's own, but {error}: take that away.") from error
        except OSError as error:
            raise fault(self.path.parent, error) from error

    def is_whole(self, place: Place) -> bool:
        """Return whether the file has what it had at a place (see `Place.of_all`) still."""
        try:
            with reading(self.path) as file:
                return place.fits_all(file)
        except (NotPlainError, OSError):
            return False

    def mend(self, place: Place) -> None:
        """Cut off what this desk did not write at the file's end, where more stands there than at a place. What can't
        be mended is said as soon as there is something to write."""
        with suppress(NotPlainError, OSError):
            if self.path.stat().st_size > place.offset:
                with writing(self.path) as file:
                    self._read(file)

    def forget(self, stories: Collection[str]) -> None:
        """Take all lines about some stories, by any of their ids, out of the file. Raises a TeamFault, and then it is
        as it was."""
        gone = frozenset(stories)
        if not gone or not self.path.exists():
            return
        beside = self.path.with_name(f".{self.path.name}.new")
        try:
            with writing(self.path) as file:
                if _version(file) != self._version:
                    self._read(file)
                if self._stories.isdisjoint(gone):
                    return
                file.seek(0)
                with writing(beside) as new:
                    new.truncate()
                    new.writelines(self._emptied(line) if _is_about(line, gone) else line for line in file)
                    new.flush()
                    os.fsync(new.fileno())
            beside.replace(self.path)
            _sync_folder(self.path.parent)
        except NotPlainError as error:
            raise TeamFault(f"{shown(self.path)} is this desk's own, but {error}: take that away.") from error
        except OSError as error:
            raise fault(self.path.parent, error) from error

    def _emptied(self, line: bytes) -> bytes:
        """Return what stands in the place of a line that is taken out: its number, so that none is missed, and how
        many decisions it had, so that nobody awaits these."""
        text, number = split_number(as_written(line) or b"")
        history = json.loads(text).get("history")
        return heading_line(self._coder, number, len(history) if isinstance(history, list) else 0) if number else b""

    def _append(self, file: BinaryIO, entries: Sequence[Entry]) -> None:
        if _version(file) != self._version:
            self._read(file)
        size = os.fstat(file.fileno()).st_size
        lines, digests, stories, numbers = self._lines(entries)
        if not lines:
            return
        self._version = None
        try:
            file.seek(size)
            file.write(b"".join(lines))
            file.flush()
            os.fsync(file.fileno())
            if not size:
                _sync_folder(self.path.parent)
        except OSError:
            with suppress(OSError):
                os.ftruncate(file.fileno(), size)
            raise
        self._digests |= digests
        self._stories |= stories
        self._headed = self._signed = True
        self._numbers = numbers
        self._version = _version(file)

    def _lines(self, entries: Sequence[Entry]) -> tuple[list[bytes], set[str], set[str], Numbers]:
        """Return the lines to add, which operations and stories stand in them, and the numbers with theirs. What was
        lost in the middle is made up for: new lines have its numbers."""
        free = iter(self._numbers)
        lines: list[bytes] = [] if self._signed else [heading_line(self._coder, next(free))]
        digests: set[str] = set()
        stories: set[str] = set()
        for entry in entries:
            named = {one.digest: one for one in entry.history}
            new = {key: one for key, one in named.items() if key not in self._digests and key not in digests}
            told = entry.story.id in self._stories or entry.story.id in stories
            if new or not told:
                lines.append(entry_line(entry, [*new.values()], next(free), briefly=told))
                digests |= new.keys()
                stories.add(entry.story.id)
        left = min(_MOST_FILLED, self._numbers.missing - len(lines))
        lines += [heading_line(self._coder, next(free)) for _ in range(left)]
        numbers = self._numbers
        for number, _ in zip(self._numbers, lines, strict=False):
            numbers = numbers.with_line(number)
        return lines, digests, stories, numbers

    def _read(self, file: BinaryIO) -> None:
        """Learn what stands in the file, and cut off what is not as this desk wrote it at its end, as a kill leaves it
        unfinished, or another program adds to it: nobody takes that in, and all await what they take for lost."""
        self._digests, self._stories, self._numbers = set(), set(), Numbers()
        self._headed = self._signed = False
        file.seek(0)
        end = at = 0
        for line in file:
            at += len(line)
            if not line.endswith(b"\n") or (written := as_written(line)) is None:
                continue
            end = at
            with suppress(ValueError, RecursionError, JudgementError):
                text, number = split_number(written)
                if self._learn(json.loads(text)):
                    self._numbers = self._numbers.with_line(number)
        os.ftruncate(file.fileno(), end)
        self._version = _version(file)

    def _learn(self, body: JsonValue) -> bool:
        """Note what a line says; return whether others can read it: behind a line that says whose the file is."""
        match body:
            case {"team": str(), "who": who, "formerly": formerly}:
                self._signed = who == self._coder.who and formerly == [*self._coder.formerly]
                self._headed = True
            case {"id": str(story), **more} if self._headed:
                history = more.get("history")
                tables = [one for one in (history if isinstance(history, list) else ()) if isinstance(one, dict)]
                self._digests |= {Operation.from_json(one).digest for one in tables}
                self._stories.add(story)
        return self._headed


def _is_about(line: bytes, stories: frozenset[str]) -> bool:
    """Return whether a line says anything of any of some stories."""
    with suppress(ValueError, RecursionError):
        match json.loads(split_number(as_written(line) or b"")[0]):
            case {"id": str(story), **more}:
                aliases, history = more.get("aliases"), more.get("history")
                names = [story, *(aliases if isinstance(aliases, list) else ())]
                names += (
                    [one.get("story") for one in history if isinstance(one, dict)] if isinstance(history, list) else []
                )
                return any(one in stories for one in names if isinstance(one, str))
    return False


def _version(file: BinaryIO) -> tuple[int, int, int]:
    found = os.fstat(file.fileno())
    return found.st_ino, found.st_size, found.st_mtime_ns


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder last; does nothing where folders can't be synced."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
