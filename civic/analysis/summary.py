"""The summary of a text: two of its own sentences, verbatim; of minutes and digests, three from different items.

A model that learned from readers weighs where a sentence stands, what it shares with the text and its title, and what
it does: state a finding, object, call for something. What can't stand alone is left out, whatever it weighs: a pronoun
without its noun, a notice on the text itself or its series, a tease.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from operator import mul
from typing import Final, TypedDict

from civic.analysis.alone import stands_alone, tells_of_the_hurt
from civic.analysis.data import load
from civic.analysis.lexicon import manners_of
from civic.analysis.reading import Reading, Sentence
from civic.analysis.words import STOP_STEMS, stem, stems, word_set
from civic.story import Span

_SHORT: Final = 6
"""A text of fewer sentences is summarised by one."""
_MOST: Final = 300
"""Sentences that are weighed: what a long text is about is said before."""
_IMPERSONAL: Final = 0.175
"""The share of sentences that speak of I, we or you, outside of quotations, under which a text is told as news is."""
_SAMENESS: Final = 1.0
"""What it costs another sentence to say the same words as the first."""
_ITEMS: Final = 3
"""Sentences that tell a paper of several items, and items from which on it is one."""
_COMMONEST: Final = 12
_LINKS: Final = word_set(
    "however but and so also yet meanwhile moreover furthermore additionally this these that those it he she they such"
    " then"
)
_I_OR_YOU = re.compile(r"\b(?:I|we|my|our|you|We|You|Our)\b")
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]?")
_LATER_CAPITAL = re.compile(r"[A-Z](?<!\w.)\w+")
_MAY_BE_DIGIT = re.compile(r"[0-9\u0080-\U0010ffff]")
_OF_ITEMS = re.compile(
    r"\b(?:minutes|digest|round-?up|newsletter|bulletin|agenda|in brief|this week|weeknotes?|links|headlines)\b",
    re.IGNORECASE,
)


def _stem_set(words: str) -> frozenset[str]:
    return frozenset(map(stem, words.split()))


_DOES: Final = {
    "objection": _stem_set(
        "however but despite although though warn critic criticism criticise criticize concern oppose object fear fail"
        " failure lack without against unfair unlawful illegal wrong problem condemn refuse deny risk threat threaten"
        " undermine misuse harm cannot nothing never unreliable instead rather only not no fewer burden"
    ),
    "call": _stem_set(
        "call urge demand must should need require recommend propose plea ask want ensure mandate moratorium inquiry"
    ),
    "finding": _stem_set(
        "found find finding report reveal show study survey research according percent evidence suggest result conclude"
    ),
    "decision": _stem_set(
        "announce launch decide decision vote approve ban rule order sign agree convene introduce establish award fine"
        " sue invest allow give gave grant publish release begin end cancel will"
    ),
}
"""What a sentence does, by words that say so."""
_DOINGS: Final = {
    word: tuple(name for name, words in _DOES.items() if word in words) for word in frozenset().union(*_DOES.values())
}


class SummaryFile(TypedDict):
    """What stands in summary.json: a weight for each sign of a sentence."""

    weights: dict[str, float]


@cache
def _weights() -> Mapping[str, float]:
    body: SummaryFile = load("summary.json")
    return body["weights"]


def summarise(reading: Reading) -> tuple[Span, ...]:
    """Return the sentences that tell best what happened, in the text's order: two, or one of a text under six
    sentences; of a paper of several items three, each from another.

    Boilerplate is never picked; headings only where there is nothing else. () for a text without any sentence. Of a
    text that is not English the first ones are taken.
    """
    usable = usable_sentences(reading)
    if not reading.english:
        return tuple(sentence.span for sentence in usable[: 1 if len(usable) < _SHORT else 2])
    return tuple(usable[index].span for index in pick(usable, reading.title, _weights(), items_of(reading, usable)))


def items_of(reading: Reading, usable: Sequence[Sentence]) -> list[int]:
    """Return the number of the item that each usable sentence belongs to, where a text calls itself minutes, a digest
    or the like and has headings; else []."""
    if not _OF_ITEMS.search(reading.title):
        return []
    item = 0
    numbers = {}
    for sentence in reading.sentences:
        item += not sentence.prose and not sentence.boilerplate and not sentence.bullet
        numbers[sentence.span.start] = item
    found = [numbers[sentence.span.start] for sentence in usable]
    return found if len(set(found)) >= _ITEMS else []


def usable_sentences(reading: Reading) -> list[Sentence]:
    """Return the sentences that may stand in a summary: prose that states something, or what else has words where there
    is none."""
    prose = [sentence for sentence in reading.sentences if sentence.prose and not sentence.span.text.endswith("?")]
    others = [sentence for sentence in reading.sentences if not sentence.boilerplate and sentence.stems]
    return (prose or others)[:_MOST]


def pick(usable: Sequence[Sentence], title: str, weights: Mapping[str, float], items: Sequence[int] = ()) -> list[int]:
    """Return the indexes of the sentences that sum up a text of these sentences, in their order: `weights` are those of
    `sentence_signs`, `items` what `items_of` says."""
    if not usable:
        return []
    scores = [sum(map(mul, map(weights.__getitem__, signs), signs.values())) for signs in sentence_signs(usable, title)]
    content = [_content(sentence) for sentence in usable]
    chosen: list[int] = []

    def worth(index: int) -> tuple[float, int]:
        sames = max((_overlap(content[index], content[other]) for other in chosen), default=0.0)
        return scores[index] - _SAMENESS * sames, -index

    for _ in range(_ITEMS if items else 1 if len(usable) < _SHORT else 2):
        told = {items[index] for index in chosen} if items else set()
        left = [index for index in range(len(usable)) if index not in chosen and not (items and items[index] in told)]
        ranked = sorted(left, key=worth, reverse=True)
        # a pronoun has its noun where the sentence before it stands there, too
        alone = (index for index in ranked if stands_alone(usable[index], after=index - 1 in chosen))
        chosen.append(next(alone, left[0]))
    if not any(tells_of_the_hurt(usable[index]) for index in chosen):
        chosen = _with_the_hurt(usable, chosen, scores)
    return sorted(chosen)


def _with_the_hurt(usable: Sequence[Sentence], chosen: list[int], scores: Sequence[float]) -> list[int]:
    """Return the chosen sentences with the best one of those that tell that people died or were hurt, in the place of
    the one that was chosen last; as they are where none tells it."""
    told = [index for index, sentence in enumerate(usable) if tells_of_the_hurt(sentence)]
    told = [index for index in told if stands_alone(usable[index], after=index - 1 in chosen[:1])]
    if not told:
        return chosen
    return [*(chosen[:-1] or chosen), max(told, key=lambda index: (scores[index], -index))]


def told_as_news(usable: Sequence[Sentence]) -> bool:
    """Return whether a text tells of others, as news and press releases do, rather than of its author and reader."""
    texts = [sentence.span.text for sentence in usable if _I_OR_YOU.search(sentence.span.text)]
    personal = sum(1 for text in texts if _I_OR_YOU.search(_QUOTED.sub("", text)))
    return bool(usable) and personal < _IMPERSONAL * len(usable)


def sentence_signs(usable: Sequence[Sentence], title: str) -> list[dict[str, float]]:
    """Return what tells how well each sentence sums up its text: where it stands, what it shares with text and title,
    how it is written; of news that it opens the text, the more so where it says "who"."""
    content = [_content(sentence) for sentence in usable]
    spread = Counter(chain.from_iterable(map(sorted, content)))
    shared = {word: math.log(times) for word, times in spread.items() if times > 1}  # the logarithm of 1 adds nothing
    commonest = {word for word, _ in spread.most_common(_COMMONEST)}
    wanted = frozenset(stems(title)) - STOP_STEMS
    news = told_as_news(usable)
    return [
        {
            "opening": float(news and not index),
            "who": (named := _named(sentence)) * (news and not index),
            "place": index / len(usable),
            "names": named,
            "title": len(words & wanted) / (len(wanted) or 1),
            "commonest": len(words & commonest) / 6,
            "central": sum([shared[word] for word in sorted(words & shared.keys())])
            / math.sqrt(len(sentence.stems) + 8),
            **_manner(sentence),
        }
        for index, (sentence, words) in enumerate(zip(usable, content, strict=True))
    ]


def _manner(sentence: Sentence) -> dict[str, float]:
    text, said = sentence.span.text, sentence.stems
    size = len(said)
    does = [name for word in said if word in _DOINGS for name in _DOINGS[word]]
    return {
        "length": math.log1p(size),
        "short": float(size < 10),
        "long": float(size > 45),
        "small": float(text[0].islower()),
        "number": float(any(map(str.isdigit, _MAY_BE_DIGIT.findall(text)))),
        "personal": float(bool(_I_OR_YOU.search(text))),
        "link": float(bool(sentence.words) and sentence.words[0] in _LINKS),
        "worry": manners_of(said).count("worry") / 4,
        **{name: min(does.count(name), 3) / 3 for name in _DOES},
    }


def _named(sentence: Sentence) -> float:
    return min(len(_LATER_CAPITAL.findall(sentence.span.text, 1)), 6) / 6


def _content(sentence: Sentence) -> frozenset[str]:
    return frozenset(sentence.stems) - STOP_STEMS


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (min(len(one), len(other)) or 1)
