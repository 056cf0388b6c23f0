"""import: another person's stories and judgements beside one's own."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import islice
from typing import TYPE_CHECKING, Final

from civic.codebook import concern_label
from civic.correction import EVERYWHERE
from civic.export import Entry
from civic.judgement import Decision, Judgement, Operation, fold
from civic.reconcile import Conflict, reconcile
from civic.text import clean_line
from cli.common import (
    DONE,
    FAILED,
    PARTLY,
    Parsers,
    add_json,
    command,
    counted,
    print_json,
    progress,
    progress_ends,
    say,
)
from cli.records import Records, add_records

if TYPE_CHECKING:
    from workspace.workspace import Workspace

_AT_ONCE: Final = 1000


@dataclass(slots=True)
class _Done:
    """What has come so far."""

    new: int = 0
    decisions: int = 0
    everywhere: int = 0
    conflicts: list[Conflict] = field(default_factory=list)


def add_to(parsers: Parsers) -> None:
    """Name the command."""
    parser = command(parsers, "import", import_records, "take in stories and judgements that somebody exported")
    add_records(parser)
    parser.add_argument("--format", choices=("jsonl",), default="jsonl", help="a JSON object a line (usual)")
    parser.add_argument("--theirs", action="store_true", help="where you and they differ, let theirs hold")
    add_json(parser)


def import_records(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Add the stories that are not here yet, and write down who said what of all of them."""
    records, done = Records(arguments), _Done()
    arriving = iter(records)
    while batch := list(islice(arriving, _AT_ONCE)):
        _take(batch, workspace, done, theirs=arguments.theirs)
        progress(f"{records.read} stories read")
    progress_ends()
    if arguments.json:
        print_json({"stories": records.read, "new": done.new, "decisions": done.decisions, "skipped": records.skipped,
                    "conflicts": [_as_json(conflict) for conflict in done.conflicts]})  # fmt: skip
    else:
        _tell(records, done, theirs=arguments.theirs)
    if not records.skipped:
        return DONE
    return PARTLY if records.read else FAILED


def _take(batch: Sequence[Entry], workspace: "Workspace", done: _Done, *, theirs: bool) -> None:
    """Bring a batch: first the stories, so that no decision hangs on one that never came."""
    from workspace.clock import utc_now

    library = workspace.library
    wanted = {entry.story.id: entry.story for entry in batch if entry.story.id != EVERYWHERE}
    missing = {name: story for name, story in wanted.items() if library.key_of(name) is None}
    if missing:
        library.put_many(list(missing.values()))
    done.new += len(missing)
    at = utc_now().isoformat(timespec="seconds")
    operations: list[Operation] = []
    known: dict[str, tuple[Judgement, list[Operation]]] = {}
    for entry in batch:
        name = entry.story.id
        own, history = known.get(name) or (library.judgement(name), library.history(name))
        found = reconcile(
            own, history, entry.history, me=workspace.settings.who, at=at, theirs=theirs, everything=name in missing
        )
        known[name] = reduce(fold, found.operations, own), [*history, *found.operations]  # it may come again in here
        operations += found.operations
        done.conflicts += found.conflicts
    adopted = library.adopt(operations) if operations else []
    done.decisions += len(adopted)
    done.everywhere += sum(one.story == EVERYWHERE for one in adopted)


def _tell(records: Records, done: _Done, *, theirs: bool) -> None:
    for conflict in done.conflicts:
        label = concern_label(conflict.tag)
        own, other = _said(conflict.own_who, conflict.own), _said(conflict.their_who, conflict.theirs)
        print(f"{clean_line(conflict.story, 60)}  {label}: {own}, {other}")
    kept = "theirs hold" if theirs else "yours hold"
    differ = f"; {counted(len(done.conflicts), 'conflict')}, {kept}" if done.conflicts else ""
    about = f", {done.everywhere} of them on stakeholders in every story" if done.everywhere else ""
    out = f"; {counted(records.skipped, 'line')} left out" if records.skipped else ""
    say(
        f"{counted(records.read, 'story', 'stories')} read: {done.new} new, "
        f"{counted(done.decisions, 'decision')} taken in{about}{differ}{out}."
    )


def _said(who: str, decision: Decision) -> str:
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
