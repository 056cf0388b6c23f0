"""A team on PostgreSQL: the log and the rights. Needs the extra `team`."""

from team.log import Coder
from team.server.connection import Address, Ask
from team.server.log import ServerLog
from team.server.owner import Invited, create, invite, redact, remove_member
from team.server.rounds import Round, RoundState, close_round, coders, open_round, rounds

__all__ = [
    "Invited",
    "Round",
    "RoundState",
    "ServerLog",
    "close_round",
    "coders",
    "connect",
    "create",
    "invite",
    "open_round",
    "redact",
    "remove_member",
    "rounds",
]


def connect(url: str, coder: Coder, *, ask: Ask | None = None) -> ServerLog:
    """Return the log of the team at an address, connected. `ask` asks for a password where none is found. Raises
    TeamFault; Unreachable where nobody answers."""
    log = ServerLog(Address(url), desk=coder.desk, ask=ask)
    log.arrive(coder.who)
    return log
