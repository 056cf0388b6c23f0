"""Well-formed RSS 2.0 and Atom of known elements, read in one pass of expat: a fifth of what feedparser takes.

feedparser stays the reference. What is read here is what it gives of the same feed, as far as `syndication` looks at
it; where an element, an attribute or a namespace may change that in a way that is not followed here, there is no
answer, and feedparser reads the feed. What it does with people, tags and dates is done by its own functions.
"""

import re
from collections.abc import Mapping
from typing import Any, Final
from xml.parsers import expat

from feeds.formats.quick_parts import End, Parts
from feeds.formats.quick_terms import ANYWHERE, ATOM, Attributes, Names, OddError, Surroundings, is_unread

_PLACES: Final[Mapping[str, str]] = {
    "title": "title", "media_title": "title", "dc_title": "title", "link": "link", "guid": "id", "id": "id",
    "pubdate": "published", "published": "published", "issued": "published", "dcterms_issued": "published",
    "updated": "updated", "modified": "updated", "lastbuilddate": "updated", "dc_date": "updated",
    "dcterms_modified": "updated", "language": "language", "dc_language": "language",
}  # fmt: skip
"""Elements that entries and feeds have alike, with the name by which their text is kept."""
_SUMMARIES: Final = frozenset({"description", "dc_description", "summary", "itunes_summary"})
_PEOPLE: Final = frozenset({"author", "dc_creator", "dc_author", "itunes_author"})
_TAGS: Final = frozenset({"category", "dc_subject", "itunes_category"})
_KEYWORDS: Final = frozenset({"itunes_keywords", "media_keywords"})
_PASSED_NAMES: Final = (
    "rights copyright dc_rights subtitle tagline itunes_subtitle generator webmaster dc_publisher created "
    "dcterms_created itunes_image itunes_explicit itunes_block media_thumbnail media_credit media_player media_rating "
    "media_license media_restriction cloud"
)
_PASSED: Final = frozenset(_PASSED_NAMES.split())
"""What feedparser knows and nobody here looks at. Text alone may stand inside."""
_PASSED_OF_FEED: Final = (
    _PASSED | _PEOPLE | _TAGS | _KEYWORDS | {"managingeditor", "info", "feedburner_browserfriendly"}
)
_WITH_PARTS: Final[Mapping[str, frozenset[str]]] = {
    "image": frozenset({"url", "title", "link", "width", "height", "description"}),
    "textinput": frozenset({"title", "link", "name", "description"}),
    "itunes_owner": frozenset({"itunes_name", "itunes_email"}),
    "itunes_category": frozenset({"itunes_category"}),
    "contributor": frozenset({"name", "email", "uri", "url"}),
    "psc_chapters": frozenset({"psc_chapter"}),
}
"""Elements with parts that nobody here looks at."""
_OF_PEOPLE: Final[Mapping[str, str]] = {"name": "name", "email": "email", "uri": "href", "url": "href"}
_OF_FEEDS: Final = frozenset({"ttl", "sy_updateperiod", "sy_updatefrequency"})
_DECLARED: Final = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_BUFFER: Final = 1 << 16


def read(body: bytes) -> Mapping[str, Any] | None:
    """Return `entries`, `feed` and `version` as feedparser gives them of a feed in UTF-8; None where that is not sure
    to be the same. `places` has beside that where each entry stands in the bytes, start and end, and is empty where an
    entry declares a namespace or names a language or a base."""
    declared = _DECLARED.match(body)
    if declared and declared[1].lower() != b"utf-8":
        return None
    try:
        reader = _Reader(body)
    except (OddError, expat.ExpatError, ValueError):
        return None
    found, places = reader.parts, tuple(reader.places) if reader.all_plain else ()
    version = "atom10" if found.is_atom else "rss20"
    return {"entries": found.entries, "feed": found.feed, "version": version, "places": places}


class _Reader:
    """What is found while expat goes through a feed, in `parts`, and the `places` of entries. Raises OddError."""

    def __init__(self, body: bytes) -> None:
        self.places: list[tuple[int, int]] = []
        self.all_plain = True
        """whether no entry declares a namespace or names a language or a base"""
        self._is_plain = True
        """the same, of the entry that is read; or of what stood last beside the entries"""
        self._start = 0
        self._body = body
        self._around = Surroundings()
        self.parts = Parts(self._around)
        self._names = Names()
        self._inside: list[str] = []
        """the kind of each element that is open"""
        self._text: list[str] = []
        self._end: End = self._pass
        self._parser = parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.buffer_size = _BUFFER
        parser.StartElementHandler = self._enter
        parser.EndElementHandler = self._leave
        parser.CharacterDataHandler = self._say
        parser.StartNamespaceDeclHandler = self._declare
        parser.StartDoctypeDeclHandler = self._doubt
        parser.Parse(body, True)

    def _doubt(self, *_: object) -> None:
        raise OddError

    def _pass(self, _: str) -> None:
        """Nothing is done with the text."""

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        self._is_plain = False
        self._names.declare(prefix, uri)

    def _enter(self, full: str, given: Attributes) -> None:
        name = self._names.of(full)
        attributes = self._around.enter(given)
        if attributes and not ANYWHERE.isdisjoint(attributes):
            self._is_plain = False
        around = self._inside[-1] if self._inside else ""
        if around in ("entry", "group"):
            kind = self._enter_part(around, name, attributes)
        elif around == "feed":
            kind = self._enter_beside(name, attributes)
        elif around == "person":
            kind = self._enter_person(name, attributes)
        elif around in ("unread", "contributor") and is_unread(name):
            kind = "unread"
        elif name in _WITH_PARTS.get(around, ()):
            kind = self._enter_passed(name, attributes)
        elif not self._inside:
            kind = self._enter_root(full, attributes)
        elif around == "rss" and name == "channel" and ANYWHERE.issuperset(attributes):
            kind = "feed"
        else:
            raise OddError
        self._inside.append(kind)

    def _leave(self, _: str) -> None:
        kind = self._inside.pop()
        if kind == "text":
            self._end("".join(self._text))
        elif kind == "person":
            self.parts.people.end("".join(self._text))
        elif kind == "entry":
            self.parts.end_entry()
            self.places.append((self._start, self._body.index(b">", self._parser.CurrentByteIndex) + 1))
            self.all_plain &= self._is_plain
            self._is_plain = True
        self._around.leave()

    def _say(self, text: str) -> None:
        self._text.append(text)

    def _begin(self, end: End) -> str:
        """Begin an element with nothing but text, for `end`."""
        self._text = []
        self._end = end
        return "text"

    def _enter_root(self, full: str, attributes: Attributes) -> str:
        is_atom = self.parts.is_atom = full == f"{ATOM} feed"
        if not is_atom and (full != "rss" or not attributes.get("version", "").startswith(("0.9", "2."))):
            raise OddError
        if lang := self._around.lang:
            self.parts.feed["language"] = lang
        return "feed" if is_atom else "rss"

    def _enter_beside(self, name: str, attributes: Attributes) -> str:
        """Enter what stands beside the entries, or an entry."""
        if name == ("entry" if self.parts.is_atom else "item"):
            if not ANYWHERE.issuperset(attributes):
                raise OddError
            self.parts.begin_entry()
            self._start = self._parser.CurrentByteIndex
            return "entry"
        self._is_plain = True
        if name in _PLACES:
            return self._enter_place(name, attributes)
        if name in _WITH_PARTS:
            if name in ("image", "textinput"):
                self.parts.title_depth = -1
            return name
        if name == "author" and self.parts.is_atom:
            return "contributor"
        if name in _SUMMARIES:
            self.parts.note_summary_of_feed(name)
            return self._begin(self._pass)
        if name in _PASSED_OF_FEED:
            return self._begin(self._pass)
        if name in _OF_FEEDS and not attributes:
            return self._begin(self.parts.text(name))
        return self._enter_unread(name)

    def _enter_passed(self, name: str, attributes: Attributes) -> str:
        """Enter a part of what nobody here looks at."""
        if name == "psc_chapter" and "start" not in attributes:
            raise OddError  # feedparser fails on it
        if name == "title":
            return self._begin(self.parts.title(attributes, len(self._inside), aside=True))
        return name if name == "itunes_category" else self._begin(self._pass)

    def _enter_unread(self, name: str) -> str:
        if not is_unread(name):
            raise OddError
        return "unread"

    def _enter_person(self, name: str, attributes: Attributes) -> str:
        """Enter what is said of the author of an entry."""
        key, around = _OF_PEOPLE.get(name), self._text

        def end(text: str) -> None:
            if key:
                self.parts.people.say(key, text.strip())
            elif attributes and text.strip():
                raise OddError  # feedparser takes it for the author's name
            self._text = around

        if not key:
            self._enter_unread(name)
        return self._begin(end)

    def _enter_part(self, around: str, name: str, attributes: dict[str, str]) -> str:
        """Enter what stands in an entry, or in a group of its media."""
        if around == "group" and not name.startswith("media_"):
            return self._enter_unread(name)
        if name in _PLACES:
            return self._enter_place(name, attributes)
        if name in _PEOPLE:
            self.parts.people.begin()
            self._text = []
            return "person"
        if name in ("media_content", "media_group"):
            if name == "media_content":
                self.parts.here.setdefault("media_content", []).append(attributes)
            return "group"
        if name in ("contributor", "psc_chapters"):
            return name
        if end := self._part(name, attributes):
            return self._begin(end)
        return self._enter_unread(name)

    def _part(self, name: str, attributes: Attributes) -> End | None:
        """Begin what stands in an entry alone; None for nothing that is looked at."""
        parts, end = self.parts, None
        if name in ("content", "content_encoded"):
            end = parts.content(attributes, "text/plain" if name == "content" else "text/html")
        elif name in _SUMMARIES or name == "media_description":
            end = parts.summary(attributes, "text/html" if name.endswith("description") else "text/plain")
        elif name in _TAGS or name == "media_category":
            end = parts.tag(name, attributes)
        elif name in _KEYWORDS:
            end = parts.keywords(name, attributes)
        elif name == "enclosure":
            end = parts.enclosure(attributes)
        elif name == "source" and not parts.is_atom:
            end = parts.source(attributes)
        elif name == "feedburner_origlink" and not attributes:
            end = parts.text(name)
        elif name in _PASSED:
            end = self._pass
        return end

    def _enter_place(self, name: str, attributes: Attributes) -> str:
        """Enter what feeds and entries have alike."""
        match key := _PLACES[name]:
            case "title":
                end = self.parts.title(attributes, len(self._inside), is_media=name == "media_title")
            case "link":
                end = self.parts.link(attributes)
            case "id":
                end = self.parts.identifier(attributes)
            case _:
                end = self.parts.text(key)
        return self._begin(end)
