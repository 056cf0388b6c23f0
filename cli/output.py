"""Where the output of a command goes."""

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from workspace import files
from workspace.files import read_file

if TYPE_CHECKING:
    from workspace.workspace import Workspace

__all__ = ["add_output", "read_file", "save"]


def add_output(parser: argparse.ArgumentParser, *, file: bool = True) -> None:
    """Add where the output goes, and leave to replace a file that is not ours."""
    if file:
        parser.add_argument("-o", "--output", metavar="FILE", help="write to this file (usually standard output)")
    parser.add_argument("--force", action="store_true", help="replace the file even if civicdesk did not write it")


def save(
    path: Path,
    pieces: Iterable[str],
    workspace: "Workspace",
    *,
    is_ours: Callable[[str], bool],
    force: bool,
    encoding: str = "utf-8",
) -> None:
    """Write a file by `workspace.files.save`, for a command that `add_output` has given its options."""
    hint = ", or say --force"
    files.save(path, pieces, workspace.places, is_ours=is_ours, force=force, hint=hint, encoding=encoding)
