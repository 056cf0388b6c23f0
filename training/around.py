"""Logistic regression around a prior: data move the weights from what is known beforehand, as far as they can."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

Floats = NDArray[np.float64]
_BIAS_RIDGE = 0.1
_CLIP = 30.0
_USUAL = -1.5
"""The constant that is expected beforehand: most columns of labels are mostly empty."""


def fit_around(x: Floats, y: NDArray[np.bool_], prior: Floats, ridge: float) -> tuple[Floats, float]:
    """Weights and constant for the columns of `x` that tell `y` best.

    The squared distance of the weights from `prior` is held down by 1 / (2 · `ridge`).
    """
    size = x.shape[1]
    sign = np.where(y, 1.0, -1.0)
    known = x @ prior + _USUAL

    def loss(point: Floats) -> tuple[float, Floats]:
        moved, bias = point[:size], point[size]
        margin = (x @ moved + bias + known) * sign
        slope = -sign / (1 + np.exp(np.clip(margin, -_CLIP, _CLIP)))
        value = np.logaddexp(0, -margin).sum() + (moved @ moved + _BIAS_RIDGE * bias**2) / (2 * ridge)
        gradient = np.concatenate([x.T @ slope + moved / ridge, [slope.sum() + _BIAS_RIDGE * bias / ridge]])
        return float(value), gradient

    point = minimize(loss, np.zeros(size + 1), jac=True, method="L-BFGS-B").x
    return prior + point[:size], float(point[size]) + _USUAL
