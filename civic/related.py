"""Which stories have to do with one another: those that share stakeholders and concerns, the rarer the better."""

from collections.abc import Iterable, Mapping
from math import log
from typing import Final, TypeAlias

from msgspec import Struct

Trait: TypeAlias = tuple[str, str]
"""A kind ("stakeholder" or "concern") and a value of it."""

_COMMON: Final = 0.4
"""What a concern or a group ("residents") weighs, against a stakeholder with a name of its own: whom a story is about
ties it to others more than what is at stake, of which there are sixteen kinds."""

NO_KIN: Final = "No other story has a named stakeholder in common with it, or two concerns"
"""What there is to say of a story that has none."""


class Kinship(Struct, frozen=True):
    """A story by its key, what it shares with the one that was asked about, the rarest first, and how much that is."""

    key: int
    shared: tuple[Trait, ...]
    score: float


def kin(shared: Mapping[Trait, Iterable[int]], counts: Mapping[Trait, int], total: int, limit: int) -> list[Kinship]:
    """Return the stories that have most to do with one, most first, the newer before the older.

    `shared` gives the keys of the stories with each of its traits, `counts` how many have it of `total` stories. A
    trait weighs as much as it is rare (its inverse document frequency). One concern or group alone makes no kin: a
    stakeholder with a name has to be shared, or two of the others.
    """
    weights = {trait: (1 if _is_name(trait) else _COMMON) * log(1 + total / max(counts[trait], 1)) for trait in shared}
    found: dict[int, list[Trait]] = {}
    for trait in sorted(shared, key=lambda trait: -weights[trait]):
        for key in shared[trait]:
            found.setdefault(key, []).append(trait)
    close = [
        Kinship(key, tuple(traits), sum(weights[trait] for trait in traits))
        for key, traits in found.items()
        if len(traits) > 1 or _is_name(traits[0])
    ]
    return sorted(close, key=lambda one: (-one.score, -one.key))[:limit]


def _is_name(trait: Trait) -> bool:
    kind, value = trait
    return kind == "stakeholder" and value != value.lower()
