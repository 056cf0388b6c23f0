"""export: stories for others, with what was decided and its evidence."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from civic.correction import EVERYWHERE
from civic.export import Entry, is_export
from civic.export.excel import ENCODING
from civic.export.formats import FORMATS, format_of
from civic.text import clean_line
from civic.wording import describe_count
from cli.commands.registry import ABOUT
from cli.common import (
    DONE,
    WRONG_USE,
    CommandError,
    Parsers,
    add_as,
    add_query,
    add_unaided,
    command,
    complain,
    know_duplicates,
    point_out_stranger,
    print_json,
    progress,
    progress_ends,
    query_of,
    say,
    whose,
)
from cli.output import add_output, read_file, save
from cli.pager import print_pieces
from workspace.export import counted, entries_of, numbers_of, of_round, unblinded, writer_of
from workspace.team.results import describe_left_out

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_USUAL: Final = "md"
_USUAL_JSON: Final = "json"
_USUAL_TABLE: Final = "csv"


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "export", export, ABOUT["export"])
    add_query(parser)
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        help=f"{', '.join(one.help for one in FORMATS.values())}; without it, as the ending of -o FILE says",
    )
    parser.add_argument("--long", action="store_true", help="with csv: a row a judgement instead of a row a story")
    parser.add_argument("--excel", action="store_true", help="a table that Excel opens right by a double click")
    parser.add_argument("--title", default="", help="what a briefing or feed is called")
    parser.add_argument("--template", metavar="FILE", help="with html: your own template (Jinja) instead of ours")
    parser.add_argument("--flags", action="store_true", help="with your private flags: starred, read, hidden, apart")
    add_as(parser)
    parser.add_argument(
        "--round", dest="in_round", metavar="NAME", default="",
        help="the stories of a team's round, with what was decided in it alone",
    )  # fmt: skip
    add_output(parser)
    add_unaided(parser)


def export(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Write the stories of a filter, one after the other, so that any number of them fits into memory. With --json, a
    file is reported as JSON, and what would go to standard output is JSON itself or, in another format, a string in
    it."""
    to_file = bool(arguments.output) and arguments.output != "-"
    kind = arguments.format or _usual(arguments, to_file)
    _check_options(arguments, kind)
    query, seen_by = query_of(arguments, workspace), whose(arguments)
    in_round = None
    if arguments.in_round:
        query, in_round = of_round(workspace, arguments.in_round, query)
        for sentence in describe_left_out(in_round, workspace.team.rounds()):
            complain(sentence)
    elif warning := unblinded(workspace, query):
        complain(warning)
    point_out_stranger(seen_by, workspace, query)
    template = _template(arguments.template) if arguments.template else None
    name = " ".join([*arguments.query, arguments.view]).strip()
    writer = writer_of(
        workspace, query, kind, progress,
        title=arguments.title, name=name, long=arguments.long, template=template, flags=arguments.flags, whose=seen_by,
        in_round=in_round, excel=arguments.excel,
    )  # fmt: skip
    encoding = ENCODING if arguments.excel else "utf-8"
    entries = Counted(entries_of(workspace, query, kind, flags=arguments.flags, whose=seen_by, in_round=in_round))
    shown: Iterable[Entry] = entries
    if to_file or not sys.stdout.isatty():
        shown = counted(entries, numbers_of(workspace, query, kind)[0], progress)
    if to_file:
        path, force = Path(arguments.output), arguments.force
        save(path, writer(shown), workspace, is_ours=is_export, force=force, encoding=encoding)
        progress_ends()
        know_duplicates(workspace)
        copies = numbers_of(workspace, query, kind)[1]
        if arguments.json:
            print_json({"file": arguments.output, "format": kind, "stories": entries.number, "copies": copies})
        else:
            say(f"Wrote {describe_count(entries.number, copies)} to {_named(arguments, kind)}.")
        return DONE
    progress_ends()
    if arguments.json and kind != _USUAL_JSON:
        text = "".join(writer(shown))
        print_json({"format": kind, "stories": entries.number, "text": text})
    elif arguments.excel:
        for piece in writer(shown):
            sys.stdout.buffer.write(piece.encode(encoding, "backslashreplace"))
    else:
        print_pieces(writer(shown))
    progress_ends()
    return DONE


def _usual(arguments: argparse.Namespace, to_file: bool) -> str:
    """Return the format where none is named: a file's ending says it, as on the desk."""
    if arguments.excel:
        return _USUAL_TABLE
    if to_file:
        by_ending = format_of(arguments.output)
        return by_ending.name if by_ending else _USUAL
    return _USUAL_JSON if arguments.json else _USUAL


def _named(arguments: argparse.Namespace, kind: str) -> str:
    """Return the name of the file, with its format where neither an option nor its ending says it."""
    said = arguments.format or arguments.excel or format_of(arguments.output)
    return clean_line(arguments.output, 300) + ("" if said else f" as {kind}, which its ending does not say")


class Counted:
    """Entries as they are; `number` is how many stories have been taken, without what holds for all stories."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self._entries = entries
        self.number = 0

    def __iter__(self) -> Iterator[Entry]:
        for entry in self._entries:
            self.number += entry.story.id != EVERYWHERE
            yield entry


def _check_options(arguments: argparse.Namespace, kind: str) -> None:
    for option in ("long", "template", "flags", "excel"):
        if getattr(arguments, option) and option not in FORMATS[kind].options:
            *others, last = [name for name, one in FORMATS.items() if option in one.options]
            kinds = f"{', '.join(others)} or {last}" if others else last
            raise CommandError(f"--{option} goes with --format {kinds} only.", WRONG_USE)
    if arguments.flags and arguments.whose is not None:
        raise CommandError("--flags has your own flags: leave it out with --as.", WRONG_USE)
    if arguments.flags and arguments.in_round:
        raise CommandError("--flags has your own flags, which are in no round: leave it out with --round.", WRONG_USE)


def _template(name: str) -> str:
    try:
        return read_file(Path(name)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"The template is not UTF-8 (byte {error.start}): convert it first.") from error
