"""Which log a team has, by where it is: an address of PostgreSQL, or a folder."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final, TypeAlias, cast

from team.errors import TeamFault
from team.log import Coder, Log

Ask: TypeAlias = Callable[[str], str]
"""Asks the user for a password, and returns it, "" for none; it is given what to ask."""
SERVERS: Final = ("postgresql://", "postgres://")
"""How the addresses of a server begin."""
_DRIVER: Final = "psycopg"


def is_server(where: str) -> bool:
    """Return whether a team is on a server, else in a folder."""
    return where.casefold().startswith(SERVERS)


def need_driver() -> None:
    """Raise TeamFault where what a team on a server needs is not installed."""
    if find_spec(_DRIVER) is None:
        raise TeamFault("A team on PostgreSQL needs an extra: pipx install 'civicdesk[team]'.")


def open_log(where: str, coder: Coder, ask: Ask | None = None) -> Log:
    """Return the log that is there; `ask` asks the user for a password where a server needs one and none is found.
    Raises a TeamFault; Unreachable where nobody answers, or no folder is there."""
    if is_server(where):
        need_driver()
        server = import_module("team.server")  # who has a folder waits for no driver
        return cast(Log, server.connect(where, coder, ask=ask))
    from team.folder import FolderLog

    return FolderLog(Path(where), coder)


def begin(where: str) -> None:
    """See to it that what is there can be a team's log: a folder is made one. Raises a TeamFault."""
    if not is_server(where):
        from team.folder import make_folder

        make_folder(Path(where))
