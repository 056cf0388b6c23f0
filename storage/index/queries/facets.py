"""Asking the index what the stories that a query finds are about, and how many of each."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, TypeAlias

from civic.query import Query
from storage.index.queries.select import plan
from storage.index.schema import SEQUENCE_BITS

_IN_A_TABLE: Final = (
    "concern",
    "tag",
    "rejected",
    "severity",
    "certainty",
    "evidence",
    "who",
    "stakeholder",
    "role",
    "type",
)
_KINDS: Final = (*_IN_A_TABLE, "source", "feed", "month")
_MOST: Final = 200
_FEW: Final = 15_000
"""Up to so many stories, the facets of each are looked up; for more, the facets are read from end to end."""
_DAY: Final = 86400
_ALL: Final = 1 << 40

_MOST_COUNTED: Final = 1000
"""So many stories of a tag are counted: what is asked while somebody types must not depend on how many there are."""

Counts: TypeAlias = dict[str, list[tuple[str, int]]]


def facets(
    db: sqlite3.Connection, query: Query, left: int, only: Sequence[str] = (), *, grouped: bool = False
) -> Counts:
    """Return what the found stories are about and how many of each, by kind, the most frequent first (months: latest
    first); `only` of these kinds, where any are given: each is gone through by itself.

    "concern" counts decided and open ones, "tag" decided ones, "stakeholder", "role" and "type" the author's and the
    suggested; the others are what `civic.query` finds by the field of this name. With `grouped`, those of one duplicate
    group are counted once, but for months.
    """
    found = plan(query, db, left, whole=True)
    only = only or _KINDS
    if found.match is None and found.where == "1":
        return _without_copies(db, _counts(db, None, only), None) if grouped else _counts(db, None, only)
    sql, values = found.select("{key}")
    number = _put(db, "found", sql, values)
    counts = _counts_of_found(db, number, only)
    return _without_copies(db, counts, "found") if grouped else counts


def _counts_of_found(db: sqlite3.Connection, number: int, only: Sequence[str]) -> Counts:
    """Return the facets of so many stories in the table of what was found."""
    (total,) = db.execute("SELECT count(*) FROM place").fetchone()
    if total - number > min(_FEW, number):
        return _counts(db, "found", only, few=number <= _FEW)
    # Nearly all: they are as all are, less the rest.
    _put(db, "rest", "SELECT key FROM place EXCEPT SELECT key FROM temp.found", [])
    rest = _counts(db, "rest", only, _ALL, few=True)
    return _less(db, rest, 2 * _MOST) or _less(db, rest, _ALL) or {}


def tags(db: sqlite3.Connection, begin: str, limit: int) -> list[tuple[str, int]]:
    """Return the tags that hold of any story and begin so, in their order, and how many stories have each (not counted
    beyond a thousand). It goes from tag to tag, and past the stories that have one."""
    sql = """
        WITH RECURSIVE found(tag) AS (
            SELECT min(value) FROM facet WHERE kind = 'tag' AND value >= :begin AND value < :end
            UNION ALL
            SELECT (SELECT min(value) FROM facet WHERE kind = 'tag' AND value > found.tag AND value < :end)
            FROM found WHERE found.tag IS NOT NULL
        )
        SELECT tag, (SELECT count(*) FROM (SELECT 1 FROM facet WHERE kind = 'tag' AND value = tag LIMIT :counted))
        FROM found WHERE tag IS NOT NULL LIMIT :limit"""
    values = {"begin": begin, "end": f"{begin}\U0010ffff", "counted": _MOST_COUNTED, "limit": limit}
    return db.execute(sql, values).fetchall()


def _put(db: sqlite3.Connection, table: str, sql: str, values: Sequence[str | int]) -> int:
    """Fill a table of keys that only this connection sees; how many they are."""
    db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table}(key INTEGER PRIMARY KEY)")
    db.execute(f"DELETE FROM temp.{table}")  # noqa: S608  # parts of ours, here and below
    return db.execute(f"INSERT INTO temp.{table} {sql}", values).rowcount


def _less(db: sqlite3.Connection, rest: Counts, most: int) -> Counts | None:
    """Return the counts of all without those of the rest; None where a value that is not among the `most` frequent
    of all may be among those of what is left."""
    left: Counts = {}
    for name, found in _counts(db, None, tuple(rest), most).items():
        gone = dict(rest[name])
        some = [(value, count - gone.get(value, 0)) for value, count in found]
        order = None if name == "month" else lambda one: (-one[1], one[0])
        left[name] = sorted((one for one in some if one[1] > 0), key=order, reverse=order is None)[:_MOST]
        if len(found) >= most and name != "month" and (len(left[name]) < _MOST or left[name][-1][1] < found[-1][1]):
            return None
    return left


def _counts(
    db: sqlite3.Connection, among: str | None, only: Sequence[str], most: int = _MOST, *, few: bool = False
) -> Counts:
    """Return the facets of all stories, or of those in a table of keys, at most so many of each kind."""
    counts = {kind: _of_kind(db, kind, among, most, few=few) for kind in _IN_A_TABLE if kind in only}
    stories = f"temp.{among} CROSS JOIN stories USING (key)" if among else "stories"
    if "source" in only:
        sql = f"""SELECT source, count(*) AS n FROM {stories} WHERE source <> '' GROUP BY source
                  ORDER BY n DESC, source LIMIT ?"""  # noqa: S608
        counts["source"] = db.execute(sql, (most,)).fetchall()
    if "feed" in only:
        sql = f"""SELECT address, n FROM (SELECT feed, count(*) AS n FROM {stories} GROUP BY feed)
                  JOIN feeds ON id = feed WHERE address <> '' ORDER BY n DESC, address LIMIT ?"""  # noqa: S608
        counts["feed"] = db.execute(sql, (most,)).fetchall()
    if "month" in only:
        counts["month"] = _months(db, f"temp.{among}" if among else "place")[:most]
    return counts


def _without_copies(db: sqlite3.Connection, counts: Counts, among: str | None) -> Counts:
    """Return facets of all stories, or of those in a table of keys, without the stories that stand behind another one
    of their duplicate group which has the value, too. Looked at are those in groups, which are the fewest."""
    grouped = "SELECT key FROM duplicate WHERE key NOT IN (SELECT key FROM stories WHERE apart = 1)"
    _put(db, "copy", f"{grouped} AND key IN temp.{among}" if among else grouped, [])
    behind, copies = "count(*) - count(DISTINCT number) AS n", "temp.copy CROSS JOIN duplicate USING (key)"
    sql = f"""
        SELECT kind, value, {behind} FROM {copies}
        CROSS JOIN facet INDEXED BY facet_key ON facet.key = copy.key GROUP BY kind, value HAVING n
        UNION ALL SELECT 'source', source, {behind} FROM {copies} JOIN stories USING (key) GROUP BY source HAVING n
        UNION ALL SELECT 'feed', address, {behind} FROM {copies} JOIN stories USING (key) JOIN feeds ON feeds.id = feed
        GROUP BY feed HAVING n"""  # noqa: S608
    less = {(kind, value): number for kind, value, number in db.execute(sql, [])}
    for kind in counts.keys() - {"month"}:
        some = ((value, number - less.get((kind, value), 0)) for value, number in counts[kind])
        counts[kind] = sorted(some, key=lambda one: (-one[1], one[0]))
    return counts


def _of_kind(db: sqlite3.Connection, kind: str, among: str | None, most: int, *, few: bool) -> list[tuple[str, int]]:
    rows = "facet WHERE kind = ?"
    if among:
        by_story = (
            f"temp.{among} AS among CROSS JOIN facet INDEXED BY facet_key ON facet.key = among.key WHERE kind = ?"
        )
        rows = by_story if few else f"{rows} AND key IN temp.{among}"
    sql = f"SELECT value, count(*) AS n FROM {rows} GROUP BY value ORDER BY n DESC, value LIMIT ?"  # noqa: S608
    return db.execute(sql, (kind, most)).fetchall()


def _months(db: sqlite3.Connection, stories: str) -> list[tuple[str, int]]:
    """By the keys, which carry the time: days are counted there, and put together here."""
    sql = f"SELECT key / {_DAY << SEQUENCE_BITS}, count(*) FROM {stories} WHERE key >= ? GROUP BY 1"  # noqa: S608
    months: Counter[str] = Counter()
    for day, count in db.execute(sql, (1 << SEQUENCE_BITS,)):
        months[f"{datetime.fromtimestamp(day * _DAY, UTC):%Y-%m}"] += count
    return sorted(months.items(), reverse=True)
