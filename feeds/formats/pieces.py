"""The entries of a feed as pieces of its bytes, so that those which are known need no reading. By expat alone.

What an entry becomes depends on its own bytes, on the reader, on the feed's settings, and on what stands around the
entries: its mark is a hash of all of these. Where anything else may count, there are no pieces, and the feed is read
as a whole: a DTD, broken XML, elements called like an entry elsewhere, one prefix for two namespaces, and what the
reader carries from one entry into the next: relative bases of entries, and languages where there is markup inside.
feedparser keeps the absolute base that an entry names where the feed names none, so that of entries with such a base
it is followed which one each of them is read with.

Most entries are plain: the first end tag of their name is their own, and nothing in them may count for another. Those
are known again at sight, by what stands between two tags, without a look inside.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final
from unicodedata import unidata_version
from xml.parsers import expat

import feedparser
import selectolax
from msgspec import Struct

_PATHS: Final = frozenset({("rss", "channel", "item"), ("feed", "entry"), ("rdf:RDF", "item")})
_ENTRIES: Final = frozenset({"item", "entry"})
_MOVING: Final = frozenset({"lastBuildDate", "pubDate", "updated", "dc:date", "modified"})
"""Elements beside the entries that are new at each fetch; no entry takes anything from them."""
_ABSOLUTE: Final = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[^\s?#]*)?", re.ASCII)
_READERS: Final = (feedparser.__version__, selectolax.__version__, expat.EXPAT_VERSION, unidata_version)
_ROOT: Final = Path(__file__).resolve().parents[2]
_OUT: Final = "civicdesk-entry"
"""The name of an instruction that stands for an entry that was taken out. expat tells of one where an element may
stand, and of none in CDATA, comments and the like."""
_OURS: Final = ("civic/*.py", "feeds/*.py", "feeds/formats/*.py")


class _DoubtError(Exception):
    """Something in a feed that may have an effect across its entries."""


class Pieces(Struct, frozen=True):
    """A feed of which each entry has its place in the bytes: `body`, `places` (start and end), `bases` (with which the
    reader comes to it, and with which it leaves it), whether it is plain, and the hash of what stands around them."""

    body: bytes
    places: tuple[tuple[int, int], ...]
    bases: tuple[tuple[str, str], ...]
    plain: tuple[bool, ...]
    frame: bytes

    def marks(self, *settings: str) -> list[str]:
        """Return the mark of each entry under these settings of its feed."""
        around = blake2b(self.frame + json.dumps([reader(), *settings]).encode(), digest_size=32).digest()
        return [
            blake2b(f"{base}\0{plain}".encode() + self.body[start:end], key=around, digest_size=16).hexdigest()
            for (start, end), (base, _), plain in zip(self.places, self.bases, self.plain, strict=True)
        ]

    def holds(self, known: Collection[int]) -> bool:
        """Return whether entries that were told at sight are what they were taken for, where the `known` ones of them,
        told by their numbers, have been so before."""
        try:
            found = _Splitter(self._cut(known, _instead(self.body, self.places)))
        except (_DoubtError, expat.ExpatError, ValueError):
            return False
        there = [end - start for number, (start, end) in enumerate(self.places) if number not in known]
        lengths = [end - start for start, end in found.places]
        is_same = len(found.passed) == len(known) and lengths == there and found.frame.digest() == self.frame
        return is_same and all(found.plain)

    def without(self, left_out: Collection[int]) -> str | None:
        """Return the feed without some of its entries, told by their numbers; None where one of the others would be
        read with another base then."""
        carried = self.bases[0][0] if self.bases else ""
        for number, (before, after) in enumerate(self.bases):
            if number in left_out:
                continue
            if before != carried:
                return None
            carried = after
        return self._cut(left_out, b"").decode()

    def _cut(self, left_out: Collection[int], instead: bytes) -> bytes:
        return _cut(self.body, [self.places[number] for number in sorted(left_out)], instead)


def _cut(body: bytes, places: Iterable[tuple[int, int]], instead: bytes) -> bytes:
    kept, at = [], 0
    for start, end in places:
        kept.append(body[at:start])
        at = end
    return instead.join((*kept, body[at:]))


def _instead(body: bytes, places: Sequence[tuple[int, int]]) -> bytes:
    """Return what stands in the place of an entry like the first one."""
    return f"<?{_OUT} {'entry' if body.startswith(b'<entry', places[0][0]) else 'item'}?>".encode()


def sighted(body: bytes) -> Pieces | None:
    """Return the entries of a feed in UTF-8 as if all of them were plain, None where that can't be. What of them is not
    known, `holds` looks into."""
    body = body.lstrip(b" \t\r\n")
    name = b"item" if b"<item" in body else b"entry"
    head, tail = b"<" + name, b"</" + name + b">"
    places, at = [], 0
    while (start := body.find(head, at)) >= 0 and (end := body.find(tail, start)) >= 0:
        at = end + len(tail)
        places.append((start, at))
    if not places or _OUT.encode() in body:
        return None
    try:
        found = _Splitter(_cut(body, places, _instead(body, places)))
    except (_DoubtError, expat.ExpatError, ValueError):
        return None
    if found.places or len(found.passed) != len(places):
        return None
    bases = tuple((base, base) for base in found.passed)
    return Pieces(body, tuple(places), bases, (True,) * len(places), found.frame.digest())


def pieces_of(text: str) -> Pieces | None:
    """Return the entries of a feed in XML, None where they can't be told apart for certain."""
    body = in_bytes(text)
    try:
        found = _Splitter(body)
    except (_DoubtError, expat.ExpatError, ValueError):
        return None
    return Pieces(body, tuple(found.places), tuple(found.bases), tuple(found.plain), found.frame.digest())


def in_bytes(text: str) -> bytes:
    """Return a feed in UTF-8 as it is read: a declaration has to stand first."""
    return text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace")


@cache
def reader() -> str:
    """Return what tells this reader from any other: a better one is to meet known entries, too."""
    code = blake2b(digest_size=16)
    for file in sorted(file for pattern in _OURS for file in _ROOT.glob(pattern)):
        code.update(file.read_bytes())
    return " ".join((code.hexdigest(), *_READERS))


@lru_cache(4096)
def _local(name: str) -> str:
    """Return a name without its prefix, in small letters."""
    return name.rpartition(":")[2].lower()


class Bases:
    """The base of the element in which feedparser is, in `now`: one that was named stays after the end of its element
    where nothing around it has any."""

    def __init__(self) -> None:
        self.now = ""
        self._around: list[str] = []

    def enter(self, named: str) -> None:
        """Go into an element, which may name its base."""
        self.now = named or self.now
        self._around.append(self.now)

    def leave(self) -> None:
        """Leave the element that was entered last."""
        self._around.pop()
        if self._around and self._around[-1]:
            self.now = self._around[-1]


def named_base(attributes: Mapping[str, str]) -> str | None:
    """Return the base that an element names, "" for none; None for one that says where it is only beside another."""
    named = [(key, value) for key, value in attributes.items() if _local(key) == "base"]
    if not named:
        return ""
    key, value = named[0]
    return value if key == "xml:base" and len(named) == 1 and _ABSOLUTE.fullmatch(value) else None


class _Splitter:
    """What is found while expat goes through a feed. Raises _DoubtError."""

    def __init__(self, body: bytes) -> None:
        self.places: list[tuple[int, int]] = []
        self.bases: list[tuple[str, str]] = []
        self.plain: list[bool] = []
        self.passed: list[str] = []
        """the bases with which the reader comes to entries that were taken out"""
        self.frame = blake2b(digest_size=32)
        self._body = body
        self._path: list[str] = []
        self._inside = 0
        """how deep the entry stands in which the parser is, 0 for none"""
        self._start = 0
        self._in_row = False
        self._has_lang = self._has_markup = self._has_base = self._has_div = self._has_names = False
        self._bases = Bases()
        self._base_before = ""
        self._odd_base = self._any_base = False
        self._prefixes: dict[str, str] = {}
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._enter
        parser.EndElementHandler = self._leave
        parser.CharacterDataHandler = self._say
        parser.StartDoctypeDeclHandler = self._doubt
        parser.ProcessingInstructionHandler = self._pass
        parser.Parse(body, True)

    def _doubt(self, *_: object) -> None:
        raise _DoubtError

    def _pass(self, target: str, name: str) -> None:
        """Pass an entry that was taken out."""
        if target != _OUT:
            return
        if self._inside or (*self._path, name) not in _PATHS:
            raise _DoubtError
        self._begin_row()
        self.passed.append(self._bases.now)

    def _enter(self, name: str, attributes: Mapping[str, str]) -> None:
        path = self._path
        path.append(name)
        local = _local(name)
        for key, value in attributes.items():
            if key.startswith("xmlns:") and self._prefixes.setdefault(key, value) != value:
                raise _DoubtError
        before, base = self._bases.now, named_base(attributes) if attributes else ""
        self._bases.enter(base or "")
        if self._inside:
            if local in _ENTRIES:
                raise _DoubtError
            self._has_markup |= len(path) > self._inside + 1
            self._has_div |= local == "div"
            if attributes:
                self._look_at(attributes, base)
        elif local in _ENTRIES:
            if tuple(path) not in _PATHS:
                raise _DoubtError
            self._begin_entry(before)
            self._look_at(attributes, base)
        elif self._any_base:
            raise _DoubtError
        else:
            self._in_row = False
            self._odd_base |= base is None
            self.frame.update(f"<{json.dumps([name, attributes])}".encode())

    def _look_at(self, attributes: Mapping[str, str], base: str | None) -> None:
        if base is None or (base and self._odd_base):
            raise _DoubtError
        self._has_base |= bool(base)
        self._has_lang |= any(_local(key) == "lang" for key in attributes)
        self._has_names |= any(key.startswith("xmlns") for key in attributes)

    def _begin_row(self) -> None:
        if not self._in_row:
            self.frame.update(b"\0entries")
            self._in_row = True

    def _begin_entry(self, base: str) -> None:
        self._begin_row()
        self._inside, self._start = len(self._path), self._parser.CurrentByteIndex
        self._has_lang = self._has_markup = self._has_base = self._has_div = self._has_names = False
        self._base_before = base
        self._parser.CharacterDataHandler = None

    def _leave(self, name: str) -> None:
        depth = len(self._path)
        self._path.pop()
        self._bases.leave()
        if not self._inside:
            self.frame.update(b">")
        elif depth == self._inside:
            at = self._parser.CurrentByteIndex
            is_closed = self._body.startswith(b"</" + name.encode(), at)
            # After a </div> of escaped markup feedparser forgets to go back to what stood around it.
            if not is_closed or (self._has_lang and self._has_markup) or (self._has_base and self._has_div):
                raise _DoubtError
            self._any_base |= self._has_base
            self.bases.append((self._base_before, self._bases.now))
            end = self._body.index(b">", at) + 1
            self.places.append((self._start, end))
            is_first = self._body.find(f"</{name}>".encode(), self._start, end) == at
            self.plain.append(is_first and not (self._has_lang or self._has_base or self._has_names))
            self._inside = 0
            self._parser.CharacterDataHandler = self._say

    def _say(self, text: str) -> None:
        if text.strip() and not (self._path and self._path[-1] in _MOVING):
            self._in_row = False
            self.frame.update(b'"' + text.encode("utf-8", "replace"))
