"""Refreshing: 200 feeds of 50 entries for the first time, when nothing has changed, and with two new entries in each;
then what the desk does with 10,000 new stories in the background, and how it answers keys meanwhile."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from benchmarks import feeds
from benchmarks.measure import Cost, Watch, a_folder, answer, civicdesk, environ, run, share, size_of
from benchmarks.report import Row, Table
from benchmarks.terminal import Terminal
from tests.terminal.harness import program

REFRESH: Final = Table(
    "Refresh",
    ("round", "program", "wall s", "CPU s", "peak MB", "written MB", "log MB", "stories"),
    "Feeds of 50 entries with 3 to 8 kB of HTML each, every feed on a host of its own 100 ms away: `civicdesk "
    "refresh --all` and, where it is installed, `newsboat -x reload` with ten threads. On a busy machine feeds "
    "may time out: a round that brought fewer stories than are due says so, and its figures are not to be used. "
    "Memory is that of all processes together, pages that they share counted for each; the log is the largest "
    "write-ahead log of the index at any moment.",
)
BACKGROUND: Final = Table(
    "In the background",
    ("what", "figure"),
    "The desk is opened on what the first refresh brought, 300 times j is pressed while it analyses, then it is left "
    "alone until it has nothing more to do.",
)
_ROUNDS: Final = (("first", feeds.ENTRIES), ("unchanged", feeds.ENTRIES), ("two new in each", feeds.ENTRIES + 2))
_KEYS: Final = 300
_BETWEEN: Final = 0.1


def refresh(count: int) -> dict[str, list[Row]]:
    """Measure three rounds of so many feeds."""
    rows: list[Row] = []
    with a_folder() as folder, feeds.serving(count) as served:
        home = _subscribed(folder, served)
        reader = _newsboat(folder, served)
        for name, newest in _ROUNDS:
            served.serve(newest)
            cost = civicdesk(home, "refresh", "--all", "--quiet")
            here, due = int(answer(home, "count")), count * newest + 1  # and the story of the first start
            stories = here if here == due else f"only {here:,} of {due:,}"
            rows.append([name, "civicdesk", *_cells(cost, cost.log), stories])
            if reader:
                rows.append([name, "newsboat", *_cells(reader(), None), None])
    return {REFRESH.title: rows}


def background(count: int) -> dict[str, list[Row]]:
    """Measure the desk on the stories of so many feeds, from its start until it is idle."""
    with a_folder() as folder, feeds.serving(count) as served:
        home = _subscribed(folder, served)
        civicdesk(home, "refresh", "--all", "--quiet")
        thousands = int(answer(home, "count")) / 1000
        fetched = size_of(home / "cache")
        with Watch(home) as watch, Terminal(program(), environ(home), folder) as desk:
            desk.wait_for(" 1 of ")
            taken = list(_pressed(desk))
            desk.wait_idle()
            wall = watch.seconds
            desk.leave("q")
        cost = watch.cost(wall)
        keys: list[Row] = [
            [f"j meanwhile, wall ms, p{round(100 * part)}", share(taken, part)] for part in (0.5, 0.95, 0.99)
        ]
        rows: list[Row] = [
            ["stories", round(1000 * thousands)],
            ["wall until it is idle, s", cost.wall],
            ["CPU of all processes, s", cost.cpu],
            ["peak of all processes, MB", cost.memory],
            ["written, MB", cost.written],
            ["largest log, MB", cost.log],
            *keys,
            ["index per 1,000 stories before, MB", fetched / 1e6 / thousands],
            ["index per 1,000 stories when analysed, MB", size_of(home / "cache") / 1e6 / thousands],
            ["all files per 1,000 stories, MB", size_of(home) / 1e6 / thousands],
        ]
    return {BACKGROUND.title: rows}


def _pressed(desk: Terminal) -> Iterator[float]:
    """Milliseconds from each key to the frame that shows the next story as the open one."""
    for position in range(2, _KEYS + 2):
        desk.wait(_BETWEEN)
        began = desk.seconds
        desk.press("j")
        yield 1000 * (desk.wait_for(f" {position} of ") - began)


def _cells(cost: Cost, log: float | None) -> list[float | None]:
    return [cost.wall, cost.cpu, cost.memory, cost.written, log]


def _subscribed(folder: Path, served: feeds.Feeds) -> Path:
    home, opml = folder / "home", folder / "feeds.opml"
    served.write_opml(opml)
    civicdesk(home, "feeds", "import", str(opml), "--local", "--quiet")
    return home


def _newsboat(folder: Path, served: feeds.Feeds) -> Callable[[], Cost] | None:
    """Return what reloads the same feeds with newsboat, None where it is not installed."""
    found = shutil.which("newsboat")
    if not found:
        return None
    home = folder / "newsboat"
    home.mkdir()
    (home / "urls").write_text("".join(f"{url}\n" for url in served.urls), encoding="utf-8")
    (home / "config").write_text("reload-threads 10\n", encoding="utf-8")
    files = ("-u", str(home / "urls"), "-c", str(home / "cache.db"), "-C", str(home / "config"))
    subprocess.run([found, *files, "-x", "print-unread"], env=environ(home), stdout=subprocess.DEVNULL, check=False)
    return lambda: run([found, *files, "-x", "reload"], home, environ(home))
