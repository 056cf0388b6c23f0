"""Clocks, medians and tables for the benchmarks."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program: CPU and wall time in milliseconds, peak resident memory in MB, and the JSON that it
    printed on its last line."""

    cpu: float
    wall: float
    memory: float
    said: Any


def run(module: str, *arguments: str) -> Run:
    """Run `python -m MODULE` and measure it with its children. Raises CalledProcessError where it fails.

    Compiled modules are kept, as they are by an installed program, so let a first run warm them up.
    """
    command = [sys.executable, "-m", module, *arguments]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "civicdesk-pyc")}
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, **kept})
    output, _ = process.communicate()
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    lines = output.strip().splitlines()
    return Run(cpu * 1000, wall * 1000, peak_of(lines), json.loads(lines[-1]) if lines else None)


def peak_of(lines: Sequence[str]) -> float:
    """The peak memory that a measured program says of itself: the children's maximum would be that of all so far."""
    said = json.loads(lines[-1]) if lines else {}
    return float(said.get("memory", 0)) if isinstance(said, dict) else 0.0


def memory() -> float:
    """Peak resident memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1 << 20)


def times(task: Callable[[], object], count: int) -> list[float]:
    """Wall times of `count` calls in milliseconds, sorted."""
    found = []
    for _ in range(count):
        begin = time.perf_counter()
        task()
        found.append((time.perf_counter() - begin) * 1000)
    return sorted(found)


def middle(values: Sequence[float]) -> float:
    """The median."""
    return median(values)


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a Markdown table."""
    text = [[_cell(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in [list(head), *text]) for column in range(len(head))]
    for row in [list(head), ["-" * width for width in widths], *text]:
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
    print(flush=True)


def _cell(value: object) -> str:
    return (
        f"{value:.2f}"
        if isinstance(value, float) and value < 10
        else (f"{value:.0f}" if isinstance(value, float) else str(value))
    )
