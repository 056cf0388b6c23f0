"""feeds list, add, edit, remove, import, export: the subscriptions."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from civic.text import clean_line
from cli.common import (
    DONE,
    PARTLY,
    WRONG_USE,
    CommandError,
    Parsers,
    add_json,
    add_places,
    command,
    complain,
    counted,
    print_json,
    remark,
    say,
)
from cli.output import add_output

if TYPE_CHECKING:
    from feeds.subscriptions import Feed
    from workspace.workspace import Workspace

_LONGEST_INTERVAL: Final = 31 * 24 * 60
"""A month, in minutes."""


def add_to(parsers: Parsers) -> None:
    """Name the commands."""
    group = parsers.add_parser("feeds", help="list, add, remove, import and export subscriptions")
    add_places(group)
    inner = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add_json(command(inner, "list", list_feeds, "list the subscriptions and how each one is doing"))
    parser = command(inner, "add", add_feed, "subscribe to a feed, or to the feed of a site")
    parser.add_argument("url", metavar="URL", help="the address of a feed or of a site, or an OPML file")
    parser.add_argument("--group", default="", help="the group to file it under")
    parser.add_argument("--title", default="", help="what to call it, if not by its own title")
    _add_local(parser)
    _add_edit(command(inner, "edit", edit_feed, "name, group, pace or pause a feed"))
    parser = command(inner, "remove", remove_feed, "unsubscribe; the stories stay, unless --stories is said")
    _add_feed(parser)
    parser.add_argument("--stories", action="store_true", help="remove its stories too, but for those that you judged")
    parser = command(inner, "import", import_feeds, "subscribe to all feeds of an OPML file")
    parser.add_argument("file", metavar="FILE", nargs="?", help="the OPML file")
    parser.add_argument("--starter", action="store_true", help="take the starter feeds that civicdesk brings")
    _add_local(parser)
    parser = command(inner, "export", export_feeds, "write the subscriptions as OPML")
    parser.add_argument("file", metavar="FILE", nargs="?", help="where to (usually standard output)")
    add_output(parser, file=False)


def _add_feed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help="the feed's address, or its title")


def _add_edit(parser: argparse.ArgumentParser) -> None:
    _add_feed(parser)
    parser.add_argument("--title", help="what to call it (empty: by its own title, once it is fetched)")
    parser.add_argument("--group", help="the group to file it under (empty: none)")
    parser.add_argument("--interval", type=_minutes, metavar="MINUTES", help="fetch it so often (0: as the feed asks)")
    pause = parser.add_mutually_exclusive_group()
    pause.add_argument("--pause", dest="paused", action="store_const", const=True, help="fetch it no more")
    pause.add_argument("--resume", dest="paused", action="store_const", const=False, help="fetch it again")
    parser.add_argument("--fulltext", choices=("on", "off"), help="fetch the whole texts of its stories (on, off)")


def _minutes(written: str) -> int:
    if not written.isascii() or not written.isdecimal() or len(written) > 6 or int(written) > _LONGEST_INTERVAL:
        raise argparse.ArgumentTypeError(f"{clean_line(written, 20)!r} is no number of minutes up to a month")
    return int(written)


def _add_local(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--local", action="store_true", help="allow addresses of this machine or its network")


def list_feeds(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """A line a feed: its group and title, its address, and what is wrong with it."""
    from feeds.addresses import public

    feeds = workspace.subscriptions.feeds()
    if arguments.json:
        print_json([{**feed.to_row(), "url": public(feed.url), "title": feed.name} for feed in feeds])
        return DONE
    for feed in feeds:
        state = feed.error or ("paused" if feed.paused else feed.warning or ("" if feed.fetched else "not fetched yet"))
        name = f"{feed.group} / {feed.name}" if feed.group else feed.name
        print("  ".join(part for part in (name, public(feed.url), f"({state})" if state else "") if part))
    if not feeds:
        remark("there are no feeds yet: civicdesk feeds add URL, or civicdesk feeds import --starter.")
    return DONE


def add_feed(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Subscribe to what is found at an address; of several feeds, to the one that is chosen at the terminal."""
    if "://" not in arguments.url and Path(arguments.url).is_file():
        arguments.file, arguments.starter = arguments.url, False
        return import_feeds(arguments, workspace)
    found = asyncio.run(workspace.subscriptions.discover(arguments.url, local=arguments.local))
    if not found:
        raise CommandError("No feed was found there: give the address of the feed itself.")
    chosen = found[0] if len(found) == 1 else _chosen(found)
    feed = replace(
        chosen,
        title=clean_line(arguments.title, 200) or chosen.title,
        group=clean_line(arguments.group, 200) or chosen.group,
        local=arguments.local,
    )
    return _tell_added(len(workspace.subscriptions.subscribe([feed])), 1, feed.name)


def _chosen(found: "Sequence[Feed]") -> "Feed":
    """The one of several feeds that the person names by its number. Raises CommandError where nobody can be asked, or
    where the answer is no number of theirs."""
    from feeds.addresses import public

    asked = sys.stdin.isatty()
    for number, feed in enumerate(found, 1):
        lead = f"{number}  " if asked else ""
        print(f"{lead}{public(feed.url)}  {feed.title}".rstrip())
    if not asked:
        raise CommandError(f"{len(found)} feeds were found there: add one of them by its address.")
    print(f"Which one (1 to {len(found)})? ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline().strip()
    if not answer.isascii() or not answer.isdecimal() or not 1 <= int(answer[:9]) <= len(found):
        raise CommandError("Nothing was added: answer with the number of a feed.")
    return found[int(answer[:9]) - 1]


def edit_feed(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Set what is given of a feed's name, group, pause, interval and whole texts."""
    feed = _named(arguments.url, workspace)
    wanted = {
        "title": None if arguments.title is None else clean_line(arguments.title, 200),
        "group": None if arguments.group is None else clean_line(arguments.group, 200),
        "paused": arguments.paused,
        "interval": arguments.interval,
        "fulltext": None if arguments.fulltext is None else arguments.fulltext == "on",
    }
    values = {name: value for name, value in wanted.items() if value is not None}
    if not values:
        raise CommandError(
            "Say what to change: --title, --group, --interval, --pause, --resume or --fulltext.", WRONG_USE
        )
    if values.get("fulltext"):
        from feeds.extras import require_fulltext

        require_fulltext()
    workspace.subscriptions.change_feed(feed.url, **values)
    say(f"Changed {values.get('title') or feed.name}.")
    return DONE


def remove_feed(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Unsubscribe from a feed; with `--stories`, remove what it brought and nobody judged."""
    feed = _named(arguments.url, workspace)
    workspace.subscriptions.unsubscribe(feed.url)
    if not arguments.stories:
        say(f"Removed {feed.name}; its stories stay.")
        return DONE
    gone, stay = workspace.subscriptions.remove_stories(feed)
    judged = f"; {stay} that you judged stay" if stay else ""
    say(f"Removed {feed.name} and {counted(gone, 'story', 'stories')} of it{judged}.")
    return DONE


def _named(address: str, workspace: "Workspace") -> "Feed":
    """The feed with this address or title. Raises CommandError where there is none, or more than one."""
    from feeds.addresses import same_feed

    wanted = address.strip()
    feeds = workspace.subscriptions.feeds()
    found = [feed for feed in feeds if same_feed(feed.url) == same_feed(_full(wanted))]
    found = found or [feed for feed in feeds if feed.name.casefold() == wanted.casefold()]
    if len(found) > 1:
        raise CommandError(f"{len(found)} feeds are called {clean_line(wanted, 60)!r}: give the address of one.")
    if not found:
        raise CommandError(f"No feed is at {clean_line(wanted, 200)!r}: civicdesk feeds list shows the addresses.")
    return found[0]


def _full(address: str) -> str:
    """The address as the list would have it, or as it was written where it is none."""
    from feeds.errors import FeedError
    from feeds.subscriptions import normalise

    try:
        return normalise(address)
    except FeedError:
        return address


def import_feeds(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Subscribe to the feeds of an OPML file, and name each outline that can't be one."""
    if bool(arguments.file) == arguments.starter:
        raise CommandError("Name an OPML file, or say --starter for the starter feeds.", WRONG_USE)
    if arguments.starter:
        feeds = workspace.subscriptions.starter_feeds().feeds
        return _tell_added(len(workspace.subscriptions.subscribe(feeds)), len(feeds), "")
    done = workspace.subscriptions.import_feeds(Path(arguments.file), local=arguments.local)
    for title, reason in done.refused:
        complain(f"{title}: {reason.removesuffix('.')}.")
    total = len(done.added) + done.known
    if not total:
        raise CommandError("The file names no feeds that can be subscribed to.")
    _tell_added(len(done.added), total, done.added[0].name if done.added else "Its one feed")
    return PARTLY if done.refused else DONE


def _tell_added(added: int, wanted: int, name: str) -> int:
    """Say how many feeds are new, by name where it is one."""
    if wanted == 1:
        say(f"Added {name}." if added else f"{name} is subscribed to already.")
    else:
        known = wanted - added
        say(f"Added {counted(added, 'feed')}" + (f"; {known} were there already." if known else "."))
    if added:
        remark("civicdesk refresh fetches what is new.")
    return DONE


def export_feeds(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Write the list as OPML, for other readers."""
    from feeds.formats import opml

    if arguments.file and arguments.file != "-":
        workspace.subscriptions.export_feeds(Path(arguments.file), force=arguments.force, hint=", or say --force")
    else:
        sys.stdout.write(opml.write(workspace.subscriptions.feeds()))
    return DONE
