"""Subscriptions: the list of feeds, adding to it, removing from it, and lists of feeds in and out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

import seeds
from civic.fault import Fault
from civic.jsonvalue import JsonValue
from civic.query import EVEN_HIDDEN, And, Has
from feeds.subscriptions import Feed, subscribe
from storage.files.places import Places
from storage.settings.config import Settings
from storage.settings.feedlist import FeedList
from workspace.clock import utc_now
from workspace.files import read_file, save
from workspace.ports import Library
from workspace.undo.settings import feed_parts
from workspace.undo.stories import removed
from workspace.undo.undo import Undo

if TYPE_CHECKING:  # the network and the formats cost time to import, and most commands need neither
    from feeds.fetch.http import Limits
    from feeds.formats.opml import Outlines

__all__ = ["Feed", "Imported", "Subscriptions", "as_shown", "headers_of", "shown_address"]

_ALL: Final = 1 << 40
_OF_THE_ANSWER: Final = frozenset({"local", "agent", "headers", "megabytes", "entries"})
"""What the user sets that may change what a server answers, or how much of it is kept."""
_OPML_HEAD: Final = "<?xml"
_OPML_MARK: Final = "urn:civicdesk:opml"


class Imported(Struct, frozen=True):
    """What became of a list of feeds: those that are really new, how many were subscribed to already, and each outline
    that was refused, with the reason; and a sentence on the letters of the list, "" where all could be read."""

    added: tuple[Feed, ...]
    known: int
    refused: tuple[tuple[str, str], ...]
    warning: str = ""
    left_out: int = 0


class FeedFault(Fault):
    """A feed of which not all could be removed; the message is one sentence."""


class Removed(Struct, frozen=True):
    """A feed that was removed, how many of its stories went with it, and how many stay since they were judged."""

    feed: Feed
    gone: int
    stay: int


class Subscriptions:
    """The list of feeds. `library` opens the library, for what touches its stories. Methods raise a `Fault`."""

    def __init__(
        self, places: Places, feed_list: FeedList, settings: Settings, library: Callable[[], Library], undo: Undo
    ) -> None:
        self._undo = undo
        self._places = places
        self._settings = settings
        self._library = library
        self._feed_list = feed_list

    def feeds(self) -> list[Feed]:
        """Return the subscriptions, in their order."""
        return [Feed.from_row(row) for row in self._feed_list.rows()]

    def named(self, text: str) -> list[Feed]:
        """Return the subscriptions at this address, else those with this title."""
        from feeds.addresses import address_in, same_feed
        from feeds.errors import FeedError
        from feeds.subscriptions import normalise

        wanted = address = text.strip()
        with suppress(FeedError):  # else it is none, and compared as it is written
            address = normalise(address_in(wanted))
        feeds = self.feeds()
        found = [feed for feed in feeds if same_feed(feed.url) == same_feed(address)]
        return found or [feed for feed in feeds if feed.name.casefold() == wanted.casefold()]

    def starter_feeds(self) -> "Outlines":
        """Return the starter feeds that the program brings."""
        from feeds.formats import opml

        return opml.read(seeds.feeds_opml())

    def subscribe(self, more: Iterable[Feed]) -> list[Feed]:
        """Add feeds; return those that are really new."""
        wanted = list(more)
        added: list[Feed] = []

        def change(feeds: list[Feed]) -> list[Feed]:
            everything, new = subscribe(feeds, wanted)
            added[:] = new
            return everything

        self._change(f"added {_named(wanted)}", change)
        return added

    def unsubscribe(self, url: str) -> Feed | None:
        """Remove the feed with this address and return it, None where there is none; its stories stay."""
        gone: list[Feed] = []

        def change(feeds: list[Feed]) -> list[Feed]:
            gone[:] = [feed for feed in feeds if feed.url == url]
            return [feed for feed in feeds if feed.url != url]

        self._change(f"removed {self._name_of(url)}", change)
        return gone[0] if gone else None

    def remove(self, url: str, *, stories: bool) -> Removed | None:
        """Remove the feed with this address, with `stories` also what it brought (see `remove_stories`), as one step;
        return what was removed, None where there is no such feed. For a worker thread."""
        with self._undo.step(f"removed {self._name_of(url)}{' and its stories' if stories else ''}"):
            feed = self.unsubscribe(url)
            if feed is None:
                return None
            try:
                return Removed(feed, *(self.remove_stories(feed) if stories else (0, 0)))
            except Fault as fault:
                raise FeedFault(f"{feed.name} is removed, its stories stay: {fault}") from fault

    def remove_stories(self, feed: Feed) -> tuple[int, int]:
        """Remove what a feed brought, but for the stories that somebody tagged, starred or wrote a note on: how many
        went, and how many stay. For a worker thread."""
        library = self._library()
        keys = library.search(And((Has("feed", feed.key.casefold()), EVEN_HIDDEN)), limit=_ALL)
        rows = library.rows(keys)
        mine = {story.id for story in library.stories(row.id for row in rows) if story.feed == feed.key}
        judged = {number for number in mine if (on := library.judgement(number)).concerns or on.note or on.starred}
        with self._undo.step(f"removed the stories of {feed.name}") as step:
            step.add(removed(self._places, library, sorted(mine - judged)))
            gone = library.remove_many(sorted(mine - judged))
        return len(gone), len(judged)

    def _change(self, label: str, change: Callable[[list[Feed]], list[Feed]]) -> None:
        """Change the subscriptions as the user wants it, as a step."""
        with self._undo.step(label) as step:

            def changed(feeds: list[Feed]) -> list[Feed]:
                after = change(feeds)
                step.add(feed_parts(feeds, after))
                return after

            self.update_feeds(changed)

    def _name_of(self, url: str) -> str:
        return next((feed.name for feed in self.feeds() if feed.url == url), "a feed")

    def update_feeds(self, change: Callable[[list[Feed]], list[Feed]]) -> None:
        """Read, change and write the subscriptions at once, with others kept out meanwhile."""
        self._feed_list.update(lambda rows: [feed.to_row() for feed in change([Feed.from_row(row) for row in rows])])

    def change_feed(self, url: str, **values: object) -> None:
        """Set fields of the feed with this address; it is fetched anew where that may bring another answer. Raises a
        Fault for whole texts where what reads them is missing."""
        from feeds.extras import require_fulltext

        known = {
            "title",
            "group",
            "paused",
            "interval",
            "fulltext",
            "local",
            "agent",
            "headers",
            "megabytes",
            "entries",
        }
        if not values.keys() <= known:
            raise TypeError(f"not for a user to set: {sorted(values.keys() - known)}")
        if values.get("fulltext"):
            require_fulltext()
        anew = {"etag": "", "modified": "", "digest": "", "due": ""} if values.keys() & _OF_THE_ANSWER else {}
        self._change(
            f"changed {self._name_of(url)}",
            lambda feeds: [_changed(feed, {**anew, **values}) if feed.url == url else feed for feed in feeds],
        )

    def set_header(self, url: str, written: str) -> None:
        """Have a header ("Name: value") sent to the feed with this address, in place of another of its name; without a
        value ("Name:"), no more. Raises a Fault for one that can't be sent."""
        from feeds.subscriptions import read_header

        name, colon, value = (part.strip() for part in written.partition(":"))
        added = () if name and colon and not value else (read_header(written),)
        there = next((feed.headers for feed in self.feeds() if feed.url == url), ())
        kept = tuple(pair for pair in there if pair[0].lower() != name.lower())
        self.change_feed(url, headers=(*kept, *added))

    def import_feeds(
        self, path: Path, *, local: bool = False, may_add: Callable[[int], bool] | None = None
    ) -> Imported:
        """Subscribe to the feeds of an OPML file; `local` allows those of its hosts to be of this machine or its
        network that are so by their names. `may_add` is told how many such feeds are not subscribed to yet, and returns
        whether they are allowed; else they are left out."""
        from feeds.addresses import is_local, same_feed
        from feeds.formats import opml

        outlines = opml.read(read_file(path))
        wanted: Sequence[Feed] = outlines.feeds
        if may_add is not None:
            known = {same_feed(feed.url) for feed in self.feeds()}
            closed = [feed for feed in wanted if is_local(feed.url) and same_feed(feed.url) not in known]
            local = bool(closed) and may_add(len(closed))
            wanted = wanted if local else [feed for feed in wanted if feed not in closed]
        added = self.subscribe(replace(feed, local=local and is_local(feed.url)) for feed in wanted)
        left = len(outlines.feeds) - len(wanted)
        return Imported(tuple(added), len(wanted) - len(added), outlines.refused, outlines.warning, left)

    def opml(self) -> str:
        """Return the subscriptions as OPML, for other readers."""
        from feeds.formats import opml

        return opml.write(self.feeds())

    def export_feeds(self, path: Path, *, force: bool = False, hint: str = "") -> int:
        """Write the subscriptions as OPML; return how many. A file that is not ours is not replaced without `force`."""
        lines = self.opml().splitlines(keepends=True)
        save(path, lines, self._places, is_ours=_is_opml, force=force, hint=hint)
        return len(self.feeds())

    @property
    def proxy(self) -> str | None:
        """The address of the proxy that feeds are fetched through; None for none."""
        return self._settings.proxy or None

    @property
    def limits(self) -> "Limits":
        """How large an answer may be that no other limit is set for, and how long it may take."""
        from feeds.fetch.http import USUAL

        return USUAL.up_to(self._settings.feed_megabytes)

    @property
    def entries(self) -> int:
        """How many entries are kept of a feed that no other number is set for."""
        return self._settings.feed_entries

    async def discover(self, url: str, *, local: bool = False, like: Feed | None = None) -> list[Feed]:
        """Return the feeds at an address: itself, or those that a site names; `like` has what the user set for them."""
        from feeds.discover import discover

        return await discover(url, local=local, now=utc_now, proxy=self.proxy, limits=self.limits, like=like)


def _changed(feed: Feed, values: Mapping[str, object]) -> Feed:
    """Return a feed with other values. What its list said of name and group goes with the old ones."""
    stale = {"title"} & values.keys() | ({"category"} if "group" in values else set())
    outline = {name: value for name, value in feed.outline.items() if name.lower() not in stale}
    groups = feed.group_outlines if values.get("group", feed.group) == feed.group else ()
    return replace(feed, **values, outline=outline, group_outlines=groups)


def _named(feeds: Sequence[Feed]) -> str:
    return feeds[0].name if len(feeds) == 1 else f"{len(feeds)} feeds"


def shown_address(feed: Feed) -> str:
    """Return the address of a feed as it may be shown: without a password."""
    from feeds.addresses import public

    return public(feed.url)


def headers_of(written: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return headers that are written as "Name: value". Raises a Fault for one that can't be set."""
    from feeds.subscriptions import read_header

    return tuple(map(read_header, written))


def as_shown(feed: Feed) -> dict[str, JsonValue]:
    """Return a subscription as a row that may be shown: without a password, and without what its headers say."""
    row = {**feed.to_row(), "url": shown_address(feed), "title": feed.name}
    if feed.headers:
        row["headers"] = [name for name, _ in feed.headers]
    return row


def _is_opml(head: str) -> bool:
    """Whether a file that begins like this was written by `export_feeds`, or holds nothing."""
    return not head.strip() or (head.startswith(_OPML_HEAD) and _OPML_MARK in head)
