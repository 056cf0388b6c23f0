"""history, undo: the last changes, of all desks and of the command line, and taking them back."""

import argparse
from typing import TYPE_CHECKING

from civic.wording import describe_moment
from cli.commands.registry import ABOUT
from cli.common import DONE, CommandError, Parsers, command, counted, print_json, remark, say
from cli.pager import print_lines

if TYPE_CHECKING:
    from workspace.undo.undo import Step
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the commands to the parser."""
    command(parsers, "history", show_history, ABOUT["history"])
    parser = command(parsers, "undo", take_back, ABOUT["undo"])
    parser.add_argument("step", metavar="STEP", nargs="?", default="", help="its id in history, or the beginning of it")
    parser.add_argument("--again", action="store_true", help="make a change again that was taken back")


def show_history(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print a line a step, the last one first: id, time, where it was made, what it was, and why it can't be taken back
    where that is so."""
    steps = list(reversed(workspace.undo.steps()))
    reasons = {step.id: workspace.undo.why_not(step) for step in steps}
    if arguments.json:
        print_json([_as_json(step, reasons[step.id]) for step in steps])
        return DONE
    print_lines(_line(step, reasons[step.id]) for step in steps)
    if not steps:
        remark("Nothing has been changed yet that could be taken back.")
    return DONE


def _line(step: "Step", reason: str) -> str:
    more = ": ".join(part for part in ("taken back" if step.undone else "", reason) if part)
    line = f"{step.id}  {describe_moment(step.at)}  {step.desk}  {step.label}"
    return f"{line}  ({more})" if more else line


def _as_json(step: "Step", reason: str) -> dict[str, object]:
    return {"step": step.id, "at": step.at, "desk": step.desk, "label": step.label, "undone": step.undone,
            "can": not reason, "why": reason}  # fmt: skip


def take_back(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Take a step back, or make it again, and print which."""
    undo, back = workspace.undo, not arguments.again
    if arguments.step:
        step = undo.find(arguments.step)
        done = undo.turn(step, back=back)
    else:
        found = undo.undo() if back else undo.redo()
        if found is None:
            what = "No command has changed anything that could be taken back" if back else "Nothing has been taken back"
            raise CommandError(f"{what}: civicdesk history lists all changes.")
        done = found
    if arguments.json:
        print_json({"label": done.label, "undone": back, "decisions": len(done.operations), "more": done.more})
    else:
        decisions = f" ({counted(len(done.operations), 'decision')})" if done.operations else ""
        say(f"{'Taken back' if back else 'Made again'}: {done.label}{decisions}.")
    return DONE
