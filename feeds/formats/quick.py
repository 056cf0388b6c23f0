"""Well-formed RSS 2.0 and Atom of known elements, read in one pass of expat: a fifth of what feedparser takes.

feedparser stays the reference. What is read here is what it gives of the same feed, as far as `syndication` looks at
it; where an element, an attribute or a namespace may change that in a way that is not followed here, there is no
answer, and feedparser reads the feed. What it does with people, tags and dates is done by its own functions.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, TypeAlias
from xml.parsers import expat

from feedparser import mixin
from feedparser.api import StrictFeedParser
from feedparser.datetimes import _parse_date
from feedparser.urls import _urljoin

from feeds.formats.pieces import Bases, named_base

Attributes: TypeAlias = Mapping[str, str]
Table: TypeAlias = dict[str, Any]


def _set_of(names: str) -> frozenset[str]:
    return frozenset(names.split())


_Mixin: Final[Any] = mixin._FeedParserMixin
_NAMESPACES: Final[Mapping[str, str]] = {uri.lower(): prefix for uri, prefix in StrictFeedParser.namespaces.items()}
_PREFIXES: Final = frozenset(prefix.lower() for prefix in _NAMESPACES.values())
_ATOM: Final = "http://www.w3.org/2005/Atom"
_XML: Final = "http://www.w3.org/XML/1998/namespace "
_ANYWHERE: Final = frozenset({"xml:lang", "xml:base"})
_DATES: Final = ("published", "updated")
_PLACES: Final[Mapping[str, str]] = {
    "title": "title", "media_title": "title", "dc_title": "title", "link": "link", "guid": "id", "id": "id",
    "pubdate": "published", "published": "published", "issued": "published", "dcterms_issued": "published",
    "updated": "updated", "modified": "updated", "lastbuilddate": "updated", "dc_date": "updated",
    "dcterms_modified": "updated", "language": "language", "dc_language": "language",
}  # fmt: skip
"""Elements that entries and feeds have alike, with the name by which their text is kept."""
_READ: Final = _set_of(
    "author authors author_detail content description feedburner_origlink guidislink href id image language link links "
    "media_content published published_parsed source sy_updatefrequency sy_updateperiod summary summary_detail tags "
    "textinput title title_detail ttl updated updated_parsed"
)
"""What is looked at of an entry or a feed, or decides how feedparser reads the rest: no other element may set it."""
_KEYS: Final = frozenset(mixin.FeedParserDict.keymap) | {"category", "enclosures", "license"}
_PASSED: Final = _set_of(
    "rights copyright dc_rights subtitle tagline itunes_subtitle generator webmaster dc_publisher created "
    "dcterms_created itunes_image itunes_explicit itunes_block media_thumbnail media_credit media_player media_rating "
    "media_license media_restriction cloud"
)
"""What feedparser knows and nobody here looks at. Text alone may stand inside."""
_PASSED_OF_FEED: Final = (
    _set_of(
        "author dc_creator dc_author itunes_author managingeditor category dc_subject itunes_category itunes_keywords "
        "media_keywords info feedburner_browserfriendly"
    )
    | _PASSED
)
_PARTS: Final[Mapping[str, frozenset[str]]] = {
    "image": frozenset({"url", "title", "link", "width", "height", "description"}),
    "textinput": frozenset({"title", "link", "name", "description"}),
    "itunes_owner": frozenset({"itunes_name", "itunes_email"}),
    "itunes_category": frozenset({"itunes_category"}),
    "contributor": frozenset({"name", "email", "uri", "url"}),
    "psc_chapters": frozenset({"psc_chapter"}),
}
"""Elements with parts that nobody here looks at."""
_SAID: Final = _set_of("href url uri rel type title term label scheme domain mode src medium text base lang")
"""Attributes that feedparser takes by these names from any namespace."""
_TYPES: Final[Mapping[str, str]] = {
    "text": "text/plain", "plain": "text/plain", "text/plain": "text/plain", "html": "text/html",
    "text/html": "text/html",
}  # fmt: skip
_PLAIN_ADDRESS: Final = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~!$&'()*+,=:@%-]*)*(?:\?[A-Za-z0-9._~!$&'()*+,=:@%/-]+)?"
)
"""An address that joining it to any other leaves as it is."""
_C1: Final = re.compile("[\x80-\x9f]")
_REFERENCE: Final = re.compile("&([A-Za-z0-9_]+);")
_DECLARED: Final = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_BUFFER: Final = 1 << 16


class _OddError(Exception):
    """Something that only feedparser reads for certain."""


def read(body: bytes) -> Mapping[str, Any] | None:
    """Return `entries`, `feed` and `version` as feedparser gives them of a feed in UTF-8; None where that is not sure
    to be the same."""
    declared = _DECLARED.match(body)
    if declared and declared[1].lower() != b"utf-8":
        return None
    try:
        found = _Reader(body)
    except (_OddError, expat.ExpatError, ValueError):
        return None
    return {"entries": found.entries, "feed": found.feed, "version": "atom10" if found.is_atom else "rss20"}


def _kept(text: str) -> str:
    """Return a text as feedparser keeps it: letters that were encoded twice are put right."""
    text = text.strip()
    if not text.isascii():
        with suppress(UnicodeError):
            text = text.encode("iso-8859-1").decode("utf-8")
        if _C1.search(text):
            text = text.translate(mixin._cp1252)
    return text


_moment: Final = lru_cache(64)(_parse_date)


@lru_cache(4096)
def _is_unread(name: str) -> bool:
    """Return whether feedparser has no rule for an element but to keep its text or attributes by its name, at which
    nobody here looks."""
    known = hasattr(StrictFeedParser, f"_start_{name}") or hasattr(StrictFeedParser, f"_end_{name}")
    return not known and name not in _READ and name not in _KEYS


def _with_href(attributes: Attributes) -> dict[str, str]:
    """Return the attributes of a link, with its address by one name."""
    if href := attributes.get("url", attributes.get("uri", attributes.get("href"))):
        return {**{name: value for name, value in attributes.items() if name not in ("url", "uri")}, "href": href}
    return dict(attributes)


class _People:
    """What feedparser does with the people and the tags of an entry."""

    _save_author = _Mixin._save_author
    _sync_author_detail = _Mixin._sync_author_detail
    add_tag = _Mixin._add_tag

    def __init__(self, entry: Table) -> None:
        self._entry = entry

    def _get_context(self) -> Table:
        return self._entry

    def begin(self) -> None:
        """Begin a person."""
        self._entry.setdefault("authors", []).append({})

    def say(self, key: str, value: str) -> None:
        """Keep what is said of the person that was begun last."""
        self._save_author(key, value)

    def end(self, written: str) -> None:
        """End the person, of whom this is written beside what is said."""
        self._entry["author"] = written
        self._sync_author_detail()


class _Reader:
    """What is found while expat goes through a feed. Raises _OddError."""

    def __init__(self, body: bytes) -> None:
        self.entries: list[Table] = []
        self.feed: Table = {}
        self.is_atom = False
        self._inside: list[str] = []
        """the kind of each element that is open"""
        self._entry: Table | None = None
        self._people = _People({})
        self._langs: list[str | None] = [None]
        self._bases = Bases()
        self._title_depth = -1
        self._has_content = self._has_summary = self._is_link = False
        self._text: list[str] = []
        self._end: Callable[[str], None] | None = None
        self._names: dict[str, str] = {}
        self._declared: dict[str, str] = {}
        self._unknown: dict[str, str] = {}
        """prefixes of namespaces that feedparser doesn't know, by these"""
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True
        parser.buffer_size = _BUFFER
        parser.StartElementHandler = self._enter
        parser.EndElementHandler = self._leave
        parser.CharacterDataHandler = self._say
        parser.StartNamespaceDeclHandler = self._declare
        parser.StartDoctypeDeclHandler = self._doubt
        parser.Parse(body, True)

    def _doubt(self, *_: object) -> None:
        raise _OddError

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        """See to it that feedparser, which goes by prefixes, means the same by them."""
        if not uri:
            return
        known = _NAMESPACES.get(lower := uri.lower())
        if len(uri.split()) != 1 or "backend.userland.com/rss" in lower or (known == "" and lower != _ATOM.lower()):
            raise _OddError  # another format of a feed
        if prefix and (self._declared.setdefault(prefix, uri) != uri):
            raise _OddError
        if known is None:
            if not prefix:
                raise _OddError
            self._unknown.setdefault(uri, prefix)
        elif prefix and prefix.lower() in _PREFIXES and prefix.lower() != known.lower():
            raise _OddError

    def _name(self, name: str) -> str:
        """Return the name of an element as feedparser has it."""
        uri, _, local = name.rpartition(" ")
        prefix = _NAMESPACES.get(uri.lower(), self._unknown.get(uri, "")) if uri else ""
        found = self._names[name] = f"{prefix}_{local}".lower() if prefix else local.lower()
        return found

    def _enter(self, full: str, given: Attributes) -> None:
        name = self._names.get(full)
        if name is None:
            name = self._name(full)
        attributes, lang = self._attributes(given) if given else ({}, self._langs[-1])
        self._langs.append(lang)
        if not given:
            self._bases.enter("")
        inside = self._inside
        around = inside[-1] if inside else ""
        if around in ("entry", "group"):
            kind = self._enter_part(name, attributes)
        elif around == "feed":
            kind = self._enter_feed(name, attributes)
        elif around == "person":
            kind = self._enter_person(name, attributes)
        elif around == "unread" and _is_unread(name):
            kind = "unread"
        elif name in _PARTS.get(around, ()):
            kind = self._enter_passed(around, name, attributes)
        elif not inside:
            kind = self._enter_root(full, name, attributes)
        elif around == "rss" and name == "channel" and _ANYWHERE.issuperset(attributes):
            kind = "feed"
        else:
            raise _OddError
        inside.append(kind)

    def _attributes(self, given: Attributes) -> tuple[dict[str, str], str | None]:
        """Return the attributes of an element by the names that feedparser gives them, and the language in it."""
        found: dict[str, str] = {}
        lang = self._langs[-1]
        base: str | None = ""
        for key, value in given.items():
            uri, _, local = key.rpartition(" ")
            name = local.lower()
            if key == f"{_XML}lang":
                lang, name = value or None, "xml:lang"
            elif key == f"{_XML}base":
                base, name = named_base({"xml:base": value}), "xml:base"
            elif (uri and name in _SAID) or name in ("lang", "base"):
                raise _OddError
            elif uri:
                name = key
            if name in found:
                raise _OddError
            found[name] = value.lower() if name in ("rel", "type") else value
        if base is None or ";" in base:
            raise _OddError
        self._bases.enter(base)
        return found, lang

    def _enter_root(self, full: str, name: str, attributes: Attributes) -> str:
        self.is_atom = full == f"{_ATOM} feed"
        if not self.is_atom and (full != "rss" or not attributes.get("version", "").startswith(("0.9", "2."))):
            raise _OddError
        if lang := self._langs[-1]:
            self.feed["language"] = lang.replace("_", "-")
        return "feed" if self.is_atom else name

    def _enter_feed(self, name: str, attributes: dict[str, str]) -> str:
        """Enter what stands beside the entries."""
        if name == ("entry" if self.is_atom else "item"):
            if not _ANYWHERE.issuperset(attributes):
                raise _OddError
            self._entry = {}
            self._people = _People(self._entry)
            self.entries.append(self._entry)
            self._title_depth = -1
            return "entry"
        if name in _PLACES:
            return self._begin_text(_PLACES[name], attributes, name)
        if name in _PARTS:
            if name in ("image", "textinput"):
                self._title_depth = -1
            return name
        if name == "author" and self.is_atom:
            return "contributor"
        if name in ("summary", "itunes_summary", "description", "dc_description"):
            self._note_summary(name)
            return self._pass()
        if name in _PASSED_OF_FEED:
            return self._pass()
        return self._enter_other(name, self.feed, attributes)

    def _enter_other(self, name: str, table: Table, attributes: dict[str, str]) -> str:
        """Enter an element that feedparser knows only to keep."""
        if name in ("ttl", "sy_updateperiod", "sy_updatefrequency", "feedburner_origlink"):
            if attributes or (table is self.feed) == (name == "feedburner_origlink"):
                raise _OddError
            return self._begin(lambda text: table.update({name: _kept(text)}))
        if not _is_unread(name):
            raise _OddError
        return "unread"

    def _note_summary(self, name: str) -> None:
        """Follow a fault of feedparser: a second summary of the feed counts as content of the next entry, whose summary
        and description are then two summaries."""
        if self._has_summary and not self._has_content:
            self._has_content = True
        elif not name.endswith("description"):
            self._has_summary = True

    def _enter_passed(self, around: str, name: str, attributes: Attributes) -> str:
        if name == "psc_chapter" and "start" not in attributes:
            raise _OddError
        if name == "title":
            return self._begin_title(attributes)
        return "itunes_category" if name == "itunes_category" else self._pass()

    def _enter_person(self, name: str, attributes: Attributes) -> str:
        key = {"name": "name", "email": "email", "uri": "href", "url": "href"}.get(name)
        around = self._text

        def end(text: str) -> None:
            if key:
                self._people.say(key, text.strip())
            elif attributes and text.strip():
                raise _OddError
            self._text = around

        if not key and not _is_unread(name):
            raise _OddError
        return self._begin(end)

    def _enter_part(self, name: str, attributes: dict[str, str]) -> str:
        """Enter what stands in an entry."""
        if self._inside[-1] == "group" and not name.startswith("media_"):
            return self._enter_other(name, {}, attributes)
        if name in _PLACES:
            return self._begin_text(_PLACES[name], attributes, name)
        if name in ("content", "content_encoded"):
            return self._begin_content(attributes, "text/plain" if name == "content" else "text/html")
        if name in ("description", "summary", "itunes_summary", "media_description", "dc_description"):
            return self._begin_summary(attributes, "text/html" if name.endswith("description") else "text/plain")
        if name in ("author", "dc_creator", "dc_author", "itunes_author"):
            self._people.begin()
            self._text = []
            return "person"
        if name in ("category", "dc_subject", "media_category", "itunes_category", "media_keywords", "itunes_keywords"):
            return self._begin_tags(name, attributes)
        if name in ("enclosure", "media_content", "media_group"):
            return self._keep_file(name, attributes)
        if name == "source" and not self.is_atom:
            return self._begin_source(attributes)
        if name in _PASSED:
            return self._pass()
        if name in ("contributor", "psc_chapters"):
            return name
        return self._enter_other(name, self._here, attributes)

    @property
    def _here(self) -> Table:
        return self.feed if self._entry is None else self._entry

    def _begin(self, end: Callable[[str], None]) -> str:
        """Begin an element whose text `end` gets."""
        self._text = []
        self._end = end
        return "text"

    def _pass(self) -> str:
        return self._begin(lambda _: None)

    def _begin_text(self, key: str, attributes: dict[str, str], name: str) -> str:
        """Begin one of those that are alike in feeds and entries."""
        here = self._here
        match key:
            case "title":
                return self._begin_title(attributes, is_media=name == "media_title")
            case "link":
                return self._begin_link(attributes)
            case "id":
                return self._begin_id(attributes.get("ispermalink", "true") == "true")
            case _:
                return self._begin(lambda text: here.update({key: _kept(text)}))

    def _detail(self, attributes: Attributes, usual: str) -> Table:
        kind = _TYPES.get(attributes.get("type", usual))
        if kind is None or "mode" in attributes or "src" in attributes:
            raise _OddError
        lang = self._langs[-1]
        return {"type": kind, "language": lang and lang.replace("_", "-"), "base": self._bases.now}

    def _filled(self, detail: Table, text: str) -> Table:
        """Return a text with its kind; in RSS, where that is mostly not said, feedparser guesses."""
        text = text.strip()
        if not self.is_atom and detail["type"] == "text/plain" and _Mixin.looks_like_html(text):
            detail["type"] = "text/html"
        detail["value"] = _kept(text)
        return detail

    def _begin_title(self, attributes: Attributes, *, is_media: bool = False) -> str:
        detail, depth = self._detail(attributes, "text/plain"), len(self._inside)
        here = {} if self._inside[-1] in _PARTS else self._here

        def end(text: str) -> None:
            title = self._filled(detail, text)
            if not -1 < self._title_depth <= depth:
                here["title_detail"] = title
                here["title"] = title["value"]
            if title["value"] and not is_media:
                self._title_depth = depth

        return self._begin(end)

    def _begin_content(self, attributes: Attributes, usual: str) -> str:
        self._has_content = True
        detail, here = self._detail(attributes, usual), self._here

        def end(text: str) -> None:
            here.setdefault("content", []).append(self._filled(detail, text))
            here.setdefault("summary", detail["value"])

        return self._begin(end)

    def _begin_summary(self, attributes: Attributes, usual: str) -> str:
        here = self._here
        if "summary" in here and not self._has_content:
            return self._begin_content(attributes, "text/plain")
        detail = self._detail(attributes, usual)

        def end(text: str) -> None:
            here["summary_detail"] = self._filled(detail, text)
            here.setdefault("summary", detail["value"])

        return self._begin(end)

    def _address(self, text: str, *, is_page: bool = True) -> str:
        """Return an address, joined to the base that holds."""
        if text and not _PLAIN_ADDRESS.fullmatch(text):
            text = _urljoin(self._bases.now, text)
        return _kept(text) if is_page else text

    def _begin_link(self, attributes: dict[str, str]) -> str:
        here = self._here
        link = _with_href(attributes)
        rel = link.setdefault("rel", "alternate")
        kind = link.setdefault("type", "application/atom+xml" if rel == "self" else "text/html")
        links = here.setdefault("links", [])
        links.append(link)
        if "href" in link:
            link["href"] = self._address(link["href"], is_page=False)
            if rel == "alternate" and _Mixin.map_content_type(kind) in _Mixin.html_types:
                here["link"] = link["href"]
            return self._pass()

        def end(text: str) -> None:
            found = self._address(text.strip()) if text.strip() else ""
            if here is not self.feed:
                found = found.replace("&amp;", "&")
            found = here["link"] = _REFERENCE.sub(r"&\g<1>", found)
            if found or here is self.feed:
                links[-1]["href"] = found

        return self._begin(end)

    def _begin_id(self, is_link: bool) -> str:
        here = self._here

        def end(text: str) -> None:
            text = text.strip()
            here["id"] = self._address(text) if is_link and text else _kept(text)
            if is_link:
                here.setdefault("link", here["id"])

        return self._begin(end)

    def _begin_tags(self, name: str, attributes: Attributes) -> str:
        people, here = self._people, self._here
        if name.endswith("keywords"):
            if attributes:
                raise _OddError
            scheme = "http://www.itunes.com/" if name == "itunes_keywords" else None

            def add(text: str) -> None:
                for one in filter(None, map(str.strip, _kept(text).split(","))):
                    people.add_tag(one, scheme, None)

            return self._begin(add)
        if name == "itunes_category":
            people.add_tag(attributes.get("text"), "http://www.itunes.com/", None)
        else:
            usual = "http://search.yahoo.com/mrss/category_schema" if name == "media_category" else None
            scheme = attributes.get("scheme", usual or attributes.get("domain"))
            people.add_tag(attributes.get("term"), scheme, attributes.get("label"))

        def end(text: str) -> None:
            if value := _kept(text):
                if (tags := here["tags"]) and not tags[-1]["term"]:
                    tags[-1]["term"] = value
                else:
                    people.add_tag(value, None, None)

        return self._begin(end)

    def _keep_file(self, name: str, attributes: dict[str, str]) -> str:
        if name == "enclosure":
            self._here.setdefault("links", []).append({**_with_href(attributes), "rel": "enclosure"})
            return self._pass()
        if name == "media_content":
            self._here.setdefault("media_content", []).append(attributes)
        return "group"

    def _begin_source(self, attributes: Attributes) -> str:
        self._title_depth = -1
        here, source = self._here, {"href": attributes["url"]} if "url" in attributes else {}

        def end(text: str) -> None:
            here["source"] = {**source, "title": _kept(text)} if _kept(text) else source

        return self._begin(end)

    def _leave(self, _: str) -> None:
        kind = self._inside.pop()
        if kind == "text" and self._end is not None:
            self._end("".join(self._text))
        elif kind == "person":
            self._people.end(_kept("".join(self._text)))
        elif kind == "entry" and self._entry is not None:
            self._entry.update({f"{key}_parsed": _moment(self._entry[key]) for key in _DATES if key in self._entry})
            self._entry, self._has_content = None, False
        self._langs.pop()
        self._bases.leave()

    def _say(self, text: str) -> None:
        self._text.append(text)
