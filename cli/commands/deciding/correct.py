"""correct: what a stakeholder is really called, what it is and which roles it has; here, or in every story."""

import argparse
from typing import TYPE_CHECKING

from civic.codebook import ROLE_BY_ID, STAKEHOLDER_TYPES
from civic.correction import EVERYWHERE, Correction
from civic.judgement import stakeholder_field
from civic.text import clean_line
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


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "correct", correct, "rename, merge or remove stakeholders, change their type or roles")
    parser.add_argument("name", metavar="NAME", help="what the stakeholder is called in the stories")
    parser.add_argument("--as", dest="new", metavar="NAME", help="call it so; the name of another one merges the two")
    parser.add_argument("--type", choices=tuple(STAKEHOLDER_TYPES), help="what it is")
    parser.add_argument("--role", action="append", choices=(*ROLE_BY_ID, _NOBODY), metavar="ROLE",
                        help=f"which role it has: {', '.join(ROLE_BY_ID)}, or {_NOBODY}; may be repeated")  # fmt: skip
    parser.add_argument("--remove", action="store_true", help="it is no stakeholder")
    parser.add_argument("--forget", action="store_true", help="take back all corrections of it")
    parser.add_argument("--story", metavar="ID", default="", help="in this story only (usually in every story)")
    add_unaided(parser)


def correct(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Add to what is corrected of a stakeholder already, and print all of it."""
    name = clean_line(arguments.name, 200)
    if not name:
        raise CommandError("A stakeholder has a name: give it.", WRONG_USE)
    where = find_story(workspace, arguments.story).id if arguments.story else EVERYWHERE
    if arguments.forget:
        changes: list[Change] = [(where, stakeholder_field(name), None)]
    else:
        correction = _correction(arguments)
        if correction == Correction():
            raise CommandError("Say what to correct: --as NAME, --type, --role, --remove or --forget.", WRONG_USE)
        changes = workspace.decisions.correct(where, name, correction)
    workspace.decisions.apply(changes, label=f"corrected {name}")
    held = workspace.library.judgement(where).value(stakeholder_field(name))
    found = held if isinstance(held, Correction) else None
    if arguments.json:
        story = None if where == EVERYWHERE else where
        print_json({"name": name, "story": story, "correction": found.to_json() if found else None})
    else:
        scope = "in every story" if where == EVERYWHERE else f"in {where}"
        say(f"{name} {scope}: {found.words if found else 'as it is found'}.")
    return DONE


def _correction(arguments: argparse.Namespace) -> Correction:
    roles = tuple(role for role in dict.fromkeys(arguments.role or ()) if role != _NOBODY)
    new = clean_line(arguments.new or "", 200)
    return Correction(new, arguments.type or "", roles if arguments.role else None, arguments.remove)
