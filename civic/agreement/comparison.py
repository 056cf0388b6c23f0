"""Coders held against each other: all of them at once, and each two."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from msgspec import Struct

from civic.agreement.coding import Coding, Ratings, ratings_of
from civic.agreement.measures import Agreement, agreements
from civic.agreement.passages import Overlap, overlap_of

_WEIGHTS: Final = ("severity", "certainty")


class Difference(Struct, frozen=True):
    """A concern of a story that stands for both coders, and of which they say different things: `what` is "severity" or
    "certainty"."""

    story: str
    concern: str
    what: str
    first: str
    second: str


class Pair(Struct, frozen=True):
    """How far two coders agree: on each concern, on all together, on the passages for what stands for both, and where
    both say how severe or certain that is, and not the same."""

    ratings: Ratings
    concerns: tuple[Agreement, ...]
    total: Agreement
    overlap: Overlap
    differences: tuple[Difference, ...]


class Comparison(Struct, frozen=True):
    """How far coders agree: all of them, on each concern and on all together, and each two, in their order. With
    `decided`, only what they decided counts."""

    ratings: Ratings
    decided: bool
    concerns: tuple[Agreement, ...]
    total: Agreement
    pairs: tuple[Pair, ...]

    @property
    def disagreements(self) -> Iterator[tuple[str, str, tuple[bool | None, ...]]]:
        """Yield story, concern and what each coder says, wherever two of them differ."""
        for story, row in self.ratings.stories.items():
            for concern, values in row.items():
                if True in values and False in values:
                    yield story, concern, values


def compared(
    codings: Mapping[str, Mapping[str, Coding]], coders: Sequence[str], order: Sequence[str], *, decided: bool = False
) -> Comparison:
    """Return how far two coders or more agree, from codings by story and coder; passages of one story are into one
    text. `order` is that of the concerns."""
    ratings = ratings_of(codings, coders, order, decided=decided)
    pairs = tuple(_pair(codings, ratings.of(*two)) for two in combinations(coders, 2))
    if len(pairs) == 1:
        (pair,) = pairs
        return Comparison(pair.ratings, decided, pair.concerns, pair.total, pairs)
    return Comparison(ratings, decided, *agreements(ratings), pairs)


def _pair(codings: Mapping[str, Mapping[str, Coding]], ratings: Ratings) -> Pair:
    first, second = ratings.coders
    agreed = [
        (story, concern, codings[story][first].concerns[concern], codings[story][second].concerns[concern])
        for story, row in ratings.stories.items() for concern, values in row.items() if values == (True, True)
    ]  # fmt: skip
    differences = tuple(
        Difference(story, concern, what, getattr(one, what), getattr(other, what))
        for story, concern, one, other in agreed for what in _WEIGHTS
        if getattr(one, what) and getattr(other, what) and getattr(one, what) != getattr(other, what)
    )  # fmt: skip
    overlap = overlap_of((one.evidence, other.evidence) for _, _, one, other in agreed)
    return Pair(ratings, *agreements(ratings), overlap, differences)
