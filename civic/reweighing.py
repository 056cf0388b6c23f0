"""How a user's own decisions re-weigh what is suggested to them: per concern, by little, and so that it can be undone.

A concern that the user mostly rejects needs a higher score than others to be suggested, one that they mostly accept a
lower one. Nothing else of a suggestion changes: neither its evidence nor which words speak for it.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from civic.codebook import CONCERN_BY_ID
from civic.habits import LEAST, Habit, place
from civic.query import And, AtLeast, Has, Not, Or, Query
from civic.suggestions import MOST, SUGGESTED, SUGGESTED_BY_WORDS, Analysis, Before, Suggestion

_EXPECTED: Final = (7.0, 3.0)
"""What is taken for granted of each concern, as decisions: seven of ten suggestions are right, as measured on stories
that the weights were not made from (training/MODEL_CARD.md). So a coder who decides like those readers shifts nothing,
and ten decisions move it half of the way."""
LARGEST: Final = 1.0
"""The most that a score is shifted, in log-odds either way: from 0.5 to 0.27, or from 0.5 to 0.73."""
_STEPS: Final = 10
"""Shifts are whole tenths, so that one decision more seldom changes what is suggested."""

Shifts = Mapping[str, float]
"""By the id of a concern, what is added to the log-odds of its score."""


class Reweighed(Struct, frozen=True):
    """What a user's decisions come to: whether they re-weigh anything, those that count, and the shifts."""

    on: bool
    habits: tuple[Habit, ...]
    shifts: Shifts


def shift_of(habit: Habit) -> float:
    """Return what a user's decisions on a concern add to the log-odds of its score: the odds of what they let stand,
    by the expected ones; 0 of fewer than LEAST decisions. A tag of one's own speaks for the concern, too."""
    if habit.accepted + habit.rejected + habit.tagged < LEAST:
        return 0.0
    stand, fall = _EXPECTED
    odds = (stand + habit.accepted + habit.tagged) / (fall + habit.rejected)
    shift = round(_STEPS * math.log(odds * fall / stand)) / _STEPS
    return max(-LARGEST, min(LARGEST, shift))


def needed(shift: float) -> float:
    """Return the score that a concern has to have of itself to be suggested in an English text, at this shift."""
    return 1 / (1 + (1 - SUGGESTED) / SUGGESTED * math.exp(shift))


def shifts_of(habits: Iterable[Habit], before: Iterable[Habit] = ()) -> dict[str, float]:
    """Return the shifts by the habits of a user, where there are any; decisions that stand in `before` don't count."""
    found = {habit.concern: shift_of(habit) for habit in since(habits, before)}
    return {concern: shift for concern, shift in found.items() if shift}


def since(habits: Iterable[Habit], before: Iterable[Habit]) -> tuple[Habit, ...]:
    """Return the decisions that came after those in `before`; what was taken back meanwhile counts as none."""
    old = {habit.concern: habit for habit in before}
    return tuple(_less(habit, old.get(habit.concern, Habit(habit.concern, 0, 0))) for habit in habits)


def _less(habit: Habit, before: Habit) -> Habit:
    return Habit(
        habit.concern,
        max(0, habit.accepted - before.accepted),
        max(0, habit.rejected - before.rejected),
        max(0, habit.tagged - before.tagged),
    )


def reweighed(analysis: Analysis, shifts: Shifts) -> Analysis:
    """Return an analysis by these shifts alone, whatever it was re-weighed by before.

    What is suggested falls where its score no longer reaches what suggesting takes. Something weaker rises only where
    something is suggested without the shifts, too, and only while fewer than MOST are: of a text with nothing at stake
    nothing is suggested. What a provider suggests stays as it is.
    """
    if not shifts and all(one.before is None for one in analysis.concerns):
        return analysis
    plain = sorted(map(_restored, analysis.concerns), key=lambda one: (-one.score, place(one.concern)))
    least = SUGGESTED if analysis.language == "en" else SUGGESTED_BY_WORDS
    count = sum(one.ours for one in plain)
    room = MOST - count if count else 0
    found = []
    for one in plain:
        moved = _moved(one, shifts.get(one.concern, 0.0), least)
        if moved.suggested and not one.suggested:
            moved = replace(moved, suggested=room > 0)
            room -= 1
        found.append(moved)
    return replace(analysis, concerns=tuple(sorted(found, key=_place)))


def rests_on_suggestions(query: Query) -> bool:
    """Return whether what a query finds depends on which concerns are suggested."""
    match query:
        case Has("concern") | AtLeast():
            return True
        case And(parts) | Or(parts):
            return any(map(rests_on_suggestions, parts))
        case Not(part):
            return rests_on_suggestions(part)
    return False


def as_for_all(analysis: Analysis) -> Analysis:
    """Return an analysis as it is without anybody's decisions."""
    return reweighed(analysis, {})


def _restored(one: Suggestion) -> Suggestion:
    was = one.before
    return one if was is None else replace(one, score=was.score, suggested=was.suggested, before=None)


def _moved(one: Suggestion, shift: float, least: float) -> Suggestion:
    """Return a suggestion with its score shifted, which is made from `least` on; one that a provider makes, or of which
    nothing is known, as it is."""
    if not shift or one.badges or not 0 < one.score < 1:
        return one
    odds = one.score / (1 - one.score) * math.exp(shift)
    score = round(odds / (1 + odds), 3)
    enough = score >= least or (one.suggested and shift > 0)  # what keywords of the user's own say needs less
    return replace(one, score=score, suggested=enough and bool(one.evidence), before=Before(one.score, one.suggested))


def _place(one: Suggestion) -> tuple[int, bool, float, tuple[int, str]]:
    """Return where a suggestion stands: ours, those of providers alone, the rest; in each the built-in concerns before
    the own ones, and the highest score first, of equal ones as the codebook has them."""
    part = 0 if one.ours else 1 if one.suggested else 2
    return part, one.concern not in CONCERN_BY_ID, -one.score, place(one.concern)
