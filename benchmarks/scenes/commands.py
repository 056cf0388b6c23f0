"""Single commands on libraries of several sizes, and what these take of the disk."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.libraries import Libraries
from benchmarks.measure import answer, civicdesk, medians, size_of
from benchmarks.report import Row, Table, with_ratios

COMMANDS: Final = Table(
    "Commands",
    ("command", "stories", "CPU ms", "wall ms", "peak MB"),
    "Each in a process of its own, median of five (of three that take 10 s together). The last rows are the figures of "
    "the largest library as multiples.",
)
EXPORT: Final = Table(
    "Export",
    ("format", "stories", "wall s", "CPU s", "peak MB", "file MB"),
    "Every story with its suggestions into a file.",
)
DISK: Final = Table(
    "Disk",
    ("stories", "stories.json per 1,000, MB", "index per 1,000, MB", "all files per 1,000, MB"),
    "English-like stories of 3.2 kB; the suggestions of most are those of one: what real feeds take is told above.",
)
_WRITTEN: Final = ("--help", "count", "list", "list police", "tag ID TAG")
_FORMATS: Final = ("md", "html", "csv", "json", "jsonl", "atom")


def commands(libraries: Libraries, sizes: Sequence[int]) -> dict[str, list[Row]]:
    """Measure the commands that scripts call, at each size."""
    rows: list[Row] = []
    disk: list[Row] = []
    for size in sizes:
        home = libraries.home(size)
        newest = json.loads(answer(home, "list", "--json", "--limit", "1"))[0]["id"]
        rows += [[written, size, *_middle(home, written, newest)] for written in _WRITTEN]
        held = (home / "stories.json", home / "cache", home)
        disk.append([size, *((size_of(one) or one.stat().st_size) / 1e3 / size for one in held)])
    return {COMMANDS.title: with_ratios(rows), DISK.title: disk}


def export(libraries: Libraries, size: int) -> dict[str, list[Row]]:
    """Measure every format at one size."""
    rows: list[Row] = []
    home = libraries.home(size)
    for name in _FORMATS:
        target = home.parent / f"out.{name}"
        cost = civicdesk(home, "export", "--format", name, "-o", str(target), "--quiet")
        rows.append([name, size, cost.wall, cost.cpu, cost.memory, target.stat().st_size / 1e6])
        target.unlink()
    return {EXPORT.title: rows}


def _middle(home: Path, written: str, story: str) -> list[float]:
    """CPU and wall milliseconds and peak memory of a command; each time it gives the story another tag."""

    def once(number: int) -> tuple[float, float, float]:
        cost = civicdesk(home, *written.replace("ID", story).replace("TAG", f"tag-{number}").split())
        return 1000 * cost.cpu, 1000 * cost.wall, cost.memory

    return medians(once)
