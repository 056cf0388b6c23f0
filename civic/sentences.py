"""The sentences of a text, as spans of code points. Rules only: the same text always gives the same sentences.

A sentence ends at a full stop, question or exclamation mark or ellipsis (with what closes a quotation behind it)
before something that can begin a sentence; at a paragraph's end; at a line's end where the next line is a bullet or
where the line is a heading; never behind an abbreviation, an initial, an ordinal or inside a number. What is an
abbreviation, the language says that the text is in.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from civic.languages.detect import language_of
from civic.languages.language import Writing, writing
from civic.story import Span

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_END = re.compile(r"(?P<mark>[.!?…]+|[。！？؟।])(?:[\"”’»'\)\]“«]|\s»(?![^\s.,;:)]))*")
_OPENING: Final = "\"“‘'«»„‚‹([¿¡—–-*•@#$£€¥\u00a0\u202f "
_BULLET = re.compile(r"\s*(?:[-*•▪◦‣·–—→]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+\S")
_WIDE: Final = frozenset("。！？؟।")
_SENTENCE_CLOSED: Final = re.compile(r"[.!?…:;。！？؟।][\"”’»'\)\]]*$")
_LAST_WORD = re.compile(r"[^\s(\[\"“‘'«»„‚]*$")
_LETTERS_BEFORE = re.compile(r"(?:(?<![^\s(\[])[^\W\d_]\.\s?)+$")
_ELIDED = re.compile(r"^[^\W\d_]{1,2}['’]")
"""What French writes before a word in one with it: "l'art. 9"."""
_ORDINAL = re.compile(r"\d{1,2}|[ivx]{1,5}")
_WRAPPED_WIDTH: Final = range(50, 140)
"""How wide the lines are of a text that was wrapped by hand or by a mail program."""


def sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of `text` in their order, white space around each left out.

    Headings, bullets and single lines count as sentences of their own. Nothing but white space is outside of all of
    them, and `text[span.start:span.end] == span.text` holds for every one, whatever the text is.
    """
    found = []
    cut = _Cut(text)
    for start, end in _blocks(text):
        begin = start
        for stop in cut.stops(start, end):
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


class _Cut:
    """Where the sentences of one text end, by the rules of the language that it is in."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _writing(self) -> Writing:
        return writing(language_of(self._text))

    def stops(self, start: int, end: int) -> Iterator[int]:
        """Yield where sentences end within a block of lines, its own end left out."""
        begin = start
        for match in _END.finditer(self._text, start, end):
            stop = match.end()
            wide = match["mark"] in _WIDE
            if wide or (stop < end and self._text[stop].isspace() and self._ends_here(match, begin, end)):
                yield stop
                begin = stop

    def _ends_here(self, match: re.Match[str], begin: int, end: int) -> bool:
        """Return whether the mark ends the sentence that begins at `begin`."""
        following = self._text[match.end() : min(end, match.end() + 40)].lstrip()
        first = following.lstrip(_OPENING)[:1]
        if not first or first.islower():
            return False
        if match["mark"] != ".":
            return True
        word = _LAST_WORD.search(self._text, max(begin, match.start() - 30), match.start())
        at = word.start() if word else match.start()
        next_word = following.lstrip(_OPENING).split(maxsplit=1)[0].strip(_OPENING + ",.:;!?’'").casefold()
        return self._ends_behind(self._text[at : match.start()].casefold(), self._text[begin:at], next_word)

    def _ends_behind(self, last: str, before: str, next_word: str) -> bool:
        """Return whether a full stop behind the word `last` ends a sentence, of which `before` stands before it."""
        rules = self._writing
        begins = next_word in rules.starters
        if len(last) == 1 and (letters := _LETTERS_BEFORE.search(before[-16:])):  # "d. h." is "d.h."
            last = "".join(letters.group().casefold().split()) + last
        if last not in rules.often_last:
            last = _ELIDED.sub("", last)
        if last in rules.never_last:
            return last == "no" and begins
        if last in rules.often_last or re.fullmatch(r"(?:[a-z]\.)+[a-z]", last):
            return begins
        if len(last) == 1 and last.isalpha():  # an initial, or a list's letter; "Plan B. The" ends
            return begins
        if last.isdigit() and len(last) < 4 and before.rstrip()[-1:] in {"", ":", ";"}:
            return False  # "1. Heading": the number of an item, not the end of a sentence
        return begins or not _ORDINAL.fullmatch(last) or not self._is_ordinal(before, next_word)

    def _is_ordinal(self, before: str, next_word: str) -> bool:
        words = before.split()
        return next_word in self._writing.after or bool(words and words[-1].casefold() in self._writing.before)
