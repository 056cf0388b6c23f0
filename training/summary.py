"""Which sentences sum up a text: learned from readers' choices in stories, and from the human summaries of news."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from civic.analysis.reading import Reading, Sentence
from civic.analysis.summary import pick, sentence_signs, usable_sentences
from training.data import rows_of
from training.weighing import find_all
from training.words import SEED, norm_tokens

_RIDGE: Final = 0.01
_NEWS_WEIGHT: Final = 1.0
_EVEN: Final = 20.0
"""Every text counts as if it had so many sentences, so that long ones do not rule."""


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text's usable sentences with their signs, which of them a reader picked, and the reader's own summary."""

    text: str
    sentences: list[Sentence]
    signs: list[dict[str, float]]
    picked: NDArray[np.bool_]
    summary: str
    news: bool


def rouge(said: str, gold: str, size: int) -> float:
    """ROUGE-N, the F1 of runs of `size` words; 0 for ROUGE-L, of the longest common subsequence."""
    a, b = norm_tokens(said), norm_tokens(gold)
    if not size:
        hit = _common(a, b)
        return 2 * hit / max(1, len(a) + len(b))
    one, other = (Counter(zip(*[words[at:] for at in range(size)], strict=False)) for words in (a, b))
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    row = [0] * (len(b) + 1)
    for word in a:
        before = 0
        for at, other in enumerate(b, 1):
            before, row[at] = row[at], before + 1 if word == other else max(row[at], row[at - 1])
    return row[-1]


def labelled_texts(folder: Path) -> list[LabelledText]:
    """The stories with the sentences that a reader picked; the news with the two nearest to a human summary."""
    found = []
    for row in rows_of(folder, "stories-dev.jsonl"):
        spans = [span for quote in row["summary_sentences"] for span in find_all(row["text"], quote)]
        sentences = usable_sentences(Reading.of(row["text"], row["title"]))
        picked = [any(a < one.span.end and one.span.start < b for a, b in spans) for one in sentences]
        signs = sentence_signs(sentences, row["title"])
        found.append(LabelledText(row["text"], sentences, signs, np.array(picked), row["summary"], news=False))
    for row in rows_of(folder, "gum-news-dev.jsonl"):
        text = "\n\n".join(row["sentences"])
        sentences = usable_sentences(Reading.of(text, row["title"]))
        near = [sum(rouge(one.span.text, row["summary"], size) for size in (1, 2, 0)) for one in sentences]
        nearest = np.isin(np.arange(len(near)), np.argsort(near, kind="stable")[-2:])
        signs = sentence_signs(sentences, row["title"])
        found.append(LabelledText(text, sentences, signs, nearest, row["summary"], news=True))
    return found


def fit_summary(texts: Sequence[LabelledText]) -> dict[str, float]:
    """A weight for each sign of a sentence."""
    names = list(texts[0].signs[0])
    x = np.array([[signs[name] for name in names] for text in texts for signs in text.signs])
    y = np.concatenate([text.picked for text in texts])
    cases = np.concatenate([
        np.full(len(text.picked), (_NEWS_WEIGHT if text.news else 1.0) * _EVEN / len(text.picked)) for text in texts
    ])  # fmt: skip
    spread = x.std(axis=0) + 1e-9
    model = LogisticRegression(C=_RIDGE, class_weight="balanced", max_iter=1000, random_state=SEED)
    model.fit((x - x.mean(axis=0)) / spread, y, sample_weight=cases)
    return {name: round(float(weight), 4) for name, weight in zip(names, model.coef_[0] / spread, strict=True)}


def chosen(text: LabelledText, weights: dict[str, float]) -> list[int]:
    """The sentences that the program would pick with these weights."""
    scores = [sum(weights[name] * value for name, value in signs.items()) for signs in text.signs]
    return pick(text.sentences, scores)


def written_summary(texts: Sequence[LabelledText]) -> dict[str, Any]:
    """The weights as they are written to summary.json."""
    return {"weights": fit_summary(texts)}
