"""doctor: how the files are, and what can be put right."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from civic.fault import Fault
from cli.common import DONE, FAILED, Parsers, add_json, command, print_json, remark, say

if TYPE_CHECKING:
    from storage.library.doctor import Finding
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Name the command."""
    parser = command(parsers, "doctor", examine, "check every file, and repair nothing unless asked")
    parser.add_argument("--fix", action="store_true", help="repair what can be repaired, and keep what is replaced")
    add_json(parser)


def examine(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """A line a finding; with --fix first what was done. Exit status 1 while anything is wrong."""
    from storage.library.doctor import check, fix
    from workspace.clock import utc_now

    done = fix(workspace.places, utc_now().date()) if arguments.fix else []
    found = [*check(workspace.places), *_providers(workspace)]
    wrong = [finding for finding in found if not finding.good]
    if arguments.json:
        findings = [{"says": one.sentence, "good": one.good, "fixable": one.fixable} for one in found]
        print_json({"done": done, "findings": findings})
        return FAILED if wrong else DONE
    for sentence in done:
        print(f"done   {sentence}")
    for finding in found:
        if finding.good:
            say(f"good   {finding.sentence}")
        else:
            print(f"wrong  {finding.sentence}{' (--fix repairs it)' if finding.fixable else ''}")
    if wrong and not arguments.fix and any(finding.fixable for finding in wrong):
        remark("civicdesk doctor --fix repairs what can be repaired.")
    return FAILED if wrong else DONE


def _providers(workspace: "Workspace") -> "Iterator[Finding]":
    """What would be asked, and where, or why it can't be. Asks nobody."""
    from storage.library.doctor import Finding
    from workspace.providers import provider, set_up

    for name in set_up(workspace.settings):
        try:
            found = provider(name, workspace.places, workspace.settings)
        except Fault as fault:
            yield Finding(str(fault), good=False)
        else:
            yield Finding(f"{found.badge} is set up on {found.where}; it is asked only when you do.")
