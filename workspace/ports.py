"""The port to the library: what the application needs of storage, so that no use case and no screen knows a disk.

`storage.library.library.Library` implements it, and so does the tests' `tests.doubles.MemoryLibrary`; both pass the one
contract suite, `tests/contracts/test_library.py`.
"""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, TypeAlias

from civic.query import EVERYTHING, Query

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

Announce: TypeAlias = Callable[[Mapping[str, Mapping[str, Any] | None], Mapping[str, Mapping[str, Any]]], None]
"""Told the documents of stories that are about to change, by id, None for a new one, and what those that are there will
be; what it raises leaves all as it is."""
NO_RULES: Final[Mapping[tuple[str, str], str]] = {}
NO_AID: Final[Mapping[str, bool]] = {}
"""Of no story is it known whether suggestions were in sight."""


class Row(Protocol):
    """What a list shows of a story, had without reading the story itself."""

    @property
    def key(self) -> int:
        """The story's place in time: the newest has the largest. It is another one after another index was built."""

    @property
    def id(self) -> str:
        """The story's id."""

    @property
    def title(self) -> str:
        """Its headline, cleaned: the title, else how the text begins."""

    @property
    def source(self) -> str:
        """The name of its source, "" for unknown."""

    @property
    def when(self) -> int:
        """When it was published, else fetched: seconds since 1970, 0 for unknown."""

    @property
    def coded(self) -> bool:
        """Whether the user is done with it."""

    @property
    def others(self) -> tuple[str, ...]:
        """The other coders who decided anything of it."""

    @property
    def conflict(self) -> bool:
        """Whether coders differ about it and nobody has settled that."""

    @property
    def read(self) -> bool:
        """Whether it has the flag."""

    @property
    def starred(self) -> bool:
        """Whether it has the flag."""

    @property
    def noted(self) -> bool:
        """Whether it has a note."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The concerns that hold by the user's decision."""

    @property
    def suggested(self) -> tuple[str, ...]:
        """The concerns that are suggested and not decided on, most likely first; none where not `analysed`."""

    @property
    def analysed(self) -> bool:
        """Whether suggestions are kept for it."""

    @property
    def evidence(self) -> tuple[str, ...]:
        """What has become of the passages that its tags rest on: of "changed", "gone", "moved" and "uncertain" those
        that are so of any, in alphabetical order; none where all stand as they did."""

    def seen_as(self, title: str, *, conflict: bool) -> Self:
        """Return it with this title, and in conflict or not."""

    def bare(self) -> Self:
        """Return it without what is suggested, as one that waits for no suggestions, and without other coders."""


class Changes(Protocol):
    """What became of stories that were put."""

    @property
    def new(self) -> tuple[str, ...]:
        """Ids of the stories that were not there before, in the order in which they were put."""

    @property
    def changed(self) -> tuple[str, ...]:
        """Ids of the stories that say something else now."""

    @property
    def replaced(self) -> Mapping[str, Story]:
        """What those that changed were before, by id."""

    @property
    def lost(self) -> frozenset[str]:
        """Feeds of which stories that `Terms.present` named are not there any more."""

    @property
    def same(self) -> int:
        """How many say nothing else; what came twice counts as same."""

    @property
    def names(self) -> Mapping[str, str]:
        """The id by which a story is kept by the one that it came under, where the two differ."""

    @property
    def renumbered(self) -> frozenset[str]:
        """Ids that known stories came under for the first time."""


class Erased(Protocol):
    """What became of a story that was erased."""

    @property
    def documents(self) -> int:
        """How many documents were about it, in all files."""

    @property
    def files(self) -> Sequence[str]:
        """The names of the files that held any."""

    @property
    def missed(self) -> Sequence[str]:
        """The names of files that may still hold some: they can't be read."""


class Library(Protocol):
    """Stories in reach, what was decided on them and what is suggested for them.

    Stories are named by id or alias, or by key where order matters; queries are values of `civic.query`. Stories and
    suggestions come with their stakeholders as the user corrected them. Methods may be called from any thread. Those
    that change something raise a `Fault` whose text is a sentence for the user, and then have changed nothing.
    """

    # how the library is

    @property
    def notices(self) -> Sequence[str]:
        """Sentences for the user about its files, each once; they grow while the library is open."""

    @property
    def numbering(self) -> int:
        """Another number as soon as keys may stand for other stories than before."""

    @property
    def decided(self) -> int:
        """How many decisions of the user's that are no private ones were written down since the library was opened."""

    @property
    def indexing(self) -> bool:
        """Whether only the newest stories are found as yet."""

    @property
    def read_only(self) -> bool:
        """Whether no story can be put."""

    @property
    def only_suggestions(self) -> bool:
        """Whether what the last `poll` saw were at most suggestions and duplicates."""

    def poll(self) -> bool:
        """Return whether anybody else has changed anything since the last call. Cheap enough for every second."""

    def wait(self) -> None:
        """Wait until every story can be found."""

    def leave(self) -> None:
        """Remember that the user leaves now: what is fetched from here on is new next time."""

    def close(self) -> None:
        """Let go of the library. Never raises."""

    # finding

    def search(self, query: Query = EVERYTHING, *, limit: int = 200, before: int | None = None) -> Sequence[int]:
        """Return the keys of the newest `limit` stories that a query finds, newest first; only those below the key
        `before` where one is given. Hidden stories are found only by a query that asks for them."""

    def arranged(self, query: Query, how: How, *, limit: int) -> Arrangement:
        """Return the newest `limit` stories that a query finds (the oldest, where that is the order), arranged."""

    def count(self, query: Query = EVERYTHING, *, grouped: bool = False) -> int:
        """Return how many stories a query finds; with `grouped`, those of one duplicate group counted once."""

    def facts(self, story: Story) -> Facts:
        """Return all that a query can ask about a story."""

    def facets(
        self, query: Query = EVERYTHING, only: Sequence[str] = (), *, grouped: bool = False
    ) -> Mapping[str, Sequence[tuple[str, int]]]:
        """Return what the found stories are about: for the fields "concern", "tag", "rejected", "severity",
        "certainty", "evidence", "who", "stakeholder", "role", "type", "source", "feed" and for "month" ("2026-01")
        pairs of a value and how many stories have it, the most frequent first and those alike by value; months latest
        first. "concern" counts what holds and what is suggested and not rejected, "tag" only what holds.
        `only` of these fields, if any are given: each takes its time. With `grouped`, those of one duplicate group are
        counted once, but for months."""

    def stakeholder_names(self, like: str = "") -> Sequence[str]:
        """Return the names and other names of stakeholders that any story has, at most fifty thousand of them, in no
        order; that takes its time. Or only those that have the words of the name `like`, whatever their case and
        accents, also as they were before they were corrected."""

    def tags(self, begin: str = "", limit: int = 1000) -> Sequence[tuple[str, int]]:
        """Return the first `limit` tags by their code points of those that hold of any story by the user's decision and
        begin so, each with how many stories have it; a thousand stands for more, too. Quick enough for every key."""

    def feed_counts(self) -> Mapping[str, tuple[int, int]]:
        """Return how many stories came by each feed and how many of them are neither read nor hidden, by its address
        ("" for none)."""

    def came_by(self, feeds: Collection[str], since: int) -> Sequence[str]:
        """Return the ids of the stories of some feeds (as `Story.feed`) that were first fetched at a time or later, in
        seconds since 1970, newest first; none while `indexing`. It looks at all stories of these feeds."""

    def rows(self, keys: Sequence[int]) -> Sequence[Row]:
        """Return the rows of these keys, in this order; keys of no story are left out."""

    def key_of(self, story: str) -> int | None:
        """Return the key of a story, None for an unknown id."""

    def copies(self, story: str) -> tuple[int | None, Sequence[int]]:
        """Return the number of a story's duplicate group, and the keys of the stories in it, newest first: itself and
        at least one other. (None, ()) for a story that has no duplicates or stands apart."""

    def related(self, story: str, limit: int) -> Sequence[Kinship]:
        """Return the stories that have most to do with one, most first; none of its duplicates, none that is hidden."""

    def ids(self, prefix: str, limit: int = 10) -> Sequence[str]:
        """Return ids of stories that begin so, or have an alias that does, in their order."""

    def pending(self) -> tuple[int, int]:
        """Return how many stories have suggestions, and how many stories there are."""

    def show_renamed(self, going_on: Callable[[int, int], bool]) -> bool:
        """Wait until all stories are shown and found by what the codebook calls their tags now; `going_on` is told of
        how many of how many judged stories it is so, and returns whether to go on. Return whether it is so of all. For
        a worker thread."""

    # stories

    def story(self, story: str) -> Story | None:
        """Return the story of this id, None where there is none."""

    def stories(self, ids: Iterable[str]) -> Iterator[Story]:
        """Yield the stories of these ids, in this order; ids of no story are left out."""

    def documents(self, ids: Iterable[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the ids of stories and their documents as they are kept, with every field; what is no story's own id,
        be it another one's alias, is left out."""

    def iterate(self, query: Query = EVERYTHING) -> Iterator[Story]:
        """Yield all stories that a query finds, newest first, in constant memory."""

    def as_they_came(self, query: Query = EVERYTHING) -> Iterator[Story]:
        """Yield the same stories without any correction of the user's, in the order of their ids (by code points)."""

    def known_entries(self) -> Mapping[str, Mapping[str, str]]:
        """Return by feed (as `Story.feed`) the ids of stories by the marks of their entries (`Terms.marks`): those that
        are there still as that entry brought them. It may lack any."""

    def put_many(
        self, stories: Sequence[Story], terms: Terms | None = None, announce: Announce | None = None
    ) -> Changes:
        """Add the stories that are new and replace those that changed, by `civic.identity` (None: by their ids alone)
        and `civic.merge`. `announce` is told what is about to change; not where nothing is. For a worker thread."""

    def restore_many(self, documents: Mapping[str, Mapping[str, Any] | None]) -> None:
        """Set the documents of stories, by their ids, to just these, without merging; None removes a story. One
        that was forgotten stays away. Words that stand again are no earlier version any more. For a worker thread."""

    def remove_many(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Remove stories and return the ids of those that were there; judgements on them stay. For a worker thread."""

    # decisions

    @property
    def view(self) -> OwnView:
        """What tells the user's decisions from those of others, as settings and codebook stand now."""

    def judgement(self, story: str) -> Judgement:
        """Return what the user decided on a story, also on one that is gone or was never there."""

    def history(self, story: str) -> Sequence[Operation]:
        """Return every decision of every coder on a story, in their order, each with the id of the story that it was
        written with."""

    def judge(
        self,
        changes: Sequence[tuple[str, str, Value]],
        rules: Mapping[tuple[str, str], str] = NO_RULES,
        step: str = "",
        aided: Mapping[str, bool] = NO_AID,
    ) -> list[Operation]:
        """Set fields of the user's judgements, all or none: (story id, field, value), None for unset. `rules` names the
        rule that decided, by story id and field; `step` is the id of what they are undone with; `aided` says by story
        id whether suggestions were in sight, where that is known. Returns an operation
        for each field that really changed; they are on disk then. Also raises JudgementError for an unknown field, or a
        value that it can't have."""

    def judged_since(self, mark: str) -> tuple[Sequence[str], str]:
        """Return the ids, as operations were written with them, of all that anybody has decided on since a mark was
        given ("": ever), and the present mark. It may name more, and none while `indexing`. Quick where nothing was
        decided since."""

    def histories_of(self, step: str) -> Iterator[Sequence[Operation]]:
        """Yield every decision of every coder, in their order, on each story that a step has operations on. For a
        worker thread."""

    def adopt(self, operations: Sequence[Operation], *, own: bool = False) -> Merged:
        """Merge operations into those that are known, as they are, each in the register of its coder. `own` are those
        by which the user has just decided."""

    def forget(self, operations: Mapping[str, Collection[str]]) -> int:
        """Forget operations here, by story: their ids. They come back when they are adopted again. Return how many
        were there."""

    # earlier words

    def versions(self, story: str) -> Sequence[Version]:
        """Return the earlier versions of a story's words that are kept, oldest first: those that any coder had judged
        when others took their place."""

    def kept_versions(self, story: str) -> int:
        """Return how many there are, without reading them."""

    def erase(self, ids: Collection[str]) -> Erased:
        """Remove a story, by all its ids, for good: with its versions, with what all coders decided on it, and from
        backups. From then on neither story nor decision of these ids is taken in. For a worker thread."""

    # suggestions

    def analysis(self, story: str) -> Analysis | None:
        """Return the suggestions that are kept for a story, None where there are none for the words that it has."""

    def as_corrected(self, story: str, analysis: Analysis) -> Analysis:
        """Return suggestions for a story with its stakeholders as the user corrected them."""

    def keep_analysis(self, story: Story, analysis: Analysis, *, patience: float = 0.02) -> None:
        """Keep suggestions for a story as it stands. They may be dropped where others write for longer than `patience`
        seconds: they can be had again."""

    def analyse_rest(self) -> None:
        """Have what has no suggestions analysed in the background, newest first."""

    def has_decisions(self) -> bool:
        """Return whether anything has been decided on any story."""

    def analyse_first(self, stories: Sequence[str]) -> None:
        """Have the stories of these ids, which are in sight, analysed before others, where that is going on."""

    def give_way(self) -> None:
        """Have the background pause for a moment, since a key was pressed."""

    def reweigh(self, *, reset: bool = False) -> Reweighed:
        """Have suggestions re-weighed by the user's decisions as they stand, where the settings ask for it, and return
        what they come to; with `reset` those of up to now count no more. For a worker thread. Raises a Fault."""

    def find_copies(self, most: int | None = None) -> bool:
        """Find the duplicates among all stories now, or among about the newest `most` of those that nobody has looked
        at; return whether none is left. For a worker thread."""
