"""What makes a sentence the evidence of a concern: learned by setting the right sentences of a text against its others.

Readers took them from stories. Besides, medleys are made of risk sentences, one of each concern, so that the few
stories do not make the lexicon count for more than it is worth elsewhere.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from civic.analysis.reading import Reading
from civic.analysis.signs import Signs
from training.data import FOLDS, Row
from training.scores import Bools, Floats
from training.words import SEED, Fitted

_RIDGE: Final = 5.0
_MEDLEY: Final = 0.05
"""What a medley's concern weighs beside a story's."""
_MEDLEYS: Final = 8
"""How many medleys are made of the risk sentences of each fold."""


class Choice(Struct, frozen=True):
    """The sentences of a text as evidence of one concern: their features, and which of them are right. `place` is the
    fold of the story's source or of the medley, `weight` what the choice counts."""

    place: int
    features: Floats
    right: Bools
    weight: float

    def order(self, weights: Floats) -> NDArray[np.int_]:
        """Return the indexes of the sentences, best first."""
        return np.argsort(-(self.features @ weights), kind="stable")


def choice(place: int, signs: Signs, concern: str, right: Bools, weight: float = 1.0) -> Choice:
    """Return the sentences of a text with these signs for a concern; its title is no choice."""
    within = [index for index, sentence in enumerate(signs.sentences) if not sentence.span.in_title]
    rows = signs.evidence(concern)
    features = np.array([rows[index] for index in within])
    return Choice(place, features, right[within], weight)


def medleys(rows: Sequence[Row], fits: Sequence[Fitted]) -> Iterator[Choice]:
    """Risk sentences of one fold, one of each concern, put together as a text at random, by the fold's model."""
    draw = np.random.default_rng(SEED)
    for fold in range(FOLDS):
        model = fits[fold].model
        here = [row for row in rows if row.source == "mit" and row.fold == fold]
        for _ in range(_MEDLEYS):
            drawn = {concern: here[index] for index in draw.permutation(len(here)) for concern in here[index].concerns}
            text = ""
            spans = {}
            for concern, row in drawn.items():
                spans[concern] = (len(text), len(text) + len(row.text))
                text += " ".join(row.text.split("\n")) + "\n\n"
            signs = Signs.of(Reading.of(text, lang="en"), model)
            for concern, (start, end) in spans.items():
                right = np.array([start < one.span.end and one.span.start < end for one in signs.sentences])
                yield choice(fold, signs, concern, right, _MEDLEY)


def fit_choices(choices: Sequence[Choice]) -> Floats:
    """Return the weights by which the right sentences get the largest share of exp(score) among all of their text."""
    choices = [one for one in choices if one.right.any()]
    x = np.vstack([one.features for one in choices])
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    scaled = [(one.features - mean) / spread for one in choices]

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, slope = _RIDGE * weights @ weights / 2, _RIDGE * weights
        for one, features in zip(choices, scaled, strict=True):
            scores = features @ weights
            shares = np.exp(scores - scores.max())
            right = shares * one.right
            value -= one.weight * np.log(right.sum() / shares.sum())
            slope = slope - one.weight * features.T @ (right / right.sum() - shares / shares.sum())
        return float(value), slope

    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x
    return np.asarray(found / spread)


def fit_evidence(choices: Sequence[Choice]) -> tuple[Floats, float]:
    """Return the weights, and the constant that makes a probability of them: that of a right sentence, were half of a
    story's sentences right."""
    weights = fit_choices(choices)
    stories = [one for one in choices if one.weight == 1.0]
    scores = np.concatenate([one.features @ weights for one in stories])[:, None]
    right = np.concatenate([one.right for one in stories])
    model = LogisticRegression(class_weight="balanced").fit(scores, right)
    return weights * float(model.coef_[0, 0]), float(model.intercept_[0])
