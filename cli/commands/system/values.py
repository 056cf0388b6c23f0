"""values: what a shell completes where a command wants an id, a view, a feed or a concern."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from civic.text import clean_line
from cli.commands.registry import ABOUT
from cli.common import DONE, Parsers, command, print_json

if TYPE_CHECKING:
    from workspace.workspace import Workspace

Value: TypeAlias = tuple[str, str]
"""A value, and what it is."""

_MOST: Final = 100
_LONGEST: Final = 80


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "values", print_values, ABOUT["values"])
    parser.add_argument("kind", choices=tuple(_KINDS), help="what is to be completed")
    parser.add_argument("begin", nargs="?", default="", metavar="BEGINNING", help="how it begins (usually anything)")


def print_values(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print a value a line, with what it is behind a tab. Values that a line can't hold, or that would be options, are
    left out: a shell puts them on its command line as they are."""
    begin = arguments.begin.casefold()
    found = [
        (value, clean_line(about, _LONGEST).replace("\t", " "))
        for value, about in _KINDS[arguments.kind](workspace, arguments.begin)
        if value.casefold().startswith(begin) and _is_writable(value)
    ][:_MOST]
    if arguments.json:
        print_json([{"value": value, "about": about} for value, about in found])
        return DONE
    for value, about in found:
        print(f"{value}\t{about}")
    return DONE


def _is_writable(value: str) -> bool:
    return bool(value) and value.isprintable() and value == clean_line(value) and not value.startswith("-")


def _ids(workspace: "Workspace", begin: str) -> Iterator[Value]:
    """Yield the newest stories, or those whose id begins so."""
    from civic.query import EVERYTHING

    library = workspace.library
    if not begin:
        yield from ((row.id, row.title) for row in library.rows(library.search(EVERYTHING, limit=_MOST)))
        return
    for story_id in library.ids(begin, _MOST):
        story = library.story(story_id)
        yield story_id, story.headline if story else ""


def _views(workspace: "Workspace", _begin: str) -> Iterator[Value]:
    yield from ((view.name, view.filter) for view in workspace.views.all())


def _feeds(workspace: "Workspace", _begin: str) -> Iterator[Value]:
    """Yield feeds by their names: an address may hold a password."""
    from workspace.subscriptions import shown_address

    yield from ((feed.name, shown_address(feed)) for feed in workspace.subscriptions.feeds())


def _concerns(workspace: "Workspace", begin: str) -> Iterator[Value]:
    """Yield the concerns of the codebook, then tags of the user's own."""
    known = {concern.id: concern.label for concern in workspace.codebook.concerns}
    yield from known.items()
    tags = (tag for tag, _ in workspace.library.tags(begin, _MOST))
    yield from ((tag, "your own") for tag in tags if tag not in known)


_KINDS: Final[Mapping[str, Callable[["Workspace", str], Iterator[Value]]]] = {
    "ids": _ids,
    "views": _views,
    "feeds": _feeds,
    "concerns": _concerns,
}
