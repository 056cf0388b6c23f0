"""How far the passages that coders chose for the same tag are the same.

P. Jaccard, "The distribution of the flora in the alpine zone", New Phytologist 11 (1912), 37-50: what two have in
common, of all that either has; here, characters.
"""

from collections.abc import Collection, Iterable
from itertools import chain

from msgspec import Struct

from civic.story import Span


class Overlap(Struct, frozen=True):
    """Of how many concerns of stories two coders both say that they stand (`both`); for how many of these both chose
    passages (`shown`), for how many of those any two overlap, and the mean of their Jaccard indices by characters (0 to
    1; None where `shown` is 0)."""

    both: int = 0
    shown: int = 0
    overlapping: int = 0
    jaccard: float | None = None


def overlap_of(chosen: Iterable[tuple[Collection[Span], Collection[Span]]]) -> Overlap:
    """Return how far passages overlap: a pair a concern of a story for which it stands for both coders, each with the
    passages of one. Offsets of a pair are into one text."""
    both, indices = 0, []
    for one, other in chosen:
        both += 1
        first, second, either = _covered(one), _covered(other), _covered(chain(one, other))
        if first and second:
            indices.append((first + second - either) / either)
    mean = sum(indices) / len(indices) if indices else None
    return Overlap(both, len(indices), sum(index > 0 for index in indices), mean)


def _covered(spans: Iterable[Span]) -> int:
    """Return how many characters are in at least one of the passages. It counts ends, not characters: a file from
    outside may name any."""
    covered, reached = 0, (False, 0)
    for in_title, start, end in sorted((span.in_title, span.start, span.end) for span in spans):
        begin = max(start, reached[1]) if in_title is reached[0] else start
        if end > begin:
            covered += end - begin
            reached = in_title, end
    return covered
