"""What an extra says of a text, and how it joins our own suggestions: behind them, and never without its badge."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from civic.query.words import fold
from civic.suggestions import Analysis, Party, Suggestion
from civic.text import clean_line

_NO_ROLE = ("mentioned",)


@dataclass(frozen=True, slots=True)
class Opinion:
    """The suggestions of one extra for one text. `by` is its badge ("llm NAME", "spaCy NAME"), which each of them
    carries; `dropped` is how many it made that could not be taken, since a quote of theirs is not in the text, or the
    codebook doesn't know them."""

    by: str
    stakeholders: tuple[Party, ...] = ()
    concerns: tuple[Suggestion, ...] = ()
    dropped: int = 0

    def to_json(self) -> dict[str, Any]:
        """The opinion as plain JSON; `from_json` is its inverse."""
        return {
            "by": self.by,
            "stakeholders": [party.to_json() for party in self.stakeholders],
            "concerns": [suggestion.to_json() for suggestion in self.concerns],
            "dropped": self.dropped,
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any], text: str) -> Self:
        """Read what `to_json` wrote of this text. Raises KeyError, TypeError or ValueError for anything else, also
        where a span does not reproduce the text."""
        found = cls(
            clean_line(body["by"], 80),
            tuple(Party.from_json(party) for party in body["stakeholders"]),
            tuple(Suggestion.from_json(suggestion) for suggestion in body["concerns"]),
            int(body["dropped"]),
        )
        spans = [span for party in found.stakeholders for span in party.evidence]
        spans += [evidence.span for suggestion in found.concerns for evidence in suggestion.evidence]
        if any(text[span.start : span.end] != span.text for span in spans):
            raise ValueError("it is of another text")
        names = [suggestion.concern for suggestion in found.concerns]
        names += [
            name for party in found.stakeholders for name in (party.name, party.type, *party.aliases, *party.roles)
        ]
        if not all(isinstance(name, str) for name in names):
            raise ValueError("its names are no texts")
        return found


def joined(analysis: Analysis, opinions: Iterable[Opinion]) -> Analysis:
    """Our own suggestions with those of extras behind them. `analysis` is ours alone.

    What both suggest keeps our evidence and gets the badge; a party of whose role we are unsure gets the role that the
    extra has a quote for. Concerns that `analysis` does not rank are left out: its codebook has them no longer.
    """
    parties = list(analysis.stakeholders)
    ranked = {suggestion.concern: suggestion for suggestion in analysis.concerns}
    for opinion in opinions:
        for suggestion in opinion.concerns:
            if ours := ranked.get(suggestion.concern):
                ranked[ours.concern] = _both(ours, suggestion, opinion.by)
        for party in opinion.stakeholders:
            at = next((at for at, ours in enumerate(parties) if _names(ours) & _names(party)), None)
            if at is None:
                parties.append(replace(party, by=(opinion.by,)))
            else:
                parties[at] = _one(parties[at], party, opinion.by)
    order = sorted(ranked.values(), key=lambda one: 0 if one.ours else 1 if one.suggested else 2)
    return replace(analysis, stakeholders=tuple(parties), concerns=tuple(order))


def _both(ours: Suggestion, theirs: Suggestion, badge: str) -> Suggestion:
    if ours.suggested:
        return replace(ours, by=_with(ours.by, badge))
    return replace(ours, suggested=True, why=(), evidence=theirs.evidence, by=(badge,))


def _one(ours: Party, theirs: Party, badge: str) -> Party:
    by = _with(ours.by, badge)
    if ours.roles == _NO_ROLE and theirs.roles != _NO_ROLE:
        return replace(ours, roles=theirs.roles, evidence=theirs.evidence, by=by)
    return replace(ours, by=by)


def _with(by: tuple[str, ...], badge: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*by, badge)))


def _names(party: Party) -> frozenset[str]:
    """What a party is called, however it is written; without an article, which names come with and without."""
    return frozenset(fold(name).removeprefix("the ").strip() for name in (party.name, *party.aliases))
