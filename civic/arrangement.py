"""In which order stories stand in a list, under which headings, and which of them are folded behind another.

Stories are named here by their keys, integers of which the newest story has the largest.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from msgspec import Struct, field

ORDERS: Final = ("newest", "oldest", "relevance", "source", "concerns")
"""Relevance goes by the words of the filter; "concerns" has the stories first at which most is at stake."""
GROUPS: Final = ("", "day", "source", "concern", "stakeholder")
"""What headings stand for, "" for none. Under "concern" and "stakeholder" a story stands under each of its own."""

Rank: TypeAlias = Mapping[int, float | str]
"""What an order goes by, smallest first; stories that it does not have come last, and those alike newest first."""


class How(Struct, frozen=True):
    """How a list is to be arranged. `unfolded` are the numbers of folds whose stories are all shown."""

    order: str = ORDERS[0]
    group: str = ""
    unfolded: frozenset[int] = frozenset()


class Heading(Struct, frozen=True):
    """What stands above the story at a position: a day as ISO 8601, the id of a concern or the name of a source or
    stakeholder, "" for the stories that have none; and how many stories are under it."""

    at: int
    value: str
    count: int


class Arrangement(Struct, frozen=True):
    """Keys in the order in which they are shown. `whole`: all stories that were asked for, not only the newest.

    `copies` says of a story how many others of the same event stand behind it or, unfolded, under it; `inner` are
    those that stand under another. `falling`: each key is smaller than the one before.
    """

    keys: Sequence[int] = ()
    whole: bool = True
    headings: tuple[Heading, ...] = ()
    copies: Mapping[int, int] = field(default_factory=dict)
    inner: frozenset[int] = frozenset()
    falling: bool = True


def arrange(
    keys: Sequence[int],
    how: How,
    *,
    whole: bool = True,
    folds: Mapping[int, int] | None = None,
    rank: Rank | None = None,
    groups: Mapping[int, Sequence[str]] | None = None,
) -> Arrangement:
    """Arrange keys, which come newest first.

    `folds` gives the number of the fold of those keys that are in one, `rank` what the order goes by (None for newest
    and oldest), `groups` the values of each key that headings are made of (none needed where `how` has no group).
    """
    shown, behind = _folded(keys, folds or {})
    if how.order == "oldest":
        shown.reverse()
    elif rank is not None:
        shown.sort(key=lambda key: (key not in rank, rank.get(key, 0)))
    headings: tuple[Heading, ...] = ()
    if how.group:
        shown, headings = _grouped(shown, how, groups or {})
    inner: frozenset[int] = frozenset()
    if behind and how.unfolded:
        opened = {key: behind[key] for key in behind if (folds or {})[key] in how.unfolded}
        shown, headings = _unfolded(shown, headings, opened)
        inner = frozenset(key for keys in opened.values() for key in keys)
    copies = {key: len(others) for key, others in behind.items()}
    falling = how.order == "newest" and not how.group and not inner
    return Arrangement(shown, whole, headings, copies, inner, falling)


def _folded(keys: Sequence[int], folds: Mapping[int, int]) -> tuple[list[int], dict[int, list[int]]]:
    """Return the first of each fold, and what stands behind it."""
    if not folds:
        return list(keys), {}
    shown: list[int] = []
    behind: dict[int, list[int]] = {}
    first: dict[int, int] = {}
    for key in keys:
        fold = folds.get(key)
        front = key if fold is None else first.setdefault(fold, key)
        if front == key:
            shown.append(key)
        else:
            behind.setdefault(front, []).append(key)
    return shown, behind


def _unfolded(
    keys: Iterable[int], headings: Sequence[Heading], opened: Mapping[int, Sequence[int]]
) -> tuple[list[int], tuple[Heading, ...]]:
    """Return the keys with those of opened folds under their first, and the headings where they stand then."""
    shown: list[int] = []
    place = []
    for key in keys:
        place.append(len(shown))
        shown += [key, *opened.get(key, ())]
    return shown, tuple(Heading(place[one.at], one.value, one.count) for one in headings)


def _grouped(
    keys: Sequence[int], how: How, groups: Mapping[int, Sequence[str]]
) -> tuple[list[int], tuple[Heading, ...]]:
    """Return the keys under their headings: days as the order has them, sources by name, what stories share by how many
    do."""
    members: dict[str, list[int]] = {}
    for key in keys:
        for value in groups.get(key) or ("",):
            members.setdefault(value, []).append(key)
    values = [value for value in members if value]
    if how.group == "day":
        values.sort(reverse=how.order != "oldest")
    elif how.group == "source":
        values.sort(key=str.casefold)
    else:
        values.sort(key=lambda value: (-len(members[value]), value.casefold()))
    shown: list[int] = []
    headings = []
    for value in (*values, *([""] if "" in members else [])):
        headings.append(Heading(len(shown), value, len(members[value])))
        shown += members[value]
    return shown, tuple(headings)
