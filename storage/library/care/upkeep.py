"""What the index is brought up to, in one place, so that what only reads waits for none of it."""

import sqlite3
from contextlib import suppress

from civic.habits import sunk
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
from storage.live.decisions import Decisions
from storage.live.duplicates import DuplicateFinder
from storage.live.live_index import LiveIndex
from storage.settings.codebook import remember_sunk


class Upkeep:
    """What is found out about stories and kept in the index: suggestions, duplicates, the user's habits. `Library`
    describes the methods."""

    def __init__(self, places: Places, live: LiveIndex, decisions: Decisions) -> None:
        self._places = places
        self._live = live
        self._decisions = decisions

    def keep_analysis(self, story: Story, analysis: Analysis, patience: float) -> None:
        """See `Library.keep_analysis`."""
        with suppress(sqlite3.OperationalError), self._live.index.writing(timeout=patience) as db:
            set_analysis(db, story, load_reweighing(self._places).of(story.id, analysis))

    def find_copies(self, most: int | None) -> bool:
        """See `Library.find_copies`; those that were found late get what was decided on the others."""

        def inherit(index: Index) -> None:
            if self._live.whole:  # a first page lacks what was decided on older duplicates
                with suppress(StorageError):
                    self._decisions.inherit(index)

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
