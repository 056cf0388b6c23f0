"""What this package knows of a language, read from its file at first use."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Self

from msgspec import Struct

FILES: Final = {"en": "english.json", "de": "german.json", "fr": "french.json", "es": "spanish.json"}
"""The file of each language, by its code (ISO 639-1)."""
NAMES: Final = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}
SUGGESTED_FOR: Final = "suggestions are made for English, German, French and Spanish"
"""What a user is told of a text in any other language."""


class Writing(Struct, frozen=True):
    """How a language ends its sentences; all words in lower case, abbreviations without their last full stop.

    `never_last` are abbreviations that no sentence ends with; of `often_last` and of single letters `starters` decide:
    the words that a sentence begins with. A number with a full stop is an ordinal behind a word of `before` ("am 3.
    Oktober") or before one of `after`.
    """

    never_last: frozenset[str]
    often_last: frozenset[str]
    starters: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Self:
        """Read it from the content of a language's file."""
        listed = (
            body["abbreviations"]["never_last"],
            body["abbreviations"]["often_last"],
            body["starters"],
            body["ordinals"]["before"],
            body["ordinals"]["after"],
        )
        return cls(*(frozenset(words) for words in listed))


@cache
def content(code: str) -> Mapping[str, Any]:
    """Return the content of a language's file, by its code. Its shape is told in docs/languages.md; nobody changes what
    is returned."""
    from importlib.resources import files  # many commands only name a language

    body: Mapping[str, Any] = json.loads(files(__package__).joinpath(FILES[code]).read_text(encoding="utf-8"))
    return body


@cache
def writing(code: str) -> Writing:
    """Return how a language ends its sentences; for the code "", a language without a file, what holds in any."""
    if code:
        return Writing.of(content(code))
    every = [writing(one) for one in FILES]
    return Writing(
        frozenset().union(*(one.never_last for one in every)),
        frozenset().union(*(one.often_last for one in every)),
        frozenset().union(*(one.starters for one in every)),
        frozenset(),
        frozenset().union(*(one.after for one in every)),
    )
