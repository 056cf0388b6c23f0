"""compare: how far another person's tags and one's own agree."""

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from civic.agreement import Agreement, agreements, disagreements, judged_by_both, pooled
from civic.codebook import concern_label
from civic.export import folded
from civic.judgement import Judgement, Operation
from civic.text import clean_line
from cli.common import DONE, FAILED, PARTLY, Parsers, add_json, command, counted, print_json, remark
from cli.records import Records, add_records

if TYPE_CHECKING:
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Name the command."""
    about = "say how far somebody's exported judgements and yours agree: percent, and Cohen's kappa"
    parser = command(parsers, "compare", compare, about)
    add_records(parser)
    add_json(parser)


def compare(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """A line a concern, over the stories on whose concerns both have decided anything, for each other coder."""
    records = Records(arguments)
    theirs, mine = _coders(records, workspace)
    own = workspace.settings.who
    if arguments.json:
        print_json({"coders": [_as_json(own, who, mine, judged) for who, judged in theirs.items()]})
    else:
        for who, judged in theirs.items():
            _tell(own, who, mine, judged)
    if not any(judged_by_both(mine, judged) for judged in theirs.values()):
        remark("there is no story on whose concerns both have decided anything.")
    if not records.skipped:
        return DONE
    return PARTLY if records.read else FAILED


def _coders(records: Records, workspace: "Workspace") -> tuple[dict[str, dict[str, Judgement]], dict[str, Judgement]]:
    """What each other coder of the file decided, by name and story, and what the person here did. Where the file knows
    no other name than the person's own, all of it counts as another's, under the name of the file."""
    own = workspace.settings.who
    told = {entry.story.id: [one for one in entry.history if one.tag is not None] for entry in records}
    others = dict.fromkeys(one.who for history in told.values() for one in history if one.who != own)
    theirs = {who: _judged(told, who) for who in others} or {records.who: _judged(told, None)}
    mine: dict[str, Judgement] = {}
    for story in told:
        history = workspace.library.history(story)
        mine[story] = folded(one for one in history if one.tag is not None and (one.who in (own, "") or not others))
    return theirs, mine


def _judged(told: Mapping[str, list[Operation]], who: str | None) -> dict[str, Judgement]:
    """What one coder (None: all of them) decided on each story."""
    return {story: folded(one for one in history if who is None or one.who == who) for story, history in told.items()}


def _tell(own: str, who: str, mine: Mapping[str, Judgement], theirs: Mapping[str, Judgement]) -> None:
    found = agreements(mine, theirs)
    stories = len(judged_by_both(mine, theirs))
    print(f"{clean_line(own, 80)} and {clean_line(who, 80)}: {counted(stories, 'story', 'stories')} judged by both")
    for one in (*found, *([pooled(found)] if len(found) > 1 else [])):
        label = concern_label(one.concern) if one.concern else "All together"
        apart = one.first_only + one.second_only
        print(f"  {label:32} {_number(one.percent, 0):>4} %  kappa {_number(one.kappa, 2):>5}  {apart} apart")
    for story, tag, is_mine, _ in disagreements(mine, theirs):
        said = (own, who) if is_mine else (who, own)
        print(f"    {clean_line(story, 60)}  {concern_label(tag)}: {said[0]} yes, {said[1]} no")


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _as_json(own: str, who: str, mine: Mapping[str, Judgement], theirs: Mapping[str, Judgement]) -> dict[str, object]:
    found = agreements(mine, theirs)
    return {
        "first": own,
        "second": who,
        "stories": len(judged_by_both(mine, theirs)),
        "concerns": [_agreement_json(one) for one in found],
        "all": _agreement_json(pooled(found)),
        "disagreements": [
            {"story": story, "concern": tag, "first": first, "second": second}
            for story, tag, first, second in disagreements(mine, theirs)
        ],
    }


def _agreement_json(one: Agreement) -> dict[str, object]:
    return {
        "concern": one.concern or None,
        "both": one.both,
        "first_only": one.first_only,
        "second_only": one.second_only,
        "neither": one.neither,
        "percent": None if one.percent is None else round(one.percent, 1),
        "kappa": None if one.kappa is None else round(one.kappa, 3),
    }
