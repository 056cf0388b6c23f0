"""The cue words of a language by which stakeholders are told, laid out to be looked up."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from msgspec import Struct

from civic.analysis.gazetteer import gazetteer
from civic.languages.language import content
from civic.languages.terms import Terms, terms_of

_WORD = re.compile(r"(?:[A-ZÄÖÜ]\.){2,}|[^\W_](?:[\w&.*+-]*[\w+])?")
_PARTS: Final = re.compile(r"-\w")
_LONG: Final = 3
"""Words of a known name from which on it is told by these, however its capitals are set."""
_USUAL: Final = {
    "police": "deployer",
    "service": "deployer",
    "business": "deployer",
    "policy": "decision_maker",
    "advice": "expert",
    "digital": "expert",
    "funder": "funder_owner",
    "foundation": "funder_owner",
    "investor": "funder_owner",
    "government": "decision_maker",
    "legislature": "decision_maker",
    "regulator": "overseer",
    "court": "overseer",
    "vendor": "supplier",
    "campaign": "advocate",
    "research": "expert",
}
"""The usual role of each kind of stakeholder in the gazetteer."""


class Word(Struct, frozen=True):
    """A word of a sentence and what stands before it. An apostrophe parts words: "l’Inria" is two."""

    text: str
    gap: str

    @property
    def capital(self) -> bool:
        """Return whether it begins with a capital."""
        return self.text[0].isupper()


class Cues(Struct, frozen=True):
    """What tells stakeholders in one language. Kinds are pairs of a type and a usual role of the codebook; `longest`
    has the first word of a known name in lower case."""

    nouns_have_capitals: bool
    known: Mapping[tuple[str, ...], tuple[str, str, str]]
    known_long: Mapping[tuple[str, ...], tuple[str, str, str]]
    longest: Mapping[str, int]
    titles: frozenset[str]
    given_names: frozenset[str]
    speech: frozenset[str]
    joins: frozenset[str]
    offices: Terms[str]
    bodies: Terms[tuple[str, str]]
    generic: frozenset[str]
    suffixes: frozenset[str]
    introduces: Mapping[str, tuple[str, str]]
    groups: Terms[tuple[str, str]]
    roles: Terms[str]

    def known_at(self, words: Sequence[Word]) -> tuple[str, str, str] | None:
        """Return the full name, type and usual role of whom the words name; of long names capitals differ: "cour de
        Justice de l'Union Européenne"."""
        texts = tuple(word.text for word in words)
        if len(texts) >= _LONG:
            return self.known_long.get(tuple(text.casefold() for text in texts))
        known = self.known.get(texts)
        return known if known and any(word.capital or "." in word.text for word in words) else None

    def known_in(self, word: Word) -> tuple[str, str, str] | None:
        """Return whom the beginning of a compound names: "Zorblax-Software"."""
        first, _, rest = word.text.partition("-")
        known = self.known.get((first,)) if rest and self.nouns_have_capitals else None
        return known if known and known[1] == "company" and not self.body_at([word], 0) else None

    def office_at(self, words: Sequence[Word], at: int) -> tuple[int, str] | None:
        """Return how many words of an office stand at `at`, and the role of who holds it."""
        if at >= len(words):
            return None
        texts = [word.text if self.nouns_have_capitals else word.text.lower() for word in words[at : at + 4]]
        return max(self.offices.at(texts, 0), default=None)

    def body_at(self, words: Sequence[Word], at: int) -> tuple[str, str] | None:
        """Return the kind of body that the word at `at` names."""
        if self.nouns_have_capitals and not words[at].capital:
            return None
        text = _PARTS.sub(lambda part: part[0].lower(), words[at].text)  # "EU-Gericht", as in "Landgericht"
        hits = self.bodies.at([words[at].text], 0) or self.bodies.at([text], 0)
        return hits[0][1] if hits else None


def words_in(text: str) -> list[Word]:
    """Return the words of a sentence."""
    found = []
    last = 0
    for match in _WORD.finditer(text):
        found.append(Word(match.group(), text[last : match.start()]))
        last = match.end()
    return found


@cache
def cues_of(code: str) -> Cues:
    """Return the cues of a language, by its code."""
    body = content(code)
    known = _known(body["known"])
    longest: dict[str, int] = {}
    for words in known:
        first = words[0].casefold()
        longest[first] = max(longest.get(first, 0), len(words))
    bodies = {
        (type_, role): words for type_, by_role in body["organisations"].items() for role, words in by_role.items()
    }
    suffixes = frozenset(bodies[("company", "supplier")])
    return Cues(
        bool(body["capital_nouns"]),
        known,
        {tuple(word.casefold() for word in words): about for words, about in known.items() if len(words) >= _LONG},
        longest,
        frozenset(body["titles"]),
        frozenset(body["given_names"]) | gazetteer().words["given_names"],
        frozenset(body["speech"]),
        frozenset(body["joins"]),
        terms_of(body["offices"]),
        terms_of({kind: words for kind, words in bodies.items() if kind != ("company", "supplier")}),
        frozenset(word for words in bodies.values() for word in words if "*" not in word),
        suffixes,
        {word: _kind(kind) for kind, words in body["introduces"].items() for word in words},
        terms_of({_kind(kind): words for kind, words in body["groups"].items()}),
        terms_of(body["roles"]),
    )


def _known(listed: Mapping[str, list[list[str]]]) -> dict[tuple[str, ...], tuple[str, str, str]]:
    """Return for the words of each known name the full name, type and usual role: the language's own, then those of the
    gazetteer."""
    known: dict[tuple[str, ...], tuple[str, str, str]] = {}
    for kind, parties in listed.items():
        for names in parties:
            for name in names:
                known[tuple(word.text for word in words_in(name))] = (names[0], *_kind(kind))
    for one in dict.fromkeys(gazetteer().known.values()):
        for name in one.names:
            about = (one.names[0], one.type, _USUAL.get(one.kind, "mentioned"))
            known.setdefault(tuple(word.text for word in words_in(name)), about)
    return known


def _kind(kind: str) -> tuple[str, str]:
    type_, role = kind.split()
    return type_, role
