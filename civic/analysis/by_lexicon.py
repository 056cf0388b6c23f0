"""Concerns of a text in another language than English: by the lexicon of that language.

No labelled data stand behind it, as they do for English: a sentence counts by the terms that it has, once for each
concern, and more where it says that something is wrong. The title is a sentence of its own, as in English.
"""

from collections.abc import Iterable
from functools import cache
from typing import Final

from msgspec import Struct, field

from civic.analysis.data import check_ids
from civic.analysis.reading import Reading, Sentence
from civic.codebook import CONCERN_BY_ID, CONCERNS
from civic.languages.language import FILES, content
from civic.languages.terms import Terms, terms_of
from civic.languages.words import words_of
from civic.suggestions import SUGGESTED_BY_WORDS, Evidence, Suggestion

LANGUAGES: Final = frozenset(FILES) - {"en"}
"""The languages whose concerns are told by a lexicon."""

_SENTENCE: Final = 6.0
"""The most that one sentence says for a concern."""
_STRONG: Final = 3.0
"""The weight that some sentence or the title has to reach, that words which only touch a concern never add up to it."""
_CALM: Final = 0.6
"""What a sentence counts that says of nothing that it is wrong."""
_NEEDED: Final = 2.8
"""The weight that a text needs for a concern however short it is."""
_PER_WORD: Final = 0.008
"""What it needs besides for each of its words: a long text touches many concerns."""
_BESIDE: Final = 0.35
"""The share of the leading concern's weight that another needs to stand beside it."""
_TITLE: Final = 1.5
_SILENT_TERMS: Final = 3
"""How many terms as strong as _STRONG a short text needs for a concern where it says of nothing that it is wrong: one
alone names what the text is about, as a report on electricity or a job fair does."""
_EVIDENCE: Final = 3
_WHY: Final = 5


class _Found(Struct):
    """What a text says of one concern: the weight, that of its strongest sentence, the sentences in their order with
    their weights, the words, and whether one of the sentences says that something is wrong."""

    total: float = 0.0
    most: float = 0.0
    sentences: list[tuple[float, Sentence]] = field(default_factory=list)
    words: dict[str, float] = field(default_factory=dict)
    worried: bool = False

    @property
    def alleged(self) -> bool:
        """Return whether more is said than that the text is about it."""
        return self.worried or sum(weight >= _STRONG for weight in self.words.values()) >= _SILENT_TERMS


@cache
def _lexicon(code: str) -> tuple[Terms[tuple[str, float]], Terms[None]]:
    body = content(code)
    check_ids(FILES[code], body["concerns"], CONCERN_BY_ID)
    listed = {
        (concern, float(weight)): terms
        for concern, by_weight in body["concerns"].items()
        for weight, terms in by_weight.items()
    }
    return terms_of(listed), terms_of({None: body["worry"]})


def by_lexicon(reading: Reading, ids: Iterable[str]) -> list[Suggestion]:
    """Return the built-in concerns with these ids as the lexicon of the text's language tells them, in the codebook's
    order."""
    found = _found(reading)
    most = max((one.total for one in found.values()), default=0.0)
    needed = _NEEDED + _PER_WORD * reading.size
    wanted = set(ids)
    return [
        _suggestion(reading, concern.id, found.get(concern.id, _Found()), needed, most)
        for concern in CONCERNS
        if concern.id in wanted
    ]


def _found(reading: Reading) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    heading = (reading.heading,) if reading.heading else ()
    for sentence in (*heading, *reading.sentences):
        if not sentence.boilerplate:
            _add(found, reading.language, sentence)
    return found


def _add(found: dict[str, _Found], language: str, sentence: Sentence) -> None:
    """Add what one sentence says."""
    lexicon, worry = _lexicon(language)
    words = words_of(sentence.span.text)
    said: dict[str, float] = {}
    covered: dict[str, int] = {}
    for start in range(len(words)):
        for size, (concern, weight) in sorted(lexicon.at(words, start), key=lambda hit: (-hit[1][1], -hit[0])):
            if covered.get(concern, 0) <= start:
                covered[concern] = start + size
                said[concern] = said.get(concern, 0.0) + weight
                term = " ".join(words[start : start + size])
                terms = found.setdefault(concern, _Found()).words
                terms[term] = max(terms.get(term, 0.0), weight)
    if not said:
        return
    worried = any(worry.at(words, start) for start in range(len(words)))
    for concern, weight in said.items():
        worth = min(weight, _SENTENCE) * (_TITLE if sentence.span.in_title else 1.0 if worried else _CALM)
        one = found[concern]
        one.total += worth
        one.most = max(one.most, weight)
        one.worried = one.worried or worried
        one.sentences.append((worth, sentence))


def _suggestion(reading: Reading, concern: str, found: _Found, needed: float, most: float) -> Suggestion:
    score = found.total / (found.total + needed)
    touched = reading.short and not found.alleged
    if touched or found.most < _STRONG or found.total < _BESIDE * most:
        score = min(score, SUGGESTED_BY_WORDS - 0.01)
    best = sorted(found.sentences, key=lambda pair: (pair[1].span.in_title, -pair[0]))[:_EVIDENCE]
    evidence = tuple(Evidence(sentence.span, round(weight / (weight + _NEEDED), 3)) for weight, sentence in best)
    why = sorted(found.words, key=lambda term: (-found.words[term], term))[:_WHY]
    return Suggestion(concern, round(score, 3), score >= SUGGESTED_BY_WORDS and bool(evidence), tuple(why), evidence)
