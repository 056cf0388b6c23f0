"""A server that breaks in the middle: its disk is full, or the line to it is cut between any two messages."""

import os
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from team.errors import TeamFault, Unreachable
from team.log import Coder
from team.server import connect
from tests.team.server.teams import Server, Team, connect_as, entry, ids, operation, pulled

NewTeam = Callable[..., Team]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is always full")
def test_a_full_disk_takes_nothing_and_loses_nothing(new_team: NewTeam, server: Server) -> None:
    if server.running is None:
        pytest.skip("the files of the server are not ours")
    team = new_team(ada="coder", ben="coder")
    with psycopg.connect(make_conninfo(server.url, dbname=team.name), autocommit=True) as connection:
        row = connection.execute("SELECT pg_relation_filepath('civicdesk.op')").fetchone()
    file = server.running.pgdata / str(row and row[0])
    kept = file.rename(file.with_name(f"{file.name}_kept"))
    file.symlink_to("/dev/full")
    ada = team.log("ada")
    for _ in range(2):
        with pytest.raises(TeamFault, match=r"The disk of the team's server at .* is full: what you decided waits"):
            ada.push([entry(operation(1))])
    ada.close()
    file.unlink()
    kept.rename(file)
    assert ada.push([entry(operation(1), operation(2))]).acknowledged == {"op-1", "op-2"}
    assert ids(pulled(team.log("ben"))[0]) == ["op-1", "op-2"]


class Line:
    """A line to a server, by a socket in a folder, that is cut behind so many bytes of one direction (0: there, 1: from
    there)."""

    def __init__(self, folder: Path, server: str) -> None:
        self._server = server
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / Path(server).name))
        self._listening.listen()
        self.cut: tuple[int, int] | None = None
        self.went = [b"", b""]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                here, there = self._listening.accept()[0], socket.socket(socket.AF_UNIX)
                there.connect(self._server)
                self.went = [b"", b""]
                for way, ends in enumerate(((here, there), (there, here))):
                    threading.Thread(target=self._carry, args=(way, *ends), daemon=True).start()

    def _carry(self, way: int, source: socket.socket, target: socket.socket) -> None:
        left = self.cut[1] if self.cut and self.cut[0] == way else 1 << 40
        with suppress(OSError):
            while left and (data := source.recv(min(left, 1 << 16))):
                target.sendall(data)
                self.went[way] += data
                left -= len(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def ends(self, way: int) -> list[int]:
        """Behind which bytes each message of the last connection ended."""
        data = self.went[way]
        found = [int.from_bytes(data[:4])] if way == 0 else [0]
        while found[-1] + 5 <= len(data):
            found.append(found[-1] + 1 + int.from_bytes(data[found[-1] + 1 : found[-1] + 5]))
        return found


@pytest.fixture
def line(server: Server) -> Iterator[tuple[Line, str]]:
    """A line to the server, and the folder that is its host."""
    host, port = (conninfo_to_dict(server.url).get(part) for part in ("host", "port"))
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder:
        line = Line(Path(folder), f"{host}/.s.PGSQL.{port or 5432}")
        yield line, folder
        line.close()


def test_a_line_that_is_cut_between_any_two_messages_loses_nothing(new_team: NewTeam, line: tuple[Line, str]) -> None:
    team, (cable, folder) = new_team(ada="coder", ben="coder"), line
    url = make_conninfo(team.url("ada"), host=folder)
    made = 0

    def push(*, whole: bool) -> frozenset[str]:
        nonlocal made
        made += 1
        with connect(url, Coder("ada", desk="1")) as log:
            if whole:
                log.standing()
            return log.push([entry(operation(made))]).acknowledged

    acknowledged = push(whole=True)
    cuts = [(way, end) for way in (0, 1) for end in cable.ends(way)[1:-1]][::2]
    gone = 0
    for cable.cut in cuts:
        try:
            acknowledged |= push(whole=False)
        except Unreachable as fault:
            gone += 1
            assert "what is not sent yet waits here" in str(fault)
    assert gone > len(cuts) / 2
    assert acknowledged <= {*ids(pulled(team.log("ben"))[0])}
    with connect_as(team.url("ada"), "ada") as log:
        everything = {f"op-{number}" for number in range(1, made + 1)}
        assert log.push([entry(*(operation(number) for number in range(1, made + 1)))]).acknowledged == everything
    assert sorted(everything) == ids(pulled(team.log("ben", "new"))[0])


OLD = b"".join(
    kind + (len(body) + 4).to_bytes(4) + body
    for kind, body in (
        (b"R", bytes(4)), (b"S", b"server_version\x0013.22\0"), (b"S", b"client_encoding\0UTF8\0"),
        (b"S", b"standard_conforming_strings\0on\0"), (b"Z", b"I"),
    )
)  # fmt: skip
"""What a server of version 13 says when somebody comes in."""


def test_an_old_server_is_told_by_what_it_says_of_itself() -> None:
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder, socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{folder}/.s.PGSQL.5432")
        listening.listen()

        def serve() -> None:
            here, _ = listening.accept()
            with here:
                here.recv(4096)
                here.sendall(OLD)
                here.recv(4096)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        with pytest.raises(TeamFault, match="runs PostgreSQL 13, and a team needs 14 or later: update it"):
            connect_as(f"postgresql:///team?host={folder}&user=ada&sslmode=disable")
        thread.join()
