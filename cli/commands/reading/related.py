"""related: the stories that have most to do with one."""

import argparse
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from civic.dates import day
from civic.related import NO_KIN
from civic.unaided import NOT_RELATED
from cli.commands.registry import ABOUT
from cli.common import DONE, Parsers, add_unaided, command, find_story, print_json, progress_ends, remark
from cli.pager import print_lines

if TYPE_CHECKING:
    from civic.codebook import Codebook
    from civic.related import Trait
    from workspace.ports import Row
    from workspace.workspace import Workspace

_USUALLY = 20


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "related", list_related, ABOUT["related"])
    parser.add_argument("id", metavar="ID", help="the story's id, or the beginning of it")
    parser.add_argument(
        "--limit", type=int, default=_USUALLY, metavar="N", help=f"at most this many (usually {_USUALLY})"
    )
    add_unaided(parser)


def list_related(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print a line a story: id, date, title, what it shares."""
    story = find_story(workspace, arguments.id)
    workspace.suggestions.complete()
    progress_ends()
    if workspace.sight.unaided:
        remark(NOT_RELATED)
    found = workspace.library.related(story.id, max(0, arguments.limit))
    rows = {row.key: row for row in workspace.library.rows([one.key for one in found])}
    if arguments.json:
        print_json([
            {"id": rows[one.key].id, "title": rows[one.key].title, "score": round(one.score, 3),
             "stakeholders": [value for kind, value in one.shared if kind == "stakeholder"],
             "concerns": [value for kind, value in one.shared if kind == "concern"]}
            for one in found if one.key in rows
        ])  # fmt: skip
        return DONE
    if not found:
        remark(f"{NO_KIN}.")
    print_lines(_line(rows[one.key], one.shared, workspace.codebook) for one in found if one.key in rows)
    return DONE


def _line(row: "Row", shared: "Iterable[Trait]", codebook: "Codebook") -> str:
    when = day(datetime.fromtimestamp(row.when, UTC), year=True) if row.when else "no date"
    names = ", ".join(codebook.label(value) if kind == "concern" else value for kind, value in shared)
    return f"{row.id}  {when:>11}  {row.title}  [{names}]"
