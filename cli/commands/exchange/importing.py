"""import: another coder's stories and judgements beside one's own."""

import argparse
from typing import TYPE_CHECKING

from civic.codebook import Codebook
from civic.judgement import Decision
from civic.reconcile import Conflict
from civic.text import clean_line
from cli.commands.exchange.records import add_records, records_of, status_of
from cli.common import Parsers, command, counted, print_json, progress, progress_ends, say

if TYPE_CHECKING:
    from workspace.exchange.records import Imported, Records
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "import", import_records, "take in stories and judgements that somebody exported")
    add_records(parser)
    parser.add_argument("--format", choices=("jsonl",), default="jsonl", help="a JSON object a line (usual)")
    parser.add_argument("--theirs", action="store_true", help="where you and they differ, let theirs hold")


def import_records(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Import the records of a file, and print what came and where the coders differ."""
    from workspace.exchange import records as exchange

    records = records_of(arguments)
    done = exchange.import_records(workspace, records, theirs=arguments.theirs, progress=progress)
    progress_ends()
    if arguments.json:
        print_json({"stories": records.read, "new": done.new, "decisions": done.decisions, "skipped": records.skipped,
                    "conflicts": [_as_json(conflict) for conflict in done.conflicts]})  # fmt: skip
    else:
        _print(records, done, workspace.codebook, theirs=arguments.theirs)
    return status_of(records)


def _print(records: "Records", done: "Imported", codebook: Codebook, *, theirs: bool) -> None:
    for conflict in done.conflicts:
        own, other = _verdict(conflict.own_who, conflict.own), _verdict(conflict.their_who, conflict.theirs)
        print(f"{clean_line(conflict.story, 60)}  {codebook.label(conflict.tag)}: {own}, {other}")
    kept = "theirs hold" if theirs else "yours hold"
    differ = f"; {counted(len(done.conflicts), 'conflict')}, {kept}" if done.conflicts else ""
    about = f", {done.everywhere} of them on stakeholders in every story" if done.everywhere else ""
    out = f"; {counted(records.skipped, 'line')} left out" if records.skipped else ""
    say(
        f"{counted(records.read, 'story', 'stories')} read: {done.new} new, "
        f"{counted(done.decisions, 'decision')} taken in{about}{differ}{out}."
    )


def _verdict(who: str, decision: Decision) -> str:
    return f"{decision.verdict.value} by {clean_line(who, 80) or 'nobody'}"


def _as_json(conflict: Conflict) -> dict[str, str]:
    return {
        "story": conflict.story,
        "concern": conflict.tag,
        "own": conflict.own.verdict.value,
        "own_who": conflict.own_who,
        "theirs": conflict.theirs.verdict.value,
        "their_who": conflict.their_who,
    }
