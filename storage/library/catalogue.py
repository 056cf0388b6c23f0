"""What can be asked of a library: which stories there are, what stands in them, what was decided and suggested.

Every command waits for this module: what only types name, and what only some questions need, is not imported here.
"""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from civic.correction import corrected
from civic.involved import placed, with_additions
from civic.query import EVEN_HIDDEN, Query
from storage.files.errors import StorageError
from storage.index import mirror
from storage.index.analyses import get_analysis
from storage.index.duplicates import group_of, is_behind_coded
from storage.index.queries import listing
from storage.index.queries.arrange import arrange_keys, arranged
from storage.index.queries.facets import facets, tags
from storage.index.queries.reweighing import ReweighingFile
from storage.index.rows import names_of
from storage.index.schema import has_words
from storage.index.stakeholders import corrections, names_in_use, spellings
from storage.past.mirror import is_updated, kept_versions
from storage.stories.reader import story_of
from storage.stories.seen import Seen

if TYPE_CHECKING:
    from civic.arrangement import Arrangement, How
    from civic.judgement import Judgement
    from civic.operation import Operation
    from civic.query.match import Facts
    from civic.related import Kinship
    from civic.story import Story
    from civic.suggestions import Analysis
    from civic.versions import Version
    from storage.files.places import Places
    from storage.index.queries.listing import Row
    from storage.live.judged import Judged
    from storage.live.live_index import LiveIndex
    from storage.past.versions import Versions

_LOOK_AGAIN: Final = 0.1
_PATIENCE: Final = 60.0
"""Seconds between looks at what another process does, and seconds to wait for those that write the index."""
_PAGE: Final = 500
"""Stories that are looked up at once where all of them are gone through."""


class Catalogue:
    """A part of a library that answers questions and changes nothing. Stories and suggestions come with their
    stakeholders as the user corrected them. All methods may be called from any thread."""

    def __init__(self, places: Places, live: LiveIndex, judged: Judged, versions: Versions, left: int) -> None:
        """`left`: seconds since 1970 when the desk was last left; stories fetched since are new."""
        self._live = live
        self._judged = judged
        self._versions = versions
        self._reweighing = ReweighingFile(places)
        self._left = left
        self._counted = threading.local()

    # finding

    def search(self, query: Query, limit: int, before: int | None) -> list[int]:
        """Return the keys of the newest `limit` stories that a query finds, older than the key `before`, newest
        first."""
        if self._needs_reading(query):
            return list(islice(self._read_through(query, before), limit))
        return self._live.ask(lambda db: listing.search(db, query, self._left, limit, before))

    def arranged(self, query: Query, how: How, limit: int) -> Arrangement:
        """Return the newest `limit` stories that a query finds (the oldest, where that is the order), arranged."""
        if self._needs_reading(query):
            return self._live.ask(lambda db: arrange_keys(db, self.search(query, limit, None), how, limit))
        return self._live.ask(lambda db: arranged(db, query, self._left, how, limit))

    def count(self, query: Query, *, grouped: bool) -> int:
        """Return how many stories a query finds; with `grouped`, how many rows a list shows of them, in which
        duplicates are one row."""
        if self._needs_reading(query):
            return sum(1 for _ in self._read_through(query, None))
        return self._live.ask(lambda db: listing.count(db, query, self._left, grouped=grouped))

    def _needs_reading(self, query: Query) -> bool:
        return not self._live.ask(has_words) and listing.asks_for_words(query)

    def _read_through(self, query: Query, before: int | None) -> Iterator[int]:
        """Yield the keys of the stories that a query finds, by reading each of them: for an SQLite without FTS5."""
        from civic.query.match import matches

        while keys := self.search(EVEN_HIDDEN, _PAGE, before):
            for row in self.rows(keys):
                if (found := self.story(row.id)) and matches(query, self.facts(found)):
                    yield row.key
            before = keys[-1]

    def facts(self, story: Story) -> Facts:
        """Return all that a query can ask about a story."""
        from civic.query.match import Facts

        new = story.fetched is not None and story.fetched.timestamp() >= self._left
        updated = self._live.ask(lambda db: is_updated(db, story.id))
        behind = self._live.ask(lambda db: is_behind_coded(db, story.id))
        history, view = self.history(story.id), self._judged.view()
        analysis = self.analysis(story.id)
        return Facts(story, view.judgement(history), analysis, new, updated, tuple(history), view, behind)

    def facets(self, query: Query, only: Sequence[str] = (), *, grouped: bool) -> dict[str, list[tuple[str, int]]]:
        """Return what the found stories are about: for most fields of a filter, and for "month", the values and how
        many stories have each, the most frequent first (months: the latest first); `only` of these fields, if
        any are given. With `grouped`, duplicates are counted once, but for months."""
        return self._live.ask(lambda db: facets(db, query, self._left, only, grouped=grouped))

    def tags(self, begin: str, limit: int) -> Sequence[tuple[str, int]]:
        """Return the tags in use that begin so, and how many stories have each."""
        return self._live.ask(lambda db: tags(db, begin, limit))

    def known_entries(self) -> Mapping[str, Mapping[str, str]]:
        """Return the ids of the stories whose entries are known by their marks, by feed and mark."""
        return {} if self._live.indexing else Seen(self._live.ask)

    def judged_since(self, mark: str) -> tuple[Sequence[str], str]:
        """Return the ids of what was judged since a mark was given, and the present mark; the same mark, and none,
        while only the newest stories are known."""
        return self._live.ask(lambda db: mirror.changed_since(db, mark)) if self._live.whole else ((), mark)

    def has_decisions(self) -> bool:
        """Return whether anything has been decided on any story."""
        return self._live.ask(mirror.has_entries)

    def feed_counts(self) -> Mapping[str, tuple[int, int]]:
        """Return how many stories each feed has brought and how many of them are unread, by the feed's address."""
        return self._live.ask(listing.feed_counts)

    def came_by(self, feeds: Collection[str], since: int) -> list[str]:
        """Return the ids of the stories of some feeds that were first fetched at a time or later; none while only the
        newest stories are known."""
        return self._live.ask(lambda db: listing.came_by(db, feeds, since)) if self._live.whole else []

    def rows(self, keys: Sequence[int]) -> list[Row]:
        """Return the rows of these keys, in this order; stories that are gone are left out."""
        found = self._live.ask(lambda db: listing.rows(db, keys))
        return self._judged.with_waiting(self._live.index, found, whole=self._live.whole)

    def key_of(self, story: str) -> int | None:
        """Return the key of a story, None where there is none of this id or alias."""
        return self._live.ask(lambda db: listing.key_of(db, story))

    def copies(self, story: str) -> tuple[int | None, Sequence[int]]:
        """Return the number of a story's duplicate group and the keys of all stories in it, newest first; (None, ())
        for a story that is in no group, or stands apart."""
        key = self.key_of(story)
        return (None, ()) if key is None else self._live.ask(lambda db: group_of(db, key))

    def related(self, story: str, limit: int) -> list[Kinship]:
        """Return the stories that have most to do with this one, most first."""
        from storage.index.queries.related import related

        key = self.key_of(story)
        return [] if key is None else self._live.ask(lambda db: related(db, key, limit))

    def ids(self, prefix: str, limit: int) -> list[str]:
        """Return at most `limit` ids of stories that begin so, or have an alias that does, in their order."""
        return self._live.ask(lambda db: listing.ids(db, prefix, limit))

    def show_renamed(self, going_on: Callable[[int, int], bool]) -> bool:
        """Have the index show of all stories what their tags are called now, as long as `going_on`, which is told of
        how many of how many it does, says so; return whether it does of all."""
        judged, index = self._judged, self._live.index
        with suppress(StorageError):
            judged.catch_up(index)
        try:
            while left := judged.following(index):
                if not going_on(*left):
                    return False
                if self._live.jobs.shows_renamed:
                    time.sleep(_LOOK_AGAIN)
                else:
                    judged.show_renamed(index, _PATIENCE)
        except sqlite3.Error:
            return False  # the next look has the index made anew
        return True

    def pending(self) -> tuple[int, int]:
        """Return how many stories have been analysed, and how many there are."""
        return self._live.ask(self._pending)

    def _pending(self, db: sqlite3.Connection) -> tuple[int, int]:
        # The desk asks each second: all are counted only where something has changed.
        state = (self._live.numbering, db.total_changes, *db.execute("PRAGMA data_version").fetchone())
        if getattr(self._counted, "state", None) != state:
            self._counted.state, self._counted.found = state, listing.analysed(db)
        found: tuple[int, int] = self._counted.found
        return found

    # stories

    def story(self, story: str) -> Story | None:
        """Return the story of this id, read from the file; None where there is none."""
        return next(self.stories([story]), None)

    def stories(self, ids: Iterable[str]) -> Iterator[Story]:
        """Yield the stories of these ids, in this order, one at a time; ids of no story are left out."""
        return map(self._with_corrected_stakeholders, self._stories(ids))

    def _stories(self, ids: Iterable[str]) -> Iterator[Story]:
        for story in ids:
            for fresh in (False, True):  # once more where the file has been replaced since it was opened
                place = self._live.ask(lambda db, story=story: listing.place_of(db, story))  # type: ignore[misc]
                reader = self._live.reader(fresh)
                found = reader.story(*place) if reader and place else None
                if found:
                    yield found
                    break

    def documents(self, ids: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield ids and documents of stories as the file has them; what is no story's own id is left out."""
        for story in ids:
            for fresh in (False, True):
                place = self._live.ask(lambda db, story=story: listing.place_of(db, story))  # type: ignore[misc]
                reader = self._live.reader(fresh)
                document = reader.document(*place[1:]) if reader and place and place[0] == story else None
                found = story_of(document)
                if found and found.id == story and document is not None:
                    yield story, document
                    break

    def _with_corrected_stakeholders(self, story: Story) -> Story:
        if not story.stakeholders:
            return story
        here, everywhere = self._live.ask(lambda db: corrections(db, story.id))
        return replace(story, stakeholders=corrected(story.stakeholders, here, everywhere))

    def as_they_came(self, query: Query) -> Iterator[Story]:
        """Yield the stories that a query finds without any correction of the user's, in the order of their ids."""
        found: list[str] = []
        before: int | None = None
        while keys := self.search(query, _PAGE, before):
            found += (row.id for row in self.rows(keys))
            before = keys[-1]
        return self._stories(sorted(found))

    def iterate(self, query: Query) -> Iterator[Story]:
        """Yield all stories that a query finds, newest first, in constant memory."""
        before: int | None = None
        while keys := self.search(query, _PAGE, before):
            yield from self.stories(row.id for row in self.rows(keys))
            before = keys[-1]

    # decisions

    def judgement(self, story: str) -> Judgement:
        """Return what the user decided on a story, also on one that is gone."""
        return self._judged.view().judgement(self.history(story))

    def history(self, story: str) -> list[Operation]:
        """Return every decision of every coder on a story, in their order."""
        return self._judged.history(self._live.index, story, whole=self._live.whole)

    # earlier words

    def versions(self, story: str) -> list[Version]:
        """Return the earlier versions of a story that are kept, oldest first, but for one that still stands."""
        found = self._versions.of(self._live.ask(lambda db: names_of(db, story)))
        present = self.story(story)
        if found and present and not found[-1].precedes(present):
            found.pop()
        return found

    def kept_versions(self, story: str) -> int:
        """Return how many earlier versions of a story are kept, as far as the index knows."""
        return self._live.ask(lambda db: kept_versions(db, story))

    # suggestions

    def analysis(self, story: str) -> Analysis | None:
        """Return the suggestions that are kept for a story as it stands; None where it has not been analysed yet."""
        found = self.story(story)
        analysis = self._live.ask(lambda db: get_analysis(db, found)) if found else None
        return self.as_corrected(story, analysis) if analysis else None

    def stakeholder_names(self, like: str) -> list[str]:
        """Return names of stakeholders that any story has, as far as there are not too many; or only those that have
        the words of one, whatever their case and accents."""
        return self._live.ask(lambda db: spellings(db, like) if like else names_in_use(db))

    def as_corrected(self, story: str, analysis: Analysis) -> Analysis:
        """Return suggestions for a story with the stakeholders as the user corrected them, and those that the user
        added; and as the user's decisions re-weigh them."""
        here, everywhere = self._live.ask(lambda db: corrections(db, story))
        found = with_additions(analysis.stakeholders, here, everywhere)
        if any(one.added and one.evidence for one in found):
            present = self.story(story)
            found = tuple(placed(one, present) if one.added else one for one in found)
        return self._reweighing.current().of(story, replace(analysis, stakeholders=found))
