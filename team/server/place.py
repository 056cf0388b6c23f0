"""How far a desk has read a server's log: a place in its order, and the rows before it that could not be read."""

from collections.abc import Collection
from typing import Final, NamedTuple

from team.log import BEGINNING

_MOST: Final = 100
"""So many rows that can't be read are looked at again."""


class At(NamedTuple):
    """Where a row stands: its transaction, as digits, and its number."""

    xid: str = "0"
    seq: int = 0


class Place(NamedTuple):
    """What was read last, and which rows before it could not be read: each is asked for again by the next pull."""

    at: At = At()
    bad: tuple[At, ...] = ()

    def after(self, at: At, bad: Collection[At]) -> "Place":
        """Return it with what was read up to a row, of which some could not be."""
        return Place(at, (*self.bad, *bad)[-_MOST:])

    def cursor(self, epoch: str) -> str:
        """Return it as text."""
        return "/".join([epoch, self.at.xid, str(self.at.seq), *(f"{xid}.{seq}" for xid, seq in self.bad)])


def place_of(cursor: str, epoch: str) -> Place | None:
    """Return the place that a cursor stands for; None for one that a database of this epoch never gave."""
    if cursor == BEGINNING:
        return Place()
    of, *parts = cursor.split("/")
    found = [_at(*parts[:2]), *(_at(*one.split(".")) for one in parts[2:])]
    at, *bad = [one for one in found if one] if all(found) else [None]
    return Place(at, tuple(one for one in bad if one)) if at and of == epoch else None


def _at(*numbers: str) -> At | None:
    good = len(numbers) == 2 and all(one.isascii() and one.isdigit() and len(one) < 19 for one in numbers)
    return At(numbers[0], int(numbers[1])) if good else None
