"""help: the topics that need more than a line; each is made from where the program itself looks."""

import argparse
import inspect
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from civic.codebook import CONCERNS, ROLES
from civic.query.guide import GUIDE
from civic.text import clean_line
from cli.commands.registry import ABOUT
from cli.common import DONE, Parsers, command, print_json
from cli.pager import print_lines

if TYPE_CHECKING:
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "help", show_help, ABOUT["help"])
    parser.add_argument("topic", nargs="?", choices=tuple(TOPICS), default="commands", metavar="TOPIC",
                        help=f"any of {', '.join(TOPICS)} (usually commands)")  # fmt: skip


def show_help(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print the topic."""
    lines = TOPICS[arguments.topic](arguments, workspace)
    if arguments.json:
        print_json({"topic": arguments.topic, "text": "\n".join(lines)})
    else:
        print_lines(part for line in lines for part in line.split("\n"))
    return DONE


def _keys(_arguments: argparse.Namespace, workspace: "Workspace") -> Iterator[str]:
    from tui.keys.commands import COMMANDS, PLACES, shown

    own = workspace.settings.keys
    for where, title in PLACES.items():
        found = [command for command in COMMANDS if command.where == where]
        if not found:
            continue
        yield title
        for one in found:
            keys = own[one.id].split(",") if one.id in own else one.keys
            yield f"  {' '.join(shown(key.strip()) for key in keys):16}  {one.help}  [{one.id}]"
        yield ""


def _filter(_arguments: argparse.Namespace, _workspace: "Workspace") -> Iterator[str]:
    for example, meaning in GUIDE:
        yield f"  {example:26}  {meaning}"


def _files(_arguments: argparse.Namespace, workspace: "Workspace") -> Iterator[str]:
    places = workspace.places
    yield from ("stories", f"  {clean_line(str(places.stories), 4000)}", "  The stories, a TinyDB file.")
    for name, found in inspect.getmembers(type(places), lambda member: isinstance(member, property)):
        yield from (name, f"  {clean_line(str(getattr(places, name)), 4000)}", f"  {inspect.getdoc(found)}")


def _concerns(_arguments: argparse.Namespace, _workspace: "Workspace") -> Iterator[str]:
    yield "Concerns"
    for concern in CONCERNS:
        yield f"  {concern.id:15} {concern.label}: {concern.means}"
        yield f"  {'':15} counts: {concern.counts}; does not: {concern.not_counts}"
    yield ""
    yield "Roles of stakeholders"
    for role in ROLES:
        yield f"  {role.id:15} {role.label}: {role.who}"


def _commands(arguments: argparse.Namespace, _workspace: "Workspace") -> Iterator[str]:
    parser: argparse.ArgumentParser = arguments.parser
    yield parser.format_help().rstrip("\n")


TOPICS: Final[dict[str, Callable[[argparse.Namespace, "Workspace"], Iterator[str]]]] = {
    "keys": _keys,
    "filter": _filter,
    "files": _files,
    "concerns": _concerns,
    "commands": _commands,
}
