"""What one coder decides about a story: the fields that can be set, their values, and the state that they make.

`civic.operation` says who set which field, and `civic.registers` what follows from that.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, Self, TypeAlias, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from civic.correction import Correction, CorrectionError
from civic.flags import APART, CODED, FLAG_BY_FIELD, FLAGS, HIDE, READ, STAR
from civic.jsonvalue import Extra, JsonValue, extra_of
from civic.story import Span

__all__ = [
    "APART",
    "CERTAINTIES",
    "CODED",
    "HIDE",
    "NOTE",
    "READ",
    "SEVERITIES",
    "STAR",
    "UNSAID",
    "WEIGHED",
    "Decision",
    "JsonValue",
    "Judgement",
    "JudgementError",
    "Unread",
    "Value",
    "Verdict",
    "concern_field",
    "fields_of",
    "from_json",
    "stakeholder_field",
    "stakeholder_of",
    "tag_of",
    "to_json",
    "value_from_json",
    "value_to_json",
]

NOTE: Final = "note"
_CONCERN: Final = "concern:"
_STAKEHOLDER: Final = "party:"
_DECISION: Final = ("verdict", "evidence", "severity", "certainty", "standing", "rule")


class JudgementError(ValueError):
    """An operation that can't be read back; the message says which part."""


class Verdict(StrEnum):
    """How a coder decided on a concern of a story."""

    ACCEPTED = "accepted"
    """a suggestion of the machine's that the coder agrees with"""
    TAGGED = "tagged"
    """the coder's own tag, suggested or not"""
    REJECTED = "rejected"
    """a suggestion that the coder does not agree with"""

    @property
    def holds(self) -> bool:
        """Return whether the concern stands for this story."""
        return self is not Verdict.REJECTED


SEVERITIES: Final = ("low", "medium", "high")
"""How much is at stake by a concern, as the coder sees it."""
CERTAINTIES: Final = ("alleged", "confirmed")
"""Whether the story shows that a concern is so, or that somebody says so."""
WEIGHED: Final = {"severity": SEVERITIES, "certainty": CERTAINTIES}
"""What may be said of a concern that stands, beside that it does, and in which words."""
UNSAID: Final = "none"
"""The word for a concern of which nothing of that is said. Asked for in the place of a severity or a certainty, it has
what was said taken back. It is never recorded."""


class Decision(Struct, frozen=True):
    """A verdict on one concern, with the passages that it rests on (spans into the story's text); `severity` is one of
    SEVERITIES and `certainty` one of CERTAINTIES, or "" where the coder did not say. `rule` names the rule that decided
    for the coder, "" where the coder did. `more` are keys that a later version wrote."""

    verdict: Verdict
    evidence: tuple[Span, ...] = ()
    severity: str = ""
    certainty: str = ""
    rule: str = ""
    more: Extra = ()

    def __hash__(self) -> int:  # `more` may have lists
        return hash((self.verdict, self.evidence, self.severity, self.certainty, self.rule))

    @property
    def weight(self) -> tuple[str, ...]:
        """Return severity and certainty as far as they are said, in this order; nothing of what is rejected, where an
        earlier version kept them."""
        return tuple(part for part in (self.severity, self.certainty) if part) if self.verdict.holds else ()

    def to_json(self) -> JsonValue:
        """Return the decision as plain JSON; `from_json` is its inverse."""
        body: dict[str, JsonValue] = {"verdict": self.verdict.value}
        if self.evidence:
            body["evidence"] = [span.to_json() for span in self.evidence]
        if self.severity:
            body["severity"] = self.severity
        if self.certainty:
            body["certainty"] = self.certainty
        if self.rule:
            body["rule"] = self.rule
        return {**body, **dict(self.more)}

    @classmethod
    def from_json(cls, value: JsonValue) -> Self:
        """Read what `to_json` wrote. Raises JudgementError."""
        if isinstance(value, dict):
            verdict, spans = value.get("verdict"), value.get("evidence") or []
            severity, certainty = value.get("severity") or "", value.get("certainty") or value.get("standing") or ""
            rule = value.get("rule") or ""
            if isinstance(spans, list) and severity in ("", *SEVERITIES) and certainty in ("", *CERTAINTIES):
                try:
                    evidence = tuple(Span.from_json(span) for span in spans)
                    said = str(severity), str(certainty), str(rule)
                    return cls(Verdict(str(verdict)), evidence, *said, extra_of(value, _DECISION))
                except ValueError as error:
                    raise JudgementError(f"not a decision: {value!r:.80}") from error
        raise JudgementError(f"not a decision: {value!r:.80}")


Said = TypeVar("Said", Decision, Correction)


class Unread(Struct, frozen=True):
    """A value that only a later version of the program can read. It is kept and shown as it was written."""

    body: JsonValue

    def __hash__(self) -> int:  # it may be a list or a table
        return hash(Unread)

    def to_json(self) -> JsonValue:
        """Return the value as it was written."""
        return self.body


Value: TypeAlias = Decision | Correction | Unread | str | bool | None
"""A field's value: a Decision for a concern, a Correction for a stakeholder, text for a note, True for a flag; None for
a field that is not set; Unread for what this version can't read."""


def concern_field(tag: str) -> str:
    """Return the field that holds the decision on this concern or own tag."""
    return _CONCERN + tag


def stakeholder_field(name: str) -> str:
    """Return the field that holds what is said of the stakeholder that was found under this name."""
    return _STAKEHOLDER + name.casefold()


def tag_of(name: str) -> str | None:
    """Return the concern or own tag that a field is about, None for a field of another kind."""
    return name.removeprefix(_CONCERN) if name.startswith(_CONCERN) else None


def stakeholder_of(name: str) -> str | None:
    """Return the stakeholder, case folded, that a field is about, None for a field of another kind."""
    return name.removeprefix(_STAKEHOLDER) if name.startswith(_STAKEHOLDER) else None


def value_to_json(value: Value) -> JsonValue:
    """Return a value as plain JSON; `value_from_json` is its inverse."""
    return value.to_json() if isinstance(value, Decision | Correction | Unread) else value


def value_from_json(name: str, value: JsonValue) -> Value:
    """Return the value of field `name` as it was written. Raises JudgementError where it does not fit the field."""
    if value is None:
        return None
    if name.startswith(_CONCERN):
        return Decision.from_json(value)
    if name.startswith(_STAKEHOLDER):
        try:
            return Correction.from_json(value)
        except CorrectionError as error:
            raise JudgementError(str(error)) from error
    if name == NOTE and isinstance(value, str):
        return value
    if name in FLAG_BY_FIELD and isinstance(value, bool):
        return value
    raise JudgementError(f"{name!r:.40} can't be {value!r:.40}")


class Judgement(Struct, frozen=True):
    """All that a coder decided about one story. The empty one is what every story starts with."""

    concerns: Mapping[str, Decision] = field(default_factory=dict)
    note: str = ""
    starred: bool = False
    read: bool = False
    hidden: bool = False
    apart: bool = False
    coded: bool = False
    stakeholders: Mapping[str, Correction] = field(default_factory=dict)
    """what is said of stakeholders, by their names as they were found, case folded"""

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the concerns that the coder says stand, in the order they were decided."""
        return tuple(tag for tag, decision in self.concerns.items() if decision.verdict.holds)

    @property
    def rejected(self) -> tuple[str, ...]:
        """Return the suggestions that the coder turned down."""
        return tuple(tag for tag, decision in self.concerns.items() if not decision.verdict.holds)

    def said(self, what: str) -> frozenset[str]:
        """Return what the coder says of the concerns that stand, by a name of WEIGHED; UNSAID where there is one of
        which nothing is said."""
        held = (decision for decision in self.concerns.values() if decision.verdict.holds)
        return frozenset(getattr(decision, what) or UNSAID for decision in held)

    @classmethod
    def of(cls, values: Mapping[str, Value]) -> Self:
        """Return the judgement with these fields set, in their order. What is no field of a judgement, or has a value
        that can't be read, is passed over."""
        concerns = {tag: one for name, one in values.items() if (tag := tag_of(name)) and isinstance(one, Decision)}
        stakeholders = {
            who: one for name, one in values.items() if (who := stakeholder_of(name)) and isinstance(one, Correction)
        }
        note = values.get(NOTE)
        flags: dict[str, Any] = {flag.attribute: values.get(flag.field) is True for flag in FLAGS}
        return cls(concerns, note if isinstance(note, str) else "", stakeholders=stakeholders, **flags)

    def value(self, name: str) -> Value:
        """Return the value of a field as an operation would carry it."""
        if name.startswith(_CONCERN):
            return self.concerns.get(name.removeprefix(_CONCERN))
        if name.startswith(_STAKEHOLDER):
            return self.stakeholders.get(name.removeprefix(_STAKEHOLDER))
        if name == NOTE:
            return self.note or None
        if name in FLAG_BY_FIELD:
            return getattr(self, FLAG_BY_FIELD[name].attribute) or None
        raise JudgementError(f"no such field: {name!r:.40}")

    def with_value(self, name: str, value: Value) -> "Judgement":
        """Return this judgement with one field set (None: unset). Raises JudgementError for a value of the wrong
        kind."""
        if name.startswith(_CONCERN) and (value is None or isinstance(value, Decision)):
            return replace(self, concerns=_with(self.concerns, name.removeprefix(_CONCERN), value))
        if name.startswith(_STAKEHOLDER) and (value is None or isinstance(value, Correction)):
            return replace(self, stakeholders=_with(self.stakeholders, name.removeprefix(_STAKEHOLDER), value))
        if name == NOTE and (value is None or isinstance(value, str)):
            return replace(self, note=value or "")
        if name in FLAG_BY_FIELD and (value is None or isinstance(value, bool)):
            changes: dict[str, Any] = {FLAG_BY_FIELD[name].attribute: bool(value)}
            return replace(self, **changes)
        raise JudgementError(f"{name!r:.40} can't be {value!r:.40}")

    def __bool__(self) -> bool:
        return bool(
            self.concerns or self.note or self.stakeholders or any(getattr(self, flag.attribute) for flag in FLAGS)
        )


def _with(table: Mapping[str, Said], key: str, value: Said | None) -> dict[str, Said]:
    """Return the table with a value at its end, or without it."""
    changed = {other: said for other, said in table.items() if other != key}
    return changed if value is None else {**changed, key: value}


def to_json(state: Judgement) -> dict[str, JsonValue]:
    """Return a state as plain JSON; unset fields are left out. `from_json` is its inverse."""
    body: dict[str, JsonValue] = {}
    if state.concerns:
        body["concerns"] = {tag: decision.to_json() for tag, decision in state.concerns.items()}
    if state.note:
        body["note"] = state.note
    for name in FLAG_BY_FIELD:
        if state.value(name):
            body[name] = True
    if state.stakeholders:
        body["parties"] = {name: said.to_json() for name, said in state.stakeholders.items()}
    return body


def from_json(body: Mapping[str, JsonValue]) -> Judgement:
    """Read what `to_json` wrote. Raises JudgementError."""
    state = Judgement()
    for table, field_of in (("concerns", concern_field), ("parties", stakeholder_field)):
        values = body.get(table) or {}
        if not isinstance(values, dict):
            raise JudgementError(f"the {table} of a judgement are not a table")
        for key, value in values.items():
            state = state.with_value(field_of(key), value_from_json(field_of(key), value))
    for name in (NOTE, *FLAG_BY_FIELD):
        state = state.with_value(name, value_from_json(name, body.get(name)))
    return state


def fields_of(*states: Judgement) -> list[str]:
    """Return the fields that are set in any of these."""
    tags = dict.fromkeys(tag for state in states for tag in state.concerns)
    names = dict.fromkeys(name for state in states for name in state.stakeholders)
    marks = [name for name in (NOTE, *FLAG_BY_FIELD) if any(state.value(name) for state in states)]
    return [*map(concern_field, tags), *map(stakeholder_field, names), *marks]
