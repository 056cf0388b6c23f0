"""Terms of a language's file, found in a text: words and phrases, of which `*` leaves an end or a beginning open."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, Generic, TypeVar

from msgspec import Struct, field

T = TypeVar("T")
_WORD = re.compile(r"\*?[^\W_]+(?:[-*:.][^\W\d_]+)*\*?")
_LEAST: Final = 3
"""Letters that an open beginning ("*amt") has to leave before the word's end."""


class Terms(Struct, Generic[T]):
    """Terms with what each stands for, laid out to be looked up by the first word.

    "überwach*" matches every word that begins so, "*überwachung" every one that ends so; all else matches to the
    letter. Words are compared as they are given: who wants case not to count gives both in lower case.
    """

    whole: dict[str, list[tuple[tuple[str, ...], T]]] = field(default_factory=dict)
    begun: dict[str, list[tuple[tuple[str, ...], T]]] = field(default_factory=dict)
    ended: dict[str, list[tuple[tuple[str, ...], T]]] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()
    longest: int = 0
    """How many words the longest term has."""

    def add(self, words: Sequence[str], means: T) -> None:
        """Take one term in: its words, each with a `*` where it is open."""
        first, rest = words[0], tuple(words[1:])
        table = self.ended if first[:1] == "*" else self.begun if first[-1:] == "*" else self.whole
        table.setdefault(first.strip("*"), []).append((rest, means))
        self.longest = max(self.longest, len(words))
        self.lengths = tuple(sorted(set(map(len, (*self.begun, *self.ended)))))

    def at(self, words: Sequence[str], start: int) -> list[tuple[int, T]]:
        """Return the terms that begin at a word: how many words each has, and what it stands for."""
        word = words[start]
        found = [(1 + len(rest), means) for rest, means in self.whole.get(word, ()) if _follow(rest, words, start + 1)]
        for length in self.lengths:
            if length > len(word):
                break
            begun = self.begun.get(word[:length], ())
            ended = self.ended.get(word[-length:], ()) if len(word) >= length + _LEAST else ()
            for rest, means in (*begun, *ended) if begun or ended else ():  # as hardly ever
                if _follow(rest, words, start + 1):
                    found.append((1 + len(rest), means))
        return found


def terms_of(listed: Mapping[T, Iterable[str]]) -> Terms[T]:
    """Return the terms of a mapping from what they stand for to the terms."""
    terms: Terms[T] = Terms()
    for means, its_terms in listed.items():
        for term in its_terms:
            terms.add(_WORD.findall(term), means)
    return terms


def _follow(rest: tuple[str, ...], words: Sequence[str], start: int) -> bool:
    return len(words) - start >= len(rest) and all(
        matches(pattern, word) for pattern, word in zip(rest, words[start:], strict=False)
    )


@lru_cache(maxsize=4096)
def matches(pattern: str, word: str) -> bool:
    """Return whether a word fits one word of a term."""
    if pattern.endswith("*"):
        return word.startswith(pattern[:-1])
    if pattern.startswith("*"):
        return len(word) >= len(pattern) - 1 + _LEAST and word.endswith(pattern[1:])
    return word == pattern
