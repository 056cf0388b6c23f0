"""The linear models behind the concerns: plain numbers over words and pairs of words, run without any library.

A text is the vector of its terms by tf-idf (1 + log of the count, times the term's idf, scaled to length 1), and of its
lexicon's hits per concern. Two things are asked of it, each by one dot product a concern and a constant: which concerns
are spoken of, each by itself, and which one leads, each set against all others. `training/` makes the numbers.
"""

import math
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from itertools import chain, pairwise
from operator import add
from struct import unpack
from typing import Final, Self, TypedDict

from msgspec import Struct

from civic.analysis.data import check_ids, load
from civic.analysis.words import STOP_STEMS
from civic.codebook import CONCERN_BY_ID

LEXICON_CEILING: Final = 8.0
"""Weight of a text's lexicon hits for one concern above which more of them say nothing new."""

_ZERO: Final = 128
_BEGINNINGS: Final = (4, 6)
_EDGE: Final = 6.0
"""What makes a probability of how far a concern stands out (the margin of a support vector machine) by softmax."""


def terms(stems: Sequence[str]) -> list[str]:
    """Return the features of a text: its stems but the commonest, how the longer ones begin, so that related words are
    known by each other, and the pairs of neighbours that are not both common."""
    common = STOP_STEMS
    found = [stem for stem in stems if stem not in common and not stem.isdigit()]
    found += [beginning for stem in found for beginning in _beginnings(stem)]
    found += [f"{first} {second}" for first, second in pairwise(stems) if first not in common or second not in common]
    return found


@lru_cache(maxsize=65536)
def _beginnings(stem: str) -> tuple[str, ...]:
    return tuple(stem[:size] + "…" for size in _BEGINNINGS if len(stem) > size)


@lru_cache(maxsize=32768)
def _wide(line: bytes) -> int:
    """Return a line of weights as one number, four bytes a column: a sum of such numbers adds all columns at once."""
    apart = bytearray(4 * len(line))
    apart[::4] = line
    return int.from_bytes(apart, "little")


def _sums(lines: Sequence[bytes]) -> tuple[int, ...]:
    """Return the sum of each column."""
    width = len(lines[0])
    return unpack(f"<{width}I", sum(map(_wide, lines)).to_bytes(4 * width, "little"))


class ModelFile(TypedDict):
    """What stands in concerns.json. `concerns` has the id of each of n columns; `scale` and `bias` have 2n numbers,
    `lexicon` n lines of n; `weights` are bytes in base64, one line of 2n a term, 128 standing for 0."""

    concerns: list[str]
    scale: list[float]
    idf_scale: float
    bias: list[float]
    lexicon: list[list[float]]
    terms: list[str]
    idf: list[int]
    weights: str


class LinearModel(Struct, frozen=True, dict=True):
    """The weights. `concerns` has the id of each column, in the order of the file and of nothing else. For each term
    there are its idf and two bytes per concern, idf times weight, 128 standing for 0 and a step for `scale`: first one
    a column for what it says of each concern by itself, then one a column for which one leads. `lexicon[i][j]` is what
    hits of the concern of column i say of that of column j by itself."""

    concerns: tuple[str, ...]
    weights: Mapping[str, tuple[float, bytes]]
    scale: tuple[float, ...]
    lexicon: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]

    @cached_property
    def _pairs(self) -> dict[tuple[str, ...], str]:
        """The terms that are pairs, by their two words: hardly any pair of a text is one."""
        return {tuple(term.split(" ")): term for term in self.weights if " " in term}

    @cached_property
    def _known(self) -> Callable[[str], tuple[str, ...]]:
        """Returns which terms of one stem have weights."""
        weights = self.weights

        @lru_cache(maxsize=65536)
        def known(stem: str) -> tuple[str, ...]:
            return tuple(term for term in terms((stem,)) if term in weights)

        return known

    @classmethod
    def from_json(cls, body: ModelFile) -> Self:
        """Read the model as `training` writes it. Raises DataError where its concerns are not those of the codebook."""
        check_ids("concerns.json", body["concerns"], CONCERN_BY_ID)
        packed = b64decode(body["weights"])
        step, width = body["idf_scale"], 2 * len(body["concerns"])
        return cls(
            tuple(body["concerns"]),
            {
                term: (idf * step, packed[width * index : width * (index + 1)])
                for index, (term, idf) in enumerate(zip(body["terms"], body["idf"], strict=True))
            },
            tuple(body["scale"]),
            tuple(map(tuple, body["lexicon"])),
            tuple(body["bias"]),
        )

    @property
    def columns(self) -> dict[str, int]:
        """Return the column of each concern by its id."""
        return {concern: column for column, concern in enumerate(self.concerns)}

    def logits(self, stems: Sequence[str], hits: Sequence[float]) -> tuple[list[float], list[float]]:
        """Return for a text with these stems and these weights of lexicon hits (one a column) the logit of every
        concern, and the log of its probability to be the one that leads; both one a column."""
        width = len(self.concerns)
        known = self._known_terms(stems)
        counts = Counter(known) if len(set(known)) < len(known) else {}  # hardly a sentence has a term twice
        square, totals = self._added(known, counts)
        norm = math.sqrt(square) or 1.0
        both = [bias + value * step / norm for bias, value, step in zip(self.bias, totals, self.scale, strict=True)]
        logits, edges = both[:width], [_EDGE * edge for edge in both[width:]]
        for concern, hit in enumerate(hits) if any(hits) else ():
            if hit:
                share = min(hit, LEXICON_CEILING) / LEXICON_CEILING
                logits = [logit + share * weight for logit, weight in zip(logits, self.lexicon[concern], strict=True)]
        level = math.log(sum(map(math.exp, edges)))
        return logits, [edge - level for edge in edges]

    def _added(self, known: Sequence[str], counts: Mapping[str, int]) -> tuple[float, Sequence[float]]:
        """Return the square of the length of a text of these terms, and what they say in each column. `counts` has how
        often each stands there; {} where none does so twice."""
        if not known:
            return 0.0, [0.0] * (2 * len(self.concerns))
        weights = self.weights
        if not counts:
            found = [weights[term] for term in known]
            zero = _ZERO * len(found)
            sums = _sums([line for _, line in found])
            return sum([idf**2 for idf, _ in found]), [column - zero for column in sums]
        square = 0.0
        lines: dict[int, list[bytes]] = {}
        for term, count in counts.items():
            idf, line = weights[term]
            square += (idf if count == 1 else idf * (1 + math.log(count))) ** 2
            lines.setdefault(count, []).append(line)
        total: Sequence[float] = ()
        for count, same in lines.items():
            # sums of whole numbers, all columns in one: most terms of a text stand in it once
            often, zero = 1 + math.log(count), _ZERO * len(same)
            added = [often * (column - zero) for column in _sums(same)]
            total = list(map(add, total, added)) if total else added
        return square, total

    def _known_terms(self, stems: Sequence[str]) -> list[str]:
        """Return those of the `terms` of a text that have weights."""
        found = list(chain.from_iterable(map(self._known, stems)))
        found += filter(None, map(self._pairs.get, pairwise(stems)))
        return found

    def contribution(self, stem: str, column: int) -> float:
        """Return how much a word with this stem and its beginnings say for the concern of a column; what says against
        it is left out."""
        said = 0.0
        for term in self._known(stem):
            weight = self.weights[term][1][column]
            if weight > _ZERO:
                said += (weight - _ZERO) * self.scale[column]
        return said


@cache
def linear_model() -> LinearModel:
    """Return the model of this package, read at first use."""
    return LinearModel.from_json(load("concerns.json"))
