"""`python -m storage.live.analyser PLACES`: finds duplicates among the stories that are new, then analyses those
that have no suggestions yet, newest first, in a process of its own that gives way to everybody else."""

import sqlite3
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from civic.analysis.analyse import analyse
from civic.codebook import Codebook
from civic.story import Story
from storage.files.child import be_modest, end_with_parent, unpacked
from storage.files.disk import fingerprint
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.index.queries.listing import place_of
from storage.index.rows import set_analysis
from storage.index.schema import Index
from storage.index.second_opinions import with_opinions
from storage.live import generations
from storage.live.decisions import Decisions
from storage.live.duplicates import DuplicateFinder
from storage.live.judged import Judged
from storage.settings.codebook import load
from storage.stories.reader import StoryReader

_BATCH: Final = 20
"""Stories written at once: few enough that nobody waits long for the index, many enough that it is worth it."""


def main(arguments: list[str]) -> int:
    """Analyse what is to be analysed in the places given; return exit status 0 when all is done."""
    end_with_parent()
    be_modest(15)
    try:
        return 0 if run(unpacked(arguments[0])) else 1
    except (StorageError, OSError, sqlite3.Error) as error:
        print(f"! {error}", flush=True)
        return 1


def run(places: Places) -> bool:
    """Analyse all stories that have no suggestions yet, also those that come meanwhile; return whether there was an
    index."""
    while index := generations.current(places):
        try:
            if not _once(places, index):
                return True
        finally:
            index.close()
    return False


def _now() -> datetime:
    return datetime.now(UTC)


def _once(places: Places, index: Index) -> int:
    """Find the duplicates of what is there now and analyse it, newest first; return how many stories that were. Ends
    early where the index gives way to another one."""
    pointer = fingerprint(places.index)
    reader = StoryReader(places.stories)
    decisions = Decisions(Judged(places, None, _now), "", _now)

    def inherit(index: Index) -> None:
        with suppress(StorageError):  # it is tried again
            decisions.inherit(index)

    finder = DuplicateFinder(index, reader, inherit)
    below, done = 1 << 62, 0
    while fingerprint(places.index) == pointer:
        # By turns, so that both are done with the newest stories soon.
        searched, batch = finder.step(), _next(index, below)
        done += searched or 0
        if searched is None and not batch:
            break
        if not batch:
            continue
        below = batch[-1][0]
        stories = _read(reader, batch)
        if len(stories) < len(batch):
            reader.close()
            reader = StoryReader(places.stories)  # it has been replaced
            stories = _read(reader, batch)
        _keep(places, index, stories, load(places).codebook, {story: place for _, story, *place in batch})
        done += len(stories)
        index.give_way()
    index.checkpoint()
    return done


def _next(index: Index, below: int) -> list[tuple[int, str, int, int]]:
    sql = """SELECT key, id, start, length FROM stories JOIN place USING (key)
             WHERE suggested IS NULL AND key < ? ORDER BY key DESC LIMIT ?"""
    return index.connection.execute(sql, (below, _BATCH)).fetchall()


def _read(reader: StoryReader, batch: list[tuple[int, str, int, int]]) -> list[Story]:
    return [found for _, story, start, length in batch if (found := reader.story(story, start, length))]


def _keep(
    places: Places, index: Index, stories: list[Story], codebook: Codebook, read: Mapping[str, Sequence[int]]
) -> None:
    """Analyse stories and keep what was found, but for those that no longer stand where `read` has them: they have
    changed, and their turn comes again."""
    found = [
        (story, with_opinions(places, story, analyse(story.text, story.title, story.lang, codebook), codebook))
        for story in stories
    ]
    with index.writing(timeout=60) as db:
        for story, analysis in found:
            if place_of(db, story.id) == (story.id, *read[story.id]):
                set_analysis(db, story, analysis)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
