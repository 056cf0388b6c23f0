"""compare: how far another coder's tags and one's own agree."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from civic.codebook import Codebook
from civic.text import clean_line
from cli.commands.exchange.records import add_records, records_of, status_of
from cli.common import Parsers, command, counted, print_json, remark

if TYPE_CHECKING:
    from civic.agreement import Agreement
    from workspace.exchange.comparison import Comparison
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    about = "say how far somebody's exported judgements and yours agree: percent, and Cohen's kappa"
    add_records(command(parsers, "compare", compare, about))


def compare(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print a line a concern, over the stories on whose concerns both have decided, for each other coder."""
    from workspace.exchange.comparison import compare as compare_records

    records = records_of(arguments)
    found = compare_records(workspace, records)
    own = workspace.settings.who
    if arguments.json:
        print_json({"coders": [_as_json(own, one) for one in found]})
    else:
        for one in found:
            _print(own, one, workspace.codebook)
    if not any(one.stories for one in found):
        remark("there is no story on whose concerns both have decided anything.")
    return status_of(records)


def _print(own: str, found: "Comparison", codebook: Codebook) -> None:
    print(f"{clean_line(own, 80)} and {clean_line(found.who, 80)}: "
          f"{counted(found.stories, 'story', 'stories')} judged by both")  # fmt: skip
    for one in (*found.concerns, *([found.total] if len(found.concerns) > 1 else [])):
        label = codebook.label(one.concern) if one.concern else "All together"
        apart = one.first_only + one.second_only
        print(f"  {label:32} {_number(one.percent, 0):>4} %  kappa {_number(one.kappa, 2):>5}  {apart} apart")
    for story, tag, is_mine, _ in found.disagreements:
        yes, no = (own, found.who) if is_mine else (found.who, own)
        print(f"    {clean_line(story, 60)}  {clean_line(codebook.label(tag), 100)}: {yes} yes, {no} no")
    for difference in found.differences:
        label = clean_line(codebook.label(difference.concern), 100)
        print(f"    {clean_line(difference.story, 60)}  {label}: {difference.what} "
              f"{difference.first} by {own}, {difference.second} by {found.who}")  # fmt: skip


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _as_json(own: str, found: "Comparison") -> dict[str, object]:
    return {
        "first": own,
        "second": found.who,
        "stories": found.stories,
        "concerns": [_agreement_json(one) for one in found.concerns],
        "all": _agreement_json(found.total),
        "disagreements": [
            {"story": story, "concern": tag, "first": first, "second": second}
            for story, tag, first, second in found.disagreements
        ],
        "differences": [asdict(difference) for difference in found.differences],
    }


def _agreement_json(one: "Agreement") -> dict[str, object]:
    return {
        "concern": one.concern or None,
        "both": one.both,
        "first_only": one.first_only,
        "second_only": one.second_only,
        "neither": one.neither,
        "percent": None if one.percent is None else round(one.percent, 1),
        "kappa": None if one.kappa is None else round(one.kappa, 3),
    }
