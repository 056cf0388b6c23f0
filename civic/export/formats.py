"""The one registry of export formats. To add a format is to add one entry to `FORMATS`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Final, TypeAlias

from msgspec import Struct

from civic.codebook import Codebook
from civic.export.atom import atom
from civic.export.entry import Entry
from civic.export.excel import for_excel
from civic.export.index import Heading
from civic.export.markdown import markdown
from civic.export.page import page
from civic.export.records import exchange_lines, json_array
from civic.export.table import long_table, table
from civic.overview import Overview

BRIEFING: Final = "Civic-tech briefing"
"""What a briefing is called where its user does not say."""


class Context(Struct, frozen=True):
    """What a writer is given beside the stories. `made` is now; `title` is what the user calls the export, `about` says
    which stories are in it, `name` is what keeps the ids of a feed the same from one export to the next; `who` exports.
    `overview` has the figures for a format that wants them, `headings` the index of many stories; `template` is the
    source of the user's own one, `long` asks for a row a decision. With `flags` the entries have the user's flags; with
    `excel` the text is a table for Excel."""

    codebook: Codebook
    made: datetime
    title: str = ""
    about: str = ""
    name: str = ""
    who: str = ""
    overview: Overview | None = None
    headings: Sequence[Heading] = ()
    template: str | None = None
    long: bool = False
    flags: bool = False
    excel: bool = False


Writer: TypeAlias = Callable[[Iterable[Entry], Context], Iterator[str]]
"""Makes pieces of text of stories that it goes through once; nothing of them is kept."""


class Format(Struct, frozen=True):
    """One export format. `suffixes` are the endings of file names that ask for it, with their dots; `help` is one line
    for the command line. `options` are those that it takes of "title", "template", "long", "flags" and "excel";
    with `figures` it wants an overview, and so the suggestions of all stories before the first is written; with
    `complete` another library can be made from it: its stories are as they came, in the order of their ids, and without
    a filter it has the hidden ones, too, and what was decided on all at once."""

    name: str
    suffixes: tuple[str, ...]
    help: str
    write: Writer
    options: frozenset[str] = frozenset()
    figures: bool = False
    complete: bool = False


def _write_markdown(entries: Iterable[Entry], context: Context) -> Iterator[str]:
    return markdown(
        entries, context.codebook, context.title or BRIEFING, about=context.about, overview=context.overview,
        who=context.who, made=context.made, headings=context.headings,
    )  # fmt: skip


def _write_page(entries: Iterable[Entry], context: Context) -> Iterator[str]:
    return page(
        entries, context.codebook, context.overview or Overview(), title=context.title or BRIEFING,
        about=context.about, made=context.made, who=context.who, headings=context.headings, template=context.template,
    )  # fmt: skip


def _write_table(entries: Iterable[Entry], context: Context) -> Iterator[str]:
    rows = (
        long_table(entries, context.codebook) if context.long
        else table(entries, context.codebook, flags=context.flags)
    )  # fmt: skip
    return for_excel(rows) if context.excel else rows


def _write_atom(entries: Iterable[Entry], context: Context) -> Iterator[str]:
    return atom(
        entries, context.codebook, title=context.title or f"Stories tagged by {context.who}", about=context.about,
        who=context.who, updated=context.made, name=context.name,
    )  # fmt: skip


_ALL: Final = (
    Format(
        "md", (".md",), "a briefing in Markdown (usual)", _write_markdown, frozenset({"title"}), figures=True
    ),
    Format(
        "html", (".html",), "a briefing as a web page", _write_page, frozenset({"title", "template"}), figures=True
    ),
    Format("csv", (".csv",), "a table", _write_table, frozenset({"long", "flags", "excel"})),
    Format("json", (".json",), "a JSON array", lambda entries, _: json_array(entries), frozenset({"flags"})),
    Format(
        "jsonl", (".jsonl",), "a JSON object a line, for other coders", lambda entries, _: exchange_lines(entries),
        frozenset({"flags"}), complete=True,
    ),
    Format("atom", (".atom",), "a feed of what was tagged", _write_atom, frozenset({"title"})),
)  # fmt: skip

FORMATS: Final[Mapping[str, Format]] = {one.name: one for one in _ALL}
"""The formats by their names, in the order in which they are offered."""


def format_of(file_name: str) -> Format | None:
    """Return the format that the ending of a file name asks for, whatever its case; None where it asks for none."""
    ending = PurePath(file_name).suffix.casefold()
    return next((one for one in FORMATS.values() if ending in one.suffixes), None)
