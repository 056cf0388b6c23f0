"""codebook export, import: the concerns and roles with their definitions, for a colleague, and from one."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from civic.text import clean_line
from cli.common import DONE, Parsers, command, counted, group, print_json, say
from cli.output import add_output, read_file, save

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_FORMATS: Final = ("csv", "json")


def add_to(parsers: Parsers) -> None:
    """Add the commands to the parser."""
    inner = group(parsers, "codebook", "write the codebook of concerns and roles, or take one over")
    parser = command(inner, "export", export_codebook, "write concerns, roles and types with their definitions")
    parser.add_argument("--format", choices=_FORMATS, help="a table (usual), or JSON (usual with --json)")
    add_output(parser)
    parser = command(inner, "import", import_codebook, "take the concerns of an exported codebook as yours")
    parser.add_argument("file", metavar="FILE", help="what civicdesk codebook export wrote")
    parser.add_argument("--format", choices=_FORMATS, default="csv", help="a table (usual), or JSON")
    parser.add_argument("--force", action="store_true", help="replace a codebook.toml that you wrote yourself")


def export_codebook(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Write the whole codebook as the user has it."""
    from workspace.exchange.codebook_files import codebook_text, is_codebook

    to_file = bool(arguments.output) and arguments.output != "-"
    kind = arguments.format or ("json" if arguments.json and not to_file else "csv")
    codebook = workspace.codebook
    text = codebook_text(codebook, kind)
    if to_file:
        save(Path(arguments.output), [text], workspace, is_ours=is_codebook, force=arguments.force)
        if arguments.json:
            print_json({"file": arguments.output, "format": kind, "concerns": len(codebook.concerns)})
    elif arguments.json and kind != "json":
        print_json({"format": kind, "text": text})
    else:
        sys.stdout.write(text)
    return DONE


def import_codebook(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Write codebook.toml so that the concerns of the file are the user's: the built-in ones less what it leaves
    out."""
    from workspace.exchange.codebook_files import count_concerns, read_codebook
    from workspace.exchange.own_codebook import take_over

    concerns = read_codebook(read_file(Path(arguments.file)), arguments.format, arguments.file)
    target = workspace.places.codebook
    take_over(workspace, concerns, Path(arguments.file).name, force=arguments.force, hint=", or say --force")
    number = count_concerns(concerns)
    if arguments.json:
        print_json({"file": str(target), "concerns": number})
    else:
        say(f"{counted(number, 'concern')} in {clean_line(str(target), 300)}.")
    return DONE
