"""The source that most subscriptions are: a feed in RSS, Atom or JSON behind an http address."""

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from civic.misreading import mended
from civic.story import read_time
from feeds.addresses import has_secret, same_feed, shown
from feeds.errors import FeedError, NoConnectionError
from feeds.fetch.http import Answer, Limits, Wishes
from feeds.fetch.network import describe_status
from feeds.formats.parse import Parsed
from feeds.sources.schedule import asked_to_wait, asks_too_much, next_due
from feeds.sources.source import FeedResult, Outcome, Resources, failed
from feeds.subscriptions import Feed

MOVES: Final = 3
"""Permanent redirects to the same place, on as many days, before a feed's address is changed."""
_LONGEST_VALIDATOR: Final = 500
_BROKEN_OFF: Final = "Its answer broke off; what came of it is kept."


class HttpFeed:
    """A feed behind an http address; see `feeds.sources.source.Source`."""

    def __init__(self, feed: Feed, resources: Resources) -> None:
        self.feed = feed
        self._resources = resources

    async def fetch(self) -> FeedResult:
        """Return what the feed has now: requested with the validators of the last answer, read in a child process."""
        feed, now = self.feed, self._resources.now
        request = self._resources.fetcher.get(
            feed.url, local=feed.local, etag=feed.etag, modified=feed.modified,
            wishes=wishes_of(feed, self._resources.fetcher.limits),
        )  # fmt: skip
        try:
            async with request as answer:
                if answer.refused:
                    feed = replace(feed, etag="", modified="")
                if answer.status == 304:
                    return unchanged(feed, answer, now())
                if answer.status != 200:
                    return refused(feed, answer, now())
                if answer.whole and answer.digest == feed.digest:
                    return unchanged(feed, answer, now())
                content_type = answer.headers.get("content-type", "")
                parsed = await self._resources.parsers.feed(
                    answer.body, feed=feed, base=answer.url, content_type=content_type,
                    entries=feed.entries or self._resources.entries,
                    known=self._resources.known.get(feed.key, {}),
                )  # fmt: skip
                return updated(feed, answer, parsed, now())
        except FeedError as error:
            return replace(failed(feed, str(error), now()), no_connection=isinstance(error, NoConnectionError))


def wishes_of(feed: Feed, limits: Limits) -> Wishes:
    """Return how a subscription is fetched: as its user set it, else within these limits."""
    return Wishes(feed.agent, feed.headers, limits.up_to(feed.megabytes) if feed.megabytes else None)


def refused(feed: Feed, answer: Answer, now: datetime) -> FeedResult:
    """Return the result of an answer whose status brings no feed: 410 pauses it, 429 and 503 may ask to wait."""
    message = describe_status(answer.status)
    if answer.status == 410:
        message = f"{message} The feed is paused now; its stories stay."
        return FeedResult(replace(feed, paused=True, error=message), (), Outcome.GONE, message)
    asked = answer.headers.get("retry-after", "") if answer.status in (429, 503) else ""
    wait = asked_to_wait(asked, now)
    if wait is None and asks_too_much(asked, now):
        message = f"{message} It asks to wait for over a month, which is not done."
    held = (now + wait).isoformat(timespec="seconds") if wait else ""
    return failed(replace(feed, held=held), message, now, wait)


def unchanged(feed: Feed, answer: Answer, now: datetime) -> FeedResult:
    """Return the result of an answer that is not modified, or has the same bytes as last time."""
    feed, message = _moved(feed, answer, now)
    return FeedResult(_answered(feed, answer, now), (), Outcome.UNCHANGED, message)


def updated(feed: Feed, answer: Answer, parsed: Parsed, now: datetime) -> FeedResult:
    """Return the result of a feed that was read. What came of an answer that broke off is kept, but it leaves no
    validators, so that the next fetch asks for all of it again; neither does a server that refuses them."""
    feed, message = _moved(feed, answer, now)
    warning = " ".join(filter(None, (parsed.warning, "" if answer.whole else _BROKEN_OFF)))
    whole = answer.whole and not answer.refused
    feed = replace(
        feed,
        title=mended(feed.title, parsed.title),
        lang=feed.lang or parsed.lang,
        pace=parsed.pace,
        etag=_validator(answer, "etag") if whole else "",
        modified=_date(answer) if whole else "",
        digest=answer.digest if answer.whole else "",
        warning=warning,
    )
    fetched = now.replace(microsecond=0)  # as it is written: else each story is made once more when it is kept
    stories = tuple(replace(story, fetched=fetched, lang=story.lang or feed.lang) for story in parsed.stories)
    message = " ".join(filter(None, (message, warning)))
    return FeedResult(
        _answered(feed, answer, now), stories, Outcome.UPDATED, message,
        broken_off=not answer.whole, known=parsed.known, marks=parsed.marks,
    )  # fmt: skip


def _validator(answer: Answer, name: str) -> str:
    """Return a header that the next request sends back unchanged; "" for one that can't be sent."""
    value = answer.headers.get(name, "")
    return value if value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALIDATOR else ""


def _date(answer: Answer) -> str:
    """Return when the answer was last modified, as it is sent back; "" for what is no date."""
    written = _validator(answer, "last-modified")
    return written if read_time(written) else ""


def _answered(feed: Feed, answer: Answer, now: datetime) -> Feed:
    """Return the subscription after an answer as it should be: when it came, and when the next fetch is due."""
    due = next_due(
        now, answer.headers, pace=timedelta(seconds=feed.pace), own=timedelta(minutes=feed.interval), url=feed.url
    )
    return replace(
        feed,
        fetched=now.isoformat(timespec="seconds"),
        due=due.isoformat(timespec="seconds"),
        error="",
        failures=0,
        held="",
    )


def _moved(feed: Feed, answer: Answer, now: datetime) -> tuple[Feed, str]:
    """Count a permanent redirect, once a day, and adopt it when MOVES of them agree; return the subscription and a
    sentence about it. The key of the subscription stays, and so do the ids of its stories."""
    if not answer.moved_to:
        return (replace(feed, moved_to="", moved_times=0, moved_on="") if feed.moved_to else feed), ""
    today = now.date().isoformat()
    if answer.moved_to != feed.moved_to:
        return replace(feed, moved_to=answer.moved_to, moved_times=1, moved_on=today), ""
    if today == feed.moved_on:
        return feed, ""
    times = feed.moved_times + 1
    if times < MOVES or has_secret(feed.url):  # the password is not for the new place; the user decides about that
        return replace(feed, moved_times=times, moved_on=today), ""
    there = replace(feed, url=answer.moved_to, origin=feed.origin or feed.url, moved_to="", moved_times=0, moved_on="")
    if same_feed(there.url) == same_feed(feed.url):
        return there, ""  # "https", "www." and a last slash make no other place
    return there, f"It has moved for good to {shown(there.url)}; its address here is changed."
