"""Rounds of a team: which stories are coded in which, by whom, and what of that nobody else may see yet."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from civic.coder import LONGEST, is_reserved
from civic.text import clean_line

if TYPE_CHECKING:
    from civic.operation import Operation
    from civic.story import Story

_LONGEST_ID = 2000


class Round(Struct, frozen=True):
    """A round as one desk knows it. `stories` are the ids of all its stories, `mine` of those that the user codes; both
    have what the team calls a story, and what the desk does. While it is open and `blind`, no coder sees what another
    one decides in it; in an `unaided` one nobody sees suggestions before they are done with a story. `late` are the ids
    of operations that this desk has in it and the team has not taken, where that has been looked for."""

    name: str
    blind: bool = False
    unaided: bool = False
    closed: bool = False
    stories: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()
    late: frozenset[str] = frozenset()

    @property
    def is_hidden(self) -> bool:
        """Return whether what coders decide in it is hidden from each other."""
        return self.blind and not self.closed

    @property
    def in_view(self) -> tuple[str, ...]:
        """Return the stories that the user has to do with: those to code, and all once that is over."""
        return self.stories if self.closed else self.mine

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON; `round_of` is the inverse."""
        return {"name": self.name, "blind": self.blind, "unaided": self.unaided, "closed": self.closed,
                "stories": [*self.stories], "mine": [*self.mine]}  # fmt: skip


class Basis(NamedTuple):
    """What a round froze when it was opened: its codebook, as plain JSON, and the stories that the user codes in it, in
    the words of then. Both are outside text."""

    codebook: Mapping[str, Any] = {}
    stories: Sequence[Story] = ()


def round_of(body: object) -> Round | None:
    """Return the round that `to_json` wrote; None for anything else."""
    if not isinstance(body, dict) or not (name := _name(body.get("name"))):
        return None
    blind, unaided, closed = (body.get(key) is True for key in ("blind", "unaided", "closed"))
    return Round(name, blind, unaided, closed, _ids(body.get("stories")), _ids(body.get("mine")))


def _name(value: object) -> str:
    return clean_line(value, LONGEST) if isinstance(value, str) else ""


def _ids(value: object) -> tuple[str, ...]:
    found = value if isinstance(value, list) else []
    return tuple(one for one in found if isinstance(one, str) and 0 < len(one) <= _LONGEST_ID)


def said_in(found: Round | None, history: Iterable[Operation]) -> Sequence[Operation]:
    """Return what was decided in a round, of the operations of one story, in their order, what settled any of that, and
    what took that back, so that it is the same on all desks: less what came late; all of them for None."""
    every = tuple(history)
    if found is None:
        return every
    said = {one.id for one in every if one.round == found.name and one.id not in found.late}
    settled: set[tuple[str, str]] = set()
    for one in every:
        register = one.field, one.by
        if is_reserved(one.who) and (register in settled if not one.settles else not said.isdisjoint(one.settles)):
            said.add(one.id)
            settled.add(register)
    return [one for one in every if one.id in said]


def coded_in(rounds: Iterable[Round]) -> Mapping[str, str]:
    """Return in which round the user codes each story just now, by its id: of several the one that was opened first,
    as `rounds` are sorted."""
    return _first((one.name, one.mine) for one in rounds if not one.closed)


def hidden_in(rounds: Iterable[Round]) -> Mapping[str, str]:
    """Return of which round that is blind and open each story is, by its id."""
    return _first((one.name, one.stories) for one in rounds if one.is_hidden)


def _first(named: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, stories in named:
        for story in stories:
            found.setdefault(story, name)
    return found
