"""tag: decide on the concerns of a story, without the screen."""

import argparse
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from civic.codebook import CONCERN_BY_ID, Codebook, is_whole
from civic.concern_status import looked_up
from civic.judgement import CERTAINTIES, READ, SEVERITIES, UNSAID, Verdict
from civic.operation import Operation
from civic.story import Span, Story
from civic.text import clean_line
from cli.commands.registry import ABOUT
from cli.common import (
    DONE,
    WRONG_USE,
    CommandError,
    Parsers,
    add_only,
    add_unaided,
    command,
    find_story,
    know_duplicates,
    print_json,
    remark,
    say,
)

if TYPE_CHECKING:
    from workspace.decisions import Change
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "tag", tag_story, ABOUT["tag"])
    parser.add_argument("id", metavar="ID", help="the story's id, or the beginning of it")
    parser.add_argument(
        "concerns", nargs="+", metavar="CONCERN", help=f"any of {', '.join(CONCERN_BY_ID)}, or a tag of your own"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--remove", action="store_true", help="take the tags away")
    how.add_argument("--reject", action="store_true", help="say that these are not at stake, whatever is suggested")
    parser.add_argument(
        "--severity", choices=(*SEVERITIES, UNSAID),
        help=f"how much is at stake ({', '.join(SEVERITIES)}); {UNSAID} takes it back",
    )  # fmt: skip
    parser.add_argument(
        "--certainty", "--standing", choices=(*CERTAINTIES, UNSAID),
        help=f"whether it is {' or '.join(CERTAINTIES)}; {UNSAID} takes it back",
    )  # fmt: skip
    parser.add_argument("--evidence", metavar="PASSAGE", help="words of the story's text or title that show it")
    parser.add_argument(
        "--drop-passage", metavar="N", type=int,
        help="take away the passage of this number, counted from 1 as show lists them; with --evidence, that comes in"
        " its place",
    )  # fmt: skip
    add_only(parser)
    add_unaided(parser)


def tag_story(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Decide on each of the concerns, and print which ones hold for the story then."""
    codebook = workspace.codebook
    story = find_story(workspace, arguments.id)
    named = {tag_of(written, codebook): clean_line(written, 100) for written in reversed(arguments.concerns)}
    tags = [*reversed(named)]
    remarks = [] if arguments.remove else [*_about_own(named, workspace)]
    if not arguments.only:
        know_duplicates(workspace)
    operations = workspace.decisions.apply(
        _changes(arguments, story, tags, workspace), label=_label(arguments, story, tags)
    )
    _print(arguments, story, operations, workspace)
    for sentence in remarks:
        remark(sentence)
    return DONE


def _label(arguments: argparse.Namespace, story: Story, tags: Iterable[str]) -> str:
    done = "untagged" if arguments.remove else "rejected" if arguments.reject else "tagged"
    return f"{done} {', '.join(tags)} on “{clean_line(story.headline, 60)}”"


def _print(
    arguments: argparse.Namespace, story: Story, operations: Iterable[Operation], workspace: "Workspace"
) -> None:
    judgement = workspace.library.judgement(story.id)
    read = [operation.story for operation in operations if operation.field == READ]
    if arguments.json:
        tags, rejected = list(judgement.tags), list(judgement.rejected)
        print_json({"id": story.id, "tags": tags, "rejected": rejected, "read": read})
        return
    say(f"{story.id}: {', '.join(judgement.tags) or 'no tags'}")
    for other in read:
        if other != story.id:
            say(f"{other}: read (a copy)")


def tag_of(written: str, codebook: Codebook) -> str:
    """Return the tag that is meant, a concern's or one of the user's own. Raises CommandError."""
    tag = codebook.tag(written)
    if not tag:
        shown = clean_line(written, 40)
        raise CommandError(f"{shown!r} can't be a tag: write letters or digits.", WRONG_USE)
    return tag


def passage_of(words: str, story: Story) -> Span:
    """Return the first place where these words stand in the text, else in the title, however lines break there. Raises
    CommandError."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    if pattern and (found := re.search(pattern, story.text)):
        return Span(*found.span(), found[0])
    if pattern and (found := re.search(pattern, story.title)):
        return Span(*found.span(), found[0], more=(("in", "title"),))
    raise CommandError(f"The story has no passage {clean_line(words, 60)!r}: copy it from its text or title.")


def _changes(
    arguments: argparse.Namespace, story: Story, tags: Sequence[str], workspace: "Workspace"
) -> "list[Change]":
    """Plan the decisions on concerns, each resting on the evidence of its suggestion or on the passage that is named;
    a severity and a certainty that were given before stay. Raises CommandError."""
    severity, certainty, only = arguments.severity, arguments.certainty, arguments.only
    decisions = workspace.decisions
    if arguments.remove:
        if severity or certainty or arguments.evidence is not None or arguments.drop_passage is not None:
            raise CommandError(
                "--remove takes tags away: give it no --severity, --certainty, --evidence or --drop-passage.", WRONG_USE
            )
        return [change for tag in tags for change in decisions.untag([story.id], tag, only=only)]
    if arguments.reject and (severity or certainty):
        raise CommandError("What is rejected has neither severity nor certainty: leave them out.", WRONG_USE)
    verdict = Verdict.REJECTED if arguments.reject else None
    changes: list[Change] = []
    if arguments.drop_passage is not None:
        changes = _other_passage(arguments, story, tags, workspace)
    elif arguments.evidence is None:
        for tag in tags:
            changes += decisions.decide(story, tag, verdict, only=only)
    else:
        passage = passage_of(arguments.evidence, story)
        for tag in tags:
            changes += decisions.tag_passage(story, tag, passage, verdict, only=only)
    return decisions.weighed(changes, severity=severity or "", certainty=certainty or "")


def _other_passage(
    arguments: argparse.Namespace, story: Story, tags: Sequence[str], workspace: "Workspace"
) -> "list[Change]":
    """Plan that a concern does not rest on a passage any more, or on the one that is named in its place. Raises
    CommandError."""
    if len(tags) > 1 or arguments.reject:
        raise CommandError("--drop-passage is for one concern, without --reject.", WRONG_USE)
    held = workspace.library.judgement(story.id).concerns.get(tags[0])
    passages = looked_up(held.evidence, story) if held else ()
    number = arguments.drop_passage
    if not 1 <= number <= len(passages):
        count = f"{len(passages)} {'passage' if len(passages) == 1 else 'passages'} of yours"
        raise CommandError(f"{tags[0]!r} has {count}, none is number {number}: civicdesk show {story.id} lists them.")
    quote = passages[number - 1].quote
    if arguments.evidence is None:
        return workspace.decisions.drop_passage(story, tags[0], quote, only=arguments.only)
    passage = passage_of(arguments.evidence, story)
    return workspace.decisions.replace_passage(story, tags[0], quote, passage, only=arguments.only)


def _about_own(named: Mapping[str, str], workspace: "Workspace") -> Iterator[str]:
    """Yield which tags are no concerns of the codebook and on no story yet, since a slip makes one, too; and of which
    something else is kept than was written. `named` has for each how it was written."""
    codebook = workspace.codebook
    own = {tag: written for tag, written in named.items() if not (codebook.get(tag) or tag in CONCERN_BY_ID)}
    for tag in reversed(own):
        changed = not is_whole(own[tag])
        if [tag] == [used for used, _ in workspace.library.tags(tag, limit=1)]:
            if changed:
                yield f"{own[tag]!r} is kept as {tag!r}."
            continue
        from difflib import get_close_matches  # only what may be a slip needs it

        near = get_close_matches(tag, CONCERN_BY_ID, 1)
        hint = f" ({near[0]!r} is one: {codebook.label(near[0])})" if near else ""
        shown = own[tag] if changed else tag
        kept = f": {tag!r}" if changed else ""
        yield (f"{shown!r} is no concern of the codebook{hint}, so it is kept as a tag of your own{kept}.")
