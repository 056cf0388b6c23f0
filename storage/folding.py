"""Finding copies among the stories of an index, in the background: each story is compared with the few that share a
mark with it, so that what comes in later costs no more than itself."""

import sqlite3
from collections.abc import Callable
from typing import Final

from civic.duplicates import Print, alike, print_of
from storage.index.file import StoryReader
from storage.index.folds import fold_together, likely, set_marks, unmarked
from storage.index.schema import Index

_BATCH: Final = 100
"""Stories written at once: nobody waits for the index longer than these take."""
_REMEMBERED: Final = 600
"""Prints that are kept in memory; copies stand near each other."""


class Folding:
    """Marks and folds the stories of one index that have no marks yet, newest first."""

    def __init__(self, index: Index, reader: StoryReader) -> None:
        self._index = index
        self._reader = reader
        self._prints: dict[int, Print] = {}

    def run(self, going_on: Callable[[], bool]) -> int:
        """Look at all of them, until `going_on` says no; how many that were. Raises sqlite3.Error."""
        below, done = 1 << 62, 0
        while (batch := unmarked(self._index.connection, below, _BATCH)) and going_on():
            below = batch[-1][0]
            prints = {place[0]: found for place in batch if (found := self._read(*place))}
            with self._index.writing(timeout=60) as db:
                for key, print_ in prints.items():
                    self._fold(db, key, print_)
            done += len(prints)
        return done

    def _fold(self, db: sqlite3.Connection, key: int, print_: Print) -> None:
        copies = [other for other in likely(db, key, print_) if (its := self._print(db, other)) and alike(print_, its)]
        set_marks(db, key, print_)
        if copies:
            fold_together(db, [key, *copies])

    def _print(self, db: sqlite3.Connection, key: int) -> Print | None:
        if key not in self._prints:
            sql = "SELECT id, start, length FROM stories JOIN place USING (key) WHERE key = ?"
            place = db.execute(sql, (key,)).fetchone()
            return self._read(key, *place) if place else None
        return self._prints[key]

    def _read(self, key: int, story: str, start: int, length: int) -> Print | None:
        found = self._reader.story(story, start, length)
        if found is None:  # the file has been replaced since: the next run finds it
            return None
        while len(self._prints) >= _REMEMBERED:
            del self._prints[next(iter(self._prints))]
        self._prints[key] = print_of(found)
        return self._prints[key]
