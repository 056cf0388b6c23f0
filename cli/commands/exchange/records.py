"""The options of commands that read what somebody exported."""

import argparse
from typing import TYPE_CHECKING

from cli.common import WRONG_USE, CommandError

if TYPE_CHECKING:
    from workspace.exchange.records import Records


def add_records(parser: argparse.ArgumentParser, *, several: bool = False) -> None:
    """Add the file that a command reads, or with `several` any number of them, and who signs what is unsigned there."""
    about = "what civicdesk export --format jsonl wrote, or - for standard input"
    if several:
        parser.add_argument("files", nargs="*", metavar="FILE", help=about)
    else:
        parser.add_argument("file", metavar="FILE", help=about)
    parser.add_argument("--who", default="", metavar="NAME", help="who decided, where the file does not say")


def records_of(file: str, who: str) -> "Records":
    """Return the records of a file; `who` signs what is unsigned. Raises CommandError."""
    from workspace.exchange.records import NameFault, Records

    try:
        return Records(file, who)
    except NameFault as fault:
        raise CommandError(str(fault), WRONG_USE) from fault
