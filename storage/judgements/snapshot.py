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

from civic.earlier_format import Earlier
from storage.files.backups import append, outdated
from storage.files.disk import keep, open_regular, set_aside, shown
from storage.files.errors import StorageError, UnreadableError, UnwritableError
from storage.files.lock import locked
from storage.files.migrations import Step as Migration
from storage.files.migrations import migrate, version_at_head
from storage.files.tinydb_lines import META, LineStorage, as_json, has_a_line_each, line_of, rewrite
from storage.files.tinydb_scan import BrokenError, Document, walk
from storage.judgements.entries import VERSIONS, Entry, in_this_format, with_steps
from storage.judgements.journal import Forgotten, Journal, Step

TABLE: Final = "judgements"
_STORY: Final = re.compile(rb'"(?:[^"\\]|\\.)*": \{"story": ("(?:[^"\\]|\\.)*")[,}]')


class Snapshot:
    """A snapshot file, `judgements.json`, with its dated backups. Writers hold the lock of the judgements."""

    def __init__(self, path: Path, backups: Path, notify: Callable[[str], None] = lambda _: None) -> None:
        """`notify` is called with sentences for the user."""
        self.path = path
        self.backups = backups
        self._notify = notify

    def open(self, today: date) -> None:
        """Restore a snapshot that is gone, and report one that a newer program wrote. Cheap, whatever the size.
        Never raises."""
        try:
            if self._gone():
                with locked(self.path):
                    self.mend(today)
            elif self.version() > len(VERSIONS):
                self._notify(self._newer())
        except StorageError as error:
            self._notify(str(error))

    def _gone(self) -> bool:
        """Return whether there is no file any more, though there was one by the backups or the journal."""
        if os.path.lexists(self.path):
            return False
        heading = Journal(self.path.with_suffix(".journal")).heading()
        # an upgrade keeps the journal before it writes the first snapshot: that alone is no sign of one
        kept = (one for one in self.backups.glob("judgements-*") if not one.match("judgements-*-schema-*.journal"))
        return heading.snapshot is not None or any(kept)

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
        """Yield the same as their version wrote them. Raises BrokenError, UnreadableError."""
        try:
            file = open_regular(self.path)
        except FileNotFoundError:
            if self._gone():
                raise BrokenError("it is gone", 0) from None
            return
        with file:
            for found in walk(file):
                if isinstance(found, Document) and found.table == TABLE and _is_entry(found.body):
                    yield found.body

    def readable(self) -> Iterator[Entry]:
        """Yield all entries; of a broken file those that can be saved. Raises UnreadableError for no regular file."""
        seen: set[str] = set()
        try:
            for entry in self.entries():
                seen.add(entry["story"])
                yield entry
        except (BrokenError, UnreadableError):
            rest = self._saved()
            self._notify(f"{shown(self.path)} is broken: what can be saved of it and of its last backup is shown.")
            yield from (in_this_format(entry) for story, entry in rest.items() if story not in seen)

    def _saved(self) -> dict[str, Entry]:
        """Return what the lines of a broken file, the newest good backup and the journals compacted since then still
        have, each as its version wrote it where no journal says more. Raises UnreadableError."""
        saved = {entry["story"]: entry for entry in self._good_backup()}
        with suppress(FileNotFoundError), open_regular(self.path) as file:
            saved |= {entry["story"]: entry for line in file if (entry := _entry_of_line(line))}
        for journal in sorted(self.backups.glob("judgements-*.journal")):
            for story, steps in by_story(Journal(journal).read().steps).items():
                saved[story] = in_this_format(saved.get(story, {"story": story}), steps)
        return saved

    def find(self, stories: Iterable[str]) -> Iterator[Entry]:
        """Yield the entries of some stories, without reading the JSON of the others. Raises UnreadableError."""
        wanted = {json.dumps(story).encode() for story in stories}
        try:
            file = open_regular(self.path)
        except FileNotFoundError:
            return
        with file:
            for line in file:
                head = _STORY.match(line)
                if head and head[1] in wanted and (entry := _entry_of_line(line)):
                    yield in_this_format(entry)

    def mend(self, today: date) -> None:
        """Replace a broken snapshot by what each of its lines and the newest good backup still have, and set the
        broken one aside. Does nothing to a good one. Raises StorageError."""
        try:
            for _ in self.entries():
                pass
            return
        except (BrokenError, UnreadableError) as error:
            why = str(error).rstrip(".")
        aside = set_aside(self.path, today) if self.path.exists() else None
        saved = self._saved()
        now = {story: in_this_format(entry) for story, entry in saved.items()}
        # What an earlier version wrote is left for the upgrade, which knows the texts.
        version = len(VERSIONS) if now == saved else 1
        LineStorage(self.path).write({META: {1: {"schema": version}}, TABLE: dict(enumerate(saved.values(), 1))})
        found = f"{shown(self.path)} was {f'broken ({why})' if aside else 'gone'}"
        kept = f", and the broken file is kept as {aside.name}" if aside else ""
        self._notify(f"{found}: {len(saved)} stories' judgements were saved from what is left and the backups{kept}.")

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
            head = _STORY.match(line)
            entry = replaced.get(head[1]) if head else None
            return line[: line.index(b": ")] + b": " + as_json(entry) if entry else line

        rewrite(self.path, TABLE, change, new)

    def _good_backup(self) -> list[Entry]:
        for backup in sorted(self.backups.glob("judgements-*.json"), reverse=True):
            try:
                return list(Snapshot(backup, self.backups).documents())
            except (BrokenError, StorageError):
                continue
        return []

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


def by_story(steps: Iterable[Step]) -> dict[str, list[Step]]:
    """Return what a journal tells, sorted by stories, each in its order."""
    found: dict[str, list[Step]] = {}
    for step in steps:
        match step:
            case Forgotten():
                stories = [*step.operations]
            case Earlier():
                stories = [step.operation.story]
            case _:
                stories = [step.story]
        for story in stories:
            found.setdefault(story, []).append(step)
    return found


def _is_entry(body: object) -> bool:
    return isinstance(body, dict) and isinstance(body.get("story"), str)


def _entry_of_line(line: bytes) -> Entry | None:
    found = line_of(line)
    return found[1] if found and _is_entry(found[1]) else None
