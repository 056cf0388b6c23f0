"""Agreement on each concern, and on all together, with its intervals; and why there is none where there is none."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final, TypeAlias

from msgspec import Struct

from civic.agreement.bootstrap import interval, resampled
from civic.agreement.coding import Ratings, Values
from civic.agreement.coefficients import alpha, kappa, percent

FEWEST: Final = 20
"""No coefficient is given for fewer stories: one more or less would turn it round."""
RESAMPLES: Final = 1000
"""So many samples an interval is made of."""
_SEED: Final = 1
_UNDEFINED: Final = 0.05
"""An interval leaves out one value in twenty; where more samples than that have none, it would be made up."""

Counts: TypeAlias = Mapping[Values, int]
_Field: TypeAlias = tuple[str, Values]


class Why(StrEnum):
    """Why a figure, or its interval, is not given."""

    NOTHING = ""
    """it is given"""
    FEW = f"fewer than {FEWEST} stories"
    ALIKE = "no variation: always the same answer"
    RARE = "one answer is too rare for an interval"


class Estimate(Struct, frozen=True):
    """A figure and its 95 % bootstrap interval; each None where it is not given, and `why`."""

    value: float | None
    interval: tuple[float, float] | None = None
    why: Why = Why.NOTHING


class Agreement(Struct, frozen=True):
    """How far coders agree on one concern; on all of them where `concern` is "".

    `stories` are those on which at least two said something of it that counts, `units` these times concerns. `counts`
    has how many units have each pattern of values; `percent` and `kappa` are None for more than two coders, whose
    patterns tell only how many said yes and no.
    """

    concern: str
    stories: int
    units: int
    counts: Counts
    percent: Estimate | None
    kappa: Estimate | None
    alpha: Estimate


Figure: TypeAlias = Callable[..., float | None]
_OF_TWO: Final[Mapping[str, Figure]] = {"percent": percent, "kappa": kappa, "alpha": alpha}
_OF_MORE: Final[Mapping[str, Figure]] = {"alpha": alpha}


def agreements(ratings: Ratings) -> tuple[tuple[Agreement, ...], Agreement]:
    """Return how far all coders of the table agree on each concern, in their order, and on all together, where each
    concern of each story is a unit. Intervals come of resampling stories, also where all concerns are together."""
    figures = _OF_TWO if len(ratings.coders) == 2 else _OF_MORE
    pattern = _as_said if len(ratings.coders) == 2 else _in_short
    stories = [
        frozenset((concern, pattern(values)) for concern, values in row.items()) for row in ratings.stories.values()
    ]
    counts = Counter(field for story in stories for field in story)
    fields = {concern: _fields_of(counts, concern) for concern in ("", *ratings.concerns)}
    numbers = {concern: sum(counts[field] for field in found) for concern, found in fields.items()}
    numbers[""] = len(stories)
    enough = {concern: found for concern, found in fields.items() if numbers[concern] >= FEWEST}
    drawn = _drawn(stories, enough, figures)
    total, *single = (
        _agreement(concern, numbers[concern], _by_pattern(counts, found), figures, drawn.get(concern, {}))
        for concern, found in fields.items()
    )
    return tuple(single), total


def _as_said(values: Values) -> Values:
    return values


def _in_short(values: Values) -> Values:
    """Return how many said yes and how many no: more than this, no figure of more than two coders asks for."""
    return (True,) * values.count(True) + (False,) * values.count(False)


def _fields_of(counts: Mapping[_Field, int], concern: str) -> list[_Field]:
    return sorted(field for field in counts if concern in ("", field[0]))


def _by_pattern(counts: Mapping[_Field, int], fields: Iterable[_Field]) -> Counts:
    found: dict[Values, int] = {}
    for field in fields:
        found[field[1]] = found.get(field[1], 0) + counts[field]
    return found


def _drawn(
    stories: Sequence[frozenset[_Field]], fields: Mapping[str, Sequence[_Field]], figures: Mapping[str, Figure]
) -> Mapping[str, Mapping[str, Sequence[float]]]:
    """Return, by concern and name, the values that each figure has in samples of stories; a sample in which it has none
    gives none."""
    drawn: dict[str, dict[str, list[float]]] = {concern: {name: [] for name in figures} for concern in fields}
    if not fields:
        return drawn
    for sample in resampled(stories, fields[""], times=RESAMPLES, seed=_SEED):
        for concern, found in fields.items():
            counts = _by_pattern(sample, found)
            for name, figure in figures.items():
                if (value := figure(counts)) is not None:
                    drawn[concern][name].append(value)
    return drawn


def _agreement(
    concern: str, number: int, counts: Counts, figures: Mapping[str, Figure], drawn: Mapping[str, Sequence[float]]
) -> Agreement:
    found = {name: _estimate(name, figure(counts), number, drawn.get(name, ())) for name, figure in figures.items()}
    units = sum(counts.values())
    return Agreement(concern, number, units, counts, found.get("percent"), found.get("kappa"), found["alpha"])


def _estimate(name: str, value: float | None, number: int, drawn: Sequence[float]) -> Estimate:
    if number < FEWEST:
        return Estimate(value if name == "percent" else None, None, Why.FEW)
    if value is None:
        return Estimate(None, None, Why.ALIKE)
    if len(drawn) < (1 - _UNDEFINED) * RESAMPLES:
        return Estimate(value, None, Why.RARE)
    return Estimate(value, interval(drawn))
