"""What the analysis says of a text: the shapes that panes, index, exports and `civicdesk analyse` share."""

from collections.abc import Mapping
from typing import Any, Final, Self

from msgspec import Struct

from civic.story import Span
from civic.text import clean_line

HOUSE: Final = "civicdesk"
"""Who makes the suggestions that need no provider."""

VERSION: Final = 18
"""Raised whenever the same text would get other suggestions, so that those that are kept are made anew."""


SUGGESTED: Final = 0.3
"""The score from which on a concern is suggested. Scores are shares: of those at 0.8 eight in ten are right; at this
one the gain of what is found and the cost of what is wrong are about even (F1)."""
SUGGESTED_BY_WORDS: Final = 0.5
"""The same where word lists alone speak, as in other languages than English: their scores are no shares."""
MOST: Final = 6
"""How many concerns are suggested of one text: of long ones that touch on everything, those that are most at stake."""


class Evidence(Struct, frozen=True):
    """A whole sentence of the text that supports a suggestion; `score` (0 to 1) is how strongly."""

    span: Span
    score: float

    def to_json(self) -> dict[str, Any]:
        """Return the evidence as plain JSON; `from_json` is its inverse."""
        return {**self.span.to_json(), "score": self.score}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(Span.from_json(body), float(body["score"]))


class Stakeholder(Struct, frozen=True):
    """A suggested stakeholder: one stakeholder with its other names, a type and roles of the codebook, how much the
    story is about it (0 to 1), the sentences that show its roles, and who suggests it: HOUSE, or the badges of
    providers. `added`: the coder says that it is one, whoever else suggests it, which may be nobody."""

    name: str
    aliases: tuple[str, ...]
    type: str
    roles: tuple[str, ...]
    score: float
    evidence: tuple[Span, ...]
    by: tuple[str, ...] = (HOUSE,)
    added: bool = False

    @property
    def badges(self) -> tuple[str, ...]:
        """Return the providers that suggest it."""
        return tuple(one for one in self.by if one != HOUSE)

    def to_json(self) -> dict[str, Any]:
        """Return the stakeholder as plain JSON; `from_json` is its inverse."""
        return {
            "name": self.name,
            "aliases": list(self.aliases),
            "type": self.type,
            "roles": list(self.roles),
            "score": self.score,
            "evidence": [span.to_json() for span in self.evidence],
            **_by_json(self.by),
            **({"added": True} if self.added else {}),
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
            _by(body),
            body.get("added") is True,
        )


class Before(Struct, frozen=True):
    """The score of a suggestion, and whether it was made, before the user's decisions re-weighed it."""

    score: float
    suggested: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON; `from_json` is its inverse."""
        return {"score": self.score, "suggested": self.suggested}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(float(body["score"]), bool(body["suggested"]))


class Suggestion(Struct, frozen=True):
    """How much a concern of the codebook is at stake in a text (0 to 1), whether that passes its threshold, the words
    that say so, and the sentences that show it, strongest first. `by` is who suggests it, HOUSE or the badges of
    providers; where only providers do, `score` is still our own, which did not pass. `before` is what it
    was before the user's decisions re-weighed it; None where they did not."""

    concern: str
    score: float
    suggested: bool
    why: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    by: tuple[str, ...] = (HOUSE,)
    before: Before | None = None

    @property
    def badges(self) -> tuple[str, ...]:
        """Return the providers that suggest it."""
        return tuple(one for one in self.by if one != HOUSE)

    @property
    def by_decisions(self) -> str:
        """Return what of the score is due to the user's own decisions, in words; "" where nothing is."""
        return f"by your decisions, else {self.before.score:.2f}" if self.before else ""

    @property
    def ours(self) -> bool:
        """Return whether it is suggested without any provider too."""
        return self.suggested and HOUSE in self.by

    def to_json(self) -> dict[str, Any]:
        """Return the suggestion as plain JSON; `from_json` is its inverse."""
        return {
            "concern": self.concern,
            "score": self.score,
            "suggested": self.suggested,
            "why": list(self.why),
            "evidence": [evidence.to_json() for evidence in self.evidence],
            **_by_json(self.by),
            **({} if self.before is None else {"before": self.before.to_json()}),
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
            _by(body),
            Before.from_json(body["before"]) if "before" in body else None,
        )


def _by_json(by: tuple[str, ...]) -> dict[str, list[str]]:
    """Return who suggests it, where that is not just us."""
    return {} if by == (HOUSE,) else {"by": list(by)}


def _by(body: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(clean_line(one, 80) for one in body["by"]) if "by" in body else (HOUSE,)


class Analysis(Struct, frozen=True):
    """All suggestions for one text. `summary`: sentences of the text in their order; `stakeholders`: most central
    first; `concerns`: all of the codebook, highest score first, but those that only providers suggest right behind
    those that we do. Spans are code points into the text analysed. `language` is the code of the text's (ISO 639-1), ""
    for one that no suggestions are made for."""

    summary: tuple[Span, ...]
    stakeholders: tuple[Stakeholder, ...]
    concerns: tuple[Suggestion, ...]
    language: str = "en"

    @property
    def suggested(self) -> tuple[Suggestion, ...]:
        """Return the concerns that pass their threshold."""
        return tuple(suggestion for suggestion in self.concerns if suggestion.suggested)

    def suggestion(self, concern: str) -> Suggestion | None:
        """Return what is said of the concern with this id; None for one that is not in the codebook."""
        return next((one for one in self.concerns if one.concern == concern), None)

    def to_json(self) -> dict[str, Any]:
        """Return the analysis as `civicdesk analyse` prints it, less the id; `from_json` is its inverse."""
        return {
            "version": VERSION,
            "summary": [span.to_json() for span in self.summary],
            "stakeholders": [stakeholder.to_json() for stakeholder in self.stakeholders],
            "concerns": [suggestion.to_json() for suggestion in self.concerns],
            **({} if self.language == "en" else {"language": self.language}),
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            tuple(Span.from_json(span) for span in body["summary"]),
            tuple(Stakeholder.from_json(stakeholder) for stakeholder in body["stakeholders"]),
            tuple(Suggestion.from_json(suggestion) for suggestion in body["concerns"]),
            str(body.get("language", "en")),
        )
