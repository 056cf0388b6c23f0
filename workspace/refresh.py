"""Refreshing: fetch the feeds, put what they bring on disk (stories first, then the state of their feeds), run the
rules on what is new."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from contextvars import copy_context
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final, ParamSpec, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from civic.identity import Terms, is_restless
from civic.operation import Operation
from civic.story import Enclosure, Story
from civic.text import clean_line
from feeds.subscriptions import Feed, without_doubles
from storage.files.places import Places
from workspace.clock import utc_now
from workspace.news import bring_back
from workspace.ports import Announce, Changes, Library
from workspace.rules import ON_NEW, Rules
from workspace.subscriptions import Subscriptions
from workspace.undo.stories import announcing
from workspace.undo.undo import Recorder, Undo

_Result = TypeVar("_Result")
_Arguments = ParamSpec("_Arguments")

if TYPE_CHECKING:  # the network costs time to import, and most commands don't need it
    from feeds.formats.parse import Parsers
    from feeds.refresh import FeedResult

_PAUSE: Final = 1.0
"""Seconds between two writes, usually: a kill costs at most so much, which comes again."""

_LONGEST_PAUSE: Final = 10.0
"""Seconds of the pause where a write takes long, as on a busy machine: three times as long as that."""

_MOST_AT_ONCE: Final = 4 << 20
"""Characters of texts that are put on disk at once, while as many may wait, so that neither who reads feeds nor who
writes has to wait for the other: they are in memory in several forms."""

_MOST_LOOKED_AT: Final = 1000
"""So many stories are compared for duplicates when they come: half a second. More are looked at before a decision, or
in the background of an open desk; all are where nothing was decided yet, since there is nothing that copies get."""

UpdateFeeds: TypeAlias = Callable[[Callable[[list[Feed]], list[Feed]]], None]


class Arrival(Struct, frozen=True):
    """One feed of a refresh that is done with: its result, without the stories, since whoever keeps all arrivals would
    have all of them in memory; how many of its stories were new and how many changed, and that it was number `done` of
    `total`. `ruled` is what rules changed on the new ones. All of that is on disk.
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
    def lacks_connection(self) -> bool:
        """Whether it failed as every feed does on a machine without a connection. A single address that was never
        fetched may just be wrong."""
        return self.result.no_connection and (self.total > 1 or bool(self.result.feed.fetched))

    @property
    def waits(self) -> bool:
        """Whether it was not asked, since its server wants to be left alone; `result.message` says until when."""
        return self.result.outcome.value == "waiting"


class Kept(Struct, frozen=True):
    """One result of which everything is on disk: the stories of it that were new, and those that changed."""

    result: "FeedResult"
    new: tuple[Story, ...]
    changed: tuple[Story, ...]


class OneThread:
    """One thread behind the event loop for all that a refresh puts on disk. Of several, out of which `to_thread` takes
    any, each would keep memory of its own for it: some 20 MB."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)

    async def do(
        self, work: Callable[_Arguments, _Result], *arguments: _Arguments.args, **keywords: _Arguments.kwargs
    ) -> _Result:
        """Return what the work returns, once what came before is done."""
        call = partial(copy_context().run, work, *arguments, **keywords)
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)


class Refresher:
    """Fetches subscriptions, keeps what they bring and runs the rules on what is new. Methods raise a `Fault`."""

    def __init__(
        self, places: Places, subscriptions: Subscriptions, library: Library, rules: Rules, undo: Undo,
        lease: Callable[[Sequence[Feed]], list[Feed]] = list,
    ) -> None:  # fmt: skip
        """`lease` returns which of some feeds nobody else fetches for this desk, which others then leave to it."""
        self._places = places
        self._undo = undo
        self._subscriptions = subscriptions
        self._library = library
        self._rules = rules
        self._lease = lease
        self.spared = 0
        """how many feeds that were due the last run has left to others"""

    async def run(
        self, *, everything: bool = False, urls: Sequence[str] | None = None
    ) -> AsyncGenerator[Arrival, None]:
        """Fetch the feeds that are due (all that are not paused with `everything`; just those in `urls`, paused or
        not), and yield each when its stories and its state are on disk. Closing the iterator stops the fetching."""
        from feeds.formats.parse import Parsers

        feeds = await asyncio.to_thread(self._vouched, self._subscriptions.feeds())
        async with Parsers() as parsers:
            if any(not feed.fetched and not feed.paused for feed in feeds):
                await parsers.prepare()  # it starts while the network is imported
            async with aclosing(self._fetched(feeds, everything, urls, parsers)) as arrivals:
                async for arrival in arrivals:
                    yield arrival

    async def _fetched(
        self, feeds: Sequence[Feed], everything: bool, urls: Sequence[str] | None, parsers: "Parsers"
    ) -> AsyncGenerator[Arrival, None]:
        from feeds.refresh import due, refresh

        if urls is not None:
            wanted = [feed for feed in feeds if feed.url in set(urls)]
        elif everything:
            wanted = [feed for feed in feeds if not feed.paused]
        else:
            wanted = list(due(feeds, utc_now()))
        mine = await asyncio.to_thread(self._lease, wanted) if wanted else []
        if urls is None and not everything:  # what the user asks for is fetched, whoever else does
            self.spared, wanted = len(wanted) - len(mine), mine
        behind = OneThread()
        known = await behind.do(self._library.known_entries) if wanted else {}
        arriving = refresh(wanted, now=utc_now, proxy=self._subscriptions.proxy, limits=self._subscriptions.limits,
                           entries=self._subscriptions.entries, known=known, parsers=parsers)  # fmt: skip
        before = {identity(feed): feed for feed in wanted}
        done, step = 0, self._undo.recorder(ON_NEW)
        async with aclosing(in_batches(arriving)) as batches:
            async for results in batches:
                batch, ruled = await behind.do(self._keep_and_rule, results, before, _terms(feeds), step)
                for kept in batch:
                    message, more = await self._fetch_whole_texts(kept, step)
                    ruled += more
                    done += 1
                    message = " ".join(filter(None, (kept.result.message, message)))
                    result = replace(kept.result, message=message, stories=(), marks={})
                    yield Arrival(result, len(kept.new), len(kept.changed), done, len(wanted), tuple(ruled))
                    ruled = []
                del results, batch, kept  # megabytes, while the next ones are put on disk

    def _vouched(self, feeds: Sequence[Feed]) -> list[Feed]:
        """Return the feeds as they are to be fetched: those whose stories are not all there any more without what
        spares a server from sending them again."""
        if self._library.indexing:
            return list(feeds)  # not all stories are found yet
        counts = self._library.feed_counts()
        return [feed.vouched(counts.get(feed.key, (0, 0))[0]) for feed in feeds]

    def _keep_and_rule(
        self, results: Sequence["FeedResult"], before: Mapping[str, Feed], terms: Terms, step: Recorder
    ) -> tuple[list[Kept], list[Operation]]:
        """Put results on disk and run the rules on what is new, in one go: a refresh that is stopped in between has
        done both or will do both. What the rules changed comes with it, and is a part of the step. Copies of what was
        read or hidden are so, too, before anybody sees them."""
        batch = keep(self._library, self._subscriptions.update_feeds, results, before, terms)
        new = [story for kept in batch for story in kept.new]
        if new and self._library.has_decisions():
            self._library.find_copies(min(len(new), _MOST_LOOKED_AT))
        return batch, list(self._run_rules(new, step))

    def _run_rules(self, stories: Iterable[Story], step: Recorder) -> Sequence[Operation]:
        with self._undo.within(step):
            return self._rules.run_on([story.id for story in stories])

    async def _fetch_whole_texts(self, kept: Kept, step: Recorder) -> tuple[str, Sequence[Operation]]:
        """Fetch the texts of what a feed of teasers has just brought, and run the rules on what is new with its whole
        text: return what to tell the user, "" for nothing, and what the rules changed. A page that has none is left:
        the teaser is there."""
        stories = (*kept.new, *kept.changed)
        if not kept.result.feed.fulltext or not stories:
            return "", ()
        from feeds.errors import FormatError
        from feeds.fulltext import MOST_PAGES, whole_texts

        feed = kept.result.feed
        try:
            found = await whole_texts(stories[:MOST_PAGES], feed=feed, proxy=self._subscriptions.proxy)
        except FormatError as error:
            return str(error), ()
        await self._put_whole([story for story in found.values() if isinstance(story, Story)])
        return "", await asyncio.to_thread(self._run_rules, kept.new, step)

    async def fetch_whole_text(self, story: Story) -> Story:
        """Return the story with its whole text, from its page; it is on disk then. Raises a Fault with the reason where
        there is none, or where the extra that reads pages is not installed."""
        from feeds.fulltext import whole_texts

        feed = next((feed for feed in self._subscriptions.feeds() if feed.key == story.feed), None)
        found = (await whole_texts([story], feed=feed, proxy=self._subscriptions.proxy))[story.id]
        if not isinstance(found, Story):
            raise found
        with self._undo.step(f"fetched the text of “{clean_line(story.headline, 60)}”") as step:
            await self._put_whole([found], announcing(self._places, step))
        return found

    async def add_enclosure(self, story: Story, enclosure: Enclosure) -> tuple[Story, Changes]:
        """Fetch a PDF file that came along with a story, keep it as a story and run the rules on it; return it, and
        whether it is new. Raises a Fault with the reason where it can't be fetched or read."""
        from feeds.enclosures import enclosed_story

        feed = next((feed for feed in self._subscriptions.feeds() if feed.key == story.feed), None)
        found = await enclosed_story(story, enclosure, utc_now(), feed=feed, proxy=self._subscriptions.proxy)
        with self._undo.step(f"added “{clean_line(found.headline, 60)}”") as step:
            announce = announcing(self._places, step)
            changes = await asyncio.to_thread(self._library.put_many, [found], None, announce)
            await asyncio.to_thread(self._rules.run_on, changes.new)
        return found, changes

    async def _put_whole(self, stories: Sequence[Story], announce: Announce | None = None) -> None:
        """Keep stories with their whole texts; without the time of a fetch, which would call them changed,
        and without stakeholders, which are not in their own words here: both are kept as they were."""
        if stories:
            whole = [replace(story, fetched=None, stakeholders=()) for story in stories]
            await asyncio.to_thread(self._library.put_many, whole, None, announce)


def keep(
    library: Library,
    update_feeds: UpdateFeeds,
    results: Sequence["FeedResult"],
    before: Mapping[str, Feed],
    terms: Terms | None = None,
) -> list[Kept]:
    """Put results on disk, the stories first: a feed whose state says "fetched" must have brought them. `before` has
    the feeds as they were when they were fetched, by `identity`; `terms` tell which stories are known."""
    terms = replace(
        terms or _terms(before.values()),
        present={result.feed.key: result.known for result in results if result.known},
        marks={story: mark for result in results for story, mark in result.marks.items()},
    )
    changes = library.put_many([story for result in results for story in result.stories], terms)
    bring_back(library, changes)
    counts = library.feed_counts()
    new = frozenset(changes.new)
    results = [_counted(result, changes, new, counts.get(result.feed.key, (0, 0))[0]) for result in results]
    after = {identity(result.feed): result.feed for result in results}

    def change(feeds: list[Feed]) -> list[Feed]:
        there = [
            _with_changes(feed, before[name], after[name]) if (name := identity(feed)) in after else feed
            for feed in feeds
        ]
        moved = any(one.url != other.url for one, other in zip(feeds, there, strict=True))
        return without_doubles(there) if moved else there

    update_feeds(change)
    return [*_kept(results, changes)]


def _kept(results: Sequence["FeedResult"], changes: Changes) -> Iterator[Kept]:
    """Yield the results with their stories that are new and that changed, each as it is named here."""
    new, changed = set(changes.new), set(changes.changed)
    for result in results:
        stories: dict[str, Story] = {}
        for story in result.stories:
            name = changes.names.get(story.id, story.id)
            stories.setdefault(name, story if story.id == name else replace(story, id=name))
        mine = tuple(story for name, story in stories.items() if name in new)
        others = tuple(story for name, story in stories.items() if name in changed)
        yield Kept(result, mine, others)
        new -= stories.keys()  # what came twice came with the first
        changed -= stories.keys()


def identity(feed: Feed) -> str:
    """Return what stays of a feed when it moves."""
    return feed.origin or feed.url


def _with_changes(feed: Feed, before: Feed, after: Feed) -> Feed:
    """Return the feed with what a fetch changed, and what the user changed meanwhile (its name, say) kept."""
    names = [name for name in Feed.__struct_fields__ if getattr(before, name) != getattr(after, name)]
    return replace(feed, **{name: getattr(after, name) for name in names})


def _terms(feeds: Collection[Feed]) -> Terms:
    """Return how the stories of these feeds are known again."""
    restless = frozenset(feed.key for feed in feeds if is_restless(feed.renumbered))
    return Terms(restless, frozenset(feed.key for feed in feeds))


def _counted(result: "FeedResult", changes: Changes, new: Collection[str], stories: int) -> "FeedResult":
    """Return a result whose feed knows how many stories of it there are now, and is counted as one that gives new ids
    where over half of what is known of it came under new ones."""
    ids = {story.id for story in result.stories}
    known = [name for name in ids if changes.names.get(name, name) not in new]
    gives_new = 2 * len(changes.renumbered & ids) > len(known) + len(result.known)
    feed = replace(result.feed, stories=stories, renumbered=result.feed.renumbered + gives_new)
    if feed.key in changes.lost:  # somebody removed meanwhile what was held to be there
        feed = replace(feed, etag="", modified="", digest="")
    return replace(result, feed=feed)


async def in_batches(results: AsyncIterator["FeedResult"]) -> AsyncGenerator[list["FeedResult"], None]:
    """Yield the results in lists of as many as came within `_PAUSE`, or while the last list was worked on, so that two
    hundred feeds are a few writes of the whole list; but of hardly more text than `_MOST_AT_ONCE`, and while as much
    waits no more results are taken."""
    from feeds.fetch.room import Room

    queue: asyncio.Queue[FeedResult | None] = asyncio.Queue()
    room = Room(_MOST_AT_ONCE)

    async def collect() -> None:
        try:
            async for result in results:
                await room.take(_weight(result))
                queue.put_nowait(result)
        finally:
            queue.put_nowait(None)

    async def taken() -> "tuple[FeedResult | None, int]":
        result = await queue.get()
        room.give(weight := _weight(result))
        return result, weight

    collector = asyncio.create_task(collect())
    try:
        ended, pause = False, _PAUSE
        while not ended:
            result, weight = await taken()
            batch = [result]
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    while batch[-1] is not None and weight < _MOST_AT_ONCE:
                        result, more = await taken()
                        batch.append(result)
                        weight += more
            ended = batch[-1] is None
            arrived = [result for result in batch if result is not None]
            del batch, result
            if arrived:
                began = monotonic()
                yield arrived
                pause = min(max(_PAUSE, 3 * (monotonic() - began)), _LONGEST_PAUSE)
            arrived = []  # not kept until the next ones are there
        await collector
    finally:
        collector.cancel()
        await asyncio.gather(collector, return_exceptions=True)


def _weight(result: "FeedResult | None") -> int:
    """Return how many characters the texts of a result have."""
    return sum(len(story.text) for story in result.stories) if result else 0
