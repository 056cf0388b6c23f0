"""Handing stories on: what each format is written by, for the command line and for the desk."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from civic.correction import EVERYWHERE
from civic.export import Entry, atom, is_export, json_array, json_lines, long_table, markdown, page, table
from civic.fault import Fault
from civic.overview import Overview
from civic.query import EVEN_HIDDEN, EVERYTHING, Query, explain
from civic.story import Story
from civic.text import clean_line
from workspace.clock import utc_now
from workspace.files import save

if TYPE_CHECKING:
    from workspace.workspace import Workspace

FORMATS: Final = ("md", "html", "csv", "json", "jsonl", "atom")
_EVERY: Final = 100

Tell: TypeAlias = Callable[[str], None]
"""Is told from time to time how far the work is."""
Writer: TypeAlias = Callable[[Iterable[Entry]], Iterator[str]]


class FormatFault(Fault):
    """A file whose name does not say what it is to hold."""


def writer_of(
    workspace: "Workspace", query: Query, kind: str, tell: Tell, *,
    title: str = "", name: str = "", long: bool = False, template: str | None = None,
) -> Writer:  # fmt: skip
    """What makes pieces of text of entries, in one of FORMATS. `name` is what makes a feed the same from one day to the
    next: its filter as it was typed."""
    now = utc_now().astimezone()
    about = "" if query == EVERYTHING else f"Filter: {explain(query)}"
    title, who = clean_line(title, 200), workspace.settings.who
    codebook = workspace.codebook
    match kind:
        case "csv":
            return partial(long_table if long else table, codebook=codebook)
        case "json":
            return json_array
        case "jsonl":
            return json_lines
        case "atom":
            return partial(
                atom, codebook=codebook, title=title or f"Stories tagged by {who}", about=about, who=who,
                updated=now, name=name,
            )  # fmt: skip
    found = _overview(workspace, query, now, tell)
    if kind == "md":
        return partial(markdown, codebook=codebook, title=title or "Stories", about=about, overview=found)
    return partial(
        page, codebook=codebook, overview=found, title=title or "Stories", about=about, made=now, template=template
    )


def _overview(workspace: "Workspace", query: Query, now: datetime, tell: Tell) -> Overview:
    """The figures above the stories, once each of these has its suggestions."""
    from workspace.figures import overview_of, rows_of

    for done, row in enumerate(rows_of(workspace.library, query)):
        if not row.analysed:
            workspace.suggestions.of_id(row.id)
        if done % _EVERY == 0:
            tell(f"{done} stories looked at")
    return overview_of(workspace.library, query, now)


def entries_of(workspace: "Workspace", query: Query, kind: str = "") -> Iterator[Entry]:
    """All stories that the query finds, with all that is said of them, one at a time; for "jsonl" without a
    filter, from which another library is made, also the hidden ones and what was decided on all stories at once."""
    if kind == "jsonl" and query in (EVERYTHING, EVEN_HIDDEN):
        return chain(_entries(workspace, EVEN_HIDDEN), _everywhere(workspace))
    return _entries(workspace, query)


def _entries(workspace: "Workspace", query: Query) -> Iterator[Entry]:
    library = workspace.library
    for story in library.iterate(query):
        history = tuple(library.history(story.id))
        yield Entry(story, library.judgement(story.id), workspace.suggestions.of(story), history)


def _everywhere(workspace: "Workspace") -> Iterator[Entry]:
    if history := tuple(workspace.library.history(EVERYWHERE)):
        yield Entry(Story(EVERYWHERE), workspace.library.judgement(EVERYWHERE), None, history)


def counted(entries: Iterable[Entry], total: int, tell: Tell) -> Iterator[Entry]:
    """The entries as they are, and how many of them have been written."""
    for done, entry in enumerate(entries):
        if done % _EVERY == 0:
            tell(f"{done} of {total} stories written")
        yield entry


def hand_on(workspace: "Workspace", query: Query, path: Path, tell: Tell) -> int:
    """Write the stories of a query to a file whose name ends like one of FORMATS; how many. For a worker thread. Raises
    a Fault, and then the file is as it was."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        endings = ", ".join(f".{ending}" for ending in FORMATS)
        raise FormatFault(f"{clean_line(path.name, 80)!r} does not say what to write: end the name with {endings}.")
    total = workspace.library.count(query)
    writer = writer_of(workspace, query, kind, tell)
    entries = counted(entries_of(workspace, query, kind), total, tell)
    save(path, writer(entries), workspace.places, is_ours=is_export, force=False)
    return total
