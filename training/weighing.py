"""How the signs of a text add up: small logistic regressions that all concerns share.

Stories are few (30), so that each has a handful of weights for all concerns together and a constant per concern under
a strong ridge. A text of one to four sentences is scored by the linear model alone; its constants are learned from
incidents.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from civic.analysis.concerns import HELD_BACK, LEAD
from civic.analysis.linear import LinearModel
from civic.analysis.reading import Reading
from civic.analysis.signs import SENTENCE_FEATURES, STORY_FEATURES, Signs
from training.data import FOLDS, IDS, Row, find_all, labels, rows_of
from training.evidence import Choice, choice
from training.scores import Bools, Floats, f1
from training.words import SEED, SOURCES, Fitted, fit

STORY_RIDGE: Final = 0.3
_THRESHOLDS: Final = np.arange(0.12, 0.72, 0.02)


@dataclass(frozen=True, slots=True)
class LabelledStory:
    """A story with its signs; `gold` one truth a concern; `shown` one truth a sentence for the index of each gold
    concern."""

    id: str
    signs: Signs
    gold: NDArray[np.bool_]
    shown: dict[int, NDArray[np.bool_]]

    @property
    def features(self) -> Floats:
        """Return one line a concern: STORY_FEATURES."""
        return np.array([self.signs.story(concern) for concern in IDS])


def labelled_stories(folder: Path, model: LinearModel) -> list[LabelledStory]:
    """Return the full stories with what a reader said of them."""
    stories = []
    for row in rows_of(folder, "stories-dev.jsonl"):
        signs = Signs.of(Reading.of(row["text"], row["title"]), model)
        shown = {}
        for concern in row["concerns"]:
            spans = [span for quote in concern["evidence"] for span in find_all(row["text"], quote)]
            hit = [
                any(start < sentence.span.end and sentence.span.start < end for start, end in spans)
                for sentence in signs.sentences
            ]
            shown[IDS.index(concern["concern"])] = np.array(hit)
        gold = np.array([index in shown for index in range(len(IDS))])
        stories.append(LabelledStory(row["id"], signs, gold, shown))
    return stories


@dataclass(frozen=True, slots=True)
class Sum:
    """A logistic regression over features that all concerns share, with a constant for each."""

    weights: Floats
    bias: Floats

    def probabilities(self, features: Floats) -> Floats:
        """Return for features of texts × concerns × features: texts × concerns."""
        return np.asarray(1 / (1 + np.exp(-(features @ self.weights + self.bias))))

    def with_threshold(self, threshold: float | Floats) -> "Sum":
        """Return the same ranking of texts with the constant moved so that 0.5 stands for the threshold."""
        return Sum(self.weights, self.bias - np.log(np.asarray(threshold) / (1 - np.asarray(threshold))))


def fit_sum(features: Floats, gold: Bools, ridge: float) -> Sum:
    """Fit on texts × concerns × features."""
    texts, concerns, width = features.shape
    flat = features.reshape(-1, width)
    mean, spread = flat.mean(axis=0), flat.std(axis=0) + 1e-9
    constants = np.tile(np.eye(concerns), (texts, 1))
    x = np.hstack([(flat - mean) / spread, constants])
    model = LogisticRegression(C=ridge, max_iter=2000, random_state=SEED).fit(x, gold.ravel())
    weights = model.coef_[0, :width] / spread
    return Sum(weights, model.intercept_[0] + model.coef_[0, width:] - float(mean @ weights))


def best_threshold(gold: Bools, scores: Floats) -> float:
    """Return the one threshold for all concerns with the best sum of micro-F1 and macro-F1, both smoothed over
    neighbours."""
    values = np.array([sum(f1(gold, scores >= threshold)) for threshold in _THRESHOLDS])
    smooth = np.convolve(np.pad(values, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    return float(_THRESHOLDS[int(smooth.argmax())])


def left_out(stories: Sequence[LabelledStory]) -> tuple[Floats, Bools]:
    """Return the probabilities of each story by a sum that was fitted on all others, and the gold labels."""
    features = np.array([story.features for story in stories])
    gold = np.array([story.gold for story in stories])
    scores = np.zeros(gold.shape)
    for index in range(len(stories)):
        others = np.arange(len(stories)) != index
        scores[index] = fit_sum(features[others], gold[others], STORY_RIDGE).probabilities(features[[index]])[0]
    return scores, gold


def story_choices(stories: Sequence[LabelledStory]) -> list[Choice]:
    """Return the choices of evidence that a reader made in the stories."""
    return [
        choice(index, story.signs, IDS[concern], shown)
        for index, story in enumerate(stories)
        for concern, shown in story.shown.items()
    ]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of short text: how far its labels are as generous as AIAAIC's, which names several concerns an incident,
    the rest being as sparing as AIID's, which names the main one; and what the concern that leads is given besides."""

    share: float
    lead: float


HEADLINE: Final = Kind(1.0, 0.0)
REPORT: Final = Kind(0.3, LEAD)


@dataclass(frozen=True, slots=True)
class ShortTexts:
    """What short texts teach: for each row the logits of a model that never saw its fold, without a source's constant,
    how likely each concern is the one that leads, whether words of the text speak for it, and the constants of that
    model per source."""

    logits: Floats
    leads: Floats
    spoken: Bools
    constants: dict[str, Floats]

    def scores(self, kind: Kind, threshold: float = 0.5) -> Floats:
        """Return the rows' scores as texts of a kind, 0.5 standing for the threshold."""
        constant = kind.share * self.constants["aiaaic"] + (1 - kind.share) * self.constants["aiid"]
        logits = self.logits + kind.lead * self.leads + constant
        scores = 1 / (1 + threshold / (1 - threshold) * np.exp(-logits))
        least, slope = HELD_BACK
        return np.asarray(np.where(self.spoken, scores, np.minimum(scores, least + slope * scores)))

    def threshold(self, rows: NDArray[np.bool_], gold: Bools, kind: Kind) -> float:
        """Return the best threshold of some of the rows; a concern that no word speaks for is not suggested at any."""
        return best_threshold(gold[rows], np.where(self.spoken, self.scores(kind), 0.0)[rows])


def fits_of_folds(rows: Sequence[Row], background: list[str]) -> list[Fitted]:
    """Return for each fold the model of all rows but those of the fold."""
    return [fit([row for row in rows if row.fold != fold], background) for fold in range(FOLDS)]


def read_short(rows: Sequence[Row], fits: Sequence[Fitted]) -> ShortTexts:
    """Return the logits of short rows, each by the model that never saw its fold."""
    logits, leads = np.zeros((2, len(rows), len(IDS)))
    spoken = np.zeros(logits.shape, dtype=bool)
    constants = {source: np.zeros(logits.shape) for source in SOURCES}
    models = [fitted.model for fitted in fits]
    for index, row in enumerate(rows):
        reading = Reading.of(row.text)
        model = models[row.fold]
        signs = Signs.of(reading, model)
        logits[index], leads[index] = signs.whole, np.exp(signs.lead)
        spoken[index] = [signs.spoken_for(concern, model, headline=reading.headline) for concern in IDS]
        for source in SOURCES:
            constants[source][index] = fits[row.fold].sources[source]
    return ShortTexts(logits, leads, spoken, constants)


def short_bias(rows: list[Row], texts: ShortTexts, fitted: Fitted, kind: Kind) -> Floats:
    """Return what to add to the logits of a short text so that 0.5 is the threshold.

    It is one for all concerns: one for each gains nothing on other folds, and would spoil how they rank.
    """
    whole = np.array([row.whole for row in rows])
    threshold = texts.threshold(whole, labels(rows), kind)
    constant = kind.share * fitted.sources["aiaaic"] + (1 - kind.share) * fitted.sources["aiid"]
    return np.asarray(constant - np.log(threshold / (1 - threshold)))


def written(story: Sum, headline: Floats, report: Floats, sentence: Floats, sentence_bias: float) -> dict[str, Any]:
    """Return the weights as they are written to weighing.json."""

    def keyed(names: Sequence[str], values: Floats) -> dict[str, float]:
        return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}

    return {
        "story": keyed(STORY_FEATURES, story.weights),
        "story_bias": keyed(IDS, story.bias),
        "headline_bias": keyed(IDS, headline),
        "report_bias": keyed(IDS, report),
        "sentence": keyed(SENTENCE_FEATURES, sentence),
        "sentence_bias": round(sentence_bias, 4),
    }
