"""What finding copies costs at 10k and 100k stories of 3.2 KB, of which every fifth comes by another feed, too."""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from benchmarks import corpus
from benchmarks.report import Row, show
from civic.story import Story
from storage.files.places import Places
from storage.library.library import Library

NOW: Final = datetime(2026, 11, 15, tzinfo=UTC)
_EVERY: Final = 5
_LATER: Final = 55
"""Stories of a refresh."""


def main(sizes: tuple[int, ...] = (10_000, 100_000)) -> None:
    """Measure all sizes and print the table."""
    rows: list[Row] = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="civicdesk-benchmark-") as folder:
            everything = list(islice(_with_copies(size), size + _LATER))
            with Library.open(Places.find(Path(folder), None, {}), who="me", now=lambda: NOW) as library:
                library.put_many(everything[:size])
                library.wait()
                wall, cpu = _timed(library)
                library.put_many(everything[size:])
                later, _ = _timed(library)
                found, known = _found(library, everything)
                rows.append([size, wall, cpu, size / wall, later * 1000, found / known])
    print("Finding copies in an index without any marks, and then in one refresh of 55 stories\n")
    show(["stories", "s", "CPU s", "stories a second", "55 more, ms", "copies found"], rows)


def _with_copies(size: int) -> Iterator[Story]:
    """The stories of the corpus; behind every fifth of them the same one from another feed, cut, with another title and
    one word in twenty changed."""
    chance = random.Random(3)
    for number, story in enumerate(corpus.stories(size)):
        yield story
        if number % _EVERY == 0:
            words = [word if chance.random() > 0.05 else "other" for word in story.text.split()]
            cut = words[: chance.choice((60, 200, len(words)))]
            yield replace(
                story, id=f"{story.id}-copy", title=f"{story.title.split(' ', 3)[-1]} and more", url="",
                text=" ".join(cut), feed="https://wire.example/feed", source="Wire",
                published=(story.when or NOW) + timedelta(hours=3),
            )  # fmt: skip


def _timed(library: Library) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    library.find_copies()
    return time.perf_counter() - wall, time.process_time() - cpu


def _found(library: Library, stories: list[Story]) -> tuple[int, int]:
    """How many of the copies stand in one fold with what they are copies of, and how many there are."""
    copies = [story.id for story in stories if story.id.endswith("-copy")]
    found = 0
    for name in copies:
        number, _ = library.copies(name)
        found += number is not None and library.copies(name.removesuffix("-copy"))[0] == number
    return found, len(copies)


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or (10_000, 100_000))
