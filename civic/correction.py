"""What a coder says of a stakeholder that was found or named: another name, another type or other roles, or not one;
or of one that nobody found, which the coder adds to a story.

Two names are merged by giving one of them the other's name. A correction holds for one story, or, as a judgement on
EVERYWHERE, for every story that names the stakeholder so, also those to come. An addition is always of one story.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Self, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from civic.codebook import STAKEHOLDER_TYPES, role_label
from civic.jsonvalue import Extra, extra_of
from civic.story import EVERYWHERE, AuthorStakeholder, Span
from civic.suggestions import Stakeholder

_STEPS: Final = 8
_KEYS: Final = ("name", "type", "roles", "removed", "added", "evidence")

__all__ = ["EVERYWHERE", "Correction", "CorrectionError", "Corrections", "corrected"]

Named = TypeVar("Named", Stakeholder, AuthorStakeholder)


class CorrectionError(ValueError):
    """A correction that can't be read back."""


class Correction(Struct, frozen=True):
    """What of a stakeholder is to be otherwise: `name` and `type` where they are not "", `roles` where they are not
    None (ids of the codebook, or what an author calls them). `removed`: it is no stakeholder at all. `added`: the
    coder says that it is one, whoever else found it, by the passages of the text that are its `evidence`. `more` are
    keys that a later version wrote."""

    name: str = ""
    type: str = ""
    roles: tuple[str, ...] | None = None
    removed: bool = False
    added: bool = False
    evidence: tuple[Span, ...] = ()
    more: Extra = ()

    def __hash__(self) -> int:  # `more` may have lists
        return hash((self.name, self.type, self.roles, self.removed, self.added, self.evidence))

    @property
    def words(self) -> str:
        """Return the correction as people read it: "called Metropolitan Police Service, Public body"."""
        if self.removed:
            return "no stakeholder"
        kind = STAKEHOLDER_TYPES.get(self.type, self.type)
        called = f"{'added as' if self.added else 'called'} {self.name}" if self.name else ""
        said = [called, kind, *map(role_label, self.roles or ())]
        return ", ".join(part for part in said if part) or "without a role"

    def then(self, said: "Correction") -> "Correction":
        """Return what was said, and then what is said now of the same stakeholder, which holds where both say
        something."""
        if said.removed:
            return said
        roles = self.roles if said.roles is None else said.roles
        evidence = tuple(dict.fromkeys((*self.evidence, *said.evidence)))
        added = self.added or said.added
        return Correction(said.name or self.name, said.type or self.type, roles, added=added, evidence=evidence)

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
        if self.added:
            body["added"] = True
        if self.evidence:
            body["evidence"] = [span.to_json() for span in self.evidence]
        return {**body, **dict(self.more)}

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Read what `to_json` wrote. Raises CorrectionError."""
        if isinstance(value, dict):
            name, kind, roles = value.get("name", ""), value.get("type", ""), value.get("roles")
            spans = value.get("evidence") or []
            are_texts = isinstance(roles, list) and all(isinstance(role, str) for role in roles)
            if isinstance(name, str) and isinstance(kind, str) and (roles is None or are_texts):
                removed, added = bool(value.get("removed")), bool(value.get("added"))
                said = None if roles is None else tuple(roles)
                try:
                    evidence = tuple(map(Span.from_json, spans))
                except (TypeError, ValueError) as error:
                    raise CorrectionError(f"not a correction: {value!r:.80}") from error
                return cls(name, kind, said, removed, added, evidence, extra_of(value, _KEYS))
        raise CorrectionError(f"not a correction: {value!r:.80}")


Corrections = Mapping[str, Correction]
"""By the stakeholder's name as it was found, case folded."""


def corrected(stakeholders: Sequence[Named], here: Corrections, everywhere: Corrections) -> tuple[Named, ...]:
    """Return the stakeholders of a story as the coder has them. What is said of them in this story (`here`) comes
    before what is said `everywhere`; those of one name become one, with the names, roles and evidence of all."""
    if not here and not everywhere:
        return tuple(stakeholders)
    held = (held_as(one, here, everywhere) for one in stakeholders)
    return as_one(one for one in held if one is not None)


def as_one(stakeholders: Iterable[Named]) -> tuple[Named, ...]:
    """Return stakeholders with those of one name as one."""
    found: dict[str, Named] = {}
    for one in stakeholders:
        name = one.name.casefold()
        found[name] = _merged(found[name], one) if name in found else one
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


def held_as(stakeholder: Named, here: Corrections, everywhere: Corrections) -> Named | None:
    """Return the stakeholder after all that is said of it; None where it is none."""
    for _, said in _steps(stakeholder.name, here, everywhere):
        if said.removed:
            return None
        stakeholder = _with(stakeholder, said)
    return stakeholder


def _with(stakeholder: Named, said: Correction) -> Named:
    roles = stakeholder.roles if said.roles is None else said.roles
    if isinstance(stakeholder, Stakeholder):
        if said.name and said.name != stakeholder.name:
            aliases = _distinct([*stakeholder.aliases, stakeholder.name], but=said.name)
            stakeholder = replace(stakeholder, aliases=aliases)
        if said.added:
            evidence = tuple(dict.fromkeys((*said.evidence, *stakeholder.evidence)))
            stakeholder = replace(stakeholder, added=True, evidence=evidence)
    return replace(stakeholder, name=said.name or stakeholder.name, type=said.type or stakeholder.type, roles=roles)


def _merged(one: Named, other: Named) -> Named:
    roles = tuple(dict.fromkeys((*one.roles, *other.roles)))
    roles = tuple(role for role in roles if role != "mentioned") or roles
    if isinstance(one, Stakeholder) and isinstance(other, Stakeholder):
        evidence = tuple(dict.fromkeys((*one.evidence, *other.evidence)))
        aliases = _distinct([*one.aliases, *other.aliases], but=one.name)
        by, added = tuple(dict.fromkeys((*one.by, *other.by))), one.added or other.added
        one = replace(one, aliases=aliases, score=max(one.score, other.score), evidence=evidence, by=by, added=added)
    return replace(one, roles=roles, type=one.type or other.type)


def _distinct(names: Iterable[str], *, but: str) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name.casefold() != but.casefold())
