"""How many titles of a file of stories stand whole in the list: `python -m benchmarks.titles FILE.jsonl …`."""

import json
import sys
from pathlib import Path

from tui.screens.desk.panes import list_columns
from tui.text.plain import visible
from tui.text.wrap import wrap

WIDTHS = (80, 100, 120, 160, 200)


def share_whole(titles: list[str], columns: int) -> float:
    """Return the share of titles that fit into two lines of a list on a screen of so many columns."""
    room = list_columns(columns) - 4  # the bar of the cursor, the mark with a space, and the scroll bar
    return sum(len(wrap(visible(title), room)) <= 2 for title in titles) / len(titles)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        rows = map(json.loads, Path(name).read_text(encoding="utf-8").splitlines())
        titles = [row["title"] for row in rows if row.get("title")]
        shares = ", ".join(f"{share_whole(titles, columns):.0%} at {columns}" for columns in WIDTHS)
        print(f"{Path(name).stem}: {len(titles)} titles, whole {shares}")
