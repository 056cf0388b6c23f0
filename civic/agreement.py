"""How far two people agree on what is at stake: percent, and Cohen's kappa, which leaves out what chance would give.

J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960), 37-46.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from civic.codebook import CONCERNS
from civic.judgement import Judgement


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two coders said of a concern that it stands: stories where both, one of them, or neither did."""

    concern: str
    both: int
    first_only: int
    second_only: int
    neither: int

    @property
    def stories(self) -> int:
        """Return how many stories were compared."""
        return self.both + self.first_only + self.second_only + self.neither

    @property
    def percent(self) -> float | None:
        """In how many of a hundred stories they say the same; None without stories."""
        return 100 * (self.both + self.neither) / self.stories if self.stories else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa, as `kappa` gives it."""
        return kappa({(True, True): self.both, (True, False): self.first_only,
                      (False, True): self.second_only, (False, False): self.neither})  # fmt: skip


def kappa(counts: Mapping[tuple[Hashable, Hashable], int]) -> float | None:
    """Cohen's kappa of a table: how many things were put into one category by the first coder and into another, or the
    same, by the second. 1 is full agreement, 0 what chance would give; None where nothing was compared, and where both
    always said one and the same, so that chance explains all."""
    total = sum(counts.values())
    if not total:
        return None
    first: Counter[Hashable] = Counter()
    second: Counter[Hashable] = Counter()
    for (one, other), count in counts.items():
        first[one] += count
        second[other] += count
    # Whole numbers as long as can be: two products of shares that are equal must not differ in their last bit.
    observed = sum(count for (one, other), count in counts.items() if one == other) * total
    expected = sum(first[category] * second[category] for category in first)
    whole = total * total
    return (observed - expected) / (whole - expected) if expected != whole else None


def agreements(first: Mapping[str, Judgement], second: Mapping[str, Judgement]) -> tuple[Agreement, ...]:
    """Return for each concern or tag that either has decided on, in the order of the codebook: how far two coders agree
    over the stories (by id) on whose concerns both have decided anything. What a coder left undecided does not
    stand."""
    shared = judged_by_both(first, second)
    decided = {tag for story in shared for coder in (first, second) for tag in coder[story].concerns}
    order = [concern.id for concern in CONCERNS if concern.id in decided]
    order += sorted(decided.difference(order))
    return tuple(_agreement(tag, [(first[story], second[story]) for story in shared]) for tag in order)


def judged_by_both(first: Mapping[str, Judgement], second: Mapping[str, Judgement]) -> list[str]:
    """Return the stories on whose concerns both have decided anything."""
    return [story for story, state in first.items() if state.concerns and story in second and second[story].concerns]


def disagreements(
    first: Mapping[str, Judgement], second: Mapping[str, Judgement]
) -> Iterator[tuple[str, str, bool, bool]]:
    """Story, concern, and whether it stands for the first and for the second, wherever they differ."""
    for story in judged_by_both(first, second):
        one, other = first[story].tags, second[story].tags
        for tag in (*one, *(tag for tag in other if tag not in one)):
            if (tag in one) != (tag in other):
                yield story, tag, tag in one, tag in other


def _agreement(tag: str, pairs: Iterable[tuple[Judgement, Judgement]]) -> Agreement:
    counts = Counter((tag in one.tags, tag in other.tags) for one, other in pairs)
    return Agreement(tag, counts[True, True], counts[True, False], counts[False, True], counts[False, False])


def pooled(found: Iterable[Agreement]) -> Agreement:
    """Return all concerns taken together, each concern of each story counting once; its `concern` is ""."""
    several = list(found)
    return Agreement(
        "",
        sum(one.both for one in several),
        sum(one.first_only for one in several),
        sum(one.second_only for one in several),
        sum(one.neither for one in several),
    )
