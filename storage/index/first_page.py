"""The last stories of a file, indexed in memory at once, for as long as the whole index is being built."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from civic.story import Story
from storage.files.disk import open_regular
from storage.files.tinydb_scan import read_json
from storage.index.rows import add_story, add_words, key_for
from storage.index.schema import Index, create, has_words
from storage.stories.reader import story_of
from storage.stories.report import looks_like_story

_REACH: Final = 256 << 10
_MOST: Final = 60
_KEY: Final = re.compile(r'"(?:[^"\\]|\\.){1,40}"\s*:\s*(?=\{)')
_NEXT: Final = re.compile(r"\s*[,}]")
_FIRST_SEQUENCE: Final = 1 << 19


def first_page(path: Path) -> Index:
    """An index in memory of at most 60 of the last stories of a file. Raises FileNotFoundError, UnreadableError."""
    index = Index(None)
    db = index.connection
    create(db)
    found: dict[str, tuple[int, Story]] = {}
    for sequence, (start, length, story) in enumerate(last_stories(path), _FIRST_SEQUENCE):
        if story.id not in found:
            key = key_for(story, sequence)
            found[story.id] = key, story
            add_story(db, key, story, start, length)
    if has_words(db):
        add_words(db, sorted(found.values(), key=lambda item: item[0]))
    return index


def last_stories(path: Path) -> list[tuple[int, int, Story]]:
    """Start, length and story of the last documents of a file, in its order, whatever its layout."""
    with open_regular(path) as file:
        size = file.seek(0, 2)
        base = max(0, size - _REACH)
        file.seek(base)
        text = file.read(_REACH).decode("latin-1")
    return [
        (base + start, end - start, story)
        for start, end, body in list(_documents(text))[-_MOST:]
        if (story := story_of(body))
    ]


def _documents(text: str) -> Iterator[tuple[int, int, Any]]:
    """Yield what reads as a document of a TinyDB file, from the middle of which `text` was cut."""
    decoder = json.JSONDecoder(strict=False)
    at = 0
    while match := _KEY.search(text, at):
        start = at = match.end()
        try:
            _, end = decoder.raw_decode(text, start)
            body = read_json(text[start:end].encode("latin-1"))
        except (ValueError, RecursionError):
            continue
        if looks_like_story(body) and _NEXT.match(text, end):
            yield start, end, body
            at = end
