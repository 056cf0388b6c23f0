"""Lists of feeds as OPML 2.0, in and out: groups kept, nothing executed, nothing fetched, no entities expanded."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final
from xml.sax.saxutils import quoteattr

from msgspec import Struct, field

from civic.text import clean_line
from feeds.addresses import address_of, public, shown
from feeds.errors import AddressError, FormatError
from feeds.formats.outlines import Opened, events
from feeds.subscriptions import WEB_FEED, Feed, kept_outline

BETWEEN_GROUPS: Final = " / "
_LARGEST: Final = 20 * 2**20
_NAMESPACE: Final = "urn:civicdesk:opml"
_FIELDS: Final = frozenset(
    {"text", "xmlurl", "language", "xmlns:civicdesk"}
    | {f"civicdesk:{name}" for name in ("kind", "paused", "fulltext", "interval")}
)
"""Attributes that are fields of a subscription."""
_OF_GROUP: Final = frozenset({"text"})
"""Attributes that are the name of a group."""
_USUAL: Final = {"type": "rss"}
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Outlines(Struct, frozen=True):
    """The contents of an OPML file: its feeds in their order, and each outline that can't be one as (title, reason),
    and a sentence on its letters where some are lost or guessed."""

    feeds: tuple[Feed, ...]
    refused: tuple[tuple[str, str], ...] = ()
    warning: str = ""


def read(data: bytes) -> Outlines:
    """Read the feeds of an OPML file; an outline that is broken, or names no feed, is refused and stops no other.
    Duplicates are left to `subscribe`; a file never makes a feed local.

    Raises FormatError for what is no OPML at all, is larger than 20 MB, or declares entities of its own.
    """
    if len(data) > _LARGEST:
        raise FormatError("The file is larger than 20 MB, which no list of feeds is.")
    reader = _Reader()
    found, remark = events(data)
    for event in found:
        if isinstance(event, Opened):
            reader.open(event)
        else:
            reader.close()
    return Outlines(tuple(reader.feeds), tuple(reader.refused), remark and f"{remark[0].upper()}{remark[1:]}.")


class _Reader(Struct):
    """A collector of feeds while outlines open and close."""

    feeds: list[Feed] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    groups: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """the title and the other attributes of each outline that is open, none for a feed"""

    def open(self, outline: Opened) -> None:
        """Take in an outline: a feed, or a group of those that follow until it closes."""
        named = {name.lower(): value for name, value in outline.attributes.items()}
        title = clean_line(named.get("text") or named.get("title") or "", 200)
        if outline.fault:
            self._refuse(title, outline, outline.fault)
        elif "xmlurl" in named:
            self._feed(named, title, outline)
        elif named.get("type", "").lower() in ("rss", "atom", "link", "include"):
            self._refuse(title, outline, "it has no xmlUrl, so there is nothing to subscribe to")
        is_feed = "xmlurl" in named
        self.groups.append(("", {}) if is_feed else (title, _others(outline.attributes, _OF_GROUP)))

    def close(self) -> None:
        """Leave the outline that opened last."""
        if self.groups:
            self.groups.pop()

    def _refuse(self, title: str, outline: Opened, reason: str) -> None:
        self.refused.append((title or "An outline", f"line {outline.line}: {reason}"))

    def _feed(self, named: Mapping[str, str], title: str, outline: Opened) -> None:
        path = [each for each in self.groups if each[0]]
        group = BETWEEN_GROUPS.join(name for name, _ in path) or _category(named.get("category", ""))
        try:
            url = address_of(named["xmlurl"])
        except AddressError as error:
            self._refuse(title or shown(named["xmlurl"]), outline, str(error))
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
                outline=_others(outline.attributes),
                group_outlines=tuple(part for each in path for part in _for_parts(*each))
                if any(o for _, o in path)
                else (),
            )
        )


def _for_parts(name: str, outline: dict[str, str]) -> list[dict[str, str]]:
    """Return the attributes of a group for each part of its path: its name may have what stands between parts."""
    parts = [part for part in name.split(BETWEEN_GROUPS) if part]
    return [{} for _ in parts[1:]] + [outline]


def _others(attributes: Mapping[str, str], fields: Collection[str] = _FIELDS) -> dict[str, str]:
    """Return the attributes of an outline that are no `fields` of a subscription, to be written again as they came."""
    text = next((value for name, value in attributes.items() if name.lower() == "text"), "")
    found = {}
    for name, value in attributes.items():
        usual = _USUAL.get(name.lower(), text if name.lower() == "title" else None)
        if name.lower() not in fields and value != usual and value.strip():
            found[name] = value
    return kept_outline(found)


def _category(value: str) -> str:
    """Return the group in the `category` that flat lists use ("/Boston/Weather,/Tech"): the first one."""
    return BETWEEN_GROUPS.join(filter(None, (clean_line(part, 200) for part in value.partition(",")[0].split("/"))))


def write(feeds: Iterable[Feed]) -> str:
    """Return the list as OPML, groups nested; `read` gives back address, kind, title, group, language, pause, interval,
    whether whole texts are fetched, and all attributes that came with an imported outline.

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
            yield f"{'  ' * (depth + 2)}<outline {_group(path[depth], depth, feed)}>"
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
    return f"<outline {_written(attributes, feed.outline)}/>"


def _group(name: str, depth: int, feed: Feed) -> str:
    """Return the attributes of a group, with what the list of its first feed said of it."""
    there = feed.group_outlines[depth] if depth < len(feed.group_outlines) else {}
    return _written({"text": name}, there)


def _written(attributes: dict[str, str], others: Mapping[str, str]) -> str:
    """Return the attributes of an outline as they are written, those that came with it behind our own."""
    attributes |= {name: _without_secret(value) for name, value in others.items()}
    for prefix in {name.partition(":")[0] for name in others if ":" in name} - {"xml", "xmlns", "civicdesk"}:
        attributes.setdefault(f"xmlns:{prefix}", f"urn:undeclared:{prefix}")
    return " ".join(f"{name}={quoteattr(_fit(value))}" for name, value in attributes.items() if value)


def _without_secret(value: str) -> str:
    return public(value) if value.startswith(("http://", "https://")) else value


def _fit(value: str) -> str:
    return _NO_XML.sub("", clean_line(value, 4000))
