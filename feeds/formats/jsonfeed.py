"""JSON Feed 1.1 (jsonfeed.org/version/1.1) to entries; feedparser does not read it."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from civic.jsonvalue import JsonValue
from civic.story import Enclosure, kept_enclosures
from civic.text import clean_line
from feeds.addresses import web_link
from feeds.errors import FormatError
from feeds.formats.dates import Order, moment, order_in
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
from feeds.links import base_of, page_link

_DATES: Final = ("date_published", "date_modified")
"""The dates of an entry, the better one first."""
_VERSION: Final = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1")


def looks_like_json(text: str) -> bool:
    """Return whether a text starts as a JSON object does."""
    return text[:200].lstrip().startswith("{")


def read(text: str, base: str, most: int = MOST_ENTRIES) -> Contents:
    """Read the feed in a JSON text, the newest `most` items of it; `base` is the address that its links are relative
    to. Raises FormatError."""
    try:
        feed: JsonValue = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormatError("It looks like a JSON feed, but its JSON is broken.") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise FormatError("It is JSON, but no JSON feed; look for another address of the feed.")
    items = feed["items"] if isinstance(feed["items"], list) else []
    lang = _text(feed, "language")
    readable = [item for item in items if isinstance(item, dict)]
    warnings = []
    if not _VERSION.match(_text(feed, "version")):
        warnings.append("It does not say that it is a JSON feed of version 1.")
    if len(readable) < len(items):
        warnings.append(f"{len(items) - len(readable)} of its items are no entries.")
    warnings.append(about_number(most, len(readable)))
    order = order_in((_text(item, name) for item in readable for name in _DATES), lang)
    kept = newest([_moment(item, order) for item in readable], most) if len(readable) > most else range(len(readable))
    places = (_text(feed, "home_page_url"), base)
    entries = tuple(_entry(readable[at], places, lang, _author(feed), order) for at in kept)
    return Contents(
        title=clean_line(_text(feed, "title"), 200),
        lang=clean_line(lang, 35),
        entries=entries,
        warning=" ".join(filter(None, (*warnings, about_dates(entries)))),
    )


def _entry(item: Mapping[str, JsonValue], places: tuple[str, str], lang: str, author: str, order: Order) -> Entry:
    hrefs = (_text(item, "url"), _text(item, "external_url"))
    url = next(filter(None, (page_link(href, *places) for href in hrefs)), "")
    linked = next(filter(None, (web_link(href, places[-1]) for href in hrefs)), "")
    content, links = linked_paragraphs(_text(item, "content_html"), base_of(url, *places))
    title = one_line(_text(item, "title"))
    text, summary = text_and_teaser(
        content or plain(_text(item, "content_text")), plain(_text(item, "summary")), title=title, url=url, links=links
    )
    tags = item.get("tags")
    names = [clean_line(tag, 100) for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    written = list(filter(None, (_text(item, name).strip() for name in _DATES)))
    published = _moment(item, order)
    return Entry(
        guid=clean_line(_text(item, "id"), 4000),
        url=url,
        linked=linked if linked != url else "",
        title=title,
        author=_author(item) or author,
        published=published,
        lang=clean_line(_text(item, "language") or lang, 35),
        text=text,
        summary=summary,
        tags=tuple(dict.fromkeys(filter(None, names)))[:MOST_TAGS],
        links=links,
        enclosures=_attachments(item, places[-1]),
        undated=written[0] if written and not published else "",
    )


def _moment(item: Mapping[str, JsonValue], order: Order) -> datetime | None:
    return next((found for name in _DATES if (found := moment(_text(item, name).strip(), order))), None)


def _attachments(item: Mapping[str, JsonValue], base: str) -> tuple[Enclosure, ...]:
    attachments = item.get("attachments")
    files = [one for one in attachments if isinstance(one, dict)] if isinstance(attachments, list) else []
    return kept_enclosures(
        Enclosure(web_link(_text(one, "url"), base), _text(one, "mime_type"), _text(one, "title")) for one in files
    )


def _author(body: Mapping[str, JsonValue]) -> str:
    """Return the names of its `authors`, or of the `author` of version 1.0."""
    authors = body.get("authors")
    people = authors if isinstance(authors, list) else [body.get("author")]
    names = (clean_line(_text(person, "name"), 100) for person in people[:20] if isinstance(person, dict))
    return ", ".join(filter(None, names))


def _text(body: Mapping[str, JsonValue], name: str) -> str:
    value = body.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)  # ids and times are numbers in the wild, though the standard wants them as text
    return value if isinstance(value, str) else ""
