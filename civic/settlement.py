"""What an adjudicator can answer where coders differ: one coder's word, the passages of all, or an own yes or no."""

from enum import StrEnum

from msgspec.structs import replace

from civic.agreed import together
from civic.coder import coder_key
from civic.conflicts import OWN, Conflict, Side
from civic.fault import Fault
from civic.judgement import NOTE, Decision, Value, Verdict
from civic.text import clean_line


class Choice(StrEnum):
    """How a conflict is settled."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"
    YES = "yes"
    NO = "no"


class SettlementFault(Fault):
    """A choice that a conflict does not have; the message says which it has."""


def value_of(conflict: Conflict, choice: Choice, who: str = "") -> Value:
    """Return the value that a choice settles a conflict by: None for a concern that does not stand. `who` is whose word
    "theirs" is; it may be left out where only one other says anything. "both" is a concern with the passages of all who
    say that it stands, or all notes, one under the other. Raises SettlementFault."""
    match choice:
        case Choice.MINE:
            return _bare(_side(conflict, OWN).value)
        case Choice.THEIRS:
            return _bare(_side(conflict, who or _only_other(conflict)).value)
        case Choice.BOTH if conflict.field == NOTE:
            return "\n\n".join(dict.fromkeys(one.value for one in conflict.sides if isinstance(one.value, str)))
    if conflict.field == NOTE:
        raise SettlementFault("A note is no yes or no: settle it by mine, theirs or both.")
    if choice is Choice.NO:
        return None
    decisions = [one.value for one in conflict.sides if isinstance(one.value, Decision) and one.value.verdict.holds]
    if choice is Choice.YES:
        return _bare(decisions[0]) if decisions else Decision(Verdict.TAGGED)
    if not decisions:
        raise SettlementFault("Nobody says that it stands: there are no passages to join.")
    return replace(decisions[0], evidence=together(decisions), rule="")


def others_of(conflict: Conflict) -> list[Side]:
    """Return the sides that are not the user's."""
    return [side for side in conflict.sides if side.who != OWN]


def _only_other(conflict: Conflict) -> str:
    others = others_of(conflict)
    if len(others) > 1:
        raise SettlementFault(f"Say whose word holds: {_names(conflict)}.")
    return others[0].who


def _side(conflict: Conflict, who: str) -> Side:
    found = next((one for one in conflict.sides if coder_key(one.who) == coder_key(who)), None)
    if found is None and who == OWN:
        raise SettlementFault("You have said nothing of it: settle it by theirs, both, yes or no.")
    if found is None:
        raise SettlementFault(f"{clean_line(who, 80)!r} has said nothing of it; these have: {_names(conflict)}.")
    return found


def _names(conflict: Conflict) -> str:
    return ", ".join(clean_line(one.who, 80) or "nobody" for one in others_of(conflict))


def _bare(value: Value) -> Value:
    """Return a value as a person's own word, whatever rule made it."""
    return replace(value, rule="") if isinstance(value, Decision) else value
