"""Duplicates in the index: the hashes by which they are looked for, and which stories form a group.

The number of a group means nothing and stays as long as the group does.
"""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from storage.index.schema import SEQUENCE_BITS, get_meta, set_meta

if TYPE_CHECKING:
    from civic.duplicates import Print

BEHIND_CODED: Final = """coalesce((
    SELECT front.coded FROM duplicate AS own JOIN duplicate AS other ON other.number = own.number
    JOIN stories AS front ON front.key = other.key
    WHERE own.key = s.key AND s.apart = 0 AND front.apart = 0 AND front.hidden = 0
    ORDER BY front.key DESC LIMIT 1), 0)"""
"""Whether the user is done with the duplicate that a list of all stories shows in the place of the story `s`: the
newest of its group, which may be itself."""
_MOST_OF_A_HASH: Final = 40
"""What every story of a feed says is no sign of a duplicate: of the stories with one hash, so many are looked at."""
_SLICE: Final = 10_000
"""Rows of hashes written at once: with a page of its own for each, 40 MB of log."""
_HEIRS: Final = "heirs"
_MOST: Final = 25
"""So many stories, those that share most hashes, are compared."""


def without_hashes(db: sqlite3.Connection, below: int, limit: int) -> list[tuple[int, str, int, int]]:
    """Return the newest stories below a key that have no hashes yet: key, id, start and length in bytes of each."""
    sql = """SELECT key, id, start, length FROM stories JOIN place USING (key)
             WHERE hashed = 0 AND key < ? ORDER BY key DESC LIMIT ?"""
    return db.execute(sql, (below, limit)).fetchall()


def is_behind_coded(db: sqlite3.Connection, story: str) -> bool:
    """Return whether the user is done with the duplicate that a list of all stories shows in the place of a story."""
    row = db.execute(f"SELECT {BEHIND_CODED} FROM stories s WHERE id = ?", (story,)).fetchone()  # noqa: S608  # ours
    return bool(row and row[0])


class WaitingHashes:
    """The hashes of stories that wait to be written: in the order of the hashes, many at once, since each goes to a
    page of its own in a table that is in that order."""

    def __init__(self) -> None:
        self._keys: dict[int, list[int]] = {}
        self._places: dict[int, tuple[int, int]] = {}

    def __len__(self) -> int:
        return len(self._places)

    def add(self, key: int, print_: Print, start: int, length: int) -> None:
        """Add those of a story that was read at these bytes of the story file."""
        self._places[key] = start, length
        for value in print_.hashes:
            self._keys.setdefault(value, []).append(key)

    def keys(self, value: int, first: int, last: int) -> list[int]:
        """Return the keys in a range of the stories with this hash."""
        return [key for key in self._keys.get(value, ()) if first <= key <= last]

    def slices(self) -> Iterator[list[tuple[int, int]]]:
        """Yield them as rows in their order, so many at once as a log of changes can take."""
        rows = sorted((value, key) for value, keys in self._keys.items() for key in keys)
        return (rows[at : at + _SLICE] for at in range(0, len(rows), _SLICE))

    def places(self) -> list[tuple[int, int, int]]:
        """Return key, start and length of each story."""
        return [(key, *place) for key, place in self._places.items()]


def candidates(db: sqlite3.Connection, key: int, print_: Print, waiting: WaitingHashes) -> list[int]:
    """Return the keys of the stories that may be duplicates of one, those that share most hashes first."""
    from civic.duplicates import WINDOW, address_hash  # looking for duplicates is no part of reading

    own = address_hash(print_.address) if print_.address else None
    window = WINDOW << SEQUENCE_BITS
    shared: Counter[int] = Counter()
    for value in print_.hashes:
        first, last = (0, 1 << 62) if value == own else (key - window, key + window)
        sql = "SELECT key FROM duplicate_hash WHERE hash = ? AND key BETWEEN ? AND ? ORDER BY key DESC LIMIT ?"
        found = [found for (found,) in db.execute(sql, (value, first, last, _MOST_OF_A_HASH))]
        if more := waiting.keys(value, first, last):
            found = sorted({*found, *more}, reverse=True)[:_MOST_OF_A_HASH]
        shared.update(found)
    shared.pop(key, None)
    return [found for found, _ in shared.most_common(_MOST)]


def add_hashes(db: sqlite3.Connection, rows: Iterable[tuple[int, int]]) -> None:
    """Have stories found by their hashes: pairs of a hash and a key, fastest in their order."""
    db.executemany("INSERT OR IGNORE INTO duplicate_hash VALUES(?, ?)", rows)


def set_hashed(db: sqlite3.Connection, places: Iterable[tuple[int, int, int]]) -> None:
    """Note that stories (key, start and length of each) have their hashes. One that was changed or moved meanwhile is
    looked at again."""
    db.executemany(
        """UPDATE stories SET hashed = 1 WHERE key = ?1
           AND EXISTS (SELECT 1 FROM place WHERE key = ?1 AND start = ?2 AND length = ?3)""",
        places,
    )


def remove_hashes(db: sqlite3.Connection, key: int, print_: Print) -> None:
    """Forget the hashes and the group of a story that goes, or changes; `print_` is what it had."""
    db.executemany("DELETE FROM duplicate_hash WHERE hash = ? AND key = ?", [(value, key) for value in print_.hashes])
    db.execute("DELETE FROM duplicate WHERE key = ?", (key,))


def take_out(db: sqlite3.Connection, key: int) -> None:
    """Take a story out of its group."""
    db.execute("DELETE FROM duplicate WHERE key = ?", (key,))


def groups_of(db: sqlite3.Connection, keys: Iterable[int]) -> dict[int, int]:
    """Return the number of the group of each of these stories that is in one."""
    among = "SELECT value FROM json_each(?)"
    sql = f"SELECT key, number FROM duplicate JOIN stories USING (key) WHERE apart = 0 AND key IN ({among})"  # noqa: S608
    return dict(db.execute(sql, (json.dumps(list(keys)),)))


def members(db: sqlite3.Connection, number: int) -> list[int]:
    """Return the keys of the stories in a group, those that stand apart included."""
    return [key for (key,) in db.execute("SELECT key FROM duplicate WHERE number = ?", (number,))]


def put_in_group(db: sqlite3.Connection, keys: Iterable[int], number: int | None) -> None:
    """Put stories into a group, into a new one where `number` is None."""
    if number is None:
        number = db.execute("SELECT coalesce(max(number), 0) + 1 FROM duplicate").fetchone()[0]
    db.executemany("INSERT OR REPLACE INTO duplicate VALUES(?, ?)", [(key, number) for key in keys])


def group_of(db: sqlite3.Connection, key: int) -> tuple[int | None, Sequence[int]]:
    """Return the number of a story's group and the keys of all stories in it, newest first; (None, ()) for a story
    that is in no group, or stands apart."""
    sql = "SELECT number FROM duplicate JOIN stories USING (key) WHERE key = ? AND apart = 0"
    row = db.execute(sql, (key,)).fetchone()
    if row is None:
        return None, ()
    sql = "SELECT key FROM duplicate JOIN stories USING (key) WHERE number = ? AND apart = 0 ORDER BY key DESC"
    keys = [found for (found,) in db.execute(sql, row)]
    return (row[0], keys) if len(keys) > 1 else (None, ())


def duplicates_of(db: sqlite3.Connection, story: str) -> list[str]:
    """Return the ids of the other stories in a story's group, those that stand apart included."""
    sql = """SELECT other.id FROM stories JOIN duplicate USING (key) JOIN duplicate AS beside USING (number)
             JOIN stories AS other ON other.key = beside.key WHERE stories.id = ? AND other.id <> ?"""
    return [found for (found,) in db.execute(sql, (story, story))]


# Stories that have joined a group whose flags they may have to get: kept here until that is done, since what finds
# duplicates may end at any moment.


def add_heirs(db: sqlite3.Connection, keys: Iterable[int]) -> None:
    """Note which stories have joined a group in which some are read or hidden, in the transaction that is open."""
    sql = """SELECT 1 FROM duplicate JOIN duplicate AS beside USING (number) JOIN stories ON stories.key = beside.key
             WHERE duplicate.key = ? AND (read = 1 OR hidden = 1)"""
    if joined := [key for key in keys if db.execute(sql, (key,)).fetchone()]:
        set_meta(db, _HEIRS, [*waiting_heirs(db), *joined])


def waiting_heirs(db: sqlite3.Connection) -> list[int]:
    """Return the keys of the stories that were noted."""
    return get_meta(db, _HEIRS) or []


def heirs_are_done(db: sqlite3.Connection, keys: Iterable[int]) -> None:
    """Forget that these stories were noted, in the transaction that is open."""
    set_meta(db, _HEIRS, [key for key in waiting_heirs(db) if key not in set(keys)])


def groups_with_heirs(
    db: sqlite3.Connection, keys: Iterable[int]
) -> Iterator[tuple[Mapping[str, datetime | None], list[str]]]:
    """Yield the groups in which these stories are: when each of them came, by id, and all ids of the group. Those that
    stand apart are in none."""
    of_each = groups_of(db, keys)
    for number in dict.fromkeys(of_each.values()):
        sql = """SELECT key, id, fetched FROM duplicate JOIN stories USING (key) WHERE number = ? AND apart = 0
                 ORDER BY id"""
        there = db.execute(sql, (number,)).fetchall()
        came = {story: datetime.fromtimestamp(at, UTC) if at else None for key, story, at in there if key in of_each}
        yield came, [story for _, story, _ in there]
