"""reweigh: what the user's own decisions do to the suggestions."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from civic.text import clean_line
from cli.commands.registry import ABOUT
from cli.common import DONE, Parsers, command, print_json, remark
from cli.pager import print_lines

if TYPE_CHECKING:
    from civic.codebook import Codebook
    from civic.habits import Habit
    from civic.reweighing import Reweighed
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "reweigh", reweigh, ABOUT["reweigh"])
    parser.add_argument("--reset", action="store_true", help="let the decisions of up to now count no more")


def reweigh(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print a line for each concern that was decided on, after all is brought up to date."""
    from civic.habits import with_suggestions

    found = workspace.library.reweigh(reset=arguments.reset)
    found = replace(found, habits=with_suggestions(found.habits, workspace.codebook))
    if arguments.json:
        print_json({"on": found.on, "concerns": [_json(habit, found) for habit in found.habits]})
        return DONE
    print_lines(list(_lines(found, workspace.codebook)))
    if not found.on:
        remark("Your decisions re-weigh nothing: write reweigh = true in config.toml to have them do so.")
    return DONE


def _json(habit: "Habit", found: "Reweighed") -> dict[str, str | int | float]:
    return {
        "concern": habit.concern, "accepted": habit.accepted, "rejected": habit.rejected, "tagged": habit.tagged,
        "shift": found.shifts.get(habit.concern, 0.0),
    }  # fmt: skip


def _lines(found: "Reweighed", codebook: "Codebook") -> Iterator[str]:
    from civic.reweighing import needed

    for habit in found.habits:
        shift = found.shifts.get(habit.concern, 0.0)
        what = f"suggested from {needed(shift):.2f} on" if shift else "as for everybody"
        counts = f"accepted {habit.accepted}, rejected {habit.rejected}, tagged by yourself {habit.tagged}"
        yield f"{clean_line(codebook.label(habit.concern))}: {what} ({counts})"
