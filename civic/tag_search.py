"""Which concerns and tags somebody may mean by what is typed, the likeliest first.

Words count by their beginnings, in a concern's id and label, in what it means and in what counts as it; what does not
count as it leads to another one. Accents, case and width make no difference. What is merely spelt alike is kept apart
from what was found: nobody is taken to mean it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import IntEnum
from functools import lru_cache
from heapq import nlargest
from typing import Final

from msgspec import Struct

from civic.codebook import Codebook, slug
from civic.query.words import spaced

_WORD: Final = re.compile(r"[\w+#.]+")
"""The signs tell C++, C# and .NET from C."""
_PIECE: Final = re.compile(r"[^,;:]+")
_LIKE: Final = 0.75
"""How like a name has to be what was typed, as difflib counts, to have been meant."""
_NEAREST: Final = 3
_COMPARED: Final = 50
"""So many names are compared letter by letter: those that have most letters in common with what was typed."""
_SHORT: Final = 2
"""Letters that are too few to look for in definitions: "no" is in many."""


class Rank(IntEnum):
    """How a tag was found, the surest first."""

    EXACT = 0
    """by its whole name"""
    BEGINNING = 1
    """its name begins so"""
    NAME = 2
    """by words of its name"""
    MEANS = 3
    """by words of its definition"""
    COUNTS = 4
    """by words of what counts as it"""


class Hit(Struct, frozen=True):
    """A tag that was found; `why` is the part of its definition that it was found by, "" where its name has it all."""

    tag: str
    rank: Rank
    why: str = ""


class Found(Struct, frozen=True):
    """What was found: tags, the likeliest first; `new` is the tag that what was typed makes, "" where there is one of
    that name or it can't be one; `near` are tags that are spelt alike, only where nothing was found."""

    hits: tuple[Hit, ...] = ()
    new: str = ""
    near: tuple[str, ...] = ()


def folded(text: str) -> str:
    """Return a text without case, width, accents and marks, and without characters that nobody sees."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(one for one in apart if unicodedata.category(one) not in ("Mn", "Mc", "Me", "Cf"))


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a text."""
    found = (word.rstrip(".") for word in _WORD.findall(folded(text).replace("_", " ")))
    return tuple(word for word in found if word)


def tag_meant(typed: str, codebook: Codebook) -> str:
    """Return the tag that is called exactly so, a concern by its label, too; "" for what no tag can be called."""
    return codebook.tag(typed)


class TagSearch:
    """Looks for tags in a codebook and among tags in use. `tags` are in the order in which those that are found alike
    stand; concerns that are not among them come last."""

    def __init__(self, codebook: Codebook, tags: Iterable[str]) -> None:
        self._codebook = codebook
        self._entries: dict[str, _Entry] = {}
        self.add([*tags, *(concern.id for concern in codebook.concerns)])

    def __contains__(self, tag: str) -> bool:
        return tag in self._entries

    def add(self, tags: Iterable[str]) -> None:
        """Look for these from now on, too."""
        for tag in tags:
            if tag not in self._entries:
                self._entries[tag] = _Entry.of(tag, self._codebook)

    def find(self, typed: str) -> Found:
        """Return what may be meant by what is typed; nothing for white space."""
        words = [word for word in words_of(typed) if word != "and"]
        meant = tag_meant(typed, self._codebook)
        hits = [hit for entry in self._entries.values() if (hit := entry.hit(words, meant))]
        hits.sort(key=lambda hit: hit.rank)
        is_there = hits[:1] and hits[0].rank is Rank.EXACT
        return Found(tuple(hits), "" if is_there else meant, () if hits else self._near(typed))

    def _near(self, typed: str) -> tuple[str, ...]:
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(" ".join(words_of(typed)))  # the one that difflib prepares
        bounds = [
            (bound, name, tag) for tag, one in self._entries.items() for bound, name in one.likeness_at_most(matcher)
        ]
        alike: dict[str, float] = {}
        for _, name, tag in nlargest(_COMPARED, bounds, key=lambda one: one[0]):
            matcher.set_seq1(name)
            if (likeness := matcher.ratio()) >= _LIKE:
                alike[tag] = max(likeness, alike.get(tag, 0))
        return tuple(sorted(alike, key=lambda tag: -alike[tag])[:_NEAREST])


class _Entry(Struct, frozen=True):
    """A tag and the words that it is found by."""

    tag: str
    spelling: str
    names: tuple[tuple[str, ...], ...]
    name_words: tuple[str, ...]
    means: str = ""
    counts: str = ""

    @classmethod
    def of(cls, tag: str, codebook: Codebook) -> "_Entry":
        concern, label = codebook.get(tag), codebook.label(tag)
        names = tuple(dict.fromkeys((words_of(tag), words_of(label))))
        words = tuple(word for name in names for word in name)
        return cls(tag, slug(tag), names, words, *((concern.means, concern.counts) if concern else ()))

    def hit(self, words: Sequence[str], meant: str) -> Hit | None:
        """Return how it is found by these words, None where it is not."""
        if meant and meant in (self.tag, self.spelling):
            return Hit(self.tag, Rank.EXACT)
        if not words:
            return None
        together = "".join(words)
        if any("".join(name).startswith(together) for name in self.names):
            return Hit(self.tag, Rank.BEGINNING)
        left = [word for word in words if not _has(self.name_words, word)]
        if not left:
            return Hit(self.tag, Rank.NAME)
        if len(together) <= _SHORT and together.isascii():
            return None
        for rank, definition in ((Rank.MEANS, self.means), (Rank.COUNTS, self.counts)):
            why = next((piece for piece in _pieces(definition) if _has(words_of(piece), left[0])), "")
            left = [word for word in left if not _has(_words_of_definition(definition), word)]
            if not left:
                return Hit(self.tag, rank, why)
        return None

    def likeness_at_most(self, matcher: "SequenceMatcher[str]") -> Iterator[tuple[float, str]]:
        """Yield its names, and the longer words of them, that may be like the other text of a matcher, each with what
        its likeness can be at most, from 0 to 1."""
        whole = [" ".join(name) for name in self.names]
        for name in dict.fromkeys((*whole, *(word for word in self.name_words if len(word) > 3))):
            matcher.set_seq1(name)
            if matcher.real_quick_ratio() >= _LIKE <= (bound := matcher.quick_ratio()):
                yield bound, name


@lru_cache(maxsize=256)  # as many as a codebook has: letters are typed one after the other
def _words_of_definition(definition: str) -> tuple[str, ...]:
    return words_of(definition)


def _pieces(definition: str) -> Iterator[str]:
    return (piece.strip() for piece in _PIECE.findall(definition))


def _has(words: Sequence[str], typed: str) -> bool:
    """Return whether one of the words begins as typed; in scripts that put no spaces between words, has it."""
    inside = spaced(typed) != typed
    return any(typed in word if inside else word.startswith(typed) for word in words)
