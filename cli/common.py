"""What the commands share: their shape, their errors, and how they print.

The help comes from here as well, so that what only a command needs to run is imported where it runs.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from civic.fault import Fault
from civic.text import clean_line
from civic.text import counted as counted

if TYPE_CHECKING:
    from civic.query import Query
    from civic.story import Story
    from workspace.workspace import Workspace

DONE: Final = 0
FAILED: Final = 1
WRONG_USE: Final = 2
PARTLY: Final = 3

PLACES: Final = ("--home", "--library")
"""The options of every command that are followed by a path."""

Run: TypeAlias = Callable[[argparse.Namespace, "Workspace"], int]
"""A function that carries a command out; it returns one of the four statuses above."""
Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

_CANDIDATES: Final = 5

TAKES_BACK: Final = "civicdesk undo takes it back."
"""What to say when something has been removed."""
QUIET: Final[ContextVar[bool]] = ContextVar("quiet", default=False)
"""Whether the user wants to hear of nothing but results and faults."""


class CommandError(Fault):
    """A command that can't be carried out; the message is one sentence for standard error."""

    def __init__(self, sentence: str, status: int = FAILED) -> None:
        super().__init__(sentence)
        self.status = status


def command(parsers: Parsers, name: str, run: Run, about: str) -> argparse.ArgumentParser:
    """Add a command; `about` is its line in the help, without a full stop. Every command has --json."""
    parser = parsers.add_parser(name, help=about, description=_sentence(about))
    parser.set_defaults(run=run, refuse=parser.error)
    add_places(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON value, for programs")
    return parser


def _sentence(about: str) -> str:
    return f"{about[0].upper()}{about[1:]}."


def group(parsers: Parsers, name: str, about: str) -> Parsers:
    """Add a name that only stands before commands of its own, and return where to add these."""
    parser = parsers.add_parser(name, help=about, description=_sentence(about))
    add_places(parser)
    return parser.add_subparsers(title="commands", metavar="COMMAND", required=True)


def add_places(parser: argparse.ArgumentParser, default: str | None = argparse.SUPPRESS) -> None:
    """Add where the files are: for every command, before or behind its name. Behind it, an option that is not given
    leaves alone what stands before."""
    parser.add_argument(
        "--home", metavar="DIR", default=default, help="keep data, settings and cache there (or set CIVICDESK_HOME)"
    )
    parser.add_argument("--library", metavar="FILE.json", default=default, help="use this story file")
    parser.add_argument(
        "--quiet", action="store_true", default=default or False, help="say nothing but results and faults"
    )


def add_query(parser: argparse.ArgumentParser) -> None:
    """Add a filter, in as many arguments as the user likes; `query_of` reads it."""
    parser.add_argument(
        "query", nargs="*", metavar="QUERY", help="a filter, as in the desk: palantir -is:read since:7d"
    )
    parser.add_argument("--view", metavar="VIEW", default="", help="only of this view: civicdesk views list names them")


def query_of(arguments: argparse.Namespace, workspace: "Workspace") -> "Query":
    """Return the filter of a command, its dates in the local time zone. Where it asks for suggestions, they are worked
    out for every story first. Raises QueryError, ViewError."""
    from civic.query import And, asks_for_suggestions
    from civic.unaided import unaided_remark
    from civic.views import find

    text = " ".join((*arguments.query, ""))  # with a space at its end, since no term of it is still being typed
    query = workspace.views.read(text, datetime.now(UTC).astimezone())
    if arguments.view:
        view = find(workspace.views.all(), arguments.view)
        query = And((workspace.views.query(view), query))
        if view.unaided:
            workspace.sight.code_unaided()
    if workspace.sight.unaided and (limited := unaided_remark(query)):
        remark(f"{limited}.")
    if asks_for_suggestions(query):
        workspace.suggestions.complete()
        progress_ends()
    for doubt in workspace.doubts.of(text, query):
        remark(doubt if doubt.endswith("?") else f"{doubt}.")
    return query


def add_unaided(parser: argparse.ArgumentParser) -> None:
    """Add the option that hides what would aid a coder, before or behind a command's name; `cli.main` sees to it."""
    parser.add_argument(
        "--unaided", action="store_true", default=argparse.SUPPRESS,
        help="without suggestions and other coders, until a story is coded",
    )  # fmt: skip


def add_as(parser: argparse.ArgumentParser) -> None:
    """Add whose judgement is shown; `whose` reads it."""
    parser.add_argument(
        "--as", dest="whose", metavar="NAME", default=None,
        help="what the coder NAME decided in place of your decisions; agreed: what is settled, or all say alike",
    )  # fmt: skip


def whose(arguments: argparse.Namespace) -> str:
    """Return whose judgement is asked for: "" for the user's. Raises CommandError."""
    from civic.coder import coder_name

    name = coder_name(arguments.whose or "")
    if arguments.whose is not None and not name:
        raise CommandError("--as needs a name: write that of a coder, or agreed.", WRONG_USE)
    return name


def point_out_stranger(name: str, workspace: "Workspace", query: "Query | None" = None) -> None:
    """Say so where a coder has decided nothing on the stories of a query, since a slip makes one, too. None: on any."""
    from civic.agreed import is_agreed
    from civic.coder import coder_key
    from civic.query import EVERYTHING, And, Has

    asked = And((query or EVERYTHING, Has("who", coder_key(name))))
    if name and not is_agreed(name) and not workspace.library.count(asked):
        remark(f"There is no coder {clean_line(name, 60)!r} with decisions here: who:NAME finds what one decided.")


def add_only(parser: argparse.ArgumentParser) -> None:
    """Add the option that leaves duplicates as they are."""
    parser.add_argument("--only", action="store_true", help="this copy only, and not those from other feeds")


def know_duplicates(workspace: "Workspace") -> None:
    """Find the duplicates among stories that nobody has looked at yet: a decision on one of a group is for all."""
    progress("looking for copies")
    if not workspace.decisions.know_duplicates():
        remark("Not all older stories have been compared yet, so that copies among them may be left: "
               "an open desk compares them in the background.")  # fmt: skip
    progress_ends()


def print_json(body: Any) -> None:
    """Print one JSON value, in ASCII, so that no terminal and no encoding can be hurt by it."""
    import json

    print(json.dumps(body, indent=2))


def complain(sentence: str) -> None:
    """Print to standard error what the user should know and no program should read as output."""
    progress_ends()
    print(f"civicdesk: {sentence}", file=sys.stderr)


def remark(sentence: str) -> None:
    """Print a hint to standard error, unless the user asked for quiet."""
    if not QUIET.get():
        complain(sentence)


def say(line: str) -> None:
    """Confirm on standard output what was done, unless the user asked for quiet."""
    if not QUIET.get():
        print(line)


def progress(what: str) -> None:
    """Show how far long work is: on one line of standard error that is written over, and only on a terminal."""
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not QUIET.get():
        print(f"\r\x1b[K{what}", end="", file=sys.stderr, flush=True)


def progress_ends() -> None:
    """Clear the line of progress."""
    progress("")


def find_story(workspace: "Workspace", beginning: str) -> "Story":
    """Return the story whose id begins so. Raises CommandError where there is none, or more than one."""
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
