"""refresh: fetch the feeds without the screen."""

import argparse
import asyncio
from typing import TYPE_CHECKING

from civic.fault import Fault
from civic.text import clean_line
from cli.commands.registry import ABOUT
from cli.commands.team.owner import password_asker
from cli.common import (
    DONE,
    FAILED,
    PARTLY,
    Parsers,
    command,
    complain,
    counted,
    print_json,
    progress,
    progress_ends,
    remark,
    say,
)

if TYPE_CHECKING:
    from workspace.refresh import Arrival
    from workspace.subscriptions import Feed
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "refresh", refresh, ABOUT["refresh"])
    parser.add_argument("--all", action="store_true", help="fetch every feed, due or not, but none that asked to wait")
    parser.add_argument(
        "--strict", action="store_true", help="fail while any feed is in error, also one that was not due now"
    )


def refresh(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Fetch feeds, keep what they bring, and print what came. A feed that failed is named on standard error and stops
    no other."""
    in_team = workspace.places.team.exists() and bool(workspace.team.joined.where)
    if in_team:
        workspace.team.ask = password_asker()
    arrivals = asyncio.run(_arrivals(workspace, everything=arguments.all))
    if not arrivals and not workspace.subscriptions.feeds():
        remark("there are no feeds yet: civicdesk feeds add URL, or civicdesk feeds import --starter.")
    new, changed = sum(arrival.new for arrival in arrivals), sum(arrival.changed for arrival in arrivals)
    failed = sum(arrival.failed for arrival in arrivals)
    shared = _exchange(workspace) if in_team else {}
    ruled = len({operation.story for arrival in arrivals for operation in arrival.ruled})
    if arguments.json:
        feeds = [_json(arrival) for arrival in arrivals]
        print_json({"fetched": len(arrivals), "failed": failed, "new": new, "changed": changed, "ruled": ruled,
                    "feeds": feeds, **shared})  # fmt: skip
    else:
        wrong = f"; {failed} failed" if failed else ""
        waiting = sum(arrival.waits for arrival in arrivals)
        wrong += f"; {waiting} asked to wait" if waiting else ""
        fetched, came = counted(len(arrivals) - waiting, "feed"), counted(new, "new story", "new stories")
        by_rules = f", {ruled} changed by rules" if ruled else ""
        say(f"{fetched} fetched: {came}, {changed} changed{by_rules}{wrong}{_describe(shared)}.")
    if arguments.strict and (broken := _in_error(workspace, arrivals)):
        for feed in broken:
            complain(f"{clean_line(feed.name, 80)}: {feed.error}")
        return FAILED
    if arguments.strict and failed:
        return FAILED
    if not failed:
        return PARTLY if any(arrival.result.broken_off for arrival in arrivals) else DONE
    return FAILED if failed == len(arrivals) else PARTLY


def _exchange(workspace: "Workspace") -> dict[str, int]:
    """Have a turn with the user's team: it has what other desks fetched for this one, and others wait for what this one
    did. Return how many feeds were left to others, and how many stories came and went."""
    try:
        turn = workspace.team.sync(progress=progress)
    except Fault as fault:
        complain(str(fault))
        return {"spared": workspace.refresher.spared, "from_team": 0, "given": 0}
    finally:
        progress_ends()
    if turn.offline or turn.refused:
        complain(turn.offline or turn.refused)
    return {"spared": workspace.refresher.spared, "from_team": turn.taken.new, "given": turn.given}


def _describe(shared: dict[str, int]) -> str:
    """Return what a turn with the team did, to end a sentence with; "" for nothing."""
    said = (
        ("spared", "feed is", "feeds are", "fetched by others of the team"),
        ("from_team", "new story", "new stories", "from the team"),
        ("given", "story", "stories", "given to the team"),
    )
    return "".join(f"; {counted(shared[key], *words)} {rest}" for key, *words, rest in said if shared.get(key))


def _in_error(workspace: "Workspace", arrivals: "list[Arrival]") -> "list[Feed]":
    """Return the feeds that stand in error and were not named with a reason just now."""
    named = {arrival.result.feed.url for arrival in arrivals if arrival.result.message}
    return [
        feed for feed in workspace.subscriptions.feeds() if feed.error and not feed.paused and feed.url not in named
    ]


async def _arrivals(workspace: "Workspace", *, everything: bool) -> "list[Arrival]":
    arrivals = []
    async for arrival in workspace.refresher.run(everything=everything):
        arrivals.append(arrival)
        progress(f"{arrival.done} of {arrival.total} feeds fetched")
        if arrival.result.message:
            complain(f"{clean_line(arrival.result.feed.name, 80)}: {arrival.result.message}")
    progress_ends()
    return arrivals


def _json(arrival: "Arrival") -> dict[str, object]:
    from workspace.subscriptions import shown_address

    result = arrival.result
    return {
        "url": shown_address(result.feed),
        "title": result.feed.name,
        "outcome": result.outcome.value,
        "new": arrival.new,
        "changed": arrival.changed,
        "message": result.message,
    }
