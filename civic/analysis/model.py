"""What the analysis says of a text: the shapes that panes, index, exports and `civicdesk analyse` share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from civic.story import Span

VERSION: Final = 2
"""Raised whenever the same text would get other suggestions, so that those that are kept are made anew."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A whole sentence of the text that supports a suggestion; `score` (0 to 1) is how strongly."""

    span: Span
    score: float

    def to_json(self) -> dict[str, Any]:
        """The evidence as plain JSON; `from_json` is its inverse."""
        return {**self.span.to_json(), "score": self.score}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(Span.from_json(body), float(body["score"]))


@dataclass(frozen=True, slots=True)
class Party:
    """A suggested stakeholder: one party with its other names, a type and roles of the codebook, how much the story
    is about it (0 to 1), and the sentences that show its roles."""

    name: str
    aliases: tuple[str, ...]
    type: str
    roles: tuple[str, ...]
    score: float
    evidence: tuple[Span, ...]

    def to_json(self) -> dict[str, Any]:
        """The party as plain JSON; `from_json` is its inverse."""
        return {
            "name": self.name,
            "aliases": list(self.aliases),
            "type": self.type,
            "roles": list(self.roles),
            "score": self.score,
            "evidence": [span.to_json() for span in self.evidence],
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(
            body["name"],
            tuple(body["aliases"]),
            body["type"],
            tuple(body["roles"]),
            float(body["score"]),
            tuple(Span.from_json(span) for span in body["evidence"]),
        )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How much a concern of the codebook is at stake in a text (0 to 1), whether that passes its threshold, the words
    that say so, and the sentences that show it, strongest first."""

    concern: str
    score: float
    suggested: bool
    why: tuple[str, ...]
    evidence: tuple[Evidence, ...]

    def to_json(self) -> dict[str, Any]:
        """The suggestion as plain JSON; `from_json` is its inverse."""
        return {
            "concern": self.concern,
            "score": self.score,
            "suggested": self.suggested,
            "why": list(self.why),
            "evidence": [evidence.to_json() for evidence in self.evidence],
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(
            body["concern"],
            float(body["score"]),
            bool(body["suggested"]),
            tuple(body["why"]),
            tuple(Evidence.from_json(evidence) for evidence in body["evidence"]),
        )


@dataclass(frozen=True, slots=True)
class Analysis:
    """All suggestions for one text. `summary`: sentences of the text in their order; `stakeholders`: most central
    first; `concerns`: all of the codebook, highest score first. Spans are code points into the text analysed."""

    summary: tuple[Span, ...]
    stakeholders: tuple[Party, ...]
    concerns: tuple[Suggestion, ...]

    @property
    def suggested(self) -> tuple[Suggestion, ...]:
        """The concerns that pass their threshold."""
        return tuple(suggestion for suggestion in self.concerns if suggestion.suggested)

    def to_json(self) -> dict[str, Any]:
        """The analysis as `civicdesk analyse` prints it, less the id; `from_json` is its inverse."""
        return {
            "summary": [span.to_json() for span in self.summary],
            "stakeholders": [party.to_json() for party in self.stakeholders],
            "concerns": [suggestion.to_json() for suggestion in self.concerns],
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            tuple(Span.from_json(span) for span in body["summary"]),
            tuple(Party.from_json(party) for party in body["stakeholders"]),
            tuple(Suggestion.from_json(suggestion) for suggestion in body["concerns"]),
        )
