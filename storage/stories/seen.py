"""Which entries of feeds are known by their marks (`civic.identity.Terms.marks`), in the index: a story that is
changed or removed, by whomever, loses its mark in the same step, and an index that is built anew has none. Then entries
are read once more, and that is all."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping


class Seen(Mapping[str, Mapping[str, str]]):
    """The ids of the stories that are as their entries brought them, by feed and mark. A feed is looked up when it is
    asked for: of most there is nothing new."""

    def __init__(self, ask: Callable[[Callable[[sqlite3.Connection], Mapping[str, str]]], Mapping[str, str]]) -> None:
        """`ask` answers a question to the index."""
        self._ask = ask

    def __getitem__(self, feed: str) -> Mapping[str, str]:
        if found := self._ask(lambda db: _seen_of(db, feed)):
            return found
        raise KeyError(feed)

    def __iter__(self) -> Iterator[str]:
        sql = "SELECT address, '' FROM feeds WHERE EXISTS (SELECT 1 FROM seen WHERE feed = feeds.id)"
        return iter(self._ask(lambda db: dict(db.execute(sql).fetchall())))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _seen_of(db: sqlite3.Connection, feed: str) -> dict[str, str]:
    sql = "SELECT lower(hex(mark)), story FROM seen WHERE feed = (SELECT id FROM feeds WHERE address = ?)"
    return dict(db.execute(sql, (feed,)).fetchall())


def remember(
    db: sqlite3.Connection, marks: Mapping[str, tuple[str, str]], present: Mapping[str, Collection[str]]
) -> None:
    """Remember by what the entries of stories are known: feed and mark by the id of each. Of these feeds only they are
    known from now on, and those that are `present`."""
    feeds: dict[str, dict[str, bytes]] = {}
    for story, (feed, mark) in marks.items():
        feeds.setdefault(feed, {})[story] = bytes.fromhex(mark)
    for feed, stories in feeds.items():
        row = db.execute("SELECT id FROM feeds WHERE address = ?", (feed,)).fetchone()
        if row is None:
            continue
        stay = json.dumps([*stories, *present.get(feed, ())])
        db.execute("DELETE FROM seen WHERE feed = ? AND story NOT IN (SELECT value FROM json_each(?))", (*row, stay))
        db.executemany("INSERT OR REPLACE INTO seen VALUES(?, ?, ?)", [(*row, *item) for item in stories.items()])


def lost(db: sqlite3.Connection, present: Mapping[str, Collection[str]]) -> frozenset[str]:
    """Return the feeds of which not all stories are known any more that were held to be."""
    return frozenset(feed for feed, stories in present.items() if not _all_seen(db, feed, stories))


def _all_seen(db: sqlite3.Connection, feed: str, stories: Collection[str]) -> bool:
    sql = """SELECT count(*) FROM json_each(?) WHERE value IN
             (SELECT story FROM seen WHERE feed = (SELECT id FROM feeds WHERE address = ?))"""
    return bool(db.execute(sql, (json.dumps([*stories]), feed)).fetchone()[0] == len(stories))
