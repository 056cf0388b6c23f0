"""Count how a coder decides on suggestions."""

import sqlite3
from collections import Counter

from civic.habits import Habit, habits_of
from civic.judgement import Verdict
from storage.index.rows import LIST


def habits(db: sqlite3.Connection, who: str) -> tuple[Habit, ...]:
    """Return the habits of the coder `who`, in the order of the codebook: by their own decisions and those that nobody
    signed, not by those of rules or of others. Raises sqlite3.Error."""
    counts: Counter[tuple[str, Verdict]] = Counter()
    for value, count in db.execute("SELECT value, count(*) FROM facet WHERE kind = 'decided' GROUP BY value"):
        signed, verdict, tag = value.split(LIST, 2)
        if signed in (who, ""):
            counts[tag, Verdict(verdict)] += count
    return habits_of(counts)
