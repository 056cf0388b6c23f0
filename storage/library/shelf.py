"""The stories of a library as `civic.identity` asks for them: each looked up by the index, and read once."""

import json
import sqlite3
from collections.abc import Collection, Sequence
from typing import Any, Final

from msgspec import Struct

from civic.identity import MOST_OF_A_SIGN
from civic.story import Story
from storage.files.errors import StorageError
from storage.index.rows import known_as
from storage.stories.reader import StoryReader, story_of

_PLACE: Final = "SELECT key, id, start, length FROM stories JOIN place USING (key) WHERE"


class Known(Struct, frozen=True):
    """A story that is in the file: its key, where its document stands, the document, and the story that it makes."""

    key: int
    start: int
    length: int
    document: Any
    story: Story


class StoryShelf:
    """Implements `civic.identity.Shelf`. `known` has what was looked at, by id. Methods raise StorageError where the
    file is not as the index says."""

    def __init__(self, db: sqlite3.Connection, reader: StoryReader) -> None:
        self.known: dict[str, Known] = {}
        self._db = db
        self._reader = reader
        self._by_key: dict[int, Story] = {}
        self._unknown: set[str] = set()
        self._feeds: dict[str, int] = dict(db.execute("SELECT address, id FROM feeds"))

    def expect(self, names: Collection[str]) -> None:
        """Look up at once which of these names stand for no story, as most of what comes do: each of them asked for by
        itself takes ten times as long."""
        sql = """SELECT value FROM json_each(?)
                 WHERE value IN (SELECT id FROM stories) OR value IN (SELECT alias FROM alias)"""
        self._unknown = set(names).difference(name for (name,) in self._db.execute(sql, (json.dumps([*names]),)))

    def named(self, name: str) -> Story | None:
        """Return the story of this id, else the one that has it as an alias."""
        if name in self._unknown:
            return None
        if name in self.known:
            return self.known[name].story
        row = self._db.execute(f"{_PLACE} id = ?", (name,)).fetchone()  # a constant
        if row is None:
            story = known_as(self._db, name)
            return self.named(story) if story else None
        return self._read(*row)

    def signed(self, signs: Sequence[int], feeds: Collection[str] | None) -> Sequence[Story]:
        """Return the stories of some feeds that have one of these signs, each once."""
        ids = None if feeds is None else [self._feeds[feed] for feed in feeds if feed in self._feeds]
        if ids == [] or not self._feeds:
            return ()
        among, bound = ("", []) if ids is None else ("AND feed IN (SELECT value FROM json_each(?)) ", [json.dumps(ids)])
        sql = f"SELECT key FROM sign WHERE sign = ? {among}ORDER BY key DESC LIMIT ?"  # noqa: S608  # parts of ours
        found = {
            key: None for sign in signs for (key,) in self._db.execute(sql, (sign, *bound, MOST_OF_A_SIGN)).fetchall()
        }
        return [story for key in found if (story := self._of_key(key))]

    def feeds(self) -> Collection[str]:
        """Return the feeds that stories came by."""
        return self._feeds.keys()

    def _of_key(self, key: int) -> Story | None:
        if key not in self._by_key:
            row = self._db.execute(f"{_PLACE} key = ?", (key,)).fetchone()  # a constant
            if row is None:
                return None
            self._read(*row)
        return self._by_key[key]

    def _read(self, key: int, name: str, start: int, length: int) -> Story:
        document = self._reader.document(start, length)
        story = story_of(document)
        if story is None or story.id != name:
            raise StorageError("The story file is not as the index says: close the desk, then open it again.")
        self.known[name] = Known(key, start, length, document, story)
        self._by_key[key] = story
        return story
