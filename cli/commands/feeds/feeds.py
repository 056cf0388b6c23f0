"""feeds list, add, edit, remove, import, export: the subscriptions."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from civic.sources import short_source, short_sources
from civic.text import clean_line
from cli.commands.registry import ABOUT
from cli.common import (
    DONE,
    PARTLY,
    TAKES_BACK,
    WRONG_USE,
    CommandError,
    Parsers,
    command,
    complain,
    counted,
    group,
    print_json,
    remark,
    say,
)
from cli.output import add_output
from cli.pager import print_lines

if TYPE_CHECKING:
    from workspace.subscriptions import Feed
    from workspace.workspace import Workspace

_DOCUMENTS: Final = frozenset((".pdf", ".docx", ".eml", ".csv", ".tsv", ".md", ".txt"))
"""Endings of files that are no list of feeds."""
_LONGEST_INTERVAL: Final = 31 * 24 * 60
"""A month, in minutes."""


def add_to(parsers: Parsers) -> None:
    """Add the commands to the parser."""
    inner = group(parsers, "feeds", ABOUT["feeds"])
    command(inner, "list", list_feeds, "list the subscriptions and how each one is doing")
    parser = command(inner, "add", add_feed, "subscribe to a feed, or to the feed of a site")
    parser.add_argument("url", metavar="URL", help="the address of a feed or of a site, or an OPML file")
    parser.add_argument("--group", default="", help="the group to file it under")
    parser.add_argument("--title", default="", help="what to call it, if not by its own title")
    _add_local(parser)
    _add_wishes(parser)
    _add_edit(command(inner, "edit", edit_feed, "name, group, pace or pause a feed"))
    parser = command(inner, "remove", remove_feed, "unsubscribe; the stories stay, unless --stories is given")
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
    parser.add_argument("url", metavar="FEED", help="the feed's address, or its title")


def _add_edit(parser: argparse.ArgumentParser) -> None:
    _add_feed(parser)
    parser.add_argument("--title", help="what to call it (empty: by its own title, once it is fetched)")
    parser.add_argument("--group", help="the group to file it under (empty: none)")
    parser.add_argument(
        "--interval", type=_minutes, metavar="MINUTES", help="fetch it this often (0: as the feed asks)"
    )
    pause = parser.add_mutually_exclusive_group()
    pause.add_argument(
        "--pause", dest="paused", action="store_const", const=True, help="do not fetch it until it is resumed"
    )
    pause.add_argument("--resume", dest="paused", action="store_const", const=False, help="fetch it again")
    parser.add_argument("--fulltext", choices=("on", "off"), help="fetch the whole texts of its stories (on, off)")
    parser.add_argument("--local", choices=("on", "off"), help="whether its host may be of this machine or its network")
    _add_wishes(parser)


def _add_wishes(parser: argparse.ArgumentParser) -> None:
    """Add what can be set of how a feed is fetched."""
    parser.add_argument("--agent", metavar="TEXT", help="the User-Agent to send to it (empty: the program's own)")
    parser.add_argument(
        "--header", action="append", metavar="NAME: VALUE", dest="headers",
        help="a header to send to its host, such as a key; may be repeated (empty: none)",
    )  # fmt: skip
    parser.add_argument(
        "--megabytes", type=_limit(1000), metavar="N", help="how many megabytes of it are read (0: as for all others)"
    )
    parser.add_argument(
        "--entries", type=_limit(1_000_000), metavar="N", help="keep its N newest entries (0: as for all others)"
    )


def _limit(most: int) -> Callable[[str], int]:
    def number(written: str) -> int:
        if not written.isascii() or not written.isdecimal() or len(written) > 9 or int(written) > most:
            raise argparse.ArgumentTypeError(f"{clean_line(written, 20)!r} is no number up to {most}")
        return int(written)

    return number


def _minutes(written: str) -> int:
    if not written.isascii() or not written.isdecimal() or len(written) > 6 or int(written) > _LONGEST_INTERVAL:
        raise argparse.ArgumentTypeError(f"{clean_line(written, 20)!r} is no number of minutes up to a month")
    return int(written)


def _add_local(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--local", action="store_true", help="allow addresses of this machine or its network")


def list_feeds(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print a line a feed: group and title, address, and what is wrong with it, else how many stories it has."""
    feeds = workspace.subscriptions.feeds()
    if arguments.json:
        print_json([_as_json(feed) for feed in feeds])
        return DONE
    names = short_sources([feed.name for feed in feeds])
    print_lines(_line(feed, name) for feed, name in zip(feeds, names, strict=True))
    if not feeds:
        remark("There are no feeds yet: civicdesk feeds add URL, or civicdesk feeds import --starter.")
    return DONE


def _line(feed: "Feed", name: str) -> str:
    from workspace.subscriptions import shown_address

    stories = counted(feed.stories, "story", "stories") if feed.fetched else "not fetched yet"
    state = feed.error or ("paused" if feed.paused else feed.warning or stories)
    called = f"{feed.group} / {name}" if feed.group else name
    return "  ".join(part for part in (called, shown_address(feed), f"({state})") if part)


def _wishes(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return what is given of how a feed is fetched, by the names of its fields."""
    from workspace.subscriptions import headers_of

    given = {
        "agent": None if arguments.agent is None else clean_line(arguments.agent, 500),
        "headers": None if arguments.headers is None else headers_of(filter(None, arguments.headers)),
        "megabytes": arguments.megabytes,
        "entries": arguments.entries,
    }
    return {name: value for name, value in given.items() if value is not None}


def add_feed(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Subscribe to the feed at an address; of several, to the one that is chosen at the terminal."""
    from workspace.subscriptions import Feed

    if "://" not in arguments.url and Path(arguments.url).is_file():
        if Path(arguments.url).suffix.lower() in _DOCUMENTS:
            raise CommandError("That is a document and no feed: civicdesk add takes it as a story.", WRONG_USE)
        arguments.file, arguments.starter = arguments.url, False
        return import_feeds(arguments, workspace)
    like = replace(Feed(arguments.url), **_wishes(arguments))
    found = asyncio.run(workspace.subscriptions.discover(arguments.url, local=arguments.local, like=like))
    if not found:
        raise CommandError("No feed was found there: give the address of the feed itself.")
    chosen = found[0] if len(found) == 1 else _chosen(found, as_json=arguments.json)
    feed = replace(
        chosen,
        title=clean_line(arguments.title, 200) or chosen.title,
        group=clean_line(arguments.group, 200) or chosen.group,
    )
    added = len(workspace.subscriptions.subscribe([feed]))
    return _print_added(arguments, added, 1, short_source(feed.name))


def _chosen(found: "Sequence[Feed]", *, as_json: bool) -> "Feed":
    """Return the one of several feeds that the user chooses by its number. Raises CommandError where nobody can be
    asked, or where the answer is no number of theirs."""
    from workspace.subscriptions import shown_address

    can_ask = sys.stdin.isatty()
    for number, feed in enumerate(found, 1):
        lead = f"{number}  " if can_ask else ""
        print(f"{lead}{shown_address(feed)}  {feed.title}".rstrip(), file=sys.stderr if as_json else sys.stdout)
    if not can_ask:
        raise CommandError(f"{len(found)} feeds were found there: add one of them by its address.")
    print(f"Which one (1 to {len(found)})? ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline().strip()
    if not answer.isascii() or not answer.isdecimal() or not 1 <= int(answer[:9]) <= len(found):
        raise CommandError("Nothing was added: answer with the number of a feed.")
    return found[int(answer[:9]) - 1]


def edit_feed(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Set what is given of a feed's name, group, pause, interval, whole texts, and of how it is fetched."""
    feed = _named(arguments.url, workspace)
    wanted = {
        "title": None if arguments.title is None else clean_line(arguments.title, 200),
        "group": None if arguments.group is None else clean_line(arguments.group, 200),
        "paused": arguments.paused,
        "interval": arguments.interval,
        "fulltext": None if arguments.fulltext is None else arguments.fulltext == "on",
        "local": None if arguments.local is None else arguments.local == "on",
    }
    values = {name: value for name, value in wanted.items() if value is not None} | _wishes(arguments)
    if not values:
        raise CommandError(
            "Say what to change: civicdesk feeds edit --help has all that can be set of a feed.", WRONG_USE
        )
    workspace.subscriptions.change_feed(feed.url, **values)
    if arguments.json:
        print_json(_as_json(replace(feed, **values)))
    else:
        say(f"Changed {values.get('title') or feed.name}.")
    return DONE


def _as_json(feed: "Feed") -> dict[str, Any]:
    from workspace.subscriptions import as_shown

    return as_shown(feed)


def remove_feed(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Unsubscribe from a feed; with `--stories`, remove what it brought and nobody judged."""
    feed = _named(arguments.url, workspace)
    done = workspace.subscriptions.remove(feed.url, stories=arguments.stories)
    gone, stay = (done.gone, done.stay) if done else (0, 0)
    if arguments.json:
        print_json({**_as_json(feed), "stories_removed": gone})
    elif arguments.stories:
        judged = f"; {stay} that you judged stay" if stay else ""
        say(f"Removed {feed.name} and {counted(gone, 'story', 'stories')} of it{judged}. {TAKES_BACK}")
    else:
        say(f"Removed {feed.name}; its stories stay. {TAKES_BACK}")
    return DONE


def _named(text: str, workspace: "Workspace") -> "Feed":
    """Return the feed with this address or title. Raises CommandError where there is none, or more than one."""
    found = workspace.subscriptions.named(text)
    if len(found) > 1:
        raise CommandError(f"{len(found)} feeds are called {clean_line(text, 60)!r}: give the address of one.")
    if not found:
        raise CommandError(f"No feed is at {clean_line(text, 200)!r}: civicdesk feeds list shows the addresses.")
    return found[0]


def import_feeds(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Subscribe to the feeds of an OPML file, and name each outline that can't be one."""
    if bool(arguments.file) == arguments.starter:
        raise CommandError("Name an OPML file, or say --starter for the starter feeds.", WRONG_USE)
    if arguments.starter:
        feeds = workspace.subscriptions.starter_feeds().feeds
        return _print_added(arguments, len(workspace.subscriptions.subscribe(feeds)), len(feeds), "")
    done = workspace.subscriptions.import_feeds(Path(arguments.file), local=arguments.local)
    for title, reason in done.refused:
        complain(f"{title}: {reason.removesuffix('.')}.")
    if done.warning:
        complain(done.warning)
    total = len(done.added) + done.known
    if not total:
        raise CommandError("The file names no feeds that can be subscribed to.")
    _print_added(arguments, len(done.added), total, done.added[0].name if done.added else "Its one feed")
    return PARTLY if done.refused else DONE


def _print_added(arguments: argparse.Namespace, added: int, wanted: int, name: str) -> int:
    """Print how many feeds are new, by name where it is one."""
    known = wanted - added
    if arguments.json:
        print_json({"added": added, "known": known})
    elif wanted == 1:
        say(f"Added {name}." if added else f"{name} is subscribed to already.")
    else:
        say(
            f"Added {counted(added, 'feed')}"
            + (f"; {known} {'was' if known == 1 else 'were'} there already." if known else ".")
        )
    if added:
        remark("civicdesk refresh fetches what is new.")
    return DONE


def export_feeds(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Write the list as OPML, for other readers."""
    if arguments.file and arguments.file != "-":
        number = workspace.subscriptions.export_feeds(
            Path(arguments.file), force=arguments.force, hint=", or say --force"
        )
        if arguments.json:
            print_json({"file": arguments.file, "feeds": number})
    elif arguments.json:
        print_json({"opml": workspace.subscriptions.opml()})
    else:
        sys.stdout.write(workspace.subscriptions.opml())
    return DONE
