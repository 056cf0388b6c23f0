"""Stories and what was decided on them, as the desk and the command line ask for them."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Self

from civic.query import EVERYTHING, Query
from civic.registers import OwnView
from storage.files.disk import fingerprint, open_regular, shown
from storage.files.errors import StorageError, UnreadableError
from storage.files.migrations import STORIES
from storage.index.queries.listing import Row
from storage.index.queries.reweighing import ReweighingFile
from storage.library.care.guardian import Guardian
from storage.library.catalogue import Catalogue
from storage.live.decisions import Decisions
from storage.live.judged import COMPACT_AT, Judged
from storage.live.live_index import LiveIndex
from storage.past.codebooks import Codebooks
from storage.past.versions import Versions
from storage.settings.codebook import CodebookFile
from storage.settings.config import remember, remembered
from storage.settings.own_view import viewer

if TYPE_CHECKING:
    from datetime import datetime

    from civic.arrangement import Arrangement, How
    from civic.identity import Terms
    from civic.judgement import Judgement, Value
    from civic.operation import Operation
    from civic.registers import Merged
    from civic.related import Kinship
    from civic.reweighing import Reweighed
    from civic.story import Story
    from civic.suggestions import Analysis
    from civic.versions import Version
    from storage.files.places import Places
    from storage.index.queries.facets import Counts
    from storage.library.care.upkeep import Upkeep
    from storage.library.erase import Erased
    from storage.library.put import Announce, Changes
    from storage.library.writing import Writing

__all__ = ["Library", "Row"]

_LEFT: Final = "left"
_DAY: Final = 86400
_LAST_WAIT: Final = 0.2
"""Seconds that leaving waits for others: what is not compacted now is by them, or next time."""
_NO_RULES: Final[Mapping[tuple[str, str], str]] = {}
_NO_AID: Final[Mapping[str, bool]] = {}


class Library:
    """A story file with its judgements and its index. Open it with `Library.open`, as a context manager.

    Where a method says no more, any thread may call it and it is quick; those that change the story file are for a
    worker thread. Times are seconds since 1970; keys sort by time, the newest largest; see `workspace.ports`."""

    def __init__(self, places: Places, who: str, formerly: Sequence[str], now: Callable[[], datetime],
                 progress: Callable[[str], None] | None) -> None:  # fmt: skip
        self.places = places
        self.notices: list[str] = []
        """sentences for the user, which grow while the library is open"""
        self.first_run = False
        """whether the built-in first story was just put there"""
        self.only_suggestions = False
        """whether what the last `poll` saw were at most suggestions and duplicates, found in the background"""
        self.decided = 0
        """how many decisions of the user's that are no private ones were written down since it was opened"""
        self._files: tuple[object, ...] = ()
        self._decided = False
        self._now = now
        codebook = CodebookFile(places)
        view = viewer(places, who, formerly, codebook.current)
        self._judged = Judged(places, view, now, self._notify)
        codebooks, shifted = Codebooks(places, codebook.current, now), ReweighingFile(places).shifted
        self._decisions = Decisions(self._judged, who, now, codebooks.current, shifted)
        self._live = LiveIndex(places, self._judged, lambda: now().date(), self._notify, progress)
        self._versions = texts = Versions(places, self._notify)
        self._guardian = Guardian(places, (texts.kept, self._judged.forgotten.kept), lambda: now().date(), self._notify)
        self._catalogue = catalogue = Catalogue(places, self._live, self._judged, texts, _left(places, now()))
        self.show_renamed, self.known_entries = catalogue.show_renamed, catalogue.known_entries
        self.has_decisions, self.judged_since = catalogue.has_decisions, catalogue.judged_since
        self.came_by, self.pending, self.facts = catalogue.came_by, catalogue.pending, catalogue.facts
        jobs = self._live.jobs
        self.analyse_first, self.analyse_rest, self.give_way = jobs.analyse_first, jobs.analyse, jobs.give_way

    @cached_property
    def _writing(self) -> Writing:
        from storage.library.keep import Keeper  # what only reads does not wait for what writes
        from storage.library.writing import Writing

        keeper = Keeper(self._versions, self._judged.forgotten, self._catalogue.history, self._judged.view, self._now)
        return Writing(self.places, self._live, self._judged.forgotten, keeper, self._now, self._notify)

    # opening and closing

    @classmethod
    def open(
        cls, places: Places, *, who: str, formerly: Sequence[str] = (), now: Callable[[], datetime],
        progress: Callable[[str], None] | None = None,
    ) -> Self:  # fmt: skip
        """Open the library of these places; `who` signs the decisions, those signed by `formerly` are the user's as
        well, `now` gives the time with its offset, and `progress` is called with sentences about long work. The first
        start puts the built-in story into a new file; one that the user named has to be there. Raises StorageError."""
        if places.named and not os.path.lexists(places.stories):
            raise UnreadableError(f"There is no story file {shown(places.stories)}: check the name and its folder.")
        library = cls(places, who, formerly, now, progress)
        try:
            library._open()
        except BaseException:
            library._live.close()
            raise
        return library

    def _open(self) -> None:
        self.first_run = self._guardian.open()
        with suppress(FileNotFoundError), open_regular(self.places.stories):
            pass  # a folder or a pipe in its place is an error at once
        self._judged.open()
        self._live.start()
        self._judged.mend(self._live.index)

    @cached_property
    def _upkeep(self) -> Upkeep:
        from storage.library.care.upkeep import Upkeep

        return Upkeep(self.places, self._live, self._decisions)

    def _notify(self, sentence: str) -> None:
        if sentence not in self.notices:
            self.notices.append(sentence)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End what runs in the background and compact the journal into the snapshot. Never raises."""
        with suppress(StorageError, sqlite3.Error):
            if self._live.whole and (self._decided or not self._judged.journal.is_empty()):
                self._judged.compact(self._live.index, _LAST_WAIT)
                self._upkeep.remember_habits()
        self._live.close()

    def leave(self) -> None:
        """Remember that the desk is left now: what is fetched from here on is new next time. Raises StorageError."""
        remember(self.places, _LEFT, int(self._now().timestamp()))

    # how the library is

    @property
    def numbering(self) -> int:
        """Another number as soon as keys may stand for other stories than before: with each new index."""
        return self._live.numbering

    @property
    def read_only(self) -> bool:
        """Whether no story can be put: the file or its folder can't be written, or a newer program wrote it."""
        is_newer = (report := self._live.report) is not None and report.schema > len(STORIES)
        return is_newer or not os.access(self.places.stories.parent, os.W_OK)

    @property
    def indexing(self) -> bool:
        """Whether the index is being built in the background; meanwhile only the newest stories are found."""
        return self._live.indexing

    def wait(self) -> None:
        """Wait until every story can be found. Raises StorageError."""
        if self._live.indexing:
            self._live.build_now()

    def poll(self) -> bool:
        """Return whether anything else has changed something since the last call, which this library then shows."""
        with suppress(StorageError):
            self._guardian.poll()
        changed = self._live.poll()
        paths = (self.places.stories, self.places.judgements, self.places.journal)
        before, self._files = self._files, (self.numbering, *map(fingerprint, paths))
        self.only_suggestions = self._files == before
        with suppress(StorageError, sqlite3.Error):
            changed |= self._judged.poll(self._live.index)
        return changed

    # asking: see `Catalogue`

    def search(self, query: Query = EVERYTHING, *, limit: int = 200, before: int | None = None) -> list[int]:
        """Return the keys of the newest `limit` stories that a query finds, older than the key `before`."""
        return self._catalogue.search(query, limit, before)

    def arranged(self, query: Query, how: How, *, limit: int) -> Arrangement:
        """Return the newest `limit` stories that a query finds (the oldest, where that is the order), arranged."""
        return self._catalogue.arranged(query, how, limit)

    def count(self, query: Query = EVERYTHING, *, grouped: bool = False) -> int:
        """Return how many stories a query finds; with `grouped`, duplicates counted once."""
        return self._catalogue.count(query, grouped=grouped)

    def facets(self, query: Query = EVERYTHING, only: Sequence[str] = (), *, grouped: bool = False) -> Counts:
        """Return what the found stories are about and how many of each, by kind; `only` of these, if any are given."""
        return self._catalogue.facets(query, only, grouped=grouped)

    def tags(self, begin: str = "", limit: int = 1000) -> Sequence[tuple[str, int]]:
        """Return the tags in use that begin so, and how many stories have each."""
        return self._catalogue.tags(begin, limit)

    def feed_counts(self) -> Mapping[str, tuple[int, int]]:
        """Return how many stories and unread ones each feed has brought, by its address."""
        return self._catalogue.feed_counts()

    def rows(self, keys: Sequence[int]) -> list[Row]:
        """Return the rows of these keys, in this order; stories that are gone are left out."""
        return self._catalogue.rows(keys)

    def key_of(self, story: str) -> int | None:
        """Return the key of a story. It can change when `poll` says that something changed."""
        return self._catalogue.key_of(story)

    def copies(self, story: str) -> tuple[int | None, Sequence[int]]:
        """Return number and keys of a story's duplicate group, newest first; (None, ()) for none."""
        return self._catalogue.copies(story)

    def related(self, story: str, limit: int) -> list[Kinship]:
        """Return the stories that have most to do with this one, most first."""
        return self._catalogue.related(story, limit)

    def ids(self, prefix: str, limit: int = 10) -> list[str]:
        """Return ids of stories that begin so."""
        return self._catalogue.ids(prefix, limit)

    def story(self, story: str) -> Story | None:
        """Return the story of this id; None where there is none."""
        return self._catalogue.story(story)

    def stories(self, ids: Iterable[str]) -> Iterator[Story]:
        """Yield the stories of these ids, in this order; ids of no story are left out."""
        return self._catalogue.stories(ids)

    def documents(self, ids: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield ids and documents of stories as the file has them; what is no story's own id is left out."""
        return self._catalogue.documents(ids)

    def iterate(self, query: Query = EVERYTHING) -> Iterator[Story]:
        """Yield all stories that a query finds, newest first, in constant memory."""
        return self._catalogue.iterate(query)

    def as_they_came(self, query: Query = EVERYTHING) -> Iterator[Story]:
        """Yield the same stories without any correction of the user's, in the order of their ids."""
        return self._catalogue.as_they_came(query)

    @property
    def view(self) -> OwnView:
        """Return what tells the user's decisions from those of others."""
        return self._judged.view()

    def judgement(self, story: str) -> Judgement:
        """Return what the user decided on a story, also on one that is gone."""
        return self._catalogue.judgement(story)

    def history(self, story: str) -> list[Operation]:
        """Return every decision of every coder on a story, in their order."""
        return self._catalogue.history(story)

    def versions(self, story: str) -> list[Version]:
        """Return the earlier versions of a story's words that are kept, oldest first."""
        return self._catalogue.versions(story)

    def kept_versions(self, story: str) -> int:
        """Return how many earlier versions of a story are kept."""
        return self._catalogue.kept_versions(story)

    def analysis(self, story: str) -> Analysis | None:
        """Return the suggestions for a story as it stands; None where it has not been analysed yet."""
        return self._catalogue.analysis(story)

    def stakeholder_names(self, like: str = "") -> list[str]:
        """Return names of stakeholders that any story has, or only those that are spelt `like` one."""
        return self._catalogue.stakeholder_names(like)

    def as_corrected(self, story: str, analysis: Analysis) -> Analysis:
        """Return suggestions for a story with the stakeholders as the user corrected them."""
        return self._catalogue.as_corrected(story, analysis)

    # changing

    def put_many(
        self, stories: Sequence[Story], terms: Terms | None = None, announce: Announce | None = None
    ) -> Changes:
        """Add the stories that are new and replace those that changed, told apart by `terms`, once `announce` was told.
        Takes as long as the disk needs to copy the file. Raises StorageError, and then the file is as it was."""
        return self._writing.put(stories, terms, announce)

    def remove_many(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Remove stories and return the ids of those that were there; judgements stay. Else it is as `put_many`."""
        return self._writing.remove(ids)

    def erase(self, ids: Collection[str]) -> Erased:
        """Remove a story, by all its ids, with everything that is kept of it here, for good: see `erase`. For a worker
        thread. Raises StorageError, and then doing it again finishes it."""
        return self._writing.erase(ids)

    def restore_many(self, documents: Mapping[str, Mapping[str, Any] | None]) -> None:
        """Set the documents of stories, by their ids, to just these, as `documents` gave them; None removes a story.
        Raises StorageError; doing it again does the rest."""
        self._writing.restore(self.documents, documents)

    def judge(
        self, changes: Sequence[tuple[str, str, Value]], rules: Mapping[tuple[str, str], str] = _NO_RULES,
        step: str = "", aided: Mapping[str, bool] = _NO_AID,
    ) -> list[Operation]:  # fmt: skip
        """Write changes of (story id, field, value) down at once and return the operations, one for each field that
        really changed; they are on disk then. `rules` names the rule that decided, by story id and field; `step` is the
        id of what they are undone with; `aided` says by story id whether suggestions were in sight. Raises
        StorageError, and then nothing changed; JudgementError for an unknown field or a value that it can't have."""
        self._decided = True
        done = self._decisions.judge(self._live.index, changes, rules, step, aided, whole=self._live.whole)
        self.decided += sum(not one.private for one in done)
        if self._live.whole and self._judged.journal.size() > COMPACT_AT and not self._judged.broken:
            self._live.jobs.compact()
        return done

    def histories_of(self, step: str) -> Iterator[list[Operation]]:
        """Yield the histories of stories that a step has operations on. Raises StorageError."""
        return self._judged.histories_of(self._live.index, step, whole=self._live.whole)

    def adopt(self, operations: Sequence[Operation], *, own: bool = False) -> Merged:
        """Merge operations into those that are known, as they are, and return what was new. `own` are those by which
        the user has just decided. Raises StorageError."""
        self._decided = True
        merged = self._decisions.adopt(self._live.index, operations, whole=self._live.whole)
        self.decided += sum(own and not one.private for one in merged.new)
        return merged

    def forget(self, operations: Mapping[str, Collection[str]]) -> int:
        """Forget operations, ids by story, until they are adopted again; return their number. Raises StorageError."""
        self._decided = True
        return self._decisions.forget(self._live.index, operations, whole=self._live.whole)

    def keep_analysis(self, story: Story, analysis: Analysis, *, patience: float = 0.02) -> None:
        """Keep the suggestions for a story as it is here; dropped where the index is busy for `patience` seconds."""
        self._upkeep.keep_analysis(story, analysis, patience)

    def find_copies(self, most: int | None = None) -> bool:
        """Find the duplicates among all stories, or about the newest `most` that nobody has looked at; return whether
        none is left, which is so as well where the index can't be written. For a worker thread."""
        return self._upkeep.find_copies(most)

    def reweigh(self, *, reset: bool = False) -> Reweighed:
        """Have suggestions re-weighed by the user's decisions as they stand. Raises StorageError."""
        return self._upkeep.reweigh(reset=reset)


def _left(places: Places, now: datetime) -> int:
    """Return when the desk was last left; now, where a clock that was wrong wrote a time to come: nothing would be new
    until then."""
    left = remembered(places).get(_LEFT)
    latest = int(now.timestamp())
    return (left if left <= latest + _DAY else latest) if isinstance(left, int) else 0
