"""The terms of a feed as feedparser takes them: names, attributes, languages and bases, letters and addresses."""

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, TypeAlias

from feedparser import mixin
from feedparser.api import StrictFeedParser
from feedparser.datetimes import _parse_date
from feedparser.urls import _urljoin

from feeds.formats.pieces import Bases, named_base

Attributes: TypeAlias = Mapping[str, str]
Table: TypeAlias = dict[str, Any]

MIXIN: Final[Any] = mixin._FeedParserMixin
ATOM: Final = "http://www.w3.org/2005/Atom"
ANYWHERE: Final = frozenset({"xml:lang", "xml:base"})
_NAMESPACES: Final[Mapping[str, str]] = {uri.lower(): prefix for uri, prefix in StrictFeedParser.namespaces.items()}
_XML: Final = "http://www.w3.org/XML/1998/namespace "
_READ_NAMES: Final = (
    "author authors author_detail content description feedburner_origlink guidislink href id image language link links "
    "media_content published published_parsed source sy_updatefrequency sy_updateperiod summary summary_detail tags "
    "textinput title title_detail ttl updated updated_parsed category enclosures license"
)
_READ: Final = frozenset(_READ_NAMES.split()) | frozenset(mixin.FeedParserDict.keymap)
"""What is looked at of an entry or a feed, or decides how feedparser reads the rest: no other element may set it."""
_SAID_NAMES: Final = "href url uri rel type title term label scheme domain mode src medium text base lang"
_SAID: Final = frozenset(_SAID_NAMES.split())
"""Attributes that feedparser takes by these names from any namespace."""
_PLAIN_ADDRESS: Final = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~!$&'()*+,=:@%-]*)*(?:\?[A-Za-z0-9._~!$&'()*+,=:@%/-]+)?"
)
"""An address that joining it to any other leaves as it is."""
_C1: Final = re.compile(b"\xc2[\x80-\x9f]")
"""A C1 character in UTF-8: bytes that begin so are found at once."""

moment: Final = lru_cache(64)(_parse_date)
"""Returns the time that feedparser reads from a date; the two dates of an entry are mostly the same."""


class OddError(Exception):
    """Something that only feedparser reads for certain."""


def kept(text: str) -> str:
    """Return a text as feedparser keeps it: letters that were encoded twice are put right."""
    text = text.strip()
    if not text.isascii():
        with suppress(UnicodeError):
            text = text.encode("iso-8859-1").decode("utf-8")
        if _C1.search(text.encode("utf-8", "surrogatepass")):
            text = text.translate(mixin._cp1252)
    return text


@lru_cache(4096)
def is_unread(name: str) -> bool:
    """Return whether feedparser has no rule for an element but to keep its text or attributes by its name, at which
    nobody here looks."""
    known = hasattr(StrictFeedParser, f"_start_{name}") or hasattr(StrictFeedParser, f"_end_{name}")
    return not known and name not in _READ


def with_href(attributes: Attributes) -> dict[str, str]:
    """Return the attributes of a link, with its address by one name."""
    if href := attributes.get("url", attributes.get("uri", attributes.get("href"))):
        return {**{name: value for name, value in attributes.items() if name not in ("url", "uri")}, "href": href}
    return dict(attributes)


class Names:
    """The names that feedparser has for elements: it goes by prefixes."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}
        self._declared: dict[str, str] = {}
        self._unknown: dict[str, str] = {}
        """prefixes of namespaces that feedparser doesn't know, by these"""
        self._own: set[str] = set()
        """prefixes that feedparser itself has for what is declared"""
        self._others: set[str] = set()
        """prefixes that stand for others here: where one is both, feedparser takes the one for the other"""

    def declare(self, prefix: str | None, uri: str | None) -> None:
        """Take a namespace over. Raises OddError where its prefix may mean another one, or it makes another format."""
        if not uri:
            return
        known = _NAMESPACES.get(lower := uri.lower())
        if len(uri.split()) != 1 or "backend.userland.com/rss" in lower or (known == "" and lower != ATOM.lower()):
            raise OddError
        if prefix and self._declared.setdefault(prefix, uri) != uri:
            raise OddError
        if known is None:
            if not prefix:
                raise OddError
            self._unknown.setdefault(uri, prefix)
            return
        self._own.add(known.lower())
        if prefix and prefix.lower() != known.lower():
            self._others.add(prefix.lower())
        if self._own & self._others:
            raise OddError

    def of(self, full: str) -> str:
        """Return the name of an element that expat calls so, such as "title" and "media_title"."""
        if (found := self._found.get(full)) is not None:
            return found
        uri, _, local = full.rpartition(" ")
        prefix = _NAMESPACES.get(uri.lower(), self._unknown.get(uri, "")) if uri else ""
        found = self._found[full] = f"{prefix}_{local}".lower() if prefix else local.lower()
        return found


class Surroundings:
    """The language and the base that hold in the element that was entered last."""

    def __init__(self) -> None:
        self._langs: list[str | None] = [None]
        self._bases = Bases()

    @property
    def lang(self) -> str:
        """The language, "" for none."""
        return (self._langs[-1] or "").replace("_", "-")

    @property
    def base(self) -> str:
        """The base, "" for none."""
        return self._bases.now

    def enter(self, given: Attributes) -> dict[str, str]:
        """Enter an element and return its attributes by the names that feedparser gives them."""
        found: dict[str, str] = {}
        lang, base = self._langs[-1], ""
        for key, value in given.items():
            uri, _, local = key.rpartition(" ")
            name = local.lower()
            if key == f"{_XML}lang":
                lang, name = value or None, "xml:lang"
            elif key == f"{_XML}base":
                base, name = named_base({"xml:base": value}) or ";", "xml:base"
            elif (uri and name in _SAID) or name in ("lang", "base"):
                raise OddError
            elif uri:
                name = key
            if name in found or ";" in base:
                raise OddError
            found[name] = value.lower() if name in ("rel", "type") else value
        self._langs.append(lang)
        self._bases.enter(base)
        return found

    def leave(self) -> None:
        """Leave the element that was entered last."""
        self._langs.pop()
        self._bases.leave()

    def address(self, text: str) -> str:
        """Return an address, joined to the base that holds."""
        return text if _PLAIN_ADDRESS.fullmatch(text) else str(_urljoin(self._bases.now, text))
