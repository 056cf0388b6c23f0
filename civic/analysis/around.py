"""The words around a mention, looked up once: type, roles and how central somebody is are told by them."""

from collections.abc import Iterable
from itertools import islice
from typing import Final

from msgspec import Struct

from civic.analysis.mentions import Mention
from civic.analysis.reading import Reading
from civic.analysis.words import WORD

BEFORE: Final = 6
AFTER: Final = 8
_REACH_BEFORE: Final = 100
_REACH_AFTER: Final = 120
_MOST: Final = 40
"""Mentions of one stakeholder that are looked at: more say nothing new of it."""


class Around(Struct):
    """A mention with the text of its sentence before and behind it, and the nearest words of both, in lower case."""

    mention: Mention
    text_before: str
    text_after: str
    before: list[str]
    after: list[str]
    small: str
    """`text_before` in lower case: whether a word stands there at all is soon told, so that few patterns are tried."""
    cues: dict[str, float] | None = None
    """What `roles.cues_of` found, once it was asked for."""


def arounds(reading: Reading, mentions: Iterable[Mention]) -> list[Around]:
    """Return what stands around each of the first mentions."""
    return [_around(reading, mention) for mention in islice(mentions, _MOST)]


def _around(reading: Reading, mention: Mention) -> Around:
    span = reading.sentences[mention.sentence].span
    before = reading.text[max(span.start, mention.start - _REACH_BEFORE) : mention.start]
    after = reading.text[mention.end : min(span.end, mention.end + _REACH_AFTER)]
    small = before.casefold()
    return Around(mention, before, after, WORD.findall(small)[-BEFORE:], WORD.findall(after.casefold())[:AFTER], small)


def says_any(small: str, beginnings: Iterable[str]) -> bool:
    """Return whether a text in lower case has any of these letters in it."""
    return any(map(small.__contains__, beginnings))
