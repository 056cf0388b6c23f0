"""forget: remove a story for good, with everything that is kept of it here."""

import argparse
import sys
from typing import TYPE_CHECKING

from civic.text import clean_line
from cli.commands.registry import ABOUT
from cli.common import (
    DONE,
    PARTLY,
    WRONG_USE,
    CommandError,
    Parsers,
    command,
    complain,
    counted,
    find_story,
    print_json,
    progress,
    progress_ends,
    remark,
    say,
)

if TYPE_CHECKING:
    from workspace.forgetting import Subject
    from workspace.ports import Erased
    from workspace.workspace import Workspace

_NAMED = 5


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "forget", forget_story, ABOUT["forget"])
    parser.add_argument("id", metavar="ID", help="the story's id, or the beginning of it")
    parser.add_argument(
        "--sure", metavar="ID", default="", help="do it without asking: give the story's whole id once more"
    )


def forget_story(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Remove a story after asking twice, and print what went and what can't be reached. Exit status 3 where a file
    could not be cleaned."""
    from workspace.forgetting import NOT_REACHED, forget

    what = _subject(workspace, arguments.id)
    if not _is_sure(arguments, what):
        raise CommandError("Nothing was forgotten.")
    progress("forgetting; the index is built anew")
    done = forget(workspace, what)
    progress_ends()
    if arguments.json:
        print_json({"story": what.story, "documents": done.documents, "files": list(done.files),
                    "missed": list(done.missed), "copies": list(what.copies),
                    "not_reached": list(NOT_REACHED)})  # fmt: skip
    else:
        _print(what, done, NOT_REACHED)
    if done.missed:
        complain(
            f"These files can't be read and may still hold it: {', '.join(done.missed)}. Delete them if you don't need "
            "them."
        )
    return PARTLY if done.missed else DONE


def _subject(workspace: "Workspace", given: str) -> "Subject":
    """Return the story whose id is this, or begins so. Raises CommandError where there is none, or more than one."""
    from workspace.forgetting import subject

    whole = subject(workspace, given) if given else None
    if whole is None:
        whole = subject(workspace, find_story(workspace, given).id)
    if whole is None:
        raise CommandError(f"The story {clean_line(given, 60)!r} has just gone.")
    return whole


def _is_sure(arguments: argparse.Namespace, what: "Subject") -> bool:
    """Return whether the user means it: by the id given twice, or by two answers at the terminal. Raises
    CommandError where nobody can be asked."""
    if arguments.sure:
        if arguments.sure != what.story:
            raise CommandError(f"--sure needs the story's whole id, {what.story}.", WRONG_USE)
        return True
    if arguments.json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise CommandError(f"This can't be undone: to forget the story without being asked, add --sure {what.story}",
                           WRONG_USE)  # fmt: skip
    title = f"“{clean_line(what.title, 120)}”, " if what.title else ""
    kept = f"{counted(what.decisions, 'decision')}, {counted(what.versions, 'earlier version')}"
    if _answer(f"Forget {title}{what.story} ({kept}), for good and in all backups? [y/N] ").lower() not in ("y", "yes"):
        return False
    return _answer("It can't be undone. Type the whole id to go on: ") == what.story


def _answer(question: str) -> str:
    print(question, end="", file=sys.stderr, flush=True)
    try:
        return sys.stdin.readline().strip()
    except UnicodeDecodeError:
        return ""


def _print(what: "Subject", done: "Erased", not_reached: tuple[str, ...]) -> None:
    files = f" from {', '.join(done.files)}" if done.files else ""
    say(f"Forgotten: {what.story}{files}. Only its id stays, so that it never comes back.")
    if what.copies:
        some = ", ".join(what.copies[:_NAMED]) + (" …" if len(what.copies) > _NAMED else "")
        remark(f"{counted(len(what.copies), 'other story', 'other stories')} may have the same words: {some}.")
    say("What can't be reached from here:")
    for one in not_reached:
        say(f"  {one}")
