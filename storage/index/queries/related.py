"""Asking the index which stories have to do with one another."""

import sqlite3
from collections.abc import Iterator
from itertools import islice
from typing import Final

from civic.related import Kinship, Trait, kin
from storage.index.duplicates import group_of, groups_of

_NEWEST: Final = 2000
"""Of the stories with one trait so many are looked at: what nearly all share says little."""
_COPIES: Final = 4
"""So many times as many are ranked as are asked for, since duplicates count once."""


def related(db: sqlite3.Connection, key: int, limit: int) -> list[Kinship]:
    """Return the stories that share most with this one, without its duplicates and what is hidden."""
    sql = "SELECT kind, value FROM facet WHERE key = ? AND kind IN ('stakeholder', 'concern')"
    shared: dict[Trait, set[int]] = {}
    counts: dict[Trait, int] = {}
    for kind, value in db.execute(sql, (key,)).fetchall():
        trait = kind, value
        keys = _with(db, kind, value)
        shared[trait] = set(keys)
        counts[trait] = len(keys)
    (total,) = db.execute("SELECT count(*) FROM place").fetchone()
    hidden = {found for (found,) in db.execute("SELECT key FROM stories WHERE hidden = 1")}
    out = hidden | {key, *group_of(db, key)[1]}
    others = {trait: keys - out for trait, keys in shared.items()}
    return list(islice(_once_a_group(db, kin(others, counts, total, _COPIES * limit)), limit))


def _once_a_group(db: sqlite3.Connection, found: list[Kinship]) -> Iterator[Kinship]:
    """Yield the first one of each duplicate group."""
    numbers = groups_of(db, [one.key for one in found])
    seen: set[int] = set()
    for one in found:
        number = numbers.get(one.key)
        if number is None or number not in seen:
            yield one
        if number is not None:
            seen.add(number)


def _with(db: sqlite3.Connection, kind: str, value: str) -> list[int]:
    sql = "SELECT key FROM facet WHERE kind = ? AND value = ? ORDER BY key DESC LIMIT ?"
    return [found for (found,) in db.execute(sql, (kind, value, _NEWEST))]
