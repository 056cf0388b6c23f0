"""What can be asked of a library: which stories there are, what stands in them, what was decided and suggested."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from civic.arrangement import Arrangement, How
from civic.correction import corrected
from civic.judgement import Judgement, Operation
from civic.query import EVEN_HIDDEN, EVERYTHING, Facts, Query, matches
from civic.related import Kinship
from civic.story import Story
from civic.suggestions import Analysis
from storage.index.analyses import get_analysis
from storage.index.duplicates import folded_with
from storage.index.queries import listing
from storage.index.queries.arrange import arrange_keys, arranged
from storage.index.queries.facets import facets
from storage.index.queries.listing import Row
from storage.index.queries.related import related
from storage.index.schema import has_words
from storage.index.stakeholders import corrections
from storage.judgements.entries import history_of, judgement_of
from storage.live.decisions import Decisions
from storage.live.live_index import Serving

_PAGE: Final = 500


class Asking:
    """The part of `Library` that changes nothing. Stories and suggestions come with their stakeholders as the person
    has them."""

    _serving: Serving
    _decisions: Decisions
    _left: int

    @property
    def numbering(self) -> int:
        """Another number as soon as keys may stand for other stories than before: with each new index."""
        return self._serving.numbering

    # finding

    def search(self, query: Query = EVERYTHING, *, limit: int = 200, before: int | None = None) -> list[int]:
        """The keys of the newest `limit` stories that the query finds, older than the key `before`, newest first."""
        if self._must_sift(query):
            return list(islice(self._sift(query, before), limit))
        return self._serving.ask(lambda db: listing.search(db, query, self._left, limit, before))

    def arranged(self, query: Query, how: How, *, limit: int) -> Arrangement:
        """The newest `limit` stories that the query finds (the oldest, where that is the order), arranged."""
        if self._must_sift(query):
            return self._serving.ask(lambda db: arrange_keys(db, self.search(query, limit=limit), how, limit))
        return self._serving.ask(lambda db: arranged(db, query, self._left, how, limit))

    def count(self, query: Query = EVERYTHING, *, folded: bool = False) -> int:
        """How many stories the query finds; with `folded`, copies of one story counted once, as a list shows them."""
        if self._must_sift(query):
            return sum(1 for _ in self._sift(query, None))
        return self._serving.ask(lambda db: listing.count(db, query, self._left, folded=folded))

    def _must_sift(self, query: Query) -> bool:
        return not self._serving.ask(has_words) and listing.asks_for_words(query)

    def _sift(self, query: Query, before: int | None) -> Iterator[int]:
        """The keys of the stories that a query finds, by reading each of them: for an SQLite that has no FTS5."""
        while keys := self.search(EVEN_HIDDEN, limit=_PAGE, before=before):
            for row in self.rows(keys):
                if (found := self.story(row.id)) and matches(query, self.facts(found)):
                    yield row.key
            before = keys[-1]

    def facts(self, story: Story) -> Facts:
        """All that a query can ask about a story."""
        new = story.fetched is not None and story.fetched.timestamp() >= self._left
        return Facts(story, self.judgement(story.id), self.analysis(story.id), new)

    def facets(self, query: Query = EVERYTHING) -> Mapping[str, list[tuple[str, int]]]:
        """What the found stories are about: for "concern", "stakeholder", "role", "source", "feed" and "month" the
        values and how many stories have each, the most frequent first (months: the latest first)."""
        return self._serving.ask(lambda db: facets(db, query, self._left))

    def feed_counts(self) -> Mapping[str, tuple[int, int]]:
        """How many stories each feed has brought, and how many of them are unread, by the feed's address."""
        return self._serving.ask(listing.feed_counts)

    def rows(self, keys: Sequence[int]) -> list[Row]:
        """The rows of these keys, in this order; stories that are gone are left out."""
        found = self._serving.ask(lambda db: listing.rows(db, keys))
        return self._decisions.with_waiting(self._serving.index, found, whole=self._serving.whole)

    def key_of(self, story: str) -> int | None:
        """The key of a story. It can change when `poll` says that something changed."""
        return self._serving.ask(lambda db: listing.key_of(db, story))

    def copies(self, story: str) -> tuple[int | None, Sequence[int]]:
        """The number of the fold that a story is in, and the keys of all its stories, newest first; None and none for
        a story that is in none."""
        key = self.key_of(story)
        return (None, ()) if key is None else self._serving.ask(lambda db: folded_with(db, key))

    def related(self, story: str, limit: int) -> list[Kinship]:
        """The stories that have most to do with this one, most first."""
        key = self.key_of(story)
        return [] if key is None else self._serving.ask(lambda db: related(db, key, limit))

    def ids(self, prefix: str, limit: int = 10) -> list[str]:
        """Ids of stories that begin so."""
        return self._serving.ask(lambda db: listing.ids(db, prefix, limit))

    # stories

    def story(self, story: str) -> Story | None:
        """The story of this id, read from the file; None where there is none."""
        return next(self.stories([story]), None)

    def stories(self, ids: Iterable[str]) -> Iterator[Story]:
        """The stories of these ids, in this order, one at a time; ids that there are not are left out."""
        for story in ids:
            for fresh in (False, True):  # once more where the file has been replaced since it was opened
                place = self._serving.ask(lambda db, story=story: listing.place_of(db, story))  # type: ignore[misc]
                reader = self._serving.reader(fresh)
                found = reader.story(story, *place) if reader and place else None
                if found:
                    yield self._as_corrected(found)
                    break

    def _as_corrected(self, story: Story) -> Story:
        """The story with its author's stakeholders as the person has them."""
        if not story.stakeholders:
            return story
        here, everywhere = self._serving.ask(lambda db: corrections(db, story.id))
        return replace(story, stakeholders=corrected(story.stakeholders, here, everywhere))

    def iterate(self, query: Query = EVERYTHING) -> Iterator[Story]:
        """All stories that the query finds, newest first, in constant memory."""
        before: int | None = None
        while keys := self.search(query, limit=_PAGE, before=before):
            yield from self.stories(row.id for row in self.rows(keys))
            before = keys[-1]

    # decisions

    def judgement(self, story: str) -> Judgement:
        """What the person decided on a story, also on one that is gone."""
        return judgement_of(self._decisions.entry(self._serving.index, story, whole=self._serving.whole) or {})

    def history(self, story: str) -> list[Operation]:
        """Every decision on a story, oldest first."""
        return history_of(self._decisions.entry(self._serving.index, story, whole=self._serving.whole) or {})

    # suggestions

    def analysis(self, story: str) -> Analysis | None:
        """The suggestions that are kept for a story as it stands; None where it has not been analysed yet."""
        found = self.story(story)
        analysis = self._serving.ask(lambda db: get_analysis(db, found)) if found else None
        return self.as_corrected(story, analysis) if analysis else None

    def as_corrected(self, story: str, analysis: Analysis) -> Analysis:
        """Suggestions for a story with the stakeholders as the person has them."""
        here, everywhere = self._serving.ask(lambda db: corrections(db, story))
        return replace(analysis, stakeholders=corrected(analysis.stakeholders, here, everywhere))

    def pending(self) -> tuple[int, int]:
        """How many stories have been analysed, and how many there are."""
        return self._serving.ask(listing.analysed)
