"""The program, started in a terminal or run to its end, on a home of its own."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from tests.terminal.harness import DEADLINE, Terminal, program

_KEPT = ("PATH", "SYSTEMROOT", "PYTHONPATH")


class Start(Protocol):
    """Starts the program in a terminal with these arguments and size."""

    def __call__(self, *arguments: str, columns: int = 120, rows: int = 40, **environ: str) -> Terminal: ...


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home."""
    return tmp_path / "home"


@pytest.fixture
def environ(home: Path, tmp_path: Path) -> dict[str, str]:
    """A plain environment: nothing of this machine but where its programs are, and whether coverage is measured."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith("COVERAGE_")}
    (tmp_path / "user").mkdir(exist_ok=True)
    return {
        **kept,
        "CIVICDESK_HOME": str(home),
        "HOME": str(tmp_path / "user"),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "COLORTERM": "truecolor",
    }


@pytest.fixture
def start(environ: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Starts the program; whatever still runs at the end of the test is ended."""
    terminals = []
    where = tmp_path if program()[-1] != "tui" else Path(__file__).parents[2]

    def begin(*arguments: str, columns: int = 120, rows: int = 40, **more: str) -> Terminal:
        terminal = Terminal([*program(), *arguments], {**environ, **more}, where, columns, rows)
        terminals.append(terminal)
        return terminal

    yield begin
    for terminal in terminals:
        terminal.close()


@pytest.fixture
def run(environ: dict[str, str], tmp_path: Path) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Runs a command of the program to its end, without a terminal."""
    where = tmp_path if program()[-1] != "tui" else Path(__file__).parents[2]

    def begin(*arguments: str, status: int = 0, given: str = "") -> "subprocess.CompletedProcess[str]":
        done = subprocess.run(
            [*program(), *arguments], env=environ, cwd=where, input=given, capture_output=True, text=True,
            timeout=2 * DEADLINE, check=False,
        )  # fmt: skip
        assert done.returncode == status, done.stdout + done.stderr
        return done

    return begin
