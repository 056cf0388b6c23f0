"""What was decided: written to the journal first, then shown in the index."""

import sqlite3
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from civic.judgement import Judgement, Value
from civic.operation import Operation
from storage.files.disk import Fingerprint, fingerprint, shown
from storage.files.errors import StorageError
from storage.files.lock import locked
from storage.files.places import Places
from storage.index import mirror
from storage.index.queries.listing import Row
from storage.index.schema import Index
from storage.judgements.entries import Entry, apply, judgement_of
from storage.judgements.journal import Journal
from storage.judgements.snapshot import Snapshot

COMPACT_AT = 1 << 20
"""The size of the journal in bytes from which it is compacted into the snapshot without waiting for the exit."""

_PATIENCE = 0.1
"""How long to wait for another process that writes the index: what was decided is shown sooner than in the next poll,
and a key is not held up for longer than an eye takes to see that."""


class Decisions:
    """A way to the judgements of all stories, as `who` signs them on this machine, with an index that mirrors them.

    `whole` means that the index mirrors all of them, not only those of a first page.
    """

    def __init__(
        self, places: Places, who: str, now: Callable[[], datetime], notify: Callable[[str], None] = lambda _: None
    ) -> None:
        self.journal = Journal(places.journal)
        self.snapshot = Snapshot(places.judgements, places.backups, notify)
        self._notify = notify
        self._places = places
        self.who = who
        self._now = now
        self._waiting: list[Operation] = []
        self._behind = False
        self._seen: tuple[Fingerprint | None, ...] = ()

    def entry(self, index: Index, story: str, *, whole: bool) -> Entry | None:
        """Return what is kept of one story, None for nothing."""
        try:
            found = mirror.entry(index.connection, story)
        except sqlite3.Error:
            found, whole = None, False
        if self._behind or (found is None and not whole):
            return self._entry_of_files(story)
        for operation in self._waiting:
            if operation.story == story:
                found = apply(found, operation)
        return found

    def _entry_of_files(self, story: str) -> Entry | None:
        found = next(iter(self.snapshot.find([story])), None)
        for operation in self.journal.read().operations:
            if operation.story == story:
                found = apply(found, operation)
        return found

    def judge(self, index: Index, changes: Sequence[tuple[str, str, Value]], *, whole: bool) -> list[Operation]:
        """Write changes of (story, field, value) down as one step, show them in the index, and return the operations.

        What changes nothing is skipped. Raises StorageError, and then nothing has changed; JudgementError for an
        unknown field or a value that it can't have.
        """
        with locked(self._places.judgements, timeout=5):
            self.catch_up(index)
            states: dict[str, Judgement] = {}
            at = self._now().isoformat(timespec="seconds")
            steps = []
            for story, field, value in changes:
                state = states.get(story)
                if state is None:
                    state = judgement_of(self.entry(index, story, whole=whole) or {})
                was = state.value(field)
                after = state.with_value(field, value)
                if after.value(field) != was:
                    steps.append(Operation(uuid.uuid4().hex, story, field, after.value(field), was, at, self.who))
                states[story] = after
            if steps:
                self.journal.append(steps)
                self._waiting += steps
        # From here on it is done, whatever becomes of the index.
        if steps:
            with suppress(StorageError):
                self.catch_up(index)
        return steps

    def catch_up(self, index: Index) -> bool:
        """Show in the index what the journal has and the index has not; return whether there was anything.

        Where another process is writing the index just now, the operations wait in memory for the next call.
        """
        since = None
        try:
            since = mirror.position(index.connection, self.snapshot, self.journal)
            page = self.journal.read(since)
            if page.broken:
                self._notify(f"{page.broken} lines of {shown(self.journal.path)} were not whole, and are left out.")
            if since == page.end:
                self._waiting, self._behind = [], False
                return False
            with index.writing(timeout=_PATIENCE) as db:
                self._mirror(db)
            self._waiting, self._behind = [], False
        except sqlite3.Error:
            page = self.journal.read(since)
            # Another process may have compacted into the snapshot what the index has not: then only the files have it.
            self._behind = since is None or since.journal != page.end.journal
            self._waiting = list(page.operations)
        return True

    def _mirror(self, db: sqlite3.Connection) -> None:
        since = mirror.position(db, self.snapshot, self.journal)
        if since is not None:
            before = fingerprint(self.snapshot.path)
            page = self.journal.read(since)
            if page.end.journal == since.journal:
                mirror.add(db, page.operations)
                mirror.set_position(db, before, page.end)
                return
        mirror.refill(db, self.snapshot, self.journal)

    def with_waiting(self, index: Index, rows: list[Row], *, whole: bool) -> list[Row]:
        """Return the rows as they are with the operations that the index has not yet."""
        stories = {operation.story for operation in self._waiting}
        return [self._shown(index, row, whole) if row.id in stories else row for row in rows] if stories else rows

    def _shown(self, index: Index, row: Row, whole: bool) -> Row:
        state = judgement_of(self.entry(index, row.id, whole=whole) or {})
        open_ones = tuple(tag for tag in (*row.suggested, *row.tags) if tag not in state.concerns)
        return replace(row, read=state.read, starred=state.starred, noted=bool(state.note), tags=state.tags,
                       suggested=open_ones)  # fmt: skip

    def poll(self, index: Index) -> bool:
        """Return whether other processes have decided anything since the last call; shows it in the index."""
        now = fingerprint(self.journal.path), fingerprint(self.snapshot.path)
        if now == self._seen and not self._waiting and not self._behind:
            return False
        self._seen = now
        return self.catch_up(index)

    def compact(self, index: Index) -> None:
        """Compact the journal into the snapshot and begin a new one. A kill between any two steps loses nothing: an
        operation that is in both counts once. Raises StorageError."""
        with locked(self._places.judgements, timeout=5):
            self.catch_up(index)
            page = self.journal.read()
            if not page.operations:
                return
            self.snapshot.add(page.operations, self._now().date())
            self.snapshot.keep_journal(self.journal.path, self._now().date())
            self.journal.renew(page.end, fingerprint(self.snapshot.path))
            self.catch_up(index)
