"""Markdown files to plain text, and what their front matter says. Runs in the child process."""

import re
from itertools import chain
from typing import Final

from markdown_it import MarkdownIt

from civic.text import clean, clean_line
from feeds.addresses import host_of, web_link
from feeds.documents.front_matter import front_matter
from feeds.documents.matter import Matter, without_beginning
from feeds.formats.dates import written_time
from feeds.formats.entry import shortened
from feeds.formats.html import linked_paragraphs, one_line
from feeds.formats.limits import MOST_TAGS
from feeds.links import page_link

_NOTE: Final = re.compile(r"!?\[\[(?:[^\[\]|\n]{0,200}\|)?([^\[\]|\n]{1,200})\]\]")
"""A link to another note, as Obsidian and wikis write it."""
_MARKS: Final = re.compile(r"[*_`\[]")
_HEADING: Final = re.compile(r"<h[1-6]>(.{0,2000}?)</h[1-6]>", re.DOTALL)
_NAMES: Final = {
    "title": ("title", "headline"),
    "author": ("author", "authors", "byline", "creator", "by"),
    "source": ("source", "publisher", "site", "publication", "outlet"),
    "url": ("url", "link", "canonical", "canonical_url", "canonicalurl", "permalink", "source_url", "source-url"),
    "date": ("date", "published", "publish_date", "pubdate", "date_published", "datepublished", "created"),
    "lang": ("lang", "language"),
    "tags": ("tags", "tag", "keywords"),
}


def markdown(text: str) -> Matter:
    """Read a Markdown file: its words without the marks, links in it, and a title from the front matter, else from the
    first heading. A source that is an address is where the text was taken from, as web clippers write it."""
    fields, body = front_matter(clean(text))
    named = {name: list(chain(*(fields.get(key, []) for key in keys))) for name, keys in _NAMES.items()}
    url = page_link(next(filter(None, map(web_link, (*named["url"], *named["source"]))), ""))
    source = next((name for name in named["source"] if not web_link(name)), host_of(url).removeprefix("www."))
    markup = _rendered(shortened(body))
    heading = _HEADING.search(markup)
    first = clean_line(linked_paragraphs(heading[1], "")[0], 300) if heading else ""
    title = _unmarked(_first(named["title"])) or first
    text, links = linked_paragraphs(markup, url)
    return Matter(
        without_beginning(text, title) or title,
        title=title,
        author=", ".join(dict.fromkeys(named["author"])),
        published=next(filter(None, map(written_time, named["date"])), None),
        lang=_first(named["lang"]),
        tags=_tags(named["tags"]),
        links=links,
        source=source,
        url=url,
    )


def _rendered(text: str) -> str:
    """Return Markdown as HTML, in which links to other notes are only their words."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return str(reader.render(_NOTE.sub(r"\1", text)))


def _unmarked(title: str) -> str:
    """Return a title without the marks of Markdown, which people write into front matter, too."""
    if not _MARKS.search(title):
        return title
    return one_line(str(MarkdownIt("commonmark", {"html": False}).renderInline(title)), 300) or title


def _first(values: list[str]) -> str:
    return values[0] if values else ""


def _tags(values: list[str]) -> tuple[str, ...]:
    words = (clean_line(word.strip(" '\"#"), 100) for value in values for word in value.split(","))
    return tuple(dict.fromkeys(filter(None, words)))[:MOST_TAGS]
