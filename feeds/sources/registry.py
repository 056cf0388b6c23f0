"""The one list of the kinds of sources, and the source of a subscription by its `kind`."""

from collections.abc import Mapping
from typing import Final

from civic.text import clean_line
from feeds.sources.http_feed import HttpFeed
from feeds.sources.source import FeedResult, MakeSource, Resources, Source, failed
from feeds.subscriptions import WEB_FEED, Feed

SOURCES: Final[Mapping[str, MakeSource]] = {WEB_FEED: HttpFeed}
"""Each kind, as it stands in `Feed.kind`, with the class that fetches it."""


class UnknownSource:
    """A subscription of a kind that is not in the registry, as a newer version may have left it: it stays in the list,
    and each fetch fails with a sentence that says so."""

    def __init__(self, feed: Feed, resources: Resources) -> None:
        self.feed = feed
        self._resources = resources

    async def fetch(self) -> FeedResult:
        """Return a failed result; nothing is requested."""
        kind = clean_line(self.feed.kind, 40)
        message = f"This version knows no subscriptions of the kind {kind!r}; update the program, or remove this one."
        return failed(self.feed, message, self._resources.now())


def source_of(feed: Feed, resources: Resources, sources: Mapping[str, MakeSource] = SOURCES) -> Source:
    """Return the source that fetches a subscription, by its kind."""
    return sources.get(feed.kind, UnknownSource)(feed, resources)
