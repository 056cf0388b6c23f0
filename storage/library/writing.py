"""What changes the stories of a library or its index, in one place, so that what only reads waits for none of it."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeAlias

from civic.habits import sunk
from civic.identity import Terms
from civic.reweighing import Reweighed
from civic.story import Story
from civic.suggestions import Analysis
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.index.queries.habits import habits
from storage.index.queries.reweighing import count_anew, reweighed_now
from storage.index.queries.reweighing import load as load_reweighing
from storage.index.queries.reweighing import show as show_reweighed
from storage.index.rows import set_analysis
from storage.index.schema import Index
from storage.library.change import Changer
from storage.library.erase import Erased, erase
from storage.library.keep import Keeper
from storage.library.put import Announce, Changes, put, restore
from storage.library.remove import remove
from storage.live.decisions import Decisions
from storage.live.duplicates import DuplicateFinder
from storage.live.live_index import LiveIndex
from storage.past.forgotten import Forgotten
from storage.settings.codebook import remember_sunk

Documents: TypeAlias = Callable[[Iterable[str]], Iterator[tuple[str, Mapping[str, Any]]]]


class Writing:
    """What is done to the story file, to what is kept beside it and to the index. `Library` describes the methods."""

    def __init__(
        self, places: Places, live: LiveIndex, forgotten: Forgotten, keeper: Keeper, now: Callable[[], datetime],
        notify: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._places = places
        self._live = live
        self._forgotten = forgotten
        self._keeper = keeper
        self._now = now
        self._notify = notify
        self._changer = Changer(places, live, lambda: now().date(), notify)

    def put(self, stories: Sequence[Story], terms: Terms | None, announce: Announce | None) -> Changes:
        """See `Library.put_many`."""
        return self._changer.do(lambda index, file: put(index, file, stories, self._keeper, terms, announce))

    def remove(self, ids: Iterable[str]) -> tuple[str, ...]:
        """See `Library.remove_many`."""
        gone = tuple(ids)
        return self._changer.do(lambda index, file: remove(index, file, gone))

    def erase(self, ids: Collection[str]) -> Erased:
        """See `Library.erase`."""
        return erase(self._places, self._live, self._forgotten, frozenset(ids), self._now().date(), self._notify)

    def restore(self, there: Documents, documents: Mapping[str, Mapping[str, Any] | None]) -> None:
        """See `Library.restore_many`; `there` gives the documents of those that are here."""
        if wanted := {story: document for story, document in documents.items() if document is not None}:
            self._changer.do(lambda index, file: restore(index, file, wanted, self._keeper))
        # What is here by another story's alias is not this one.
        if gone := [story for story, _ in there(one for one, document in documents.items() if document is None)]:
            self._changer.do(lambda index, file: remove(index, file, gone))

    def keep_analysis(self, story: Story, analysis: Analysis, patience: float) -> None:
        """See `Library.keep_analysis`."""
        with suppress(sqlite3.OperationalError), self._live.index.writing(timeout=patience) as db:
            set_analysis(db, story, load_reweighing(self._places).of(story.id, analysis))

    def find_copies(self, most: int | None, decisions: Decisions) -> bool:
        """See `Library.find_copies`; `decisions` gives those that were found late what was decided on the others."""

        def inherit(index: Index) -> None:
            if self._live.whole:  # a first page lacks what was decided on older duplicates
                with suppress(StorageError):
                    decisions.inherit(index)

        with suppress(sqlite3.Error):
            if reader := self._live.reader(fresh=True):
                finder = DuplicateFinder(self._live.index, reader, inherit)
                finder.run(most)
                return finder.finished
        return True

    def remember_habits(self) -> None:
        """Remember which concerns are hardly ever accepted, and what decisions shift where that is asked for. Raises
        StorageError, sqlite3.Error."""
        remember_sunk(self._places, sunk(habits(self._live.index.connection)))
        count_anew(self._places, self._live.index.connection)

    def reweigh(self, *, reset: bool) -> Reweighed:
        """See `Library.reweigh`."""
        index = self._live.index
        try:
            count_anew(self._places, index.connection, reset=reset)
            show_reweighed(index, load_reweighing(self._places))
            return reweighed_now(self._places, index.connection)
        except sqlite3.Error as error:
            raise StorageError(f"The index can't be written now: {error}. Try again in a moment.") from error
