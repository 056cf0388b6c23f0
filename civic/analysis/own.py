"""Concerns by keywords of the user's own: found to the letter, whatever the language."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from civic.analysis.reading import Reading
from civic.analysis.words import WORD, stem
from civic.suggestions import Evidence

_KEYWORD = re.compile(WORD.pattern + r"\*?")
_EVIDENCE: Final = 3
_WHY: Final = 5
_HALF: Final = 0.5
"""What one passage with a keyword leaves open: one is enough to reach the threshold, each more halves the doubt."""


def keyword_score(hits: int) -> float:
    """Return the score (0 to 1) of a concern of which so many sentences, or the title, name a keyword."""
    return 1 - _HALF**hits


def by_keywords(reading: Reading, keywords: Sequence[str]) -> tuple[float, tuple[str, ...], tuple[Evidence, ...]]:
    """Return what a text says by keywords: the score, the words as it writes them, the sentences that name most of them
    first.

    A keyword of several words is found where these follow each other; endings don't count, as everywhere here. They are
    English ones: for other languages a word with a `*` at its end is found wherever one begins so ("überwach*").
    """
    wanted = [words for keyword in keywords if (words := _pattern(keyword))]
    named: dict[str, None] = {}
    title = WORD.findall(reading.title.casefold())
    titled = list(_found(title, [stem(word) for word in title], wanted))
    scored = []
    for index, sentence in enumerate(reading.sentences):
        if not sentence.boilerplate and (terms := list(_found(sentence.words, sentence.stems, wanted))):
            scored.append((-len(terms), index))
            named |= dict.fromkeys(terms)
    named |= dict.fromkeys(titled)
    evidence = tuple(
        Evidence(reading.sentences[index].span, round(keyword_score(-count), 3))
        for count, index in sorted(scored)[:_EVIDENCE]
    )
    if titled and not evidence and reading.heading:
        evidence = (Evidence(reading.heading.span, round(keyword_score(len(titled)), 3)),)
    return keyword_score(len(scored) + bool(titled)), tuple(named)[:_WHY], evidence


def _pattern(keyword: str) -> tuple[str, ...]:
    """Return the stems of a keyword; of a word with a `*` at its end the word as it is written."""
    return tuple(
        found.group() if found.group().endswith("*") else stem(found.group())
        for found in _KEYWORD.finditer(keyword.casefold())
    )


def _found(words: Sequence[str], stemmed: Sequence[str], wanted: Sequence[tuple[str, ...]]) -> Iterator[str]:
    for start in range(len(stemmed)):
        for term in wanted:
            stop = start + len(term)
            if stop <= len(stemmed) and all(
                word.startswith(part[:-1]) if part.endswith("*") else part == stemmed_word
                for part, stemmed_word, word in zip(term, stemmed[start:stop], words[start:stop], strict=True)
            ):
                yield " ".join(words[start:stop])
