"""The workspace's part that keeps subscriptions: adding, removing, fetching, lists in and out, whole texts."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import seeds
from civic.judgement import Operation
from civic.query import EVEN_HIDDEN, And, Has
from civic.story import Story
from feeds.subscriptions import Feed, subscribe
from storage.files.places import Places
from storage.library.library import Library
from storage.settings.config import Settings
from storage.settings.feedlist import FeedList
from workspace.files import read_file, save
from workspace.refresh import Arrival, Kept, identity, in_batches, keep

if TYPE_CHECKING:  # the network and the formats cost time to import, and most commands need neither
    from feeds.formats.opml import Outlines
    from feeds.refresh import FeedResult

_AT_ONCE: Final = 20
_ALL: Final = 1 << 40
_OPML_HEAD: Final = "<?xml"
_OPML_MARK: Final = "urn:civicdesk:opml"


def utc_now() -> datetime:
    """The time, with an offset."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list of feeds: those that are really new, how many were subscribed to already, and each outline
    that was refused, with the reason."""

    added: tuple[Feed, ...]
    known: int
    refused: tuple[tuple[str, str], ...]


class Subscribing(ABC):
    """What `Workspace` is built on: the list of feeds, and what they bring. Methods raise a `Fault`."""

    def __init__(self, places: Places, settings: Settings) -> None:
        self.places = places
        self.settings = settings
        self._feed_list = FeedList(places.feeds)

    @property
    @abstractmethod
    def library(self) -> Library:
        """The stories and what was decided on them."""

    @abstractmethod
    def rule_on(self, stories: Sequence[str]) -> Sequence[Operation]:
        """Run the person's rules on stories that have just come; what that changed is on disk."""

    # the list

    def feeds(self) -> list[Feed]:
        """The subscriptions, in their order."""
        return [Feed.from_row(row) for row in self._feed_list.rows()]

    def seed_feeds(self) -> "Outlines":
        """The starter feeds that the program brings."""
        from feeds.formats import opml

        return opml.read(seeds.feeds_opml())

    def subscribe(self, more: Iterable[Feed]) -> list[Feed]:
        """Add feeds; those that are really new."""
        wanted = list(more)
        added: list[Feed] = []

        def change(feeds: list[Feed]) -> list[Feed]:
            everything, new = subscribe(feeds, wanted)
            added[:] = new
            return everything

        self.update_feeds(change)
        return added

    def unsubscribe(self, url: str) -> Feed | None:
        """Remove the feed with this address; its stories stay. None where there is none."""
        removed: list[Feed] = []

        def change(feeds: list[Feed]) -> list[Feed]:
            removed[:] = [feed for feed in feeds if feed.url == url]
            return [feed for feed in feeds if feed.url != url]

        self.update_feeds(change)
        return removed[0] if removed else None

    def remove_stories(self, feed: Feed) -> tuple[int, int]:
        """Remove what a feed brought, but for the stories that somebody tagged, starred or wrote a note on: how many
        went, and how many stay. For a worker thread."""
        library = self.library
        keys = library.search(And((Has("feed", feed.key.casefold()), EVEN_HIDDEN)), limit=_ALL)
        rows = library.rows(keys)
        mine = {story.id for story in library.stories(row.id for row in rows) if story.feed == feed.key}
        judged = {number for number in mine if (on := library.judgement(number)).concerns or on.note or on.starred}
        gone = library.remove_many(sorted(mine - judged))
        return len(gone), len(judged)

    def update_feeds(self, change: Callable[[list[Feed]], list[Feed]]) -> None:
        """Read, change and write the subscriptions at once, with others kept out meanwhile."""
        self._feed_list.update(lambda rows: [feed.to_row() for feed in change([Feed.from_row(row) for row in rows])])

    def change_feed(self, url: str, **values: object) -> None:
        """Set fields of the feed with this address."""
        known = {"title", "group", "paused", "interval", "fulltext"}
        if not values.keys() <= known:
            raise TypeError(f"not for a person to set: {sorted(values.keys() - known)}")
        self.update_feeds(
            lambda feeds: [replace(feed, **values) if feed.url == url else feed for feed in feeds]  # type: ignore[arg-type]
        )

    def import_feeds(self, path: Path, *, local: bool = False) -> Imported:
        """Subscribe to the feeds of an OPML file; `local` allows addresses of this machine or its network."""
        from feeds.formats import opml

        outlines = opml.read(read_file(path))
        wanted = [replace(feed, local=local) for feed in outlines.feeds]
        added = self.subscribe(wanted)
        return Imported(tuple(added), len(wanted) - len(added), outlines.refused)

    def export_feeds(self, path: Path, *, force: bool = False, hint: str = "") -> int:
        """Write the subscriptions as OPML; how many. A file that is not ours is not replaced without `force`."""
        from feeds.formats import opml

        feeds = self.feeds()
        lines = opml.write(feeds).splitlines(keepends=True)
        save(path, lines, self.places, is_ours=_is_opml, force=force, hint=hint)
        return len(feeds)

    # the network

    @property
    def _proxy(self) -> str | None:
        return self.settings.proxy or None

    async def discover(self, url: str, *, local: bool = False) -> list[Feed]:
        """The feeds at an address: itself, or those that a site names."""
        from feeds.discover import discover

        return await discover(url, local=local, now=utc_now, proxy=self._proxy)

    async def refresh(self, *, everything: bool = False, urls: Sequence[str] | None = None) -> AsyncIterator[Arrival]:
        """Fetch the feeds that are due (all that are not paused with `everything`; just those in `urls`, paused or
        not), and yield each when its stories and its state are on disk. Closing the iterator stops the fetching."""
        from feeds.refresh import due, refresh

        feeds = self.feeds()
        if urls is not None:
            wanted = [feed for feed in feeds if feed.url in set(urls)]
        elif everything:
            wanted = [feed for feed in feeds if not feed.paused]
        else:
            wanted = list(due(feeds, utc_now()))
        arriving = refresh(wanted, now=utc_now, at_once=_AT_ONCE, proxy=self._proxy)
        before = {identity(feed): feed for feed in wanted}
        done = 0
        async with aclosing(in_batches(arriving)) as batches:
            async for results in batches:
                batch, ruled = await asyncio.to_thread(self._keep_and_rule, results, before)
                for kept in batch:
                    message, more = await self._fetch_whole_texts(kept)
                    ruled += more
                    done += 1
                    result = replace(kept.result, message=" ".join(filter(None, (kept.result.message, message))))
                    yield Arrival(result, len(kept.new), len(kept.changed), done, len(wanted), tuple(ruled))
                    ruled = []

    def _keep_and_rule(
        self, results: Sequence["FeedResult"], before: Mapping[str, Feed]
    ) -> tuple[list[Kept], list[Operation]]:
        """Put results on disk and run the rules on what is new, in one go: a refresh that is stopped in between has
        done both or will do both. What the rules changed comes with it."""
        batch = keep(self.library, self.update_feeds, results, before)
        return batch, list(self.rule_on([story.id for kept in batch for story in kept.new]))

    async def _fetch_whole_texts(self, kept: Kept) -> tuple[str, Sequence[Operation]]:
        """Fetch the texts of what a feed of teasers has just brought, and run the rules on what is new with its whole
        text: what to tell the person, "" for nothing, and what the rules changed. A page that has none is left: the
        teaser is there."""
        stories = (*kept.new, *kept.changed)
        if not kept.result.feed.fulltext or not stories:
            return "", ()
        from feeds.errors import FormatError
        from feeds.fulltext import MOST_PAGES, whole_texts

        local = kept.result.feed.local
        try:
            found = await whole_texts(stories[:MOST_PAGES], local=local, proxy=self._proxy)
        except FormatError as error:
            return str(error), ()
        await self._put_whole([story for story in found.values() if isinstance(story, Story)])
        return "", await asyncio.to_thread(self.rule_on, [story.id for story in kept.new])

    async def fetch_full(self, story: Story) -> Story:
        """The story with its whole text, from its page; it is on disk then. Raises a Fault with the reason where there
        is none, or where the extra that reads pages is not installed."""
        from feeds.fulltext import whole_texts

        local = any(feed.local for feed in self.feeds() if feed.key == story.feed)
        found = (await whole_texts([story], local=local, proxy=self._proxy))[story.id]
        if not isinstance(found, Story):
            raise found
        await self._put_whole([found])
        return found

    async def _put_whole(self, stories: Sequence[Story]) -> None:
        """Keep stories with their whole texts; without the time of a fetch, which would call them changed,
        and without stakeholders, which are not in their own words here: both are kept as they were."""
        if stories:
            await asyncio.to_thread(
                self.library.put_many, [replace(story, fetched=None, stakeholders=()) for story in stories]
            )


def _is_opml(head: str) -> bool:
    """Whether a file that begins like this was written by `export_feeds`, or holds nothing."""
    return not head.strip() or (head.startswith(_OPML_HEAD) and _OPML_MARK in head)
