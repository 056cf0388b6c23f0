"""What the index knows of versions: which stories have any, and whether the user did anything to them since."""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
UPDATED: Final = "SELECT story FROM version WHERE decided > 0 AND decided < until"
"""The ids of stories that have other words than when the user last did anything to them."""


def add_version(db: sqlite3.Connection, story: str, until: datetime) -> None:
    """Note one more version of a story, whose words gave way to others at this moment."""
    db.execute(
        "INSERT INTO version VALUES(?, 1, ?, 0) "
        "ON CONFLICT(story) DO UPDATE SET kept = kept + 1, until = max(until, excluded.until)",
        (story, _ticks(until)),
    )


def set_decided(db: sqlite3.Connection, story: str, moment: datetime | None) -> None:
    """Note when the user last did anything to a story (None: never), where versions of it are kept."""
    db.execute("UPDATE version SET decided = ? WHERE story = ?", (_ticks(moment) if moment else 0, story))


def kept_versions(db: sqlite3.Connection, story: str) -> int:
    """Return how many versions of a story are kept."""
    row = db.execute("SELECT kept FROM version WHERE story = ?", (story,)).fetchone()
    return int(row[0]) if row else 0


def is_updated(db: sqlite3.Connection, story: str) -> bool:
    """Return whether a story has other words than when the user last did anything to it."""
    return db.execute(f"{UPDATED} AND story = ?", (story,)).fetchone() is not None


def remove_versions(db: sqlite3.Connection, stories: Iterable[str]) -> None:
    """Know no versions of these stories any more."""
    db.executemany("DELETE FROM version WHERE story = ?", ((story,) for story in stories))


def _ticks(moment: datetime) -> int:
    """Return a moment as microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)
