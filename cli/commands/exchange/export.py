"""export: hand stories on, with what was decided and its evidence."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from civic.export import is_export
from civic.export.formats import FORMATS
from cli.common import (
    DONE,
    WRONG_USE,
    CommandError,
    Parsers,
    add_query,
    command,
    progress,
    progress_ends,
    query_of,
)
from cli.output import add_output, read_file, save
from workspace.export import counted, entries_of, writer_of

if TYPE_CHECKING:
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Name the command."""
    parser = command(parsers, "export", export, "write stories with their summaries, stakeholders, concerns and notes")
    add_query(parser)
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="md",
        help=", ".join(one.help for one in FORMATS.values()),
    )
    parser.add_argument("--long", action="store_true", help="with csv: a row a judgement instead of a row a story")
    parser.add_argument("--title", default="", help="what a briefing or feed is called")
    parser.add_argument("--template", metavar="FILE", help="with html: your own template (Jinja) instead of ours")
    add_output(parser)


def export(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Write the stories of a filter, one after the other, so that any number of them fits into memory."""
    for option in ("long", "template"):
        if getattr(arguments, option) and option not in FORMATS[arguments.format].options:
            kinds = " or ".join(name for name, one in FORMATS.items() if option in one.options)
            raise CommandError(f"--{option} goes with --format {kinds} only.", WRONG_USE)
    query = query_of(arguments, workspace)
    template = _template(arguments.template) if arguments.template else None
    name = " ".join([*arguments.query, arguments.view]).strip()
    writer = writer_of(
        workspace, query, arguments.format, progress,
        title=arguments.title, name=name, long=arguments.long, template=template,
    )  # fmt: skip
    to_file = bool(arguments.output) and arguments.output != "-"
    entries = entries_of(workspace, query, arguments.format)
    if to_file or not sys.stdout.isatty():
        entries = counted(entries, workspace.library.count(query), progress)
    if to_file:
        save(Path(arguments.output), writer(entries), workspace, is_ours=is_export, force=arguments.force)
    else:
        progress_ends()
        for piece in writer(entries):
            sys.stdout.write(piece)
    progress_ends()
    return DONE


def _template(name: str) -> str:
    try:
        return read_file(Path(name)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"The template is not UTF-8 (byte {error.start}): convert it first.") from error
