"""Settling what coders differ in, as an adjudicator: what holds is written for the coder "agreed", and says what it
settles. Nobody's own decisions change."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from civic.coder import AGREED, own_keys
from civic.conflicts import Conflict, Side
from civic.judgement import Decision, Value, Verdict
from civic.operation import Operation
from civic.registers import OwnView
from workspace.ports import Library

_AGREED = OwnView(frozenset((AGREED,)))


def settle(library: Library, story: str, conflict: Conflict, value: Value, by: str, now: datetime) -> Operation:
    """Settle a conflict of a story by a value, and return the operation, which is on disk then; None for a concern says
    that it does not stand. `by` is the adjudicator. Raises a Fault."""
    known = library.history(story)
    at, n = _AGREED.next_moment(known, conflict.field, now)
    was = next((one.value for name, one in _AGREED.own(known).items() if name == conflict.field), None)
    made = Operation(
        uuid4().hex, story, conflict.field, _said(value), was, at, AGREED, by=by, n=n,
        settles=tuple(dict.fromkeys(side.operation.id for side in conflict.sides)),
    )  # fmt: skip
    library.adopt([made])
    return made


def _said(value: Value) -> Value:
    """Return a value that can be written down: that a concern does not stand is a rejection."""
    return Decision(Verdict.REJECTED) if value is None else value


def with_passages_of(sides: Iterable[Side]) -> Decision | None:
    """Return the decision of the first side by which a concern stands, resting on the passages of all of them; None
    where it stands by none."""
    decisions = [side.value for side in sides if isinstance(side.value, Decision) and side.value.verdict.holds]
    if not decisions:
        return None
    passages = dict.fromkeys(span for decision in decisions for span in decision.evidence)
    return replace(decisions[0], evidence=tuple(passages))


def view_of(name: str) -> OwnView:
    """Return how a coder, or the coder "agreed", sees the decisions of all."""
    return _AGREED if name.casefold() == AGREED else OwnView(own_keys(name) - {""})
