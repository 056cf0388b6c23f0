"""What a provider says of a text, and how it joins our own suggestions: behind them, and never without its badge."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import replace

from civic.query.words import normalise
from civic.suggestions import Analysis, Stakeholder, Suggestion
from civic.text import clean_line

_NO_ROLE = ("mentioned",)


class SecondOpinion(Struct, frozen=True):
    """The suggestions of one provider for one text. `by` is its badge ("llm NAME", "spaCy NAME"), which each of them
    carries; `dropped` is how many it made that could not be taken, since a quote of theirs is not in the text, or the
    codebook doesn't know them."""

    by: str
    stakeholders: tuple[Stakeholder, ...] = ()
    concerns: tuple[Suggestion, ...] = ()
    dropped: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the opinion as plain JSON; `from_json` is its inverse."""
        return {
            "by": self.by,
            "stakeholders": [stakeholder.to_json() for stakeholder in self.stakeholders],
            "concerns": [suggestion.to_json() for suggestion in self.concerns],
            "dropped": self.dropped,
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any], text: str) -> Self:
        """Read what `to_json` wrote of this text. Raises KeyError, TypeError or ValueError for anything else, also
        where a span does not reproduce the text."""
        found = cls(
            clean_line(body["by"], 80),
            tuple(Stakeholder.from_json(stakeholder) for stakeholder in body["stakeholders"]),
            tuple(Suggestion.from_json(suggestion) for suggestion in body["concerns"]),
            int(body["dropped"]),
        )
        spans = [span for stakeholder in found.stakeholders for span in stakeholder.evidence]
        spans += [evidence.span for suggestion in found.concerns for evidence in suggestion.evidence]
        if any(text[span.start : span.end] != span.text for span in spans):
            raise ValueError("it is of another text")
        names = [suggestion.concern for suggestion in found.concerns]
        names += [
            name
            for stakeholder in found.stakeholders
            for name in (stakeholder.name, stakeholder.type, *stakeholder.aliases, *stakeholder.roles)
        ]
        if not all(isinstance(name, str) for name in names):
            raise ValueError("its names are no texts")
        return found


def joined(analysis: Analysis, opinions: Iterable[SecondOpinion]) -> Analysis:
    """Our own suggestions with those of providers behind them. `analysis` is ours alone.

    What both suggest keeps our evidence and gets the badge; a stakeholder of whose role we are unsure gets the role
    that the provider has a quote for. Concerns that `analysis` does not rank are left out: its codebook has them no
    longer."""
    stakeholders = list(analysis.stakeholders)
    ranked = {suggestion.concern: suggestion for suggestion in analysis.concerns}
    for opinion in opinions:
        for suggestion in opinion.concerns:
            if ours := ranked.get(suggestion.concern):
                ranked[ours.concern] = _both(ours, suggestion, opinion.by)
        for stakeholder in opinion.stakeholders:
            at = next((at for at, ours in enumerate(stakeholders) if _names(ours) & _names(stakeholder)), None)
            if at is None:
                stakeholders.append(replace(stakeholder, by=(opinion.by,)))
            else:
                stakeholders[at] = _one(stakeholders[at], stakeholder, opinion.by)
    order = sorted(ranked.values(), key=lambda one: 0 if one.ours else 1 if one.suggested else 2)
    return replace(analysis, stakeholders=tuple(stakeholders), concerns=tuple(order))


def _both(ours: Suggestion, theirs: Suggestion, badge: str) -> Suggestion:
    if ours.suggested:
        return replace(ours, by=_with(ours.by, badge))
    return replace(ours, suggested=True, why=(), evidence=theirs.evidence, by=(badge,))


def _one(ours: Stakeholder, theirs: Stakeholder, badge: str) -> Stakeholder:
    by = _with(ours.by, badge)
    if ours.roles == _NO_ROLE and theirs.roles != _NO_ROLE:
        return replace(ours, roles=theirs.roles, evidence=theirs.evidence, by=by)
    return replace(ours, by=by)


def _with(by: tuple[str, ...], badge: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*by, badge)))


def _names(stakeholder: Stakeholder) -> frozenset[str]:
    """Return what a stakeholder is called, however it is written; without an article, which names come with and
    without."""
    return frozenset(normalise(name).removeprefix("the ").strip() for name in (stakeholder.name, *stakeholder.aliases))
