"""The linear models behind the concerns: plain numbers over words and pairs of words, run without any library.

A text is the vector of its terms by tf-idf (1 + log of the count, times the term's idf, scaled to length 1), and of its
lexicon's hits per concern. Two things are asked of it, each by one dot product a concern and a constant: which concerns
are spoken of, each by itself, and which one leads, each set against all others. `training/` makes the numbers.
"""

import math
from base64 import b64decode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final, Self, TypedDict

from civic.analysis.data import load
from civic.analysis.words import STOP_STEMS
from civic.codebook import CONCERNS

LEXICON_CEILING: Final = 8.0
"""Weight of a text's lexicon hits for one concern above which more of them say nothing new."""

COUNT: Final = len(CONCERNS)
_ZERO: Final = 128
_BEGINNINGS: Final = (4, 6)
_EDGE: Final = 6.0
"""What makes a probability of how far a concern stands out (the margin of a support vector machine) by softmax."""


def terms(stems: Sequence[str]) -> list[str]:
    """The features of a text: its stems but the commonest, how the longer ones begin, so that related words are known
    by each other, and the pairs of neighbours that are not both common."""
    found = [stem for stem in stems if stem not in STOP_STEMS and not stem.isdigit()]
    found += [stem[:size] + "…" for stem in found for size in _BEGINNINGS if len(stem) > size]
    for first, second in pairwise(stems):
        if first not in STOP_STEMS or second not in STOP_STEMS:
            found.append(f"{first} {second}")
    return found


class ModelFile(TypedDict):
    """What stands in concerns.json; `weights` are bytes in base64, one line of 2 · COUNT a term, 128 standing for 0."""

    scale: list[float]
    idf_scale: float
    bias: list[float]
    lexicon: list[list[float]]
    terms: list[str]
    idf: list[int]
    weights: str


@dataclass(frozen=True, slots=True)
class LinearModel:
    """The weights: for each term its idf and two bytes per concern, idf times weight, 128 standing for 0 and a step for
    `scale`: in the codebook's order first what it says of each concern by itself, then of which one leads.
    `lexicon[i][j]` is what hits of concern i say of concern j by itself."""

    weights: Mapping[str, tuple[float, bytes]]
    scale: tuple[float, ...]
    lexicon: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]

    @classmethod
    def from_json(cls, body: ModelFile) -> Self:
        """The model as `training` writes it."""
        packed = b64decode(body["weights"])
        step = body["idf_scale"]
        return cls(
            {
                term: (idf * step, packed[2 * COUNT * index : 2 * COUNT * (index + 1)])
                for index, (term, idf) in enumerate(zip(body["terms"], body["idf"], strict=True))
            },
            tuple(body["scale"]),
            tuple(map(tuple, body["lexicon"])),
            tuple(body["bias"]),
        )

    def logits(self, stems: Sequence[str], hits: Sequence[float]) -> tuple[list[float], list[float]]:
        """For a text with these stems and these weights of lexicon hits per concern: the logit of every concern, and
        the log of its probability to be the one that leads."""
        square = 0.0
        lines: dict[int, list[bytes]] = {}
        for term, count in Counter(terms(stems)).items():
            entry = self.weights.get(term)
            if entry:
                square += (entry[0] * (1 + math.log(count))) ** 2
                lines.setdefault(count, []).append(entry[1])
        total = [0.0] * (2 * COUNT)
        for count, same in lines.items():
            # sums of whole numbers, term by term in C: most terms of a text stand in it once
            often, zero = 1 + math.log(count), _ZERO * len(same)
            total = [
                so_far + often * (sum(column) - zero)
                for so_far, column in zip(total, zip(*same, strict=True), strict=True)
            ]
        norm = math.sqrt(square) or 1.0
        both = [bias + value * step / norm for bias, value, step in zip(self.bias, total, self.scale, strict=True)]
        logits, edges = both[:COUNT], [_EDGE * edge for edge in both[COUNT:]]
        for concern, hit in enumerate(hits):
            if hit:
                share = min(hit, LEXICON_CEILING) / LEXICON_CEILING
                logits = [logit + share * weight for logit, weight in zip(logits, self.lexicon[concern], strict=True)]
        level = math.log(sum(map(math.exp, edges)))
        return logits, [edge - level for edge in edges]

    def contributions(self, stems: Sequence[str], concern: int) -> dict[str, float]:
        """How much each term of a text says for a concern, by its index; what says against it is left out."""
        found = {}
        for term in dict.fromkeys(terms(stems)):
            entry = self.weights.get(term)
            if entry and entry[1][concern] > _ZERO:
                found[term] = (entry[1][concern] - _ZERO) * self.scale[concern]
        return found


@cache
def linear_model() -> LinearModel:
    """The model of this package, read at first use."""
    return LinearModel.from_json(load("concerns.json"))
