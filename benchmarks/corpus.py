"""Stories to measure with: English-like words in Zipf's proportions, 3.2 KB each, the same for every run."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Final

from civic.story import Story
from storage.files.tinydb_lines import META, Lines, as_json

TEXT_BYTES: Final = 3000
_VOCABULARY: Final = 40_000
_SYLLABLES: Final = (
    "ba", "co", "di", "fu", "ga", "he", "jo", "ka", "li", "mo", "na", "po", "ra", "se", "ti", "vo", "wa", "zu",
    "chi", "pre", "tion", "ment", "ing", "ter", "al", "er", "con", "in",
)  # fmt: skip
_COMMON: Final = ("the", "of", "and", "to", "in", "a")
_KNOWN: Final = (
    "police", "data", "council", "privacy", "palantir", "election", "benefit", "facial", "recognition", "city",
    "contract", "minister", "court", "hospital", "school", "housing",
)  # fmt: skip
_SOURCES: Final = tuple(f"Source {number}" for number in range(40))


def stories(count: int, seed: int = 1) -> Iterator[Story]:
    """`count` stories, one every seven minutes up to the middle of November 2026."""
    chance = random.Random(seed)
    words = vocabulary(chance)
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    begin = datetime(2026, 11, 15, tzinfo=UTC) - timedelta(minutes=7) * count
    for number in range(count):
        when = begin + timedelta(minutes=7) * number
        text = _text(chance, words, weights)
        source = chance.choice(_SOURCES)
        yield Story(
            id=f"{seed:x}-{number:08x}",
            title=" ".join(chance.choices(words, cum_weights=weights, k=9)).capitalize(),
            url=f"https://{source.replace(' ', '').lower()}.example/{number}",
            source=source,
            published=when,
            fetched=when + timedelta(minutes=3),
            feed=f"https://{source.replace(' ', '').lower()}.example/feed",
            lang="en",
            text=text,
        )


def write(path: Path, count: int) -> None:
    """Write a story file of `count` stories."""
    with path.open("wb") as file:
        lines = Lines(file)
        lines.table(META)
        lines.document("1", as_json({"schema": 1}))
        lines.table("stories")
        for number, story in enumerate(stories(count), 1):
            lines.document(str(number), as_json(story.to_document()))
        lines.end()


def vocabulary(chance: random.Random) -> list[str]:
    """Return 40,000 words, the commonest first."""
    words = dict.fromkeys(_COMMON)
    while len(words) < _VOCABULARY:
        words["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4)))] = None
        if len(words) % 150 == 0 and len(words) // 150 <= len(_KNOWN):
            words[_KNOWN[len(words) // 150 - 1]] = None  # neither in every story nor in none
    return list(words)


def _text(chance: random.Random, words: list[str], weights: list[float]) -> str:
    sentences, size = [], 0
    while size < TEXT_BYTES:
        sentence = " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(8, 28))).capitalize() + "."
        sentences.append(sentence)
        size += len(sentence) + 1
    return " ".join(sentences)
