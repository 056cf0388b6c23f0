"""What a library costs at 1k, 10k and 100k stories of 3.2 KB."""

import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks import corpus
from benchmarks.measure import middle, p95, run, table, times
from civic.judgement import STAR, Decision, Verdict, concern_field
from civic.query import parse
from storage.files.places import Places
from storage.library.library import Library

NOW: Final = datetime(2026, 11, 15, tzinfo=UTC)
TYPED: Final = (
    "palantir", "police", "contract", "the", "con", "facial recognition", "privacy -council", "is:unread data",
    "since:30d court", "source:3 housing",
)  # fmt: skip


def main(sizes: tuple[int, ...] = (1_000, 10_000, 100_000)) -> None:
    """Measure all sizes and print the tables."""
    cpu, memory = _first_frame("benchmarks.bare")
    opened, built, filters, written = [], [], [], []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="civicdesk-benchmark-") as folder:
            home, file = Path(folder) / "home", Path(folder) / "stories.json"
            corpus.write(file, size)
            built.append([size, *_build(home, file)])
            opened.append([size, "bare app", cpu, 0.0, memory, 0.0])
            for name, module in (("with the library", "benchmarks.bare"), ("the desk", "benchmarks.desk")):
                took, held = _first_frame(module, str(home), str(file))
                opened.append([size, name, took, took - cpu, held, held - memory])
            with Library.open(Places.find(home, file, {}), who="me", now=lambda: NOW) as library:
                filters += [[size, *row] for row in _filters(library)]
                written.append([size, _bare_sync(Path(folder)), *_decisions(library), *_refresh(library, size)])
    print("From the start to the first frame (CPU ms, resident MB; median of 5)\n")
    table(["stories", "app", "CPU", "more than bare", "MB", "more than bare"], opened)
    print("Building the index\n")
    table(["stories", "first page ms", "CPU s", "RSS MB", "index MB", "one line: first page ms"], built)
    print("Every key of a typed filter: newest 200, then the count (ms)\n")
    table(["stories", "filter", "slowest key", "whole", "count", "found"], filters)
    print("Writing (ms)\n")
    table(["stories", "bare fdatasync", "decision", "p95", "55 stories", "longest stall meanwhile"], written)


def _first_frame(module: str, *arguments: str) -> tuple[float, float]:
    """CPU in milliseconds and peak memory in MB of a program that ends after its first frame."""
    run(module, *arguments)
    said = [run(module, *arguments).said for _ in range(5)]
    return middle([each["cpu"] for each in said]), middle([each["memory"] for each in said])


def _build(home: Path, file: Path) -> list[float]:
    places = Places.find(home, file, {})
    first = _first_page(places)
    shutil.rmtree(home)
    said = run("benchmarks.build", str(home), str(file)).said
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        stock = Path(folder) / "stock.json"
        _in_one_line(file, stock)
        other = _first_page(Places.find(Path(folder) / "home", stock, {}))
    return [first, said["cpu"], said["memory"], said["size"], other]


def _first_page(places: Places) -> float:
    begin = time.perf_counter()
    with Library.open(places, who="me", now=lambda: NOW) as library:
        library.rows(library.search()[:50])
        return (time.perf_counter() - begin) * 1000


def _in_one_line(file: Path, target: Path) -> None:
    with file.open("rb") as lines, target.open("wb") as stock:
        for line in lines:
            stock.write(line.rstrip(b"\n") + (b" " if line.endswith(b",\n") else b""))


def _filters(library: Library) -> list[list[object]]:
    rows: list[list[object]] = []
    for typed in TYPED:
        slowest = 0.0
        for end in range(1, len(typed) + 1):
            slowest = max(slowest, middle(times(partial(library.search, parse(typed[:end], NOW)), 5)))
        query = parse(typed, NOW)
        whole = middle(times(partial(library.search, query), 5))
        count = middle(times(partial(library.count, query), 5))
        rows.append([typed, slowest, whole, count, library.count(query)])
    return rows


def _bare_sync(folder: Path) -> float:
    """What the disk itself takes for a line of a journal: the floor of every decision."""
    file = os.open(folder / "line", os.O_RDWR | os.O_CREAT | os.O_APPEND)

    def write() -> None:
        os.write(file, b"x" * 400)
        os.fdatasync(file)

    try:
        return middle(times(write, 200))
    finally:
        os.close(file)


def _decisions(library: Library) -> list[float]:
    stories = iter([row.id for row in library.rows(library.search(limit=200))])

    def decide() -> None:
        story = next(stories)
        library.judge([(story, concern_field("privacy"), Decision(Verdict.TAGGED)), (story, STAR, True)])

    found = times(decide, 200)
    return [middle(found), p95(found)]


def _refresh(library: Library, size: int) -> list[float]:
    """Bring 50 new stories and 5 changed ones in a thread, while this one does what a screen does."""
    new = [replace(each, id=f"new-{each.id}", published=NOW + timedelta(minutes=number))
           for number, each in enumerate(corpus.stories(50, seed=99))]  # fmt: skip
    newest = library.stories(row.id for row in library.rows(library.search(limit=5)))
    changed = [replace(story, text=story.text + " Changed.") for story in newest]
    worker = threading.Thread(target=lambda: library.put_many([*new, *changed]))
    begin = time.perf_counter()
    worker.start()
    stall = _longest_gap(library, worker.is_alive)
    took = (time.perf_counter() - begin) * 1000
    assert library.count() == size + 50
    return [took, stall]


def _longest_gap(library: Library, busy: Callable[[], bool]) -> float:
    longest, last = 0.0, time.perf_counter()
    while busy():
        library.rows(library.search(limit=50))
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
        time.sleep(0.001)
        last = time.perf_counter()
    return longest * 1000


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or (1_000, 10_000, 100_000))
