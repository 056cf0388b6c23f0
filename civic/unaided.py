"""Coding without aid: of a story that the user is not done with, neither what the machine suggests nor what other
coders say can be seen, nor found out by asking for it."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from civic.arrangement import ORDERS, How
from civic.flags import CODED
from civic.query import And, AtLeast, Has, Is, Not, Or, Query
from civic.suggestions import Analysis

if TYPE_CHECKING:
    from civic.operation import Operation
    from civic.registers import OwnView

NO_SUGGESTIONS: Final = Analysis((), (), ())
"""What is suggested for a story whose suggestions are hidden."""
NOT_RELATED: Final = "Related stories rest on suggestions, which an unaided coder does not see."
_BY_OTHERS: Final = ("conflict", "updated")
"""Marks that depend on what other coders did: versions of a story are kept from the first decision of anybody on."""
_BY_ANY: Final = ("who", "stakeholder", "role", "type")
_SORTED_BY: Final = ("concerns", "concern", "stakeholder")
_CODED: Final = Is("coded")


def unaided(query: Query) -> Query:
    """Return what a query asks for, where stories that the user is not done with have no suggestions and no other
    coders. Applied again, it changes nothing that is found."""
    match query:
        case Has("concern"):
            return Or((replace(query, field="tag"), And((_CODED, query))))
        case Has(field) if field in _BY_ANY:
            return And((_CODED, query))
        case AtLeast():
            return And((_CODED, query))
        case Is(mark) if mark in _BY_OTHERS:
            return And((_CODED, query))
        case And(parts):
            return And(tuple(map(unaided, parts)))
        case Or(parts):
            return Or(tuple(map(unaided, parts)))
        case Not(part):
            return Not(unaided(part))
    return query


def unaided_remark(query: Query) -> str:
    """Return what the user has to know of a query that finds less because of that; "" where it does not."""
    if unaided(query) == query:
        return ""
    return "unaided: suggestions and other coders count only of stories that you have coded"


def unaided_how(how: How) -> How:
    """Return how a list is arranged where suggestions can't be what it goes by."""
    order = ORDERS[0] if how.order in _SORTED_BY else how.order
    return replace(how, order=order, group="" if how.group in _SORTED_BY else how.group)


def was_aided(history: Iterable[Operation], view: OwnView) -> bool:
    """Return whether the user has seen the suggestions for a story, by what they did to it: because they were done with
    it once, or decided on it with aid. What was seen is not unseen by an undo."""
    own = (one for one in history if view.owns(one))
    return any(one.aided is True or (one.field == CODED and one.value is True) for one in own)
