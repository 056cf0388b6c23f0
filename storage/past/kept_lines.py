"""A TinyDB file of one table, a document a line, to which documents are added and from which some are taken: read and
rewritten line by line, so that its size costs no memory."""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from storage.files.backups import LATEST, Latest, note_repair, outdated
from storage.files.disk import fingerprint, keep, open_regular, replacing, set_aside, shown
from storage.files.errors import StorageError, UnwritableError
from storage.files.lock import locked
from storage.files.migrations import Step, as_it_is, migrate, version_at_head, with_version
from storage.files.tinydb_lines import META, Lines, as_json, has_a_line_each, line_of, lines_in, rewrite
from storage.files.tinydb_scan import BrokenError, Document, walk

VERSIONS: Final[tuple[Step, ...]] = (as_it_is,)
"""The steps of these files from version to version."""
_TAIL: Final = 100
# An id has at most 200 characters: bounded, so that no line costs more than a look at its head.
_STORY: Final = re.compile(rb'"[^"\\]{0,100}": \{"story": ("(?:[^"\\]|\\.){0,2400}")[,}]')


class KeptLine(NamedTuple):
    """A line of a document: the story that it is of, as it is written in JSON, and the whole line."""

    story: bytes
    line: bytes


class KeptLines:
    """A file with its dated backups. Each document names its story first. Writers hold the lock of the file."""

    def __init__(self, path: Path, table: str, backups: Path, notify: Callable[[str], None]) -> None:
        """`notify` is called with sentences for the user."""
        self.path = path
        self._table = table
        self._backups = backups
        self._notify = notify

    def __iter__(self) -> Iterator[KeptLine]:
        """Yield the lines of the documents that can be read; of a file that is gone or has none, those of its newest
        backup. Raises UnreadableError for what is no regular file."""
        if _has_any(self.path) or not (backup := self._newest_backup()):
            backup = self.path
        with suppress(FileNotFoundError), open_regular(backup) as file:
            yield from _documents(file)

    def rewrite(self, new: Iterable[Mapping[str, object]], goes: Callable[[int, KeptLine], bool], today: date) -> None:
        """Add documents at the end of a file that is ready, and take out those of which `goes` says so, given their
        place and line. Raises StorageError, and then it is as it was."""
        self._keep_backup(today)
        latest = Latest(self.path, self._backups / f"{self.path.stem}-{LATEST}{self.path.suffix}")
        place = -1

        def change(line: bytes) -> bytes | None:
            nonlocal place
            found = _kept(line)
            place += found is not None
            return None if found and goes(place, found) else line

        try:
            rewrite(self.path, self._table, change, new)
            latest.follow(self._notify)
        finally:
            latest.let_go()

    # the state of the file

    def restore(self, today: date, timeout: float) -> None:
        """Restore a file that is gone or has lost all of its documents. Cheap for one that has some. Never raises: what
        can't be done is reported."""
        try:
            if self.fault():
                with locked(self.path, timeout):
                    self._restore(today)
        except StorageError as error:
            self._notify(str(error))

    def fault(self) -> str:
        """Return what is wrong with the file, going by its first documents and its end alone: "" for nothing. Raises
        UnreadableError for what is no regular file."""
        if _has_any(self.path):
            return "" if _is_closed(self.path) else "it breaks off"
        if not self._newest_backup():
            return ""
        return "it has nothing, and its backup has" if os.path.lexists(self.path) else "it is gone"

    def is_whole(self) -> bool:
        """Return whether all of the file can be read, by its lines. One that never was is whole."""
        return not os.path.lexists(self.path) or self._is_ours() or not fingerprint(self.path)

    def make_ready(self, today: date) -> None:
        """See to it that the file is there, whole, ours, and a document a line: what is broken or gone is mended from
        what is left and the newest backup, and the broken file kept. Raises StorageError, and then it is as it was."""
        self._restore(today)
        if not self._is_ours():
            try:
                migrate(self.path, self._table, VERSIONS)
            except UnwritableError:
                if version_at_head(self.path) > len(VERSIONS) or not os.path.lexists(self.path):
                    raise
                self._mend(today)

    def _restore(self, today: date) -> None:
        why, backup = self.fault(), self._newest_backup()
        if why and _has_any(self.path):
            self._mend(today)
        elif why and backup:
            aside = f" and is kept as {set_aside(self.path, today).name}" if fingerprint(self.path) else ""
            with open_regular(backup) as source, replacing(self.path) as target:
                shutil.copyfileobj(source, target)
            sentence = f"{shown(self.path)} was lost ({why}){aside}: it was restored from the backup {backup.name}."
            note_repair(self._backups, today, sentence)
            self._notify(sentence)

    def _is_ours(self) -> bool:
        """Return whether the file is whole and of this version, by its lines."""
        return has_a_line_each(self.path, self._table) and version_at_head(self.path) == len(VERSIONS)

    def _mend(self, today: date) -> None:
        """Replace a broken file by those of its documents that can be read and those that the newest backup has
        besides; the broken one is set aside."""
        aside = set_aside(self.path, today)
        backup = self._newest_backup()
        seen: set[bytes] = set()
        with replacing(self.path) as target:
            lines = Lines(target)
            lines.table(META)
            for key, body in with_version({}, len(VERSIONS)).items():
                lines.document(key, as_json(body))
            lines.table(self._table)
            for path in (backup, aside) if backup else (aside,):
                for document in _readable(path, self._table):
                    digest = hashlib.blake2b(document, digest_size=16).digest()
                    if digest not in seen:
                        seen.add(digest)
                        lines.document(str(len(seen)), document)
            lines.end()
        sentence = (
            f"{shown(self.path)} was broken: {len(seen)} of its entries were saved from what is left and the backups, "
            f"and the broken file is kept as {aside.name}."
        )
        note_repair(self._backups, today, sentence)
        self._notify(sentence)

    def _newest_backup(self) -> Path | None:
        """Return the newest backup that has a document."""
        backups = sorted(self._backups.glob(f"{self.path.stem}-*{self.path.suffix}"), reverse=True)
        return next(filter(_has_any, backups), None)

    def _keep_backup(self, today: date) -> None:
        """Keep the file as it was before today's first change, and give up what is too old."""
        try:
            keep(self.path, self._backups / f"{self.path.stem}-{today}{self.path.suffix}")
            for backup in outdated(self._backups.glob(f"{self.path.stem}-*{self.path.suffix}"), today):
                backup.unlink()
        except OSError as error:
            self._notify(f"No backup of {shown(self.path)} could be kept: {error.strerror}.")


def _has_any(path: Path) -> bool:
    """Return whether there is a file with a document that can be read. Raises UnreadableError for what is no regular
    file."""
    try:
        with open_regular(path) as file:
            return next(_documents(file), None) is not None
    except FileNotFoundError:
        return False


def _is_closed(path: Path) -> bool:
    """Return whether a file ends as one that is whole: its last document, the table and the file are closed."""
    with open_regular(path) as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - _TAIL))
        return b"".join(file.read().split()).endswith(b"}}}")


def _readable(path: Path, table: str) -> Iterator[bytes]:
    """Yield the JSON of each document of a table that can be read, in whatever layout; after a fault, of each line."""
    with open_regular(path) as walked, open_regular(path) as source:
        try:
            for found in walk(walked):
                if isinstance(found, Document) and found.table == table and _is_of_a_story(found.body):
                    yield as_json({"story": found.body["story"], **found.body})
            return
        except BrokenError as error:
            source.seek(error.offset)
        for kept in _documents(source):
            if found_on := line_of(kept.line):
                yield as_json(found_on[1])


def _is_of_a_story(body: object) -> bool:
    return isinstance(body, dict) and isinstance(body.get("story"), str)


def _documents(file: BinaryIO) -> Iterator[KeptLine]:
    for line in lines_in(file):
        if found := _kept(line):
            yield found


def _kept(line: bytes) -> KeptLine | None:
    match = _STORY.match(line)
    return KeptLine(match[1], line) if match else None
