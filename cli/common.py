"""What the commands share: their shape, their errors, and how they print."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from civic.fault import Fault
from civic.query import And, Query, asks_for_suggestions, parse
from civic.text import clean_line
from civic.views import find

if TYPE_CHECKING:
    from civic.story import Story
    from workspace.workspace import Workspace

DONE: Final = 0
FAILED: Final = 1
WRONG_USE: Final = 2
PARTLY: Final = 3

PLACES: Final = ("--home", "--library")
"""The options that every command has."""

Run: TypeAlias = Callable[[argparse.Namespace, "Workspace"], int]
"""What carries a command out: its exit status is one of the four above."""
Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

_CANDIDATES: Final = 5

QUIET: Final[ContextVar[bool]] = ContextVar("quiet", default=False)
"""Whether the person wants to hear of nothing but results and faults."""


class CommandError(Fault):
    """A command that can't be carried out; the message is one sentence for standard error."""

    def __init__(self, sentence: str, status: int = FAILED) -> None:
        super().__init__(sentence)
        self.status = status


def command(parsers: Parsers, name: str, run: Run, about: str) -> argparse.ArgumentParser:
    """A new command: `about` is its line in the help, without a full stop."""
    parser = parsers.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.")
    parser.set_defaults(run=run)
    add_places(parser)
    return parser


def add_places(parser: argparse.ArgumentParser, default: str | None = argparse.SUPPRESS) -> None:
    """Where the files are: for every command, before or behind its name. Behind it, an option that is not given
    leaves alone what stands before."""
    parser.add_argument(
        "--home", metavar="DIR", default=default, help="keep data, settings and cache there (or set CIVICDESK_HOME)"
    )
    parser.add_argument("--library", metavar="FILE.json", default=default, help="use this story file")
    parser.add_argument(
        "--quiet", action="store_true", default=default or False, help="say nothing but results and faults"
    )


def add_query(parser: argparse.ArgumentParser) -> None:
    """A filter, in as many arguments as the person likes; `query_of` reads it."""
    parser.add_argument(
        "query", nargs="*", metavar="QUERY", help="a filter, as in the desk: palantir -is:read since:7d"
    )
    parser.add_argument("--view", metavar="NAME", default="", help="only of this view: civicdesk views list names them")


def query_of(arguments: argparse.Namespace, workspace: "Workspace") -> Query:
    """The filter of a command; its dates are of this place. Where it asks for suggestions, every story has its own
    from here on. Raises QueryError, ViewError."""
    query = parse(" ".join(arguments.query), datetime.now(UTC).astimezone())
    if arguments.view:
        query = And((workspace.views.query(find(workspace.views.all(), arguments.view)), query))
    if asks_for_suggestions(query):
        workspace.suggestions.complete()
        progress_ends()
    return query


def add_json(parser: argparse.ArgumentParser) -> None:
    """The switch for output that programs read."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def print_json(body: Any) -> None:
    """One JSON value on standard output, in ASCII, so that no terminal and no encoding can be hurt by it."""
    print(json.dumps(body, indent=2))


def complain(sentence: str) -> None:
    """Something that the person should know and no program should read as output."""
    progress_ends()
    print(f"civicdesk: {sentence}", file=sys.stderr)


def remark(sentence: str) -> None:
    """The same for what is no fault: the person may have asked for quiet."""
    if not QUIET.get():
        complain(sentence)


def say(line: str) -> None:
    """Confirm on standard output what was done, unless the person asked for quiet."""
    if not QUIET.get():
        print(line)


def progress(what: str) -> None:
    """How far long work is: on one line of standard error that is written over, and only where somebody looks."""
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not QUIET.get():
        print(f"\r\x1b[K{what}", end="", file=sys.stderr, flush=True)


def progress_ends() -> None:
    """Leave no line of progress standing."""
    progress("")


def find_story(workspace: "Workspace", beginning: str) -> "Story":
    """The story whose id begins like this. Raises CommandError where there is none, or more than one."""
    ids: Sequence[str] = workspace.library.ids(beginning) if beginning else []
    if beginning in ids:
        ids = [beginning]
    shown = clean_line(beginning, 60)
    if len(ids) > 1:
        some = ", ".join(ids[:_CANDIDATES]) + (" …" if len(ids) > _CANDIDATES else "")
        raise CommandError(f"{len(ids)} stories have an id that begins with {shown!r}: give more of it ({some}).")
    story = workspace.library.story(ids[0]) if ids else None
    if story is None:
        raise CommandError(f"No story has an id that begins with {shown!r}: civicdesk list shows the ids.")
    return story


def counted(number: int, noun: str, nouns: str = "") -> str:
    """A number with its noun: "1 story", "2 stories"."""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"
