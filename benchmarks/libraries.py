"""Libraries of a size, as they are some time after the first start: indexed, every story analysed, duplicates found."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

from benchmarks import corpus
from civic.analysis.analyse import analyse
from storage.files.places import Places
from storage.index.rows import body_of, set_analysis
from storage.library.library import Library
from storage.live.generations import build

NOW: Final = datetime(2026, 11, 15, tzinfo=UTC)
_ANALYSED: Final = 200
"""The newest stories, which keys come to, have their own suggestions; all others those of one, since to analyse 100,000
takes a quarter of an hour."""
_TOGETHER: Final = 2000
"""Stories whose suggestions are written at once: some MB of log."""


@dataclass(frozen=True, slots=True)
class Libraries:
    """Makes each library once, in folders below one."""

    folder: Path
    _made: dict[int, Path] = field(default_factory=dict)

    def home(self, size: int) -> Path:
        """Return the home of a library of so many stories."""
        if size not in self._made:
            self._made[size] = _make(self.folder / f"of-{size}" / "home", size)
        return self._made[size]


def _make(home: Path, size: int) -> Path:
    home.mkdir(parents=True)
    places = Places.find(home, None, {})
    corpus.write(places.stories, size)
    build(places, lambda _: None)
    with Library.open(places, who="me", now=lambda: NOW) as library:
        library.wait()
        _analyse(library)
        library.find_copies()
    return home


def _analyse(library: Library) -> None:
    newest = {row.id for row in library.rows(library.search(limit=_ANALYSED))}
    index = library._live.index  # a library would analyse each story
    stories = library.iterate()
    usual = None
    while some := list(islice(stories, _TOGETHER)):
        some.reverse()  # rows in rising order fill their pages
        if usual is None:
            analysis = analyse(some[0].text, some[0].title, some[0].lang)
            usual = analysis, body_of(analysis)
        with index.writing(timeout=60) as db:
            for story in some:
                if story.id in newest:
                    set_analysis(db, story, analyse(story.text, story.title, story.lang))
                else:
                    set_analysis(db, story, *usual)
        index.give_way()
