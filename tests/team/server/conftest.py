"""The fixtures of a team's server, and of the program in a terminal."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.team.server.desks import Desks
from tests.team.server.fixtures import new_database, new_team, server
from tests.team.server.teams import Team
from tests.terminal.conftest import environ, home, start
from tests.tui.conftest import background, drawn, wait_until

__all__ = ["background", "drawn", "environ", "home", "new_database", "new_team", "server", "start", "wait_until"]


@pytest.fixture
def desks(tmp_path: Path, new_team: Callable[..., Team]) -> Desks:
    """The desks of a team's owner, two coders and an adjudicator."""
    return Desks(tmp_path, new_team(ada="coder", ben="coder", judge="adjudicator"))
