"""What a refresh brings, put on disk: stories first, then the state of their feeds; judgements follow changed ids."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, TypeAlias

from civic.concern_status import carried
from civic.judgement import Operation, Value
from civic.query import EVEN_HIDDEN, And, Has
from civic.story import Story
from feeds.subscriptions import Feed, without_doubles
from feeds.succession import successors
from storage.library.library import Library

if TYPE_CHECKING:  # the network costs time to import, and most commands don't need it
    from feeds.refresh import FeedResult

UpdateFeeds: TypeAlias = Callable[[Callable[[list[Feed]], list[Feed]]], None]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One feed of a refresh that is done with: its result, how many of its stories were new and how many changed, and
    that it was number `done` of `total`. `ruled` is what rules changed on the new ones. All of that is on disk.
    """

    result: "FeedResult"
    new: int
    changed: int
    done: int
    total: int
    ruled: Sequence[Operation] = ()

    @property
    def failed(self) -> bool:
        """Whether the feed could not be fetched or read; `result.message` says why."""
        return bool(self.result.feed.error) and not self.waits

    @property
    def waits(self) -> bool:
        """Whether it was not asked, since its server wants to be left alone; `result.message` says until when."""
        return self.result.outcome.value == "waiting"


@dataclass(frozen=True, slots=True)
class Kept:
    """One result of which everything is on disk: the stories of it that were new, and those that changed."""

    result: "FeedResult"
    new: tuple[Story, ...]
    changed: tuple[Story, ...]


def keep(
    library: Library, update_feeds: UpdateFeeds, results: Sequence["FeedResult"], before: Mapping[str, Feed]
) -> list[Kept]:
    """Put results on disk, the stories first: a feed whose state says "fetched" must have brought them. `before` has
    the feeds as they were when they were fetched, by `identity`."""
    _follow_changed_ids(library, results, before)
    changes = library.put_many([story for result in results for story in result.stories])
    after = {identity(result.feed): result.feed for result in results}

    def change(feeds: list[Feed]) -> list[Feed]:
        there = [
            _with_changes(feed, before[name], after[name]) if (name := identity(feed)) in after else feed
            for feed in feeds
        ]
        moved = any(one.url != other.url for one, other in zip(feeds, there, strict=True))
        return without_doubles(there) if moved else there

    update_feeds(change)
    new, changed = set(changes.new), set(changes.changed)
    kept = []
    for result in results:
        mine = tuple(story for story in result.stories if story.id in new)
        others = tuple(story for story in result.stories if story.id in changed)
        kept.append(Kept(result, mine, others))
        new -= {story.id for story in mine}  # what came twice came with the first
        changed -= {story.id for story in others}
    return kept


def identity(feed: Feed) -> str:
    """What stays of a feed when it moves."""
    return feed.origin or feed.url


def _with_changes(feed: Feed, before: Feed, after: Feed) -> Feed:
    """The feed with what a fetch changed, and what the person changed meanwhile (its name, say) kept."""
    names = [spec.name for spec in fields(Feed) if getattr(before, spec.name) != getattr(after, spec.name)]
    return replace(feed, **{name: getattr(after, name) for name in names})


def _follow_changed_ids(library: Library, results: Sequence["FeedResult"], before: Mapping[str, Feed]) -> None:
    """Copy what was decided on stories to the ids that their feeds give them now. Before the stories come, so that a
    kill in between leaves them to be recognised again."""
    changes: list[tuple[str, str, Value]] = []
    for result in results:
        if before[identity(result.feed)].fetched:  # else nothing of it was known
            for story, was in _renumbered(library, result):
                old = library.judgement(was)
                if old and not library.judgement(story.id):
                    changes += [(story.id, name, value) for name, value in carried(old, story)]
    if changes:
        library.judge(changes)


def _renumbered(library: Library, result: "FeedResult") -> Iterator[tuple[Story, str]]:
    """The stories of a feed that it had under another id the last time, with that id."""
    there = {story.id: story for story in result.stories}
    if all(library.key_of(number) is not None for number in there):
        return
    # What the feed had the last time are about as many as it has now, the newest of those it ever brought.
    keys = library.search(And((Has("feed", result.feed.key.casefold()), EVEN_HIDDEN)), limit=len(there))
    gone = [row.id for row in library.rows(keys) if row.id not in there]
    known = [story for story in library.stories(gone) if story.feed == result.feed.key]
    new = [story for number, story in there.items() if library.key_of(number) is None]
    for number, was in successors(known, new).items():
        yield there[number], was


async def in_batches(results: AsyncIterator["FeedResult"]) -> AsyncGenerator[list["FeedResult"], None]:
    """The results in lists of as many as came while the last list was worked on, so that two hundred feeds which
    arrive at once are not two hundred writes of the whole list."""
    queue: asyncio.Queue[FeedResult | None] = asyncio.Queue()

    async def collect() -> None:
        try:
            async for result in results:
                queue.put_nowait(result)
        finally:
            queue.put_nowait(None)

    collector = asyncio.create_task(collect())
    try:
        ended = False
        while not ended:
            batch = [await queue.get()]
            while not queue.empty():
                batch.append(queue.get_nowait())
            ended = batch[-1] is None
            if arrived := [result for result in batch if result is not None]:
                yield arrived
        await collector
    finally:
        collector.cancel()
        await asyncio.gather(collector, return_exceptions=True)
