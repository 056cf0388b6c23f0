"""Plain HTML, as most feeds have it, taken apart by one regular expression: a third of what a tree of nodes takes.

The HTML parser stays the reference. What is taken apart here nests as it is written, with known elements, attributes
in quotation marks and entities that end; wherever a browser would put anything elsewhere, there is no answer.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html.entities import html5
from typing import Final, TypeAlias

from msgspec import Struct

from civic.text import clean

_BLOCK_NAMES: Final = (
    "p div section article aside header footer main nav center blockquote figure figcaption ul ol li h1 h2 h3 h4 h5 h6"
)
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_INLINE_NAMES: Final = "a strong em b i u s small code sub sup span cite abbr time mark q del ins kbd"
_INLINE: Final = frozenset(_INLINE_NAMES.split())
_HEADINGS: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_LISTS: Final = frozenset({"ul", "ol"})
_VOID: Final = frozenset({"br", "hr", "img", "wbr"})
_TAG: Final = re.compile(
    r"<(/?[A-Za-z][A-Za-z0-9]*)((?:\s+[A-Za-z][\w:.-]*=(?:\"[^\"<>]*\"|'[^'<>]*'))*+)\s*+(/?)>", re.ASCII
)
_STEP: Final = 4
"""So many parts from one text to the next: the text, and what is in the brackets behind it."""
_ATTRIBUTE: Final = re.compile(r"([A-Za-z][\w:.-]*)=(?:\"([^\"]*)\"|'([^']*)')", re.ASCII)
_ODD: Final = ("\0", "\r", "\x0c")
"""What the HTML parser does not leave as it is."""
_EDGE: Final = "\0"
"""Parts texts while they are one string."""
_PLAIN: Final = bytes([0x0A, *range(0x20, 0x7F)])
"""ASCII that needs no look, as nearly all of a text is."""
_NONE: Final[Mapping[str, str]] = {}
_REFERENCE: Final = re.compile(r"&(?:#[0-9]{2,7}|#[xX][0-9A-Fa-f]{2,6}|[A-Za-z][A-Za-z0-9]*);", re.ASCII)
_BARE: Final = re.compile(r"&(?=[\s\0]|\Z)")
"""An ampersand that can begin nothing."""
_IN_ADDRESS: Final = re.compile(r"&(?=[\s\0]|\Z|[A-Za-z0-9_-]+=)", re.ASCII)
"""The same in an attribute, where one before a name and "=" is none of a reference, either."""


class _DoubtError(Exception):
    """Something that the HTML parser may read in another way."""


Piece: TypeAlias = tuple[str, str, str]
"""A text, its entities resolved, and the tag behind it: its name, with a slash before it where it ends its element
("" at the end of all), and its attributes as they are written."""


class Pieces(Struct, frozen=True):
    """HTML in pieces, in their order; `plain`: nothing in its texts is to be cleaned, and no white space is there other
    than spaces and line ends."""

    found: Iterable[Piece]
    plain: bool


def pieces_of(markup: str) -> Pieces | None:
    """Return HTML as pieces in their order, each element with its end, but for br, hr, img and wbr; None where the HTML
    parser may read it in another way."""
    try:
        rest = markup.encode().translate(None, _PLAIN).decode()
    except UnicodeEncodeError:  # halves of characters
        return None
    if any(letter in rest for letter in _ODD):
        return None
    parts = _TAG.split(markup)
    texts = _EDGE.join(parts[::_STEP])
    tags, attributes = [*map(str.lower, parts[1::_STEP]), ""], [*parts[2::_STEP], ""]
    if len(parts) == 1 or "<" in texts or not _nests(tags, attributes, parts[3::_STEP]):
        return None
    try:
        letters = _letters_in(texts, _BARE)
    except _DoubtError:
        return None
    resolved = _resolved(texts, letters).split(_EDGE)
    return Pieces(zip(resolved, tags, attributes, strict=True), _is_plain(rest + "".join(letters.values())))


def _is_plain(rest: str) -> bool:
    """Return whether among the letters of texts that are not plain ASCII is no white space and none to be cleaned."""
    return not any(map(str.isspace, rest)) and clean(rest) == rest


def attributes_of(written: str) -> Mapping[str, str] | None:
    """Return the attributes of a tag by their names in small letters; None where that is in doubt."""
    found: dict[str, str] = {}
    try:
        for name, one, other in _ATTRIBUTE.findall(written):
            value = one or other
            plain = "&" not in value
            found.setdefault(name.lower(), value if plain else _resolved(value, _letters_in(value, _IN_ADDRESS)))
    except _DoubtError:
        return None
    return found


def _nests(tags: Sequence[str], attributes: Sequence[str], slashes: Sequence[str]) -> bool:
    """Return whether each element ends where its tag says so; `slashes` has one for each tag that closes itself."""
    around: list[str] = []
    for tag, given, slash in zip(tags, attributes, slashes, strict=False):
        if tag[0] == "/":
            if given or slash or not around or around.pop() != tag[1:]:
                return False
        elif tag in _VOID:
            if tag == "hr" and "p" in around:
                return False
        elif slash or not _fits(tag, around):
            return False
        else:
            around.append(tag)
    return not around


def _fits(tag: str, around: list[str]) -> bool:
    """Return whether an element may begin here without ending another."""
    if tag in _INLINE:
        return tag != "a" or "a" not in around
    if tag not in _BLOCKS or "p" in around:
        return False
    if tag == "li":
        return bool(around) and around[-1] in _LISTS
    return tag not in _HEADINGS or _HEADINGS.isdisjoint(around)


def _letters_in(text: str, bare: re.Pattern[str]) -> Mapping[str, str]:
    """Return the letters that the entities in a text stand for; `bare` finds ampersands that stand for themselves.
    Raises _DoubtError."""
    if "&" not in text:
        return _NONE
    references = _REFERENCE.findall(text)
    if (count := text.count("&")) != len(references) and count != len(references) + len(bare.findall(text)):
        raise _DoubtError
    return {reference: _letter(reference) for reference in set(references)}


def _resolved(text: str, letters: Mapping[str, str]) -> str:
    """Return a text with its entities as these letters."""
    ampersands = [reference for reference, letter in letters.items() if letter == "&"]
    for reference in (*(letters.keys() - ampersands), *ampersands):  # these last: what they leave is resolved already
        text = text.replace(reference, letters[reference])
    return text


@lru_cache(4096)
def _letter(reference: str) -> str:
    if reference[1] != "#":
        if reference[1:] not in html5:
            raise _DoubtError
        return html5[reference[1:]]
    code = int(reference[3:-1], 16) if reference[2] in "xX" else int(reference[2:-1])
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE or code > 0x10FFFF:
        raise _DoubtError
    return chr(code)
