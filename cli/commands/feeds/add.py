"""add: files and folders as stories."""

import argparse
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from civic.story import Story
from civic.text import clean_line
from cli.common import DONE, FAILED, PARTLY, Parsers, add_json, command, complain, counted, print_json, say

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_AT_ONCE: Final = 200


def add_to(parsers: Parsers) -> None:
    """Name the command."""
    parser = command(parsers, "add", add_documents, "take files and folders as stories (.txt .md .html .json)")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a folder with all that is in it")
    add_json(parser)


def add_documents(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Read the documents and keep them; each one that can't be read is named on standard error with its reason."""
    from feeds.documents.files import READABLE, read_documents
    from workspace.clock import utc_now

    new = changed = same = 0
    skipped: list[dict[str, str]] = []
    status = DONE
    named = [Path(path) for path in arguments.paths]

    def stories() -> Iterator[Story]:
        nonlocal status
        for found in read_documents(named, now=utc_now):
            if isinstance(found, Story):
                yield found
                continue
            path = clean_line(str(found.path), 300)
            skipped.append({"path": path, "reason": found.reason})
            complain(f"{path}: {found.reason}.")
            # That a folder also holds pictures and hidden files is no failure.
            if found.path in named or (found.path.suffix.lower() in READABLE and not found.path.name.startswith(".")):
                status = PARTLY

    arriving = stories()
    while batch := list(islice(arriving, _AT_ONCE)):
        changes = workspace.library.put_many(batch)
        workspace.rules.run_on(changes.new)
        new, changed, same = new + len(changes.new), changed + len(changes.changed), same + changes.same
    if arguments.json:
        print_json({"new": new, "changed": changed, "same": same, "skipped": skipped})
    else:
        say(f"{counted(new, 'new story', 'new stories')}, {changed} changed, {same} the same, {len(skipped)} skipped.")
    return status if new + changed + same or not skipped else FAILED
