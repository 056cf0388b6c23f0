"""`python -m storage.live.analyser PLACES`: finds duplicates among the stories that are new, then analyses those
that have no suggestions yet, newest first, in a process of its own that gives way to everybody else."""

import json
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

from civic.analysis.analyse import analyse
from civic.codebook import Codebook
from civic.story import Story
from civic.suggestions import Analysis
from civic.text import counted
from storage.files.child import be_idle, end_with_parent, unpacked
from storage.files.disk import fingerprint, free_room, shown
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.index.build import changed_since
from storage.index.queries.listing import place_of
from storage.index.queries.reweighing import count_anew
from storage.index.queries.reweighing import load as load_reweighing
from storage.index.queries.reweighing import show as show_reweighed
from storage.index.rows import body_of, set_analysis
from storage.index.schema import Index
from storage.index.second_opinions import with_opinions
from storage.live import generations
from storage.live.decisions import Decisions
from storage.live.duplicates import DuplicateFinder
from storage.live.jobs import NEWS
from storage.live.judged import Judged
from storage.settings.codebook import load
from storage.stories.reader import StoryReader

_BATCH: Final = 20
"""Stories analysed one after the other before it is asked which ones come next."""
_TOGETHER: Final = 1.0
_MOST: Final = 60
"""Seconds of work that are written at once, and stories: those of few change nearly as many pages of the index as those
of many, and the desk looks at what has changed each time; but nobody is to wait long for the index."""
_ROOM: Final = 64 << 20
"""Bytes that stay free on the disk: suggestions can be had again, and what the user does needs some."""
_LOOK_AGAIN: Final = 5.0
_PAUSE: Final = 0.25
"""Seconds without a key after which the work goes on: as long as what a key leads to may take."""


class Wishes:
    """What the process that started this one wants of it: a pause for each key, and which stories come first."""

    def __init__(self) -> None:
        self._until = 0.0
        self._first: list[str] = []

    def hear(self, line: str) -> None:
        """Take a line of `Jobs`: an empty one for a key, or a JSON list of ids."""
        if not line:
            self._until = time.monotonic() + _PAUSE
            return
        with suppress(ValueError):
            found = json.loads(line)
            self._first = [one for one in found if isinstance(one, str)] if isinstance(found, list) else []

    def pause(self) -> None:
        """Wait while keys come."""
        while (rest := self._until - time.monotonic()) > 0:
            time.sleep(rest)

    def take_first(self) -> list[str]:
        """Return the ids of the stories that come first, each time that they are asked for once."""
        first, self._first = self._first, []
        return first


class Waiting:
    """Suggestions that wait to be written together."""

    def __init__(self, places: Places, index: Index) -> None:
        self._places = places
        self._index = index
        self._found: list[tuple[Story, Analysis, bytes, Sequence[int]]] = []
        self._since = time.monotonic()

    @property
    def due(self) -> bool:
        """Return whether they have waited for long enough."""
        return len(self._found) >= _MOST or time.monotonic() - self._since >= _TOGETHER

    def add(self, story: Story, analysis: Analysis, place: Sequence[int]) -> None:
        """Add those for a story that was read at this place: start and length in the story file."""
        self._found.append((story, analysis, body_of(analysis), place))

    def keep(self) -> None:
        """Write them, but for stories that stand where they were read no more: they have changed, and their turn comes
        again. Raises sqlite3.Error."""
        found, self._found = self._found, []
        if found:
            _give_way(self._places, self._index)
            with self._index.writing(timeout=60) as db:
                for story, analysis, body, place in reversed(found):  # rows in rising order fill their pages
                    if place_of(db, story.id) == (story.id, *place):
                        set_analysis(db, story, analysis, body)
        self._since = time.monotonic()


def main(arguments: list[str]) -> int:
    """Analyse what is to be analysed in the places given; return exit status 0 when all is done."""
    wishes = Wishes()
    end_with_parent(wishes.hear)
    be_idle()
    try:
        return 0 if run(unpacked(arguments[0]), wishes) else 1
    except (StorageError, OSError, sqlite3.Error) as error:
        print(f"! {error}", flush=True)
        return 1


def run(places: Places, wishes: Wishes | None = None) -> bool:
    """Analyse all stories that have no suggestions yet, also those that come meanwhile, as `wishes` has it; return
    whether there was an index."""
    wishes = wishes or Wishes()
    while index := generations.current(places):
        try:
            if not _once(places, index, wishes):
                return True
        finally:
            index.close()
    return False


def _now() -> datetime:
    return datetime.now(UTC)


def _once(places: Places, index: Index, wishes: Wishes) -> int:
    """Find the duplicates of what is there now and analyse it, newest first; return how many stories that were. Ends
    early where the index gives way to another one."""
    pointer = fingerprint(places.index)
    reader = StoryReader(places.stories)
    decisions = Decisions(Judged(places, None, _now), "", _now)

    def inherit(index: Index) -> None:
        with suppress(StorageError):  # it is tried again
            decisions.inherit(index)

    finder = DuplicateFinder(index, reader, inherit, wishes.pause)
    waiting = Waiting(places, index)
    below, done = 1 << 62, 0
    _reweigh(places, index)
    while fingerprint(places.index) == pointer:
        # By turns, so that both are done with the newest stories soon.
        searched = finder.step()
        done += searched or 0
        if in_sight := wishes.take_first():
            waiting.keep()  # of these none may be analysed once more
        batch = first = _these(index, in_sight)
        if not batch and (batch := _next(index, below)):
            below = batch[-1][0]
        if not batch:
            waiting.keep()
        if searched is None and not batch:
            _tell_changes(index)
            break
        if not batch:
            continue
        stories = _read(reader, batch)
        if len(stories) < len(batch):
            reader.close()
            reader = StoryReader(places.stories)  # it has been replaced
            stories = _read(reader, batch)
        read = {story: place for _, story, *place in batch}
        for story, analysis in _analysed(places, stories, load(places).codebook, wishes):
            waiting.add(story, analysis, read[story.id])
        if first or waiting.due:
            waiting.keep()
        done += len(stories)
    index.checkpoint()
    return done


def _reweigh(places: Places, index: Index) -> None:
    """Have stories found by their suggestions as the user's decisions re-weigh them, where that is asked for."""
    with suppress(StorageError):  # it is tried again
        count_anew(places, index.connection)
    if changed := show_reweighed(index, load_reweighing(places)):
        of = counted(changed, "story", "stories")
        print(f"{NEWS}By your decisions (reweigh), other concerns are suggested for {of}.", flush=True)


def _tell_changes(index: Index) -> None:
    """Say once, where another version made the suggestions before, of how many stories they have changed."""
    with index.writing(timeout=60) as db:
        changed, compared = changed_since(db)
    if changed:
        of = f"{changed} of {counted(compared, 'story', 'stories')}"
        print(f"{NEWS}This version suggests other concerns for {of}; what you decided stays.", flush=True)


def _give_way(places: Places, index: Index) -> None:
    """Wait until the log of changes is small, and until there is room for more of it."""
    index.give_way()
    said = False
    while free_room(places.cache) < _ROOM:
        if not said:
            print(
                f"{NEWS}Suggestions wait: {shown(places.cache)} has hardly any room left; free some space.", flush=True
            )
        said = True
        time.sleep(_LOOK_AGAIN)


def _next(index: Index, below: int) -> list[tuple[int, str, int, int]]:
    sql = """SELECT key, id, start, length FROM stories JOIN place USING (key)
             WHERE suggested IS NULL AND key < ? ORDER BY key DESC LIMIT ?"""
    return index.connection.execute(sql, (below, _BATCH)).fetchall()


def _these(index: Index, ids: Sequence[str]) -> list[tuple[int, str, int, int]]:
    """Return those of some stories that have no suggestions yet."""
    if not ids:
        return []
    sql = """SELECT key, id, start, length FROM stories JOIN place USING (key)
             WHERE suggested IS NULL AND id IN (SELECT value FROM json_each(?)) ORDER BY key DESC LIMIT ?"""
    return index.connection.execute(sql, (json.dumps(ids), _BATCH)).fetchall()


def _read(reader: StoryReader, batch: list[tuple[int, str, int, int]]) -> list[Story]:
    return [found for _, story, start, length in batch if (found := reader.story(story, start, length))]


def _analysed(
    places: Places, stories: Sequence[Story], codebook: Codebook, wishes: Wishes
) -> Iterator[tuple[Story, Analysis]]:
    reweighing = load_reweighing(places)
    for story in stories:
        wishes.pause()
        found = analyse(story.text, story.title, story.lang, codebook)
        yield story, reweighing.of(story.id, with_opinions(places, story, found, codebook))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
