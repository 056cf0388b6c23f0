"""note, star, read, hide: what the desk does to stories in one key, without the screen."""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from civic.judgement import HIDE, NOTE, READ, STAR, Value
from civic.story import Story
from civic.text import clean
from cli.common import DONE, WRONG_USE, CommandError, Parsers, add_json, command, find_story, print_json, say

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_LONGEST: Final = 100_000


def add_to(parsers: Parsers) -> None:
    """Name the commands."""
    parser = command(parsers, "note", write_note, "write a note on a story, in the place of the one before")
    parser.add_argument("id", metavar="ID", help="the story's id, or the beginning of it")
    parser.add_argument("text", nargs="+", metavar="TEXT", help="the note, - for standard input, or '' for none")
    add_json(parser)
    for name, run, about, off in (
        ("star", star_stories, "star stories", "take the star away"),
        ("read", mark_read, "mark stories as read", "mark them as unread"),
        ("hide", hide_stories, "hide stories, so that only is:hidden finds them", "have them in sight again"),
    ):
        parser = command(parsers, name, run, about)
        parser.add_argument("ids", nargs="+", metavar="ID", help="ids of stories, or the beginnings of them")
        parser.add_argument("--off", action="store_true", help=off)
        add_json(parser)


def write_note(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Keep the note, and say what it is then."""
    story = find_story(workspace, arguments.id)
    note = _text(arguments.text)
    workspace.library.judge([(story.id, NOTE, note or None)])
    if arguments.json:
        print_json({"id": story.id, "note": note})
    else:
        say(f"{story.id}: {'note kept' if note else 'no note'}")
    return DONE


def star_stories(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Star the stories, or take the stars away."""
    return _mark(arguments, workspace, STAR, "no star" if arguments.off else "starred")


def mark_read(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Mark the stories as read, or as unread."""
    return _mark(arguments, workspace, READ, "unread" if arguments.off else "read")


def hide_stories(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Hide the stories, or show them again."""
    return _mark(arguments, workspace, HIDE, "in sight" if arguments.off else "hidden")


def _text(written: Sequence[str]) -> str:
    text = " ".join(written)
    if text == "-":
        try:
            text = sys.stdin.buffer.read(4 * _LONGEST).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise CommandError(f"The note is not UTF-8 (byte {error.start}): convert it first.") from error
    note = clean(text).strip()
    if len(note) > _LONGEST:
        raise CommandError(f"A note has at most {_LONGEST} characters: shorten it.", WRONG_USE)
    return note


def _mark(arguments: argparse.Namespace, workspace: "Workspace", field: str, said: str) -> int:
    """All at once or, where one id is wrong, none."""
    value: Value = None if arguments.off else True
    stories: dict[str, Story] = {}
    for beginning in arguments.ids:
        story = find_story(workspace, beginning)
        stories[story.id] = story
    workspace.library.judge([(name, field, value) for name in stories])
    if arguments.json:
        print_json([{"id": name, field: not arguments.off} for name in stories])
    else:
        for name in stories:
            say(f"{name}: {said}")
    return DONE
