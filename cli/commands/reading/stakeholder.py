"""stakeholder: who somebody is in these stories."""

import argparse
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from civic.codebook import Codebook, role_label
from civic.dates import day
from civic.query import Query
from civic.stakeholder_page import Companion, Meeting, StakeholderPage, roles_in_words
from civic.story import read_time
from civic.text import clean_line
from cli.commands.registry import ABOUT
from cli.common import (
    DONE,
    WRONG_USE,
    CommandError,
    Parsers,
    add_query,
    add_unaided,
    command,
    print_json,
    progress_ends,
    query_of,
)
from cli.pager import print_lines

if TYPE_CHECKING:
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "stakeholder", describe_stakeholder, ABOUT["stakeholder"])
    parser.add_argument("name", metavar="NAME", help="what the stakeholder is called: Palantir")
    add_query(parser)
    add_unaided(parser)


def describe_stakeholder(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print the page that the desk has of a stakeholder. Raises CommandError where no story has one of this name."""
    from workspace.figures import stakeholder_page_of

    name = clean_line(arguments.name, 200)
    if not name:
        raise CommandError("A stakeholder was named by an empty text: give its name.", WRONG_USE)
    query = query_of(arguments, workspace)
    workspace.suggestions.complete()
    progress_ends()
    page = stakeholder_page_of(workspace.library, query, name)
    if not page.looked_at:
        raise CommandError(_unknown(name, query, workspace))
    if arguments.json:
        print_json(_as_json(page))
        return DONE
    print_lines(_lines(page, workspace.codebook))
    return DONE


def _unknown(name: str, query: Query, workspace: "Workspace") -> str:
    named = workspace.library.facets(query, ("stakeholder",))["stakeholder"]
    known = {other.casefold(): other for other, _ in named}
    near = get_close_matches(name.casefold(), known, 1)
    hint = f"did you mean {clean_line(known[near[0]], 60)}?" if near else "give the name as the stories spell it."
    return f"No story here names the stakeholder {clean_line(name, 60)!r}: {hint}"


def _lines(page: StakeholderPage, codebook: Codebook) -> Iterator[str]:
    yield page.name
    yield page.about
    yield from _section("Roles", ((str(count), role_label(role)) for role, count in page.roles))
    years = ((str(year), roles_in_words(roles) or "no role that is clear") for year, roles in page.over_time)
    yield from _section("Over the years", years)
    for title, group in page.company:
        yield from _section(title, ((str(one.stories), _companion(one)) for one in group))
    at_stake = ((f"{tagged} + {suggested}", codebook.label(tag)) for tag, tagged, suggested in page.concerns)
    yield from _section("Concerns around it, tagged + suggested", at_stake)
    yield from _section("Stories", ((meeting.story, _story(meeting)) for meeting in page.meetings))


def _section(title: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a heading and its rows, the first column as wide as it has to be; nothing without rows."""
    found = list(rows)
    width = max((len(first) for first, _ in found), default=0)
    if found:
        yield from ("", title)
        yield from (f"  {first:>{width}}  {clean_line(rest, 400)}" for first, rest in found)


def _companion(one: Companion) -> str:
    return f"{one.name} ({roles_in_words(one.roles)})" if one.roles else one.name


def _story(meeting: Meeting) -> str:
    when = read_time(meeting.when) if meeting.when else None
    return " · ".join(part for part in (day(when, year=True) if when else "", meeting.source, meeting.title) if part)


def _as_json(page: StakeholderPage) -> dict[str, Any]:
    return {
        "name": page.name,
        "type": page.kind,
        "other_names": list(page.other_names),
        "count": page.stories,
        "looked_at": page.looked_at,
        "roles": _roles_json(page.roles),
        "over_time": [{"year": year, "roles": _roles_json(roles)} for year, roles in page.over_time],
        "partners": _companions_json(page.partners),
        "critics": _companions_json(page.critics),
        "questioned": _companions_json(page.questioned),
        "others": _companions_json(page.others),
        "concerns": [{"concern": tag, "tagged": tagged, "suggested": suggested}
                     for tag, tagged, suggested in page.concerns],
        "stories": [_story_json(meeting, page.name) for meeting in page.meetings],
    }  # fmt: skip


def _roles_json(roles: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"role": role, "stories": count} for role, count in roles]


def _companions_json(group: Iterable[Companion]) -> list[dict[str, Any]]:
    return [{"name": one.name, "stories": one.stories, "roles": _roles_json(one.roles)} for one in group]


def _story_json(meeting: Meeting, name: str) -> dict[str, Any]:
    when = read_time(meeting.when) if meeting.when else None
    return {"id": meeting.story, "title": meeting.title, "source": meeting.source,
            "when": when.isoformat() if when else None, "tags": list(meeting.tags),
            "suggested": list(meeting.suggested), "roles": list(meeting.roles_of(name))}  # fmt: skip
