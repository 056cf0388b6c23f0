"""Which concerns of the codebook are at stake in a text, and the sentences and words that say so."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import mul
from typing import Final, Self, TypedDict

from msgspec import Struct
from msgspec.structs import replace

from civic.analysis.by_lexicon import LANGUAGES, by_lexicon
from civic.analysis.data import check_ids, load
from civic.analysis.evidence import chosen, tells_nothing
from civic.analysis.linear import linear_model
from civic.analysis.own import by_keywords
from civic.analysis.reading import Reading
from civic.analysis.signs import PLAIN, SENTENCE_FEATURES, SHAPES, SHORT_FEATURES, STORY_FEATURES, Signs
from civic.analysis.words import WORD
from civic.codebook import CONCERN_BY_ID, CONCERNS, DEFAULT, Codebook
from civic.suggestions import MOST, SUGGESTED, Evidence, Suggestion

HELD_BACK: Final = (0.2, 0.09)
"""A score that is held back is at most this constant and slope: under SUGGESTED, and still in the order of scores."""
_SUNK: Final = 0.29
"""What the score of a concern that this user always rejects shrinks by, so that it stays under SUGGESTED."""
SURE: Final = {"story": 0.5, "headline": 0.45, "told": 0.55}
"""The score that the first concern of a text has to reach, by the text's kind: where none does, nothing is at stake,
and what words there are for a concern praise a feature, as in a launch that promises privacy."""
_WHY: Final = 5
_LEARNED_WHY: Final = 2


class WeighingFile(TypedDict):
    """How signs add up, in weighing.json: one weight a feature by its name, one constant a concern by its id."""

    story: dict[str, float]
    story_bias: dict[str, float]
    short: dict[str, float]
    short_bias: dict[str, float]
    told_bias: dict[str, float]
    sentence: dict[str, float]
    sentence_bias: float


class Weighing(Struct, frozen=True):
    """How the signs of a text add up to scores of concerns and of evidence: weights in the order of STORY_FEATURES,
    SHORT_FEATURES and SENTENCE_FEATURES, constants by the ids of concerns; short texts that are told have their own."""

    story: tuple[float, ...]
    story_bias: Mapping[str, float]
    short: tuple[float, ...]
    short_bias: Mapping[str, float]
    told_bias: Mapping[str, float]
    sentence: tuple[float, ...]
    sentence_bias: float

    @classmethod
    def from_json(cls, body: WeighingFile) -> Self:
        """Read the weights as `training` writes them. Raises DataError where a concern or a feature is missing or
        unknown."""
        for biases in (body["story_bias"], body["short_bias"], body["told_bias"]):
            check_ids("weighing.json", biases, CONCERN_BY_ID)
        check_ids("weighing.json", body["story"], STORY_FEATURES)
        check_ids("weighing.json", body["short"], SHORT_FEATURES)
        check_ids("weighing.json", body["sentence"], SENTENCE_FEATURES)
        return cls(
            tuple(body["story"][feature] for feature in STORY_FEATURES),
            body["story_bias"],
            tuple(body["short"][feature] for feature in SHORT_FEATURES),
            body["short_bias"],
            body["told_bias"],
            tuple(body["sentence"][feature] for feature in SENTENCE_FEATURES),
            body["sentence_bias"],
        )

    def score(self, reading: Reading, signs: Signs, concern: str) -> float:
        """Return how much a concern is at stake (0 to 1), by its id; SUGGESTED is the threshold."""
        if reading.short:
            bias = self.told_bias if reading.told else self.short_bias
            score = _sigmoid(bias[concern] + _dot(self.short, signs.short(concern)))
            return score if signs.spoken_for(concern) else held_back(score)
        return _sigmoid(self.story_bias[concern] + _dot(self.story, signs.story(concern)))

    def passages(self, signs: Signs) -> list[list[float]]:
        """Return how well each sentence shows each concern: scores from 0 to 1, `list[column][sentence]`."""
        linear, contrast = (self.sentence[SENTENCE_FEATURES.index(name)] for name in PLAIN)
        weights = self.sentence[-SHAPES:]
        shapes = [self.sentence_bias + _dot(weights, shape) for shape in signs.shapes]
        lines = [
            [shape + (linear * logit + contrast * (logit - level)) for logit in logits]
            for shape, logits, level in zip(shapes, signs.logits, signs.levels, strict=True)
        ]
        for index, column in signs.spoken():  # few: for all others the rest of the features is 0
            lines[index][column] = shapes[index] + _dot(self.sentence, signs.passage(index, column))
        return [list(map(_sigmoid, line)) for line in zip(*lines, strict=True)] or [[] for _ in signs.columns]


@cache
def _weighing() -> Weighing:
    return Weighing.from_json(load("weighing.json"))


def held_back(score: float) -> float:
    """Return what a score comes to where nothing may be suggested: words are missing that speak for it, or nothing is
    sure."""
    constant, slope = HELD_BACK
    return min(score, constant + slope * score)


def _dot(weights: Sequence[float], values: Sequence[float]) -> float:
    total: float = sum(map(mul, weights, values))
    return total


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-logit if -30.0 <= logit <= 30.0 else -30.0 if logit > 0 else 30.0))


def suggest(reading: Reading, codebook: Codebook = DEFAULT) -> tuple[Suggestion, ...]:
    """Return the concerns of a codebook: the built-in ones, the one that is most at stake first and equal ones in the
    codebook's order; behind them the own ones, likewise.

    German, French and Spanish have lexicons of their own. Of a text in any other language only own keywords are known:
    all else scores 0 and is not suggested. The same goes for one without any word.
    """
    ids = {concern.id for concern in codebook.concerns}
    if reading.language in LANGUAGES:
        house = by_lexicon(reading, ids)
    elif not reading.english or not (reading.title.strip() or reading.sentences):
        house = [Suggestion(concern.id, 0.0, False, (), ()) for concern in CONCERNS if concern.id in ids]
    else:
        signs = Signs.of(reading, linear_model())
        passages = _weighing().passages(signs)
        silent = cache(lambda index: tells_nothing(signs.sentences[index]))  # asked by each concern of the same ones
        house = [
            _suggestion(reading, signs, passages[signs.columns[concern.id]], concern.id, silent)
            for concern in CONCERNS
            if concern.id in ids
        ]
        house = _at_most(house, SURE[reading.kind])
    keywords = dict(codebook.keywords)
    house = [_with_keywords(one, reading, keywords.get(one.concern, ())) for one in house]
    own = [
        _with_keywords(Suggestion(concern.id, 0.0, False, (), ()), reading, keywords.get(concern.id, ()))
        for concern in codebook.concerns
        if concern.id not in CONCERN_BY_ID
    ]
    ranked = [*sorted(house, key=lambda one: -one.score), *sorted(own, key=lambda one: -one.score)]
    return tuple(_sunk(one) if one.concern in codebook.sunk else one for one in ranked)


def _at_most(found: Sequence[Suggestion], sure: float) -> list[Suggestion]:
    """Return suggestions of which only the MOST first ones are said, and none where the first is not sure."""
    ranked = sorted((one.score for one in found), reverse=True)
    least = ranked[MOST] if len(ranked) > MOST else -1.0
    silent = not ranked or ranked[0] < sure
    return [
        replace(one, score=round(held_back(one.score), 3), suggested=False) if silent or one.score <= least else one
        for one in found
    ]


def _with_keywords(known: Suggestion, reading: Reading, keywords: Sequence[str]) -> Suggestion:
    """Return a suggestion with what keywords say where they say more."""
    if not keywords:
        return known
    score, why, evidence = by_keywords(reading, keywords)
    if score <= known.score:
        return known
    return Suggestion(known.concern, round(score, 3), score >= SUGGESTED and bool(evidence), why, evidence)


def _sunk(suggestion: Suggestion) -> Suggestion:
    return replace(suggestion, score=round(_SUNK * suggestion.score, 3), suggested=False)


def _suggestion(
    reading: Reading, signs: Signs, passages: Sequence[float], concern: str, silent: Callable[[int], bool]
) -> Suggestion:
    score = _weighing().score(reading, signs, concern)
    best = chosen(silent, passages, _best(signs, passages, title=reading.short))
    evidence = tuple(Evidence(signs.sentences[index].span, round(passages[index], 3)) for index in best)
    return Suggestion(
        concern, round(score, 3), score >= SUGGESTED and bool(evidence), _why(signs, concern, best), evidence
    )


def _best(signs: Signs, passages: Sequence[float], *, title: bool) -> list[int]:
    """Return the indexes of sentences by how well they show a concern, best first. The title, which is the first
    sentence, competes only where `title` says so; else it stands behind the sentences of the text."""
    ranked = sorted(range(len(passages)), key=passages.__getitem__, reverse=True)
    if not title and ranked and signs.sentences[0].span.in_title:
        ranked.remove(0)
        ranked.append(0)
    return ranked


def _why(signs: Signs, concern: str, indexes: Sequence[int]) -> tuple[str, ...]:
    """Return the words that say most for a concern: the lexicon's terms, then words of the evidence that the model
    learned."""
    found: Mapping[str, float] = signs.terms[signs.columns[concern]]
    named = sorted(found, key=lambda term: (-found[term], term))[:_WHY]
    if len(named) == _WHY:
        return tuple(named)
    told = {word for term in named for word in WORD.findall(term)}
    learned: dict[str, float] = {}
    for index in indexes[:1]:
        sentence, column = signs.sentences[index], signs.columns[concern]
        for word, its_stem in zip(sentence.words, sentence.stems, strict=True):
            worth = linear_model().contribution(its_stem, column)
            if worth and word not in told:
                learned[word] = worth
    more = sorted(learned, key=lambda word: (-learned[word], word))[:_LEARNED_WHY]
    return (*named, *more)[:_WHY]
