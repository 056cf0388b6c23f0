"""correct: what a stakeholder is really called, what it is and which roles it has, here or in every story; and who is
one though nobody said so."""

import argparse
from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from civic.codebook import ROLE_BY_ID, ROLES, STAKEHOLDER_TYPES
from civic.correction import EVERYWHERE, Correction
from civic.judgement import stakeholder_field
from civic.naming import nearest
from civic.query.parse import as_choice
from civic.story import Story
from civic.text import clean_line
from cli.commands.deciding.tag import passage_of
from cli.commands.registry import ABOUT
from cli.common import (
    DONE,
    WRONG_USE,
    CommandError,
    Parsers,
    add_unaided,
    command,
    find_story,
    print_json,
    say,
)

if TYPE_CHECKING:
    from workspace.decisions import Change
    from workspace.workspace import Workspace

_NOBODY = "none"
_ROLES = {role.id: role.label for role in ROLES} | {_NOBODY: _NOBODY}


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "correct", correct, ABOUT["correct"])
    parser.add_argument("name", metavar="NAME", help="what the stakeholder is called in the stories")
    parser.add_argument("--as", dest="new", metavar="NAME", help="call it so; the name of another one merges the two")
    parser.add_argument("--type", type=partial(_choice, STAKEHOLDER_TYPES), metavar="TYPE",
                        help=f"what it is: {', '.join(STAKEHOLDER_TYPES)}")  # fmt: skip
    parser.add_argument("--role", action="append", type=partial(_choice, _ROLES), metavar="ROLE",
                        help=f"which role it has: {', '.join(ROLE_BY_ID)}, or {_NOBODY}; may be repeated")  # fmt: skip
    parser.add_argument("--add", action="store_true", help="it is one of the story's stakeholders, though nobody said")
    parser.add_argument(
        "--quote",
        metavar="PASSAGE",
        help="with --add: words of the story's text that show it, else those it was suggested by",
    )
    parser.add_argument("--remove", action="store_true", help="it is no stakeholder")
    parser.add_argument("--forget", action="store_true", help="take back all that was said of it")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--story", metavar="ID", default="", help="in this story only")
    where.add_argument("--all", action="store_true", help="in every story, also those to come (usual)")
    add_unaided(parser)


def _choice(labels: Mapping[str, str], written: str) -> str:
    """Return the id that is meant by an id or a label, in any spelling. Raises ArgumentTypeError."""
    wanted = as_choice(written)
    for one, label in labels.items():
        if wanted in (one, as_choice(label)):
            return one
    near = nearest(written, labels, 1)
    hint = f"did you mean {near[0]}?" if near else f"use {', '.join(labels)}"
    raise argparse.ArgumentTypeError(f"{clean_line(written, 40)!r} is none; {hint}")


def correct(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Add to what is corrected of a stakeholder already, and print all of it."""
    name = clean_line(arguments.name, 200)
    if not name:
        raise CommandError("A stakeholder has a name: give it.", WRONG_USE)
    _check_options(arguments)
    story = find_story(workspace, arguments.story) if arguments.story else None
    where = story.id if story else EVERYWHERE
    if story and arguments.add:
        changes, doing = _addition(arguments, workspace, story, name), "added"
    else:
        changes, doing = _changes(arguments, workspace, story, name), "corrected"
    workspace.decisions.apply(changes, label=f"{doing} {name}")
    _print(arguments, workspace, where, name, [field for _, field, _ in changes])
    return DONE


def _check_options(arguments: argparse.Namespace) -> None:
    if arguments.add and not arguments.story:
        raise CommandError("A stakeholder is added to one story: name it with --story ID.", WRONG_USE)
    if arguments.add and (arguments.new or arguments.remove or arguments.forget):
        raise CommandError("--add goes with --role, --type and --quote only.", WRONG_USE)
    if arguments.quote is not None and not arguments.add:
        raise CommandError("--quote goes with --add only.", WRONG_USE)
    if not (arguments.add or arguments.forget) and _correction(arguments) == Correction():
        raise CommandError("Say what to correct: --as NAME, --type, --role, --remove, --add or --forget.", WRONG_USE)


def _addition(arguments: argparse.Namespace, workspace: "Workspace", story: Story, name: str) -> "list[Change]":
    evidence = () if arguments.quote is None else (passage_of(arguments.quote, story),)
    said = replace(_correction(arguments), name=name, added=True, evidence=evidence)
    return workspace.decisions.correct(story.id, name, said)


def _changes(arguments: argparse.Namespace, workspace: "Workspace", story: Story | None, name: str) -> "list[Change]":
    """Plan the correction of each stakeholder that the name means. Raises CommandError where it means nobody."""
    from workspace.stakeholders import called, near  # brings the storage along: not for the help

    where, is_hidden = story.id if story else EVERYWHERE, bool(story and _is_hidden(workspace, story))
    names = called(workspace.library, workspace.suggestions, name, story) or ([name] if is_hidden else [])
    if arguments.forget:
        return [(where, stakeholder_field(one), None) for one in names or [name]]
    if not names:
        found = near(workspace.library, workspace.suggestions, name, story)
        nearest = f"; nearest: {', '.join(found)}" if found else ""
        whose = f"The story {where} does not name" if story else "No story names"
        raise CommandError(f"{whose} {name}{nearest}. To add it to one: --add --story ID.")
    correction = _correction(arguments)
    return [change for one in names for change in workspace.decisions.correct(where, one, correction)]


def _is_hidden(workspace: "Workspace", story: Story) -> bool:
    """Return whether it must not be told whom a story names."""
    return workspace.sight.hides(coded=workspace.library.judgement(story.id).coded)


def _print(arguments: argparse.Namespace, workspace: "Workspace", where: str, name: str, fields: Iterable[str]) -> None:
    judgement = workspace.library.judgement(where)
    held = [value for field in fields if isinstance(value := judgement.value(field), Correction)]
    found = held[0] if held else None
    if arguments.json:
        story = None if where == EVERYWHERE else where
        print_json({"name": name, "story": story, "correction": found.to_json() if found else None})
    else:
        scope = "in every story" if where == EVERYWHERE else f"in {where}"
        say(f"{name} {scope}: {found.words if found else 'as it is found'}.")


def _correction(arguments: argparse.Namespace) -> Correction:
    roles = tuple(role for role in dict.fromkeys(arguments.role or ()) if role != _NOBODY)
    new = clean_line(arguments.new or "", 200)
    return Correction(new, arguments.type or "", roles if arguments.role else None, arguments.remove)
