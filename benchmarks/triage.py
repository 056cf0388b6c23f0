"""What triage asks of an index of 100,000 stories that all have suggestions; every fifth is folded, every hundredth
hidden."""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks import corpus
from benchmarks.measure import middle, table, times
from civic.arrangement import How
from civic.codebook import CONCERNS, ROLES
from civic.correction import EVERYWHERE, Correction
from civic.judgement import HIDE, stakeholder_field
from civic.query import EVERYTHING, parse
from civic.story import Span
from civic.suggestions import Analysis, Evidence, Stakeholder, Suggestion
from storage.files.places import Places
from storage.index.duplicates import put_in_group
from storage.index.rows import set_analysis
from storage.library.library import Library
from storage.live.generations import build

NOW: Final = datetime(2026, 11, 15, tzinfo=UTC)
FILTERS: Final = (
    "", "is:unread", "is:hidden", "concern:privacy", "concern:privacy police", "concerns:3", 'stakeholder:"party 7"',
    "role:supplier since:30d", "police -council", "is:untagged -concern:bias", "source:3 OR concern:power",
)  # fmt: skip
_NAMES: Final = 3000


def main(size: int = 100_000) -> None:
    """Measure and print the tables."""
    with tempfile.TemporaryDirectory(prefix="civicdesk-benchmark-") as folder:
        home, file = Path(folder) / "home", Path(folder) / "stories.json"
        corpus.write(file, size)
        places = Places.find(home, file, {})
        build(places, lambda _: None)
        with Library.open(places, who="me", now=lambda: NOW) as library:
            library.wait()
            _prepare(library)
            rows = [[written or "(all)", *_filter(library, written)] for written in FILTERS]
            others = [[what, _middle(ask)] for what, ask in _others(library)]
            begin = time.perf_counter()
            library.judge([(EVERYWHERE, stakeholder_field("Party 0"), Correction(name="Party 1"))])
            took = (time.perf_counter() - begin) * 1000
            merged = library.count(parse('stakeholder:"party 1"', NOW))
            others.append([f"two names of {merged} stories merged", took])
    print(f"A completed filter at {size:,} stories (ms)\n")
    table(["filter", "newest 200 keys", "the same arranged, with copies folded", "facets", "count", "found"], rows)
    print("Others (ms)\n")
    table(["what", "ms"], others)


def _middle(ask: Callable[[], object]) -> float:
    return middle(times(ask, 5))


def _filter(library: Library, written: str) -> list[object]:
    query = parse(written, NOW)
    return [
        _middle(partial(library.search, query)),
        _middle(partial(library.arranged, query, How(), limit=200)),
        _middle(partial(library.facets, query)),
        _middle(partial(library.count, query)),
        library.count(query),
    ]


def _others(library: Library) -> list[tuple[str, Callable[[], object]]]:
    story = library.rows(library.search(limit=1))[0].id
    everything = 1 << 40
    return [
        ("stories related to the newest one", partial(library.related, story, 30)),
        ("copies of a story", partial(library.copies, story)),
        ("all arranged, newest first", partial(library.arranged, EVERYTHING, How(), limit=everything)),
        ("all arranged by concern", partial(library.arranged, EVERYTHING, How(group="concern"), limit=everything)),
    ]


def _prepare(library: Library) -> None:
    """Suggestions in Zipf's proportions, folds of two, hidden ones."""
    chance = random.Random(5)
    index = library._live.index  # a library would analyse each story
    names = [1 / (rank + 3) for rank in range(_NAMES)]
    with index.writing(timeout=60) as db:
        for story in library.iterate():
            set_analysis(db, story, _suggestions(chance, story.text, names))
        keys = [key for (key,) in db.execute("SELECT key FROM stories ORDER BY key")]
        for one, other in zip(keys[::10], keys[1::10], strict=True):
            put_in_group(db, (one, other), None)
    hidden = [row.id for row in library.rows(keys[::100])]
    library.judge([(story, HIDE, True) for story in hidden])


def _suggestions(chance: random.Random, text: str, names: list[float]) -> Analysis:
    sentence = Span(0, 40, text[:40])
    picked = dict.fromkeys(chance.choices(range(_NAMES), weights=names, k=6))
    stakeholders = tuple(
        Stakeholder(f"Party {number}", (), "company", (chance.choice(ROLES).id,), 0.5, (sentence,)) for number in picked
    )
    concerns = chance.sample(CONCERNS, 2)
    ranked = tuple(Suggestion(one.id, 0.8, True, ("word",), (Evidence(sentence, 0.7),)) for one in concerns)
    return Analysis((sentence,), stakeholders, ranked)


if __name__ == "__main__":
    main(*(int(size) for size in sys.argv[1:]))
