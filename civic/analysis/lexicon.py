"""The hand-made lexicon of the concerns: words and phrases that speak of one, with a weight from 1 to 6."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from civic.analysis.data import check_ids, load
from civic.analysis.words import stem, stems
from civic.codebook import CONCERN_BY_ID

NAMED: Final = 6.0
"""The weight of terms that name the concern itself."""

MANNERS: Final = ("worry", "harm", "praise", "remedy", "aside")
"""How a sentence tells something, whatever it is about: that something may be wrong; that something is denied, harmful
or criticised; that something is new, good and promised; that something should be done or is meant to be; that something
was talked of, supposed, or happened to its author."""


@cache
def _lexicon() -> Mapping[tuple[str, ...], tuple[tuple[str, float], ...]]:
    """Return for the stems of each term the ids of the concerns that it speaks of, with their weights."""
    body: dict[str, dict[str, list[str]]] = load("lexicon.json")["concerns"]
    check_ids("lexicon.json", body, CONCERN_BY_ID)
    found: dict[tuple[str, ...], dict[str, float]] = {}
    for concern, by_weight in body.items():
        for weight, listed in by_weight.items():
            for term in listed:
                found.setdefault(tuple(stems(term)), {}).setdefault(concern, float(weight))
    return {term: tuple(weights.items()) for term, weights in found.items()}


@cache
def _firsts() -> Mapping[str, int]:
    """Return the first stem of each term -> how many stems the longest has that begins so."""
    found: dict[str, int] = {}
    for term in _lexicon():
        found[term[0]] = max(found.get(term[0], 0), len(term))
    return found


def term_hits(stems: Sequence[str]) -> list[tuple[str, float, int, int]]:
    """Return the lexicon's terms in a text with these stems: the concern's id, the weight, and the places in `stems`
    where the term begins and ends.

    Of two terms of one concern that overlap only the one counts that begins first, and of these the longest.
    """
    lexicon, firsts = _lexicon(), _firsts()
    covered: dict[str, int] = {}
    found = []
    for start, first in enumerate(stems):
        if first not in firsts:
            continue
        for size in range(min(firsts[first], len(stems) - start), 0, -1):
            for concern, weight in lexicon.get(tuple(stems[start : start + size]), ()):
                if covered.get(concern, 0) <= start:
                    covered[concern] = start + size
                    found.append((concern, weight, start, start + size))
    return found


@cache
def _manners() -> Mapping[str, tuple[str, ...]]:
    """Return for each stem that tells a manner which ones it tells."""
    body = load("lexicon.json")
    found: dict[str, dict[str, None]] = {}
    for name in MANNERS:
        for word in body[name]:
            found.setdefault(stem(word), {})[name] = None
    return {word: tuple(names) for word, names in found.items()}


def manners_of(stems: Iterable[str]) -> list[str]:
    """Return of MANNERS those that the words of a sentence tell, once for each word that does."""
    manners = _manners()
    return [name for word in stems if word in manners for name in manners[word]]


def lexicon_weights(stems: Sequence[str]) -> dict[str, float]:
    """Return the weight of the lexicon's hits in a text with these stems, by the ids of the concerns that have any."""
    weights: dict[str, float] = {}
    for concern, weight, _, _ in term_hits(stems):
        weights[concern] = weights.get(concern, 0.0) + weight
    return weights
