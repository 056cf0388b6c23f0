"""add: files and folders as stories."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from civic.fault import Fault
from civic.text import clean_line
from cli.commands.registry import ABOUT
from cli.common import (
    DONE,
    FAILED,
    PARTLY,
    WRONG_USE,
    CommandError,
    Parsers,
    command,
    complain,
    counted,
    find_story,
    print_json,
    say,
)

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_ASKED: Final = {"title": "title", "text": "text", "published": "date", "source": "source", "url": "address"}
"""Fields that the user is asked for, and the words for them."""
_SHOWN: Final = 20
"""Columns of a table that are listed when the user is asked which is which."""


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "add", add_documents, ABOUT["add"])
    parser.add_argument("paths", nargs="*", metavar="PATH", help="a file, or a folder with all that is in it")
    parser.add_argument(
        "--enclosed", metavar="ID", help="take the PDF files that came along with this story, as stories of their own"
    )
    parser.add_argument(
        "--columns", action="append", default=[], metavar="FIELD=NAME,…",
        help="which columns of a table (.csv) hold title, text, url, source, author, published, lang, tags: by name or "
        "number; others are known by their names",
    )  # fmt: skip


def add_documents(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Read documents and keep them; each one that can't be read is named on standard error with its reason."""
    from workspace.exchange import documents

    if bool(arguments.paths) == bool(arguments.enclosed):
        raise CommandError("Name files or folders, or say --enclosed ID for what came along with a story.", WRONG_USE)
    if arguments.enclosed:
        return _add_enclosed(arguments, workspace)
    done = documents.add_documents(
        workspace,
        [Path(path) for path in arguments.paths],
        lambda skipped: complain(f"{_shown(skipped.path)}: {skipped.reason}."),
        columns=_columns(arguments.columns, documents.table_fields()),
        ask=_asker(arguments),
    )
    for path, remark in done.remarks:
        complain(f"{_shown(path)}: {remark}.")
    if arguments.json:
        skipped = [{"path": _shown(one.path), "reason": one.reason} for one in done.skipped]
        remarks = [{"path": _shown(path), "remark": remark} for path, remark in done.remarks]
        counts = {"new": done.new, "changed": done.changed, "same": done.same}
        print_json({**counts, "skipped": skipped, "remarks": remarks})
    else:
        say(_counts(done.new, done.changed, done.same, len(done.skipped)))
    if done.skipped and not done.new + done.changed + done.same:
        return FAILED
    return PARTLY if done.partly else DONE


def _add_enclosed(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Add the PDF files that came along with a story; each one that can't be added is named with the reason."""
    story = find_story(workspace, arguments.enclosed)
    files = [one for one in story.enclosures if one.is_pdf and one.url]
    if not files:
        others = len(story.enclosures)
        came = f"; it has {counted(others, 'file')} of other kinds, or within an e-mail" if others else ""
        raise CommandError(f"No PDF file came along with {clean_line(story.headline, 60)!r}{came}.")
    added, refused = [], []
    new = changed = same = 0
    for one in files:
        try:
            found, changes = asyncio.run(workspace.refresher.add_enclosure(story, one))
            new, changed, same = new + len(changes.new), changed + len(changes.changed), same + changes.same
            added.append(found)
        except Fault as fault:
            name = one.title or clean_line(one.url, 200)
            refused.append({"file": name, "reason": str(fault)})
            complain(f"{name}: {fault}")
    if arguments.json:
        there = [{"id": one.id, "title": one.headline} for one in added]
        print_json({"new": new, "changed": changed, "same": same, "added": there, "skipped": refused})
    else:
        say(_counts(new, changed, same, len(refused)))
    return DONE if not refused else PARTLY if added else FAILED


def _counts(new: int, changed: int, same: int, skipped: int) -> str:
    return f"{counted(new, 'new story', 'new stories')}, {changed} changed, {same} the same, {skipped} skipped."


def _shown(path: Path) -> str:
    return clean_line(str(path), 300)


def _columns(given: Iterable[str], fields: Sequence[str]) -> dict[str, str]:
    """Return the columns of tables by the fields that they hold. Raises CommandError."""
    columns = {}
    for pair in (pair for written in given for pair in written.split(",")):
        field, equals, name = pair.partition("=")
        if not equals or not name.strip() or field.strip() not in fields:
            raise CommandError(
                f"{clean_line(pair, 60)!r} names no column: write FIELD=NAME, the field one of {', '.join(fields)}.",
                WRONG_USE,
            )
        columns[field.strip()] = name.strip()
    return columns


def _asker(arguments: argparse.Namespace) -> Callable[[Path, Sequence[str]], Mapping[str, str]] | None:
    """Return what asks the user for the columns of a table, None where nobody can be asked."""
    if arguments.json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    return _ask_columns


def _ask_columns(path: Path, names: Sequence[str]) -> dict[str, str]:
    """Ask which columns hold what; nothing is chosen by return alone."""
    lines = [f"  {number}  {clean_line(name, 60) or '(no name)'}" for number, name in enumerate(names[:_SHOWN], 1)]
    more = f"  … and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    print(f"{_shown(path)} has these columns:", *lines, *filter(None, [more]), sep="\n", file=sys.stderr)
    chosen = {}
    for field, word in _ASKED.items():
        print(f"Which holds the {word}? (number, or return for none) ", end="", file=sys.stderr, flush=True)
        try:
            answer = sys.stdin.readline().strip()
        except UnicodeDecodeError:
            answer = ""
        if answer.isdecimal() and 0 < int(answer[:9]) <= len(names):
            chosen[field] = answer
    return chosen
