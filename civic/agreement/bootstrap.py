"""Bootstrap by stories: the counts that other samples of as many stories would give.

B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13: the percentile interval.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from random import Random
from typing import TypeVar

Field = TypeVar("Field", bound=Hashable)


def resampled(
    stories: Sequence[frozenset[Field]], fields: Sequence[Field], *, times: int, seed: int
) -> Iterator[Mapping[Field, int]]:
    """Yield, `times` times, how often each field occurs in as many stories as there are, drawn from them with
    replacement; a story has the fields that hold of it. The same stories in any order give the same.

    All counts of a story are packed into one whole number, each in bits of its own that no sum can overflow, so that a
    sample of stories is counted by one sum.
    """
    width = len(stories).bit_length()
    places = {field: place * width for place, field in enumerate(fields)}
    packed = sorted(sum(1 << places[field] for field in story) for story in stories)
    mask = (1 << width) - 1
    draw = Random(seed)  # noqa: S311  # a sample that anybody can draw again, nothing secret
    for _ in range(times):
        total = sum(draw.choices(packed, k=len(packed)))
        yield {field: total >> place & mask for field, place in places.items()}


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return between which two values the middle 95 % lie; there is at least one."""
    ordered = sorted(values)
    return _quantile(ordered, 0.025), _quantile(ordered, 0.975)


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Return the value below which a share of the ordered ones lies, linear between two of them."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
