"""Asking the index what the stories that a query finds are about, and how many of each."""

import sqlite3
from collections import Counter
from datetime import UTC, datetime
from typing import Final

from civic.query import Query
from storage.index.schema import SEQUENCE_BITS
from storage.index.select import plan

_KINDS: Final = {"concern": "concern", "stakeholder": "party", "role": "role"}
_MOST: Final = 200
_FEW: Final = 15_000
"""Up to so many stories, the facets of each are looked up; for more, the facets are read from end to end."""
_DAY: Final = 86400


def facets(db: sqlite3.Connection, query: Query, left: int) -> dict[str, list[tuple[str, int]]]:
    """What the found stories are about, and how many of each, the most frequent first (months: the latest first).

    "concern" counts decided and open ones, "stakeholder" and "role" the author's and the suggested.
    """
    found = plan(query, db, left)
    if found.match is None and found.where == "1":
        return _counts(db, None)
    db.execute("CREATE TEMP TABLE IF NOT EXISTS found(key INTEGER PRIMARY KEY)")
    db.execute("DELETE FROM temp.found")
    sql, values = found.select("{key}")
    number = db.execute(f"INSERT INTO temp.found {sql}", values).rowcount  # parts of ours
    return _counts(db, number)


def _counts(db: sqlite3.Connection, number: int | None) -> dict[str, list[tuple[str, int]]]:
    """The facets of the stories in the table `found`, so many, or of all."""
    counts = {name: _of_kind(db, kind, number) for name, kind in _KINDS.items()}
    stories = "stories" if number is None else "temp.found CROSS JOIN stories USING (key)"
    sql = f"SELECT source, count(*) AS n FROM {stories} GROUP BY source ORDER BY n DESC, source LIMIT {_MOST}"  # noqa: S608
    counts["source"] = [(source, n) for source, n in db.execute(sql) if source]
    sql = f"""SELECT address, n FROM (SELECT feed, count(*) AS n FROM {stories} GROUP BY feed) JOIN feeds ON id = feed
              WHERE address <> '' ORDER BY n DESC, address LIMIT {_MOST}"""  # noqa: S608
    counts["feed"] = db.execute(sql).fetchall()
    counts["month"] = _months(db, "place" if number is None else "temp.found")
    return counts


def _of_kind(db: sqlite3.Connection, kind: str, number: int | None) -> list[tuple[str, int]]:
    if number is None:
        rows = "facet WHERE kind = ?"
    elif number <= _FEW:
        rows = "temp.found CROSS JOIN facet INDEXED BY facet_key ON facet.key = found.key WHERE kind = ?"
    else:
        rows = "facet WHERE kind = ? AND key IN temp.found"
    sql = f"SELECT value, count(*) AS n FROM {rows} GROUP BY value ORDER BY n DESC, value LIMIT {_MOST}"  # noqa: S608
    return db.execute(sql, (kind,)).fetchall()


def _months(db: sqlite3.Connection, stories: str) -> list[tuple[str, int]]:
    """By the keys, which carry the time: days are counted there, and put together here."""
    sql = f"SELECT key / {_DAY << SEQUENCE_BITS}, count(*) FROM {stories} WHERE key >= ? GROUP BY 1"  # noqa: S608
    months: Counter[str] = Counter()
    for day, count in db.execute(sql, (1 << SEQUENCE_BITS,)):
        months[f"{datetime.fromtimestamp(day * _DAY, UTC):%Y-%m}"] += count
    return sorted(months.items(), reverse=True)[:_MOST]
