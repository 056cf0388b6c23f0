"""Decisions that come from elsewhere beside the own ones: which of them count here, and where the two differ.

Nothing is settled here: all operations are kept, each in the register of its coder.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from civic.judgement import Decision, Value
from civic.operation import Operation
from civic.registers import OwnView


class Conflict(Struct, frozen=True):
    """Two operations on one field of one story that differ: the user's own that holds, and that of another coder. With
    `one_coder` both are the user's, decided at two desks, and the later holds."""

    story: str
    field: str
    own: Operation
    other: Operation
    one_coder: bool = False


def counting(incoming: Iterable[Operation], view: OwnView) -> list[Operation]:
    """Return the operations that are taken in: flags are private, so that only the user's own count."""
    return [one for one in incoming if not one.private or view.owns(one)]


def conflicts(known: Sequence[Operation], incoming: Sequence[Operation], view: OwnView) -> list[Conflict]:
    """Return where what is `known` of a story here and what is `incoming` differ."""
    return [*_with_others(known, incoming, view), *_between_desks(known, incoming, view)]


def _with_others(known: Sequence[Operation], incoming: Sequence[Operation], view: OwnView) -> Iterator[Conflict]:
    own = view.own(known)
    for held in view.others(incoming).values():
        for name, other in held.items():
            if (mine := own.get(name)) and not mine.private and differ(mine.value, other.value):
                yield Conflict(mine.story, name, mine, other)


def _between_desks(known: Sequence[Operation], incoming: Sequence[Operation], view: OwnView) -> Iterator[Conflict]:
    """Yield where the user decided here and elsewhere, and neither decision knew of the other."""
    here, there = view.last(known), view.last(incoming)
    known_ids, incoming_ids = {one.id for one in known}, {one.id for one in incoming}
    for name in [name for name in there if name in here]:
        mine, other = here[name], there[name]
        apart = mine.id not in incoming_ids and other.id not in known_ids
        if apart and not _was_known(mine, name, incoming, view) and not mine.private and mine.value != other.value:
            held, lost = (mine, other) if mine.precedence > other.precedence else (other, mine)
            yield Conflict(mine.story, name, held, lost, one_coder=True)


def _was_known(mine: Operation, name: str, incoming: Sequence[Operation], view: OwnView) -> bool:
    """Return whether the user decided elsewhere with what was decided here in sight: a team gives only what is new, so
    that the earlier decision does not come with the later."""
    return any(
        one.was == mine.value and one.precedence > mine.precedence
        for one in incoming
        if view.owns(one) and view.current(one.field) == name
    )


def differ(one: Value, other: Value) -> bool:
    """Return whether two values contradict each other. What only one of two decisions says of severity or certainty
    does not contradict, nor does a passage that only one of them rests on."""
    if isinstance(one, Decision) and isinstance(other, Decision):
        if one.verdict.holds != other.verdict.holds:
            return True
        return one.verdict.holds and any(
            ours and theirs and ours != theirs
            for ours, theirs in ((one.severity, other.severity), (one.certainty, other.certainty))
        )
    return one != other
