"""What a page says about its article in JSON-LD (schema.org). Runs in the child process."""

import json
from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser

from civic.jsonvalue import JsonValue
from civic.text import clean_line

_MOST: Final = 50
"""Blocks of JSON-LD that are looked at; and how many objects, times ten."""
_ARTICLES: Final = ("article", "posting", "report", "review", "creativework")
"""How the types of what somebody wrote end, in lower case; those of pages come second."""
_PAGES: Final = ("webpage", "page")


class LinkedData(Struct, frozen=True):
    """The fields of an article, cleaned; what it leaves out is empty. `published` is as it is written."""

    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    publisher: str = ""
    url: str = ""


def linked_data(tree: LexborHTMLParser) -> LinkedData:
    """Return what a page's JSON-LD says about its article, else about the page; nothing where it has none, or it is
    broken."""
    things = [thing for node in tree.css("script[type*='ld+json' i]")[:_MOST] for thing in _things(node.text())]
    by_id = {identity: thing for thing in things if isinstance(identity := thing.get("@id"), str) and "name" in thing}
    for endings in (_ARTICLES, _PAGES):
        for thing in things:
            if any(kind.lower().endswith(endings) for kind in _words(thing.get("@type"))):
                return _article(thing, by_id)
    return LinkedData()


def _things(written: str) -> Iterator[dict[str, JsonValue]]:
    """Yield the objects of a block, those within others after them."""
    try:
        content: JsonValue = json.loads(written.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
    except (ValueError, RecursionError):
        return
    waiting = [content]
    for _ in range(10 * _MOST):
        if not waiting:
            return
        thing = waiting.pop(0)
        if isinstance(thing, list):
            waiting += thing[: 10 * _MOST]
        elif isinstance(thing, dict):
            yield thing
            waiting += [value for value in thing.values() if isinstance(value, list | dict)]


def _article(thing: dict[str, JsonValue], by_id: dict[str, dict[str, JsonValue]]) -> LinkedData:
    return LinkedData(
        title=_first(_names(thing.get("headline"), by_id)) or _first(_names(thing.get("name"), by_id)),
        authors=tuple(_names(thing.get("author") or thing.get("creator"), by_id))[:10],
        published=_first(_words(thing.get("datePublished"))) or _first(_words(thing.get("dateCreated"))),
        publisher=_first(_names(thing.get("publisher"), by_id)),
        url=_first([*_urls(thing.get("url")), *_urls(thing.get("mainEntityOfPage"))]),
    )


def _names(value: JsonValue, by_id: dict[str, dict[str, JsonValue]]) -> list[str]:
    """Return the names of one or several people or bodies, which stand as words, as objects, or by their @id."""
    found = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            identity = one.get("@id")
            other = by_id.get(identity, {}) if isinstance(identity, str) else {}
            found += _words(one.get("name") or other.get("name"))
        else:
            found += _words(one)
    return found


def _urls(value: JsonValue) -> list[str]:
    return _words(value.get("@id") or value.get("url")) if isinstance(value, dict) else _words(value)


def _words(value: JsonValue) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [word for one in values if isinstance(one, str) and (word := clean_line(one, 4000))]


def _first(values: list[str]) -> str:
    return values[0] if values else ""
