"""An operation: one coder set one field of one story. Operations are what is kept, exchanged and merged.

The second format: a table with `id`, `story`, `field`, `who`, `round`, `value`, `was` and `at`, some optional keys, and
whatever keys a later version wrote. `civic.earlier_format` reads the first one, which had no rounds.
"""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

from collections.abc import Container, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, Self, TypeGuard

from msgspec import Struct
from msgspec.structs import replace

from civic.flags import CODED, PRIVATE
from civic.jsonvalue import Extra, JsonValue, canonical, extra_of
from civic.judgement import JudgementError, Unread, Value, stakeholder_of, tag_of, value_from_json, value_to_json
from civic.story import read_time
from civic.suggestions import VERSION

if TYPE_CHECKING:
    from civic.codebook import Codebook

_REQUIRED: Final = ("id", "story", "field", "at", "who")
_TEXTS: Final = ("round", "by", "rule", "codebook", "step")
_LISTS: Final = ("concerns", "settles", "over")
_KNOWN: Final = frozenset((*_REQUIRED, "value", "was"))
_PLAIN: Final = _KNOWN | {"round"}
_NO_TIME: Final = datetime.min.replace(tzinfo=UTC)


class Operation(Struct, frozen=True):
    """One thing that coder `who` did: `field` of story `story` went from `was` to `value`, in round `round` ("": at the
    coder's own desk).

    `id` makes replay idempotent: it names one operation of a story. `at` is ISO 8601 with an offset; within a register,
    which is (story, field, who, round), it never runs back. Fields: "concern:ID", "party:NAME" (case folded), "note",
    "star", "read", "hide", "apart", "coded", or one of a later version.

    `by` is who settled what the coder "agreed" says; `aided` whether suggestions were in sight, None for unknown;
    `rule` names the rule that decided, "" where a person did; `codebook` is the version of the codebook; `step` is what
    is undone together; `n` is the place among operations of one coder and moment; `implied`: no operation, but a state
    without its history said so; `concerns` are the ids that the codebook had where a coder said "coded", () for
    unknown; `settles` are the ids of what coders held where the coder "agreed" settled it; `over` are other tags that
    the codebook had made one with this one, on all of which the coder decided by this; `suggestions` is the version of
    the suggestions that there were, 0 for unknown or none in sight; `reweighed`: the coder's own decisions had shifted
    the score of this concern. `more` are keys that a later version wrote.
    """

    id: str
    story: str
    field: str
    value: Value
    was: Value
    at: str
    who: str
    round: str = ""
    by: str = ""
    aided: bool | None = None
    rule: str = ""
    codebook: str = ""
    step: str = ""
    n: int = 0
    implied: bool = False
    concerns: tuple[str, ...] = ()
    settles: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    suggestions: int = 0
    reweighed: bool = False
    more: Extra = ()

    def __hash__(self) -> int:  # `value`, `was` and `more` may have lists
        return hash(self.id)

    @property
    def tag(self) -> str | None:
        """Return the concern that this is about, or None for notes and flags."""
        return tag_of(self.field)

    @property
    def stakeholder(self) -> str | None:
        """Return the name of the stakeholder that this is about, case folded, or None."""
        return stakeholder_of(self.field)

    @property
    def private(self) -> bool:
        """Return whether it sets a flag that is the coder's own affair."""
        return self.field in PRIVATE

    @property
    def moment(self) -> datetime:
        """Return when it was done; the earliest of all times where that can't be read."""
        return _moment(self.at)

    @property
    def order(self) -> tuple[datetime, int, str]:
        """Return what operations are sorted by."""
        return self.moment, self.n, self.id

    @property
    def precedence(self) -> tuple[bool, datetime, int, str]:
        """Return what is greatest for the operation that holds in a register: a real one beats every implied one."""
        return not self.implied, *self.order

    @property
    def canonical(self) -> str:
        """Return the one way to write it."""
        return canonical(self.to_json())

    @property
    def digest(self) -> str:
        """Return what tells it from any other operation, and from itself with other contents: 32 letters."""
        return blake2b(self.canonical.encode("ascii"), digest_size=16).hexdigest()

    def to_json(self) -> dict[str, JsonValue]:
        """Return the operation as plain JSON; `from_json` is its inverse. Optional keys that say nothing are left
        out."""
        body: dict[str, JsonValue] = {
            "id": self.id, "story": self.story, "field": self.field, "who": self.who, "round": self.round,
            "value": value_to_json(self.value), "was": value_to_json(self.was), "at": self.at,
        }  # fmt: skip
        said: dict[str, JsonValue] = {
            "by": self.by or None, "aided": self.aided, "rule": self.rule or None, "codebook": self.codebook or None,
            "step": self.step or None, "n": self.n or None, "implied": self.implied or None,
            "concerns": [*self.concerns] or None, "settles": [*self.settles] or None, "over": [*self.over] or None,
            "suggestions": self.suggestions or None, "reweighed": self.reweighed or None,
        }  # fmt: skip
        # what nobody could read gives way where something was said since, as a migration does of `n`
        return {**body, **dict(self.more), **{key: value for key, value in said.items() if value is not None}}

    @classmethod
    def from_json(cls, body: Mapping[str, JsonValue]) -> Self:
        """Read what `to_json` wrote. Raises JudgementError where it is no operation of any version."""
        texts = [text for key in _REQUIRED if isinstance(text := body.get(key), str)]
        if len(texts) < len(_REQUIRED):
            raise JudgementError(f"not an operation: {body!r:.80}")
        op_id, story, name, at, who = texts
        value, was = _value(name, body.get("value")), _value(name, body.get("was"))
        if body.keys() <= _PLAIN and isinstance(body.get("round", ""), str):  # as most are, and they are read often
            return cls(op_id, story, name, value, was, at, who, _text(body.get("round")))
        round_name, by, rule, codebook, step = (_text(body.get(key)) for key in _TEXTS)
        aided, n, implied = body.get("aided"), body.get("n"), body.get("implied")
        suggestions = body.get("suggestions")
        # an optional key with a value of another kind is a key that nobody knows
        read = {*_KNOWN, *(key for key in _TEXTS if isinstance(body.get(key), str)),
                *(key for key in ("aided", "implied", "reweighed") if isinstance(body.get(key), bool)),
                *(["n"] if _is_place(n) else []), *(["suggestions"] if _is_place(suggestions) else []),
                *(key for key in _LISTS if _texts(body.get(key)))}  # fmt: skip
        return cls(
            op_id, story, name, value, was, at, who, round_name, by, aided if isinstance(aided, bool) else None, rule,
            codebook, step, n if _is_place(n) else 0, implied is True, _texts(body.get("concerns")),
            _texts(body.get("settles")), _texts(body.get("over")), suggestions if _is_place(suggestions) else 0,
            body.get("reweighed") is True, extra_of(body, read),
        )  # fmt: skip


def with_codebook(operation: Operation, codebook: Codebook, shifted: Container[str] = ()) -> Operation:
    """Return a decision with the version of the codebook by which it was made, and of the suggestions, unless it was
    made without their aid; with that, whether its concern is one of `shifted`, whose scores the coder's own decisions
    re-weigh. Where a coder is done with a story, with the concerns that there were: what is undecided of these is a
    considered no, and those that come later are not."""
    if operation.tag is None and operation.stakeholder is None and operation.field != CODED:
        return operation
    concerns = tuple(concern.id for concern in codebook.concerns) if operation.field == CODED else ()
    aided = operation.aided is not False
    return replace(
        operation,
        codebook=codebook.version,
        concerns=concerns,
        suggestions=VERSION if aided else 0,
        reweighed=aided and operation.tag is not None and operation.tag in shifted,
    )


@lru_cache(maxsize=1 << 12)  # histories are sorted again and again
def _moment(at: str) -> datetime:
    return read_time(at) or _NO_TIME


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: JsonValue) -> tuple[str, ...]:
    """Return a list of texts; () for anything else, and for one that is not texts alone."""
    texts = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    return tuple(texts) if isinstance(value, list) and len(texts) == len(value) else ()


def _is_place(value: JsonValue) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53


def _value(name: str, value: JsonValue) -> Value:
    try:
        return value_from_json(name, value)
    except JudgementError:
        return Unread(value)


def is_smaller(one: Operation, other: Operation) -> bool:
    """Return whether the first of two operations with one id is the one that holds. It is the same on every machine,
    whichever of them came first."""
    return one.canonical < other.canonical
