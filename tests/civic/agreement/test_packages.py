"""Our figures and those of the packages that researchers use, on tables made up at random."""

import math
from collections import Counter
from random import Random

import krippendorff
import pytest

from civic.agreement import alpha, kappa

VALUES = (True, False, None)


def units(seed: int, coders: int, number: int, missing: float) -> list[tuple[bool | None, ...]]:
    """What so many coders said of so many units, who are of one mind on some and often missing."""
    draw = Random(seed)
    found: list[tuple[bool | None, ...]] = []
    for _ in range(number):
        usual = draw.random() < draw.choice([0.1, 0.5])
        said = (usual if draw.random() < 0.7 else draw.random() < 0.5 for _ in range(coders))
        found.append(tuple(None if draw.random() < missing else one for one in said))
    return found


@pytest.mark.filterwarnings("ignore:invalid value")  # theirs divides by zero where nothing varies
@pytest.mark.parametrize("seed", range(25))
def test_alpha_is_that_of_krippendorff(seed: int) -> None:
    draw = Random(seed)
    table = units(seed, draw.randint(2, 6), draw.randint(5, 60), draw.choice([0, 0.2, 0.6]))
    columns = [[math.nan if one is None else float(one) for one in column] for column in zip(*table, strict=True)]
    ours = alpha(Counter(table))
    try:
        theirs = krippendorff.alpha(reliability_data=columns, level_of_measurement="nominal", value_domain=[0.0, 1.0])
    except ValueError:  # no unit with two values
        theirs = math.nan
    if ours is None:  # what has no variation has no disagreement by chance: it divides by zero
        assert math.isnan(theirs)
    else:
        assert ours == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("seed", range(25))
def test_kappa_is_that_of_scikit_learn(seed: int) -> None:
    table = [(one, other) for one, other in units(seed, 2, 5 + seed, 0.2) if one is not None and other is not None]
    from sklearn.metrics import cohen_kappa_score  # seconds of imports, for those who run this test

    theirs = cohen_kappa_score(*([pair[coder] for pair in table] for coder in (0, 1)))
    assert kappa(Counter(table)) == pytest.approx(theirs, abs=1e-12)
