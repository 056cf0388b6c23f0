"""Count how the user decides on suggestions."""

import sqlite3
from collections import Counter

from civic.habits import Habit, habits_of
from civic.judgement import Verdict
from storage.index.rows import LIST


def habits(db: sqlite3.Connection) -> tuple[Habit, ...]:
    """Return the user's habits, in the order of the codebook: by their own decisions, not by those of rules. Raises
    sqlite3.Error."""
    counts: Counter[tuple[str, Verdict]] = Counter()
    for value, count in db.execute("SELECT value, count(*) FROM facet WHERE kind = 'decided' GROUP BY value"):
        verdict, tag = value.split(LIST, 1)
        counts[tag, Verdict(verdict)] += count
    return habits_of(counts)
