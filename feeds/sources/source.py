"""The port `Source`: what a place that stories come from must be able to do.

To add a kind of source, say a Miniflux server, write one module beside this one with a class that implements `Source`,
and enter it in `feeds.sources.registry.SOURCES` under the word that stands in the `kind` of its subscriptions in
`feeds.json`. `tests/feeds/sources/source_contract.py` is the suite that it has to pass.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from civic.story import Story
from feeds.fetch.http import Fetcher
from feeds.formats.parse import MOST_ENTRIES, Parsers
from feeds.sources.schedule import after_failure
from feeds.subscriptions import Feed


class Outcome(StrEnum):
    """What became of a fetch."""

    UPDATED = "updated"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    GONE = "gone"
    """the source has ended for good; its subscription is paused"""
    WAITING = "waiting"
    """nothing was requested: the server wants to be left alone"""


class FeedResult(Struct, frozen=True):
    """A subscription after its fetch: its new state, its stories as the source has them now (none when unchanged or
    failed), and the reason or warning as one or more sentences, "" when all is well."""

    feed: Feed
    stories: tuple[Story, ...]
    outcome: Outcome
    message: str = ""
    asked: str = ""
    """the address that the subscription had before the fetch, set by `refresh`; another one than `feed.url` when it
    has moved for good"""
    broken_off: bool = False
    """whether the answer ended before its end; `stories` are what came of it"""
    no_connection: bool = False
    """whether it failed as every fetch does on a machine without a connection"""
    known: frozenset[str] = frozenset()
    """ids of stories that the source has now as `Resources.known` had them; they are not among `stories`"""
    marks: Mapping[str, str] = field(default_factory=dict)
    """what entries can be known by next time, by the ids of their stories"""


class Resources(Struct, frozen=True):
    """What one refresh lends to all of its sources."""

    fetcher: Fetcher
    """sends requests, with limits on requests at once, seconds and bytes, and never to a closed address"""
    parsers: Parsers
    """read what strangers wrote, in child processes under a limit of the processor's seconds and a cap on memory"""
    now: Callable[[], datetime]
    """the clock; its times have an offset"""
    entries: int = MOST_ENTRIES
    """so many entries are kept of a feed that sets no other number"""
    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """ids of stories by the marks of their entries, by `Feed.key`: a source may leave out what it has under them"""


class Source(Protocol):
    """One subscription, ready to be fetched; made anew for each fetch from a `Feed` and `Resources`."""

    @property
    def feed(self) -> Feed:
        """The subscription with the state that the last fetch left, as it was given; `fetch` does not change it."""
        ...

    async def fetch(self) -> FeedResult:
        """Return what the source has now, as a `FeedResult`.

        Its `feed` is the subscription with its new state, which comes back for the next fetch:
        - The user's fields (`title` where it is set, `group`, `lang` where it is set, `local`, `interval`, `fulltext`,
          `agent`, `headers`, `megabytes`, `entries`, `more`), `kind` and `key` stay as they are.
        - After an answer, `fetched` is now, `due` later than now (both ISO 8601 with an offset, in whole seconds),
          `error` "" and `failures` 0. What is needed to recognise an unchanged answer goes into `etag`, `modified` or
          `digest`: the next fetch with that state is UNCHANGED, with no stories, where the source has nothing new.
        - `stories` are all that the source has now, newest first, but for those in `known`: `tuple[Story, ...]`. Their
          ids differ and are the same at each fetch, `Story.feed` is `feed.key`, `fetched` is now, and all text is plain
          and cleaned (`Story.from_document` does that).

        It raises nothing but CancelledError: what goes wrong is a result as `failed` makes it, with one sentence for
        the user that names hosts but no secrets. It waits for no answer longer than the limits of
        `Resources.fetcher` (30 seconds) and for no reading longer than those of `Resources.parsers` (5 seconds
        of the processor, 60 by the clock). Cancelling it ends all that it began.
        """
        ...


MakeSource: TypeAlias = Callable[[Feed, Resources], Source]
"""How a kind of source is made; no request is sent, and nothing is raised."""


def failed(feed: Feed, message: str, now: datetime, wait: timedelta | None = None) -> FeedResult:
    """Return the result of a subscription that could not be fetched or read: it is tried again after `wait`, which
    its server asked for, else after 1 hour, then ever more seldom; the rest of its state stays."""
    failures = feed.failures + 1
    due = after_failure(now, failures, wait).isoformat(timespec="seconds")
    return FeedResult(replace(feed, error=message, failures=failures, due=due), (), Outcome.FAILED, message)
