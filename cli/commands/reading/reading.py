"""list, count, show: read without the screen.

The first two are asked again and again, by scripts as well, and wait for nothing of what only the third prints.
"""

import argparse
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Final

from civic.text import clean_line
from cli.commands.registry import ABOUT
from cli.common import (
    DONE,
    Parsers,
    add_as,
    add_query,
    add_unaided,
    command,
    find_story,
    point_out_stranger,
    print_json,
    query_of,
    remark,
    whose,
)
from cli.pager import link, on_terminal, print_lines

if TYPE_CHECKING:
    from civic.codebook import Codebook
    from civic.export import Entry
    from civic.story import Story
    from civic.versions import Revision
    from workspace.ports import Row
    from workspace.workspace import Workspace

_USUALLY: Final = 50
_ALL: Final = 1 << 40
_SHORT_ID: Final = 8
_MOST_LINKS: Final = 200


def add_to(parsers: Parsers) -> None:
    """Add the commands to the parser."""
    parser = command(parsers, "list", list_stories, ABOUT["list"])
    add_query(parser)
    parser.add_argument("--fold", action="store_true", help="show copies of one story, from several feeds, as one")
    parser.add_argument(
        "--limit", type=_limit, default=None, metavar="N", help=f"at most this many (usually {_USUALLY}; 0 for all)"
    )
    _add_plain(parser)
    add_unaided(parser)
    parser = command(parsers, "count", count_stories, ABOUT["count"])
    add_query(parser)
    add_unaided(parser)
    parser = command(parsers, "show", show_story, ABOUT["show"])
    parser.add_argument("id", metavar="ID", help="the story's id, or the beginning of it")
    parser.add_argument("--history", action="store_true", help="add who decided what, and when")
    parser.add_argument(
        "--versions", action="store_true", help="what changed in its words since somebody judged it, and nothing else"
    )
    parser.add_argument(
        "--weaker", action="store_true", help="add concerns that are too weak to be suggested, with their scores"
    )
    add_as(parser)
    _add_plain(parser)
    add_unaided(parser)


def _add_plain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plain", action="store_true", help="in sentences without columns and marks, to be read aloud")


def _limit(written: str) -> int:
    if not written.isascii() or not written.isdecimal() or len(written) > 12:
        raise argparse.ArgumentTypeError(f"{clean_line(written, 20)!r} is no number of stories")
    return int(written)


def list_stories(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print a line a story: id, date, source, title, tags; or all that a row knows as JSON."""
    query = query_of(arguments, workspace)
    library, codebook = workspace.library, workspace.codebook
    limit = _USUALLY if arguments.limit is None else arguments.limit or _ALL
    copies: Mapping[int, int] = {}
    if arguments.fold:
        from civic.arrangement import How

        library.find_copies()
        found = library.arranged(query, How(), limit=_ALL)
        keys, copies = found.keys[:limit], found.copies
    else:
        keys = library.search(query, limit=limit)
    rows = library.rows(keys)
    if arguments.json:
        print_json([_row_json(row, copies.get(row.key, 0) if arguments.fold else None) for row in rows])
        return DONE
    print_lines(_plain_lines(rows, codebook) if arguments.plain else _lines(rows, copies, _addresses(rows, workspace)))
    if (
        arguments.limit is None
        and not arguments.fold
        and len(rows) == limit
        and (total := library.count(query)) > limit
    ):
        every = _describe(total, library.count(query, grouped=True))
        remark(f"These are the newest {limit} of {every}; --limit 0 lists them all.")
    return DONE


def _addresses(rows: "Sequence[Row]", workspace: "Workspace") -> Mapping[str, str]:
    """Return the address of each story, for links in a terminal; none where they are so many that reading each would
    take long."""
    if not on_terminal() or len(rows) > _MOST_LINKS:
        return {}
    stories = (workspace.library.story(row.id) for row in rows)
    return {story.id: story.url for story in stories if story}


def _plain_lines(rows: "Sequence[Row]", codebook: "Codebook") -> list[str]:
    from cli.commands.reading.sentences import plain_row

    return [line for row in rows for line in plain_row(row, codebook)]


def count_stories(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print just the number; how many of the stories are copies of others among them is said beside it."""
    query = query_of(arguments, workspace)
    number = workspace.library.count(query)
    single = workspace.library.count(query, grouped=True)
    if arguments.json:
        print_json({"count": number, "copies": number - single})
        return DONE
    print(number)
    if single < number:
        remark(f"These are {_describe(number, single)}.")
    return DONE


def _describe(number: int, single: int) -> str:
    """Return in words how many stories there are, and how many of them copies, as the desk says it; `single` of them
    are left where copies count once."""
    from civic.wording import describe_count

    return describe_count(number, number - single)


def show_story(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print one story whole: what came, what is suggested, what was decided, by the user and by others."""
    from civic.export import entry_as
    from civic.versions import revisions
    from civic.wording import describe_operation
    from cli.commands.reading.page import page, weaker_lines
    from cli.commands.reading.sentences import plain_page

    story, library = find_story(workspace, arguments.id), workspace.library
    if arguments.versions:
        return _show_revisions(arguments, story, revisions(story, library.versions(story.id)))
    history = tuple(library.history(story.id))
    entry = entry_as(whose(arguments), story, workspace.suggestions.of(story), history, library.view)
    point_out_stranger(entry.whose, workspace)
    if arguments.json:
        print_json(_story_json(entry, workspace, history=arguments.history))
        return DONE
    if workspace.sight.hides(coded=entry.judgement.coded):
        remark("Suggestions and other coders are hidden until you are done with this story.")
    if entry.analysis and not entry.analysis.language:
        from civic.languages.language import SUGGESTED_FOR

        remark(f"{SUGGESTED_FOR}.")
    codebook = workspace.sight.frozen.codebook_of(story) or workspace.codebook
    remarks = [clean_line(one) for one in _remarks(workspace, story)]
    pages = (
        plain_page(entry, codebook, remarks)
        if arguments.plain
        else page(entry, codebook, remarks, library.kept_versions(story.id))
    )
    faint = weaker_lines(entry, codebook) if arguments.weaker else ()
    told = ("", "History", *(f"  {describe_operation(one, codebook)}" for one in history)) if arguments.history else ()
    print_lines(chain(pages, faint, told))
    return DONE


def _show_revisions(arguments: argparse.Namespace, story: "Story", found: "Sequence[Revision]") -> int:
    from cli.commands.reading.revisions import revisions_json, revisions_page

    if arguments.json:
        print_json(revisions_json(story, found))
    else:
        print_lines(revisions_page(story, found))
    return DONE


def _story_json(entry: "Entry", workspace: "Workspace", *, history: bool) -> dict[str, object]:
    from civic.export import record

    body = record(entry)
    if not history:
        body.pop("history", None)
    _, keys = workspace.library.copies(entry.story.id)
    copies = [row.id for row in workspace.library.rows(keys) if row.id != entry.story.id]
    remarks = _remarks(workspace, entry.story)
    return body | ({"copies": copies} if copies else {}) | ({"remarks": remarks} if remarks else {})


def _remarks(workspace: "Workspace", story: "Story") -> list[str]:
    """Return why a story is read, hidden or unread, and that it is seen as a round froze it."""
    from workspace.origins import remarks_on

    frozen = workspace.sight.frozen.remark(story, workspace.codebook)
    return [*remarks_on(workspace.library, story.id), *([frozen] if frozen else [])]


def _row_json(row: "Row", copies: int | None) -> dict[str, object]:
    when = datetime.fromtimestamp(row.when, UTC).isoformat() if row.when else None
    return {
        "id": row.id,
        "title": row.title,
        "source": row.source,
        "when": when,
        "read": row.read,
        "starred": row.starred,
        "noted": row.noted,
        "tags": list(row.tags),
        "suggested": list(row.suggested),
        "evidence": list(row.evidence),
        "coded": row.coded,
        "others": list(row.others),
        "conflict": row.conflict,
        **({} if copies is None else {"copies": copies}),
    }


def _lines(rows: "Sequence[Row]", copies: Mapping[int, int], addresses: Mapping[str, str]) -> list[str]:
    """Return the rows in columns: an id as long as the longest ambiguity needs, date, source, title, how many copies
    stand behind it, tags ("?" suggested), and the other coders who decided on it. `addresses` are those of the stories
    whose title and source are links."""
    from rich.cells import cell_len, set_cell_size

    from civic.dates import day
    from civic.links import site_link, web_link

    length = _id_length([row.id for row in rows])
    width = min(24, max((cell_len(row.source) for row in rows), default=0))
    lines = []
    for row in rows:
        date = day(datetime.fromtimestamp(row.when, UTC), year=True) if row.when else "no date"
        flags = ("*" if row.starred else " ") + (" " if row.read else "•")
        tags = ", ".join([*row.tags, *(f"{tag}?" for tag in row.suggested)])
        address = addresses.get(row.id, "")
        source, gap = row.source, set_cell_size(row.source, width)
        source, gap = (source, gap[len(source) :]) if gap.startswith(source) else (gap, "")
        title, source = link(row.title, web_link(address)), link(source, site_link(address))
        line = f"{row.id[:length]:{length}}  {date:>11} {flags} {source}{gap}  {title}"
        line += f"  +{copies[row.key]}" if row.key in copies else ""
        line += f"  [{tags}]" if tags else ""
        line += f"  by {', '.join(row.others)}" if row.others else ""
        line += "  coders differ" if row.conflict else ""
        lines.append(f"{line}  (evidence {', '.join(row.evidence)})" if row.evidence else line)
    return lines


def _id_length(ids: list[str]) -> int:
    """Return how much of each id to show so that they differ."""
    longest = max(map(len, ids), default=0)
    for length in range(min(_SHORT_ID, longest), longest):
        if len({story_id[:length] for story_id in ids}) == len(ids):
            return length
    return longest
