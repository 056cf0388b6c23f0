"""The snapshot of all judgements: `judgements.json`, a TinyDB file with one document per story, into which the
journal is compacted from time to time."""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

from storage.files.backups import append, note_repair, outdated
from storage.files.disk import keep, open_regular, set_aside, shown
from storage.files.errors import StorageError, UnreadableError, UnwritableError
from storage.files.lock import locked
from storage.files.migrations import Step as Migration
from storage.files.migrations import migrate, version_at_head
from storage.files.tinydb_lines import META, LineStorage, as_json, has_a_line_each, line_of, rewrite
from storage.files.tinydb_scan import BrokenError
from storage.judgements.entries import VERSIONS, Entry, in_this_format, with_steps
from storage.judgements.journal import Journal, Step
from storage.judgements.salvage import TABLE, by_story, documents_of, from_backups, is_entry, know_more, merged

__all__ = ["Snapshot", "by_story"]

_SMALL: Final = 1 << 12
"""A file of more bytes than this is not looked at for being empty."""
_STORY: Final = re.compile(rb'"(?:[^"\\]|\\.)*": \{"story": ("(?:[^"\\]|\\.)*")[,}]')


class Snapshot:
    """A snapshot file, `judgements.json`, with its dated backups. Writers hold the lock of the judgements."""

    def __init__(self, path: Path, backups: Path, notify: Callable[[str], None] = lambda _: None) -> None:
        """`notify` is called with sentences for the user."""
        self.path = path
        self.backups = backups
        self.broken = False
        """whether the last `readable` had to save what it could"""
        self._notify = notify

    def open(self, today: date, timeout: float = 10.0) -> None:
        """Restore a snapshot that is gone, emptied or cut, and report one that a newer program wrote. Cheap, whatever
        the size. Never raises; waits at most `timeout` seconds for others that write."""
        try:
            if self._is_suspect():
                with locked(self.path, timeout):
                    self.restore(today)
            elif self.version() > len(VERSIONS):
                self._notify(self._newer())
        except StorageError as error:
            self._notify(str(error))

    def restore(self, today: date) -> None:
        """Restore a snapshot that is gone, emptied or cut; cheap for any other. The lock must be held. Raises
        StorageError."""
        if self._is_suspect():
            self.mend(today)

    def _is_suspect(self) -> bool:
        """Return whether the file is gone, or does not begin and end as one that is whole, or is too small to have
        an entry. Raises UnreadableError."""
        try:
            with open_regular(self.path) as file:
                head = file.read(_SMALL)
                file.seek(max(0, os.fstat(file.fileno()).st_size - _SMALL))
                tail = file.read()
        except FileNotFoundError:
            return self._gone()
        cut = head.lstrip()[:1] != b"{" or tail.rstrip()[-1:] != b"}"
        return (cut or len(head) < _SMALL) and bool(self._fault())

    def _fault(self) -> str:
        """Return why the file can't be what was written, "" for a good one. Reads all of it."""
        try:
            for _ in self.documents():
                pass
        except (BrokenError, UnreadableError) as error:
            return str(error).rstrip(".")
        return ""

    def _gone(self) -> bool:
        """Return whether there is no file any more, though there was one by the backups or the journal."""
        if os.path.lexists(self.path):
            return False
        with suppress(StorageError):
            if Journal(self.path.with_suffix(".journal")).heading().snapshot is not None:
                return True
        # an upgrade keeps the journal before it writes the first snapshot: that alone is no sign of one
        return any(not one.match("judgements-*-schema-*.journal") for one in self.backups.glob("judgements-*"))

    def version(self) -> int:
        """Return the version of the file; 0 for none, and for one of another program."""
        return version_at_head(self.path)

    def _newer(self) -> str:
        return (
            f"{shown(self.path)} was written by a newer civicdesk, so it is only read, and nothing can be decided: "
            "update this one."
        )

    def is_earlier(self, journal: Path) -> bool:
        """Return whether there are judgements that an earlier version wrote: the snapshot is written before the first
        line of `journal`."""
        return self.version() < len(VERSIONS) and (self.path.exists() or journal.exists())

    def entries(self) -> Iterator[Entry]:
        """Yield all entries, one at a time; none where there never was a file. Raises BrokenError, UnreadableError."""
        return map(in_this_format, self.documents())

    def documents(self) -> Iterator[Entry]:
        """Yield the same as their version wrote them. Raises BrokenError, also where there is none though the backups
        have some, and UnreadableError."""
        some = False
        try:
            for entry in documents_of(self.path):
                some = True
                yield entry
        except FileNotFoundError:
            if self._gone():
                raise BrokenError("it is gone", 0) from None
            return
        if not some and know_more(self.backups):
            raise BrokenError("it is empty, and its backup is not", 0)

    def readable(self) -> Iterator[Entry]:
        """Yield all entries; of a broken file those that can be saved. Raises UnreadableError for no regular file."""
        self.broken = False
        seen: set[str] = set()
        try:
            for entry in self.entries():
                seen.add(entry["story"])
                yield entry
        except (BrokenError, UnreadableError):
            rest = self._saved()
            self.broken = True
            self._notify(f"{shown(self.path)} is broken: what can be saved of it and of its last backup is shown.")
            yield from (in_this_format(entry) for story, entry in rest.items() if story not in seen)

    def _saved(self) -> dict[str, Entry]:
        """Return what the lines of a broken file, the good backups and the journals compacted since then still have,
        each as its version wrote it where no other says more. Raises UnreadableError."""
        saved = from_backups(self.backups)
        with suppress(FileNotFoundError), open_regular(self.path) as file:
            for line in file:
                if entry := _entry_of_line(line):
                    saved[entry["story"]] = merged(entry, saved.get(entry["story"]))
        return saved

    def find(self, stories: Iterable[str]) -> Iterator[Entry]:
        """Yield the entries of some stories, one each, without reading the JSON of the others. Raises
        UnreadableError."""
        wanted = {json.dumps(story).encode() for story in stories}
        found: dict[str, Entry] = {}
        with suppress(FileNotFoundError), open_regular(self.path) as file:
            for line in file:
                if _story_of_line(line) in wanted and (entry := _entry_of_line(line)):
                    found[entry["story"]] = merged(entry, found.get(entry["story"]))
        yield from map(in_this_format, found.values())

    def mend(self, today: date) -> None:
        """Replace a broken snapshot by what each of its lines and the newest good backup still have, and set the
        broken one aside. Does nothing to a good one. Raises StorageError."""
        why = self._fault()
        if not why:
            return
        aside = set_aside(self.path, today) if self.path.exists() else None
        saved = self._saved()
        now = {story: in_this_format(entry) for story, entry in saved.items()}
        # What an earlier version wrote is left for the upgrade, which knows the texts.
        version = len(VERSIONS) if now == saved else 1
        LineStorage(self.path).write({META: {1: {"schema": version}}, TABLE: dict(enumerate(saved.values(), 1))})
        found = f"{shown(self.path)} was {f'broken ({why})' if aside else 'gone'}"
        kept = f", and the broken file is kept as {aside.name}" if aside else ""
        sentence = f"{found}: {len(saved)} stories' judgements were saved from what is left and the backups{kept}."
        note_repair(self.backups, today, sentence)
        self._notify(sentence)

    def add(self, steps: Iterable[Step], today: date) -> None:
        """Add what a journal tells to the snapshot, but for what that has already. Only the lines of its stories are
        read. Raises StorageError, and then the file is as it was."""
        told = by_story(steps)
        if not told:
            return
        self._prepare(today)
        self._keep_backup(today)
        changed = {}
        for entry in self.find(told):
            changed[entry["story"]] = with_steps(entry, told.pop(entry["story"], ()))
        new = [with_steps({"story": story}, of_story) for story, of_story in told.items()]
        self._rewrite(changed, [entry for entry in new if entry["history"]])

    def check(self) -> None:
        """Raise UnwritableError where a newer program wrote the file, so that this one must not add to it."""
        if self.version() > len(VERSIONS):
            raise UnwritableError(self._newer())

    def migrate(self, versions: Sequence[Migration], backup: Path | None = None) -> None:
        """Bring the file to the present version, by these steps; the old one stays as `backup`. Raises UnwritableError,
        and then the file is as it was."""
        migrate(self.path, TABLE, versions, backup=backup)

    def _prepare(self, today: date) -> None:
        """See to it that the file is there, whole, and has a line for each document. Raises StorageError."""
        ours = has_a_line_each(self.path, TABLE)
        if not ours:
            self.mend(today)
            ours = has_a_line_each(self.path, TABLE)
        self.check()
        if not ours or self.version() < len(VERSIONS):
            self.migrate(VERSIONS, self.backups / f"judgements-{today}-schema-{self.version()}.json")

    def keep_journal(self, journal: Path, today: date) -> None:
        """Add a journal that has been compacted to the day's backup, for what may become of the snapshot."""
        try:
            append(journal, self.backups / f"judgements-{today}.journal")
        except (OSError, StorageError):
            self._notify(f"No backup of the journal could be kept in {shown(self.backups)}.")

    def _rewrite(self, changed: Mapping[str, Entry], new: list[Entry]) -> None:
        """Write the file anew, with some entries replaced and some added, all other lines as they are."""
        replaced = {json.dumps(story).encode(): entry for story, entry in changed.items()}

        def change(line: bytes) -> bytes:
            story = _story_of_line(line)
            entry = replaced.get(story) if story else None
            return line[: line.index(b": ")] + b": " + as_json(entry) if entry else line

        rewrite(self.path, TABLE, change, new)

    def _keep_backup(self, today: date) -> None:
        """Keep the snapshot as it was before today's first change, and give up what is too old."""
        try:
            keep(self.path, self.backups / f"judgements-{today}.json")
            for kind in ("json", "journal"):
                for backup in outdated(self.backups.glob(f"judgements-*.{kind}"), today):
                    backup.unlink()
        except OSError as error:
            self._notify(f"No backup of the judgements could be kept in {shown(self.backups)}: {error.strerror}.")


def entries_with(entries: Iterable[Entry], steps: Iterable[Step]) -> Iterator[Entry]:
    """Yield the entries of a snapshot with what a journal tells, then those of stories that only this tells of."""
    told = by_story(steps)
    for entry in entries:
        yield with_steps(entry, told.pop(entry["story"], ()))
    yield from (with_steps({"story": story}, left) for story, left in told.items())


def _story_of_line(line: bytes) -> bytes | None:
    """Return the story of a line as we write it in JSON, without reading the rest of the line where we wrote it; None
    for a line of no entry."""
    head = _STORY.match(line)
    if head and head[1].isascii() and b"\\" not in head[1]:
        return head[1]
    entry = _entry_of_line(line)  # another program may sort the fields, or write letters in another way
    return json.dumps(entry["story"]).encode() if entry else None


def _entry_of_line(line: bytes) -> Entry | None:
    found = line_of(line)
    return found[1] if found and is_entry(found[1]) else None
