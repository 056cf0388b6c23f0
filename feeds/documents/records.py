"""Files that hold several stories, as JSON or as tables: their documents, and the ids that distinguish these. Pure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from civic.jsonvalue import JsonValue
from civic.story import ENTRY, Story, StoryError, story_id
from civic.text import apart
from feeds.errors import FormatError
from feeds.links import page_link

_OWN_ID: Final = re.compile(r"[0-9a-f]{16}|seed-story")
"""Ids that this program made, which judgements refer to; any other id is unique only within its file."""


def documents_in_json(text: str) -> list[JsonValue]:
    """Return the documents of stories in a JSON file: one, a list, or tables as TinyDB writes them. Raises FormatError
    for what is no JSON or has none."""
    try:
        content: JsonValue = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormatError("it is not valid JSON") from error
    documents = list(_documents(content))
    if not documents:
        raise FormatError("it holds no stories")
    return documents


def stories_of(
    documents: Iterable[JsonValue], name: str, place: str, *, source: str, fetched: datetime
) -> Iterator[Story | str]:
    """Yield the stories of the documents of one file, or the reason why one is none.

    Their addresses lead to the pages themselves, as in feeds; ids are made of them as they came. Ids that this program
    made are kept; others get one of the id and the file's `name`. A document whose id says
    nothing outside of the file, or is made of its words, has an alias made of `place`, that of the file."""
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
        url = page_link(story.url) or story.url
        yield replace(story, id=number, url=url, source=story.source or source, fetched=story.fetched or fetched)


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
