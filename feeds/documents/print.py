"""Pages as they were laid out for print, to a text that runs on: without running heads and feet, words whole. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

_EDGE: Final = 3
"""Lines at the top and at the bottom of a page among which its running heads and feet are."""
_LEAST: Final = 0.4
"""The part of the pages that a running line is on; left and right pages may have different ones."""
_LONGEST: Final = 150
"""Characters of a running line, at most."""
_NUMBER: Final = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_PAGE_NUMBER: Final = re.compile(
    r"[-–—•|\s]*(?:(?:page|p\.|seite|s\.|pagina|p[áa]gina|strana|sida|side)\s*)?(?:\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:/|of|von|de|di|van|av|sur)\s*\d{1,4})?[-–—•|\s]*",
    re.IGNORECASE,
)
_OF_PAGES: Final = re.compile(r"\D{0,12}\b\d{1,4}\s*(?:/|of|von|de|di|van|av|sur)\s*\d{1,4}\D{0,3}", re.IGNORECASE)
"""The number of a page with that of all pages, which says what it is also where there is only one."""
_BROWSER: Final = re.compile(
    r"(?:https?|[ﬁf]i?le)://\S*\s+\d{1,4}/\d{1,4}|\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},? \d{1,2}:\d\d(?: ?[AP]M)?\b.*"
)
"""What browsers print above and below a page: date and title, address and number."""
_BROKEN: Final = re.compile(r"([^\W\d_]+)[-\u2010\u00ad][ \t]*\n[ \t]*([^\W\d_]+)")
_HYPHENATED: Final = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)+")
_SOFT: Final = re.compile(r"\u00ad[ \t]*\n[ \t]*")
_ENDS: Final = (".", "!", "?", ":", "…", "”", '"', "»", ")", "。")


def joined_pages(pages: Iterable[str]) -> str:
    """Return the text of pages: without the lines that stand at the edges of many of them and without page numbers,
    words that were parted at a line's end whole again, sentences that run over a page's end in one paragraph."""
    lines = [[line.rstrip() for line in page.splitlines()] for page in pages]
    text = ""
    for page in _without_running(lines):
        following = "\n".join(page).strip("\n")
        if text and following:
            runs_on = not text.endswith(_ENDS) and following[0].islower()
            text += ("\n" if runs_on else "\n\n") + following
        else:
            text += following
    return whole_words(text)


def _without_running(pages: Sequence[list[str]]) -> list[list[str]]:
    edges = [_edges(page) for page in pages]
    often = Counter(key for page, edge in zip(pages, edges, strict=True) for key in {_key(page[n]) for n in edge})
    counted = sum(map(bool, edges))
    least = max(2, _LEAST * counted)
    numbered = sum(any(_PAGE_NUMBER.fullmatch(page[n]) for n in edge) for page, edge in zip(pages, edges, strict=True))

    def is_running(line: str) -> bool:
        if not line.strip() or len(line) > _LONGEST:
            return False
        if _BROWSER.fullmatch(line.strip()):
            return True
        if _PAGE_NUMBER.fullmatch(line):
            return numbered >= least or _OF_PAGES.fullmatch(line) is not None
        return often[_key(line)] >= least

    return [
        [line for n, line in enumerate(page) if not _is_out(page, edge, n, is_running(line))]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _edges(page: list[str]) -> set[int]:
    """Return the places of the lines at the top and the bottom of a page."""
    there = [number for number, line in enumerate(page) if line.strip()]
    return {*there[:_EDGE], *there[-_EDGE:]}


def _is_out(page: list[str], edge: set[int], number: int, is_running: bool) -> bool:
    return is_running and number in edge and len(edge) > 1


def _key(line: str) -> str:
    """Return what a running line has in common on all pages: its words, whatever numbers stand among them."""
    return " ".join(_NUMBER.sub("#", line).casefold().split())


def whole_words(text: str) -> str:
    """Return a text in which words that were parted at the end of a line are whole.

    The hyphen stays where the text has the word with it elsewhere and nowhere without, and before a capital; what
    stood behind the word goes on in its line.
    """
    text = _SOFT.sub("", text)
    compounds = {word.casefold() for word in _HYPHENATED.findall(text)}
    plain = {word.casefold() for word in re.findall(r"[^\W\d_]+", text)}

    def whole(found: re.Match[str]) -> str:
        first, second = found.groups()
        both = f"{first}-{second}"
        is_compound = both.casefold() in compounds and (first + second).casefold() not in plain
        return both if is_compound or not second[0].islower() else first + second

    return _BROKEN.sub(whole, text)
