"""import: other coders' stories and judgements beside one's own."""

import argparse
from typing import TYPE_CHECKING, Final

from civic.codebook import Codebook
from civic.judgement import Decision, tag_of, value_to_json
from civic.operation import Operation
from civic.reconcile import Conflict
from civic.registers import Clash
from civic.wording import (
    describe_coder,
    describe_field,
    describe_moment,
    describe_story,
    describe_value,
)
from cli.commands.exchange.naming import ask_for_name
from cli.commands.exchange.records import add_records, records_of
from cli.commands.registry import ABOUT
from cli.common import DONE, Parsers, command, complain, counted, print_json, progress, progress_ends, say
from cli.pager import print_lines

if TYPE_CHECKING:
    from workspace.exchange.records import Imported, Records
    from workspace.workspace import Workspace

_SKIPPED: Final = 0
"""A file is taken as a whole or refused; programs that ask how many lines were left out still get their answer."""


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "import", import_records, ABOUT["import"])
    add_records(parser)
    parser.add_argument("--format", choices=("jsonl",), default="jsonl", help="a JSON object a line (usual)")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--theirs", action="store_true", help="where you and they differ, take theirs over as your own decisions"
    )
    how.add_argument("--forget", action="store_true", help="take back what an import of this file brought")


def import_records(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Import the records of a file, and print what came and where the coders differ; or take such an import back."""
    from workspace.exchange import records as exchange

    records = records_of(arguments.file, arguments.who)
    if arguments.forget:
        forgotten = exchange.forget_records(workspace, records, progress=progress)
        progress_ends()
        _print_forgotten(arguments, records, forgotten)
        return DONE
    ask_for_name(workspace, as_json=arguments.json)
    done = exchange.import_records(workspace, records, theirs=arguments.theirs, progress=progress)
    progress_ends()
    for sentence in exchange.describe_unblinded(done):
        complain(sentence)
    if arguments.json:
        print_json({"stories": records.read, "new": done.new, "decisions": done.decisions, "skipped": _SKIPPED,
                    "conflicts": [_conflict_json(conflict) for conflict in done.conflicts],
                    "clashes": [_clash_json(clash) for clash in done.clashes],
                    "held_back": [operation.to_json() for operation in done.held_back],
                    "unblinded": {name: len(stories) for name, stories in done.unblinded.items()}})  # fmt: skip
    else:
        _print(records, done, workspace.codebook)
    return DONE


def _print_forgotten(arguments: argparse.Namespace, records: "Records", forgotten: int) -> None:
    if arguments.json:
        print_json({"stories": records.read, "forgotten": forgotten, "skipped": _SKIPPED})
    else:
        say(
            f"{counted(records.read, 'story', 'stories')} read: {counted(forgotten, 'decision')} of others forgotten"
            ". Stories stay, and importing the file again brings the decisions back."
        )


def _print(records: "Records", done: "Imported", codebook: Codebook) -> None:
    print_lines([
        *(_describe_conflict(conflict, codebook) for conflict in done.conflicts),
        *(_describe_clash(clash, codebook) for clash in done.clashes),
        *(_describe_held_back(operation, codebook) for operation in done.held_back),
    ])  # fmt: skip
    about = f", {done.everywhere} of them on every story" if done.everywhere else ""
    say(
        f"{counted(records.read, 'story', 'stories')} read: {done.new} new, "
        f"{counted(done.decisions, 'decision')} taken in{about}{_differing(done)}{_held_back(done)}."
    )


def _differing(done: "Imported") -> str:
    """Return how many differences there are, and what holds."""
    desks = sum(conflict.one_coder for conflict in done.conflicts)
    others = len(done.conflicts) - desks
    said = ""
    if others and done.taken_over:
        said += f"; {counted(others, 'conflict')}, {done.taken_over} of theirs taken over as your own"
    elif others:
        said += f"; {counted(others, 'conflict')}, yours hold; theirs are kept beside them"
    if desks:
        said += f"; {counted(desks, 'decision')} of your own differed between two desks, the later ones hold"
    if done.clashes:
        said += f"; {counted(len(done.clashes), 'id')} with two contents"
    return said


def _held_back(done: "Imported") -> str:
    held = len(done.held_back)
    return f"; {counted(held, 'decision')} held back: the story with that id is another one here" if held else ""


def _describe_conflict(conflict: Conflict, codebook: Codebook) -> str:
    head = f"{describe_story(conflict.story)}  {describe_field(conflict.field, codebook)}: "
    if conflict.one_coder:
        return f"{head}{_dated(conflict.own)} holds, {_dated(conflict.other)} does not"
    return f"{head}{_signed(conflict.own)}, {_signed(conflict.other)}"


def _describe_clash(clash: Clash, codebook: Codebook) -> str:
    held, dropped = clash.held, clash.dropped
    head = f"{describe_story(held.story)}  {describe_field(held.field, codebook)}: one id with two contents: "
    other = "" if dropped.field == held.field else f"{describe_field(dropped.field, codebook)} "
    return f"{head}{_dated(held)} holds, {other}{_dated(dropped)} does not"


def _describe_held_back(operation: Operation, codebook: Codebook) -> str:
    head = f"{describe_story(operation.story)}  {describe_field(operation.field, codebook)}: "
    return f"{head}{_dated(operation)} held back, that story is another one here"


def _signed(operation: Operation) -> str:
    return f"{describe_value(operation.value)} by {describe_coder(operation.who)}"


def _dated(operation: Operation) -> str:
    return f"{_signed(operation)}, {describe_moment(operation.at, seconds=True)},"


def _conflict_json(conflict: Conflict) -> dict[str, object]:
    own, other = conflict.own, conflict.other
    return {
        "story": conflict.story,
        "concern": tag_of(conflict.field),
        "field": conflict.field,
        "own": _word(own),
        "own_who": own.who,
        "own_value": value_to_json(own.value),
        "theirs": _word(other),
        "their_who": other.who,
        "their_value": value_to_json(other.value),
        "one_coder": conflict.one_coder,
    }


def _word(operation: Operation) -> str:
    """Return the verdict on a concern, else the value in words."""
    value = operation.value
    return value.verdict.value if isinstance(value, Decision) else describe_value(value)


def _clash_json(clash: Clash) -> dict[str, object]:
    return {"story": clash.held.story, "held": clash.held.to_json(), "dropped": clash.dropped.to_json()}
