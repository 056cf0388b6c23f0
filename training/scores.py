"""Measures of suggestions against labels."""

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


def f1(gold: Bools, said: Bools, least: int = 1) -> tuple[float, float]:
    """Micro-F1, and macro-F1 over the columns with at least `least` gold labels."""
    hit = (gold & said).sum(axis=0)
    all_of_them = gold.sum(axis=0) + said.sum(axis=0)
    each = 2 * hit / np.maximum(1, all_of_them)
    return float(2 * hit.sum() / max(1, all_of_them.sum())), float(each[gold.sum(axis=0) >= least].mean())


def lrap(gold: Bools, scores: Floats) -> float:
    """Label ranking average precision over the lines that have a label; ties share the worst rank."""
    found = []
    for labels, line in zip(gold, scores, strict=True):
        if labels.any():
            above = [line >= line[index] for index in np.flatnonzero(labels)]
            found.append(float(np.mean([(labels & high).sum() / high.sum() for high in above])))
    return float(np.mean(found))


def in_top(gold: NDArray[np.int_], scores: Floats, most: int) -> float:
    """Return how often the one right column is among the `most` highest."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :most]
    return float((order == gold[:, None]).any(axis=1).mean())


def interval(share: float, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share that was measured on `count` cases."""
    z = 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return float(middle - half), float(middle + half)


def error_by_chance(scores: Floats, draws: int = 100) -> float:
    """Return the calibration error that scores have in one draw of twenty although they are shares, by draws with a
    fixed seed: below it nothing is wrong that could be seen."""
    draw = np.random.default_rng(0)
    errors = [calibration_error(draw.random(scores.shape) < scores, scores) for _ in range(draws)]
    return float(np.quantile(errors, 0.95))


def calibration_error(gold: Bools, scores: Floats, bins: int = 10) -> float:
    """Expected calibration error: how far the mean score of each of `bins` equal ranges is from the share of right ones
    there, weighted by how many there are."""
    place = np.minimum((scores * bins).astype(int), bins - 1)
    found = 0.0
    for index in range(bins):
        here = place == index
        if here.any():
            found += float(abs(scores[here].mean() - gold[here].mean()) * here.mean())
    return found
