"""What handing on costs at 1k, 10k and 100k stories of 3.2 KB, all of which have suggestions, one in ten decisions.

Measured on two shared cores, 100,000 stories: 36 MB at its peak for atom, csv, json and jsonl, 42 MB for md and html,
which count before they write; 34 to 37 MB for 1,000 stories. 39 to 52 s, half of it spent on reading suggestions back.
"""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks import corpus
from benchmarks.measure import run, table
from civic.analysis.analyse import analyse
from civic.judgement import Decision, Verdict, concern_field
from storage.files.places import Places
from storage.index.rows import set_analysis
from storage.library.library import Library
from storage.live.generations import build

FORMATS: Final = ("md", "html", "csv", "csv --long", "json", "jsonl", "atom")
LIMIT: Final = 80
"""Peak memory in MB that no format may pass, however many stories there are."""


def main(sizes: tuple[int, ...] = (1_000, 10_000, 100_000)) -> None:
    """Measure all sizes and formats and print the table."""
    rows: list[list[object]] = []
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="civicdesk-benchmark-") as folder:
            home, file, target = (Path(folder) / name for name in ("home", "stories.json", "out"))
            corpus.write(file, size)
            _prepare(Places.find(home, file, {}))
            for kind in FORMATS:
                options = ("export", "--format", *kind.split(), "-o", str(target), "--force")
                done = run("benchmarks.one_export", *options, "--home", str(home), "--library", str(file))
                assert done.said["status"] == 0
                rows.append([size, kind, done.wall / 1000, done.memory, target.stat().st_size / 1e6])
    print("Exporting every story to a file\n")
    table(["stories", "format", "s", "peak MB", "file MB"], rows)
    most = max(float(str(row[3])) for row in rows)
    print(f"Peak memory: at most {most:.0f} MB, {'within' if most <= LIMIT else 'ABOVE'} the limit of {LIMIT} MB.")


def _prepare(places: Places) -> None:
    """Build the index, and give every story the suggestions of one, since those are not what is measured."""
    build(places, lambda _: None)
    with Library.open(places, who="me", now=lambda: datetime(2026, 11, 15, tzinfo=UTC)) as library:
        library.wait()
        index = library._live.index  # a library would analyse each story
        with index.writing(timeout=60) as db:
            for number, story in enumerate(library.iterate()):
                if number == 0:
                    analysis = analyse(story.text[:2000], story.title)
                set_analysis(db, story, analysis)
        ids = [row.id for row in library.rows(library.search(limit=1 << 40))]
        tagged = Decision(Verdict.TAGGED)
        library.judge([(story, concern_field("privacy"), tagged) for story in ids[::10]])


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or (1_000, 10_000, 100_000))
