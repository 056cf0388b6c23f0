"""views: the filters that have names, how much is unread in each, and keeping and removing them."""

import argparse
from typing import TYPE_CHECKING, Any

from civic.arrangement import GROUPS, ORDERS
from civic.query import QueryError
from civic.views import View, find, view_of
from cli.commands.registry import ABOUT
from cli.common import (
    DONE,
    TAKES_BACK,
    WRONG_USE,
    CommandError,
    Parsers,
    add_unaided,
    command,
    group,
    know_duplicates,
    print_json,
    say,
)
from cli.pager import print_lines

if TYPE_CHECKING:
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the commands to the parser."""
    inner = group(parsers, "views", ABOUT["views"])
    parser = command(inner, "list", list_views, "list the views and how many unread stories are in each")
    add_unaided(parser)
    parser = command(inner, "add", add_view, "keep a filter as a view")
    parser.add_argument("name", metavar="NAME", help="what the view is called")
    parser.add_argument("query", nargs="*", metavar="QUERY", help="its filter, as in the desk")
    parser.add_argument("--order", choices=ORDERS, default=ORDERS[0], help="which stories come first")
    parser.add_argument("--group", choices=GROUPS[1:], default="", help="what headings stand for (usually none)")
    parser.add_argument("--key", default="", help="the key that shows it on the desk: f5, say")
    parser.add_argument(
        "--unaided", dest="unaided_view", action="store_true",
        help="show no suggestions and no other coders in it until a story is coded",
    )  # fmt: skip
    parser = command(inner, "remove", remove_view, "remove a view of yours")
    parser.add_argument("name", metavar="VIEW", help="its name, or the beginning of it")


def list_views(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print a line a view: unread stories, name, filter; of a sample how many stories are coded."""
    know_duplicates(workspace)  # which count once, also where nobody has looked for them yet
    rows: list[tuple[View, int | None]] = []
    for view in workspace.views.all():
        try:
            rows.append((view, workspace.views.unread(view)))
        except QueryError:
            rows.append((view, None))
    if arguments.json:
        print_json([_as_json(view, unread) | _progress_json(view, workspace) for view, unread in rows])
    else:
        print_lines(_line(view, unread, workspace) for view, unread in rows)
    return DONE


def _line(view: View, unread: int | None, workspace: "Workspace") -> str:
    about = "  ".join(part for part in (view.filter, *_about(view, workspace)) if part)
    return f"{'?' if unread is None else unread:>7}  {view.name:24}  {about}".rstrip()


def _as_json(view: View, unread: int | None) -> dict[str, Any]:
    return {"name": view.name, "filter": view.filter, "order": view.order, "group": view.group, "key": view.key,
            "shipped": view.shipped, "unread": unread, "unaided": view.unaided}  # fmt: skip


def _progress_json(view: View, workspace: "Workspace") -> dict[str, Any]:
    progress = workspace.views.progress(view)
    if progress is None:
        return {}
    return {"coded": progress[0], "stories": progress[1], "drawn": view.drawn}


def _about(view: View, workspace: "Workspace") -> list[str]:
    progress = workspace.views.progress(view)
    coded = [f"{progress[0]} of {progress[1]} coded"] if progress else []
    return coded + (["unaided"] if view.unaided else [])


def add_view(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Keep the filter, once it is seen to be one."""
    text = " ".join(arguments.query)
    view = view_of({"name": arguments.name, "filter": text, "order": arguments.order, "group": arguments.group,
                    "key": arguments.key, "unaided": arguments.unaided_view})  # fmt: skip
    workspace.views.query(view)
    workspace.views.keep(view)
    if arguments.json:
        print_json(_as_json(view, workspace.views.unread(view)))
    else:
        say(f"Kept the view {view.name}.")
    return DONE


def remove_view(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Remove one of the user's own."""
    view = find(workspace.views.all(), arguments.name)
    if view.shipped:
        raise CommandError(f"{view.name} comes with the program and stays.", WRONG_USE)
    workspace.views.remove(view.name)
    if arguments.json:
        print_json({"removed": view.name})
    else:
        say(f"Removed the view {view.name}. {TAKES_BACK}")
    return DONE
