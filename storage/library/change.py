"""A story file opened for a splice: whole, a document a line, with an index that fits it, and locked."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from civic.story import Story
from storage.files.backups import Latest
from storage.files.disk import shown
from storage.files.errors import DamagedIndexError, StorageError, UnwritableError
from storage.files.lock import locked
from storage.files.migrations import STORIES, migrate
from storage.files.places import Places
from storage.files.tinydb_lines import Edit
from storage.index.rows import SLICE
from storage.index.schema import Index
from storage.live.live_index import LiveIndex
from storage.stories.backups import backup_stem, drop_old_backups, latest_backup
from storage.stories.reader import StoryReader
from storage.stories.repair import mend, restore
from storage.stories.report import PREFERRED, Report

Changed = TypeVar("Changed")


class StoryFile(Struct, frozen=True):
    """A story file that can be changed: `report` is what is in it, `backup` where it is kept as it was (None where
    there is nothing to keep)."""

    path: Path
    report: Report
    reader: StoryReader
    backup: Path | None


@contextmanager
def open_for_change(places: Places, live: LiveIndex, today: date, notify: Callable[[str], None]) -> Iterator[StoryFile]:
    """Give the story file, locked, mended and put a document a line where it was not; after the block the index fits
    what stands there then. Raises StorageError, and then the file is as it was, or mended."""
    path, backup = places.stories, places.backups / f"{backup_stem(places)}-{today.isoformat()}.json"
    with locked(path, timeout=30):
        if not places.named and (restored := restore(places, today)):
            notify(restored)
        report = live.fitting()
        if report and report.schema > len(STORIES):
            raise UnwritableError(f"{shown(path)} was written by a newer civicdesk: update this one to change it.")
        if report and report.fault:
            notify(mend(places, today, report.fault))
            report = live.fitting()
        if report is None or not report.found or not report.lines or report.schema < len(STORIES):
            before = backup.with_stem(f"{backup.stem}-schema-{report.schema}") if report else None
            migrate(path, report.table if report else PREFERRED[0], STORIES, backup=before)
            report = live.fitting()
        reader = live.reader(fresh=True)
        if report is None or reader is None:
            raise StorageError(f"{shown(path)} can't be read: check its folder, then do it again.")
        latest = Latest(path, latest_backup(places))
        try:
            yield StoryFile(path, report, reader, None if report.empty else backup)
            latest.follow(notify)
        except sqlite3.DatabaseError as error:  # raised only while nothing has been written yet
            live.distrust()
            raise DamagedIndexError(
                "The index is damaged again and again: check the disk, or run civicdesk doctor."
            ) from error
        finally:
            latest.let_go()
        live.fitting()
        live.reader(fresh=True)  # else a document as long as before, in the same place, would be read from the old file
        live.index.checkpoint()
        drop_old_backups(places, today)


class Changer:
    """A way to change the story file of a library, and the index with it."""

    def __init__(
        self, places: Places, live: LiveIndex, today: Callable[[], date], notify: Callable[[str], None]
    ) -> None:
        self._places = places
        self._live = live
        self._today = today
        self._notify = notify

    def do(self, change: Callable[[Index, StoryFile], Changed]) -> Changed:
        """Make a change, once more with a new index where that one was damaged; return what it does. Raises
        StorageError."""
        try:
            return self._once(change)
        except DamagedIndexError:
            return self._once(change)

    def _once(self, change: Callable[[Index, StoryFile], Changed]) -> Changed:
        with open_for_change(self._places, self._live, self._today(), self._notify) as story_file:
            return change(self._live.index, story_file)


def is_too_much(stories: Iterable[Story]) -> bool:
    """Return whether so many words can't leave the index, or change in it, in one transaction: the log of changes would
    grow too large. A new index has none."""
    return sum(len(one.text) for one in stories) > 2 * SLICE


def move_places(db: sqlite3.Connection, edits: Sequence[Edit]) -> None:
    """Move the places in the index behind documents that became longer or shorter, or went."""
    moved, steps = 0, []
    for edit in edits:
        moved += len(edit.text) - (edit.end - edit.start)
        steps.append((edit.start, moved))
    if not any(by for _, by in steps):
        return
    db.execute("CREATE TEMP TABLE shift(at INTEGER PRIMARY KEY, by INTEGER)")
    db.executemany("INSERT INTO shift VALUES(?, ?)", steps)
    db.execute(
        "UPDATE place SET start = start + (SELECT by FROM shift WHERE at < start ORDER BY at DESC LIMIT 1) "
        "WHERE start > (SELECT min(at) FROM shift)"
    )
    db.execute("DROP TABLE shift")
