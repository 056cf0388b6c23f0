"""The summary of a text: two of its own sentences, verbatim, chosen by where they stand and what they share."""

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
_SAMENESS: Final = 0.5
"""What it costs the second sentence to say the same words as the first."""
_COMMONEST: Final = 12
_LINKS: Final = word_set(
    "however but and so also yet meanwhile moreover furthermore additionally this these that those it he she they such"
    " then"
)
_SPEECH: Final = word_set("said says told")
_REPORTED: Final = word_set("said says told according reported")
_NEWS: Final = word_set("new today announced launch launched report plan plans will first")
_I_OR_YOU = re.compile(r"\b(?:I|we|my|our|you|We|You|Our)\b")
_STARTS_WITH_I = re.compile(r"(?:I|We|My|Our|You|If)\b")
_LATER_CAPITAL = re.compile(r"\b[A-Z]\w+")


class SummaryFile(TypedDict):
    """What stands in summary.json: a weight for each sign of a sentence."""

    weights: dict[str, float]


@cache
def _weights() -> Mapping[str, float]:
    body: SummaryFile = load("summary.json")
    return body["weights"]


def summarise(reading: Reading) -> tuple[Span, ...]:
    """The sentences that tell best what happened, in the text's order: two, or one of a text under six sentences.

    Boilerplate is never picked; headings only where there is nothing else. () for a text without any sentence. Of a
    text that is not English the first ones are taken.
    """
    usable = usable_sentences(reading)
    if not reading.english:
        return tuple(sentence.span for sentence in usable[: 1 if len(usable) < _SHORT else 2])
    weights = _weights()
    scores = [
        sum(weights[name] * value for name, value in signs.items()) for signs in sentence_signs(usable, reading.title)
    ]
    return tuple(usable[index].span for index in pick(usable, scores))


def usable_sentences(reading: Reading) -> list[Sentence]:
    """The sentences that may stand in a summary: prose, or what else has words where there is none."""
    prose = [sentence for sentence in reading.sentences if sentence.prose]
    others = [sentence for sentence in reading.sentences if not sentence.boilerplate and sentence.stems]
    return (prose or others)[:_MOST]


def pick(usable: Sequence[Sentence], scores: Sequence[float]) -> list[int]:
    """The indexes of the best sentence and, of a longer text, of the best one that adds something, in their order."""
    if not usable:
        return []
    first = max(range(len(usable)), key=lambda index: (scores[index], -index))
    if len(usable) < _SHORT:
        return [first]
    rest = [index for index in range(len(usable)) if index != first]
    second = max(rest, key=lambda index: (scores[index] - _SAMENESS * _overlap(usable[index], usable[first]), -index))
    return sorted([first, second])


def sentence_signs(usable: Sequence[Sentence], title: str) -> list[dict[str, float]]:
    """What tells how well each sentence sums up its text: where it stands, what it shares with text and title, how it
    is written; a personal text (I, we, you) and a report of what others said begin differently."""
    content = [frozenset(sentence.stems) - STOP_STEMS for sentence in usable]
    spread = Counter(word for words in content for word in sorted(words))
    commonest = {word for word, _ in spread.most_common(_COMMONEST)}
    wanted = frozenset(stems(title)) - STOP_STEMS
    size = len(usable) or 1
    personal = min(1.0, 2 * sum(1 for sentence in usable if _I_OR_YOU.search(sentence.span.text)) / size)
    reported = min(1.0, 3 * sum(1 for sentence in usable if _REPORTED.intersection(sentence.words)) / size)
    found = []
    for index, (sentence, words) in enumerate(zip(usable, content, strict=True)):
        titled = len(words & wanted) / (len(wanted) or 1)
        early = 1 / (1 + index)
        found.append(
            {
                "early": early,
                "first": float(index == 0),
                "one of three": float(index < 3),
                "place": index / size,
                "early in a personal text": personal * early,
                "early in a report": reported * early,
                "lead of an impersonal text": (1 - personal) * (index < 2),
                "lead of a report": reported * (index < 2),
                "title": titled,
                "title early": titled * (index < 3),
                "central": sum(math.log1p(spread[word] - 1) for word in sorted(words)) / math.sqrt(len(words) + 3),
                "commonest": len(words & commonest) / 6,
                **_manner(sentence),
            }
        )
    return found


def _manner(sentence: Sentence) -> dict[str, float]:
    text = sentence.span.text
    size = len(sentence.stems)
    return {
        "length": math.log1p(size),
        "short": float(size < 10),
        "long": float(size > 45),
        "bullet": float(sentence.bullet),
        "quotation": float(text[0] in "\"“'‘"),
        "question": float(text.endswith("?")),
        "number": float(any(letter.isdigit() for letter in text)),
        "names": min(len(_LATER_CAPITAL.findall(text, 1)), 6) / 6,
        "starts personally": float(bool(_STARTS_WITH_I.match(text))),
        "personal": float(bool(_I_OR_YOU.search(text))),
        "link": float(bool(sentence.words) and sentence.words[0] in _LINKS),
        "worry": sum(1 for stem in sentence.stems if stem in worry()) / 4,
        "speech": float(bool(_SPEECH.intersection(sentence.words))),
        "concerns": min(sum(lexicon_weights(sentence.stems)), 20.0) / 20,
        "news": float(bool(_NEWS.intersection(sentence.words))),
    }


def _overlap(one: Sentence, other: Sentence) -> float:
    a, b = frozenset(one.stems) - STOP_STEMS, frozenset(other.stems) - STOP_STEMS
    return len(a & b) / (min(len(a), len(b)) or 1)
