"""The sentences of a text, as spans of code points. Rules only: the same text always gives the same sentences.

A sentence ends at a full stop, question or exclamation mark or ellipsis (with what closes a quotation behind it)
before something that can begin a sentence; at a paragraph's end; at a line's end where the next line is a bullet or
where the line is a heading; never behind an abbreviation, an initial or inside a number.
"""

import re
from collections.abc import Iterator
from typing import Final

from civic.story import Span

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_END = re.compile(r"(?P<mark>[.!?…]+|[。！？؟।])[\"”’»'\)\]]*")
_OPENING: Final = "\"“‘'«([¿¡—–-*•@#$£€¥"
_BULLET = re.compile(r"\s*(?:[-*•▪◦‣·–—→]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+\S")
_WIDE: Final = frozenset("。！？؟।")
_SENTENCE_CLOSED: Final = re.compile(r"[.!?…:;。！？؟।][\"”’»'\)\]]*$")
_LAST_WORD = re.compile(r"[^\s(\[\"“‘'«]*$")
_WRAPPED_WIDTH: Final = range(50, 140)
"""How wide the lines are of a text that was wrapped by hand or by a mail program."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Written with a full stop, and followed by what they belong to: a capital behind them begins no sentence.
_NEVER_LAST: Final = _words(
    "mr mrs ms mx dr prof rev hon rep reps sen sens gov gen col lt maj capt sgt cmdr adm supt insp det st mt ft"
    " vs v viz"
    " cf e.g i.e eg ie approx ca no nos vol vols pp pg p fig figs sec art arts para ch ed eds jan feb mar apr"
    " jun jul aug sept"
    " sep oct nov dec messrs pres amb"
)
# Written with a full stop, but often last: what follows decides.
_OFTEN_LAST: Final = _words(
    "inc ltd co corp plc llc jr sr bros etc al u.s u.k u.n e.u u.s.a d.c a.m p.m am pm ph.d b.a m.a m.p ave blvd"
    " rd dept"
    " univ assn ass'n est"
)
_STARTERS: Final = _words(
    "the a an this that these those it its he she they we i you his her their our my in on at by for from to with when"
    " while after before as but and or so if although though however meanwhile yet there here what who why how where"
    " which some many most all no not one two both each other another according last since until under over during"
    " despite because instead still even now then also critics"
)


def sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of `text` in their order, white space around each left out.

    Headings, bullets and single lines count as sentences of their own. Nothing but white space is outside of all of
    them, and `text[span.start:span.end] == span.text` holds for every one, whatever the text is.
    """
    found = []
    for start, end in _blocks(text):
        begin = start
        for stop in _stops(text, start, end):
            found.append((begin, stop))
            begin = stop
        found.append((begin, end))
    return tuple(span for start, end in found if (span := _trimmed(text, start, end)))


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    body = piece.strip()
    if not body:
        return None
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(body), body)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Runs of lines that may hold a sentence across their line ends: a paragraph that was wrapped by hand."""
    start = -1
    last: re.Match[str] | None = None
    for line in _LINE.finditer(text):
        if not line.group().strip():
            continue
        if last and not _continues(last.group().strip(), text[last.end() : line.start()], line.group()):
            yield start, last.end()
            start = -1
        if start < 0:
            start = line.start()
        last = line
    if last:
        yield start, last.end()


def _continues(last: str, gap: str, line: str) -> bool:
    """Return whether `line` goes on with the sentence of the line before it, `gap` being what stands between the
    two."""
    if gap not in {"\n", "\r\n", "\r"} or _BULLET.match(line) or _SENTENCE_CLOSED.search(last[-20:]):
        return False
    return line.lstrip()[0].islower() or len(last) in _WRAPPED_WIDTH


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if match["mark"] in _WIDE or (stop < end and text[stop].isspace() and _ends_here(text, match, start, end)):
            yield stop


def _ends_here(text: str, match: re.Match[str], start: int, end: int) -> bool:
    following = text[match.end() : min(end, match.end() + 40)].lstrip()
    if not following:
        return False
    first = following.lstrip(_OPENING)[:1]
    if not first or first.islower():
        return False
    if match["mark"] != ".":
        return True
    word = _LAST_WORD.search(text, max(start, match.start() - 30), match.start())
    last = word.group().casefold() if word else ""
    next_word = following.split(maxsplit=1)[0].strip(_OPENING + ",.’'").casefold()
    if last in _NEVER_LAST:
        return last == "no" and next_word in _STARTERS
    if last in _OFTEN_LAST or re.fullmatch(r"(?:[a-z]\.)+[a-z]", last):
        return next_word in _STARTERS
    if len(last) == 1 and last.isalpha():  # an initial, or a list's letter; "Plan B. The" ends
        return next_word in _STARTERS
    # "1. Heading": the number of an item, not the end of a sentence
    return not (last.isdigit() and match.start() - len(last) <= start)
