"""What the analysis knows beforehand: bodies and firms of civic tech, and the words that names are told by."""

from collections.abc import Mapping
from functools import cache
from typing import Final, TypedDict

from msgspec import Struct

from civic.analysis.data import load

_KNOWN: Final = ("most-named", "uk", "us", "eu", "ca", "au", "others")
"""The files of known stakeholders, by country. Where two name the same, the earlier holds."""


class _KnownFile(TypedDict):
    """What stands in a file of `known/`: whom it is about, public lists to check it against, and names by kind."""

    about: str
    sources: list[str]
    stakeholders: dict[str, list[list[str]]]


class _File(TypedDict):
    kinds: dict[str, str]
    words: dict[str, list[str]]
    org_words: dict[str, list[str]]
    heads: dict[str, list[str]]
    same: list[list[str]]


class Known(Struct, frozen=True):
    """A stakeholder of the gazetteer: its full name first, its type, and what kind it is ("regulator", "police", …)."""

    names: tuple[str, ...]
    type: str
    kind: str


class Gazetteer(Struct, frozen=True):
    """The gazetteer, laid out for looking up.

    `known` has the words of each name; `firsts` the first words of names with the count of words of the longest;
    `words` the word lists; `org_words` what a name's word says of its type; `heads` the nouns of groups in lower
    case with type and usual role; `same` the nouns
    that one text uses for the same people by turns.
    """

    known: Mapping[tuple[str, ...], Known]
    firsts: Mapping[str, int]
    words: Mapping[str, frozenset[str]]
    org_words: Mapping[str, str]
    heads: Mapping[tuple[str, ...], tuple[str, str]]
    head_firsts: frozenset[str]
    same: tuple[tuple[str, ...], ...]

    def is_place(self, name: str) -> bool:
        """Return whether the name is one of a place or of what belongs to a country ("London", "Dutch")."""
        return name in self.words["places"] or name in self.words["demonyms"]


LONGEST_HEAD: Final = 4


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer of this package, read at first use."""
    body: _File = load("gazetteer.json")
    known, firsts = _known(body["kinds"])
    return Gazetteer(
        known,
        firsts,
        {name: frozenset(words) for name, words in body["words"].items()},
        {word: kind for kind, words in reversed(body["org_words"].items()) for word in words},
        {tuple(head.split()): (about[0], about[1]) for head, about in body["heads"].items()},
        frozenset(head.split()[0] for head in body["heads"]),
        tuple(map(tuple, body["same"])),
    )


def _known(kinds: Mapping[str, str]) -> tuple[dict[tuple[str, ...], Known], dict[str, int]]:
    """Return the known stakeholders by the words of each name, and the length of the longest name by first word."""
    known: dict[tuple[str, ...], Known] = {}
    firsts: dict[str, int] = {}
    for file in _KNOWN:
        body: _KnownFile = load(f"known/{file}.json")
        for kind, listed in body["stakeholders"].items():
            for names in listed:
                stakeholder = Known(tuple(names), kinds[kind], kind)
                for name in names:
                    words = tuple(name.replace("’", "'").replace(",", "").split())
                    known.setdefault(words, stakeholder)
                    for first in {words[0], words[0].removesuffix("'s")}:  # a text's words have no possessive
                        firsts[first] = max(firsts.get(first, 0), len(words))
    return known, firsts
