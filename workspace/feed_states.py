"""Subscriptions and starter feeds as a user reads about them: where each is, how it stands, and why."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from civic.sources import short_sources
from civic.story import read_time
from feeds.addresses import public
from feeds.errors import ClosedError
from feeds.extras import require_fulltext
from feeds.sources.schedule import describe_own_wait, describe_wait, waits
from feeds.subscriptions import Feed

__all__ = ["ClosedError", "Feed", "FeedState", "offered_states", "public", "require_fulltext", "subscribed_states"]


class FeedState(Struct, frozen=True):
    """A feed as a face shows it.

    `url` identifies it, `address` may be shown (it has no password), `short` is what a list calls it; `state` is one
    word, `detail` the reason for it; `headers` are the names of those that are sent to it, `agent`, `megabytes` and
    `entries` are "" and 0 where it is fetched as all others are; `interval` is in minutes, 0 for the feed's own; `due`
    is None where nothing will be fetched; `is_subscribed` tells a subscription from a starter feed, only offered.
    """

    url: str
    address: str
    name: str
    group: str
    state: str = ""
    detail: str = ""
    stories: int = 0
    unread: int = 0
    fetched: datetime | None = None
    due: datetime | None = None
    interval: int = 0
    fulltext: bool = False
    is_subscribed: bool = False
    short: str = ""
    local: bool = False
    agent: str = ""
    headers: tuple[str, ...] = ()
    megabytes: int = 0
    entries: int = 0


def subscribed_states(
    feeds: Iterable[Feed], counts: Mapping[str, tuple[int, int]], now: datetime
) -> Sequence[FeedState]:
    """Return the state of each subscription; feeds of a group stand together, in the order of the list. `counts` has
    the numbers of stories and of unread stories by the key of a feed."""
    groups: dict[str, list[FeedState]] = {}
    listed = list(feeds)
    for feed, short in zip(listed, short_sources([feed.name for feed in listed]), strict=True):
        groups.setdefault(feed.group, []).append(_subscribed(feed, short, counts.get(feed.key, (0, 0)), now))
    return [state for states in groups.values() for state in states]


def _subscribed(feed: Feed, short: str, counts: tuple[int, int], now: datetime) -> FeedState:
    state, detail = _state(feed)
    return FeedState(
        feed.url,
        public(feed.url),
        feed.name,
        feed.group,
        state,
        " ".join(filter(None, (detail, _wait(feed, now)))),
        *counts,
        fetched=read_time(feed.fetched),
        due=None if feed.paused else _due(feed, now),
        interval=feed.interval,
        fulltext=feed.fulltext,
        is_subscribed=True,
        short=short,
        local=feed.local,
        agent=feed.agent,
        headers=tuple(name for name, _ in feed.headers),
        megabytes=feed.megabytes,
        entries=feed.entries,
    )


def _wait(feed: Feed, now: datetime) -> str:
    """Return the sentence on what a feed waits for, where it does not just take its turn."""
    if feed.paused:
        return ""
    return describe_wait(feed.held, now) or (describe_own_wait(feed.due, now) if feed.error else "")


def _due(feed: Feed, now: datetime) -> datetime | None:
    """Return when a feed is due: now, where its time was written by a clock that was wrong."""
    due = read_time(feed.due)
    return due if due is None or due <= now or waits(due, timedelta(minutes=feed.interval), now) else now


def offered_states(offered: Iterable[Feed], subscribed: Iterable[Feed]) -> Sequence[FeedState]:
    """Return the state of each feed that is offered; one that is subscribed to stands as it was last fetched."""
    taken = {feed.url: _state(feed) for feed in subscribed}

    def standing(feed: Feed) -> FeedState:
        state, detail = taken.get(feed.url, ("", ""))
        return FeedState(feed.url, feed.url, feed.name, feed.group, state, detail, is_subscribed=feed.url in taken)

    return [standing(feed) for feed in offered]


def _state(feed: Feed) -> tuple[str, str]:
    """Return a word, and the reason for it or what to know besides."""
    if feed.paused:
        return "paused", feed.error
    if feed.error:
        return "failed", feed.error
    return ("fine", feed.warning) if feed.fetched else ("new", "")
