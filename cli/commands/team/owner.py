"""team create, invite, remove, redact and round: what the owner of a team on a server does."""

import argparse
import sys
from collections.abc import Callable
from getpass import getpass
from typing import TYPE_CHECKING, Any, Final

from civic.wording import describe_moment
from cli.common import DONE, CommandError, Parsers, add_query, command, counted, group, print_json, query_of, say

if TYPE_CHECKING:
    from workspace.team.rounds import Owner, RoundState
    from workspace.workspace import Workspace

_RIGHTS: Final = ("reader", "coder", "adjudicator", "owner")


def add_to(team: Parsers) -> None:
    """Add the commands to the group `team`."""
    parser = command(team, "create", create, "make a team of a PostgreSQL database, or bring one up to this version")
    parser.add_argument("url", metavar="URL", help="postgresql://NAME@HOST/DATABASE of who may make roles there")
    parser = command(team, "invite", invite, "have somebody take part in a team on a server")
    parser.add_argument("name", metavar="NAME", help="what they are called, which is their role in the database")
    parser.add_argument("--role", choices=_RIGHTS, default="coder", help="what they may do (usually coder)")
    parser.add_argument(
        "--no-password", action="store_true", help="ask for none: the server knows them by a certificate or otherwise"
    )
    _add_url(parser)
    parser = command(team, "remove", remove, "have a member take part no more; what they gave stays")
    parser.add_argument("name", metavar="NAME", help="their role in the database")
    _add_url(parser)
    parser = command(team, "redact", redact, "empty a story or a decision in a team's log, which stays on record")
    parser.add_argument("kind", choices=("story", "operation"), help="what of it")
    parser.add_argument("id", metavar="ID", help="its id: civicdesk show --history names those of decisions")
    parser.add_argument("--reason", required=True, help="why, for all to read")
    _add_url(parser)
    rounds = group(team, "round", "open, look at and close rounds of coding")
    parser = command(rounds, "open", open_round, "have coders code stories of this desk, in their present text")
    parser.add_argument("name", metavar="NAME", help="what the round is called")
    add_query(parser)
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="draw so many (usually all)")
    parser.add_argument("--seed", default="1", metavar="SEED", help="the same seed draws the same stories (usually 1)")
    parser.add_argument("--coders", type=int, default=1, metavar="N", help="coders of each story (usually 1)")
    parser.add_argument("--blind", action="store_true", help="nobody sees what others decide until it is closed")
    parser.add_argument(
        "--unaided", dest="unaided_round", action="store_true", help="show no suggestions until a story is coded"
    )
    _add_url(parser)
    _add_url(command(rounds, "status", status, "say who is done with how many stories"))
    parser = command(rounds, "close", close, "close a round: what it hid is shown, and what comes later is late")
    parser.add_argument("name", metavar="NAME", help="what the round is called")
    _add_url(parser)


def _add_url(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", default="", metavar="URL", help="of another team than the one that is joined")


def _owner(arguments: argparse.Namespace, workspace: "Workspace") -> "Owner":
    from workspace.team.rounds import Owner

    return Owner(workspace, arguments.url, ask=password_asker())


def password_asker() -> Callable[[str], str] | None:
    """Return what asks for a password; None where nobody is there to be asked."""
    return ask_password if sys.stdin.isatty() else None


def ask_password(what: str) -> str:
    """Ask for a password in the terminal, unseen, and return it."""
    try:
        return getpass(what)
    except EOFError:
        return ""


def create(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Make the team, and say how others get in."""
    name, applied = _owner(arguments, workspace).create()
    if arguments.json:
        print_json({"name": name, "applied": applied})
        return DONE
    if applied:
        say(f"{name} is ready for your team: civicdesk team invite NAME brings others in, civicdesk team join you.")
    else:
        say(f"{name} is of this version already: nothing was changed.")
    return DONE


def invite(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Make the member, and print the line that they type."""
    owner = _owner(arguments, workspace)
    password = ""
    if not arguments.no_password:
        if not sys.stdin.isatty():
            raise CommandError("A first password is typed in a terminal: run this in one, or say --no-password.")
        password = ask_password(f"A first password for {arguments.name}, to be told to them alone: ")
        if not password or password != ask_password("Once more: "):
            raise CommandError("That was no password, or not the same twice: nothing was done.")
    line = owner.invite(arguments.name, arguments.role, password)
    if arguments.json:
        print_json({"name": arguments.name, "role": arguments.role, "line": line})
    else:
        print(line)
    return DONE


def remove(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Have the member go."""
    _owner(arguments, workspace).remove(arguments.name)
    if arguments.json:
        print_json({"removed": arguments.name})
    else:
        say(f"{arguments.name} takes part no more; what they gave stays.")
    return DONE


def redact(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Empty it, and say how much that was."""
    emptied = _owner(arguments, workspace).redact(arguments.kind, arguments.id, arguments.reason)
    if arguments.json:
        print_json({"kind": arguments.kind, "id": arguments.id, "emptied": emptied})
    else:
        say(f"Emptied {counted(emptied, 'entry', 'entries')} of the log. Desks keep what they have: tell their coders.")
    return DONE


def open_round(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Open the round, and say what it is."""
    from workspace.team.rounds import Wanted

    typed = " ".join([*arguments.query, *([f"--view {arguments.view}"] if arguments.view else [])])
    wanted = Wanted(
        arguments.name, query_of(arguments, workspace), typed, arguments.sample,
        arguments.seed if arguments.sample else "", arguments.coders, arguments.blind, arguments.unaided_round,
    )  # fmt: skip
    opened = _owner(arguments, workspace).open_round(wanted)
    if arguments.json:
        print_json(_for_programs(opened))
    else:
        say(f"Opened {_describe(opened)}.")
    return DONE


def status(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print a line a round."""
    found = _owner(arguments, workspace).rounds()
    if arguments.json:
        print_json([_for_programs(one) for one in found])
        return DONE
    for one in found:
        print(_describe(one))
    if not found:
        say("The team has no rounds: civicdesk team round open NAME opens one.")
    return DONE


def close(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Close the round."""
    _owner(arguments, workspace).close_round(arguments.name)
    if arguments.json:
        print_json({"closed": arguments.name})
    else:
        say(f"Closed the round {arguments.name}: the next civicdesk team sync brings what all decided in it.")
    return DONE


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
