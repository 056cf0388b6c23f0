"""A story file made ready for a splice: whole, a document a line, with an index that fits it and others kept out."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from storage.files.disk import shown
from storage.files.errors import DamagedIndexError, StorageError, UnwritableError
from storage.files.lock import locked
from storage.files.places import Places
from storage.index.build import PREFERRED, Report
from storage.live.live_index import Serving
from storage.stories.migrations import STORIES, migrate
from storage.stories.reader import StoryReader
from storage.stories.repair import backup_stem, drop_old_backups, mend


@dataclass(frozen=True, slots=True)
class Ready:
    """A story file that can be changed: `report` is what is in it, `backup` where it is kept as it was (None where
    there is nothing to keep)."""

    path: Path
    report: Report
    reader: StoryReader
    backup: Path | None


@contextmanager
def changing(places: Places, serving: Serving, today: date, tell: Callable[[str], None]) -> Iterator[Ready]:
    """The story file, locked, mended and put a document a line where it was not; after the block the index fits what
    stands there then. Raises StorageError, and then the file is as it was, or mended."""
    path, backup = places.stories, places.backups / f"{backup_stem(places)}-{today.isoformat()}.json"
    with locked(path, timeout=30):
        report = serving.fitting()
        if report and report.schema > len(STORIES):
            raise UnwritableError(f"{shown(path)} was written by a newer civicdesk: update this one to change it.")
        if report and report.fault:
            tell(mend(places, today, report.fault))
            report = serving.fitting()
        if report is None or not report.found or not report.lines or report.schema < len(STORIES):
            before = backup.with_stem(f"{backup.stem}-schema-{report.schema}") if report else None
            migrate(path, report.table if report else PREFERRED[0], STORIES, backup=before)
            report = serving.fitting()
        reader = serving.reader(fresh=True)
        if report is None or reader is None:
            raise StorageError(f"{shown(path)} can't be read: check its folder, then do it again.")
        try:
            yield Ready(path, report, reader, None if report.empty else backup)
        except sqlite3.DatabaseError as error:  # raised only while nothing has been written yet
            serving.distrust()
            raise DamagedIndexError(
                "The index is damaged again and again: check the disk, or run civicdesk doctor."
            ) from error
        serving.fitting()
        serving.index.checkpoint()
        drop_old_backups(places)
