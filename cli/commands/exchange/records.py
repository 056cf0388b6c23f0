"""The options of commands that read what somebody exported."""

import argparse
from typing import TYPE_CHECKING

from cli.common import DONE, FAILED, PARTLY, WRONG_USE, CommandError, complain

if TYPE_CHECKING:
    from workspace.exchange.records import Records


def add_records(parser: argparse.ArgumentParser) -> None:
    """Add the file that a command reads, and who signs what is unsigned there."""
    parser.add_argument(
        "file", metavar="FILE", help="what civicdesk export --format jsonl wrote, or - for standard input"
    )
    parser.add_argument("--who", default="", metavar="NAME", help="who decided, where the file does not say")


def records_of(arguments: argparse.Namespace) -> "Records":
    """Return the records of the file; what is left out of it is reported on standard error. Raises CommandError."""
    from workspace.exchange.records import NameFault, Records

    try:
        return Records(arguments.file, arguments.who, complain)
    except NameFault as fault:
        raise CommandError(str(fault), WRONG_USE) from fault


def status_of(records: "Records") -> int:
    """Return the exit status once the records are read."""
    if not records.skipped:
        return DONE
    return PARTLY if records.read else FAILED
