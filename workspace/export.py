"""Exports: stories with all that is known of them, in the formats of `civic.export`."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec.structs import replace

from civic.correction import EVERYWHERE
from civic.export import Entry, entry_as, is_export
from civic.export.formats import FORMATS, Context, Format, format_of
from civic.export.index import MANY, Heading, index
from civic.fault import Fault
from civic.judgement import Judgement
from civic.overview import Overview
from civic.query import EVEN_HIDDEN, EVERYTHING, Among, And, Query, explain
from civic.reconcile import counting
from civic.registers import OwnView
from civic.rounds import Round, said_in
from civic.story import Story
from civic.text import clean_line
from civic.text import counted as stories_of
from workspace.clock import utc_now
from workspace.files import require_replaceable, save

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_EVERY: Final = 100

Tell: TypeAlias = Callable[[str], None]
"""Is told from time to time how far the work is."""
Writer: TypeAlias = Callable[[Iterable[Entry]], Iterator[str]]


class FormatFault(Fault):
    """A file whose name does not say what it is to hold."""


def writer_of(
    workspace: "Workspace", query: Query, kind: str, tell: Tell, *,
    title: str = "", name: str = "", long: bool = False, template: str | None = None, flags: bool = False,
    whose: str = "", in_round: Round | None = None, excel: bool = False,
) -> Writer:  # fmt: skip
    """Return what makes pieces of text of entries, in one of FORMATS. `name` is what makes a feed the same from one day
    to the next: its filter as it was typed. With `flags` the entries have the user's flags; with `excel` a table is for
    Excel, to be written in `civic.export.excel.ENCODING`. `whose` and `in_round` as for `entries_of`."""
    now = utc_now().astimezone()
    wanted = FORMATS[kind]
    seen_by = whose or (workspace.settings.who if in_round else "")
    overview = _overview(workspace, query, now, tell, seen_by, in_round) if wanted.figures else None
    headings = _headings(workspace, query, now, seen_by, in_round) if overview and overview.stories > MANY else ()
    context = Context(
        workspace.codebook, now, clean_line(title, 200), "" if query == EVERYTHING else f"Filter: {explain(query)}",
        name, whose or workspace.settings.who,
        overview, headings, template, long, flags, excel,
    )  # fmt: skip
    return lambda entries: wanted.write(entries, context)


def _overview(
    workspace: "Workspace", query: Query, now: datetime, tell: Tell, whose: str, in_round: Round | None
) -> Overview:
    """Return the figures above the stories, once each of these has its suggestions; tags are those of `whose`."""
    from workspace.figures import overview_as, overview_of, rows_of

    for done, row in enumerate(rows_of(workspace.library, query)):
        if not row.analysed:
            workspace.suggestions.of_id(row.id)
        if done % _EVERY == 0:
            tell(f"{done} stories looked at")
    found = overview_of(workspace.library, query, now)
    return overview_as(workspace.library, query, now, whose, found, in_round) if whose else found


def _headings(
    workspace: "Workspace", query: Query, now: datetime, whose: str, in_round: Round | None
) -> tuple[Heading, ...]:
    from workspace.figures import rows_as, rows_of

    library = workspace.library
    rows = rows_as(library, query, whose, in_round) if whose else rows_of(library, query)
    return index(rows, workspace.codebook, now.tzinfo)


def entries_of(
    workspace: "Workspace",
    query: Query,
    kind: str = "",
    *,
    flags: bool = False,
    whose: str = "",
    in_round: Round | None = None,
) -> Iterator[Entry]:
    """Yield the stories that the query finds, with all that is known of them; for a complete format as they came and in
    the order of their ids, without a filter also the hidden ones and what was decided on all stories at once. The
    user's flags are a private affair, and come along only with `flags`; those of others never do. `whose` judgement the
    entries have is a coder's name, "agreed" for what coders agree on (see `civic.agreed`), or "" for the user's;
    `in_round` is a round of which alone they have what was decided, None for all that was."""
    complete = bool(kind) and FORMATS[kind].complete
    found = (_exchanged if complete else _entries)(workspace, query, whose, in_round)
    for entry in found:
        if flags:
            yield replace(entry, history=tuple(counting(entry.history, entry.view)))
        else:
            yield entry.without_flags()


def _entries(workspace: "Workspace", query: Query, whose: str, in_round: Round | None) -> Iterator[Entry]:
    view = _view(workspace, in_round)
    for story in workspace.library.iterate(query):
        history = tuple(said_in(in_round, workspace.library.history(story.id)))
        yield entry_as(whose, story, workspace.suggestions.of(story), history, view)


def _view(workspace: "Workspace", in_round: Round | None) -> OwnView:
    view = workspace.library.view
    return view.of_any_round() if in_round else view


def _exchanged(workspace: "Workspace", query: Query, whose: str, in_round: Round | None) -> Iterator[Entry]:
    """Yield what other coders need: the stories and what everybody did to them. What the user made of that depends on
    who exports, and is left out."""
    whole = query in (EVERYTHING, EVEN_HIDDEN)
    everywhere = [Story(EVERYWHERE)] if whole and workspace.library.history(EVERYWHERE) else []
    for story in workspace.library.as_they_came(EVEN_HIDDEN if whole else query):
        if everywhere and story.id > EVERYWHERE:
            yield _exchanged_entry(workspace, everywhere.pop(), whose, in_round)
        yield _exchanged_entry(workspace, story, whose, in_round)
    for story in everywhere:
        yield _exchanged_entry(workspace, story, whose, in_round)


def _exchanged_entry(workspace: "Workspace", story: Story, whose: str, in_round: Round | None) -> Entry:
    history, view = tuple(said_in(in_round, workspace.library.history(story.id))), _view(workspace, in_round)
    if whose:
        return entry_as(whose, story, None, history, view)
    return Entry(story, Judgement(), None, history, view)


def of_round(workspace: "Workspace", name: str, query: Query) -> tuple[Query, Round]:
    """Return the query for those stories of a round that a query finds, hidden ones, too, and the round.
    Raises a Fault where there is no such round, or nobody may see yet what others decided in it."""
    found = workspace.team.round_to_all(name)
    stories = Among(frozenset(found.stories), found.name)
    return stories if query == EVERYTHING else And((stories, query)), found


def unblinded(workspace: "Workspace", query: Query) -> str:
    """Return a sentence where the file of what a query finds breaks the blindness of a team's round, since it has what
    the user decided in it; "" where it has nothing of one. Raises a Fault."""
    for one in workspace.team.rounds():
        if one.is_hidden and (number := workspace.library.count(And((query, Among(frozenset(one.mine)))))):
            return (
                f"This breaks the blindness of the round {one.name}: it has {stories_of(number, 'story', 'stories')} "
                "of it. Give it to nobody who codes in the round before that is closed."
            )
    return ""


def numbers_of(workspace: "Workspace", query: Query, kind: str) -> tuple[int, int]:
    """Return how many stories an export in this format has, and how many of these are duplicates of others among
    them."""
    every = EVEN_HIDDEN if FORMATS[kind].complete and query == EVERYTHING else query
    total = workspace.library.count(every)
    return total, total - workspace.library.count(every, grouped=True)


def counted(entries: Iterable[Entry], total: int, tell: Tell) -> Iterator[Entry]:
    """Yield the entries as they are, and tell how many of them have been written."""
    for done, entry in enumerate(entries):
        if done % _EVERY == 0:
            tell(f"{done} of {total} stories written")
        yield entry


def format_for(path: Path) -> Format:
    """Return the format that the name of a file asks for. Raises FormatFault where it asks for none."""
    if (wanted := format_of(path.name)) is None:
        endings = ", ".join(suffix for one in FORMATS.values() for suffix in one.suffixes)
        raise FormatFault(f"{clean_line(path.name, 80)!r} does not say what to write: end the name with {endings}.")
    return wanted


def require_target(workspace: "Workspace", path: Path) -> None:
    """Raise a Fault for a name that asks for no format, and for a file that an export must not replace."""
    format_for(path)
    require_replaceable(path, workspace.places, is_ours=is_export)


def export_to_file(workspace: "Workspace", query: Query, path: Path, tell: Tell, title: str = "") -> tuple[int, int]:
    """Write the stories of a query to a file whose name ends like one of FORMATS, and return how many were written,
    hidden ones included, and how many of these are duplicates of others among them. `title` is what it is called, where
    its format has a title. For a worker thread. Raises a Fault, and then the file is as it was."""
    wanted = format_for(path)
    written = 0

    def noted() -> Iterator[Entry]:
        nonlocal written
        for entry in entries_of(workspace, query, wanted.name):
            written += entry.story.id != EVERYWHERE  # corrections of all stories come along as an entry of their own
            yield entry

    writer = writer_of(workspace, query, wanted.name, tell, title=title)
    total, copies = numbers_of(workspace, query, wanted.name)
    entries = counted(noted(), total, tell)
    save(path, writer(entries), workspace.places, is_ours=is_export, force=False)
    return written, copies
