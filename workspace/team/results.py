"""What counts of a round of the team on this desk, so that it is the same on all, and what the user must know of it."""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from civic.rounds import Round, hidden_in
from civic.text import clean_line, counted
from team.log import is_given_by

if TYPE_CHECKING:
    from workspace.ports import Library

_LONGEST = 60


def late_in(found: Round, library: "Library", sent: Collection[str]) -> frozenset[str]:
    """Return the ids of the user's operations in a closed round that the team has not taken: `sent` are the digests of
    those that it has."""
    own = library.view.names
    return frozenset(
        one.id
        for story in (found.stories if found.closed else ())
        for one in library.history(story)
        if one.round == found.name and is_given_by(one, own) and one.digest not in sent
    )


def describe_left_out(found: Round, rounds: Iterable[Round]) -> list[str]:
    """Return what the user has to know of decisions in a round that are not among its results here, in sentences."""
    return list(filter(None, (_describe_late(found), describe_hidden(found, rounds, coded=True))))


def _describe_late(found: Round) -> str:
    if not found.late:
        return ""
    left = counted(len(found.late), "decision of yours is", "decisions of yours are")
    return (
        f"{left} left out: the round {clean_line(found.name, _LONGEST)} was closed before the team had"
        f" {'it' if len(found.late) == 1 else 'them'}, and civicdesk team status says more."
    )


def describe_hidden(found: Round, rounds: Iterable[Round], *, coded: bool) -> str:
    """Return what the user has to know of decisions in a round that are out of sight on this desk while a blind one is
    open on its stories: with `coded`, on those that the user codes there, else on all of them; "" for nothing."""
    others = [one for one in rounds if one.is_hidden and one.name != found.name]
    named = hidden_in(others)
    mine = frozenset(story for one in others for story in one.mine)
    hidden = [story for story in found.stories if story in named and (story in mine or not coded)]
    if not hidden:
        return ""
    names = _listed([clean_line(one, _LONGEST) for one in dict.fromkeys(named[story] for story in hidden)])
    what = "What others decided" if coded else "Where coders differ"
    number, them = counted(len(hidden), "story", "stories"), "it" if len(hidden) == 1 else "them"
    return (
        f"{what} on {number} of the round {clean_line(found.name, _LONGEST)} is out of sight until the blind round"
        f" {names} on {them} is closed."
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
