"""The hand-made lexicon of the concerns: words and phrases that speak of one, with a weight from 1 to 6."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from civic.analysis.data import load
from civic.analysis.words import stem, stems
from civic.codebook import CONCERNS

NAMED: Final = 6.0
"""The weight of terms that name the concern itself."""
_LONGEST_TERM: Final = 4


@cache
def _lexicon() -> Mapping[tuple[str, ...], tuple[tuple[int, float], ...]]:
    """Stems of a term -> the concerns that it speaks of, by their index in the codebook, with their weights."""
    body: dict[str, dict[str, list[str]]] = load("lexicon.json")["concerns"]
    found: dict[tuple[str, ...], dict[int, float]] = {}
    for index, concern in enumerate(CONCERNS):
        for weight, listed in body[concern.id].items():
            for term in listed:
                found.setdefault(tuple(stems(term)), {}).setdefault(index, float(weight))
    return {term: tuple(weights.items()) for term, weights in found.items()}


def term_hits(stems: Sequence[str]) -> list[tuple[int, float, int, int]]:
    """The lexicon's terms in a text with these stems: the concern's index, the weight, where it begins and ends.

    Of two terms of one concern that overlap only the one counts that begins first, and of these the longest.
    """
    lexicon = _lexicon()
    covered = [0] * len(CONCERNS)
    found = []
    for start in range(len(stems)):
        for size in range(min(_LONGEST_TERM, len(stems) - start), 0, -1):
            for concern, weight in lexicon.get(tuple(stems[start : start + size]), ()):
                if covered[concern] <= start:
                    covered[concern] = start + size
                    found.append((concern, weight, start, start + size))
    return found


@cache
def worry() -> frozenset[str]:
    """The stems by which a sentence says that something may be wrong, whatever it is."""
    listed: list[str] = load("lexicon.json")["worry"]
    return frozenset(stem(word) for word in listed)


def lexicon_weights(stems: Sequence[str]) -> list[float]:
    """The weight of the lexicon's hits in a text with these stems, per concern in the codebook's order."""
    weights = [0.0] * len(CONCERNS)
    for concern, weight, _, _ in term_hits(stems):
        weights[concern] += weight
    return weights
