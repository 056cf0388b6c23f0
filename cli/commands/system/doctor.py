"""doctor: how the files are, and what can be put right."""

import argparse
from typing import TYPE_CHECKING

from cli.commands.registry import ABOUT
from cli.common import DONE, FAILED, QUIET, Parsers, command, print_json, remark
from cli.pager import print_lines

if TYPE_CHECKING:
    from workspace.health import Finding
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "doctor", examine, ABOUT["doctor"])
    parser.add_argument("--fix", action="store_true", help="repair what can be repaired, and keep what is replaced")


def examine(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print a line a finding; with --fix first what was done. Exit status 1 while anything is wrong."""
    from workspace import health

    done = health.repair(workspace) if arguments.fix else []
    found = health.check(workspace)
    wrong = [finding for finding in found if not finding.good]
    if arguments.json:
        findings = [{"says": one.sentence, "good": one.good, "fixable": one.fixable} for one in found]
        print_json({"done": done, "findings": findings})
        return FAILED if wrong else DONE
    shown = [finding for finding in found if not (finding.good and QUIET.get())]
    print_lines([*(f"done   {sentence}" for sentence in done), *map(_line, shown)])
    if wrong and not arguments.fix and any(finding.fixable for finding in wrong):
        remark("civicdesk doctor --fix repairs what can be repaired.")
    return FAILED if wrong else DONE


def _line(finding: "Finding") -> str:
    if finding.good:
        return f"good   {finding.sentence}"
    return f"wrong  {finding.sentence}{' (--fix repairs it)' if finding.fixable else ''}"
