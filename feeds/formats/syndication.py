"""RSS 0.9x to 2.0, RSS 1.0 and Atom to entries, by feedparser. Runs in the child process only."""

import io
import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from xml.sax import SAXParseException

import feedparser
from feedparser.api import PREFERRED_XML_PARSERS

from civic.story import Enclosure, Link, kept_enclosures, kept_links
from civic.text import clean_line
from feeds.addresses import joined, web_link
from feeds.errors import FormatError
from feeds.formats import broken_xml, sax_driver
from feeds.formats.dates import EARLIEST, Order, moment, order_in
from feeds.formats.entry import (
    MOST_ENTRIES,
    MOST_TAGS,
    Contents,
    Entry,
    about_dates,
    about_number,
    newest,
    text_and_teaser,
)
from feeds.formats.html import linked_paragraphs, one_line, plain

_PERIODS: Final = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
"""Seconds of sy:updatePeriod (RSS 1.0 syndication module)."""
_UTF_8: Final = {"content-type": "application/xml; charset=utf-8"}
_DATES: Final = ("published", "updated")
"""The dates of an entry, the better one first."""
NO_FEED: Final = "It is no feed that this program can read; check the address."


if sax_driver.NAME not in PREFERRED_XML_PARSERS:
    PREFERRED_XML_PARSERS.insert(0, sax_driver.NAME)


def read(text: str, base: str, most: int = MOST_ENTRIES) -> Contents:
    """Read the feed in this text, the newest `most` entries of it. `base` is the address that relative links start
    from.

    Raises FormatError for what is no feed; broken XML keeps the entries that could be read and gives a warning.
    """
    found = _parsed(text)
    entries = found.get("entries", [])
    if not entries and not found.get("version"):
        raise FormatError(_no_feed(text))
    feed = found.get("feed", {})
    lang = clean_line(_text(feed, "language"), 35)
    warnings = list(_faults(found))
    order = order_in((date for part in (feed, *entries) for date in _dates(part)), lang)
    places = newest([_moment(entry, order) for entry in entries], most) if len(entries) > most else range(len(entries))
    warnings.append(about_number(most, len(entries)))
    kept = tuple(_entry(entries[at], base, lang, order) for at in places)
    return Contents(
        title=one_line(_text(feed, "title"), 200),
        lang=lang,
        pace=_pace(feed),
        entries=kept,
        warning=" ".join(filter(None, (*warnings, about_dates(kept)))),
    )


def _parsed(text: str) -> Mapping[str, Any]:
    """Return what feedparser makes of a text, mended where its XML is broken in a way that can be."""
    found = _by_feedparser(text)
    if isinstance(found.get("bozo_exception"), SAXParseException) and (better := broken_xml.mended(text)) != text:
        again = _by_feedparser(better)
        if len(again.get("entries", [])) >= len(found.get("entries", [])):
            return again
    return found


def _by_feedparser(text: str) -> Mapping[str, Any]:
    # Bytes only: a str could be a file's name or an address to it. Their character set is told before, since feedparser
    # takes another one for all of them where one byte is wrong; a declaration has to stand first. Markup is reduced to
    # text by ourselves, and so are links made absolute: feedparser would change guids, too, which would then change
    # with the address.
    body = io.BytesIO(text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace"))
    found: Mapping[str, Any] = feedparser.parse(
        body, response_headers=_UTF_8, sanitize_html=False, resolve_relative_uris=False
    )
    return found


def _no_feed(text: str) -> str:
    start = text[:2000].lstrip().lower()
    if not start:
        return "It answered with nothing at all; try again later, or check the address."
    if "<html" in start or start.startswith("<!doctype html"):
        return "It is a web page, not a feed; give the address of the site's feed."
    return NO_FEED


def _faults(found: Mapping[str, object]) -> Iterator[str]:
    fault = found.get("bozo_exception")
    if isinstance(fault, SAXParseException):
        where = f"line {fault.getLineNumber()}: {clean_line(str(fault.getMessage()), 80)}"
        kept = "what could be read of it is kept" if found.get("entries") else "no entries could be read of it"
        yield f"Its XML is broken ({where}); {kept}."


def _pace(feed: Mapping[str, object]) -> int:
    """Return the seconds between fetches that <ttl> (minutes) or sy:updatePeriod asks for; the longer of the two."""
    ttl = _number(_text(feed, "ttl")) * 60
    period = _PERIODS.get(_text(feed, "sy_updateperiod").strip().lower(), 0)
    often = max(_number(_text(feed, "sy_updatefrequency")), 1)
    return max(ttl, period // often)


def _number(written: str) -> int:
    return int(written) if re.fullmatch(r"[0-9]{1,6}", written.strip(), re.ASCII) else 0


def _entry(entry: Mapping[str, object], base: str, lang: str, order: Order) -> Entry:
    contents = [_prose(content, base) for content in _tables(entry, "content")]
    content, links = max(contents, key=lambda prose: len(prose[0]), default=("", ()))
    teaser, more = _prose(_table(entry, "summary_detail"), base)
    title, url, links = _title(_table(entry, "title_detail")), _link(entry, base), kept_links((*links, *more))
    text, summary = text_and_teaser(content, teaser, title=title, url=url, links=links)
    langs = [_text(part, "language") for part in (*_tables(entry, "content"), _table(entry, "title_detail"))]
    written = _dates(entry)
    published = _moment(entry, order)
    return Entry(
        guid=clean_line(_text(entry, "id"), 4000),
        url=url,
        title=title,
        author=_authors(entry),
        published=published,
        lang=clean_line(next(filter(None, langs), lang), 35),
        text=text,
        summary=summary,
        source=one_line(_text(_table(entry, "source"), "title"), 200),
        tags=_tags(entry),
        links=links,
        enclosures=_enclosures(entry, base),
        undated=written[0] if written and not published else "",
        dated=next(filter(None, (_as_before(entry, name) for name in _DATES)), None),
    )


def _prose(detail: Mapping[str, object], base: str) -> tuple[str, tuple[Link, ...]]:
    """Return a text of an entry and the links in it; `xml:base` comes before the feed's own address."""
    value = _text(detail, "value")
    if _text(detail, "type") == "text/plain":
        return plain(value), ()
    return linked_paragraphs(value, joined(base, _text(detail, "base")))


def _title(detail: Mapping[str, object]) -> str:
    value = _text(detail, "value")
    return clean_line(value) if _text(detail, "type") == "text/plain" else one_line(value)


def _link(entry: Mapping[str, object], base: str) -> str:
    """Return the address of the story's page: the entry's link, else a guid that is one, else the first link of any
    kind."""
    guid = _text(entry, "id")
    is_address = guid.lower().startswith(("http://", "https://"))
    hrefs = [_text(entry, "link"), guid, *(_text(link, "href") for link in _tables(entry, "links")[:20])]
    fit = (href for href in hrefs if href != guid or is_address)  # a bare number is taken for a link too
    return next(filter(None, (web_link(href, base) for href in fit)), "")


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
    """Return the dates as they are written; feedparser gives one for the other, with a warning, to who asks for what
    is not there."""
    return [date for name in _DATES if name in entry and (date := _text(entry, name).strip())]


def _moment(entry: Mapping[str, object], order: Order) -> datetime | None:
    return next(filter(None, (moment(one, order) for one in _dates(entry))), None)


def _as_before(entry: Mapping[str, object], name: str) -> datetime | None:
    """Return a date as feedparser reads it, right or not."""
    parsed = entry.get(f"{name}_parsed") if name in entry else None
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
