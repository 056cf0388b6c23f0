"""settle: say what holds where coders differ, without the screen."""

import argparse
from typing import TYPE_CHECKING

from civic.coder import coder_name
from civic.conflicts import Conflict
from civic.judgement import NOTE, concern_field
from civic.rounds import hidden_in
from civic.settlement import Choice
from civic.story import Story
from civic.text import clean_line
from civic.wording import describe_conflict, describe_field, describe_value
from cli.commands.deciding.tag import tag_of
from cli.commands.registry import ABOUT
from cli.common import DONE, CommandError, Parsers, command, find_story, print_json, say

if TYPE_CHECKING:
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "settle", settle, ABOUT["settle"])
    parser.add_argument("id", metavar="ID", help="the story's id, or the beginning of it")
    parser.add_argument("concern", metavar="CONCERN", help="the concern or tag that coders differ in, or note")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--mine", action="store_true", help="as you said")
    how.add_argument("--theirs", metavar="NAME", help="as the coder NAME said")
    how.add_argument("--both", action="store_true", help="it stands, with the passages of all who say so; all notes")
    how.add_argument("--yes", action="store_true", help="it stands")
    how.add_argument("--no", action="store_true", help="it does not stand")


def settle(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Settle one conflict of a story, and print what holds then."""
    story = find_story(workspace, arguments.id)
    conflict = _conflict(arguments.concern, story, workspace)
    choice, who = _choice(arguments)
    what = describe_field(conflict.field, workspace.codebook)
    label = f"settled {what} on “{clean_line(story.headline, 60)}”"
    (made,) = workspace.settling.settle(story.id, conflict, choice, who, label=label)
    if arguments.json:
        left = len(workspace.settling.conflicts(story.id))
        print_json({"id": story.id, "field": made.field, "value": made.to_json()["value"], "by": made.by, "left": left})
    else:
        say(f"{story.id}: {what} is settled: {describe_value(made.value)}")
    return DONE


def _choice(arguments: argparse.Namespace) -> tuple[Choice, str]:
    if arguments.theirs is not None:
        return Choice.THEIRS, coder_name(arguments.theirs)
    return next(one for one in Choice if one is not Choice.THEIRS and getattr(arguments, one.value)), ""


def _conflict(written: str, story: Story, workspace: "Workspace") -> Conflict:
    """Return the conflict of a story that is meant. Raises CommandError where there is none."""
    if name := hidden_in(workspace.team.rounds()).get(story.id):
        raise CommandError(f"The round {name} is blind and open: what coders differ in is settled once it is closed.")
    found = workspace.settling.conflicts(story.id)
    field = NOTE if written.strip().casefold() == NOTE else concern_field(tag_of(written, workspace.codebook))
    for conflict in found:
        if conflict.field == field:
            return conflict
    what = describe_field(field, workspace.codebook)
    others = "; ".join(describe_conflict(one, workspace.codebook) for one in found)
    more = f"they do about {others}" if others else "nothing is to be settled here"
    raise CommandError(f"Coders do not differ about {what}: {more}.")
