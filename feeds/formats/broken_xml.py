"""XML that is broken by what authors do by hand: a bare "&", a prefix that nothing declares, a number that no character
has. Mended before it is read again, since a lenient reader guesses at all of it."""

import re
from typing import Final

_NOT_MARKUP: Final = r"<!\[CDATA\[.*?\]\]>|<!--.*?-->"
_AMPERSAND: Final = re.compile(
    rf"({_NOT_MARKUP})|&(?!#[0-9]{{1,7}};|#[xX][0-9a-fA-F]{{1,6}};|[A-Za-z][A-Za-z0-9]{{1,31}};)", re.DOTALL
)
_NUMBER: Final = r"#(?:[xX][0-9a-fA-F]+|[0-9]+)"
_ANY_NUMBER: Final = re.compile(_NUMBER)
"""What may be the number of a reference: found sooner than what begins with an ampersand, as much does."""
_REFERENCE: Final = re.compile(rf"&({_NUMBER});?")
_PAIR: Final = re.compile(rf"&(?:amp;)?({_NUMBER});&(?:amp;)?({_NUMBER});")
_HIGH: Final = range(0xD800, 0xDC00)
_LOW: Final = range(0xDC00, 0xE000)
_DIGITS: Final = 8
"""A number with more names no character."""
_ROOT: Final = re.compile(r"<[A-Za-z_][\w.:-]*")
_PREFIXED: Final = re.compile(
    rf"{_NOT_MARKUP}|<([A-Za-z_][\w.-]*):[A-Za-z_]|\s([A-Za-z_][\w.-]*):[\w.-]+\s*=\s*[\"']", re.DOTALL
)
_DECLARED: Final = re.compile(r"xmlns:([A-Za-z_][\w.-]*)\s*=")
_ENTRY: Final = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<(/?)((?:[\w.-]+:)?(?:item|entry))(?=[\s/>]|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_END: Final = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_ROOT_END: Final = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>\s*\Z", re.IGNORECASE)
"""In RSS 1.0 the channel is closed before the entries."""
_TAIL: Final = 100
"""Characters at the end of a feed in which its root is closed, as nearly always."""
_OWN: Final = frozenset({"xml", "xmlns"})
_MOST: Final = 50
"""Prefixes that are declared, at most."""
_NAMESPACES: Final = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "itunes": "http://www.itunes.com/DTDs/PodCast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rss": "http://purl.org/rss/1.0/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}
"""What the usual prefixes stand for in feeds; the elements of any other one are passed over."""


def mended(text: str) -> str:
    """Return XML with each bare "&" escaped, and with the prefixes declared that it uses and does not declare; itself
    where there is nothing to mend."""
    return _declared(_AMPERSAND.sub(lambda found: found[1] or "&amp;", text))


def without_broken_off(text: str) -> str:
    """Return a feed without the entry in which it breaks off: what is left of that may have lost its address, its id
    and half of its words, so that it would be taken for another one. Itself where no entry is open at its end."""
    if _ROOT_END.search(text, max(len(text) - _TAIL, 0)):
        return text
    name, opened, is_open = "", 0, False
    for found in _ENTRY.finditer(text):
        if found[2] and found[2] == (name := name or found[2]):
            is_open = not found[1]
            opened = found.start() if is_open else opened
    return text[:opened] if is_open and not _END.search(text, opened) else text


def with_characters(text: str) -> tuple[str, int]:
    """Return XML in which each reference to a character names one that XML allows, and how many named none and stand
    as U+FFFD. Two that are the halves of one character are that character ("&#xD83D;&#xDE00;")."""
    if all(_is_allowed(_numbered(number)) for number in set(_ANY_NUMBER.findall(text))):
        return text, 0  # as in nearly every feed; no half of a character is allowed, either
    lost = 0

    def fit(found: re.Match[str]) -> str:
        nonlocal lost
        if _is_allowed(_numbered(found[1])):
            return found[0]
        lost += 1
        return "\ufffd"

    return _REFERENCE.sub(fit, _PAIR.sub(_whole, text)), lost


def _whole(found: re.Match[str]) -> str:
    high, low = _numbered(found[1]), _numbered(found[2])
    if high in _HIGH and low in _LOW:
        return chr(0x10000 + (high - _HIGH.start) * len(_LOW) + low - _LOW.start)
    return found[0]


def _numbered(reference: str) -> int:
    """Return the number in "#65" or "#x41"; -1 for one that is too large for any character."""
    digits, base = (reference[2:], 16) if reference[1] in "xX" else (reference[1:], 10)
    digits = digits.lstrip("0") or "0"
    return int(digits, base) if len(digits) <= _DIGITS else -1


def _is_allowed(number: int) -> bool:
    """Return whether XML 1.0 has a character with this number (section 2.2)."""
    return (
        number in (0x9, 0xA, 0xD)
        or 0x20 <= number < _HIGH.start
        or 0xE000 <= number < 0xFFFE
        or 0xFFFF < number <= 0x10FFFF
    )


def undeclared(text: str) -> list[str]:
    """Return the prefixes of elements and attributes that nothing declares, in their order."""
    used = dict.fromkeys(name for pair in _PREFIXED.findall(text) for name in pair if name)
    there = _OWN.union(_DECLARED.findall(text))
    return [name for name in used if name not in there][:_MOST]


def _declared(text: str) -> str:
    root = _ROOT.search(text)
    if root is None or not (names := undeclared(text)):
        return text
    said = "".join(f' xmlns:{name}="{_NAMESPACES.get(name.lower(), f"urn:undeclared:{name}")}"' for name in names)
    return text[: root.end()] + said + text[root.end() :]
