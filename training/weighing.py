"""How the signs of a text add up: small logistic regressions that all concerns share.

Stories are few, so that each has a handful of weights for all concerns together and a constant per concern under a
strong ridge. Short texts have weights of their own, learned from headlines with several labels, items of feeds and such
of our own, teasers with nothing at stake, and the beginnings of stories. Neither is bent to a threshold: scores are
probabilities.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from civic.analysis.concerns import SURE
from civic.analysis.linear import LinearModel
from civic.analysis.reading import Reading
from civic.analysis.signs import SENTENCE_FEATURES, SHORT_FEATURES, STORY_FEATURES, Signs
from civic.suggestions import MOST, SUGGESTED
from training.data import FOLDS, IDS, Row, find_all, fold_of, full_rows, rows_of, short_items, source_fold
from training.evidence import Choice, choice
from training.examples import own_items, plain_rows
from training.scores import Bools, Floats
from training.words import SEED, Fitted, fit

STORY_RIDGE: Final = 0.3
_SHORT_RIDGE: Final = 1.0
_WORTH: Final = {
    "title": 0.5, "headline": 0.5, "incident": 0.3, "beginning": 2.0, "item": 6.0, "plain": 3.0, "own item": 0.6,
}  # fmt: skip
"""What a short text counts, by its kind: few are of the kind that feeds deliver."""
_APART: Final = 0.15
"""How far the constants of told texts may stand from those of headlines: the less, the stronger they are held together.
Most labels of headlines are those of a whole incident, so that they are generous above all with transparency."""
_TOLD: Final = SHORT_FEATURES.index("told")
_ONE_LABEL: Final = (2.0, 1.0)
"""What the one label of an incident counts, and what its others do, of which less is known."""
_BEGINNINGS: Final = 3
"""How many sentences a story's beginning has at most."""


class LabelledStory(Struct, frozen=True):
    """A story with its signs; `gold` one truth a concern; `shown` one truth a sentence for the index of each gold
    concern; `fold` is that of its source."""

    id: str
    fold: int
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
    for row in full_rows(folder):
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
        stories.append(LabelledStory(row["id"], source_fold(row), signs, gold, shown))
    return stories


class Sum(Struct, frozen=True):
    """A logistic regression over features that all concerns share, with a constant for each; `told` is what is added to
    these where a short text is told."""

    weights: Floats
    bias: Floats
    told: Floats

    def probabilities(self, features: Floats) -> Floats:
        """Return for features of texts × concerns × features: texts × concerns."""
        return np.asarray(1 / (1 + np.exp(-(features @ self.weights + self.bias + _told(features) * self.told))))


def _told(features: Floats) -> Floats:
    """Return for features of texts × concerns × features where a short text is told; stories aren't short."""
    return features[..., _TOLD] if features.shape[-1] == len(SHORT_FEATURES) else np.zeros(features.shape[:-1])


def fit_sum(features: Floats, gold: Bools, ridge: float, worth: Floats | None = None) -> Sum:
    """Fit on texts × concerns × features; `worth` is what each concern of each text counts, 1 where none is given."""
    texts, concerns, width = features.shape
    flat = features.reshape(-1, width)
    mean, spread = flat.mean(axis=0), flat.std(axis=0) + 1e-9
    constants = np.tile(np.eye(concerns), (texts, 1))
    told = constants * (_told(features).reshape(-1, 1) - 0.5) * _APART
    x = np.hstack([(flat - mean) / spread, constants, told])
    model = LogisticRegression(C=ridge, solver="newton-cholesky", random_state=SEED)
    model.fit(x, gold.ravel(), sample_weight=None if worth is None else worth.ravel())
    weights = model.coef_[0, :width] / spread
    each, apart = model.coef_[0, width:].reshape(2, concerns)
    return Sum(weights, model.intercept_[0] + each - apart * _APART / 2 - float(mean @ weights), apart * _APART)


def said(scores: Floats, sure: float | Floats) -> Bools:
    """Return what the program suggests of texts with these scores (texts × concerns), as `suggest` does; `sure` is what
    the first concern has to reach, of all texts or of each."""
    least = np.sort(scores, axis=1)[:, -1 - MOST][:, None]
    return np.asarray((scores >= SUGGESTED) & (scores > least) & (scores.max(axis=1) >= sure)[:, None])


def left_out(stories: Sequence[LabelledStory]) -> tuple[Floats, Bools]:
    """Return the probabilities of each story by a sum that was fitted on the stories of other folds of sources, and the
    gold labels."""
    features = np.array([story.features for story in stories])
    gold = np.array([story.gold for story in stories])
    return by_folds(features, gold, np.array([story.fold for story in stories]), STORY_RIDGE), gold


def by_folds(
    features: Floats, gold: Bools, fold: NDArray[np.int_], ridge: float, worth: Floats | None = None
) -> Floats:
    """Return the probabilities of each text by a sum that was fitted on the texts of other folds."""
    scores = np.zeros(gold.shape)
    for held in np.unique(fold):
        others = fold != held
        fitted = fit_sum(features[others], gold[others], ridge, None if worth is None else worth[others])
        scores[~others] = fitted.probabilities(features[~others])
    return scores


def story_choices(stories: Sequence[LabelledStory]) -> list[Choice]:
    """Return the choices of evidence that a reader made in the stories."""
    return [
        choice(story.fold, story.signs, IDS[concern], shown)
        for story in stories
        for concern, shown in story.shown.items()
    ]


class ShortText(Struct, frozen=True):
    """A short text: its kind (a key of _WORTH), its fold, title and text, its concerns, and what each is worth, so
    that what is not known of it counts little or nothing; one number a concern."""

    kind: str
    fold: int
    title: str
    text: str
    gold: Bools
    worth: Floats


def short_texts(folder: Path) -> list[ShortText]:
    """Return all labelled short texts: headlines with and without context, incidents, items of feeds, also those of our
    own, beginnings of stories, teasers with nothing at stake."""
    found = []
    for row in rows_of(folder, "aiaaic-dev.jsonl"):
        gold, fold = _gold(row["concerns"]), fold_of(row["id"])
        parts = [row[key] for key in ("title", "system", "tech", "purpose", "deployer", "developer") if row[key]]
        found.append(_short_text("headline", fold, "", ". ".join(parts), gold))
        found.append(_short_text("title", fold, row["title"], "", gold))
    for row in rows_of(folder, "aiid-dev.jsonl"):
        if row["concern"]:
            gold = _gold([row["concern"]])
            worth = np.where(gold, *_ONE_LABEL)
            found.append(_short_text("incident", fold_of("aiid" + row["id"]), row["title"], row["text"], gold, worth))
    for row in short_items(folder):
        gold = _gold([one["concern"] for one in row["concerns"]])
        found.append(_short_text("item", source_fold(row), row["title"], row["text"], gold))
    found.extend(_short_text("plain", row.fold, "", row.text, _gold(())) for row in plain_rows())
    found.extend(
        _short_text("own item", one.fold, one.title, one.text, _gold(sorted(one.concerns))) for one in own_items()
    )
    return [*found, *(one for row in full_rows(folder) for one in _beginnings(row))]


def sure_of(texts: Sequence[ShortText]) -> Floats:
    """Return what the first concern of each text has to reach."""
    return np.array([SURE[Reading.of(one.text, one.title).kind] for one in texts])


def _gold(concerns: Sequence[str]) -> Bools:
    return np.array([concern in concerns for concern in IDS])


def _short_text(kind: str, fold: int, title: str, text: str, gold: Bools, worth: Floats | float = 1.0) -> ShortText:
    return ShortText(kind, fold, title, text, gold, _WORTH[kind] * worth * np.ones(len(IDS)))


def _beginnings(row: dict[str, Any]) -> list[ShortText]:
    """Return a story's title with its first sentences, none to _BEGINNINGS: what shows in them is a concern, and of its
    other concerns nothing is known there."""
    prose = [one.span for one in Reading.of(row["text"], row["title"]).sentences if one.prose]
    places = {
        one["concern"]: [start for quote in one["evidence"] for start, _ in find_all(row["text"], quote)]
        for one in row["concerns"]
    }
    found = []
    for count in range(min(_BEGINNINGS, len(prose)) + 1):
        start, end = (prose[0].start, prose[count - 1].end) if count else (0, 0)
        gold = _gold([concern for concern, at in places.items() if any(start <= one < end for one in at)])
        known = np.where(_gold(list(places)) & ~gold, 0.0, 1.0)
        found.append(_short_text("beginning", source_fold(row), row["title"], row["text"][start:end], gold, known))
    return found


class ShortTexts(Struct, frozen=True):
    """What short texts teach: for each row the logits of a model that never saw its fold, and how likely each concern
    is the one that leads."""

    logits: Floats
    leads: Floats


def fits_of_folds(rows: Sequence[Row], background: list[str]) -> list[Fitted]:
    """Return for each fold the model of all rows but those of the fold."""
    return [fit([row for row in rows if row.fold != fold], background) for fold in range(FOLDS)]


def read_short(rows: Sequence[Row], fits: Sequence[Fitted]) -> ShortTexts:
    """Return the logits of short rows, each by the model that never saw its fold."""
    logits, leads = np.zeros((2, len(rows), len(IDS)))
    models = [fitted.model for fitted in fits]
    for index, row in enumerate(rows):
        signs = Signs.of(Reading.of(row.text), models[row.fold])
        logits[index], leads[index] = signs.whole, np.exp(signs.lead)
    return ShortTexts(logits, leads)


def short_features(texts: Sequence[ShortText], fits: Sequence[Fitted]) -> Floats:
    """Return texts × concerns × SHORT_FEATURES, each text by the model that never saw its fold."""
    models = [fitted.model for fitted in fits]
    read = (Signs.of(Reading.of(one.text, one.title), models[one.fold]) for one in texts)
    return np.array([[signs.short(concern) for concern in IDS] for signs in read])


def fit_short(texts: Sequence[ShortText], features: Floats) -> Sum:
    """Return how the signs of a short text add up."""
    gold, worth = (np.array([getattr(one, name) for one in texts]) for name in ("gold", "worth"))
    return fit_sum(features, gold, _SHORT_RIDGE, worth)


def short_left_out(texts: Sequence[ShortText], features: Floats) -> Floats:
    """Return the scores of short texts, each by a sum of the other folds."""
    gold, worth = (np.array([getattr(one, name) for one in texts]) for name in ("gold", "worth"))
    return by_folds(features, gold, np.array([one.fold for one in texts]), _SHORT_RIDGE, worth)


def written(story: Sum, short: Sum, sentence: Floats, sentence_bias: float) -> dict[str, Any]:
    """Return the weights as they are written to weighing.json."""

    def keyed(names: Sequence[str], values: Floats) -> dict[str, float]:
        return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}

    return {
        "story": keyed(STORY_FEATURES, story.weights),
        "story_bias": keyed(IDS, story.bias),
        "short": keyed(SHORT_FEATURES, short.weights),
        "short_bias": keyed(IDS, short.bias),
        "told_bias": keyed(IDS, short.bias + short.told),
        "sentence": keyed(SENTENCE_FEATURES, sentence),
        "sentence_bias": round(sentence_bias, 4),
    }
