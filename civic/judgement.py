"""What a person decided about a story: operations, and the state that they add up to.

An operation sets one field of one story to a value and remembers the value that it replaced. That is enough for
undo (swap the two), for a history per story, and for folding the same operations to the same state anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Self, TypeAlias

from civic.story import Span

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"

NOTE: Final = "note"
STAR: Final = "star"
READ: Final = "read"
_CONCERN: Final = "concern:"


class JudgementError(ValueError):
    """An operation that can't be read back; the message says which part."""


class Verdict(StrEnum):
    """How a person decided on a concern of a story."""

    ACCEPTED = "accepted"
    """a suggestion of the machine's that the person agrees with"""
    TAGGED = "tagged"
    """the person's own tag, suggested or not"""
    REJECTED = "rejected"
    """a suggestion that the person does not agree with"""

    @property
    def holds(self) -> bool:
        """Whether the concern stands for this story."""
        return self is not Verdict.REJECTED


SEVERITIES: Final = ("low", "medium", "high")
"""How much is at stake by a concern, as the person sees it."""
STANDINGS: Final = ("alleged", "confirmed")
"""Whether the story shows that a concern is so, or that somebody says so."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict on one concern, with the passages that it rests on (spans into the story's text); `severity` is one of
    SEVERITIES and `standing` one of STANDINGS, or "" where the person did not say."""

    verdict: Verdict
    evidence: tuple[Span, ...] = ()
    severity: str = ""
    standing: str = ""

    def to_json(self) -> JsonValue:
        """The decision as plain JSON; `from_json` is its inverse."""
        body: dict[str, JsonValue] = {"verdict": self.verdict.value}
        if self.evidence:
            body["evidence"] = [span.to_json() for span in self.evidence]
        if self.severity:
            body["severity"] = self.severity
        if self.standing:
            body["standing"] = self.standing
        return body

    @classmethod
    def from_json(cls, value: JsonValue) -> Self:
        """Read what `to_json` wrote. Raises JudgementError."""
        if isinstance(value, dict):
            verdict, spans = value.get("verdict"), value.get("evidence") or []
            severity, standing = value.get("severity") or "", value.get("standing") or ""
            if isinstance(spans, list) and severity in ("", *SEVERITIES) and standing in ("", *STANDINGS):
                try:
                    evidence = tuple(Span.from_json(span) for span in spans)
                    return cls(Verdict(str(verdict)), evidence, str(severity), str(standing))
                except ValueError as error:
                    raise JudgementError(f"not a decision: {value!r:.80}") from error
        raise JudgementError(f"not a decision: {value!r:.80}")


Value: TypeAlias = Decision | str | bool | None
"""A field's value: a Decision for a concern, text for a note, True for a mark; None for a field that is not set."""


def concern_field(tag: str) -> str:
    """The field that holds the decision on this concern or own tag."""
    return _CONCERN + tag


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a person did: `field` of story `story` went from `was` to `value`.

    `id` is unique and makes replay idempotent; `at` is ISO 8601 with an offset; `who` is a name from the settings.
    Fields: "concern:ID", "note", "star", "read".
    """

    id: str
    story: str
    field: str
    value: Value
    was: Value
    at: str
    who: str

    @property
    def tag(self) -> str | None:
        """The concern that this is about, or None for notes and marks."""
        return self.field.removeprefix(_CONCERN) if self.field.startswith(_CONCERN) else None

    def to_json(self) -> dict[str, JsonValue]:
        """The operation as plain JSON; `from_json` is its inverse."""
        return {
            "id": self.id, "story": self.story, "field": self.field,
            "value": _value_to_json(self.value), "was": _value_to_json(self.was),
            "at": self.at, "who": self.who,
        }  # fmt: skip

    @classmethod
    def from_json(cls, body: Mapping[str, JsonValue]) -> Self:
        """Read what `to_json` wrote. Raises JudgementError."""
        texts = [body.get(key) for key in ("id", "story", "field", "at", "who")]
        if not all(isinstance(text, str) for text in texts):
            raise JudgementError(f"not an operation: {body!r:.80}")
        op_id, story, name, at, who = (str(text) for text in texts)
        value, was = (value_from_json(name, body.get(key)) for key in ("value", "was"))
        return cls(op_id, story, name, value, was, at, who)


def _value_to_json(value: Value) -> JsonValue:
    return value.to_json() if isinstance(value, Decision) else value


def value_from_json(name: str, value: JsonValue) -> Value:
    """The value of field `name` as it was written. Raises JudgementError where it does not fit the field."""
    if value is None:
        return None
    if name.startswith(_CONCERN):
        return Decision.from_json(value)
    if name == NOTE and isinstance(value, str):
        return value
    if name in (STAR, READ) and isinstance(value, bool):
        return value
    raise JudgementError(f"{name!r:.40} can't be {value!r:.40}")


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that a person decided about one story. The empty one is what every story starts with."""

    concerns: Mapping[str, Decision] = field(default_factory=dict)
    note: str = ""
    starred: bool = False
    read: bool = False

    @property
    def tags(self) -> tuple[str, ...]:
        """The concerns that the person says stand, in the order they were decided."""
        return tuple(tag for tag, decision in self.concerns.items() if decision.verdict.holds)

    @property
    def rejected(self) -> tuple[str, ...]:
        """The suggestions that the person turned down."""
        return tuple(tag for tag, decision in self.concerns.items() if not decision.verdict.holds)

    def value(self, name: str) -> Value:
        """The value of a field as an operation would carry it."""
        if name.startswith(_CONCERN):
            return self.concerns.get(name.removeprefix(_CONCERN))
        if name == NOTE:
            return self.note or None
        if name == STAR:
            return self.starred or None
        if name == READ:
            return self.read or None
        raise JudgementError(f"no such field: {name!r:.40}")

    def with_value(self, name: str, value: Value) -> "Judgement":
        """This judgement with one field set (None: unset). Raises JudgementError for a value of the wrong kind."""
        if name.startswith(_CONCERN) and (value is None or isinstance(value, Decision)):
            tag = name.removeprefix(_CONCERN)
            concerns = {key: decision for key, decision in self.concerns.items() if key != tag}
            if value is not None:
                concerns[tag] = value
            return replace(self, concerns=concerns)
        if name == NOTE and (value is None or isinstance(value, str)):
            return replace(self, note=value or "")
        if name == STAR and (value is None or isinstance(value, bool)):
            return replace(self, starred=bool(value))
        if name == READ and (value is None or isinstance(value, bool)):
            return replace(self, read=bool(value))
        raise JudgementError(f"{name!r:.40} can't be {value!r:.40}")

    def __bool__(self) -> bool:
        return bool(self.concerns or self.note or self.starred or self.read)


def fold(state: Judgement, operation: Operation) -> Judgement:
    """The state after the operation. Applying the same one twice changes nothing the second time."""
    return state.with_value(operation.field, operation.value)


def to_json(state: Judgement) -> dict[str, JsonValue]:
    """A state as plain JSON; unset fields are left out. `from_json` is its inverse."""
    body: dict[str, JsonValue] = {}
    if state.concerns:
        body["concerns"] = {tag: decision.to_json() for tag, decision in state.concerns.items()}
    if state.note:
        body["note"] = state.note
    if state.starred:
        body["star"] = True
    if state.read:
        body["read"] = True
    return body


def from_json(body: Mapping[str, JsonValue]) -> Judgement:
    """Read what `to_json` wrote. Raises JudgementError."""
    state = Judgement()
    concerns = body.get("concerns") or {}
    if not isinstance(concerns, dict):
        raise JudgementError("the concerns of a judgement are not a table")
    for tag, value in concerns.items():
        state = state.with_value(concern_field(tag), Decision.from_json(value))
    for name in (NOTE, STAR, READ):
        state = state.with_value(name, value_from_json(name, body.get(name)))
    return state
