"""note, star, read, hide: what the desk does to stories in one key, without the screen."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from civic.judgement import CODED, HIDE, READ, STAR
from civic.text import clean, clean_line
from cli.commands.registry import ABOUT
from cli.common import (
    DONE,
    WRONG_USE,
    CommandError,
    Parsers,
    add_only,
    add_unaided,
    command,
    complain,
    counted,
    find_story,
    know_duplicates,
    print_json,
    say,
)

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_LONGEST: Final = 100_000


def add_to(parsers: Parsers) -> None:
    """Add the commands to the parser."""
    parser = command(parsers, "note", write_note, ABOUT["note"])
    parser.add_argument("id", metavar="ID", help="the story's id, or the beginning of it")
    parser.add_argument("text", nargs="*", metavar="TEXT", help="the note, - for standard input, or '' for none")
    parser.add_argument("--edit", action="store_true", help="write it in your editor ($VISUAL or $EDITOR)")
    add_unaided(parser)
    for name, run, off in (
        ("star", star_stories, "take the star away"),
        ("read", mark_read, "mark them as unread"),
        ("done", finish_stories, "say that you are not done with them after all"),
        ("hide", hide_stories, "show them again"),
    ):
        parser = command(parsers, name, run, ABOUT[name])
        parser.add_argument("ids", nargs="+", metavar="ID", help="ids of stories, or the beginnings of them")
        parser.add_argument("--off", action="store_true", help=off)
        if run is finish_stories:
            add_unaided(parser)
        elif run is not star_stories:
            add_only(parser)


def write_note(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Write the note of a story, and print whether it has one then."""
    story = find_story(workspace, arguments.id)
    if bool(arguments.text) == arguments.edit:
        raise CommandError("Give the note as text, or --edit it in your editor.", WRONG_USE)
    opened = workspace.library.judgement(story.id).note
    note = _edited(opened) if arguments.edit else _text(arguments.text)
    label = f"{'wrote a note on' if note else 'took the note away from'} “{clean_line(story.headline, 60)}”"
    if arguments.edit:
        workspace.decisions.write_note(story.id, note, opened, label=label)
        written, note = note, workspace.library.judgement(story.id).note
        if note != written:
            complain("The note was changed meanwhile; that is kept, too.")
    else:
        workspace.decisions.apply(workspace.decisions.note(story.id, note), label=label)
    if arguments.json:
        print_json({"id": story.id, "note": note})
    else:
        say(f"{story.id}: {'note kept' if note else 'no note'}")
    return DONE


def star_stories(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Star stories, or take their stars away."""
    return _set_flag(arguments, workspace, STAR, "no star" if arguments.off else "starred")


def mark_read(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Mark stories and their duplicates as read, or as unread."""
    return _set_flag(arguments, workspace, READ, "unread" if arguments.off else "read")


def finish_stories(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Be done with stories, or not to be; where one id is wrong, with none."""
    named = _named(arguments, workspace)
    know_duplicates(workspace)
    changes = workspace.decisions.code(named, on=not arguments.off)
    label = "not done" if arguments.off else "done"
    workspace.decisions.apply(changes, label=f"{label}: {counted(len(named), 'story', 'stories')}")
    return _tell(arguments, CODED, dict.fromkeys(named, label))


def hide_stories(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Hide stories and their duplicates, or show them again."""
    return _set_flag(arguments, workspace, HIDE, "in sight" if arguments.off else "hidden")


def _text(written: Sequence[str]) -> str:
    text = " ".join(written)
    if text == "-":
        try:
            text = sys.stdin.buffer.read(4 * _LONGEST).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise CommandError(f"The note is not UTF-8 (byte {error.start}): convert it first.") from error
    return _checked(clean(text).strip())


def _edited(note: str) -> str:
    from workspace.editor import edited  # no other command starts programs

    return _checked(edited(note))


def _checked(note: str) -> str:
    if len(note) > _LONGEST:
        raise CommandError(f"A note has at most {_LONGEST} characters: shorten it.", WRONG_USE)
    return note


def _set_flag(arguments: argparse.Namespace, workspace: "Workspace", flag: str, label: str) -> int:
    """Set or clear a flag of all stories that are named or, where one id is wrong, of none; print each story that was
    named, and each copy that changed with one."""
    named = _named(arguments, workspace)
    only = flag == STAR or arguments.only
    if not only:
        know_duplicates(workspace)
    changes = workspace.decisions.flag(named, flag, on=not arguments.off, only=only)
    operations = workspace.decisions.apply(changes, label=f"{label}: {counted(len(named), 'story', 'stories')}")
    copies = {operation.story: f"{label} (a copy)" for operation in operations}
    return _tell(arguments, flag, dict.fromkeys(named, label) | {k: v for k, v in copies.items() if k not in named})


def _named(arguments: argparse.Namespace, workspace: "Workspace") -> list[str]:
    """Return the ids of the stories that are named, each once."""
    return list(dict.fromkeys(find_story(workspace, beginning).id for beginning in arguments.ids))


def _tell(arguments: argparse.Namespace, flag: str, labels: Mapping[str, str]) -> int:
    """Print what each story is now, by the labels."""
    if arguments.json:
        print_json([{"id": story, flag: not arguments.off} for story in labels])
    else:
        for story, label in labels.items():
            say(f"{story}: {label}")
    return DONE
