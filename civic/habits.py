"""How a coder decides on what the machine suggests: counted per concern, and what follows from it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from civic.codebook import CONCERNS, Codebook
from civic.judgement import Judgement, Verdict

_ORDER: Final = {concern.id: index for index, concern in enumerate(CONCERNS)}

LEAST: Final = 10
MOSTLY: Final = 0.9
"""A concern sinks when of at least LEAST decisions on it the share MOSTLY was against it. Nine of ten is where the 95 %
interval by Wilson of how often it is wrong here (.60 to .98) lies above one half by a clear margin; with fewer
decisions one odd feed or one bad day would settle it."""


class Habit(Struct, frozen=True):
    """How often a coder accepted a concern where it was suggested, rejected it, and tagged it without that."""

    concern: str
    accepted: int
    rejected: int
    tagged: int = 0

    @property
    def agreement(self) -> float | None:
        """Return the share of suggestions decided on, 0 to 1, that were accepted; None where none was decided on."""
        decided = self.accepted + self.rejected
        return self.accepted / decided if decided else None

    @property
    def sinks(self) -> bool:
        """Return whether it is to be suggested no longer, since the coder always rejects it. An own tag speaks for it
        too."""
        decisions = self.accepted + self.rejected + self.tagged
        return decisions >= LEAST and self.rejected >= MOSTLY * decisions


def habits(judgements: Iterable[Judgement]) -> tuple[Habit, ...]:
    """Return the habits of all that the coder, not a rule, decided on; in the order of the codebook, own tags
    behind."""
    return habits_of(
        Counter((tag, held.verdict) for one in judgements for tag, held in one.concerns.items() if not held.rule)
    )


def habits_of(counts: Mapping[tuple[str, Verdict], int]) -> tuple[Habit, ...]:
    """Return the same from how often each verdict was given on each concern."""
    return tuple(
        Habit(tag, *(counts.get((tag, verdict), 0) for verdict in (Verdict.ACCEPTED, Verdict.REJECTED, Verdict.TAGGED)))
        for tag in sorted({tag for tag, _ in counts}, key=place)
    )


def with_suggestions(found: Iterable[Habit], codebook: Codebook) -> tuple[Habit, ...]:
    """Return the habits of the concerns that can be suggested: a tag of the user's own that never is was no suggestion
    that they took, turned down or missed."""
    return tuple(habit for habit in found if habit.concern in codebook.suggestible)


def place(tag: str) -> tuple[int, str]:
    """Return what concerns are sorted by: the built-in ones in the codebook's order, then one's own by their ids."""
    return _ORDER.get(tag, len(_ORDER)), tag


def sunk(found: Iterable[Habit]) -> frozenset[str]:
    """Return the ids of the concerns that sink."""
    return frozenset(habit.concern for habit in found if habit.sinks)
