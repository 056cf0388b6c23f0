"""Many feeds to a stream of results, each as it finishes. Knows no screen and no disk."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from civic.story import read_time
from feeds import outcome
from feeds.errors import FeedError
from feeds.fetch.http import USUAL, Fetcher, Limits
from feeds.formats.parse import DEADLINE, Parsers
from feeds.outcome import FeedResult, Outcome
from feeds.schedule import held
from feeds.subscriptions import Feed

__all__ = ["AT_ONCE", "FeedResult", "Outcome", "due", "refresh"]

AT_ONCE: Final = 20
"""Requests at once to all hosts together."""


def due(feeds: Sequence[Feed], now: datetime) -> list[Feed]:
    """The feeds that are due at `now` (with an offset) and not paused. One that was never fetched is due."""
    waiting = (feed for feed in feeds if not feed.paused)
    ready = (feed for feed in waiting if not held(feed.held, now))
    return [feed for feed in ready if (moment := read_time(feed.due)) is None or moment <= now]


async def refresh(
    feeds: Sequence[Feed],
    *,
    now: Callable[[], datetime],
    at_once: int = AT_ONCE,
    limits: Limits = USUAL,
    deadline: float = DEADLINE,
    proxy: str | None = None,
) -> AsyncIterator[FeedResult]:
    """Fetch every one of `feeds`, due or not, and yield a result for each as it finishes. One whose server asked to be
    left alone is not asked, and is a result that says so.

    A feed that fails is a result like any other and stops none of the rest. Closing the iterator, or cancelling the
    task that reads it, stops all fetches and children. `now` gives times with an offset; `limits` bound one fetch and
    `deadline` the seconds of one reading; `proxy` is an http address that all requests go through.
    """
    async with Fetcher(at_once=at_once, limits=limits, proxy=proxy) as fetcher, Parsers(deadline=deadline) as parsers:
        finished: asyncio.Queue[asyncio.Task[FeedResult]] = asyncio.Queue()
        tasks = {asyncio.create_task(_result(feed, fetcher, parsers, now)): feed for feed in feeds}
        for task in tasks:
            task.add_done_callback(finished.put_nowait)
        try:
            for _ in feeds:
                task = await finished.get()
                yield replace(_told(task, tasks[task], now), asked=tasks[task].url)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _told(task: asyncio.Task[FeedResult], feed: Feed, now: Callable[[], datetime]) -> FeedResult:
    """The result of a task. A fault of our own on one feed is that feed's failure, and the others go on."""
    error = task.exception()
    if error is None:
        return task.result()
    return outcome.failed(feed, f"This program failed on it ({type(error).__name__}); please report that.", now())


async def _result(feed: Feed, fetcher: Fetcher, parsers: Parsers, now: Callable[[], datetime]) -> FeedResult:
    if told := held(feed.held, now().astimezone()):
        return FeedResult(feed, (), Outcome.WAITING, told)
    try:
        async with fetcher.get(feed.url, local=feed.local, etag=feed.etag, modified=feed.modified) as answer:
            if answer.status == 304:
                return outcome.unchanged(feed, answer, now())
            if answer.status != 200:
                return outcome.refused(feed, answer, now())
            if answer.whole and answer.digest == feed.digest:
                return outcome.unchanged(feed, answer, now())
            content_type = answer.headers.get("content-type", "")
            parsed = await parsers.feed(answer.body, feed=feed, base=answer.url, content_type=content_type)
            return outcome.updated(feed, answer, parsed, now())
    except FeedError as error:
        return outcome.failed(feed, str(error), now())
