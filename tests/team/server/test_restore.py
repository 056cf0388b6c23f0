"""A team's database that is restored from a dump is told apart from what it was, and desks that had synced past the
dump bring all back."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from civic.judgement import NOTE
from tests.team.server.desks import STORIES, Desks
from tests.team.server.teams import Server, Team


@pytest.fixture
def run_tool(server: Server) -> Callable[..., None]:
    """Runs pg_dump or pg_restore, of the server's own version where it is ours."""

    def run(name: str, *words: str) -> None:
        tool = server.running.bin_path / name if server.running else shutil.which(name)
        if not tool:
            pytest.skip(f"there is no {name}")
        subprocess.run([str(tool), *words], check=True, capture_output=True)

    return run


@pytest.mark.parametrize("where", ["elsewhere", "in its place"])
def test_what_came_after_the_dump_is_brought_back_by_the_desks_that_have_it(
    new_team: Callable[..., Team], run_tool: Callable[..., None], tmp_path: Path, where: str
) -> None:
    team = new_team(ada="coder", ben="coder", cleo="coder")
    desks, url, dump = Desks(tmp_path, team), make_conninfo(team.server.url, dbname=team.name), str(tmp_path / "dump")
    with desks.open("ada") as ada, desks.open("ben") as ben:
        ada.library.put_many(STORIES[:1])
        ada.library.judge([("s0", NOTE, "one")])
        assert (ada.team.sync().sent, ben.team.sync().taken.decisions) == (1, 1)
        run_tool("pg_dump", "-Fc", "-d", url, "-f", dump)
        ada.library.judge([("s0", NOTE, "two")])  # Ada has pushed past the dump, and never pulled anything
        ben.library.judge([("s0", NOTE, "three")])
        assert (ada.team.sync().sent, ben.team.sync().sent) == (1, 1)
        if where == "elsewhere":
            with psycopg.connect(team.server.url, autocommit=True) as connection:
                name = sql.Identifier(team.name)
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER chief").format(name))
        clean = () if where == "elsewhere" else ("--clean", "--if-exists")
        run_tool("pg_restore", *clean, "-d", url, dump)
        assert (ada.team.sync().sent, ben.team.sync().sent) == (2, 1)
        ada.team.sync()
        with desks.open("cleo") as cleo:
            cleo.team.sync()
            found = [[one.canonical for one in desk.library.history("s0")] for desk in (ada, ben, cleo)]
        assert found[0] == found[1] == found[2] and len(found[0]) == 3
        assert not ada.team.sync().brought and not ben.team.sync().sent
