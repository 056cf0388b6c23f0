"""The list of subscriptions: one with its fetch state, and adding without duplicates. No disk, no network."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial, reduce
from itertools import islice
from typing import Final, Self

from msgspec import Struct, field
from msgspec.structs import astuple, replace

from civic.jsonvalue import JsonValue
from civic.text import clean_line
from feeds.addresses import host_of, normalise, public, same_feed
from feeds.errors import FeedError

__all__ = ["Feed", "normalise", "subscribe"]

WEB_FEED: Final = "feed"
"""The kind of a subscription that names none: RSS, Atom or JSON behind an http address."""
_LONGEST_LINE: Final = 4000
_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
"""The name of a header (RFC 9110, 5.6.2)."""
_NOT_THEIRS: Final = frozenset(
    (
        *("host", "connection", "content-length", "transfer-encoding", "te", "trailer", "upgrade", "accept-encoding"),
        *("if-none-match", "if-modified-since", "range", "proxy-authorization"),
    )
)
_MOST_ATTRIBUTES: Final = 40
_MOST_GROUPS: Final = 100
_ATTRIBUTE: Final = re.compile(r"[A-Za-z_][\w.-]{0,99}(?::[A-Za-z_][\w.-]{0,99})?", re.ASCII)
_OURS: Final = frozenset({"text", "xmlurl", "xmlns"})
"""Attributes that are written from the subscription itself."""


class Feed(Struct, frozen=True):
    """A subscription and its fetch state. Times are ISO 8601 with an offset, "" for not yet."""

    url: str
    kind: str = WEB_FEED
    """which of `feeds.sources.registry.SOURCES` fetches it; one that is not known here is kept, and its fetches fail"""
    title: str = ""
    """the user's name for it, else the feed's own title"""
    group: str = ""
    """groups within groups are written "outer / inner" """
    lang: str = ""
    local: bool = False
    """whether it may lead to this machine or its network"""
    paused: bool = False
    fulltext: bool = False
    """whether it has only teasers, so that the texts of its stories are fetched from their pages"""
    interval: int = 0
    """minutes between fetches as the user set them; 0 leaves it to the feed"""
    agent: str = ""
    """the User-Agent that is sent to it; "" for that of the program"""
    headers: tuple[tuple[str, str], ...] = ()
    """more headers that are sent to its own host, such as a key; they are as secret as a password"""
    megabytes: int = 0
    """how large it may be, as the user set it; 0 for what holds for all"""
    entries: int = 0
    """how many entries are kept of it, as the user set it; 0 for what holds for all"""
    etag: str = ""
    modified: str = ""
    digest: str = ""
    """hash of the last body that was read, so that an unchanged one is not parsed again"""
    stories: int = 0
    """how many stories of it there were when it was last fetched; etag, modified and digest count only while they are
    all there"""
    pace: int = 0
    """seconds between fetches as the feed itself asks (ttl, sy:updatePeriod)"""
    fetched: str = ""
    """the last time that it answered as it should"""
    due: str = ""
    held: str = ""
    """until when its server asked to be left alone (Retry-After, RFC 9110); a refresh by key waits, too"""
    error: str = ""
    warning: str = ""
    failures: int = 0
    """in a row"""
    origin: str = ""
    """the first address, of which the ids of its stories are made; set once the feed has moved for good"""
    moved_to: str = ""
    """where permanent redirects point; adopted when several agree"""
    moved_times: int = 0
    moved_on: str = ""
    """the last day that was counted in `moved_times`, as an ISO 8601 date"""
    renumbered: int = 0
    """how often over half of its known entries came under new ids"""
    outline: Mapping[str, str] = field(default_factory=dict)
    """attributes of its outline in the OPML file that it came with (htmlUrl, description, …), for the next one"""
    group_outlines: tuple[Mapping[str, str], ...] = ()
    """attributes of the outlines of its groups in that file, the outermost first; one for each part of `group`"""
    more: Mapping[str, JsonValue] = field(default_factory=dict)
    """fields of the row that this version does not know, kept as they are; two that differ in these alone are equal"""

    def __eq__(self, other: object) -> bool:
        return astuple(self)[:-1] == astuple(other)[:-1] if isinstance(other, Feed) else NotImplemented

    def __hash__(self) -> int:  # the outlines can't be hashed
        return hash(self.url)

    @property
    def name(self) -> str:
        """The title, or the host where there is none yet."""
        return self.title or host_of(self.url) or "feed"

    @property
    def key(self) -> str:
        """The value of `Story.feed`: the first address, without anything secret. It stays when the feed moves."""
        return public(self.origin or self.url)

    def vouched(self, stories: int) -> Self:
        """Return the subscription as it is to be fetched where so many of its stories are there: without validators,
        and due, when some are missing that these vouch for."""
        if not self.fetched or stories >= max(self.stories, 1):
            return self
        return replace(self, etag="", modified="", digest="", due="")

    def to_row(self) -> dict[str, JsonValue]:
        """Return the subscription as a row of the list: the fields that are set, and those of other versions.

        `from_row` is its inverse.
        """
        row: dict[str, JsonValue] = dict(self.more)
        usual = Feed("")
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if name in ("headers", "outline") and value:
                row[name] = dict(value)
            elif name == "group_outlines" and any(value):
                row[name] = [dict(outline) for outline in value]
            elif name not in ("more", "headers", "outline", "group_outlines") and value != getattr(usual, name):
                row[name] = value
        return row

    @classmethod
    def from_row(cls, row: Mapping[str, JsonValue]) -> Self:
        """Read a row of the list: a value of the wrong type counts as not set, an unknown field is kept.

        Raises FeedError where there is no address.
        """
        url = row.get("url")
        if not isinstance(url, str) or not url.strip():
            raise FeedError("A row of the list of feeds has no address; remove it or give it a url.")
        text, number = partial(_text, row), partial(_number, row)
        known = set(cls.__struct_fields__)
        return cls(
            clean_line(url, _LONGEST_LINE),
            kind=text("kind") or WEB_FEED,
            title=text("title"),
            group=text("group"),
            lang=text("lang"),
            local=row.get("local") is True,
            paused=row.get("paused") is True,
            fulltext=row.get("fulltext") is True,
            interval=number("interval"),
            agent=text("agent"),
            headers=_headers(row.get("headers")),
            megabytes=number("megabytes"),
            entries=number("entries"),
            etag=text("etag"),
            modified=text("modified"),
            digest=text("digest"),
            stories=number("stories"),
            pace=number("pace"),
            fetched=text("fetched"),
            due=text("due"),
            held=text("held"),
            error=text("error"),
            warning=text("warning"),
            failures=number("failures"),
            origin=text("origin"),
            moved_to=text("moved_to"),
            moved_times=number("moved_times"),
            moved_on=text("moved_on"),
            renumbered=number("renumbered"),
            outline=kept_outline(outline) if isinstance(outline := row.get("outline"), dict) else {},
            group_outlines=_outlines(row.get("group_outlines")),
            more={name: value for name, value in row.items() if name not in known},
        )


def kept_outline(attributes: Mapping[str, JsonValue]) -> dict[str, str]:
    """Return those attributes of an outline that can be kept: names as XML has them, values cleaned, at most
    _MOST_ATTRIBUTES."""
    fit = (
        (name, clean_line(value, _LONGEST_LINE))
        for name, value in attributes.items()
        if isinstance(value, str) and _ATTRIBUTE.fullmatch(name) and name.lower() not in _OURS
    )
    return dict(islice(((name, value) for name, value in fit if value), _MOST_ATTRIBUTES))


def _outlines(value: JsonValue) -> tuple[Mapping[str, str], ...]:
    parts = value[:_MOST_GROUPS] if isinstance(value, list) else []
    return tuple(kept_outline(part) if isinstance(part, dict) else {} for part in parts)


def _text(row: Mapping[str, JsonValue], name: str) -> str:
    value = row.get(name)
    return clean_line(value, _LONGEST_LINE) if isinstance(value, str) else ""


def _number(row: Mapping[str, JsonValue], name: str) -> int:
    value = row.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else 0


def read_header(written: str) -> tuple[str, str]:
    """Return name and value of a header written as "Name: value". Raises FeedError for one that can't be sent, or that
    belongs to the connection itself."""
    name, colon, value = (part.strip() for part in written.partition(":"))
    if not colon or not _HEADER.fullmatch(name) or not value or not value.isascii() or not value.isprintable():
        raise FeedError("A header is written as “Name: value”, in plain letters.")
    if name.lower() in _NOT_THEIRS or len(value) > _LONGEST_LINE:
        raise FeedError(f"The header {name} can't be set: it is part of how requests are made.")
    return name, value


def _headers(value: JsonValue) -> tuple[tuple[str, str], ...]:
    found = []
    for name, said in value.items() if isinstance(value, dict) else ():
        with suppress(FeedError):
            found.append(read_header(f"{name}: {said}"))
    return tuple(found)


def subscribe(feeds: Sequence[Feed], more: Iterable[Feed]) -> tuple[list[Feed], list[Feed]]:
    """Add `more` to the list; return the whole list, and the subscriptions that are new in it.

    One whose address is in the list is not added again: the one that is there takes title, group and language from it
    where it has none, and may lead to local addresses where the added one may.
    """
    merged = {same_feed(feed.url): feed for feed in feeds}
    known = len(merged)
    for feed in more:
        key = same_feed(feed.url)
        there = merged.get(key)
        merged[key] = feed if there is None else _filled(there, feed)
    everything = list(merged.values())
    return everything, everything[known:]


def without_doubles(feeds: Sequence[Feed]) -> list[Feed]:
    """Return the list with one subscription for each address, in its order. Where one has moved to the address of
    another, the other stays, and takes from it what it lacks."""
    rows: dict[str, list[Feed]] = {}
    for feed in feeds:
        rows.setdefault(same_feed(feed.url), []).append(feed)
    return [reduce(_filled, sorted(same, key=lambda feed: bool(feed.origin))) for same in rows.values()]


def _filled(feed: Feed, other: Feed) -> Feed:
    return replace(
        feed,
        title=feed.title or other.title,
        group=feed.group or other.group,
        lang=feed.lang or other.lang,
        local=feed.local or other.local,
        outline={**other.outline, **feed.outline},
        group_outlines=feed.group_outlines or (other.group_outlines if feed.group in ("", other.group) else ()),
    )
