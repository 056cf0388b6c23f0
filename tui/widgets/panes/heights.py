"""How many lines each pane of a story gets: what it needs within a limit, the last one the rest."""

from collections.abc import Sequence
from typing import Final, NamedTuple

LEAST: Final = 3
"""Lines that the last pane keeps, its title's among them, where it has anything to show."""
_LOW: Final = 12
"""Lines in all below which it keeps its title alone, which has its key."""


class Need(NamedTuple):
    """The lines that a pane needs to show all it has, its title's among them, and the most that it gets as long as
    another has more to show than fits."""

    lines: int
    limit: int


def shares(room: int, panes: Sequence[Need], rest: int) -> list[int]:
    """Return the lines of panes that stand above each other, and of the last one below them, which has `rest` lines to
    show and takes all that is left of `room`. None of them has blank lines while another has to scroll, but for what
    the last one is left with when all are shown whole."""
    given = [max(0, min(one.lines, one.limit)) for one in panes]
    while sum(given) + min(rest, least_of(room)) > room and max(given, default=0) > 0:
        given[given.index(max(given))] -= 1
    spare = room - sum(given) - rest
    for at, one in enumerate(panes):
        more = max(0, min(one.lines - given[at], spare))
        given[at] += more
        spare -= more
    return [*given, max(0, room - sum(given))]


def least_of(room: int) -> int:
    """Return how many of so many lines the last pane keeps at least."""
    return LEAST if room >= _LOW else 1


def repeats(summary: Sequence[str], text: str) -> bool:
    """Return whether a summary says hardly anything less than the text: beside the text, it says nothing."""
    said, whole = (len("".join(part.split())) for part in ("".join(summary), text))
    return bool(whole) and said >= whole * _ALMOST and all(_is_in(part, text) for part in summary)


_ALMOST: Final = 0.8


def _is_in(part: str, text: str) -> bool:
    return " ".join(part.split()) in " ".join(text.split())
