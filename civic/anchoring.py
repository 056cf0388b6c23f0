"""What ties a passage to its text, the words around it and the version that it was chosen in, and where it stands in a
text that has changed since.

A passage with its context is a selector as in the W3C Web Annotation Data Model (text quote and text position). Looking
one up never takes it to other words: where several places have the same words, what stood around it decides, and where
that can't, the passage is tied to none.
"""

import hashlib
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from civic.correction import Correction
from civic.folded import Folded
from civic.judgement import Decision, Value
from civic.near import MOST_PLACES, Sought, near_place, places, same_place, twins
from civic.operation import Operation
from civic.story import Span

CONTEXT: Final = 32
"""So many code points before and behind a passage are kept of its text."""


class State(StrEnum):
    """What has become of a passage since it was chosen."""

    EXACT = "exact"
    """the same words at the same place"""
    MOVED = "moved"
    """the same words at another place"""
    CHANGED = "changed"
    """white space, quotation marks, or up to a tenth of the characters differ"""
    UNCERTAIN = "uncertain"
    """the words stand in the text, but nothing says whether that is this passage"""
    GONE = "gone"
    """no longer in the text"""


class Passage(Struct, frozen=True):
    """A passage that was chosen once (`quote`, as it was), looked up in a text: `place` is where it stands there, with
    the words that stand there; None where that is nowhere, or not certain."""

    quote: Span
    state: State
    place: Span | None

    @property
    def rewritten(self) -> str:
        """Return the words that stand there now, where they differ in more than white space; else ""."""
        if self.place and self.place.text.split() != self.quote.text.split():
            return self.place.text
        return ""

    @property
    def version(self) -> str:
        """Return the beginning of the SHA-256 of the text that it was chosen in, by which people name that version; ""
        where it is not known."""
        return self.quote.sha256[:8]


class TextVersion:
    """One version of a story's text. What is worked out of it is worked out when a passage first needs it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[tuple[object, ...], Passage] = {}

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the text in UTF-8, in hexadecimal."""
        return hashlib.sha256(self._text.encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def _folded(self) -> Folded:
        return Folded(self._text)

    def anchor(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        """Return the passages with their context; as they are where they have one already or don't fit this text."""
        return tuple(map(self._anchored, spans))

    def _anchored(self, span: Span) -> Span:
        text = self._text
        if span.sha256 or not span.text or text[span.start : span.end] != span.text:
            return span
        prefix, suffix = text[max(0, span.start - CONTEXT) : span.start], text[span.end : span.end + CONTEXT]
        known = replace(span, prefix=prefix, suffix=suffix, sha256=self.sha256)
        times, twins = self._counted(known)
        return replace(known, times=times, twins=twins)

    def _counted(self, span: Span) -> tuple[int, int]:
        """Return how often the words of a passage stand here, folded as they are looked up, and how many other places
        have the same around them."""
        text, sought = self._folded.text, Sought.of(span)
        if not sought.words or text.find(sought.words) == text.rfind(sought.words):
            return 1, 0
        starts = places(text, sought.words, MOST_PLACES)
        own = span.start + len(span.text) - len(span.text.lstrip())
        others = [at for at in starts if self._folded.original(at) != own]
        return len(starts), twins(text, sought, others)

    def look_up(self, span: Span) -> Passage:
        """Return where a passage of an earlier version, or of this one, stands in this text."""
        key = (span, span.prefix, span.suffix, span.sha256, span.times, span.twins, span.in_title)
        if key not in self._found:
            self._found[key] = self._look_up(span)
        return self._found[key]

    def _look_up(self, span: Span) -> Passage:
        if span.text and self._has(span):
            return self._passage(span, State.EXACT, span.start, span.end)
        sought = Sought.of(span)
        if not sought.words:
            return Passage(span, State.GONE, None)
        starts = places(self._folded.text, sought.words, MOST_PLACES)
        at = same_place(self._folded.text, sought, starts)
        if at is not None:
            return self._with_same_words(span, *self._original(at, at + len(sought.words)))
        old_start = None if span.prefix or span.suffix or span.sha256 else span.start
        if near := near_place(self._folded.text, sought):
            start, end = self._original(*near)
            if old_start in (None, start):
                return self._passage(span, State.CHANGED, start, end)
        return Passage(span, State.UNCERTAIN if starts else State.GONE, None)

    def _has(self, span: Span) -> bool:
        """Return whether a passage is one of this very version, as far as can be told."""
        text = self._text
        if span.end > len(text) or text[span.start : span.end] != span.text:
            return False
        if span.sha256:
            return span.sha256 == self.sha256
        return text.endswith(span.prefix, 0, span.start) and text.startswith(span.suffix, span.end)

    def _original(self, start: int, end: int) -> tuple[int, int]:
        return self._folded.original(start), self._folded.original(end)

    def _with_same_words(self, span: Span, start: int, end: int) -> Passage:
        """Return a passage whose words, folded and without white space around them, stand at these offsets."""
        words = span.text.strip()
        first = max(0, start - span.text.index(words))
        last = first + len(span.text)
        if self._text[first:last] != span.text:
            return self._passage(span, State.CHANGED, start, end)
        return self._passage(span, State.EXACT if first == span.start else State.MOVED, first, last)

    def _passage(self, span: Span, state: State, start: int, end: int) -> Passage:
        return Passage(span, state, Span(start, end, self._text[start:end], more=span.more))


version_of = lru_cache(maxsize=4)(TextVersion)
"""Return the version of this text; of the last few, what was worked out before."""


def in_order(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return passages of one text in its order, overlapping ones as one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.in_title, one.start, one.end)):
        last = found[-1] if found else None
        if last is None or span.start >= last.end or span.in_title != last.in_title:
            found.append(span)
        elif span.end > last.end:
            found[-1] = Span(last.start, span.end, last.text + span.text[last.end - span.start :], more=last.more)
    return tuple(found)


def passages_of(operation: Operation) -> Iterator[Span]:
    """Yield the passages that what an operation sets, or sets aside, rests on."""
    for value in (operation.value, operation.was):
        if isinstance(value, Decision | Correction):
            yield from value.evidence


def anchored(operation: Operation, version: TextVersion) -> Operation:
    """Return an operation whose passages have their context, where they fit this version of the story's text."""
    value, was = _anchored(operation.value, version), _anchored(operation.was, version)
    return replace(operation, value=value, was=was)


def _anchored(value: Value, version: TextVersion) -> Value:
    if isinstance(value, Decision | Correction) and value.evidence:
        return replace(value, evidence=version.anchor(value.evidence))
    return value
