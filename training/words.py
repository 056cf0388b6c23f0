"""The linear models over words: one logistic regression a concern on tf-idf terms, latent topics and lexicon hits, and
a support vector machine on the terms alone that sets each concern against all others."""

import re
from base64 import b64encode
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.decomposition import TruncatedSVD  # type: ignore[import-untyped]
from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.svm import LinearSVC  # type: ignore[import-untyped]

from civic.analysis.linear import LEXICON_CEILING, LinearModel, ModelFile, terms
from civic.analysis.words import stems
from training.data import IDS, Row, hits, labels
from training.examples import examples

SEED: Final = 20261
SOURCES: Final = ("aiaaic", "aiid", "mit", "own")
"""What the sources whose generosity is learned begin with; that of examples is what the program goes by."""
TOPICS: Final = 100
_TOPIC_WEIGHT: Final = 1.0
_LEXICON_WEIGHT: Final = 0.7
_SOURCE_WEIGHT: Final = 2.0
_STRENGTH: Final = 3.0
"""The inverse of the ridge's weight (scikit-learn's C)."""
_LEAD_STRENGTH: Final = 0.3
_LEAD_WORTH: Final = {"aiid": 1.5, "mit": 1.5, "example": 1.0, "own item": 1.0}
"""What a text counts where it is learned which concern leads, by its source: those that name one concern a text."""
_NEVER: Final = -2.0
"""The constant of a concern that is never the one of its text."""
_WORTH: Final = {
    "aiaaic": 1.0, "aiid": 1.5, "mit": 3.0, "example": 1.5, "plain": 1.0, "own item": 1.0, "own items": 1.0,
}  # fmt: skip
"""What a text counts, by its source: the few that speak plainly of one concern more."""
_ZERO: Final = 128
_STEPS: Final = 127
"""Weights are written as whole numbers from -127 to 127."""


def norm_tokens(text: str) -> list[str]:
    """Return the words of a text as ROUGE counts them here: runs of ASCII letters and digits in lower case."""
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "'"))


def term_list(text: str) -> list[str]:
    """Return the terms of a text as the program counts them."""
    return terms(stems(text))


class Fitted(Struct, frozen=True):
    """The model as it is written to concerns.json, and how each source's labels differ from it in generosity: one
    number a concern to add to the logits."""

    body: ModelFile
    sources: dict[str, NDArray[np.float64]]

    @property
    def model(self) -> LinearModel:
        """Return the model that the program would read from this file."""
        return LinearModel.from_json(self.body)


def fit(rows: list[Row], background: list[str]) -> Fitted:
    """Fit both models. `background` are texts without labels: they only shape the topics.

    The topics are a linear map of the terms, so that their weights fold into the terms' own. Each source has a
    constant of its own, since each labels with another generosity.
    """
    rows = [*rows, *examples()]
    texts = [row.text for row in rows]
    vectorizer = TfidfVectorizer(analyzer=term_list, min_df=2, max_df=0.4, sublinear_tf=True)
    x = vectorizer.fit_transform(texts)
    svd = TruncatedSVD(TOPICS, random_state=SEED).fit(vectorizer.transform(texts + background))
    topics = svd.transform(x) * _TOPIC_WEIGHT
    lexicon = np.minimum(hits(texts), LEXICON_CEILING) / LEXICON_CEILING * _LEXICON_WEIGHT
    sources = np.array([[row.source.startswith(source) for source in SOURCES] for row in rows]) * _SOURCE_WEIGHT
    features = sparse.hstack([x, topics, lexicon, sources]).tocsr()
    y = labels(rows)
    worth = np.array([_WORTH[row.source] for row in rows])
    weights, on_lexicon, bias, constants = [], [], [], []
    for column in range(len(IDS)):
        model = LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=SEED)
        model.fit(features, y[:, column], sample_weight=worth)
        coef = model.coef_[0]
        n = x.shape[1]
        weights.append(coef[:n] + _TOPIC_WEIGHT * coef[n : n + TOPICS] @ svd.components_)
        on_lexicon.append(coef[n + TOPICS : n + TOPICS + len(IDS)] * _LEXICON_WEIGHT)
        bias.append(float(model.intercept_[0]))
        constants.append(coef[n + TOPICS + len(IDS) :] * _SOURCE_WEIGHT)
    led = np.array([_LEAD_WORTH.get(row.source, 0.0) for row in rows])
    edges, constant = _leading(x[led > 0], y[led > 0].argmax(axis=1), led[led > 0])
    both = np.hstack([np.array(weights).T, edges])
    body = _written(vectorizer, both, np.array(on_lexicon).T, [*bias, *constant])
    return Fitted(body, dict(zip(SOURCES, np.array(constants).T, strict=True)))


def _leading(
    x: sparse.csr_matrix, concerns: NDArray[np.int_], worth: NDArray[np.float64]
) -> tuple[NDArray[np.float64], list[float]]:
    """Return what sets the one concern of a text apart from the others, where all are held to be as frequent: weights
    (terms × concerns) and constants."""
    model = LinearSVC(C=_LEAD_STRENGTH, class_weight="balanced", random_state=SEED)
    model.fit(x, concerns, sample_weight=worth)
    found, constants = np.zeros((x.shape[1], len(IDS))), np.full(len(IDS), _NEVER)
    found[:, model.classes_] = model.coef_.T
    constants[model.classes_] = model.intercept_
    return found, constants.tolist()


def _written(
    vectorizer: TfidfVectorizer, weights: NDArray[np.float64], lexicon: NDArray[np.float64], bias: list[float]
) -> ModelFile:
    names = list(vectorizer.get_feature_names_out())
    weights = weights * vectorizer.idf_[:, None]
    scale = np.abs(weights).max(axis=0) / _STEPS
    steps = np.rint(weights / scale).astype(int)
    idf_scale = float(vectorizer.idf_.max() / _STEPS)
    return {
        "concerns": IDS,
        "scale": [round(float(step), 6) for step in scale],
        "idf_scale": round(idf_scale, 6),
        "bias": [round(value, 4) for value in bias],
        "lexicon": [[round(float(value), 3) for value in line] for line in lexicon],
        "terms": names,
        "idf": [int(value) for value in np.rint(vectorizer.idf_ / idf_scale)],
        "weights": b64encode((steps + _ZERO).astype(np.uint8).tobytes()).decode("ascii"),
    }
