"""Another coder's decisions beside the own ones: all are kept with who made them, and which of two holds is settled."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from civic.flags import PRIVATE
from civic.judgement import Decision, Judgement, Operation, apply

_IDS: Final = uuid.UUID("d9a3d1f2-3c0e-5c55-8b7e-0f7d3f0a9e21")
"""The name space of the ids of operations that restate one's own decision."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people who say different things of one concern of one story."""

    story: str
    tag: str
    own: Decision
    own_who: str
    theirs: Decision
    their_who: str


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What to write down, in order, and what the two do not agree on."""

    operations: tuple[Operation, ...]
    conflicts: tuple[Conflict, ...]


def reconcile(
    own: Judgement, history: Sequence[Operation], incoming: Sequence[Operation], *, me: str, at: str,
    theirs: bool = False, everything: bool = False,
) -> Reconciled:  # fmt: skip
    """Take the decisions of others on one story beside the own ones (`own`, and the `history` that led to it).

    What is known already is left out. Where one has decided, the decision that held is stated again after theirs, by
    who made it, so that it holds on; or theirs is, where `theirs` are to hold. Stars, read marks and the like of others
    say nothing here: they are taken only with `theirs`, with `everything` (the story itself is new), or where `me`
    signed them.
    """
    known = {operation.id for operation in history}
    counting = [one for one in incoming if one.field not in PRIVATE or theirs or everything or one.who == me]
    taken = [one for one in counting if one.id not in known]
    after = own
    for operation in taken:
        after = apply(after, operation)
    conflicts, restated = [], []
    for field, operation in {one.field: one for one in counting}.items():  # their last word on each
        mine = own.value(field)
        signed = next((past.who for past in reversed(history) if past.field == field), me)
        if mine is None or mine == operation.value or signed == operation.who:
            continue
        other = operation.value
        if isinstance(mine, Decision) and isinstance(other, Decision) and mine.verdict.holds != other.verdict.holds:
            conflicts.append(Conflict(operation.story, operation.tag or "", mine, signed, other, operation.who))
        holds, who = (operation.value, operation.who) if theirs else (mine, signed)
        if after.value(field) != holds:
            name = uuid.uuid5(_IDS, f"{operation.id} {at}" if theirs else operation.id).hex
            restated.append(Operation(name, operation.story, field, holds, after.value(field), at, who))
    return Reconciled((*taken, *restated), tuple(conflicts))
