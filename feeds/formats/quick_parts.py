"""What feedparser makes of the elements of an entry, and of those that the feed has like it."""

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from feeds.formats.quick_terms import MIXIN, Attributes, OddError, Surroundings, Table, kept, moment, with_href

End: TypeAlias = Callable[[str], None]
"""What is done with the text of an element at its end."""

_DATES: Final = ("published", "updated")
_TYPES: Final[Mapping[str, str]] = {
    "text": "text/plain", "plain": "text/plain", "text/plain": "text/plain", "html": "text/html",
    "text/html": "text/html",
}  # fmt: skip
_REFERENCE: Final = re.compile("&([A-Za-z0-9_]+);")
_MEDIA_SCHEME: Final = "http://search.yahoo.com/mrss/category_schema"
_ITUNES_SCHEME: Final = "http://www.itunes.com/"


class People:
    """What feedparser does with the people and the tags of an entry."""

    _save_author = MIXIN._save_author
    _sync_author_detail = MIXIN._sync_author_detail
    add_tag = MIXIN._add_tag

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
        self._entry["author"] = kept(written)
        self._sync_author_detail()


class Parts:
    """The feed and its entries while they are read. What begins an element returns what ends it. Raises OddError."""

    def __init__(self, around: Surroundings) -> None:
        self.entries: list[Table] = []
        self.feed: Table = {}
        self.here = self.feed
        """the entry that is read, or else the feed"""
        self.people = People({})
        self.is_atom = False
        self.title_depth = -1
        """how deep the last title stands; another one as deep or deeper is none"""
        self._around = around
        self._has_content = self._has_summary = False

    def begin_entry(self) -> None:
        """Begin an entry."""
        self.here = {}
        self.people = People(self.here)
        self.entries.append(self.here)
        self.title_depth = -1

    def end_entry(self) -> None:
        """End the entry."""
        self.here.update({f"{key}_parsed": moment(self.here[key]) for key in _DATES if key in self.here})
        self.here, self._has_content = self.feed, False

    def text(self, key: str) -> End:
        """Begin what is kept as it is."""
        here = self.here
        return lambda text: here.update({key: kept(text)})

    def note_summary_of_feed(self, name: str) -> None:
        """Follow a fault of feedparser: a second summary of the feed counts as content of the next entry, whose summary
        and description are then two summaries."""
        if self._has_summary and not self._has_content:
            self._has_content = True
        elif not name.endswith("description"):
            self._has_summary = True

    def title(self, attributes: Attributes, depth: int, *, aside: bool = False, is_media: bool = False) -> End:
        """Begin a title; `aside`: of an image or a search box."""
        detail, here = self._detail(attributes, "text/plain"), {} if aside else self.here

        def end(text: str) -> None:
            title = self._filled(detail, text)
            if not -1 < self.title_depth <= depth:
                here["title_detail"] = title
                here["title"] = title["value"]
            if title["value"] and not is_media:
                self.title_depth = depth

        return end

    def content(self, attributes: Attributes, usual: str) -> End:
        """Begin the whole text, usually of this type."""
        self._has_content = True
        detail, here = self._detail(attributes, usual), self.here

        def end(text: str) -> None:
            here.setdefault("content", []).append(self._filled(detail, text))
            here.setdefault("summary", detail["value"])

        return end

    def summary(self, attributes: Attributes, usual: str) -> End:
        """Begin a summary, usually of this type; a second one is content."""
        here = self.here
        if "summary" in here and not self._has_content:
            return self.content(attributes, "text/plain")
        detail = self._detail(attributes, usual)

        def end(text: str) -> None:
            here["summary_detail"] = self._filled(detail, text)
            here.setdefault("summary", detail["value"])

        return end

    def _detail(self, attributes: Attributes, usual: str) -> Table:
        kind = _TYPES.get(attributes.get("type", usual))
        if kind is None or "mode" in attributes or "src" in attributes:
            raise OddError
        return {"type": kind, "language": self._around.lang, "base": self._around.base}

    def _filled(self, detail: Table, text: str) -> Table:
        """Return a text with its type; in RSS, where that is mostly not said, feedparser guesses."""
        text = text.strip()
        if not self.is_atom and detail["type"] == "text/plain" and MIXIN.looks_like_html(text):
            detail["type"] = "text/html"
        detail["value"] = kept(text)
        return detail

    def link(self, attributes: Attributes) -> End:
        """Begin a link, by its attributes or its text."""
        here, link = self.here, with_href(attributes)
        rel = link.setdefault("rel", "alternate")
        kind = link.setdefault("type", "application/atom+xml" if rel == "self" else "text/html")
        here.setdefault("links", []).append(link)
        if "href" in link:
            link["href"] = self._around.address(link["href"])
            if rel == "alternate" and MIXIN.map_content_type(kind) in MIXIN.html_types:
                here["link"] = link["href"]
            return _pass

        def end(text: str) -> None:
            text = text.strip()
            found = kept(self._around.address(text)) if text else ""
            if here is not self.feed:
                found = found.replace("&amp;", "&")
            found = here["link"] = _REFERENCE.sub(r"&\g<1>", found)
            if found or here is self.feed:
                here["links"][-1]["href"] = found

        return end

    def identifier(self, attributes: Attributes) -> End:
        """Begin an id, which is a link where it doesn't say that it is none."""
        here, is_link = self.here, attributes.get("ispermalink", "true") == "true"

        def end(text: str) -> None:
            text = text.strip()
            here["id"] = kept(self._around.address(text) if is_link and text else text)
            if is_link:
                here.setdefault("link", here["id"])

        return end

    def tag(self, name: str, attributes: Attributes) -> End:
        """Begin a tag, by its attributes or its text."""
        people, here = self.people, self.here
        if name == "itunes_category":
            people.add_tag(attributes.get("text"), _ITUNES_SCHEME, None)
        else:
            usual = _MEDIA_SCHEME if name == "media_category" else attributes.get("domain")
            people.add_tag(attributes.get("term"), attributes.get("scheme", usual), attributes.get("label"))

        def end(text: str) -> None:
            if value := kept(text):
                if (tags := here["tags"]) and not tags[-1]["term"]:
                    tags[-1]["term"] = value
                else:
                    people.add_tag(value, None, None)

        return end

    def keywords(self, name: str, attributes: Attributes) -> End:
        """Begin several tags, parted by commas."""
        if attributes:
            raise OddError
        people, scheme = self.people, _ITUNES_SCHEME if name == "itunes_keywords" else None

        def end(text: str) -> None:
            for one in filter(None, map(str.strip, kept(text).split(","))):
                people.add_tag(one, scheme, None)

        return end

    def enclosure(self, attributes: Attributes) -> End:
        """Begin a file."""
        self.here.setdefault("links", []).append({**with_href(attributes), "rel": "enclosure"})
        return _pass

    def source(self, attributes: Attributes) -> End:
        """Begin the source of an entry."""
        self.title_depth = -1
        here, source = self.here, {"href": attributes["url"]} if "url" in attributes else {}

        def end(text: str) -> None:
            here["source"] = {**source, "title": title} if (title := kept(text)) else source

        return end


def _pass(_: str) -> None:
    """Nothing is done with the text."""
