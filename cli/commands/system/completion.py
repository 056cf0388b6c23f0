"""completion: what a shell needs to complete our commands."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from cli.commands.registry import ABOUT
from cli.common import DONE, Parsers, command, print_json

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_SHELLS: Final = ("bash", "zsh", "fish")
_FILES: Final = ("FILE", "FILE.json", "PATH")
_FOLDERS: Final = ("DIR",)


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "completion", print_completion, ABOUT["completion"])
    parser.add_argument("shell", choices=_SHELLS, help="your shell: bash, zsh or fish")


def print_completion(arguments: argparse.Namespace, _workspace: "Workspace") -> int:
    """Print the script, made from the very parser that reads the command line."""
    import shtab

    parser: argparse.ArgumentParser = arguments.parser
    for action in _actions(parser):
        if action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar in _FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    script = shtab.complete(parser, arguments.shell)
    if arguments.json:
        print_json({"shell": arguments.shell, "script": script})
    else:
        print(script)
    return DONE


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield every argument of a parser and of those below it."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for inner in dict.fromkeys(action.choices.values()):
                yield from _actions(inner)
