"""What a coder says of a stakeholder that was found or named: another name, another type or other roles, or not one.

Two names are merged by giving one of them the other's name. A correction holds for one story, or, as a judgement on
EVERYWHERE, for every story that names the stakeholder so, also those to come.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self, TypeVar

from civic.codebook import STAKEHOLDER_TYPES, role_label
from civic.jsonvalue import Extra, extra_of
from civic.story import EVERYWHERE, AuthorStakeholder
from civic.suggestions import Stakeholder

_STEPS: Final = 8
_KEYS: Final = ("name", "type", "roles", "removed")

__all__ = ["EVERYWHERE", "Correction", "CorrectionError", "Corrections", "corrected"]

Named = TypeVar("Named", Stakeholder, AuthorStakeholder)


class CorrectionError(ValueError):
    """A correction that can't be read back."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What of a stakeholder is to be otherwise: `name` and `type` where they are not "", `roles` where they are not
    None (ids of the codebook, or what an author calls them). `removed`: it is no stakeholder at all. `more` are keys
    that a later version wrote."""

    name: str = ""
    type: str = ""
    roles: tuple[str, ...] | None = None
    removed: bool = False
    more: Extra = field(default=(), hash=False)

    @property
    def words(self) -> str:
        """Return the correction as people read it: "called Metropolitan Police Service, Public body"."""
        if self.removed:
            return "no stakeholder"
        kind = STAKEHOLDER_TYPES.get(self.type, self.type)
        said = [f"called {self.name}" if self.name else "", kind, *map(role_label, self.roles or ())]
        return ", ".join(part for part in said if part) or "without a role"

    def then(self, said: "Correction") -> "Correction":
        """Return what was said, and then what is said now of the same stakeholder, which holds where both say
        something."""
        if said.removed:
            return said
        roles = self.roles if said.roles is None else said.roles
        return Correction(said.name or self.name, said.type or self.type, roles)

    def to_json(self) -> dict[str, Any]:
        """Return the correction as plain JSON; `from_json` is its inverse."""
        body: dict[str, Any] = {}
        if self.name:
            body["name"] = self.name
        if self.type:
            body["type"] = self.type
        if self.roles is not None:
            body["roles"] = list(self.roles)
        if self.removed:
            body["removed"] = True
        return {**body, **dict(self.more)}

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read what `to_json` wrote. Raises CorrectionError."""
        if isinstance(value, dict):
            name, kind, roles = value.get("name", ""), value.get("type", ""), value.get("roles")
            are_texts = isinstance(roles, list) and all(isinstance(role, str) for role in roles)
            if isinstance(name, str) and isinstance(kind, str) and (roles is None or are_texts):
                removed = bool(value.get("removed"))
                return cls(name, kind, None if roles is None else tuple(roles), removed, extra_of(value, _KEYS))
        raise CorrectionError(f"not a correction: {value!r:.80}")


Corrections = Mapping[str, Correction]
"""By the stakeholder's name as it was found, case folded."""


def corrected(stakeholders: Sequence[Named], here: Corrections, everywhere: Corrections) -> tuple[Named, ...]:
    """Return the stakeholders of a story as the coder has them. What is said of them in this story (`here`) comes
    before what is said `everywhere`; those of one name become one, with the names, roles and evidence of all."""
    if not here and not everywhere:
        return tuple(stakeholders)
    found: dict[str, Named] = {}
    for stakeholder in stakeholders:
        held = _held(stakeholder, here, everywhere)
        if held is not None:
            name = held.name.casefold()
            found[name] = _merged(found[name], held) if name in found else held
    return tuple(found.values())


def said_of(names: Iterable[str], here: Corrections, everywhere: Corrections) -> set[str]:
    """Return the names, case folded, of which something is said on the way from these names to what they are called in
    the end."""
    return {step for name in names for step, _ in _steps(name, here, everywhere)}


def _steps(name: str, here: Corrections, everywhere: Corrections) -> Iterator[tuple[str, Correction]]:
    """Return what is said of a name, then of the name that it gets, and so on; never for ever."""
    done: set[str] = set()
    while (folded := name.casefold()) not in done and len(done) < _STEPS:
        said = here.get(folded) or everywhere.get(folded)
        if said is None:
            return
        yield folded, said
        done.add(folded)
        name = said.name or name


def _held(stakeholder: Named, here: Corrections, everywhere: Corrections) -> Named | None:
    """Return the stakeholder after all that is said of it; None where it is none."""
    for _, said in _steps(stakeholder.name, here, everywhere):
        if said.removed:
            return None
        stakeholder = _with(stakeholder, said)
    return stakeholder


def _with(stakeholder: Named, said: Correction) -> Named:
    roles = stakeholder.roles if said.roles is None else said.roles
    if isinstance(stakeholder, Stakeholder) and said.name and said.name != stakeholder.name:
        stakeholder = replace(stakeholder, aliases=_distinct([*stakeholder.aliases, stakeholder.name], but=said.name))
    return replace(stakeholder, name=said.name or stakeholder.name, type=said.type or stakeholder.type, roles=roles)


def _merged(one: Named, other: Named) -> Named:
    roles = tuple(dict.fromkeys((*one.roles, *other.roles)))
    roles = tuple(role for role in roles if role != "mentioned") or roles
    if isinstance(one, Stakeholder) and isinstance(other, Stakeholder):
        evidence = tuple(dict.fromkeys((*one.evidence, *other.evidence)))
        aliases = _distinct([*one.aliases, *other.aliases], but=one.name)
        by = tuple(dict.fromkeys((*one.by, *other.by)))
        one = replace(one, aliases=aliases, score=max(one.score, other.score), evidence=evidence, by=by)
    return replace(one, roles=roles, type=one.type or other.type)


def _distinct(names: Iterable[str], *, but: str) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name.casefold() != but.casefold())
