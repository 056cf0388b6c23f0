"""add: files and folders as stories."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from civic.text import clean_line
from cli.common import DONE, FAILED, PARTLY, Parsers, command, complain, counted, print_json, say

if TYPE_CHECKING:
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "add", add_documents, "take files and folders as stories (.txt .md .html .json)")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a folder with all that is in it")


def add_documents(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Read documents and keep them; each one that can't be read is named on standard error with its reason."""
    from workspace.exchange import documents

    done = documents.add_documents(
        workspace,
        [Path(path) for path in arguments.paths],
        lambda skipped: complain(f"{_shown(skipped.path)}: {skipped.reason}."),
    )
    for path, remark in done.remarks:
        complain(f"{_shown(path)}: {remark}.")
    if arguments.json:
        skipped = [{"path": _shown(one.path), "reason": one.reason} for one in done.skipped]
        remarks = [{"path": _shown(path), "remark": remark} for path, remark in done.remarks]
        counts = {"new": done.new, "changed": done.changed, "same": done.same}
        print_json({**counts, "skipped": skipped, "remarks": remarks})
    else:
        say(
            f"{counted(done.new, 'new story', 'new stories')}, {done.changed} changed, {done.same} the same, "
            f"{len(done.skipped)} skipped."
        )
    if done.skipped and not done.new + done.changed + done.same:
        return FAILED
    return PARTLY if done.partly else DONE


def _shown(path: Path) -> str:
    return clean_line(str(path), 300)
