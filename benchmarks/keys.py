"""From a key to the painted frame, at 100,000 stories: cursor, filter, opening a story; and a first frame.

CPU time of the whole process, since the machine is shared; the bare app's own keys stand beside.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import OptionList

from benchmarks import corpus
from benchmarks.measure import middle, p95, table
from tui.app import CivicDesk
from workspace.workspace import Workspace

STORIES = 100_000
KEYS = 200
SIZE = (120, 40)
WORDS = ("palantir", "police", "facial", "contract", "housing")


class Bare(App[None]):
    """The yardstick: a list of fifty options, moved through by keys."""

    def compose(self) -> ComposeResult:
        """One widget."""
        yield OptionList(*(f"option {number}" for number in range(50)))


async def _each(pilot: Pilot[None], keys: Iterable[str]) -> list[float]:
    """Milliseconds of CPU from each key until all that it led to is painted."""
    taken = []
    for key in keys:
        begin = time.process_time()
        await pilot.press(key)
        taken.append((time.process_time() - begin) * 1000)
    return taken


async def _bare() -> list[float]:
    async with Bare().run_test(size=SIZE) as pilot:
        return await _each(pilot, ["down"] * KEYS)


async def _desk(home: Path, file: Path) -> dict[str, list[float]]:
    with Workspace.open(home, file) as workspace:
        library = workspace.library
        library.wait()
        for row in library.rows(library.search(limit=2 * KEYS)):  # as they are a little after the first start
            workspace.suggestions.of(next(library.stories([row.id])))
        app = CivicDesk(workspace)
        async with app.run_test(size=SIZE) as pilot:
            while not app.desk.view.is_complete:
                await pilot.pause(0.05)
            await pilot.press("j")
            cursor = await _each(pilot, ["j"] * KEYS)
            typed = []
            for number in range(KEYS // 8):
                await pilot.press("slash")
                typed += await _each(pilot, WORDS[number % len(WORDS)])
                await pilot.press("escape")
            opened = []
            for _ in range(KEYS // 2):
                opened += await _each(pilot, ["enter"])
                await pilot.press("h", "j")
    return {"cursor": cursor, "filter key": typed, "opening a story": opened}


def main() -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory(prefix="civicdesk-benchmark-") as folder:
        file = Path(folder) / "stories.json"
        corpus.write(file, STORIES)
        measured = {"bare app: cursor": asyncio.run(_bare()), **asyncio.run(_desk(Path(folder) / "home", file))}
    print(f"From a key to the painted frame at {STORIES} stories, {SIZE[0]}x{SIZE[1]} (CPU ms)\n")
    table(["key", "median", "p95"], [[name, middle(taken), p95(taken)] for name, taken in measured.items()])
