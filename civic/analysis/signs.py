"""What in a text speaks for which concern: the numbers that scores of texts and of their sentences are made from."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, Self

from msgspec import Struct

from civic.analysis.lexicon import NAMED, lexicon_weights, manners_of, term_hits
from civic.analysis.linear import LinearModel
from civic.analysis.reading import Reading, Sentence
from civic.analysis.words import STOP_STEMS, WORD, stem

STORY_FEATURES: Final = (
    "lexicon", "densest", "title", "whole", "strongest", "worry", "harm", "praise",
)  # fmt: skip
SHORT_FEATURES: Final = (
    "lexicon", "whole", "strongest", "worry", "content", "behind", "first", "told", "told lag", "told behind",
    "told praise", "told calm",
)  # fmt: skip
SENTENCE_FEATURES: Final = (
    "lexicon", "share", "named", "linear", "contrast", "root", "next", "both", "length", "worry", "prose", "remedy",
    "praise", "commas", "capitals", "aside",
)  # fmt: skip
PLAIN: Final = ("linear", "contrast")
"""Those of them that tell concerns apart where the lexicon is silent."""
SHAPES: Final = 8
"""So many of them, the last ones, are the same for all concerns."""
_FAINT: Final = 0.3
"""What a lexicon term of weight 1 counts for a whole story, where such words stand in every text."""
_LEAN: Final = 0.2
"""What it counts in sentences and stories that a concern leads, beside what is said of it by itself."""
_TITLE: Final = 1.5
"""What a term in the title counts for the story, beside one in a sentence."""
_MUCH: Final = 10.0
"""What the lexicon says above this says nothing new of a short text."""
_SCALE: Final = 4.0
"""How early the logarithm of what the lexicon says of a story bends."""
_FEW_WORDS: Final = 6
"""Of fewer words of content than this the model makes too much of each: only the lexicon speaks."""
_SPOKEN_TERM: Final = 1.9
_CLAUSES: Final = 6
"""More commas than this are those of a list, and say nothing new of a sentence."""
_ASIDES: Final = 3
"""More ways than this to do something else than tell what is so say nothing new of a sentence."""
_CLOSING: Final = '"”’)]'
_HEADING: Final = 0.6
"""The share of words with a capital above which capitals mean nothing."""


class Signs(Struct, frozen=True):
    """The signs of a text. Lists run over the sentences that are not boilerplate, then over the columns of the model:
    `columns` has that of each concern by its id. `hits` are the weights of lexicon terms, `plain` of those outside of
    names, `densest` and `most` the most of either in one sentence, `logits` what the linear model says of a sentence,
    `levels` how high that is all in all (the log of its sum). `terms` are the lexicon's terms of each concern as the
    text writes them, with their weights; `title` are hits of the title; `whole` is what the model says of each concern
    by all words, and `lead` the log of how likely it is to lead; `content` counts the different words that are not
    common ones; `shapes` are the last of SENTENCE_FEATURES, which are the same for all concerns; `harm` and `praise`
    are the shares of words that tell of either; `told` says that the text is told in sentences, no headline with some
    context. A title is the first sentence."""

    sentences: tuple[Sentence, ...]
    hits: list[list[float]]
    plain: list[list[float]]
    logits: list[list[float]]
    title: list[float]
    whole: list[float]
    lead: list[float]
    total: list[float]
    terms: list[dict[str, float]]
    levels: list[float]
    worries: list[int]
    harm: float
    praise: float
    densest: list[float]
    most: list[float]
    content: int
    told: bool
    shapes: list[tuple[float, ...]]
    columns: Mapping[str, int]

    @classmethod
    def of(cls, reading: Reading, model: LinearModel) -> Self:
        """Read the signs of a text."""
        columns, width = model.columns, len(model.concerns)
        heading = (reading.heading,) if reading.heading else ()
        sentences = (*heading, *(sentence for sentence in reading.sentences if not sentence.boilerplate))
        seen: Counter[tuple[str, str]] = Counter()
        terms: list[dict[str, float]] = [{} for _ in range(width)]
        total = [0.0] * width

        def count(sentence: Sentence, factor: float) -> None:
            line, outside = [0.0] * width, [0.0] * width
            words, stems = sentence.words, sentence.stems
            found = term_hits(stems)
            named = _in_names(sentence) if found else []
            for concern, weight, start, end in found:
                column = columns[concern]
                line[column] += weight
                if not all(named[start:end]):
                    outside[column] += weight
                key = (concern, " ".join(stems[start:end]))
                seen[key] += 1
                worth = factor * (weight if weight > 1 else _FAINT) / seen[key]
                total[column] += worth
                term = " ".join(words[start:end])
                terms[column][term] = terms[column].get(term, 0.0) + worth
            hits.append(line)
            plain.append(outside)

        hits: list[list[float]] = []
        plain: list[list[float]] = []
        for sentence in sentences:
            count(sentence, _TITLE if sentence.span.in_title else 1.0)
        said = lexicon_weights([stem(word) for word in WORD.findall(reading.title.casefold())])
        title = [said.get(concern, 0.0) for concern in model.concerns]
        logits = [_leaning(*model.logits(sentence.stems, hit)) for sentence, hit in zip(sentences, hits, strict=True)]
        levels = [math.log(sum(map(math.exp, line))) for line in logits]
        everything = [stem for sentence in sentences for stem in sentence.stems]
        share = math.sqrt(max(1.0, len(sentences) / 3))
        whole, lead = model.logits(everything, [sum(each) / share for each in zip(*hits, strict=True)])
        densest = [max(each) for each in zip(*hits, strict=True)] or [0.0] * width
        most = [max(each) for each in zip(*plain, strict=True)] or [0.0] * width
        manners = [manners_of(sentence.stems) for sentence in sentences]
        worries = [told.count("worry") for told in manners]
        harm, praise = (_mean_share(sentences, manners, name) for name in ("harm", "praise"))
        shapes = list(map(_shape, sentences, manners))
        content = sum(1 for word in set(everything) - STOP_STEMS if not word.isdigit())
        return cls(
            sentences, hits, plain, logits, title, whole, lead, total, terms, levels, worries, harm, praise, densest,
            most, content, reading.told, shapes, columns,
        )  # fmt: skip

    def spoken_for(self, concern: str) -> bool:
        """Tell whether there are words enough to judge a concern by its id, or one of the lexicon's that names it."""
        return self.content >= _FEW_WORDS or self.total[self.columns[concern]] >= _SPOKEN_TERM

    def short(self, concern: str) -> list[float]:
        """Return the features of a short text for a concern, by its id: SHORT_FEATURES.

        "behind" and "first" are how far the concern is behind the one that most is said for, and how much that is, so
        that several may stand side by side. Of a text that is told in sentences fewer are said than of a headline with
        its context, the more so the further a concern is from the one that leads, and where something is praised or
        no word is worried ("calm").
        """
        column, first = self.columns[concern], max(self.whole)
        strongest = max((logit[column] for logit in self.logits), default=self.whole[column])
        calm = float(not any(self.worries))
        lag = self.lead[column] - max(self.lead)
        behind = self.whole[column] - first
        return [
            min(self.total[column], _MUCH) / 8,
            self.whole[column],
            strongest,
            sum(self.worries) / (len(self.sentences) or 1),
            math.log1p(self.content),
            behind,
            first,
            *(float(self.told) * sign for sign in (1.0, lag, behind, self.praise, calm)),
        ]

    def story(self, concern: str) -> list[float]:
        """Return the features of the whole text for a concern, by its id: STORY_FEATURES. The lexicon counts by its
        logarithm, since more of its words say ever less, and by the root of the length, since a long text has more of
        them by chance."""
        size, column = len(self.sentences) or 1, self.columns[concern]
        whole = _leaning(self.whole, self.lead)[column]
        return [
            math.log1p(_SCALE * self.total[column] / math.sqrt(size)),
            math.log1p(min(self.densest[column], 10.0) / 8),
            min(self.title[column], NAMED) / NAMED,
            whole,
            max((logit[column] for logit in self.logits), default=whole),
            sum(self.worries) / size,
            self.harm,
            self.praise,
        ]

    def evidence(self, concern: str) -> list[tuple[float, ...]]:
        """Return the features of each sentence as evidence for a concern, by its id: SENTENCE_FEATURES.

        What shows a concern is a passage on it ("next": the following sentence speaks of it too) that tells what is
        done in clauses ("commas"), not what is called for ("remedy") or promised ("praise"), nor a row of names
        ("capitals"), nor a question, a supposition or what was on an agenda ("aside"). The lexicon counts by its root
        besides, since more of its words say ever less; what the model says counts for less where the lexicon speaks
        already ("both").
        """
        column = self.columns[concern]
        return [(*self.passage(index, column), *shape) for index, shape in enumerate(self.shapes)]

    def passage(self, index: int, column: int) -> tuple[float, ...]:
        """Return those of the features of `evidence` that differ from concern to concern, for one sentence and the
        column of a concern. Only PLAIN of them are not 0 where the sentence is not among those of `spoken`."""
        plain, logit = self.plain[index][column], self.logits[index][column]
        following = self.plain[index + 1][column] if index + 1 < len(self.plain) else 0.0
        share = plain / max(1.0, self.most[column])
        return (
            min(plain, 12.0) / 8,
            share,
            min(self.hits[index][column] - plain, 12.0) / 8,
            logit,
            logit - self.levels[index],
            math.sqrt(plain),
            math.sqrt(following),
            share * logit,
        )

    def spoken(self) -> list[tuple[int, int]]:
        """Return the sentences, by their indexes, in which the lexicon speaks for a concern, by its column, or in the
        sentence behind which it does."""
        return [
            (place, column)
            for index, line in enumerate(self.hits)
            if any(line)
            for column, hit in enumerate(line)
            if hit
            for place in range(max(0, index - 1), index + 1)
        ]


def _shape(sentence: Sentence, manners: Sequence[str]) -> tuple[float, ...]:
    words = sentence.span.text.split()[1:]
    return (
        math.log1p(len(sentence.stems)),
        math.log1p(manners.count("worry")),
        float(sentence.prose),
        math.log1p(manners.count("remedy")),
        math.log1p(manners.count("praise")),
        math.log1p(min(_CLAUSES, sum(map(sentence.span.text.count, ",;")))),
        sum([word[0].isupper() for word in words]) / (len(sentence.stems) or 1),
        math.log1p(min(_ASIDES, _asides(sentence, manners.count("aside")))),
    )


def _asides(sentence: Sentence, words: int) -> int:
    """Return in how many ways a sentence does something else than tell what is so; `words` of it say so."""
    text = sentence.span.text
    different = words if words < 2 else len({word for word in sentence.stems if "aside" in manners_of((word,))})
    return different + text.rstrip(_CLOSING).endswith("?") + (":" in text)


def _mean_share(sentences: Sequence[Sentence], manners: Sequence[Sequence[str]], name: str) -> float:
    """Return how much of its words a sentence has in a manner, the average over sentences; the root of the length
    keeps short ones from counting too much."""
    shares = [told.count(name) / math.sqrt(len(one.stems) or 1) for one, told in zip(sentences, manners, strict=True)]
    return sum(shares) / (len(shares) or 1)


def _leaning(logits: Sequence[float], leads: Sequence[float]) -> list[float]:
    """Return what is said of each concern by itself, with what it counts that it leads."""
    return [logit + _LEAN * lead for logit, lead in zip(logits, leads, strict=True)]


def _in_names(sentence: Sentence) -> list[bool]:
    """Return for each word of a sentence whether it is one of several neighbours with a capital; in a heading none
    is."""
    capital = [word[0].isupper() for word in WORD.findall(sentence.span.text)]
    if len(capital) != len(sentence.words) or sum(capital) > _HEADING * len(capital):
        return [False] * len(sentence.words)
    return [
        here and (before or after)
        for before, here, after in zip([False, *capital], capital, [*capital[1:], False], strict=False)
    ]
