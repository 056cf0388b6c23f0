"""Coefficients of agreement, from how often each pattern of values occurs.

J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960), 37-46.
K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), nominal data with missing values.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

from civic.agreement.coding import Values

Two = TypeVar("Two", bound=tuple[Hashable, Hashable])
Several = TypeVar("Several", bound=Values)


def percent(counts: Mapping[Two, int]) -> float | None:
    """Return of how many in a hundred things two coders say the same; None where nothing was compared."""
    total = sum(counts.values())
    return 100 * sum(count for (one, other), count in counts.items() if one == other) / total if total else None


def kappa(counts: Mapping[Two, int]) -> float | None:
    """Return Cohen's kappa of a table: how many things were put into one category by the first coder and into another,
    or the same, by the second. 1 is full agreement, 0 what chance would give; None where nothing was compared, and
    where both always said one and the same, so that chance explains all."""
    total = sum(counts.values())
    if not total:
        return None
    first: Counter[Hashable] = Counter()
    second: Counter[Hashable] = Counter()
    for (one, other), count in counts.items():
        first[one] += count
        second[other] += count
    # Whole numbers as long as can be: two products of shares that are equal must not differ in their last bit.
    observed = sum(count for (one, other), count in counts.items() if one == other) * total
    expected = sum(first[category] * second[category] for category in first)
    whole = total * total
    return (observed - expected) / (whole - expected) if expected != whole else None


def alpha(counts: Mapping[Several, int]) -> float | None:
    """Return Krippendorff's alpha of yes and no by any number of coders: how many units have these values, where None
    is a missing one. Units with one value say nothing. None where nothing was compared, and where all values are the
    same, so that there is no variation to agree on."""
    yes = no = 0
    unlike: Counter[int] = Counter()  # pairs of unlike values, by what each weighs: one less than the unit has values
    for values, count in counts.items():
        ayes, noes = values.count(True), values.count(False)
        if ayes + noes > 1:
            yes += ayes * count
            no += noes * count
            unlike[ayes + noes - 1] += ayes * noes * count
    if not yes or not no:
        return None
    return 1 - (yes + no - 1) * sum(pairs / weight for weight, pairs in sorted(unlike.items())) / (yes * no)
