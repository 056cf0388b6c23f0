"""RSS 0.9x to 2.0, RSS 1.0 and Atom to entries, by feedparser. Runs in the child process only."""

import io
import re
from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from xml.sax import SAXParseException

import feedparser
from feedparser import mixin
from feedparser.api import PREFERRED_XML_PARSERS
from msgspec import Struct

from civic.sources import publisher_in, without_publisher
from civic.story import Enclosure, Link, kept_enclosures, kept_links
from civic.text import clean_line
from feeds.addresses import web_link
from feeds.errors import BrokenError, FormatError
from feeds.formats import broken_xml, quick, sax_driver
from feeds.formats.dates import EARLIEST, Order, is_ambiguous, moment, order_in
from feeds.formats.entry import (
    Contents,
    Entry,
    about_dates,
    about_number,
    newest,
    text_and_teaser,
)
from feeds.formats.html import linked_paragraphs, one_line, plain
from feeds.formats.limits import MOST_ENTRIES, MOST_TAGS
from feeds.formats.pieces import in_bytes
from feeds.links import base_of, is_googles, page_link

_PERIODS: Final = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
"""Seconds of sy:updatePeriod (RSS 1.0 syndication module)."""
_UTF_8: Final = {"content-type": "application/xml; charset=utf-8"}
_DATES: Final = ("published", "updated")
"""The dates of an entry, the better one first."""
NO_FEED: Final = "It is no feed that this program can read; check the address."


_LETTERS: Final = (*range(0x80), *range(0xA0, 0x2100))
"""Letters and signs that stay as they are; of the others there are too many."""


if sax_driver.NAME not in PREFERRED_XML_PARSERS:
    PREFERRED_XML_PARSERS.insert(0, sax_driver.NAME)
# feedparser looks up each letter of a text that is not in ASCII alone in this table, and to find none takes twice as
# long as to find it: a tenth of the time of a feed. Other modules of feedparser keep the table as it is.
mixin._cp1252 = {**dict(zip(_LETTERS, _LETTERS, strict=True)), **getattr(mixin, "_cp1252", {})}


def read(text: str, base: str, most: int = MOST_ENTRIES, *, body: bytes = b"") -> Contents:
    """Read the feed in this text, the newest `most` entries of it. `base` is the address that relative links start
    from; `body` is what `in_bytes` returns of the text, for whoever has it.

    Raises FormatError for what is no feed, BrokenError where its XML is broken and no entry could be read; else broken
    XML keeps the entries that could be read, but for one in which it breaks off, and gives a warning.
    """
    whole = text
    text, lost = broken_xml.with_characters(broken_xml.without_broken_off(text))
    found, as_written = _parsed(text, body if body and text is whole else in_bytes(text))
    entries = list(map(dict, found.get("entries", [])))  # feedparser's own kind takes long to look anything up
    if not entries and not found.get("version"):
        raise FormatError(_no_feed(text))
    fault = _fault(found)
    if fault and not entries:
        raise BrokenError(f"{fault}; no entries could be read of it.")
    feed = found.get("feed", {})
    lang = clean_line(_text(feed, "language"), 35)
    warnings = [_about_references(lost), fault and f"{fault}; what could be read of it is kept."]
    dates = [date for part in (dict(feed), *entries) for date in _dates(part)]
    order = order_in(dates, lang)
    wanted = newest([_moment(entry, order) for entry in entries], most) if len(entries) > most else range(len(entries))
    warnings.append(about_number(most, len(entries)))
    places = _Places(base, _text(feed, "link"), is_atom=_text(found, "version").startswith("atom"))
    kept = tuple(_entry(entries[at], places, lang, order) for at in wanted)
    warning = " ".join(filter(None, (*warnings, about_dates(kept))))
    return Contents(
        title=one_line(_text(feed, "title"), 200),
        lang=lang,
        pace=_pace(feed),
        entries=kept,
        warning=warning,
        apart=as_written and not warning and not any(map(is_ambiguous, dates)),
        places=found.get("places", ()),
    )


def _parsed(text: str, body: bytes) -> tuple[Mapping[str, Any], bool]:
    """Return what feedparser makes of a text (`body`: in bytes), mended where its XML is broken in a way that can be,
    and whether that is what it makes of the text as it is written."""
    if (quickly := quick.read(body)) is not None:
        return quickly, True
    found = _by_feedparser(body)
    if isinstance(found.get("bozo_exception"), SAXParseException) and (better := broken_xml.mended(text)) != text:
        again = _by_feedparser(in_bytes(better))
        if len(again.get("entries", [])) >= len(found.get("entries", [])):
            return again, False
    return found, not found.get("bozo_exception")


def _by_feedparser(body: bytes) -> Mapping[str, Any]:
    # To feedparser a str could be a file's name or an address. The character set of the bytes is told before, since it
    # takes another one for all of them where one byte is wrong; a declaration has to stand first. Markup is reduced to
    # text by ourselves, and so are links made absolute: feedparser would change guids, too, which would then change
    # with the address.
    found: Mapping[str, Any] = feedparser.parse(
        io.BytesIO(body), response_headers=_UTF_8, sanitize_html=False, resolve_relative_uris=False
    )
    return found


def _no_feed(text: str) -> str:
    start = text[:2000].lstrip().lower()
    if not start:
        return "It answered with nothing at all; try again later, or check the address."
    if "<html" in start or start.startswith("<!doctype html"):
        return "It is a web page, not a feed; give the address of the site's feed."
    return NO_FEED


def _about_references(lost: int) -> str:
    """Return a sentence on references to characters that there are not, "" without any."""
    if not lost:
        return ""
    given = "is given by a number" if lost == 1 else "are given by numbers"
    return f"{lost} of its characters {given} that no character has; \ufffd stands there."


def _fault(found: Mapping[str, object]) -> str:
    """Return what is wrong with the XML of a feed; "" where nothing is."""
    fault = found.get("bozo_exception")
    if not isinstance(fault, SAXParseException):
        return ""
    return f"Its XML is broken (line {fault.getLineNumber()}: {clean_line(str(fault.getMessage()), 80)})"


def _pace(feed: Mapping[str, object]) -> int:
    """Return the seconds between fetches that <ttl> (minutes) or sy:updatePeriod asks for; the longer of the two."""
    ttl = _number(_text(feed, "ttl")) * 60
    period = _PERIODS.get(_text(feed, "sy_updateperiod").strip().lower(), 0)
    often = max(_number(_text(feed, "sy_updatefrequency")), 1)
    return max(ttl, period // often)


def _number(written: str) -> int:
    return int(written) if re.fullmatch(r"[0-9]{1,6}", written.strip(), re.ASCII) else 0


class _Places(Struct, frozen=True):
    """What relative links start from: the feed's own address, and that of its site. The link of an entry in Atom starts
    from the feed (RFC 4287, 2); in RSS, which says nothing of it, from the site."""

    feed: str
    site: str
    is_atom: bool

    def page(self, link: str) -> str:
        """Return where the link of an entry leads."""
        return page_link(link, "" if self.is_atom else self.site, self.feed)

    def inside(self, page: str, named: str) -> str:
        """Return what links in a text start from: `xml:base`, where it is named, else the page of the entry."""
        return base_of(named, self.feed) if named else base_of(page, self.site, self.feed)


def _entry(entry: Mapping[str, object], places: _Places, lang: str, order: Order) -> Entry:
    url, linked = _link(entry, places)
    title = _title(_table(entry, "title_detail"))
    source = one_line(_text(_table(entry, "source"), "title"), 200)
    if not source and is_googles(linked):
        source = publisher_in(title)
    headline = without_publisher(title, source)
    contents = [_prose(content, places, url) for content in _tables(entry, "content")]
    content, links = max(contents, key=lambda prose: len(prose[0]), default=("", ()))
    teaser, more = _prose(_table(entry, "summary_detail"), places, url)
    links = kept_links((*links, *more)) if more else links
    text, summary = text_and_teaser(content, teaser, title=headline, url=url, links=links)
    langs = [_text(part, "language") for part in (*_tables(entry, "content"), _table(entry, "title_detail"))]
    written = _dates(entry)
    published = _moment(entry, order)
    return Entry(
        guid=clean_line(_text(entry, "id"), 4000),
        url=url,
        linked=linked if linked != url else "",
        title=headline,
        headed=title if title != headline else "",
        author=_authors(entry),
        published=published,
        lang=clean_line(next(filter(None, langs), lang), 35),
        text=text,
        summary=summary,
        source=source,
        tags=_tags(entry),
        links=links,
        enclosures=_enclosures(entry, places.feed),
        undated=written[0] if written and not published else "",
        dated=next(filter(None, (_as_before(entry, name) for name in _DATES)), None),
    )


def _prose(detail: Mapping[str, object], places: _Places, page: str) -> tuple[str, tuple[Link, ...]]:
    """Return a text of the entry with this page, and the links in it."""
    value = _text(detail, "value")
    if _text(detail, "type") == "text/plain":
        return plain(value), ()
    return linked_paragraphs(value, places.inside(page, _text(detail, "base")))


def _title(detail: Mapping[str, object]) -> str:
    value = _text(detail, "value")
    return clean_line(value) if _text(detail, "type") == "text/plain" else one_line(value)


def _link(entry: Mapping[str, object], places: _Places) -> tuple[str, str]:
    """Return the address of the story's page (the entry's link, else a guid that is one, else the first link of any
    kind), and that by which ids are made. What FeedBurner names as the page is it."""
    guid = _text(entry, "id")
    is_address = guid.lower().startswith(("http://", "https://"))
    hrefs = [_text(entry, "link"), guid, *(_text(link, "href") for link in _tables(entry, "links")[:20])]
    fit = [href for href in hrefs if href != guid or is_address]  # a bare number is taken for a link too
    linked = next(filter(None, (web_link(href, places.feed) for href in fit)), "")
    origin = page_link(_text(entry, "feedburner_origlink"))
    return origin or next(filter(None, map(places.page, fit)), ""), linked


def _enclosures(entry: Mapping[str, object], base: str) -> tuple[Enclosure, ...]:
    """Return the files that came with an entry; pictures of Media RSS, which illustrate nearly every one, are none."""
    files = [link for link in _tables(entry, "links")[:200] if _text(link, "rel") == "enclosure"]
    media = [
        one for one in _tables(entry, "media_content")[:200]
        if _text(one, "medium") != "image" and "/" in (kind := _text(one, "type")) and not kind.startswith("image/")
    ]  # fmt: skip
    return kept_enclosures(
        Enclosure(web_link(_text(one, "href") or _text(one, "url"), base), _text(one, "type"), _text(one, "title"))
        for one in (*files, *media)
    )


def _authors(entry: Mapping[str, object]) -> str:
    people = (clean_line(_text(person, "name"), 100) for person in _tables(entry, "authors")[:20])
    names = dict.fromkeys(filter(None, people))
    return ", ".join(names) or one_line(_text(entry, "author"), 200)


def _tags(entry: Mapping[str, object]) -> tuple[str, ...]:
    written = (_text(tag, "label") or _text(tag, "term") for tag in _tables(entry, "tags")[: 5 * MOST_TAGS])
    return tuple(dict.fromkeys(filter(None, (one_line(name, 100) for name in written))))[:MOST_TAGS]


def _dates(entry: Mapping[str, object]) -> list[str]:
    """Return the dates as they are written."""
    return [date for name in _DATES if (date := _text(entry, name).strip())]


def _moment(entry: Mapping[str, object], order: Order) -> datetime | None:
    return next(filter(None, (moment(one, order) for one in _dates(entry))), None)


def _as_before(entry: Mapping[str, object], name: str) -> datetime | None:
    """Return a date as feedparser reads it, right or not."""
    parsed = entry.get(f"{name}_parsed")
    try:
        found = datetime.fromtimestamp(timegm(parsed), UTC) if isinstance(parsed, tuple) else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    return found if found and found.year >= EARLIEST else None


def _text(table: Mapping[str, object], name: str) -> str:
    value = table.get(name)
    return value if isinstance(value, str) else ""


def _table(table: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = table.get(name)
    return value if isinstance(value, Mapping) else {}


def _tables(table: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    value = table.get(name)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
