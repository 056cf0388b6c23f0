"""The fixtures of a team's server, and of the program in a terminal."""

from tests.team.server.fixtures import new_database, new_team, server
from tests.terminal.conftest import environ, home, start
from tests.tui.conftest import background, drawn, wait_until

__all__ = ["background", "drawn", "environ", "home", "new_database", "new_team", "server", "start", "wait_until"]
