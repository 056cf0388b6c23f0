"""The fixtures of a team's server."""

from tests.team.server.fixtures import new_database, new_team, server

__all__ = ["new_database", "new_team", "server"]
