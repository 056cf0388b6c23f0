"""Asking the index for what a list of stories is arranged by."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from civic.arrangement import Arrangement, How, Rank, arrange
from storage.index.queries.listing import search
from storage.index.queries.select import plan
from storage.index.schema import SEQUENCE_BITS, has_words

if TYPE_CHECKING:
    from civic.query import Query

_SOME: Final = 2000
"""Up to so many stories, each is looked up; for more, the tables are read from end to end."""


def arranged(db: sqlite3.Connection, query: Query, left: int, how: How, limit: int) -> Arrangement:
    """Return the newest `limit` stories that a query finds (the oldest, where that is the order), arranged."""
    keys = search(db, query, left, limit, None, oldest=how.order == "oldest")
    if how.order == "oldest":
        keys.reverse()
    relevance = _relevance(db, plan(query, db, left).match, keys) if how.order == "relevance" else None
    return arrange_keys(db, keys, how, limit, relevance)


def arrange_keys(
    db: sqlite3.Connection, keys: Sequence[int], how: How, limit: int, rank: Rank | None = None
) -> Arrangement:
    """Return found stories, given newest first, arranged; `limit` is how many were wanted."""
    if how.order == "source":
        rank = {key: source.casefold() for key, source in _of(db, "SELECT key, source FROM stories", keys) if source}
    elif how.order == "concerns":
        rank = dict(_of(db, "SELECT key, -concerns FROM stories", keys))
    duplicates = dict(
        _of(db, "SELECT key, number FROM duplicate", keys, "key NOT IN (SELECT key FROM stories WHERE apart = 1)")
    )
    groups = _groups(db, how.group, keys)
    return arrange(keys, how, whole=len(keys) < limit, folds=duplicates, rank=rank, groups=groups)


def _relevance(db: sqlite3.Connection, match: str | None, keys: Sequence[int]) -> Rank | None:
    """Return how well the stories fit the words, the best least. A word in the title says more of what a story is
    about than one in its text."""
    if match is None or not keys or not has_words(db):
        return None
    sql = "SELECT rowid, bm25(words, 8.0, 1.0, 1.0, 1.0, 0.0) FROM words WHERE words MATCH ? AND rowid >= ?"
    return dict(db.execute(sql, (match, keys[-1])))


def _groups(db: sqlite3.Connection, group: str, keys: Sequence[int]) -> dict[int, list[str]]:
    if group == "day":
        return _days(keys)
    if group == "source":
        return {key: [source] for key, source in _of(db, "SELECT key, source FROM stories", keys)}
    found: dict[int, list[str]] = {}
    if group in ("concern", "stakeholder"):
        sql = "SELECT key, value FROM facet INDEXED BY facet_key"
        for key, value in _of(db, sql, keys, f"kind = '{group}'"):
            found.setdefault(key, []).append(value)
    return found


def _of(db: sqlite3.Connection, sql: str, keys: Sequence[int], where: str = "1") -> list[tuple[int, Any]]:
    """Return the rows of these keys, or of all where these are many."""
    if len(keys) > _SOME:
        return db.execute(f"{sql.replace('INDEXED BY facet_key', '')} WHERE {where}").fetchall()
    among = f"{sql} WHERE key IN (SELECT value FROM json_each(?)) AND {where}"  # noqa: S608  # parts of ours
    return db.execute(among, (json.dumps(list(keys)),)).fetchall()


def _days(keys: Sequence[int]) -> dict[int, list[str]]:
    """Return the day of each key, in local time; keys without a time have none. One date is made for each day, not
    for each key."""
    found: dict[int, list[str]] = {}
    day, begins = "", 1 << 62
    for key in keys:
        at = key >> SEQUENCE_BITS
        if at == 0:
            break
        if at < begins:
            moment = datetime.fromtimestamp(at).astimezone()
            midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
            day, begins = midnight.date().isoformat(), int(midnight.timestamp())
        found[key] = [day]
    return found
