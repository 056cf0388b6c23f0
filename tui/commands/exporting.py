"""export: hand stories on, with what was decided and its evidence."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from civic.correction import EVERYWHERE
from civic.export import Entry, atom, is_export, json_array, json_lines, long_table, markdown, page, table
from civic.overview import Overview
from civic.query import EVERYTHING, Query, explain
from civic.story import Story
from civic.text import clean_line
from tui.commands.common import (
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
from tui.commands.output import add_output, read_file, save

if TYPE_CHECKING:
    from tui.workspace import Workspace

_FORMATS: Final = ("md", "html", "csv", "json", "jsonl", "atom")
_EVERY: Final = 100

Writer: TypeAlias = Callable[[Iterable[Entry]], Iterator[str]]


def add_to(parsers: Parsers) -> None:
    """Name the command."""
    parser = command(parsers, "export", export, "write stories with their summaries, stakeholders, concerns and notes")
    add_query(parser)
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        default="md",
        help="a briefing in Markdown (usual) or as a web page, a table, a JSON array, a JSON object a line, a feed of "
        "what was tagged",
    )
    parser.add_argument("--long", action="store_true", help="with csv: a row a judgement instead of a row a story")
    parser.add_argument("--title", default="", help="what a briefing or feed is called")
    parser.add_argument("--template", metavar="FILE", help="with html: your own template (Jinja) instead of ours")
    add_output(parser)


def export(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Write the stories of a filter, one after the other, so that any number of them fits into memory."""
    for option, kind in (("long", "csv"), ("template", "html")):
        if getattr(arguments, option) and arguments.format != kind:
            raise CommandError(f"--{option} goes with --format {kind} only.", WRONG_USE)
    query = query_of(arguments, workspace)
    writer = _writer(arguments, workspace, query)
    to_file = bool(arguments.output) and arguments.output != "-"
    entries: Iterable[Entry] = entries_of(workspace, query)
    if arguments.format == "jsonl":
        entries = chain(entries, _everywhere(workspace))
    if to_file or not sys.stdout.isatty():
        entries = _counted(entries, workspace.library.count(query))
    if to_file:
        save(Path(arguments.output), writer(entries), workspace, is_ours=is_export, force=arguments.force)
    else:
        for piece in writer(entries):
            sys.stdout.write(piece)
    progress_ends()
    return DONE


def _writer(arguments: argparse.Namespace, workspace: "Workspace", query: Query) -> Writer:
    """What makes pieces of text of entries."""
    from tui.workspace import utc_now

    now = utc_now().astimezone()
    about = "" if query == EVERYTHING else f"Filter: {explain(query)}"
    title, who = clean_line(arguments.title, 200), workspace.settings.who
    match arguments.format:
        case "csv":
            return long_table if arguments.long else table
        case "json":
            return json_array
        case "jsonl":
            return json_lines
        case "atom":
            return partial(atom, title=title or f"Stories tagged by {who}", about=about, who=who, updated=now)
    found = _overview(workspace, query, now)
    if arguments.format == "md":
        return partial(markdown, title=title or "Stories", about=about, overview=found)
    template = _template(arguments.template) if arguments.template else None
    return partial(page, overview=found, title=title or "Stories", about=about, made=now, template=template)


def _overview(workspace: "Workspace", query: Query, now: datetime) -> Overview:
    """The figures above the stories, once each of these has its suggestions."""
    from tui.figures import overview_of, rows_of

    for done, row in enumerate(rows_of(workspace.library, query)):
        if not row.analysed:
            workspace.analyse(row.id)
        if done % _EVERY == 0:
            progress(f"{done} stories looked at")
    return overview_of(workspace.library, query, now)


def _template(name: str) -> str:
    try:
        return read_file(Path(name)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"The template is not UTF-8 (byte {error.start}): convert it first.") from error


def entries_of(workspace: "Workspace", query: Query) -> Iterator[Entry]:
    """All stories that the query finds, with all that is said of them, one at a time."""
    library = workspace.library
    for story in library.iterate(query):
        history = tuple(library.history(story.id))
        yield Entry(story, library.judgement(story.id), workspace.analysis(story), history)


def _everywhere(workspace: "Workspace") -> Iterator[Entry]:
    """What was decided on all stories at once, where anything was: without it an import would not be the same."""
    if history := tuple(workspace.library.history(EVERYWHERE)):
        yield Entry(Story(EVERYWHERE), workspace.library.judgement(EVERYWHERE), None, history)


def _counted(entries: Iterable[Entry], total: int) -> Iterator[Entry]:
    """The entries as they are, and on standard error how many of them have been written."""
    for done, entry in enumerate(entries):
        if done % _EVERY == 0:
            progress(f"{done} of {total} stories written")
        yield entry
