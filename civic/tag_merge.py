"""What holds of a story that had several tags of which the codebook has made one: the one place for it.

What was said of each counts: the tag stands where any of them does, it rests on the passages of all that stand, and it
is as severe and as certain as the most severe and the most certain of them. Whoever decides on the tag afterwards has
seen that, and decides on all of it: the operation names the other tags (`Operation.over`).
"""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from civic.judgement import CERTAINTIES, SEVERITIES, Decision, concern_field

if TYPE_CHECKING:
    from civic.operation import Operation


def merged(operations: Iterable[Operation]) -> Operation:
    """Return what holds of one coder's operations on several tags that are one now. Where several hold, it is the last
    of these with what all of them say, and it is of no step: no one step can take that back."""
    last: dict[str, Operation] = {}
    for one in sorted(operations, key=lambda operation: operation.precedence):
        if _has_seen_all(one, last.get(one.field)):
            last = dict.fromkeys(last, one)
        last |= dict.fromkeys([one.field, *map(concern_field, one.over)], one)
    held = {one.id: one for field, one in last.items() if one.field == field and one.value is not None}
    newest = max(held.values() or last.values(), key=lambda operation: operation.precedence)
    decisions = [one.value for one in sorted(held.values(), key=lambda operation: operation.precedence)
                 if isinstance(one.value, Decision)]  # fmt: skip
    if len(decisions) < 2 or not isinstance(newest.value, Decision):
        return newest
    return replace(newest, value=together(decisions), step="")


def _has_seen_all(operation: Operation, before: Operation | None) -> bool:
    """Return whether an operation that names no other tags was made when the tags were one, as those were that were
    written before operations named them: it replaces what nobody had said of its own tag."""
    return not operation.over and operation.was is not None and (before is None or before.value is None)


def together(decisions: Sequence[Decision]) -> Decision:
    """Return the decisions of one coder, the last one last, as one. At least one has to be there."""
    standing = [one for one in decisions if one.verdict.holds] or [*decisions]
    last = standing[-1]
    return replace(
        last,
        evidence=tuple(dict.fromkeys(span for one in standing for span in one.evidence)),
        severity=max((one.severity for one in standing), key=("", *SEVERITIES).index),
        certainty=max((one.certainty for one in standing), key=("", *CERTAINTIES).index),
        rule=last.rule if all(one.rule for one in standing) else "",
    )
