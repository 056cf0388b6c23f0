"""tag: judge without the screen."""

import argparse
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from civic.codebook import CONCERN_BY_ID, concern_label, in_force, slug
from civic.concern_status import decision, status_of, with_passage
from civic.judgement import CERTAINTIES, SEVERITIES, Decision, Value, Verdict, concern_field
from civic.story import Span, Story
from civic.text import clean_line
from cli.common import (
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
    from workspace.workspace import Workspace


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
    parser.add_argument("--severity", choices=SEVERITIES, help=f"how much is at stake ({', '.join(SEVERITIES)})")
    parser.add_argument(
        "--certainty", "--standing", choices=CERTAINTIES, help=f"whether it is {' or '.join(CERTAINTIES)}"
    )
    parser.add_argument("--evidence", metavar="PASSAGE", help="words of the story's text that show it")
    add_json(parser)


def tag_story(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Decide on each of the concerns, and print which ones stand for the story then."""
    story = find_story(workspace, arguments.id)
    tags = [_tag(written) for written in arguments.concerns]
    decide = _decider(arguments, story, workspace)
    workspace.library.judge([(story.id, concern_field(tag), decide(tag)) for tag in dict.fromkeys(tags)])
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


def _passage(words: str, story: Story) -> Span:
    """Where these words stand in the text first, however it breaks its lines. Raises CommandError."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    found = re.search(pattern, story.text) if pattern else None
    if not found:
        raise CommandError(f"The text of the story has no passage {clean_line(words, 60)!r}: copy it from there.")
    return Span(found.start(), found.end(), found[0])


def _decider(arguments: argparse.Namespace, story: Story, workspace: "Workspace") -> Callable[[str], Value]:
    """What makes a decision on a concern, resting on the evidence of the suggestion that it accepts or rejects or on
    the passage that is named; what was said of it before stays said. Raises CommandError."""
    severity, certainty = arguments.severity, arguments.certainty
    if arguments.remove:
        if severity or certainty or arguments.evidence is not None:
            raise CommandError("--remove takes tags away: nothing can be said of them besides.", WRONG_USE)
        return lambda _: None
    passage = None if arguments.evidence is None else _passage(arguments.evidence, story)
    verdict = Verdict.REJECTED if arguments.reject else None
    judgement, analysis = workspace.library.judgement(story.id), workspace.suggestions.of(story)

    def decide(tag: str) -> Decision:
        found = status_of(tag, story, judgement, analysis, in_force())
        made = with_passage(found, passage, verdict) if passage else decision(found, verdict)
        return replace(made, severity=severity or made.severity, certainty=certainty or made.certainty)

    return decide


def _tell_own(tags: Iterable[str]) -> None:
    for tag in tags:
        near = get_close_matches(tag, CONCERN_BY_ID, 1)
        hint = f" ({near[0]!r} is one: {concern_label(near[0])})" if near else ""
        remark(f"{tag!r} is no concern of the codebook{hint}, so it is kept as a tag of your own.")
