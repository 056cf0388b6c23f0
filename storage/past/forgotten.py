"""`forgotten.json`: the ids of stories that must never come back, and nothing else of them."""

import json
from collections.abc import Callable, Collection
from datetime import date
from typing import Final

from storage.files.disk import Fingerprint, fingerprint
from storage.files.lock import locked
from storage.files.places import Places
from storage.past.kept_lines import KeptLines

TABLE: Final = "forgotten"


class Forgotten:
    """The ids, read again only when the file has changed."""

    def __init__(self, places: Places, notify: Callable[[str], None] = lambda _: None) -> None:
        """`notify` is called with sentences for the user."""
        self._path = places.forgotten
        self.kept = KeptLines(places.forgotten, TABLE, places.backups, notify)
        """the file"""
        self._read: tuple[Fingerprint | None, frozenset[str]] | None = None

    def ids(self) -> frozenset[str]:
        """Return all of them; of a broken file those that can be read. Costs a look at the file's times where nothing
        has changed. Raises UnreadableError for what is no regular file."""
        now = fingerprint(self._path)
        if self._read is None or now != self._read[0]:
            self._read = now, frozenset(str(json.loads(found.story)) for found in self.kept)
        return self._read[1]

    def add(self, stories: Collection[str], today: date) -> None:
        """Have stories never come back, by their ids. Raises StorageError, and then nothing has changed."""
        with locked(self._path):
            new = [{"story": story} for story in dict.fromkeys(stories) if story not in self.ids()]
            if new:
                self.kept.make_ready(today)
                self.kept.rewrite(new, lambda _, __: False, today)
