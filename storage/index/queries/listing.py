"""Asking the index: which stories a query finds, what their rows show, how many there are of what."""

import sqlite3
from collections.abc import Collection, Sequence
from typing import Final, Self

from msgspec import Struct
from msgspec.structs import replace

from civic.query import And, Has, Not, Or, Query, Words
from storage.index.queries.select import plan
from storage.index.rows import LIST, listed, named


class Row(Struct, frozen=True):
    """A row of the list. `key` sorts by time, the newest largest; `when` is seconds since 1970, 0 for unknown;
    `tags` hold by the user's decision, `suggested` are open suggestions (none where not `analysed`);
    `evidence` is what has become of the passages that tags rest on, nothing where all is as it was; `others` are the
    other coders who decided anything of it, and `conflict` whether coders differ and nobody has settled it."""

    key: int
    id: str
    title: str
    source: str
    when: int
    read: bool
    starred: bool
    noted: bool
    tags: tuple[str, ...]
    suggested: tuple[str, ...]
    analysed: bool
    evidence: tuple[str, ...] = ()
    coded: bool = False
    others: tuple[str, ...] = ()
    conflict: bool = False

    def seen_as(self, title: str, *, conflict: bool) -> Self:
        """Return it with this title, and in conflict or not."""
        is_so = (self.title, self.conflict) == (title, conflict)
        return self if is_so else replace(self, title=title, conflict=conflict)

    def bare(self) -> Self:
        """Return it without what is suggested, which is not waited for either, and without other coders."""
        return replace(self, suggested=(), analysed=True, others=(), conflict=False)


_ROW: Final = """key, id, title, source, at, read, starred, noted, tags, rejected, suggested,
    (SELECT group_concat(value, char(10)) FROM facet INDEXED BY facet_key
     WHERE facet.key = stories.key AND kind = 'evidence'), coded, others, conflict"""


def asks_for_words(query: Query) -> bool:
    """Return whether the tables of words are needed to answer a query."""
    match query:
        case And(parts) | Or(parts):
            return any(asks_for_words(part) for part in parts)
        case Not(part):
            return asks_for_words(part)
        case Has(field):
            return field == "stakeholder"
    return isinstance(query, Words)


def search(
    db: sqlite3.Connection, query: Query, left: int, limit: int, before: int | None, *, oldest: bool = False
) -> list[int]:
    """Return the keys of the newest `limit` stories that a query finds, below the key `before`, newest first; with
    `oldest`, of the oldest and these first. `left` is as for `plan`."""
    tail = f"ORDER BY {{key}} {'ASC' if oldest else 'DESC'} LIMIT ?"
    bound = [] if before is None else [before]
    if bound:
        tail = "AND {key} < ? " + tail
    sql, values = plan(query, db, left).select("{key}", tail)
    return [key for (key,) in db.execute(sql, [*values, *bound, limit])]


def count(db: sqlite3.Connection, query: Query, left: int, *, grouped: bool = False) -> int:
    """Return how many stories a query finds; with `grouped`, those of one duplicate group counted once."""
    found = plan(query, db, left, whole=True)
    if found.match is None and found.where == "1":
        number = int(db.execute("SELECT count(*) FROM place").fetchone()[0])
        return number - _copies(db) if grouped else number
    number = int(db.execute(*found.select("count(*)")).fetchone()[0])
    return number - _copies(db, *found.select("{key} AS key")) if grouped else number


def _copies(db: sqlite3.Connection, among: str = "", values: Sequence[str | int] = ()) -> int:
    """Return how many stories, of those that are selected if any are, stand behind another one of their duplicate
    group. Counted are those in groups, which are the fewest."""
    stories = f"({among}) CROSS JOIN duplicate USING (key)" if among else "duplicate"
    sql = f"""SELECT count(*) - count(DISTINCT number) FROM {stories}
              WHERE key NOT IN (SELECT key FROM stories WHERE apart = 1)"""  # noqa: S608  # parts of ours
    return int(db.execute(sql, values).fetchone()[0])


def feed_counts(db: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """Return how many stories each feed has brought and how many of them are unread, by the feed's address."""
    of_feed = "SELECT count(*) FROM stories WHERE feed = feeds.id"
    sql = f"SELECT address, ({of_feed}), ({of_feed} AND read = 0 AND hidden = 0) FROM feeds"  # noqa: S608  # ours
    return {address: (stories, unread) for address, stories, unread in db.execute(sql) if stories}


def came_by(db: sqlite3.Connection, feeds: Collection[str], since: int) -> list[str]:
    """Return the ids of the stories of some feeds, by their addresses, that were first fetched at a time or later, in
    seconds since 1970; in the order of time, the newest first."""
    numbers = [number for number, address in db.execute("SELECT id, address FROM feeds") if address in feeds]
    found: list[tuple[int, str]] = []
    for number in numbers:
        found += db.execute("SELECT key, id FROM stories WHERE feed = ? AND fetched >= ?", (number, since))
    return [story for _, story in sorted(found, reverse=True)]


def rows(db: sqlite3.Connection, keys: Sequence[int]) -> list[Row]:
    """Return the rows of these keys, in this order; keys of no story are left out."""
    found: dict[int, Row] = {}
    for start in range(0, len(keys), 500):
        some = keys[start : start + 500]
        sql = f"SELECT {_ROW} FROM stories WHERE key IN ({', '.join('?' * len(some))})"  # noqa: S608  # placeholders
        for row in db.execute(sql, some):
            found[row[0]] = _row(row)
    return [found[key] for key in keys if key in found]


def _row(
    row: tuple[int, str, str, str, int, int, int, int, str, str, str | None, str | None, int, str, int],
) -> Row:
    (key, story, title, source, at, read, starred, noted, tags, rejected, suggestions, evidence, coded, others,
     in_conflict) = row  # fmt: skip
    decided = tags + LIST + rejected
    suggested = tuple(tag for tag in listed(suggestions) if tag not in decided.split(LIST))
    return Row(key, story, title, source, at, bool(read), bool(starred), bool(noted), listed(tags), suggested,
               suggestions is not None, tuple(sorted(listed(evidence))), bool(coded), listed(others),
               bool(in_conflict))  # fmt: skip


def key_of(db: sqlite3.Connection, story: str) -> int | None:
    """Return the key of a story, None where there is none of this id or alias."""
    row = db.execute("SELECT key FROM stories WHERE id = ?", (named(db, story),)).fetchone()
    return row[0] if row else None


def place_of(db: sqlite3.Connection, story: str) -> tuple[str, int, int] | None:
    """Return the id of a story, and start and length in bytes of its document; None where there is none of this id or
    alias."""
    found: tuple[str, int, int] | None = db.execute(
        "SELECT id, start, length FROM stories JOIN place USING (key) WHERE id = ?", (named(db, story),)
    ).fetchone()
    return found


def analysed(db: sqlite3.Connection) -> tuple[int, int]:
    """Return how many stories have been analysed, and how many there are."""
    (total,) = db.execute("SELECT count(*) FROM place").fetchone()
    (rest,) = db.execute("SELECT count(*) FROM stories WHERE suggested IS NULL").fetchone()
    return total - rest, total


def ids(db: sqlite3.Connection, prefix: str, limit: int) -> list[str]:
    """Return the ids of stories that begin so, or have an alias that does, in their order."""
    bounds = (prefix, prefix + "\U0010ffff", limit)
    own = db.execute("SELECT id FROM stories WHERE id >= ? AND id < ? ORDER BY id LIMIT ?", bounds)
    aliases = db.execute("SELECT alias FROM alias WHERE alias >= ? AND alias < ? ORDER BY alias LIMIT ?", bounds)
    found = {story for (story,) in own} | {story for (alias,) in aliases if prefix and (story := named(db, alias))}
    return sorted(found)[:limit]
