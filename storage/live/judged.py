"""What was decided, as the files have it and as the index shows it: the journal and the snapshot, and the index that
mirrors them."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import sqlite3
from collections.abc import Callable, Iterator, Sequence, Sized
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from civic.registers import OwnView
from storage.files.backups import note_repair
from storage.files.disk import Fingerprint, fingerprint, shown
from storage.files.errors import StorageError
from storage.files.lock import locked
from storage.files.tinydb_scan import BrokenError
from storage.index import mirror
from storage.index.rows import Read, names_of
from storage.judgements.entries import Entry, history_of, together, with_steps
from storage.judgements.journal import Journal, Step
from storage.judgements.snapshot import Snapshot, by_story, entries_with
from storage.past.forgotten import Forgotten
from storage.stories.reader import read_on_demand

if TYPE_CHECKING:
    from civic.operation import Operation
    from storage.files.places import Places
    from storage.index.queries.listing import Row
    from storage.index.schema import Index

COMPACT_AT = 1 << 20
"""The size of the journal in bytes from which it is compacted into the snapshot without waiting for the exit."""

_PATIENCE = 0.1
"""How long to wait for another process that writes the index: what was decided is shown sooner than in the next poll,
and a key is not held up for longer than an eye takes to see that."""

Steps = TypeVar("Steps", bound=Sized)


class Judged:
    """The files of the judgements of all stories, with an index that mirrors them.

    `view` returns what tells the user's decisions from those of others; None, in a process that decides nothing: as the
    index has it. In the methods, `whole` means that the index mirrors all judgements, not only those of a first page.
    """

    def __init__(
        self, places: Places, view: Callable[[], OwnView] | None, now: Callable[[], datetime],
        notify: Callable[[str], None] = lambda _: None,
    ) -> None:  # fmt: skip
        self.journal = Journal(places.journal)
        self.snapshot = Snapshot(places.judgements, places.backups, notify)
        self.forgotten = Forgotten(places, notify)
        """the stories that must never come back: nothing is decided on them"""
        self.broken = False
        """whether the journal has lines that can't be read, so that it stays as it is"""
        self._notify = notify
        self._places = places
        self._given_view = view
        self._now = now
        self._waiting: list[Step] = []
        self._behind = False
        self._seen: tuple[object, ...] = ()
        self._ready: Fingerprint | None = None

    def view(self) -> OwnView:
        """Return what tells the user's decisions from those of others."""
        return self._given_view() if self._given_view else OwnView()

    def view_of(self, db: sqlite3.Connection) -> OwnView:
        """Return the same; in a process that decides nothing, as this index has it."""
        return self._given_view() if self._given_view else mirror.view(db)

    def open(self) -> None:
        """Restore a snapshot that is gone, and bring files of an earlier version to this one. Never raises: what can't
        be done is reported, and done before the first decision."""
        self.snapshot.open(self._now().date())
        with suppress(StorageError):
            if self.snapshot.is_earlier(self.journal.path):  # who only reads waits for nobody
                with locked(self._places.judgements, timeout=5):
                    if self.snapshot.is_earlier(self.journal.path):
                        self._upgrade()

    def _upgrade(self) -> None:
        from storage.live.upgrade import upgrade  # once in the life of a library

        upgrade(self._places, self.snapshot, self.journal, self.view(), self._now().date(), self._notify)

    def _get_ready(self) -> None:
        """See to it that the snapshot is of this version before a line is written, so that a program of an earlier one
        leaves the files alone. The lock must be held. Raises UnwritableError where a newer program wrote it."""
        now = fingerprint(self.snapshot.path)
        if now is None or now != self._ready:
            self.snapshot.restore(self._now().date())
            self.snapshot.check()
            if self.snapshot.is_earlier(self.journal.path) or now is None:
                self._upgrade()
            self._ready = fingerprint(self.snapshot.path)

    def entry(self, index: Index, story: str, *, whole: bool) -> Entry | None:
        """Return what is kept of one story, None for nothing."""
        try:
            found = mirror.entry(index.connection, story)
        except sqlite3.Error:
            found, whole = None, False
        if self._behind or (found is None and not whole):
            return self._entry_of_files(story)
        return self._with(found, story, self._waiting)

    def _entry_of_files(self, story: str) -> Entry | None:
        found = next(iter(self.snapshot.find([story])), None)
        return self._with(found, story, self.journal.read().steps)

    @staticmethod
    def _with(entry: Entry | None, story: str, steps: Sequence[Step]) -> Entry | None:
        told = by_story(steps).get(story) if steps else None
        return with_steps(entry or {"story": story}, told) if told else entry

    def history(self, index: Index, story: str, *, whole: bool) -> list[Operation]:
        """Return the operations of all coders on a story, under whichever of its ids, in their order."""
        return together(self.written(index, name, whole=whole) for name in names(index, story))

    def written(self, index: Index, name: str, *, whole: bool) -> list[Operation]:
        """Return the operations that were written with this very id."""
        return history_of(self.entry(index, name, whole=whole) or {})

    def histories_of(self, index: Index, step: str, *, whole: bool) -> Iterator[list[Operation]]:
        """Yield the histories of the stories that a step has operations on. Raises StorageError."""
        found = None
        with suppress(sqlite3.Error):
            found = mirror.naming(index.connection, step) if whole and not self._behind else None
        entries = entries_with(self.snapshot.readable(), self.journal.read().steps) if found is None else found
        return (history for history in map(history_of, entries) if any(one.step == step for one in history))

    def write(self, index: Index, steps: Callable[[], Steps], append: Callable[[Steps], None]) -> Steps:
        """Write what `steps` returns, by what stands in the files then, and show it in the index."""
        with locked(self._places.judgements, timeout=5):
            self._get_ready()
            self._rescue(index)
            self.catch_up(index)
            found = steps()
            if found:
                append(found)
                self._behind = True  # until the index shows it
        # From here on it is done, whatever becomes of the index.
        if found:
            with suppress(StorageError):
                self.catch_up(index)
        return found

    def catch_up(self, index: Index) -> bool:
        """Show in the index what the journal has and the index has not; return whether there was anything.

        Where another process is writing the index just now, the operations wait in memory for the next call.
        """
        since = None
        try:
            view = self.view_of(index.connection)
            since = mirror.position(index.connection, self.snapshot, self.journal, view)
            page = self.journal.read(since)
            if page.broken:
                self._notify(_unread(page.broken, self.journal.path))
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
            self._waiting = list(page.steps)
        return True

    def _mirror(self, db: sqlite3.Connection) -> None:
        with read_on_demand(self._places.stories) as read:
            self._mirror_with(db, read)

    def _mirror_with(self, db: sqlite3.Connection, read: Read) -> None:
        view = self.view_of(db)
        mirror.follow(db, view)
        mirror.follow_rounds(db, view, read)
        mirror.show_renamed(db, read)  # some at once, which are all of a small library
        since = mirror.position(db, self.snapshot, self.journal, view)
        if since is not None:
            before = fingerprint(self.snapshot.path)
            page = self.journal.read(since)
            if page.end.journal == since.journal:
                mirror.add(db, page.steps, read)
                mirror.set_position(db, before, page.end)
                return
        mirror.refill(db, self.snapshot, self.journal, view, read)

    def with_waiting(self, index: Index, rows: list[Row], *, whole: bool) -> list[Row]:
        """Return the rows as they are with the operations that the index has not yet."""
        stories = {names(index, name)[0] for name in by_story(self._waiting)}
        return [self._shown(index, row, whole) if row.id in stories else row for row in rows] if stories else rows

    def _shown(self, index: Index, row: Row, whole: bool) -> Row:
        from civic.conflicts import conflicts_of, other_coders  # seldom is any row ahead of the index

        history, view = self.history(index, row.id, whole=whole), self.view()
        state = view.judgement(history)
        open_ones = tuple(tag for tag in (*row.suggested, *row.tags) if tag not in state.concerns)
        return replace(row, read=state.read, starred=state.starred, noted=bool(state.note), tags=state.tags,
                       suggested=open_ones, coded=state.coded, others=other_coders(history, view),
                       conflict=bool(conflicts_of(history, view)))  # fmt: skip

    def following(self, index: Index) -> tuple[int, int] | None:
        """Return of how many stories that were judged the index shows what their tags are called now, and of how many
        there are; None where it is all."""
        return mirror.following(index.connection)

    def show_renamed(self, index: Index, patience: float) -> bool:
        """Have the index show of some more stories what their tags are called now; return whether any are left. Waits
        at most `patience` seconds for others that write. Raises sqlite3.Error."""
        if mirror.following(index.connection) is None:
            return False
        with index.writing(timeout=patience) as db, read_on_demand(self._places.stories) as read:
            return mirror.show_renamed(db, read)

    def poll(self, index: Index) -> bool:
        """Return whether other processes have decided anything since the last call; shows it in the index."""
        now = fingerprint(self.journal.path), fingerprint(self.snapshot.path), self.view()
        if now == self._seen and not self._waiting and not self._behind:
            return False
        if now[:2] != self._seen[:2]:
            self.snapshot.open(self._now().date(), _PATIENCE)
            self.rescue(index)
        self._seen = now
        changed = self.catch_up(index)
        self.mend(index)
        return changed

    def compact(self, index: Index, timeout: float = 5.0) -> None:
        """Compact the journal into the snapshot and begin a new one. A kill between any two steps loses nothing: an
        operation that is in both counts once. A journal with lines that can't be read stays as it is: whoever can read
        them finds them there. Waits at most `timeout` seconds for others that write. Raises StorageError."""
        with locked(self._places.judgements, timeout):
            self.catch_up(index)
            page = self.journal.read()
            self.broken = page.broken > 0
            if not page.steps or page.broken:
                return
            self.snapshot.add(page.steps, self._now().date())
            self.snapshot.keep_journal(self.journal.path, self._now().date())
            self.journal.renew(page.end, fingerprint(self.snapshot.path))
            self.catch_up(index)

    def mend(self, index: Index) -> None:
        """Mend a snapshot that turned out to be broken while it was mirrored. Never raises: what can't be done now is
        done before the next compaction."""
        if self.snapshot.broken:
            with suppress(StorageError), locked(self._places.judgements, timeout=_PATIENCE):
                self.snapshot.mend(self._now().date())
                self.catch_up(index)

    def rescue(self, index: Index, *, thorough: bool = False) -> None:
        """Write into the files what this index has of them and they have no longer: the journal has been emptied, cut
        or removed since; where `thorough`, also what stood in lines that went bad in their place. Cheap where they have
        all. Never raises: what can't be done is reported."""
        try:
            if self._lost(index, thorough=thorough):
                with locked(self._places.judgements, timeout=5):
                    self._rescue(index, thorough=thorough)
        except (sqlite3.Error, BrokenError):  # a snapshot that is broken is mended first
            pass
        except StorageError as error:
            self._notify(str(error))

    def _rescue(self, index: Index, *, thorough: bool = False) -> None:
        """Do so. The lock must be held. Raises StorageError."""
        with suppress(sqlite3.Error, BrokenError):
            if lost := self._lost(index, thorough=thorough):
                self.journal.append(lost)
                sentence = _rescued(len(lost), self.journal.path)
                note_repair(self._places.backups, self._now().date(), sentence)
                self._notify(sentence)

    def _lost(self, index: Index, *, thorough: bool) -> list[Operation]:
        forgotten = self.forgotten.ids()
        return mirror.lost(index.connection, self.snapshot, self.journal, forgotten, thorough=thorough)


def names(index: Index, story: str) -> list[str]:
    """Return the ids under which operations on a story may stand, its own first."""
    try:
        return names_of(index.connection, story)
    except sqlite3.Error:
        return [story]


def _rescued(count: int, journal: Path) -> str:
    decisions = "1 decision" if count == 1 else f"{count} decisions"
    return f"{shown(journal)} had lost {decisions}, which the index still had: they are written into it again."


def _unread(count: int, journal: Path) -> str:
    lines = "1 line" if count == 1 else f"{count} lines"
    return f"{lines} of {shown(journal)} can't be read and {'is' if count == 1 else 'are'} left out; all is kept there."
