"""The figures of an overview and of a stakeholder's page, asked of the index: for a worker thread, since many stories
take their time. Every number is how many stories the query behind it finds."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from civic.agreed import judgement_as
from civic.codebook import ROLES
from civic.overview import Overview, StakeholderFigure, overview
from civic.query import And, Has, Query, tokens
from civic.rounds import Round, said_in
from civic.stakeholder_page import Meeting, StakeholderPage, stakeholder_page
from workspace.ports import Library, Row

_PAGE: Final = 500
_PARTIES: Final = 10
_CONCERNS: Final = 8
_LONGEST: Final = 500
"""A stakeholder's page is about so many of its newest stories at most."""

GoingOn = Callable[[], bool]


class NobodyWaits(Exception):
    """The figures are not wanted any more."""


def rows_of(library: Library, query: Query, going_on: GoingOn = lambda: True) -> Iterator[Row]:
    """Yield the rows of all stories that a query finds, newest first, in constant memory. Raises NobodyWaits as soon as
    `going_on` says so."""
    before: int | None = None
    while keys := library.search(query, limit=_PAGE, before=before):
        if not going_on():
            raise NobodyWaits
        yield from library.rows(keys)
        before = keys[-1]


def overview_of(library: Library, query: Query, now: datetime, going_on: GoingOn = lambda: True) -> Overview:
    """Return the figures over the stories of a query, days being those of the time zone of `now`. Raises
    NobodyWaits."""
    found = overview(rows_of(library, query, going_on), zone=now.tzinfo)
    concerns = [one.tag for one in found.concerns[:_CONCERNS]]
    names: dict[tuple[str, ...], str] = {}
    for name, _ in library.facets(query, ("stakeholder",)).get("stakeholder", []):
        names.setdefault(tokens(name), name)  # spelt in capitals or not, it is one
    stakeholders = []
    for name in list(names.values())[:_PARTIES]:
        if not going_on():
            raise NobodyWaits
        stakeholders.append(_stakeholder(library, query, name, concerns))
    copies = max(0, found.stories - library.count(query, grouped=True))
    return replace(found.with_stakeholders(sorted(stakeholders, key=lambda one: -one.stories)), copies=copies)


class SeenRow(Struct, frozen=True):
    """What figures are made of, of a story as another coder sees it."""

    id: str
    title: str
    source: str
    when: int
    read: bool
    tags: tuple[str, ...]
    suggested: tuple[str, ...]


def rows_as(library: Library, query: Query, whose: str, in_round: Round | None = None) -> Iterator[SeenRow]:
    """Yield the rows of a query, newest first, with the tags of another coder, or those that are agreed on (see
    `civic.agreed`), in the place of the user's; by what was decided `in_round` alone, where one is named. Every story's
    history is read for it."""
    view = library.view.of_any_round() if in_round else library.view
    for row in rows_of(library, query):
        judgement = judgement_as(whose, said_in(in_round, library.history(row.id)), view)
        analysis = library.analysis(row.id)
        suggested = {one.concern for one in (analysis.concerns if analysis else ()) if one.suggested}
        still_open = tuple(suggested.difference(judgement.concerns))
        yield SeenRow(row.id, row.title, row.source, row.when, row.read, judgement.tags, still_open)


def overview_as(
    library: Library, query: Query, now: datetime, whose: str, found: Overview, in_round: Round | None = None
) -> Overview:
    """Return an overview of the stories of a query as `rows_as` has them."""
    return overview(rows_as(library, query, whose, in_round), zone=now.tzinfo).with_stakeholders(found.stakeholders)


def named(query: Query, name: str, role: str = "") -> Query:
    """Return the query for those of its stories that a stakeholder is in, by its whole name; in a role, if one is
    named."""
    words = " ".join(tokens(name))
    return And((query, Has("stakeholder", f"{words}/{role}" if role else words, whole=True)))


def _stakeholder(library: Library, query: Query, name: str, concerns: list[str]) -> StakeholderFigure:
    theirs = named(query, name)
    roles = ((role.id, library.count(named(query, name, role.id))) for role in ROLES)
    most_first = sorted(((role, count) for role, count in roles if count), key=lambda one: -one[1])
    matrix = ((tag, library.count(And((theirs, Has("concern", tag.casefold()))))) for tag in concerns)
    return StakeholderFigure(name, library.count(theirs), tuple(most_first), tuple(matrix))


def stakeholder_page_of(library: Library, query: Query, name: str, going_on: GoingOn = lambda: True) -> StakeholderPage:
    """Return what the newest stories of a query say of a stakeholder. Raises NobodyWaits."""
    theirs = named(query, name)
    meetings: list[Meeting] = []
    for row in rows_of(library, theirs, going_on):
        if not going_on():
            raise NobodyWaits
        if meeting := _meeting(library, row):
            meetings.append(meeting)
        if len(meetings) == _LONGEST:
            every = max(library.count(theirs), _LONGEST)
            copies = max(0, every - library.count(theirs, grouped=True))
            return replace(stakeholder_page(name, meetings, every), copies=copies)
    groups = [number for one in meetings if (number := library.copies(one.story)[0]) is not None]
    return replace(stakeholder_page(name, meetings), copies=len(groups) - len(set(groups)))


def _meeting(library: Library, row: Row) -> Meeting | None:
    story = library.story(row.id)
    if story is None:
        return None
    analysis = library.analysis(row.id)
    found = [(one.name, one.aliases, one.type, one.roles) for one in (analysis.stakeholders if analysis else ())]
    found += [(one.name, (), one.type, one.roles) for one in story.stakeholders]
    return Meeting(row.id, row.title, row.source, row.when, row.tags, row.suggested, tuple(found))
