"""Who is involved in what a text tells: stakeholders with their names, type, roles, and the sentences that show
them."""

import math
import re
from collections.abc import Sequence
from functools import cache
from typing import Final, TypedDict

from msgspec import Struct
from msgspec.structs import replace

from civic.analysis.around import Around, arounds
from civic.analysis.centrality import signs
from civic.analysis.data import load
from civic.analysis.groups import groups
from civic.analysis.kinds import type_of
from civic.analysis.mentions import Mention, all_tokens, in_title_case
from civic.analysis.merge import Draft, merge
from civic.analysis.names import names
from civic.analysis.no_party import is_no_party, names_nobody
from civic.analysis.reading import Reading
from civic.analysis.roles import (
    affiliation,
    role_signs,
    roles_of,
    shows_role,
    speaks,
    speaks_for,
)
from civic.analysis.titled import own_span, with_title
from civic.story import Span
from civic.suggestions import Stakeholder

MOST: Final = 24
"""Stakeholders that are suggested at most; what counts is their worth, and few texts have so many."""
_LEAST: Final = 0.25
_USUAL: Final = 6
_MORE: Final = 0.05
_EVIDENCE: Final = 3
_SHOWS: Final = 0.5
"""How much of what the best sentence shows of somebody's role another must show to stand beside it."""
_TINY: Final = 0.1
_ALIASES: Final = 8
_COORDINATING: Final = frozenset({" and ", " or ", " & "})
_NO_NAME: Final = re.compile(r"(?<!\w)[^\W\d_A-ZÀ-ÖØ-Þ]")
"""The first letter of a word without a capital, as Latin letters have them."""


class StakeholdersFile(TypedDict):
    """What stands in stakeholders.json: what makes a named stakeholder one that the story is about."""

    bias: float
    weights: dict[str, float]


@cache
def _model() -> StakeholdersFile:
    model: StakeholdersFile = load("stakeholders.json")
    return model


class Candidate(Struct, frozen=True):
    """A stakeholder that the text names, its type, the signs of its roles, and those of how much the text is about
    it; `no_party` says that it is never suggested, whatever they say, and only learned from."""

    draft: Draft
    around: list[Around]
    names: tuple[str, ...]
    type: str
    role_signs: dict[str, float]
    signs: dict[str, float]
    no_party: bool

    @property
    def score(self) -> float:
        """Return how probable it is that a reader names it too, 0 to 1."""
        model = _model()
        logit = model["bias"] + sum(model["weights"].get(sign, 0.0) * value for sign, value in self.signs.items())
        return self.at_least(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))))

    def at_least(self, score: float) -> float:
        """Return a score, or that from which on a stakeholder is suggested where a name's owner is told to have made or
        sold it: the supplier of what a story is about is a party, named once or often."""
        sells = self.draft.kind == "name" and "sells company" in self.role_signs
        return max(score, _LEAST) if sells and score > _LEAST / 2 else score


def worth_naming(scores: Sequence[float]) -> int:
    """Return how many are suggested, of scores in falling order: a text has some six parties, and whoever is named
    beyond them must be worth more with each."""
    for rank, score in enumerate(scores[:MOST]):
        if score < _LEAST + _MORE * max(0, rank - _USUAL):
            return rank
    return min(MOST, len(scores))


def stakeholders(reading: Reading) -> tuple[Stakeholder, ...]:
    """Return the stakeholders of a text, the most central first.

    Of a text that is not English only what is a name in any language: stakeholders of the gazetteer and people with a
    well-known given name, all of them just "mentioned". Elsewhere capitals may stand on every noun.
    """
    titled, shift = with_title(reading)
    found = [(candidate.score, candidate) for candidate in _found(titled) if not candidate.no_party]
    found.sort(key=lambda pair: -pair[0])
    count = worth_naming([score for score, _ in found]) if reading.english else MOST
    shown = []
    for score, candidate in found[:count]:
        one = _stakeholder(reading, titled, shift, candidate, score)
        if candidate.draft.kind == "person" and reading.english:
            one = _in_the_role_of(one, speaks_for(titled, candidate.draft, (other.draft for _, other in found)), found)
        shown.append(one)
    return _together(titled, [candidate for _, candidate in found], shown)


def _together(reading: Reading, found: Sequence[Candidate], shown: Sequence[Stakeholder]) -> tuple[Stakeholder, ...]:
    """Return stakeholders, of which two groups that a text names in one breath only, in the same role, are one:
    "victims and survivors". `shown` are the first ones of `found`; one beyond them may be half of such a pair."""
    joined: dict[int, Stakeholder] = {}
    gone: set[int] = set()
    groups_of = [(at, one) for at, one in enumerate(found) if one.draft.kind == "group"]
    for at, first in groups_of:
        for other_at, second in groups_of:
            between = "" if {at, other_at} & {*gone, *joined} else _in_one_breath(reading, first.draft, second.draft)
            if not between or min(at, other_at) >= len(shown):
                continue
            if roles_of(first.role_signs) == roles_of(second.role_signs):
                one, other = first.names[0], second.names[0]
                kept = min(at, other_at)
                joined[kept] = replace(shown[kept], name=f"{one}{between}{other}", aliases=(one, other))
                gone.add(max(at, other_at))
    return tuple(joined.get(at, one) for at, one in enumerate(shown) if at not in gone)


def _in_one_breath(reading: Reading, first: Draft, second: Draft) -> str:
    """Return the word between two groups where each stands only beside the other, the first one in front; else ""."""
    if first.kind != "group" or second.kind != "group" or len(first.mentions) != len(second.mentions):
        return ""
    pairs = zip(first.mentions, second.mentions, strict=True)
    words = {reading.text[one.end : other.start] for one, other in pairs if one.sentence == other.sentence}
    return words.pop() if len(words) == 1 and words <= _COORDINATING else ""


def _in_the_role_of(one: Stakeholder, body: Draft | None, found: Sequence[tuple[float, Candidate]]) -> Stakeholder:
    """Return a stakeholder in the roles of the body that it speaks for, where it speaks for any."""
    roles = next((roles_of(other.role_signs) for _, other in found if other.draft is body), None)
    return replace(one, roles=roles) if roles else one


def candidates(reading: Reading) -> list[Candidate]:
    """Return everybody whom title and text name or whom they call by what they are, in the order of the first
    mention."""
    return _found(with_title(reading)[0])


def _found(reading: Reading) -> list[Candidate]:
    words = all_tokens(reading)
    headings = in_title_case(reading, words)
    named = names(reading, words, headings)
    if reading.english:
        drafts = [draft for draft in merge(reading, named, groups(words, headings)) if not names_nobody(draft)]
    else:
        sure = [name for name in named if name.known or name.kind == "person"]
        drafts = merge(reading, _told_of(reading, sure), [])
    return _candidates(reading, drafts)


def _told_of(reading: Reading, named: Sequence[Mention]) -> Sequence[Mention]:
    """Return the names that stand in sentences in which some word has no capital; all of them where the others are few.
    A list of hundreds says nothing of anybody."""
    sentences = {one.sentence for one in named}
    bare = {index for index in sentences if not _NO_NAME.search(reading.sentences[index].span.text)}
    listed = sum(one.sentence in bare for one in named)
    return [one for one in named if one.sentence not in bare] if listed > _USUAL else named


def stakeholders_of(reading: Reading, named: Sequence[Mention]) -> tuple[Stakeholder, ...]:
    """Return the stakeholders behind mentions that somebody else found, the most central first, at most MOST of
    them."""
    found = [(candidate.score, candidate) for candidate in _candidates(reading, merge(reading, named, []))]
    found.sort(key=lambda pair: -pair[0])
    return tuple(_stakeholder(reading, reading, 0, candidate, score) for score, candidate in found[:MOST])


def _candidates(reading: Reading, drafts: Sequence[Draft]) -> list[Candidate]:
    seen = [(draft, arounds(reading, draft.mentions)) for draft in drafts]
    says = [speaks(around) for _, around in seen]
    types = [type_of(draft, around, speaks=said) for (draft, around), said in zip(seen, says, strict=True)]
    typed = list(zip(drafts, types, strict=True))
    return [
        _candidate(reading, draft, around, typed, type_, said)
        for (draft, around), type_, said in zip(seen, types, says, strict=True)
    ]


def _candidate(
    reading: Reading, draft: Draft, around: list[Around], typed: Sequence[tuple[Draft, str]], type_: str, says: bool
) -> Candidate:
    belongs = affiliation(reading, draft, typed)
    about = role_signs(reading, draft, around, type_, belongs, speaks=says)
    called = tuple(draft.names())
    central = signs(reading, draft, around, called, type_, belongs=any(belongs), speaks=says)
    return Candidate(draft, around, called, type_, about, central, is_no_party(draft, reading.text))


def _stakeholder(reading: Reading, titled: Reading, shift: int, candidate: Candidate, score: float) -> Stakeholder:
    """Return a candidate as a suggestion; `titled` is the reading that it was found in, `shift` how far its text is
    behind that of `reading`."""
    name, *aliases = candidate.names
    roles = roles_of(candidate.role_signs) if reading.english else ("mentioned",)
    evidence = (own_span(span, shift, reading.heading) for span in _evidence(titled, candidate, roles))
    return Stakeholder(name, tuple(aliases[:_ALIASES]), candidate.type, roles, round(score, 3), tuple(evidence))


def _evidence(reading: Reading, candidate: Candidate, roles: tuple[str, ...]) -> tuple[Span, ...]:
    """Return the sentences that show its roles best: the best one, and others only where they show at least half as
    much. A heading stands behind the sentences of the text that show the same."""
    shown: dict[int, float] = {}
    for one in candidate.around:
        cues = sum(shows_role(one, role) for role in roles)
        shown[one.mention.sentence] = shown.get(one.mention.sentence, 0.0) + cues
    ranked = sorted(shown, key=lambda index: (-shown[index], not reading.sentences[index].prose, index))
    least = max(_SHOWS * shown[ranked[0]], _TINY)
    best = [index for index in ranked[:_EVIDENCE] if index == ranked[0] or shown[index] >= least]
    return tuple(reading.sentences[index].span for index in best)
