"""What a document's text says about itself: title, date, author, language and tags. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from civic.jsonvalue import JsonValue
from civic.story import ENTRY, Link, Story, StoryError, kept_links, story_id
from civic.text import apart, clean, clean_line
from feeds.errors import FormatError
from feeds.formats.dates import written_time
from feeds.formats.html import read_page

_FRONT: Final = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD: Final = re.compile(r"([A-Za-z_-]+)[ \t]*:[ \t]*(.*)")
_HEADING: Final = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$|^(\S.{0,200})\n(?:=|-){3,}[ \t]*$", re.MULTILINE)
_LINK: Final = re.compile(r"\[([^\[\]\n]{0,300})\]\(<?(https?://[^\s<>()]+)")
"""An inline link of Markdown; an address with brackets in it is listed as it stands in the text."""
_OWN_ID: Final = re.compile(r"[0-9a-f]{16}|seed-story")
"""Ids that this program made, which judgements refer to; any other id is unique only within its file."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A document: its text, and what it says about itself, as far as it does."""

    text: str
    title: str = ""
    author: str = ""
    published: datetime | None = None
    lang: str = ""
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


def plain_text(text: str) -> Matter:
    """Read a text file: its first line is the title where it stands alone and is short, as headings are."""
    text = clean(text).strip("\n")
    first, _, rest = text.partition("\n")
    alone = rest.startswith("\n") and len(first) <= 120 and not first.rstrip().endswith((".", ":", ",", ";"))
    return Matter(text, title=clean_line(first) if alone else "")


def markdown(text: str) -> Matter:
    """Read a Markdown file: front matter between "---" lines, else its first heading for a title. It is kept as
    written."""
    text = clean(text)
    front = _FRONT.match(text)
    named = _fields(front[1]) if front else {}
    text = (text[front.end() :] if front else text).strip("\n")
    heading = _HEADING.search(text[:20000])
    title = named.get("title") or (clean_line(heading[1] or heading[2]) if heading else "")
    if heading and heading.start() == 0 and title == clean_line(heading[1] or heading[2]):
        text = text[heading.end() :].strip("\n")
    return Matter(
        text or title,
        title=title,
        author=named.get("author", ""),
        published=written_time(named.get("date", "")),
        lang=named.get("lang") or named.get("language", ""),
        tags=tuple(filter(None, (clean_line(tag.strip(" '\""), 100) for tag in named.get("tags", "").split(",")))),
        links=kept_links(Link(url, words) for words, url in _LINK.findall(text)),
    )


def _fields(front: str) -> dict[str, str]:
    """Return the plain `name: value` lines of front matter, and lists of one level as values with commas."""
    named: dict[str, str] = {}
    name = ""
    for line in front.split("\n"):
        if found := _FIELD.match(line):
            name = found[1].lower()
            named[name] = clean_line(found[2].strip().strip("[]").strip("'\""))
        elif name and line.lstrip().startswith("- "):
            named[name] = ", ".join(filter(None, (named[name], clean_line(line.lstrip()[2:].strip("'\"")))))
    return named


def web_page(text: str) -> Matter:
    """Read an HTML file: its first heading or its title, its language, its text."""
    page = read_page(text)
    return Matter(page.text, title=page.title, lang=page.lang, links=page.links)


def stories_in_json(text: str, name: str, place: str, *, source: str, fetched: datetime) -> Iterator[Story | str]:
    """Yield the stories in a JSON file (one, a list, or tables as TinyDB writes them), or the reason why an entry is
    none.

    Ids that this program made are kept; others get one of the id and the file's `name`. An entry whose id says nothing
    outside of the file, or is made of its words, has an alias made of `place`, that of the file. Raises FormatError for
    what is no JSON or has no entries."""
    try:
        content: JsonValue = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormatError("it is not valid JSON") from error
    documents = list(_documents(content))
    if not documents:
        raise FormatError("it holds no stories")
    for document in documents:
        if not isinstance(document, dict):
            yield "it is not a table of fields"
            continue
        try:
            story = Story.from_document(document)
        except StoryError as error:
            yield str(error)
            continue
        story = replace(story, title=apart(story.title), text=apart(story.text), summary=apart(story.summary))
        own = _OWN_ID.fullmatch(story.id) is not None
        number = story.id if own else story_id(guid=f"file:{name} {story.id}")
        by_words = own and not document.get("id") and not story.url
        if by_words or not own:
            within = story_id(guid=f"{place} {story.title if by_words else story.id}")
            story = replace(story, aliases=(*story.aliases, f"{ENTRY}{within}"))
        yield replace(story, id=number, source=story.source or source, fetched=story.fetched or fetched)


def _documents(content: JsonValue) -> Iterator[JsonValue]:
    if isinstance(content, list):
        yield from content
    elif isinstance(content, dict):
        if _is_document(content):
            yield content
            return
        for table, rows in content.items():
            if table != "_meta" and isinstance(rows, dict | list):
                yield from rows.values() if isinstance(rows, dict) else rows


def _is_document(content: Mapping[str, JsonValue]) -> bool:
    named = ("title", "headline", "text", "body", "content", "description")
    return any(isinstance(content.get(name), str) for name in named)
