"""The desk in a terminal on libraries of several sizes: its start beside that of a bare Textual app, keys, rest."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.libraries import Libraries
from benchmarks.measure import ROOT, environ, medians, share
from benchmarks.report import Row, Table, with_ratios
from benchmarks.terminal import Terminal
from tests.terminal.harness import program

START: Final = Table(
    "Start",
    (
        "program",
        "stories",
        "list visible: wall ms",
        "CPU ms",
        "first key answered: wall ms",
        "CPU ms until then",
    ),
    "From the start of the process in a terminal of 140×40, median of five (of three that take 10 s together); "
    "j is pressed when the list stands there.",
)
KEYS: Final = Table(
    "Keys",
    ("key", "stories", "wall ms: p50", "p95", "p99", "CPU ms: p50", "CPU ms: p95"),
    "Every story analysed. Wall is from the key to the frame that answers it (for a key of a filter, to the last "
    "before 100 ms of silence), CPU that of the desk's process until that silence.",
)
IDLE: Final = Table(
    "Idle",
    ("stories", "CPU ms a second", "wake-ups a second", "processes"),
    "All processes of a desk that nobody touches, over 20 seconds.",
)
_CURSOR: Final = 120
_WORDS: Final = ("palantir", "police", "facial", "contract", "housing")
_QUIET: Final = 0.1
_IDLE: Final = 20.0
_ESCAPE: Final = "\x1b"


def desk(libraries: Libraries, sizes: Sequence[int]) -> dict[str, list[Row]]:
    """Measure starts, keys and rest at each size."""
    bare = [sys.executable, "-m", "benchmarks.bare"]
    starts: list[Row] = [["bare Textual", None, *_middle(bare, ROOT, ROOT, "line 20", "a key")]]
    keys: list[Row] = []
    idle: list[Row] = []
    for size in sizes:
        home = libraries.home(size)
        with Terminal(program(), environ(home), home.parent) as opened:
            opened.wait_for(" 1 of ")
            opened.wait_idle()
            keys.append(["j", size, *_figures(_cursor(opened))])
            keys.append(["a letter of a filter", size, *_figures(_typed(opened))])
            opened.wait_idle()
            idle.append([size, *opened.idle(_IDLE), opened.processes])
            opened.leave("q")
        starts.append(["civicdesk", size, *_middle(program(), home, home.parent, " 1 of ", " 2 of ")])
    return {START.title: starts, KEYS.title: with_ratios(keys), IDLE.title: idle}


def _middle(command: Sequence[str], home: Path, folder: Path, visible: str, answered: str) -> list[float]:
    """The medians of several starts: wall and CPU milliseconds until it is visible, and until a key is answered."""

    def once(_: int) -> tuple[float, float, float, float]:
        with Terminal(command, environ(home), folder) as opened:
            seen, cpu = opened.wait_for(visible), opened.cpu
            opened.press("j")
            found = 1000 * seen, 1000 * cpu, 1000 * opened.wait_for(answered), 1000 * opened.cpu
            opened.leave("q")
        return found

    return medians(once)


def _cursor(opened: Terminal) -> list[tuple[float, float]]:
    """Wall and CPU milliseconds of going down the list by one."""
    found = []
    for position in range(2, _CURSOR + 2):
        began, cpu = opened.seconds, opened.cpu
        opened.press("j")
        seen = opened.wait_for(f" {position} of ")
        opened.wait_still(_QUIET)
        found.append((1000 * (seen - began), 1000 * (opened.cpu - cpu)))
    return found


def _typed(opened: Terminal) -> list[tuple[float, float]]:
    """Wall and CPU milliseconds of every letter of some words in the filter box."""
    found = []
    for word in _WORDS * 2:
        opened.press("/")
        opened.wait_still(3 * _QUIET)
        for letter in word:
            began, cpu = opened.seconds, opened.cpu
            opened.press(letter)
            last = opened.wait_still(_QUIET)
            found.append((1000 * (last - began), 1000 * (opened.cpu - cpu)))
        opened.press(_ESCAPE)
        opened.wait_still(3 * _QUIET)
    return found


def _figures(taken: Sequence[tuple[float, float]]) -> list[float]:
    wall, cpu = zip(*taken, strict=True)
    return [*(share(wall, part) for part in (0.5, 0.95, 0.99)), *(share(cpu, part) for part in (0.5, 0.95))]
