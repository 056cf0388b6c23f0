"""Subscriptions and starter feeds as the screens show them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from civic.story import read_time
from feeds.addresses import public
from feeds.sources.schedule import describe_wait
from feeds.subscriptions import Feed
from tui.messages import FeedLine
from tui.text.ages import age, ahead


def subscription_lines(feeds: Iterable[Feed], counts: Mapping[str, tuple[int, int]], now: datetime) -> list[FeedLine]:
    """A line a subscription, with its state in a word and the reason for it; feeds of a group stand together, in the
    order of the list. `counts` has stories and unread stories by the key of a feed."""
    groups: dict[str, list[FeedLine]] = {}
    for feed in feeds:
        groups.setdefault(feed.group, []).append(_line(feed, counts.get(feed.key, (0, 0)), now))
    return [line for lines in groups.values() for line in lines]


def _line(feed: Feed, counts: tuple[int, int], now: datetime) -> FeedLine:
    state, detail = _state(feed)
    detail = " ".join(filter(None, (detail, describe_wait(feed.held, now))))
    fetched, due = read_time(feed.fetched), read_time(feed.due)
    since = age(int(fetched.timestamp()), now) if fetched else ""
    return FeedLine(
        feed.url,
        public(feed.url),
        feed.name,
        feed.group,
        state,
        detail,
        *counts,
        fetched=since + _ago(since),
        due=ahead(due, now) if due and not feed.paused else "",
        interval=feed.interval,
        fulltext=feed.fulltext,
        subscribed=True,
    )


def starter_lines(offered: Iterable[Feed], subscribed: Iterable[Feed]) -> Sequence[FeedLine]:
    """A line an offered feed, marked where it is subscribed to."""
    taken = {feed.url for feed in subscribed}
    return [FeedLine(feed.url, feed.url, feed.name, feed.group, subscribed=feed.url in taken) for feed in offered]


def _state(feed: Feed) -> tuple[str, str]:
    """One word, and the reason for it or what to know besides."""
    if feed.paused:
        return "paused", feed.error
    if feed.error:
        return "failed", feed.error
    return ("fine", feed.warning) if feed.fetched else ("new", "")


def _ago(since: str) -> str:
    return " ago" if since.endswith((" min", " h", " d")) else ""
