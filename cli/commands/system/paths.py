"""paths: where the files are."""

import argparse
from typing import TYPE_CHECKING

from civic.text import clean_line
from cli.commands.registry import ABOUT
from cli.common import DONE, Parsers, command, print_json

if TYPE_CHECKING:
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    command(parsers, "paths", show_paths, ABOUT["paths"])


def show_paths(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print a line a file, whether it is there yet or not."""
    paths = {own.name: own.path for own in workspace.places.own_files()}
    if arguments.json:
        print_json({name: str(path) for name, path in paths.items()})
        return DONE
    for name, path in paths.items():
        print(f"{name:11} {clean_line(str(path), 4000)}")
    return DONE
