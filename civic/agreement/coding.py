"""What coders said of stories, as a table of units: each is one concern of one story, with a value a coder."""

from collections.abc import Mapping, Sequence
from typing import Final, Self, TypeAlias

from msgspec import Struct, field

from civic.judgement import Decision

Values: TypeAlias = tuple[bool | None, ...]
"""What each coder said of a unit, in the order of the coders: yes, no, or None for nothing that counts."""

_NOTHING: Final[Mapping[str, "Coding"]] = {}


class Coding(Struct, frozen=True):
    """What one coder said of one story. `coded`: the coder was done with it, so that what is undecided there is a
    considered no. `scope` has the ids of the concerns that the coder's codebook had then (None: it had all). Of others
    nothing is known, whatever the coder added by hand: where only a yes is ever said, there is no agreeing on no."""

    concerns: Mapping[str, Decision] = field(default_factory=dict)
    coded: bool = False
    scope: frozenset[str] | None = None

    def says(self, concern: str, *, decided: bool) -> bool | None:
        """Return whether the concern stands for the coder, None where that is not known; with `decided` only decisions
        count, else only stories that are coded."""
        decision = self.concerns.get(concern)
        if decided:
            return decision.verdict.holds if decision else None
        if not self.coded or (self.scope is not None and concern not in self.scope):
            return None
        return decision is not None and decision.verdict.holds


class Ratings(Struct, frozen=True):
    """The units on which at least two coders said something that counts, by story (in the order of their ids) and
    concern; `concerns` has those that occur, in their order."""

    coders: tuple[str, ...]
    concerns: tuple[str, ...]
    stories: Mapping[str, Mapping[str, Values]]

    def of(self, *coders: str) -> Self:
        """Return the table of some of the coders."""
        columns = [self.coders.index(coder) for coder in coders]
        picked = {
            story: {concern: tuple(values[column] for column in columns) for concern, values in row.items()}
            for story, row in self.stories.items()
        }
        return type(self).having(coders, self.concerns, picked)

    @classmethod
    def having(cls, coders: Sequence[str], order: Sequence[str], stories: Mapping[str, Mapping[str, Values]]) -> Self:
        """Return the table of these units, less those on which fewer than two coders said something."""
        kept: dict[str, dict[str, Values]] = {}
        for story, row in sorted(stories.items()):
            if units := {concern: values for concern, values in row.items() if _is_pairable(values)}:
                kept[story] = units
        found = {concern for row in kept.values() for concern in row}
        return cls(tuple(coders), tuple(concern for concern in order if concern in found), kept)


def _is_pairable(values: Values) -> bool:
    return len(values) - values.count(None) > 1


def ratings_of(
    codings: Mapping[str, Mapping[str, Coding]], coders: Sequence[str], order: Sequence[str], *, decided: bool = False
) -> Ratings:
    """Return the table of what these coders said, of codings by story and coder. Concerns stand as in `order`, and
    behind it, by name, those that were decided on and are not in it."""
    more = {
        tag for said in codings.values() for coder in coders if coder in said for tag in said[coder].concerns
    }.difference(order)
    concerns = (*order, *sorted(more))
    nobody = Coding()
    units: dict[str, dict[str, Values]] = {}
    for story, said in codings.items():
        row = [(said or _NOTHING).get(coder, nobody) for coder in coders]
        units[story] = {tag: tuple(one.says(tag, decided=decided) for one in row) for tag in concerns}
    return Ratings.having(coders, concerns, units)
