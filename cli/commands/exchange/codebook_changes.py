"""codebook rename, merge, split, delete, memo: work on tags, without the screen."""

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from civic.query import EVEN_HIDDEN, And
from civic.text import clean_line
from cli.common import (
    DONE,
    PARTLY,
    TAKES_BACK,
    WRONG_USE,
    CommandError,
    Parsers,
    add_query,
    command,
    complain,
    counted,
    print_json,
    progress,
    progress_ends,
    query_of,
    say,
)

if TYPE_CHECKING:
    from workspace.codebook.work import CodebookWork, Done
    from workspace.workspace import Workspace


def add_changes(inner: Parsers) -> None:
    """Add the commands to those of the codebook."""
    parser = command(inner, "rename", rename, "give a concern or tag another name, on all stories")
    parser.add_argument("tag", metavar="TAG", help="an id, a label or a tag")
    parser.add_argument("new", metavar="NEW", help="what to call it from now on")
    _add_dry_run(parser)
    parser = command(inner, "merge", merge, "make one tag of two: the first is read as the other from now on")
    parser.add_argument("tag", metavar="TAG", help="what is to be the other one")
    parser.add_argument("into", metavar="INTO", help="what it is to be")
    _add_dry_run(parser)
    parser = command(inner, "split", split, "give those stories of a tag that a filter finds to another tag")
    parser.add_argument("tag", metavar="TAG", help="the tag that they have")
    parser.add_argument("new", metavar="NEW", help="the tag that they get in its place")
    add_query(parser)
    _add_dry_run(parser)
    parser = command(inner, "delete", delete, "take a tag from all stories and from the codebook")
    parser.add_argument("tag", metavar="TAG", help="an id, a label or a tag; a built-in concern is switched off")
    _add_dry_run(parser)
    parser = command(inner, "memo", memo, "show or set the memo of a concern or tag")
    parser.add_argument("tag", metavar="TAG", help="an id, a label or a tag")
    parser.add_argument("text", metavar="TEXT", nargs="?", help='what to remember; "" takes it away, - reads it')


def _add_dry_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="only say on how many stories")


def rename(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Rename a tag."""
    return _by_codebook(
        arguments, workspace, "renaming", lambda work, on: work.rename(arguments.tag, arguments.new, on),
        lambda before, now: f"{before} is called {now} now",
    )  # fmt: skip


def merge(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Merge a tag into another one."""
    return _by_codebook(
        arguments, workspace, "merging", lambda work, on: work.merge(arguments.tag, arguments.into, on),
        lambda before, now: f"Merged {before} into {now}",
    )  # fmt: skip


def _by_codebook(
    arguments: argparse.Namespace,
    workspace: "Workspace",
    doing: str,
    change: "Callable[[CodebookWork, Callable[[int, int], bool]], Done]",
    said: Callable[[str, str], str],
) -> int:
    """Change a tag by the codebook alone; `said` says what came of it, by what it was called and what it is called
    now."""
    from workspace.codebook.work import CodebookWork

    work = CodebookWork(workspace)
    before = work.entry(arguments.tag)
    if arguments.dry_run:
        return _print_dry(arguments, before.tag, before.stories)
    with _going_on(doing) as going_on:
        became = change(work, going_on)
    now = workspace.codebook.label(became.tag)
    return _print(arguments, before.tag, became, said(clean_line(before.label, 80), clean_line(now, 80)))


def split(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Split stories off a tag."""
    from workspace.codebook.work import CodebookWork

    if not arguments.query and not arguments.view:
        raise CommandError("split needs a filter that finds the stories: without one, rename the tag.", WRONG_USE)
    work, query = CodebookWork(workspace), query_of(arguments, workspace)
    query = And((query, EVEN_HIDDEN))
    before = work.entry(arguments.tag)
    if arguments.dry_run:
        return _print_dry(arguments, before.tag, work.count(arguments.tag, query))
    with _going_on("splitting") as going_on:
        became = work.split(arguments.tag, arguments.new, query, f"is found by {_asked(arguments)}", going_on)
    return _print(arguments, before.tag, became, f"Split {became.tag} from {before.tag}")


def _asked(arguments: argparse.Namespace) -> str:
    """Return how the stories were asked for."""
    asked = [repr(clean_line(" ".join(arguments.query), 80))] if arguments.query else []
    return " in ".join([*asked, *([f"the view {clean_line(arguments.view, 60)!r}"] if arguments.view else [])])


def delete(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Delete a tag."""
    from workspace.codebook.work import CodebookWork

    work = CodebookWork(workspace)
    before = work.entry(arguments.tag)
    if arguments.dry_run:
        return _print_dry(arguments, before.tag, before.stories)
    with _going_on("deleting") as going_on:
        became = work.delete(arguments.tag, going_on)
    return _print(arguments, before.tag, became, f"Deleted {before.tag}")


def memo(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print the memo of a tag, or set it."""
    from workspace.codebook.work import CodebookWork

    work = CodebookWork(workspace)
    if arguments.text is not None:
        text = sys.stdin.read() if arguments.text == "-" else arguments.text
        work.memo(arguments.tag, text)
    one = work.entry(arguments.tag)
    if arguments.json:
        print_json({"id": one.tag, "memo": one.memo})
    elif one.memo:
        print(one.memo)
    elif arguments.text is not None:
        say(f"{one.tag} has no memo now.")
    return DONE


@contextmanager
def _going_on(what: str) -> "Iterator[Callable[[int, int], bool]]":
    """Have what is told how far long work is, and says whether to go on: until the user presses ctrl+c."""
    stopped: list[int] = []

    def going_on(done: int, total: int) -> bool:
        progress(f"{what}: {done} of {total} stories · ctrl+c cancels")
        return not stopped

    try:
        before = signal.signal(signal.SIGINT, lambda number, _: stopped.append(number))
    except ValueError:  # not in the main thread, where nobody presses a key
        yield going_on
        return
    try:
        yield going_on
    finally:
        signal.signal(signal.SIGINT, before)
        progress_ends()


def _print_dry(arguments: argparse.Namespace, tag: str, stories: int) -> int:
    if arguments.json:
        print_json({"id": tag, "stories": stories, "dry_run": True})
    else:
        print(f"{clean_line(tag, 80)}: {counted(stories, 'story', 'stories')} would change.")
    return DONE


def _print(arguments: argparse.Namespace, tag: str, became: "Done", what: str) -> int:
    if arguments.json:
        print_json({"id": tag, "became": became.tag, "stories": became.stories, "whole": became.whole})
    elif became.whole:
        say(f"{what}: {counted(became.stories, 'story', 'stories')}. {TAKES_BACK}")
    if not became.whole:
        kept = (
            f" {counted(became.stories, 'story', 'stories')} had been changed. {TAKES_BACK}" if became.stories else ""
        )
        complain(f"Cancelled.{kept or ' Nothing was changed.'}")
    return DONE if became.whole else PARTLY
