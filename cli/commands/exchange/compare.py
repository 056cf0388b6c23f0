"""compare: how far coders agree."""

import argparse
import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import asdict

from civic.codebook import Codebook
from civic.text import clean_line
from cli.commands.exchange.records import add_records, records_of
from cli.commands.registry import ABOUT
from cli.common import DONE, Parsers, command, complain, counted, print_json, query_of, remark
from cli.output import add_output, save
from cli.pager import print_lines

if TYPE_CHECKING:
    from civic.agreement import Agreement, Comparison, Estimate, Pair
    from civic.query import Query
    from civic.rounds import Round
    from workspace.exchange.records import Records
    from workspace.workspace import Workspace

_LONGEST: Final = 10_000


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "compare", compare, ABOUT["compare"])
    add_records(parser, several=True)
    add_choices(parser)
    parser.add_argument("--view", metavar="VIEW", default="", help="only of this view: civicdesk views list names them")


def add_choices(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what is compared, and where the table goes."""
    parser.add_argument(
        "--among",
        default="",
        metavar="A,B,…",
        help="these coders, of the files or known here (usually you and all others)",
    )
    parser.add_argument(
        "--decided", action="store_true",
        help="count only concerns that were decided on (usually all of stories that are coded, undecided ones as no)",
    )  # fmt: skip
    parser.add_argument("--of", default="", metavar="FILTER", help="only stories that this filter finds here")
    parser.add_argument("--rows", default="", metavar="OUT.csv", help="write the table behind the figures to this file")
    add_output(parser, file=False)


def compare(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Compare coders, of files or here."""
    files = [records_of(file, arguments.who) for file in dict.fromkeys(arguments.files)]
    return print_agreement(arguments, workspace, files, _query(arguments, workspace))


def print_agreement(
    arguments: argparse.Namespace, workspace: "Workspace", files: "Sequence[Records]", query: "Query | None",
    in_round: "Round | None" = None,
) -> int:  # fmt: skip
    """Print how far the coders agree on each concern and on all together, and where they differ; with `in_round`, by
    what they decided in that round alone."""
    from civic.agreement import ROWS_HEAD, rating_rows
    from workspace.exchange.comparison import compare as compare_coders
    from workspace.team.results import describe_left_out

    # as a line of CSV, so that a name may have a comma
    line = clean_line(arguments.among, _LONGEST)
    among = [name for row in csv.reader([line], skipinitialspace=True) for name in row if name.strip()]
    found = compare_coders(workspace, files, among=among, query=query, decided=arguments.decided, in_round=in_round)
    comparison = found.comparison
    for sentence in describe_left_out(in_round, workspace.team.rounds()) if in_round else ():
        complain(sentence)
    if arguments.rows:
        save(Path(arguments.rows), rating_rows(comparison.ratings), workspace,
             is_ours=lambda head: head.startswith(ROWS_HEAD), force=arguments.force)  # fmt: skip
    if arguments.json:
        print_json(_as_json(comparison) | {"left_out": found.left_out})
    else:
        print_lines(_lines(comparison, workspace.codebook))
    for story in found.left_out:
        remark(f"{clean_line(story, 60)} is left out: it is another story here, or in a file before.")
    if not comparison.ratings.stories:
        remark("There is no concern of a story that two of them decided on." if arguments.decided else
               "There is no story that two of them have coded: --decided compares what they decided on.")  # fmt: skip
    return DONE


def _query(arguments: argparse.Namespace, workspace: "Workspace") -> "Query | None":
    if not arguments.of and not arguments.view:
        return None
    return query_of(argparse.Namespace(query=[arguments.of], view=arguments.view), workspace)


def _lines(found: "Comparison", codebook: Codebook) -> Iterator[str]:
    """Yield what a person reads: of two coders all figures, of more alpha for all of them, and each two in a line."""
    from civic.agreement import FEWEST, RESAMPLES

    coders = [clean_line(coder, 80) for coder in found.ratings.coders]
    said = "decided on by" if found.decided else "coded by"
    two = len(coders) == 2
    whose = "both" if two else "two of them or more"
    yield f"{_listed(coders)}: {counted(found.total.stories, 'story', 'stories')} {said} {whose}"
    if not found.ratings.stories:
        return
    labels = {one.concern: clean_line(codebook.label(one.concern), 60) for one in found.concerns}
    table = [["", "n", *(["percent", "kappa"] if two else []), "alpha", ""]]
    table += [[labels[one.concern], *_figures(one)] for one in found.concerns]
    table.append(["All together", *_figures(found.total)])
    yield from _aligned(table)
    if not two:
        pairs = [["Each two", "stories", "n", "percent", "kappa", "alpha", ""]]
        for pair in found.pairs:
            names = _listed([clean_line(coder, 40) for coder in pair.ratings.coders])
            pairs.append([names, str(pair.total.stories), *_figures(pair.total)])
        yield from _aligned(pairs)
    yield (f"  n: {'concerns of stories that were decided on' if found.decided else 'stories'}; all together, each "
           f"concern of each story. In brackets: 95 % intervals of {RESAMPLES} samples of the stories. No kappa or "
           f"alpha from fewer than {FEWEST} stories.")  # fmt: skip
    for pair in found.pairs:
        yield from _passages(pair)
    yield from _differing(found, labels)


def _differing(found: "Comparison", labels: Mapping[str, str]) -> Iterator[str]:
    """Yield where coders say different things: whether a concern stands, and how severe or certain it is."""
    for story, concern, values in found.disagreements:
        said = zip(found.ratings.coders, values, strict=True)
        answers = [f"{clean_line(who, 80)} {'yes' if value else 'no'}" for who, value in said if value is not None]
        yield f"    {clean_line(story, 60)}  {labels[concern]}: {', '.join(answers)}"
    for pair in found.pairs:
        first, second = (clean_line(coder, 80) for coder in pair.ratings.coders)
        for one in pair.differences:
            yield (f"    {clean_line(one.story, 60)}  {labels[one.concern]}: {one.what} "
                   f"{one.first} by {first}, {one.second} by {second}")  # fmt: skip


def _listed(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}"


def _figures(one: "Agreement") -> list[str]:
    """Return the cells of a line of figures: n, the figures, and why any is not given."""
    cells = [_shown(one.percent, 0, " %")] if one.percent else []
    cells += [_shown(one.kappa, 2)] if one.kappa else []
    return [str(one.units), *cells, _shown(one.alpha, 2), one.alpha.why.value]


def _shown(estimate: "Estimate", digits: int, unit: str = "") -> str:
    if estimate.value is None:
        return "-"
    span = f" [{', '.join(_rounded(one, digits) for one in estimate.interval)}]" if estimate.interval else ""
    return f"{_rounded(estimate.value, digits)}{unit}{span}"


def _rounded(value: float, digits: int) -> str:
    return f"{round(value, digits) + 0.0:.{digits}f}"  # no minus before a zero


def _aligned(table: list[list[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for row in table:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _passages(pair: "Pair") -> Iterator[str]:
    found = pair.overlap
    if found.jaccard is not None:
        first, second = (clean_line(coder, 80) for coder in pair.ratings.coders)
        yield (f"  Passages of {first} and {second}: both chose any for {found.shown} of "
               f"{counted(found.both, 'concern')} that stand for both; {found.overlapping} of {found.shown} overlap "
               f"({100 * found.overlapping / found.shown:.0f} %), mean Jaccard index {found.jaccard:.2f}")  # fmt: skip


def _as_json(found: "Comparison") -> dict[str, object]:
    return {
        "coders": found.ratings.coders,
        "counted": "decided" if found.decided else "coded",
        "stories": found.total.stories,
        "concerns": [_agreement_json(one) for one in found.concerns],
        "all": _agreement_json(found.total),
        "pairs": [_pair_json(pair) for pair in found.pairs],
        "disagreements": [
            {"story": story, "concern": concern, "says": dict(zip(found.ratings.coders, values, strict=True))}
            for story, concern, values in found.disagreements
        ],
    }


def _pair_json(pair: "Pair") -> dict[str, object]:
    first, second = pair.ratings.coders
    return {
        "first": first,
        "second": second,
        "stories": pair.total.stories,
        "concerns": [_agreement_json(one) for one in pair.concerns],
        "all": _agreement_json(pair.total),
        "passages": asdict(pair.overlap),
        "differences": [asdict(difference) for difference in pair.differences],
    }


def _agreement_json(one: "Agreement") -> dict[str, object]:
    """Return the figures as JSON, each with "…_interval" and, where one is not given, "…_why"."""
    body: dict[str, object] = {"concern": one.concern or None, "stories": one.stories, "n": one.units}
    if one.percent and one.kappa:
        names = {
            "both": (True, True),
            "first_only": (True, False),
            "second_only": (False, True),
            "neither": (False, False),
        }
        body |= {name: one.counts.get(values, 0) for name, values in names.items()}
    for name in ("percent", "kappa", "alpha"):
        estimate: Estimate | None = getattr(one, name)
        if estimate:
            body |= {name: estimate.value, f"{name}_interval": estimate.interval, f"{name}_why": estimate.why or None}
    return body
