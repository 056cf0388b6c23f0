"""Copies of the settings as they could last be read, for files that are emptied, cut or gone the next time.

What the user writes by hand is never put back unasked, since whoever removes such a file may mean it; what the program
itself remembers is.
"""

import codecs
import json
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

from civic.fault import Fault
from storage.files.backups import note_repair
from storage.files.disk import Fingerprint, fingerprint, open_regular, replacing, set_aside, shown
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.settings.toml_tables import LARGEST

_LARGEST: Final = LARGEST + 1
_LARGEST_OF_OURS: Final = 64 << 20


class Safekeeping:
    """A keeper of the copies, which stand in the folder of backups under the names of their files."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._seen: tuple[Fingerprint | None, ...] | None = None
        self._said: tuple[str, ...] = ()

    def look(self, today: date) -> tuple[str, ...]:
        """Bring the copies up to the files, and put back what the program itself wrote and cannot read any more; return
        sentences for the user. Cheap where nothing has changed. Never raises."""
        now = tuple(map(fingerprint, self._files))
        if now != self._seen:
            self._seen = now
            for path in self._files:
                self._copy(path)
            self._said = (*self._restore_ours(today), *self.problems())
        return self._said

    def problems(self) -> Iterator[str]:
        """Yield a sentence about each file of the user's that is not as its copy and can't be meant so, and about those
        of the program that can't be read at all."""
        for path in self._ours:
            try:
                self._read(path)
            except FileNotFoundError:
                pass
            except StorageError as error:
                yield str(error)
        for path in self._theirs:
            if (how := self._lost(path)) and self._has_copy(path):
                yield (
                    f"{shown(path)} {how}; as it was, it is kept as {shown(self._copy_of(path))}: civicdesk doctor "
                    "--fix puts that back, and where you mean it so, remove the copy."
                )

    def restore(self, today: date) -> Iterator[str]:
        """Put back every file that is lost, and yield a sentence about each. What stands there is kept under another
        name. Raises StorageError."""
        for path in self._files:
            yield from self._restore(path, today)

    def _restore(self, path: Path, today: date) -> Iterator[str]:
        if not (how := self._lost(path)) or not self._has_copy(path):
            return
        aside = set_aside(path, today) if fingerprint(path) else None
        with open_regular(self._copy_of(path)) as copy, replacing(path) as file:
            file.write(copy.read())
        kept = f"; what stood there is kept as {aside.name}" if aside else ""
        sentence = f"{shown(path)} {how}: it is put back from {shown(self._copy_of(path))}{kept}."
        note_repair(self._places.backups, today, sentence)
        yield sentence

    def _restore_ours(self, today: date) -> Iterator[str]:
        for path in self._ours:
            try:
                yield from self._restore(path, today)
            except StorageError as error:
                yield str(error)

    def give_up(self, path: Path) -> None:
        """Keep no copy of a file that was removed, or emptied, on purpose. Never raises."""
        with suppress(OSError):
            self._copy_of(path).unlink(missing_ok=True)

    @property
    def _files(self) -> tuple[Path, ...]:
        return *self._theirs, *self._ours

    @property
    def _theirs(self) -> tuple[Path, ...]:
        """Return the files that the user writes."""
        places = self._places
        return places.settings, places.codebook, places.views, places.rules, places.team

    @property
    def _ours(self) -> tuple[Path, ...]:
        """Return the files that the program alone writes."""
        return self._places.state, self._places.codebooks

    def _copy_of(self, path: Path) -> Path:
        return self._places.backups / path.name

    def _has_copy(self, path: Path) -> bool:
        return fingerprint(self._copy_of(path)) is not None

    def _lost(self, path: Path) -> str:
        """Return how a file is that can't be what was written, "" for a good one."""
        try:
            body = self._read(path)
        except FileNotFoundError:
            return "is gone"
        except StorageError:
            return ""  # said where it is read
        if _is_empty(body):
            return "is empty"
        return "" if self._is_good(path, body) else "can't be read"

    def _is_good(self, path: Path, body: bytes) -> bool:
        try:
            if path in self._ours:
                return bool(isinstance(found := json.loads(body), dict) and found)
            tomllib.loads(body.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            return False
        return True

    def _read(self, path: Path) -> bytes:
        ours = path.name in {one.name for one in self._ours}
        with open_regular(path) as file:
            return file.read(_LARGEST_OF_OURS if ours else _LARGEST)

    def _copy(self, path: Path) -> None:
        """Copy a good file that has changed. Without one, all goes on."""
        copy = self._copy_of(path)
        with suppress(FileNotFoundError, Fault):
            body = self._read(path)
            if _is_empty(body) or not self._is_good(path, body):
                return
            with suppress(FileNotFoundError):
                if self._read(copy) == body:
                    return
            with replacing(copy) as file:
                file.write(body)


def _is_empty(body: bytes) -> bool:
    """Return whether there is nothing but white space, also where an editor has saved that with its mark before it."""
    return not body.removeprefix(codecs.BOM_UTF8).strip()
