"""A bare Textual app that shows fifty lines and ends: the yardstick, and with a library the thing measured.

`python -m benchmarks.bare` alone, or with HOME and FILE: the same app, whose lines are the newest rows of a library.
"""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Static

from benchmarks.measure import memory


class Bare(App[None]):
    """Fifty lines, then the end."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self._lines = lines

    def compose(self) -> ComposeResult:
        """One widget."""
        yield Static(Content("\n".join(self._lines)))

    def on_mount(self) -> None:
        """End after the first frame."""
        self.call_after_refresh(self.exit)


def lines_of(home: str, file: str) -> list[str]:
    """The newest fifty rows of a library."""
    from storage.files.places import Places
    from storage.library.library import Library

    library = Library.open(Places.find(Path(home), Path(file), {}), who="me", now=lambda: datetime.now(UTC))
    rows = library.rows(library.search()[:50])
    library.story(rows[0].id)
    return [f"{row.title} {row.source} {' '.join(row.tags)}" for row in rows]


if __name__ == "__main__":
    lines = lines_of(*sys.argv[1:]) if len(sys.argv) > 1 else [f"line {number}" for number in range(50)]
    Bare(lines).run(headless=True, size=(120, 40))
    print(json.dumps({"cpu": time.process_time() * 1000, "memory": memory()}))
