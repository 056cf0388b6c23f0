"""The table behind figures of agreement, for other programs to work them out again."""

from collections.abc import Iterator
from typing import Final

from civic.agreement.coding import Ratings
from civic.export.table import csv_row

ROWS_HEAD: Final = "story,concern,"
"""How such a table begins."""
_WORDS: Final = {True: "yes", False: "no", None: ""}


def rating_rows(ratings: Ratings) -> Iterator[str]:
    """Yield the table as CSV, safe to open in a spreadsheet: a line a unit, with its story, its concern and, for each
    coder in a column of their name, "yes", "no" or nothing."""
    yield csv_row(["story", "concern", *ratings.coders])
    for story, row in ratings.stories.items():
        for concern, values in row.items():
            yield csv_row([story, concern, *(_WORDS[value] for value in values)])
