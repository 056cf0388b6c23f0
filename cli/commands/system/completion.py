"""completion: what a shell needs to complete our commands."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from cli.common import DONE, Parsers, command

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_SHELLS: Final = ("bash", "zsh", "fish")
_FILES: Final = ("FILE", "FILE.json", "PATH")
_FOLDERS: Final = ("DIR",)


def add_to(parsers: Parsers) -> None:
    """Name the command."""
    parser = command(parsers, "completion", print_completion, "print what completes commands in a shell")
    parser.add_argument("shell", choices=_SHELLS, help="your shell: bash, zsh or fish")


def print_completion(arguments: argparse.Namespace, _workspace: "Workspace") -> int:
    """The script, made from the very parser that reads the command line."""
    import shtab

    parser: argparse.ArgumentParser = arguments.parser
    for action in _actions(parser):
        if action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar in _FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    print(shtab.complete(parser, arguments.shell))
    return DONE


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Every argument of a parser and of those below it."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for inner in dict.fromkeys(action.choices.values()):
                yield from _actions(inner)
