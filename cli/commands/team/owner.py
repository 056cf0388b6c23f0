"""team create, invite, remove and redact: what the owner of a team on a server does."""

import argparse
import sys
from collections.abc import Callable
from functools import cache
from getpass import getpass
from typing import TYPE_CHECKING, Final

from civic.text import clean_line
from cli.common import DONE, CommandError, Parsers, command, complain, counted, print_json, remark, say

if TYPE_CHECKING:
    from workspace.team.rounds import Invited, Owner
    from workspace.workspace import Workspace

_RIGHTS: Final = ("reader", "coder", "adjudicator", "owner")


def add_to(team: Parsers) -> None:
    """Add the commands to the group `team`."""
    parser = command(team, "create", create, "make a team of a PostgreSQL database, or bring one up to this version")
    parser.add_argument("url", metavar="URL", help="postgresql://NAME@HOST/DATABASE of who may make roles there")
    parser = command(team, "invite", invite, "have somebody take part in a team on a server")
    parser.add_argument("name", metavar="NAME", help="what they are called, which is their role in the database")
    parser.add_argument(
        "--role", choices=_RIGHTS, default="",
        help="what they may do (usually coder; a member keeps what they have)",
    )  # fmt: skip
    parser.add_argument(
        "--no-password", action="store_true", help="ask for none: the server knows them by a certificate or otherwise"
    )
    add_url(parser)
    parser = command(team, "remove", remove, "have a member take part no more; what they gave stays")
    parser.add_argument("name", metavar="NAME", help="their role in the database")
    add_url(parser)
    parser = command(team, "redact", redact, "empty a story or a decision in a team's log, which stays on record")
    parser.add_argument("kind", choices=("story", "operation"), help="what of it")
    parser.add_argument(
        "id", metavar="ID",
        help="its id, or the beginning of it; that of a decision civicdesk show --history --json names",
    )  # fmt: skip
    parser.add_argument("--reason", required=True, help="why, for all to read")
    add_url(parser)


def add_url(parser: argparse.ArgumentParser) -> None:
    """Add the option that names another team."""
    parser.add_argument("--url", default="", metavar="URL", help="of another team than the one that is joined")


def owner_of(arguments: argparse.Namespace, workspace: "Workspace") -> "Owner":
    """Return the team as its owner sees it."""
    from workspace.team.rounds import Owner

    return Owner(workspace, arguments.url, ask=password_asker())


def password_asker() -> Callable[[str], str] | None:
    """Return what asks for a password, once for all connections of a command to a server; None where nobody is there to
    be asked."""
    return cache(ask_password) if sys.stdin.isatty() else None


def ask_password(what: str) -> str:
    """Ask for a password in the terminal, unseen, and return it."""
    try:
        return getpass(what)
    except EOFError:
        return ""


def create(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Make the team, and say how others get in."""
    name, applied = owner_of(arguments, workspace).create(complain)
    if arguments.json:
        print_json({"name": name, "applied": applied})
        return DONE
    if applied:
        say(f"{name} is ready for your team: civicdesk team invite NAME brings others in, civicdesk team join you.")
    else:
        say(f"{name} is of this version already: nothing was changed.")
    return DONE


def invite(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Make the member, say what they may do, and print the line that they type."""
    name = arguments.name

    def first_password() -> str:
        return "" if arguments.no_password else _first_password(name)

    found = owner_of(arguments, workspace).invite(name, arguments.role, first_password)
    if not found.made:
        remark(f"There is a role {name} already: its password is as it was.")
    if arguments.json:
        print_json({"name": name, "role": found.rights, "was": found.before or None, "line": found.line})
        return DONE
    remark(_describe_rights(name, found))  # what is printed is the line alone, to be sent on
    print(found.line)
    return DONE


def _describe_rights(name: str, found: "Invited") -> str:
    """Return what an invited may do, and whether that is new."""
    now = _with_article(found.rights)
    if not found.before:
        return f"{name} is {now} now."
    if found.before == found.rights:
        return f"{name} is {now}, as before."
    return f"{name} was {_with_article(found.before)} and is {now} now."


def _with_article(rights: str) -> str:
    return f"{'an' if rights[0] in 'ao' else 'a'} {rights}"


def _first_password(name: str) -> str:
    if not sys.stdin.isatty():
        raise CommandError("A first password is typed in a terminal: run this in one, or say --no-password.")
    password = ask_password(f"A first password for {name}, to be told to them alone: ")
    if not password or password != ask_password("Once more: "):
        raise CommandError("That was no password, or not the same twice: nothing was done.")
    return password


def remove(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Have the member go."""
    owner_of(arguments, workspace).remove(arguments.name)
    if arguments.json:
        print_json({"removed": arguments.name})
    else:
        say(f"{arguments.name} takes part no more; what they gave stays.")
    return DONE


def redact(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Empty it, and say how much that was."""
    found, emptied = owner_of(arguments, workspace).redact(arguments.kind, arguments.id, arguments.reason)
    if arguments.json:
        print_json({"kind": arguments.kind, "id": found, "emptied": emptied})
    else:
        say(f"Emptied {counted(emptied, 'entry', 'entries')} of the log: the {arguments.kind} {clean_line(found, 80)}.")
        say("Desks keep what they have: tell their coders.")
    return DONE
