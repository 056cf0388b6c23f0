"""team: join the coders who share a folder or a server, exchange decisions with them, see how that stands, leave."""

import argparse
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from civic.operation import Operation
from civic.text import clean_line
from civic.wording import describe_coder, describe_field, describe_moment, describe_value
from cli.commands.exchange.naming import ask_for_name
from cli.commands.registry import ABOUT
from cli.commands.team.owner import add_to as add_owner
from cli.commands.team.owner import password_asker
from cli.commands.team.rounds import add_to as add_rounds
from cli.common import (
    DONE,
    FAILED,
    PARTLY,
    Parsers,
    command,
    complain,
    counted,
    group,
    print_json,
    progress,
    progress_ends,
    remark,
    say,
)

if TYPE_CHECKING:
    from workspace.subscriptions import Feed
    from workspace.team.team import Coming
    from workspace.team.turn import Turn
    from workspace.workspace import Workspace

_BY_AGREEMENT: Final = (
    "Whoever can read the folder can read all that you share, and whoever can write to it can sign as anybody: in a "
    "folder, coding blind is by agreement only."
)


def add_to(parsers: Parsers) -> None:
    """Add the commands to the parser."""
    inner = group(parsers, "team", ABOUT["team"])
    parser = command(inner, "join", join, "join a team, or begin one, and exchange all that there is")
    parser.add_argument("where", metavar="DIR|URL", help="a folder that all of the team reach, or postgresql://…")
    parser.add_argument(
        "--window", metavar="QUERY", default=None,
        help="of stories, take and give only those that this filter finds (usually since:2y; '' for all)",
    )  # fmt: skip
    parser = command(inner, "sync", sync, "send what you decided and take in what others did, once")
    parser.add_argument("--again", action="store_true", help="read and offer everything once more")
    command(inner, "status", status, "say what waits to be sent, who takes part, and what was not taken")
    parser = command(inner, "window", window, "say or set which stories come and go, and exchange those")
    parser.add_argument("query", metavar="QUERY", nargs="?", help="a filter, such as since:5y ('' for all)")
    command(inner, "feeds", feeds, "list the feeds that the team fetches, and whose desk does just now")
    command(inner, "leave", leave, "exchange nothing any more; everything here stays")
    add_owner(inner)
    add_rounds(inner)


def join(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Say what will come and how much, write the team down, and make the first turn."""
    from workspace.team.where import role_at

    ask = password_asker()
    if not workspace.settings.named:  # the name last: what is typed for it is written down
        ask_for_name(
            workspace, as_json=arguments.json, usual=role_at(arguments.where, workspace.team.joined.where, ask)
        )
    workspace.team.ask = ask
    coming = workspace.team.look(arguments.where, arguments.window, progress)
    progress_ends()
    if not arguments.json:
        say(_describe_coming(coming))
        if coming.by_agreement:
            remark(_BY_AGREEMENT)
    workspace.team.join(arguments.where, arguments.window)
    return _make_turn(arguments, workspace, again=False)


def _describe_coming(coming: "Coming") -> str:
    who = f" of {', '.join(map(describe_coder, coming.members))}" if coming.members else ", in which you are the first"
    of = f" of {counted(coming.coders, 'coder')}" if coming.coders else ""
    stories, given = (counted(number, "story", "stories") for number in (coming.stories, coming.to_give))
    return (
        f"Joining the team in {coming.name}{who}: {counted(coming.decisions, 'decision')}{of} and {stories} will come, "
        f"{counted(coming.waiting, 'decision')} and {given} of yours will be sent."
    )


def sync(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Make one turn, and print a line on what came of it."""
    workspace.team.ask = password_asker()
    return _make_turn(arguments, workspace, again=arguments.again)


def _make_turn(arguments: argparse.Namespace, workspace: "Workspace", *, again: bool) -> int:
    from workspace.team.here import describe_news
    from workspace.team.turn import describe_apart, describe_late

    turn = workspace.team.sync(again=again, progress=progress)
    progress_ends()
    for sentence in filter(None, map(describe_news, () if arguments.json else turn.rounds)):
        say(sentence)
    apart = describe_apart(turn.taken)
    for sentence in dict.fromkeys(filter(None, (*turn.problems, *turn.lacking, *describe_late(turn.late), apart))):
        complain(sentence)
    if turn.offline or turn.refused:
        waiting = f" {counted(turn.waiting, 'decision of yours waits', 'decisions of yours wait')} here."
        complain(f"{turn.offline or turn.refused}{waiting if turn.waiting else ''}")
    if arguments.json:
        print_json(_turn_json(turn))
    elif not turn.offline:
        say(_describe_turn(turn))
    if turn.refused and not turn.synced:
        return FAILED
    return PARTLY if turn.offline or turn.refused or turn.lacking or turn.late else DONE


def _describe_turn(turn: "Turn") -> str:
    taken = turn.taken
    others = f" with {counted(len(turn.members), 'other member')}" if turn.members else "; nobody else takes part yet"
    parts = [f"{counted(turn.sent, 'decision')} sent", f"{taken.decisions} taken in"]
    parts += [counted(taken.new, "new story", "new stories")] if taken.new else []
    parts += [f"{counted(turn.given, 'story', 'stories')} given"] if turn.given else []
    parts += [f"{len(taken.held_back)} held back"] if taken.held_back else []
    parts += [f"{len(turn.late)} refused"] if turn.late else []
    parts += [f"{turn.waiting} waiting"] if turn.waiting else []
    is_behind = turn.refused or turn.lacking or turn.late or turn.waiting
    lead = "Not all exchanged" if is_behind else f"In step{others}"
    return f"{lead}: {', '.join(parts)}."


def _turn_json(turn: "Turn") -> dict[str, Any]:
    taken = turn.taken
    return {"sent": turn.sent, "given": turn.given, "waiting": turn.waiting, "decisions": taken.decisions,
            "new": taken.new, "held_back": [one.to_json() for one in taken.held_back],
            "late": [{"reason": one.reason, "operation": one.operation.to_json()} for one in turn.late],
            "rounds": [one.name for one in turn.rounds], "members": [*turn.members], "problems": turn.problems,
            "offline": turn.offline, "refused": turn.refused, "lacking": turn.lacking}  # fmt: skip


def status(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print how the desk stands with its team, without asking anybody."""
    from workspace.team.team import sign
    from workspace.team.where import NO_TEAM

    joined = workspace.team.joined
    state = workspace.team.state_looked()
    rounds = workspace.team.progress() if joined.where else []
    if arguments.json:
        print_json({"where": joined.where, "window": joined.window, "me": workspace.settings.who,
                    "rights": state.rights or None,
                    "waiting": state.waiting, "synced": state.synced, "offline": state.offline,
                    "refused": state.refused, "lacking": state.lacking, "members": state.members,
                    "kept": state.kept, "rounds": {name: {"assigned": of, "coded": done} for name, done, of in rounds},
                    "late": [_noted_json(one) for one in state.late],
                    "held_back": [_noted_json(one) for one in state.held], "problems": state.problems})  # fmt: skip
        return DONE if joined.where else FAILED
    if not joined.where:
        print(NO_TEAM)
        return FAILED
    now = datetime.now(UTC).astimezone()
    print(f"{'team':9} {state.name or joined.where}")
    print(f"{'you':9} {', '.join(filter(None, (workspace.settings.who, state.rights)))}")
    print(f"{'others':9} {', '.join(map(describe_coder, state.members)) or 'nobody yet'}")
    print(f"{'state':9} {sign(state, now) or 'never exchanged: civicdesk team sync'}")
    print(f"{'last sync':9} {describe_moment(state.synced) if state.synced else 'never'}")
    print(f"{'window':9} {joined.window or 'all stories'}")
    for name, done, of in rounds:
        print(f"{'round':9} {name}: you are done with {done} of {of} stories")
    for name, stories in Counter(state.kept.values()).items():
        print(f"What you decided outside the round {name} on {counted(stories, 'story', 'stories')} of it waits until "
              "it is closed.")  # fmt: skip
    for one in (*state.late, *state.held):
        print(_describe_noted(one, workspace))
    for sentence in dict.fromkeys(filter(None, (state.refused, *state.lacking, *state.problems))):
        print(sentence)
    return DONE


def _noted_json(one: dict[str, Any]) -> dict[str, Any]:
    return {"reason": one.get("why"), "title": one.get("title"), "operation": one.get("operation")}


def _describe_noted(one: dict[str, Any], workspace: "Workspace") -> str:
    operation = Operation.from_json(one["operation"])
    title = clean_line(str(one.get("title") or operation.story), 60)
    field = describe_field(operation.field, workspace.codebook)
    said = f"{describe_value(operation.value)} by {describe_coder(operation.who)}"
    return f"“{title}”  {field}: {said}: not taken, {clean_line(str(one.get('why')), 200)}"


def window(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print the window; or set it and make a turn, which brings what is in it now."""
    team = workspace.team
    if arguments.query is None:
        joined = team.need_joined()
        if arguments.json:
            print_json({"window": joined.window})
        else:
            print(joined.window or "all stories")
        return DONE
    team.set_window(arguments.query)
    team.ask = password_asker()
    return _make_turn(arguments, workspace, again=False)


def feeds(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print a line a feed, with who fetches it: those that desks of the team fetch, and the user's own that none does
    yet."""
    workspace.team.ask = password_asker()
    own = {feed.key: feed for feed in workspace.subscriptions.feeds()}
    found = workspace.team.feeds()
    left = [feed for key, feed in own.items() if key not in {one.address for one in found}]
    if arguments.json:
        print_json([
            *({"url": one.address, "who": one.who, "until": one.until.isoformat(), "own": one.address in own}
              for one in found),
            *({"url": feed.key, "who": None, "until": None, "own": True} for feed in left),
        ])  # fmt: skip
        return DONE
    now = datetime.now(UTC)
    for one in found:
        mine = "" if one.address in own else "  not among your feeds"
        until = f"{describe_coder(one.who)}, until {describe_moment(one.until.isoformat())}"
        print(f"{clean_line(one.address, 200)}  {until if one.until > now else f'nobody just now; last {until}'}{mine}")
    for feed in left:
        print(f"{clean_line(feed.key, 200)}  {_describe_untold(feed)}")
    if not found and not left:
        print("Nobody of the team has a feed yet: civicdesk feeds add URL has you fetch one.")
    elif any(one.address not in own for one in found):
        remark("Stories of all of them come by the team; civicdesk feeds add URL has you fetch one, too.")
    return DONE


def _describe_untold(feed: "Feed") -> str:
    """Return who fetches a feed of the user's of which the team has heard nothing."""
    from workspace.team.gifts import is_shared

    if feed.paused:
        return "nobody: you have paused it"
    return "nobody yet: your desk, when it is due" if is_shared(feed) else "your desk, for you alone"


def leave(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Exchange nothing from now on."""
    state = workspace.team.state_looked()
    where = workspace.team.leave()
    if arguments.json:
        print_json({"left": where, "waiting": state.waiting, "kept": state.kept, "refused": len(state.late)})
        return DONE
    say(f"You have left the team in {where}. All that came stays here, and what you sent stays there.")
    left = [counted(state.waiting, "decision")] if state.waiting else []
    if state.late:
        left.append(f"{counted(len(state.late), 'decision')} that the team refused")
    if state.kept:
        left.append(f"what you decided outside of rounds on {counted(len(state.kept), 'story', 'stories')}")
    if left:
        remark(f"Never sent: {', and '.join(left)}. civicdesk team join goes on from there.")
    return DONE
