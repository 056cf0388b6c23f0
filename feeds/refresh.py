"""Many subscriptions to a stream of results, each as it finishes. Knows no screen and no disk."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from civic.story import read_time
from feeds.fetch.http import USUAL, Fetcher, Limits
from feeds.formats.parse import DEADLINE, MOST_ENTRIES, Parsers
from feeds.sources.registry import SOURCES, source_of
from feeds.sources.schedule import describe_wait, waits
from feeds.sources.source import FeedResult, MakeSource, Outcome, Resources, failed
from feeds.subscriptions import Feed

__all__ = ["AT_ONCE", "FeedResult", "Outcome", "due", "refresh"]

AT_ONCE: Final = 64
"""Requests at once to all hosts together."""
_AHEAD: Final = 4
"""Results that may wait to be taken before no more feeds are read."""
_NONE: Final[Mapping[str, Mapping[str, str]]] = {}


def due(feeds: Sequence[Feed], now: datetime) -> list[Feed]:
    """Return the subscriptions that are due at `now` (with an offset) and not paused, in their order. One that was
    never fetched is due; one whose server asked to be left alone is not. One that is due later than any interval
    reaches has its time from a clock that was wrong, and is due."""
    active = (feed for feed in feeds if not feed.paused and not describe_wait(feed.held, now))
    return [feed for feed in active if not waits(read_time(feed.due), timedelta(minutes=feed.interval), now)]


async def refresh(
    feeds: Sequence[Feed],
    *,
    now: Callable[[], datetime],
    at_once: int = AT_ONCE,
    limits: Limits = USUAL,
    deadline: float = DEADLINE,
    proxy: str | None = None,
    entries: int = MOST_ENTRIES,
    sources: Mapping[str, MakeSource] = SOURCES,
    known: Mapping[str, Mapping[str, str]] = _NONE,
    parsers: Parsers | None = None,
) -> AsyncIterator[FeedResult]:
    """Fetch each of `feeds`, due or not, and yield a result for each as it finishes. One whose server asked to be left
    alone gets no request, and its result says so.

    A subscription that fails, or whose kind is not in `sources`, is a result like any other and stops none of the
    rest. Closing the iterator, or cancelling the task that reads it, stops all fetches and child processes. `now`
    gives times with an offset; `limits` bound one fetch, `deadline` the processor's seconds of one reading; `proxy` is
    an http address that all requests go through; so many `entries` are kept of a feed that sets no other number.
    `known` are entries that need not be read, as in `Resources`. `parsers` may be ready already, and are ended with it.
    """
    readers = parsers or Parsers(deadline=deadline)
    async with Fetcher(at_once=at_once, limits=limits, proxy=proxy) as fetcher, readers as parsers:
        resources = Resources(fetcher, parsers, now, entries, known)
        finished: asyncio.Queue[asyncio.Task[FeedResult]] = asyncio.Queue()
        tasks = {asyncio.create_task(_fetch(feed, resources, sources)): feed for feed in feeds}

        def finish(task: asyncio.Task[FeedResult]) -> None:
            finished.put_nowait(task)
            if finished.qsize() >= _AHEAD:
                parsers.wanted.clear()

        for task in tasks:
            task.add_done_callback(finish)
        try:
            for _ in feeds:
                task = await finished.get()
                if finished.qsize() < _AHEAD:
                    parsers.wanted.set()
                feed = tasks.pop(task)  # else all stories would stay in memory to the end
                result = replace(_result_of(task, feed, now), asked=feed.url)
                del task
                yield result
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _fetch(feed: Feed, resources: Resources, sources: Mapping[str, MakeSource]) -> FeedResult:
    if sentence := describe_wait(feed.held, resources.now().astimezone()):
        return FeedResult(feed, (), Outcome.WAITING, sentence)
    return await source_of(feed, resources, sources).fetch()


def _result_of(task: asyncio.Task[FeedResult], feed: Feed, now: Callable[[], datetime]) -> FeedResult:
    """Return the result of a task. A fault of our own on one subscription is its failure, and the others go on."""
    error = task.exception()
    if error is None:
        return task.result()
    return failed(feed, f"This program failed on it ({type(error).__name__}); please report that.", now())
