"""tag: judge without the screen."""

import argparse
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from civic.analysis.model import Analysis
from civic.codebook import CONCERN_BY_ID, concern_label, in_force, slug
from civic.judgement import Decision, Value, Verdict, concern_field
from civic.text import clean_line
from tui.commands.common import (
    DONE,
    WRONG_USE,
    CommandError,
    Parsers,
    add_json,
    command,
    find_story,
    print_json,
    remark,
    say,
)

if TYPE_CHECKING:
    from tui.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Name the command."""
    parser = command(parsers, "tag", tag_story, "tag a story with concerns of the codebook or tags of your own")
    parser.add_argument("id", metavar="ID", help="the story's id, or the beginning of it")
    parser.add_argument(
        "concerns", nargs="+", metavar="CONCERN", help=f"any of {', '.join(CONCERN_BY_ID)}, or a tag of your own"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--remove", action="store_true", help="take the tags away")
    how.add_argument("--reject", action="store_true", help="say that these are not at stake, whatever is suggested")
    add_json(parser)


def tag_story(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Decide on each of the concerns, and print which ones stand for the story then."""
    story = find_story(workspace, arguments.id)
    tags = [_tag(written) for written in arguments.concerns]
    analysis = None if arguments.remove else workspace.analysis(story)
    changes = [
        (story.id, concern_field(tag), _value(tag, analysis, remove=arguments.remove, reject=arguments.reject))
        for tag in dict.fromkeys(tags)
    ]
    workspace.library.judge(changes)
    judgement = workspace.library.judgement(story.id)
    if arguments.json:
        print_json({"id": story.id, "tags": list(judgement.tags), "rejected": list(judgement.rejected)})
    else:
        say(f"{story.id}: {', '.join(judgement.tags) or 'no tags'}")
    if not arguments.remove:
        _tell_own(tag for tag in tags if not (in_force().get(tag) or tag in CONCERN_BY_ID))
    return DONE


def _tag(written: str) -> str:
    """The id that is meant: of the codebook by id or label, else a tag of one's own. Raises CommandError."""
    tag = slug(written)
    by_label = {slug(concern.label): concern.id for concern in in_force().concerns}
    if not tag:
        shown = clean_line(written, 40)
        raise CommandError(f"{shown!r} can't be a tag: write letters or digits.", WRONG_USE)
    return by_label.get(tag, tag)


def _value(tag: str, analysis: Analysis | None, *, remove: bool, reject: bool) -> Value:
    """The decision, resting on the evidence of the suggestion that it accepts or rejects."""
    if remove:
        return None
    suggested = analysis.suggested if analysis else ()
    suggestion = next((suggestion for suggestion in suggested if suggestion.concern == tag), None)
    verdict = Verdict.REJECTED if reject else Verdict.ACCEPTED if suggestion else Verdict.TAGGED
    return Decision(verdict, tuple(evidence.span for evidence in suggestion.evidence) if suggestion else ())


def _tell_own(tags: Iterable[str]) -> None:
    for tag in tags:
        near = get_close_matches(tag, CONCERN_BY_ID, 1)
        hint = f" ({near[0]!r} is one: {concern_label(near[0])})" if near else ""
        remark(f"{tag!r} is no concern of the codebook{hint}, so it is kept as a tag of your own.")
