"""What the sums of the suggestions are made from. scikit-learn takes a second to import: only these tests do."""

import numpy as np

from civic.suggestions import MOST, SUGGESTED
from training.data import IDS


def test_no_text_is_scored_by_a_sum_that_saw_its_fold() -> None:
    from training.weighing import by_folds

    draw = np.random.default_rng(1)
    features, fold = draw.normal(size=(20, len(IDS), 2)), np.arange(20) % 4
    gold = draw.random((20, len(IDS))) < 0.3
    before = by_folds(features, gold, fold, 1.0)
    turned = np.where((fold == 2)[:, None], ~gold, gold)
    assert np.allclose(by_folds(features, turned, fold, 1.0)[fold == 2], before[fold == 2])


def test_what_is_worth_nothing_teaches_nothing() -> None:
    from training.weighing import fit_sum

    draw = np.random.default_rng(1)
    features, gold = draw.normal(size=(20, len(IDS), 2)), draw.random((20, len(IDS))) < 0.3
    worth = np.where(np.arange(20)[:, None] < 15, 1.0, np.zeros(len(IDS)))
    turned = np.where(worth > 0, gold, ~gold)
    one, other = (fit_sum(features, truth, 1.0, worth) for truth in (gold, turned))
    assert np.allclose(one.weights, other.weights, atol=1e-4)


def test_told_texts_have_constants_that_differ_from_those_of_headlines() -> None:
    from civic.analysis.signs import SHORT_FEATURES
    from training.weighing import fit_sum

    told = np.arange(40) % 2
    features = np.zeros((40, len(IDS), len(SHORT_FEATURES)))
    features[..., SHORT_FEATURES.index("told")] = told[:, None]
    gold = np.zeros((40, len(IDS)), dtype=bool)
    gold[:, 0], gold[:, 1] = told == 0, told == 1
    headline, text = fit_sum(features, gold, 10.0).probabilities(features)[:2]
    assert headline[0] > text[0]
    assert headline[1] < text[1]


def test_what_is_said_is_capped_and_needs_one_that_is_sure() -> None:
    from training.weighing import said

    scores = np.linspace(0.05, 0.9, len(IDS))[None, :]
    assert said(scores, 0.5).sum() == MOST
    assert not said(scores, 0.95).any()
    few = np.zeros((1, len(IDS)))
    few[0, :2] = 0.9, SUGGESTED
    assert said(few, 0.5).sum() == 2
