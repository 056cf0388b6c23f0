"""The library as an unaided coder may see it: the one place that hides suggestions and other coders.

All that the desk, the command line and exports show comes through here, so that none of them has to think of it. Where
nothing is to be hidden, each question goes on to the library as it is.
"""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from civic.flags import PRIVATE
from civic.query import EVERYTHING, And, Is, Not, Query
from civic.reweighing import as_for_all
from civic.unaided import NO_SUGGESTIONS, unaided_how, was_aided
from workspace.ports import NO_AID, NO_RULES, Announce, Changes, Erased, Library, Row

if TYPE_CHECKING:
    from civic.arrangement import Arrangement, How
    from civic.identity import Terms
    from civic.judgement import Judgement, Value
    from civic.operation import Operation
    from civic.query.match import Facts
    from civic.registers import Merged, OwnView
    from civic.related import Kinship
    from civic.reweighing import Reweighed
    from civic.story import Story
    from civic.suggestions import Analysis
    from civic.versions import Version
    from workspace.sight import Sight

    _Facets = Mapping[str, Sequence[tuple[str, int]]]

_CODED = Is("coded")
_BY_SUGGESTIONS = ("concern", "stakeholder", "role", "type", "who")


class UnaidedLibrary:
    """A library, of which `sight` says what may be seen. It is a `workspace.ports.Library` itself, where all methods
    are described; `_library` has the parts of it that hide nothing."""

    def __init__(self, library: Library, sight: Sight) -> None:
        self._library = library
        self._sight = sight

    def _hides(self, story: str) -> bool:
        return self._sight.unaided and self._sight.hides(coded=self._library.judgement(story).coded)

    def _query(self, query: Query) -> Query:
        return self._sight.asked(query)

    # what is hidden: questions about many stories

    def search(self, query: Query = EVERYTHING, *, limit: int = 200, before: int | None = None) -> Sequence[int]:
        """See `Library`."""
        return self._library.search(self._query(query), limit=limit, before=before)

    def arranged(self, query: Query, how: How, *, limit: int) -> Arrangement:
        """See `Library`."""
        how = unaided_how(how) if self._sight.unaided else how
        return self._library.arranged(self._query(query), how, limit=limit)

    def count(self, query: Query = EVERYTHING, *, grouped: bool = False) -> int:
        """See `Library`."""
        return self._library.count(self._query(query), grouped=grouped)

    def facets(self, query: Query = EVERYTHING, only: Sequence[str] = (), *, grouped: bool = False) -> _Facets:
        """See `Library`."""
        base = self._query(query)
        found = self._library.facets(base, only, grouped=grouped)
        if not self._sight.unaided:
            return found
        return _told(found, *(self._library.facets(And((base, one)), grouped=grouped) for one in (_CODED, Not(_CODED))))

    def stakeholder_names(self, like: str = "") -> Sequence[str]:
        """See `Library`. Whether a story that is not coded names somebody is not told."""
        if not self._sight.unaided:
            return self._library.stakeholder_names(like)
        coded = () if like else self.facets(_CODED, ("stakeholder",))["stakeholder"]
        return [like] if like else [name for name, _ in coded]

    def iterate(self, query: Query = EVERYTHING) -> Iterator[Story]:
        """See `Library`. They have the words in which they are coded, as they are shown."""
        return map(self._sight.frozen.of, self._library.iterate(self._query(query)))

    def as_they_came(self, query: Query = EVERYTHING) -> Iterator[Story]:
        """See `Library`."""
        return self._library.as_they_came(self._query(query))

    def rows(self, keys: Sequence[int]) -> Sequence[Row]:
        """See `Library`."""
        rows = self._library.rows(keys)
        if self._sight.frozen.any or self._sight.settling:
            rows = [self._as_seen(row) for row in rows]
        return [row.bare() if self._sight.hides(coded=row.coded) else row for row in rows]

    def _as_seen(self, row: Row) -> Row:
        """Return a row with the title of its story in its round, and in conflict by what is settled just now."""
        seen = self._frozen(row.id) if self._library.view.round_of([row.id]) else None
        return row.seen_as(seen.headline if seen else row.title, conflict=self._sight.differ(row.id, row.conflict))

    # what is hidden: questions about one

    def facts(self, story: Story) -> Facts:
        """See `Library`."""
        facts = self._library.facts(story)
        if not self._sight.hides(coded=facts.judgement.coded):
            as_it_is = self._sight.unaided and facts.analysis
            return replace(facts, analysis=as_for_all(as_it_is)) if as_it_is else facts
        return replace(facts, analysis=None, updated=False, history=tuple(filter(facts.view.owns, facts.history)))

    def related(self, story: str, limit: int) -> Sequence[Kinship]:
        """See `Library`. In an unaided view none are, whatever is coded: they are by what is suggested for others."""
        return () if self._sight.unaided else self._library.related(story, limit)

    def history(self, story: str) -> Sequence[Operation]:
        """See `Library`."""
        history = self._library.history(story)
        hides = (self._sight.frozen.any and self.view.is_blind(history)) or self._hides(story)
        return list(filter(self.view.owns, history)) if hides else history

    def histories_of(self, step: str) -> Iterator[Sequence[Operation]]:
        """See `Library`. They are for undoing the user's own decisions, and shown to nobody."""
        return self._library.histories_of(step)

    def versions(self, story: str) -> Sequence[Version]:
        """See `Library`. That some are kept says that somebody has judged the story."""
        return () if self._hides(story) else self._library.versions(story)

    def kept_versions(self, story: str) -> int:
        """See `Library`."""
        return 0 if self._hides(story) else self._library.kept_versions(story)

    def analysis(self, story: str) -> Analysis | None:
        """See `Library`."""
        if self._hides(story):  # but for whom the user added
            return self._library.as_corrected(story, NO_SUGGESTIONS)
        seen = self._frozen(story)
        found = self._sight.frozen.analysis(seen) if seen else self._library.analysis(story)
        return as_for_all(found) if found and self._sight.unaided else found

    def _frozen(self, story: str) -> Story | None:
        """Return a story in the words of its round, None where it has these in the library."""
        found = self._library.story(story) if self._sight.frozen.any else None
        return seen if found and (seen := self._sight.frozen.of(found)) is not found else None

    # what is recorded

    def judge(
        self,
        changes: Sequence[tuple[str, str, Value]],
        rules: Mapping[tuple[str, str], str] = NO_RULES,
        step: str = "",
        aided: Mapping[str, bool] = NO_AID,
    ) -> list[Operation]:
        """See `Library`. Whether the user was aided is known here, but for what rules decide and nobody has to see."""
        by_user = {story for story, field, _ in changes if field not in PRIVATE and (story, field) not in rules}
        if self._sight.recorded and not aided:
            aided = {story: self._is_aided(story) for story in by_user}
        return self._library.judge(changes, rules, step, aided)

    def _is_aided(self, story: str) -> bool:
        history, view = self._library.history(story), self._library.view
        hidden = self._sight.hides(coded=view.judgement(history).coded)
        return not hidden or was_aided(history, view)

    # what is as it is

    @property
    def notices(self) -> Sequence[str]:
        """See `Library`."""
        return self._library.notices

    @property
    def numbering(self) -> int:
        """See `Library`."""
        return self._library.numbering

    @property
    def decided(self) -> int:
        """See `Library`."""
        return self._library.decided

    @property
    def indexing(self) -> bool:
        """See `Library`."""
        return self._library.indexing

    @property
    def read_only(self) -> bool:
        """See `Library`."""
        return self._library.read_only

    @property
    def only_suggestions(self) -> bool:
        """See `Library`."""
        return self._library.only_suggestions

    def poll(self) -> bool:
        """See `Library`."""
        return self._library.poll()

    def wait(self) -> None:
        """See `Library`."""
        self._library.wait()

    def leave(self) -> None:
        """See `Library`."""
        self._library.leave()

    def close(self) -> None:
        """See `Library`."""
        self._library.close()

    def tags(self, begin: str = "", limit: int = 1000) -> Sequence[tuple[str, int]]:
        """See `Library`."""
        return self._library.tags(begin, limit)

    def feed_counts(self) -> Mapping[str, tuple[int, int]]:
        """See `Library`."""
        return self._library.feed_counts()

    def came_by(self, feeds: Collection[str], since: int) -> Sequence[str]:
        """See `Library`."""
        return self._library.came_by(feeds, since)

    def key_of(self, story: str) -> int | None:
        """See `Library`."""
        return self._library.key_of(story)

    def copies(self, story: str) -> tuple[int | None, Sequence[int]]:
        """See `Library`."""
        return self._library.copies(story)

    def ids(self, prefix: str, limit: int = 10) -> Sequence[str]:
        """See `Library`."""
        return self._library.ids(prefix, limit)

    def show_renamed(self, going_on: Callable[[int, int], bool]) -> bool:
        """See `Library`."""
        return self._library.show_renamed(going_on)

    def pending(self) -> tuple[int, int]:
        """See `Library`."""
        return self._library.pending()

    def story(self, story: str) -> Story | None:
        """See `Library`. What the user codes in a round is seen in the words that it froze."""
        found = self._library.story(story)
        return self._sight.frozen.of(found) if found else None

    def stories(self, ids: Iterable[str]) -> Iterator[Story]:
        """See `Library`."""
        return map(self._sight.frozen.of, self._library.stories(ids))

    def documents(self, ids: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """See `Library`."""
        return self._library.documents(ids)

    def known_entries(self) -> Mapping[str, Mapping[str, str]]:
        """See `Library`."""
        return self._library.known_entries()

    def put_many(
        self, stories: Sequence[Story], terms: Terms | None = None, announce: Announce | None = None
    ) -> Changes:
        """See `Library`."""
        return self._library.put_many(stories, terms, announce)

    def restore_many(self, documents: Mapping[str, Mapping[str, Any] | None]) -> None:
        """See `Library`."""
        self._library.restore_many(documents)

    def remove_many(self, ids: Iterable[str]) -> tuple[str, ...]:
        """See `Library`."""
        return self._library.remove_many(ids)

    @property
    def view(self) -> OwnView:
        """See `Library`."""
        return self._library.view

    def judgement(self, story: str) -> Judgement:
        """See `Library`."""
        return self._library.judgement(story)

    def adopt(self, operations: Sequence[Operation], *, own: bool = False) -> Merged:
        """See `Library`."""
        return self._library.adopt(operations, own=own)

    def forget(self, operations: Mapping[str, Collection[str]]) -> int:
        """See `Library`."""
        return self._library.forget(operations)

    def erase(self, ids: Collection[str]) -> Erased:
        """See `Library`."""
        return self._library.erase(ids)

    def as_corrected(self, story: str, analysis: Analysis) -> Analysis:
        """See `Library`."""
        return self._library.as_corrected(story, analysis)

    def keep_analysis(self, story: Story, analysis: Analysis, *, patience: float = 0.02) -> None:
        """See `Library`."""
        if self._frozen(story.id):
            self._sight.frozen.keep_analysis(story, analysis)
        else:
            self._library.keep_analysis(story, analysis, patience=patience)

    def analyse_rest(self) -> None:
        """See `Library`."""
        self._library.analyse_rest()

    def has_decisions(self) -> bool:
        """See `Library`."""
        return self._library.has_decisions()

    def judged_since(self, mark: str) -> tuple[Sequence[str], str]:
        """See `Library`."""
        return self._library.judged_since(mark)

    def analyse_first(self, stories: Sequence[str]) -> None:
        """See `Library`."""
        self._library.analyse_first(stories)

    def give_way(self) -> None:
        """See `Library`."""
        self._library.give_way()

    def reweigh(self, *, reset: bool = False) -> Reweighed:
        """See `Library`."""
        return self._library.reweigh(reset=reset)

    def find_copies(self, most: int | None = None) -> bool:
        """See `Library`."""
        return self._library.find_copies(most)


def _together(*counts: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return counts of values added up, the most frequent first."""
    total: Counter[str] = Counter()
    for some in counts:
        total.update(dict(some))
    return sorted(total.items(), key=lambda one: (-one[1], one[0]))


def _told(found: _Facets, coded: _Facets, open_ones: _Facets) -> _Facets:
    """Return facets with what suggestions are counted in as it is of the stories that are coded."""
    shown = {kind: coded.get(kind, ()) for kind in _BY_SUGGESTIONS}
    shown["concern"] = _together(coded["concern"], open_ones["tag"])
    return {kind: shown.get(kind, values) for kind, values in found.items()}
