"""Where coders differ about one story and nobody has settled it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Final

from msgspec import Struct

from civic.codebook import CONCERN_BY_ID
from civic.coder import AGREED, is_reserved
from civic.flags import CODED
from civic.judgement import NOTE, Decision, Value, tag_of
from civic.operation import Operation
from civic.registers import Held, OwnView

OWN: Final = ""
"""The user, among the coders of a story."""


class Side(Struct, frozen=True):
    """What one coder holds of a field: `who` is OWN for the user, else the coder as they sign. `operation` says it; it
    is the one that says "coded" where they left a concern undecided when they were done with the story, which means
    no."""

    who: str
    operation: Operation
    by_silence: bool = False

    @property
    def value(self) -> Value:
        """Return what the coder says; None for a concern that they left undecided."""
        return None if self.by_silence else self.operation.value


class Conflict(Struct, frozen=True):
    """A field of which coders say different things: `sides` are all who say anything of it, the user first; `what` are
    the things in which they differ: "verdict", "severity", "certainty", "evidence" or "value"."""

    field: str
    sides: tuple[Side, ...]
    what: tuple[str, ...]


def conflicts_of(history: Sequence[Operation], view: OwnView) -> list[Conflict]:
    """Return the conflicts of one story that are to be settled: all that are open, and none while the story is in a
    blind round that is open, which is over before anybody hears who differs."""
    return [] if any(one.story in view.hidden for one in history) else open_conflicts(history, view)


def open_conflicts(history: Sequence[Operation], view: OwnView) -> list[Conflict]:
    """Return the conflicts of one story that are not settled. One is settled when what the coders hold now was known to
    whoever settled it, or says the same as what was settled; two who settled it differently are a conflict again."""
    others = said_by_others(history, view)
    coders = {OWN: view.own(history), **others}
    if not others:
        return []
    by_adjudicator = view.settled(history)
    names = dict.fromkeys(name for held in coders.values() for name in held)
    found = (_conflict(name, coders, by_adjudicator, view) for name in names if tag_of(name) or name == NOTE)
    return [conflict for conflict in found if conflict]


def said_by_others(history: Iterable[Operation], view: OwnView) -> dict[str, Held]:
    """Return what other coders hold of a story, by their names, less what is their own affair; what was settled is not
    among it."""
    found = {
        who: {name: one for name, one in held.items() if not one.private}
        for who, held in view.others(history).items() if not is_reserved(who)
    }  # fmt: skip
    return {who: held for who, held in found.items() if held}


def answer_of(settled: Mapping[str, Held], name: str) -> Operation | None:
    """Return what was settled last of a field, by whichever adjudicator; None for nothing."""
    answers = [held[name] for held in settled.values() if name in held]
    return max(answers, key=lambda one: one.order, default=None)


def _conflict(name: str, coders: Mapping[str, Held], settled: Mapping[str, Held], view: OwnView) -> Conflict | None:
    sides = [side for who, held in coders.items() if (side := _side(name, who, held, view))]
    answers = [held[name] for held in settled.values() if name in held]
    if last := answer_of(settled, name):
        open_ones = [side for side in sides if not _is_settled(side.operation, side.value, last)]
        open_answers = [one for one in answers if one is not last and not _is_settled(one, one.value, last)]
        if not open_ones and not open_answers:
            return None
        sides += [Side(f"{one.who} ({one.by})", one) for one in answers]
    what = dict.fromkeys(part for one, other in combinations(sides, 2) for part in differences(one.value, other.value))
    return Conflict(name, tuple(sides), tuple(what)) if what else None


def _side(name: str, who: str, held: Held, view: OwnView) -> Side | None:
    if operation := held.get(name):
        return Side(who, operation)
    coded, tag = held.get(CODED), tag_of(name)
    if coded is None or tag is None or coded.value is not True:
        return None
    known = {view.tag(one) for one in coded.concerns or CONCERN_BY_ID}
    return Side(who, coded, by_silence=True) if tag in known else None


def _is_settled(operation: Operation, value: Value, answer: Operation) -> bool:
    return operation.id in answer.settles or not differences(value, answer.value)


def differences(one: Value, other: Value) -> list[str]:
    """Return in what two values of a field differ. None, of a concern, is a no. What only one of two says of severity,
    certainty or evidence does not differ, and passages that overlap are one."""
    decisions = [value for value in (one, other) if isinstance(value, Decision)]
    if not decisions or not all(value is None or isinstance(value, Decision) for value in (one, other)):
        return ["value"] if one != other else []
    yes = [isinstance(value, Decision) and value.verdict.holds for value in (one, other)]
    if yes[0] != yes[1]:
        return ["verdict"]
    if not yes[0]:
        return []
    first, second = decisions
    pairs = {"severity": (first.severity, second.severity), "certainty": (first.certainty, second.certainty)}
    found = [name for name, (ours, theirs) in pairs.items() if ours and theirs and ours != theirs]
    if first.evidence and second.evidence and not _overlap(first, second):
        found.append("evidence")
    return found


def _overlap(first: Decision, second: Decision) -> bool:
    return any(
        (one.start < other.end and other.start < one.end) or one.text == other.text
        for one in first.evidence
        for other in second.evidence
    )


def other_coders(history: Iterable[Operation], view: OwnView) -> tuple[str, ...]:
    """Return the other coders who said anything of a story that is not their own affair, as they sign. What was settled
    is said by nobody more."""
    return tuple(said_by_others(history, view))


def coders(history: Sequence[Operation], view: OwnView) -> tuple[str, ...]:
    """Return the same with the user, who comes first, as they last signed, and "agreed", by which what was settled is
    found."""
    own = [one for one in view.own(history).values() if not one.private and one.who]
    first = [max(own, key=lambda one: one.order).who] if own else []
    return (*first, *other_coders(history, view), *([AGREED] if view.settled(history) else []))
