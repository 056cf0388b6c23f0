"""Lists of feeds as OPML 2.0, in and out: groups kept, nothing executed, nothing fetched, no entities expanded."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from civic.text import clean_line
from feeds.addresses import normalise, public, shown
from feeds.errors import AddressError, FormatError
from feeds.subscriptions import WEB_FEED, Feed

BETWEEN_GROUPS: Final = " / "
_LARGEST: Final = 20 * 2**20
_DEEPEST: Final = 100
"""Nested outlines that are read; lists that users keep have five levels at most."""
_NAMESPACE: Final = "urn:civicdesk:opml"
_XML_ENTITIES: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
_AMPERSAND: Final = re.compile(r"&(?:#(?:x[0-9a-fA-F]+|[0-9]+);|([A-Za-z][A-Za-z0-9]*);)?")
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Outlines:
    """The contents of an OPML file: its feeds in their order, and each outline that can't be one as (title, reason)."""

    feeds: tuple[Feed, ...]
    refused: tuple[tuple[str, str], ...] = ()


def read(data: bytes) -> Outlines:
    """Read the feeds of an OPML file. Duplicates are left to `subscribe`; a file never makes a feed local.

    Raises FormatError for what is no OPML at all, is larger than 20 MB, or declares entities of its own.
    """
    if len(data) > _LARGEST:
        raise FormatError("The file is larger than 20 MB, which no list of feeds is.")
    try:
        return _read(data)
    except expat.ExpatError as error:
        try:
            return _read(_mended(data))
        except (expat.ExpatError, FormatError):
            reason = expat.errors.messages.get(error.code, "broken")
            raise FormatError(f"The file is no OPML: {reason} in line {error.lineno}.") from error


def _mended(data: bytes) -> bytes:
    """Return the XML without what lists written by hand get wrong: bare ampersands, HTML's entities, controls."""

    def ampersand(match: re.Match[str]) -> str:
        name = match[1]
        if match[0] == "&" or (name and name not in _XML_ENTITIES and html.unescape(match[0]) == match[0]):
            return "&amp;" + match[0][1:]
        return html.unescape(match[0]) if name and name not in _XML_ENTITIES else match[0]

    from feeds.formats.charset import declared_in, decoded  # for lists that are broken only

    text, _ = decoded(data, declared_in(data))
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    return _NO_XML.sub("", _AMPERSAND.sub(ampersand, text)).strip().encode("utf-8")


@dataclass(slots=True)
class _Reader:
    """A collector of outlines while expat walks the file."""

    feeds: list[Feed] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    root: str = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.root = self.root or tag.lower()
        if tag.lower() != "outline":
            return
        if len(self.groups) >= _DEEPEST:
            raise FormatError("The outlines are nested too deeply for a list of feeds.")
        named = {name.lower(): value for name, value in attributes.items()}
        title = clean_line(named.get("text") or named.get("title") or "", 200)
        if "xmlurl" in named:
            self._feed(named, title)
        elif named.get("type", "").lower() in ("rss", "atom", "link", "include"):
            self.refused.append((title or "An outline", "it has no xmlUrl, so there is nothing to subscribe to"))
        self.groups.append("" if "xmlurl" in named else title)

    def _feed(self, named: Mapping[str, str], title: str) -> None:
        group = BETWEEN_GROUPS.join(filter(None, self.groups)) or _category(named.get("category", ""))
        try:
            url = normalise(named["xmlurl"])
        except AddressError as error:
            self.refused.append((title or shown(named["xmlurl"]) or "An outline", str(error)))
            return
        minutes = named.get("civicdesk:interval", "")
        self.feeds.append(
            Feed(
                url,
                kind=clean_line(named.get("civicdesk:kind", ""), 40) or WEB_FEED,
                title=title if title != url else "",
                group=group,
                lang=clean_line(named.get("language", ""), 35),
                paused=named.get("civicdesk:paused") == "true",
                fulltext=named.get("civicdesk:fulltext") == "true",
                interval=int(minutes) if re.fullmatch(r"[0-9]{1,6}", minutes, re.ASCII) else 0,
            )
        )

    def end(self, tag: str) -> None:
        if tag.lower() == "outline":
            self.groups.pop()


def _category(value: str) -> str:
    """Return the group in the `category` that flat lists use ("/Boston/Weather,/Tech"): the first one."""
    return BETWEEN_GROUPS.join(filter(None, (clean_line(part, 200) for part in value.partition(",")[0].split("/"))))


def _read(data: bytes) -> Outlines:
    parser = expat.ParserCreate()
    reader = _Reader()

    def no_entities(*_: object) -> None:
        raise FormatError("The file declares entities of its own, which a list of feeds has no use for.")

    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.EntityDeclHandler = no_entities
    parser.Parse(data, True)
    if reader.root != "opml":
        raise FormatError("The file is no OPML: it starts with another element.")
    return Outlines(tuple(reader.feeds), tuple(reader.refused))


def write(feeds: Iterable[Feed]) -> str:
    """Return the list as OPML, groups nested; `read` gives back address, kind, title, group, language, pause, interval,
    and whether whole texts are fetched.

    Passwords and tokens in addresses stay out, so such a feed needs its address again after an import.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:civicdesk="{_NAMESPACE}">',
        "  <head>\n    <title>civicdesk feeds</title>\n  </head>",
        "  <body>",
        *_body(list(feeds)),
        "  </body>",
        "</opml>",
    ]
    return "\n".join(lines) + "\n"


def _body(feeds: list[Feed]) -> Iterator[str]:
    """Yield outlines in the order of the list; a group opens where its first feed stands and closes when the path
    leaves."""
    there: list[str] = []
    for feed in feeds:
        path = [part for part in feed.group.split(BETWEEN_GROUPS) if part]
        common = next((i for i, pair in enumerate(zip(there, path, strict=False)) if pair[0] != pair[1]), None)
        common = min(len(there), len(path)) if common is None else common
        for depth in range(len(there), common, -1):
            yield f"{'  ' * (depth + 1)}</outline>"
        for depth in range(common, len(path)):
            yield f"{'  ' * (depth + 2)}<outline text={quoteattr(_fit(path[depth]))}>"
        there = path
        yield f"{'  ' * (len(path) + 2)}{_outline(feed)}"
    for depth in range(len(there), 0, -1):
        yield f"{'  ' * (depth + 1)}</outline>"


def _outline(feed: Feed) -> str:
    url = public(feed.url)
    attributes = {"type": "rss", "text": feed.title or url, "xmlUrl": url, "language": feed.lang}
    attributes["civicdesk:kind"] = feed.kind if feed.kind != WEB_FEED else ""
    attributes["civicdesk:paused"] = "true" if feed.paused else ""
    attributes["civicdesk:fulltext"] = "true" if feed.fulltext else ""
    attributes["civicdesk:interval"] = str(feed.interval or "")
    written = " ".join(f"{name}={quoteattr(_fit(value))}" for name, value in attributes.items() if value)
    return f"<outline {written}/>"


def _fit(value: str) -> str:
    return _NO_XML.sub("", clean_line(value, 4000))
