"""What an answer makes of a feed: its new state and what to tell the person. Pure; `refresh` brings the facts."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from civic.story import Story
from feeds.addresses import has_secret, shown
from feeds.fetch.http import Answer
from feeds.fetch.network import describe_status
from feeds.formats.parse import Parsed
from feeds.schedule import after_failure, asked_to_wait, next_due
from feeds.subscriptions import Feed

MOVES: Final = 3
"""Permanent redirects to the same place, on as many days, before a feed's address is changed."""
_LONGEST_VALIDATOR: Final = 500
_BROKEN_OFF: Final = "Its answer broke off; what came of it is kept."


class Outcome(StrEnum):
    """What became of a fetch."""

    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    GONE = "gone"
    WAITING = "waiting"
    """nothing was asked: the server wants to be left alone"""


@dataclass(frozen=True, slots=True)
class FeedResult:
    """One feed after its fetch: its new state, its stories as the feed has them now (none when unchanged or failed),
    and the reason or warning in plain words, "" when all is well."""

    feed: Feed
    stories: tuple[Story, ...]
    outcome: Outcome
    message: str = ""
    asked: str = ""
    """the address that the feed had in the list before; another one than `feed.url` when it has moved for good"""


def failed(feed: Feed, message: str, now: datetime, wait: timedelta | None = None) -> FeedResult:
    """The feed could not be fetched or read: it is tried again later, ever more seldom, and nothing of it is lost."""
    failures = feed.failures + 1
    due = after_failure(now, failures, wait).isoformat(timespec="seconds")
    return FeedResult(replace(feed, error=message, failures=failures, due=due), (), Outcome.FAILED, message)


def refused(feed: Feed, answer: Answer, now: datetime) -> FeedResult:
    """The server answered with a status that brings no feed."""
    message = describe_status(answer.status)
    if answer.status == 410:
        return FeedResult(replace(feed, paused=True, error=message), (), Outcome.GONE, message)
    wait = asked_to_wait(answer.headers.get("retry-after", ""), now) if answer.status in (429, 503) else None
    held = (now + wait).isoformat(timespec="seconds") if wait else feed.held
    return failed(replace(feed, held=held), message, now, wait)


def unchanged(feed: Feed, answer: Answer, now: datetime) -> FeedResult:
    """Not modified, or the same bytes as last time."""
    feed, message = _moved(feed, answer, now)
    return FeedResult(_answered(feed, answer, now), (), Outcome.UNCHANGED, message)


def updated(feed: Feed, answer: Answer, parsed: Parsed, now: datetime) -> FeedResult:
    """The feed was read. What came of an answer that broke off is kept, but asked for again next time."""
    feed, message = _moved(feed, answer, now)
    warning = " ".join(filter(None, (parsed.warning, "" if answer.whole else _BROKEN_OFF)))
    whole = answer.whole
    feed = replace(
        feed,
        title=feed.title or parsed.title,
        lang=feed.lang or parsed.lang,
        pace=parsed.pace,
        etag=_validator(answer, "etag") if whole else "",
        modified=_validator(answer, "last-modified") if whole else "",
        digest=answer.digest if whole else "",
        warning=warning,
    )
    stories = tuple(replace(story, fetched=now, lang=story.lang or feed.lang) for story in parsed.stories)
    message = " ".join(filter(None, (message, warning)))
    return FeedResult(_answered(feed, answer, now), stories, Outcome.UPDATED, message)


def _validator(answer: Answer, name: str) -> str:
    """A header that is sent back to the letter next time; "" for one that can't be."""
    value = answer.headers.get(name, "")
    return value if value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALIDATOR else ""


def _answered(feed: Feed, answer: Answer, now: datetime) -> Feed:
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
    """Count a permanent redirect, once a day, and adopt it when MOVES of them agree. The ids of the stories stay."""
    if not answer.moved_to:
        return replace(feed, moved_to="", moved_times=0, moved_on=""), ""
    today = now.date().isoformat()
    if answer.moved_to != feed.moved_to:
        return replace(feed, moved_to=answer.moved_to, moved_times=1, moved_on=today), ""
    if today == feed.moved_on:
        return feed, ""
    times = feed.moved_times + 1
    if times < MOVES or has_secret(feed.url):  # the password is not for the new place; that is the person's to decide
        return replace(feed, moved_times=times, moved_on=today), ""
    there = replace(feed, url=answer.moved_to, origin=feed.origin or feed.url, moved_to="", moved_times=0, moved_on="")
    return there, f"It has moved for good to {shown(there.url)}; its address here is changed."
