"""The summary of a text: two of its own sentences, verbatim.

News puts what happened first: its opening is taken, and of what follows it the sentence that adds most. Any other text
comes to its point where it likes: there a model that learned from readers weighs where a sentence stands, what it
shares with the text and its title, and how it is written.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, TypedDict

from civic.analysis.data import load
from civic.analysis.lexicon import lexicon_weights, worry
from civic.analysis.reading import Reading, Sentence
from civic.analysis.words import STOP_STEMS, stems, word_set
from civic.story import Span

_SHORT: Final = 6
"""A text of fewer sentences is summarised by one."""
_MOST: Final = 300
"""Sentences that are weighed: what a long text is about is said before."""
_IMPERSONAL: Final = 0.175
"""The share of sentences that speak of I, we or you, outside of quotations, under which a text is told as news is."""
_OPENING: Final = 3
"""The sentences of news that its summary is taken from."""
_IN_TITLE: Final = 3
"""How often a word of the title counts as said in the text besides."""
_SAMENESS: Final = 1.5
"""What it costs the second sentence to say the same words as the first."""
_COMMONEST: Final = 12
_LINKS: Final = word_set(
    "however but and so also yet meanwhile moreover furthermore additionally this these that those it he she they such"
    " then"
)
_I_OR_YOU = re.compile(r"\b(?:I|we|my|our|you|We|You|Our)\b")
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]?")
_LATER_CAPITAL = re.compile(r"\b[A-Z]\w+")


class SummaryFile(TypedDict):
    """What stands in summary.json: a weight for each sign of a sentence."""

    weights: dict[str, float]


@cache
def _weights() -> Mapping[str, float]:
    body: SummaryFile = load("summary.json")
    return body["weights"]


def summarise(reading: Reading) -> tuple[Span, ...]:
    """Return the sentences that tell best what happened, in the text's order: two, or one of a text under six
    sentences.

    Boilerplate is never picked; headings only where there is nothing else. () for a text without any sentence. Of a
    text that is not English the first ones are taken.
    """
    usable = usable_sentences(reading)
    if not reading.english:
        return tuple(sentence.span for sentence in usable[: 1 if len(usable) < _SHORT else 2])
    return tuple(usable[index].span for index in pick(usable, reading.title, _weights()))


def usable_sentences(reading: Reading) -> list[Sentence]:
    """Return the sentences that may stand in a summary: prose that states something, or what else has words where there
    is none."""
    prose = [sentence for sentence in reading.sentences if sentence.prose and not sentence.span.text.endswith("?")]
    others = [sentence for sentence in reading.sentences if not sentence.boilerplate and sentence.stems]
    return (prose or others)[:_MOST]


def pick(usable: Sequence[Sentence], title: str, weights: Mapping[str, float]) -> list[int]:
    """Return the indexes of the sentences that sum up a text of these sentences, in their order: `weights` are those of
    `sentence_signs`."""
    if told_as_news(usable):
        return [0] if len(usable) < _SHORT else [0, _what_adds_most(usable, title)]
    scores = [sum(weights[name] * value for name, value in signs.items()) for signs in sentence_signs(usable, title)]
    return _best(usable, scores)


def told_as_news(usable: Sequence[Sentence]) -> bool:
    """Return whether a text tells of others, as news and press releases do, rather than of its author and reader."""
    personal = sum(1 for sentence in usable if _I_OR_YOU.search(_QUOTED.sub("", sentence.span.text)))
    return bool(usable) and personal < _IMPERSONAL * len(usable)


def _what_adds_most(usable: Sequence[Sentence], title: str) -> int:
    """Return the sentence after the opening one that says most of what the text speaks of and the opening doesn't."""
    said = Counter(stem for sentence in usable for stem in sentence.stems)
    said.update(dict.fromkeys(set(stems(title)), _IN_TITLE))
    first = _content(usable[0])

    def added(index: int) -> float:
        new = sum(math.log(said[stem]) for stem in sorted(_content(usable[index]) - first))
        return new / math.sqrt(len(usable[index].stems) + 8)

    return max(range(1, _OPENING), key=lambda index: (added(index), -index))


def _best(usable: Sequence[Sentence], scores: Sequence[float]) -> list[int]:
    """Return the best sentence and, of a longer text, the best one that adds something."""
    if not usable:
        return []
    first = max(range(len(usable)), key=lambda index: (scores[index], -index))
    if len(usable) < _SHORT:
        return [first]
    rest = [index for index in range(len(usable)) if index != first]
    second = max(rest, key=lambda index: (scores[index] - _SAMENESS * _overlap(usable[index], usable[first]), -index))
    return sorted([first, second])


def sentence_signs(usable: Sequence[Sentence], title: str) -> list[dict[str, float]]:
    """Return what tells how well each sentence sums up its text: where it stands, what it shares with text and title,
    how it is written."""
    content = [_content(sentence) for sentence in usable]
    spread = Counter(word for words in content for word in sorted(words))
    commonest = {word for word, _ in spread.most_common(_COMMONEST)}
    wanted = frozenset(stems(title)) - STOP_STEMS
    return [
        {
            "early": 1 / (1 + index),
            "place": index / len(usable),
            "title": len(words & wanted) / (len(wanted) or 1),
            "commonest": len(words & commonest) / 6,
            **_manner(sentence),
        }
        for index, (sentence, words) in enumerate(zip(usable, content, strict=True))
    ]


def _manner(sentence: Sentence) -> dict[str, float]:
    text = sentence.span.text
    size = len(sentence.stems)
    return {
        "length": math.log1p(size),
        "short": float(size < 10),
        "long": float(size > 45),
        "quotation": float(text[0] in "\"“'‘"),
        "number": float(any(letter.isdigit() for letter in text)),
        "names": min(len(_LATER_CAPITAL.findall(text, 1)), 6) / 6,
        "personal": float(bool(_I_OR_YOU.search(text))),
        "link": float(bool(sentence.words) and sentence.words[0] in _LINKS),
        "worry": sum(1 for stem in sentence.stems if stem in worry()) / 4,
        "concerns": min(sum(lexicon_weights(sentence.stems).values()), 20.0) / 20,
    }


def _content(sentence: Sentence) -> frozenset[str]:
    return frozenset(sentence.stems) - STOP_STEMS


def _overlap(one: Sentence, other: Sentence) -> float:
    a, b = _content(one), _content(other)
    return len(a & b) / (min(len(a), len(b)) or 1)
