"""Who is involved in what a text tells: stakeholders with their names, type, roles, and the sentences that show
them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypedDict

from civic.analysis.data import load
from civic.analysis.groups import groups
from civic.analysis.mentions import Mention, all_tokens
from civic.analysis.merge import GENERIC, Draft, merge
from civic.analysis.names import names
from civic.analysis.reading import Reading
from civic.analysis.roles import affiliation, role_signs, roles_of, shows_role, speaks, type_of, usual_role
from civic.analysis.words import stems
from civic.story import Span
from civic.suggestions import Stakeholder

MOST: Final = 10
"""Stakeholders that are suggested at most: more is not who the story is about, but everybody it names."""
_EVIDENCE: Final = 3
_ALIASES: Final = 8


class StakeholdersFile(TypedDict):
    """What stands in stakeholders.json: what makes a named stakeholder one that the story is about."""

    bias: float
    weights: dict[str, float]


@cache
def _model() -> StakeholdersFile:
    model: StakeholdersFile = load("stakeholders.json")
    return model


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stakeholder that the text names, its type, the signs of its roles, and those of how much the text is about
    it."""

    draft: Draft
    names: tuple[str, ...]
    type: str
    role_signs: dict[str, float]
    signs: dict[str, float]

    @property
    def score(self) -> float:
        """Return how much the text is about it, 0 to 1; from a half on it is suggested."""
        model = _model()
        logit = model["bias"] + sum(model["weights"].get(sign, 0.0) * value for sign, value in self.signs.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def stakeholders(reading: Reading) -> tuple[Stakeholder, ...]:
    """Return the stakeholders of a text, the most central first.

    Of a text that is not English only what is a name in any language: stakeholders of the gazetteer and people with a
    well-known given name, all of them just "mentioned". Elsewhere capitals may stand on every noun.
    """
    found = [(candidate.score, candidate) for candidate in candidates(reading)]
    found.sort(key=lambda pair: -pair[0])
    return tuple(
        _stakeholder(reading, candidate, score)
        for score, candidate in found[:MOST]
        if score >= 0.5 or not reading.english
    )


def candidates(reading: Reading) -> list[Candidate]:
    """Return everybody whom the text names or whom it calls by what they are, in the order of the first mention."""
    words = all_tokens(reading)
    named = names(reading, words)
    if reading.english:
        drafts = merge(reading, named, groups(words))
    else:
        drafts = merge(reading, [name for name in named if name.known or name.kind == "person"], [])
    return _candidates(reading, drafts)


def stakeholders_of(reading: Reading, named: Sequence[Mention]) -> tuple[Stakeholder, ...]:
    """Return the stakeholders behind mentions that somebody else found, the most central first, at most MOST of
    them."""
    found = [(candidate.score, candidate) for candidate in _candidates(reading, merge(reading, named, []))]
    found.sort(key=lambda pair: -pair[0])
    return tuple(_stakeholder(reading, candidate, score) for score, candidate in found[:MOST])


def _candidates(reading: Reading, drafts: Sequence[Draft]) -> list[Candidate]:
    typed = [(draft, type_of(reading, draft)) for draft in drafts]
    title = frozenset(stems(reading.title))
    return [_candidate(reading, draft, type_, typed, title) for draft, type_ in typed]


def _candidate(
    reading: Reading, draft: Draft, type_: str, typed: Sequence[tuple[Draft, str]], title: frozenset[str]
) -> Candidate:
    belongs = affiliation(reading, draft, typed)
    about = role_signs(reading, draft, type_, belongs)
    called = tuple(draft.names())
    return Candidate(draft, called, type_, about, _signs(reading, draft, called[0], title, belongs=bool(belongs)))


def _signs(reading: Reading, draft: Draft, name: str, title: frozenset[str], *, belongs: bool) -> dict[str, float]:
    """Return what tells how much a text is about a stakeholder."""
    sentences = sorted({mention.sentence for mention in draft.mentions})
    kind = f"known {draft.known.kind}" if draft.known else draft.kind
    if draft.kind == "group":
        kind = f"group {usual_role(draft)}"
    return {
        "group": float(draft.kind == "group"),
        "variants": math.log1p(len(draft.names())),
        "often": math.log1p(len(sentences)),
        "early": 1 / (1 + 0.25 * sentences[0]),
        "place": sentences[0] / max(1, len(reading.sentences)),
        "title": float(bool(title) and set(stems(name)) <= title),
        kind: 1.0,
        "speaks": float(speaks(reading, draft)),
        "belongs": float(belongs),
        "acronym": float(name.isupper() and not draft.known),
        "generic": float(name.casefold() in GENERIC),
        "described": float(draft.kind == "group" and " " in name),
        "words": float(min(3, len(name.split()))) if draft.kind == "name" else 0.0,
        "named once": float(draft.kind == "name" and not draft.known and len(sentences) == 1),
    }


def _stakeholder(reading: Reading, candidate: Candidate, score: float) -> Stakeholder:
    name, *aliases = candidate.names
    roles = roles_of(candidate.role_signs, short=reading.short) if reading.english else ("mentioned",)
    evidence = _evidence(reading, candidate.draft, roles)
    return Stakeholder(name, tuple(aliases[:_ALIASES]), candidate.type, roles, round(score, 3), evidence)


def _evidence(reading: Reading, draft: Draft, roles: tuple[str, ...]) -> tuple[Span, ...]:
    """Return the sentences that show its roles best."""
    shown: dict[int, float] = {}
    for mention in draft.mentions:
        cues = sum(shows_role(reading, mention, role) for role in roles)
        shown[mention.sentence] = shown.get(mention.sentence, 0.0) + cues
    ranked = sorted(shown, key=lambda index: (-shown[index], index))
    return tuple(reading.sentences[index].span for index in ranked[:_EVIDENCE])
