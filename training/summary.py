"""Which sentences sum up a text: learned from the words that they share with what people wrote as its summary."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from sklearn.linear_model import Ridge  # type: ignore[import-untyped]

from civic.analysis.reading import Reading, Sentence
from civic.analysis.summary import items_of, pick, sentence_signs, usable_sentences
from civic.analysis.words import STOP_STEMS, stems
from training.data import find_all, fold_of, rows_of
from training.words import norm_tokens

_RIDGE: Final = 30.0
_EVEN: Final = 20.0
"""Every text counts as if it had so many sentences, so that long ones do not rule."""


class LabelledText(Struct, frozen=True):
    """A text's title and usable sentences, which of them a reader picked (none of news), a human summary, the items
    that the text consists of, and the fold of its source, which is -1 for news."""

    title: str
    sentences: list[Sentence]
    picked: NDArray[np.bool_]
    summary: str
    items: list[int]
    fold: int

    @property
    def news(self) -> bool:
        """Return whether it is news, of which no reader picked sentences."""
        return self.fold < 0

    @property
    def wanted(self) -> NDArray[np.float64]:
        """Return how much each sentence is wanted: half by the words that it shares with the summary, half by whether
        the reader picked it."""
        picked = self.picked.astype(float)
        if not picked.any():
            return self.shared
        return np.asarray((self.shared + (picked - picked.mean()) / (picked.std() or 1.0)) / 2)

    @property
    def shared(self) -> NDArray[np.float64]:
        """Return how many of the summary's words each sentence has for its length, in spreads from the text's mean.

        It tells far more of each sentence than whether a reader picked it, which is true of two a text. By the root of
        the length, so that neither the longest sentence has most nor the shortest.
        """
        wanted = frozenset(stems(self.summary)) - STOP_STEMS
        found = np.array([len(wanted.intersection(one.stems)) / np.sqrt(len(one.stems) + 8) for one in self.sentences])
        return np.asarray((found - found.mean()) / (found.std() or 1.0))


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


def rouge_by_sentence(said: Sequence[str], gold: str) -> float:
    """ROUGE-L where each sentence that was said is set against the summary by itself: the F1 of the words of the
    summary that stand in any of the longest common subsequences."""
    wanted, found = norm_tokens(gold), set()
    for sentence in said:
        found |= _places(wanted, norm_tokens(sentence))
    return 2 * len(found) / max(1, len(wanted) + sum(len(norm_tokens(sentence)) for sentence in said))


def _places(a: Sequence[str], b: Sequence[str]) -> set[int]:
    """Return where the longest common subsequence with `b` stands in `a`."""
    table = np.zeros((len(a) + 1, len(b) + 1), dtype=int)
    for i, word in enumerate(a):
        for j, other in enumerate(b):
            table[i + 1, j + 1] = table[i, j] + 1 if word == other else max(table[i, j + 1], table[i + 1, j])
    i, j, found = len(a), len(b), set()
    while i and j:
        if a[i - 1] == b[j - 1]:
            i, j = i - 1, j - 1
            found.add(i)
        elif table[i - 1, j] >= table[i, j - 1]:
            i -= 1
        else:
            j -= 1
    return found


def labelled_texts(folder: Path) -> list[LabelledText]:
    """Return the stories with the sentences that a reader picked, and the news."""
    found = []
    for row in [*rows_of(folder, "stories-dev.jsonl"), *rows_of(folder, "stories2-dev.jsonl")]:
        spans = [span for quote in row["summary_sentences"] for span in find_all(row["text"], quote)]
        reading = Reading.of(row["text"], row["title"])
        sentences = usable_sentences(reading)
        picked = [any(a < one.span.end and one.span.start < b for a, b in spans) for one in sentences]
        items = items_of(reading, sentences)
        fold = fold_of(row["repo"])
        found.append(LabelledText(row["title"], sentences, np.array(picked), row["summary"], items, fold))
    for row in rows_of(folder, "gum-news-dev.jsonl"):
        sentences = usable_sentences(Reading.of("\n\n".join(row["sentences"]), row["title"]))
        none = np.zeros(len(sentences), dtype=bool)
        found.append(LabelledText(row["title"], sentences, none, row["summary"], [], -1))
    return found


def fit_summary(texts: Sequence[LabelledText]) -> dict[str, float]:
    """Return a weight for each sign of a sentence, learned from the stories alone: news only repeats its opening."""
    texts = [text for text in texts if not text.news]
    signs = [one for text in texts for one in sentence_signs(text.sentences, text.title)]
    names = list(signs[0])
    x = np.array([[one[name] for name in names] for one in signs])
    cases = np.concatenate([np.full(len(text.sentences), _EVEN / len(text.sentences)) for text in texts])
    spread = x.std(axis=0) + 1e-9
    model = Ridge(alpha=_RIDGE).fit(
        (x - x.mean(axis=0)) / spread, np.concatenate([text.wanted for text in texts]), sample_weight=cases
    )
    return {name: round(float(weight), 4) for name, weight in zip(names, model.coef_ / spread, strict=True)}


def chosen(text: LabelledText, weights: dict[str, float]) -> list[int]:
    """Return the sentences that the program would pick with these weights."""
    return pick(text.sentences, text.title, weights, text.items)


def written_summary(texts: Sequence[LabelledText]) -> dict[str, Any]:
    """Return the weights as they are written to summary.json."""
    return {"weights": fit_summary(texts)}
