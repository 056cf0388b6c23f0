"""Things that a user gives names to, found by them."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Named(Protocol):
    """What has a name."""

    @property
    def name(self) -> str:
        """Return what it is called."""


Thing = TypeVar("Thing", bound=Named)


def same_name(one: str, other: str) -> bool:
    """Return whether two names are one to a user."""
    return one.casefold() == other.casefold()


def by_name(things: Iterable[Thing], name: str) -> Thing | None:
    """Return the thing of this name, or of the only name that begins so; None where there is none, or more than one."""
    things = list(things)
    found = [thing for thing in things if same_name(thing.name, name)]
    found = found or [thing for thing in things if name and thing.name.casefold().startswith(name.casefold())]
    return found[0] if len({thing.name.casefold() for thing in found}) == 1 else None
