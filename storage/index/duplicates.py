"""Copies of stories in the index: the marks that they are looked for by, and which stories are folded into one.

A fold has a number, which says nothing and stays as long as the fold does.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from civic.duplicates import WINDOW, Print, address_mark
from storage.index.schema import SEQUENCE_BITS

_MOST_OF_A_MARK: Final = 40
"""What every story of a feed says is no sign of a copy: of the stories with one mark, so many are looked at."""
_MOST: Final = 25
"""The stories that share the most marks are compared."""


def unmarked(db: sqlite3.Connection, below: int, limit: int) -> list[tuple[int, str, int, int]]:
    """The newest stories below a key that have no marks yet: key, id, start and length of each."""
    sql = """SELECT key, id, start, length FROM stories JOIN place USING (key)
             WHERE marked = 0 AND key < ? ORDER BY key DESC LIMIT ?"""
    return db.execute(sql, (below, limit)).fetchall()


def likely(db: sqlite3.Connection, key: int, print_: Print) -> list[int]:
    """The keys of the stories that may be copies, those that share the most marks first."""
    own = address_mark(print_.address) if print_.address else None
    window = WINDOW << SEQUENCE_BITS
    shared: Counter[int] = Counter()
    for mark in print_.marks:
        first, last = (0, 1 << 62) if mark == own else (key - window, key + window)
        sql = "SELECT key FROM mark WHERE mark = ? AND key BETWEEN ? AND ? ORDER BY key DESC LIMIT ?"
        shared.update(found for (found,) in db.execute(sql, (mark, first, last, _MOST_OF_A_MARK)))
    shared.pop(key, None)
    return [found for found, _ in shared.most_common(_MOST)]


def set_marks(db: sqlite3.Connection, key: int, print_: Print) -> None:
    """Have a story found by its marks."""
    db.executemany("INSERT OR IGNORE INTO mark VALUES(?, ?)", [(mark, key) for mark in print_.marks])
    db.execute("UPDATE stories SET marked = 1 WHERE key = ?", (key,))


def remove_marks(db: sqlite3.Connection, key: int, print_: Print) -> None:
    """Forget a story that goes, or changes; `print_` is what it had."""
    db.executemany("DELETE FROM mark WHERE mark = ? AND key = ?", [(mark, key) for mark in print_.marks])
    db.execute("DELETE FROM fold WHERE key = ?", (key,))


def folds_of(db: sqlite3.Connection, keys: Iterable[int]) -> dict[int, int]:
    """The numbers of the folds of those of these stories that are in one."""
    among = "SELECT value FROM json_each(?)"
    sql = f"SELECT key, fold FROM fold JOIN stories USING (key) WHERE apart = 0 AND key IN ({among})"  # noqa: S608
    return dict(db.execute(sql, (json.dumps(list(keys)),)))


def members(db: sqlite3.Connection, fold: int) -> list[int]:
    """The keys of the stories in a fold."""
    return [key for (key,) in db.execute("SELECT key FROM fold WHERE fold = ?", (fold,))]


def put_in_fold(db: sqlite3.Connection, keys: Iterable[int], fold: int | None) -> None:
    """Have these stories in a fold, in a new one where none is given."""
    if fold is None:
        fold = db.execute("SELECT coalesce(max(fold), 0) + 1 FROM fold").fetchone()[0]
    db.executemany("INSERT OR REPLACE INTO fold VALUES(?, ?)", [(key, fold) for key in keys])


def folded_with(db: sqlite3.Connection, key: int) -> tuple[int | None, Sequence[int]]:
    """The number of the fold that a story is in, and the keys of all its stories, newest first; None and none where it
    is in no fold, or stands apart."""
    sql = "SELECT fold FROM fold JOIN stories USING (key) WHERE key = ? AND apart = 0"
    row = db.execute(sql, (key,)).fetchone()
    if row is None:
        return None, ()
    sql = "SELECT key FROM fold JOIN stories USING (key) WHERE fold = ? AND apart = 0 ORDER BY key DESC"
    keys = [found for (found,) in db.execute(sql, row)]
    return (row[0], keys) if len(keys) > 1 else (None, ())
