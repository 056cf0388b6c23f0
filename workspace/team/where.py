"""Where a team is: what the user may say of it, and what is written down."""

from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

from civic.text import clean_line
from team.errors import TeamFault
from team.log import Coder
from team.registry import Ask, is_server, need_driver, open_log

_A_SERVER: Final = "postgresql://NAME@HOST/DATABASE"
NO_TEAM: Final = "No team is joined: civicdesk team join DIR joins one in a shared folder, URL one on a server."


def place_of(where: str) -> str:
    """Return where a team is as it is written down: an address as it was given, a folder from the root of the disk.
    Raises TeamFault for an address with a password, and for none."""
    if not where.strip():
        raise TeamFault(f"Say where the team is: a folder that all of it reach, or {_A_SERVER}.")
    if is_server(where):
        return _without_secret(where)
    if "://" in where:
        raise TeamFault(f"A team is in a folder, or on PostgreSQL, whose address is {_A_SERVER}: say one of these.")
    return str(Path(where).expanduser().absolute())


def place_to_join(where: str, joined: str) -> str:
    """Return the same for a desk that has `joined` a team, "" for none. Raises TeamFault where that is another one: it
    would never hear of what was decided and not sent yet, nor the user that it was left."""
    place = place_of(where)
    if joined and joined != place:
        shown = clean_line(joined, 300)
        raise TeamFault(f"This desk is in the team in {shown}: civicdesk team leave ends that, then join another.")
    return place


def server_of(where: str) -> str:
    """Return the address of a team on a server, for what only its owner does there, and only on a server. Raises
    TeamFault for any other, and where what a server needs is not installed."""
    if not where:
        raise TeamFault(NO_TEAM)
    if not is_server(where):
        raise TeamFault(f"This is for teams on a server, whose address is {_A_SERVER}: join one, or say which.")
    need_driver()
    return _without_secret(where)


def _without_secret(where: str) -> str:
    try:
        parts = urlsplit(where)
        secret = parts.password is not None or "password" in parse_qs(parts.query)
    except ValueError:
        raise TeamFault(f"That is no address of a team: {_A_SERVER} is one.") from None
    if secret:
        raise TeamFault("A password is never kept: leave it out of the address, and put it into ~/.pgpass.")
    return where


def role_at(where: str, joined: str, ask: Ask | None) -> str:
    """Return as what role the user gets in at the server of a team to join, "" for a team in a folder. Raises
    TeamFault."""
    place = place_to_join(where, joined)
    if not is_server(place):
        return ""
    log = open_log(place, Coder(""), ask)
    try:
        return log.standing().me
    finally:
        log.close()
