"""team round: open, look at and close rounds of coding, compare what coders said in one, and settle it."""

import argparse
from typing import TYPE_CHECKING, Any

from civic.wording import describe_moment
from cli.commands.exchange.compare import add_choices, print_agreement
from cli.commands.team.owner import add_url, owner_of
from cli.common import (
    DONE,
    CommandError,
    Parsers,
    add_query,
    command,
    complain,
    counted,
    group,
    print_json,
    query_of,
    say,
)

if TYPE_CHECKING:
    from workspace.team.rounds import RoundState
    from workspace.workspace import Workspace


def add_to(team: Parsers) -> None:
    """Add the commands to the group `team`."""
    rounds = group(team, "round", "open, look at and close rounds of coding, compare and settle")
    parser = command(rounds, "open", open_round, "have coders code stories of this desk, in their present text")
    parser.add_argument("name", metavar="NAME", help="what the round is called")
    add_query(parser)
    parser.add_argument("--sample", type=int, metavar="N", help="draw so many (usually all)")
    parser.add_argument("--seed", default="1", metavar="SEED", help="the same seed draws the same stories (usually 1)")
    parser.add_argument("--coders", type=int, default=1, metavar="N", help="coders of each story (usually 1)")
    parser.add_argument("--blind", action="store_true", help="nobody sees what others decide until it is closed")
    parser.add_argument(
        "--unaided", dest="unaided_round", action="store_true", help="show no suggestions until a story is coded"
    )
    add_url(parser)
    add_url(command(rounds, "status", status, "say who is done with how many stories"))
    parser = command(rounds, "close", close, "close a round: what it hid is shown, and what comes later is late")
    parser.add_argument("name", metavar="NAME", help="what the round is called")
    add_url(parser)
    parser = command(rounds, "compare", compare, "say how far coders agree by what they decided in a round")
    parser.add_argument("name", metavar="NAME", help="what the round is called")
    add_choices(parser)
    parser = command(rounds, "adjudicate", adjudicate, "open the desk on the stories of a round in which coders differ")
    parser.add_argument("name", metavar="NAME", help="what the round is called")


def open_round(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Open the round, and say what it is."""
    from workspace.team.rounds import Wanted

    if not arguments.query and not arguments.view:
        raise CommandError("Say which stories the round has: a filter behind its name, or '' for all that are here.")
    typed = " ".join([*arguments.query, *([f"--view {arguments.view}"] if arguments.view else [])])
    wanted = Wanted(
        arguments.name, query_of(arguments, workspace), typed, arguments.sample,
        "" if arguments.sample is None else arguments.seed, arguments.coders, arguments.blind, arguments.unaided_round,
    )  # fmt: skip
    opened = owner_of(arguments, workspace).open_round(wanted)
    if arguments.json:
        print_json(_for_programs(opened))
    else:
        say(f"Opened {_describe(opened)}.")
        if opened.stories < (wanted.number or 0):
            say(f"There are fewer stories than {wanted.number}, where duplicates count once.")
    return DONE


def status(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print a line a round."""
    found = owner_of(arguments, workspace).rounds()
    if arguments.json:
        print_json([_for_programs(one) for one in found])
        return DONE
    for one in found:
        print(_describe(one))
    if not found:
        say("The team has no rounds yet: its owner opens one by civicdesk team round open NAME FILTER.")
    return DONE


def close(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Close the round."""
    owner_of(arguments, workspace).close_round(arguments.name)
    if arguments.json:
        print_json({"closed": arguments.name})
    else:
        say(f"Closed the round {arguments.name}: the next civicdesk team sync brings what all decided in it.")
    return DONE


def compare(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print how far those who coded the round agree."""
    from civic.query import Among, And

    found = workspace.team.round_to_all(arguments.name)
    asked = query_of(argparse.Namespace(query=[arguments.of], view=""), workspace)
    query = And((Among(frozenset(found.stories)), asked))
    return print_agreement(arguments, workspace, (), query, found)


def adjudicate(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Open the desk on the conflicts of the round, until the user leaves it."""
    from civic.views import View, round_view, sample_query
    from workspace.round_conflicts import RoundConflicts
    from workspace.team.results import describe_hidden

    found = workspace.team.round_to_all(arguments.name)
    names = found.name, round_view(found)  # another round may have the same stories
    views = (one for one in workspace.views.all() if one.name in names and one.stories == found.in_view)
    if (view := next(views, None)) is None:
        raise CommandError(f"You code nothing in the round {found.name}: its conflicts are shown once it is closed.")
    if hidden := describe_hidden(found, workspace.team.rounds(), coded=False):
        complain(hidden)
    workspace.sight.settling = RoundConflicts(workspace.library, found)
    arguments.shown_view = View(found.name, f"is:conflict {sample_query(view.name)}")
    status: int = arguments.desk(arguments, workspace)
    return status


def _describe(found: "RoundState") -> str:
    from workspace.team.rounds import describe_progress

    how = [word for word, said in (("blind", found.blind), ("unaided", found.unaided)) if said]
    when = f"closed {describe_moment(found.closed.isoformat())}" if found.closed else "open"
    drawn = f"{counted(found.stories, 'story', 'stories')}, {counted(found.coders, 'coder')} each"
    return "; ".join(filter(None, (
        f"the round {found.name} ({', '.join([when, *how])}): {drawn}", describe_progress(found.progress),
    )))  # fmt: skip


def _for_programs(found: "RoundState") -> dict[str, Any]:
    return {
        "name": found.name, "filter": found.filter, "seed": found.seed, "coders": found.coders, "blind": found.blind,
        "unaided": found.unaided, "opened": found.opened.isoformat(),
        "closed": found.closed.isoformat() if found.closed else None, "stories": found.stories,
        "codebook": found.codebook_version,
        "progress": {who: {"assigned": assigned, "coded": coded} for who, (assigned, coded) in found.progress.items()},
    }  # fmt: skip
