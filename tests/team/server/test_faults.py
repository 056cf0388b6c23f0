"""What can be wrong with a server, each in one clear sentence that holds no password."""

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from types import SimpleNamespace

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

import team.server.connection as connections
from cli import main
from team.errors import TeamFault, Unreachable
from team.server import create, invite
from team.server.connection import Address
from team.server.faults import fault_at_login
from team.server.versions import LATEST, checksum, schema_files
from tests.team.server.teams import Server, Team, connect_as, entry, ids, operation, pulled

NewTeam = Callable[..., Team]
SECRET = "correct horse"
WRONG = "wrong horse"


def test_passwords_are_asked_for_and_never_repeated(new_team: NewTeam) -> None:
    team = new_team()
    invited = invite(team.url("chief"), "locked", "coder", password=lambda: SECRET)
    assert SECRET not in repr(invited)
    asked: list[str] = []

    def ask(what: str) -> str:
        asked.append(what)
        return SECRET

    with connect_as(team.url("locked"), "locked", ask=ask) as log:
        log.connection.close()
        assert log.push([entry(operation(1, "locked"))]).acknowledged == {"op-1"}
        assert SECRET not in repr(vars(log)) + log.standing().name
    assert len(asked) == 1 and asked[0].startswith("Password for ")
    with connect_as(make_conninfo(team.url("locked"), password=SECRET)) as log:
        assert log.rights() == "coder"
    wrong = make_conninfo(team.url("locked"), password=WRONG)
    attempts: list[tuple[Callable[[], object], str]] = [
        (lambda: connect_as(team.url("locked"), ask=lambda _: WRONG), "refuses this name or password"),
        (lambda: connect_as(wrong), "refuses this name or password"),
        (lambda: connect_as(team.url("locked"), ask=lambda _: ""), "asks for a password"),
        (lambda: connect_as(team.url("locked")), "asks for a password"),
    ]
    for attempt, words in attempts:
        with pytest.raises(TeamFault, match=words) as caught:
            attempt()
        assert "horse" not in "".join(traceback.format_exception(caught.value)) and not isinstance(
            caught.value, Unreachable
        )


def test_a_wrong_password_is_a_sentence_and_no_step(
    new_team: NewTeam, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    team = new_team()
    invite(team.url("chief"), "locked", "coder", password=lambda: SECRET)
    keys = tmp_path / "pgpass"
    monkeypatch.setenv("PGPASSFILE", str(keys))
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text('who = "locked"\n')

    def run(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        return main.main(["--home", str(home), "team", *words]), "".join(capsys.readouterr())

    for password, status, words in ((SECRET, 0, "In step"), (WRONG, 1, "refuses this name or password: check both")):
        keys.write_text(f"*:*:*:locked:{password}\n")
        keys.chmod(0o600)
        code, said = run(*(("join", team.address("locked")) if not status else ("sync",)))
        assert code == status and words in said and "horse" not in said
    code, said = run("status")
    assert "refused" in said and "in step" not in said and "horse" not in said


def test_what_is_no_team_says_so(new_database: Callable[[], Team], server: Server) -> None:
    team = new_database()
    with pytest.raises(TeamFault, match="is no team's database"):
        connect_as(team.url("chief"))
    with pytest.raises(TeamFault, match="no such database"):
        connect_as(make_conninfo(server.url, dbname="nothing here"))
    with pytest.raises(TeamFault, match="no such database or role"):
        connect_as(make_conninfo(server.url, user="nobody here"))
    with team.sql("chief") as connection:
        connection.execute("CREATE SCHEMA civicdesk")
    for attempt in (lambda: connect_as(team.url("chief")), lambda: create(team.url("chief"))):
        with pytest.raises(TeamFault, match=r"no team's database|not ours"):
            attempt()
    with team.sql("chief") as connection:
        connection.execute("DROP SCHEMA civicdesk")
        connection.execute("CREATE ROLE plain LOGIN")
    with pytest.raises(TeamFault, match="may not make roles"):
        create(team.url("plain"))
    create(team.url("chief"))
    with pytest.raises(TeamFault, match="no member"):
        connect_as(team.url("plain"))


def test_versions_of_the_schema_and_of_the_server(new_team: NewTeam, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [number for number, _ in schema_files()] == list(range(1, LATEST + 1))
    team = new_team(ada="coder")
    log = team.log("ada")
    log.push([entry(operation(1))])
    assert create(team.url("chief"))[1] == 0
    with psycopg.connect(make_conninfo(team.server.url, dbname=team.name), autocommit=True) as connection:
        connection.execute("INSERT INTO civicdesk.schema_file (number) VALUES (%s)", [LATEST + 1])
    for attempt in (lambda: team.log("ada"), lambda: create(team.url("chief"))):
        with pytest.raises(TeamFault, match="newer civicdesk than yours: update"):
            attempt()
    with psycopg.connect(make_conninfo(team.server.url, dbname=team.name), autocommit=True) as connection:
        connection.execute("DELETE FROM civicdesk.schema_file WHERE number >= 8")
        connection.execute("DROP FUNCTION civicdesk.pull, civicdesk.open_round, civicdesk.open_rounds_with")
        connection.execute("DROP FUNCTION civicdesk.lease; DROP TABLE civicdesk.feed")
        connection.execute("ALTER TABLE civicdesk.schema_file DROP sha256")
    with pytest.raises(TeamFault, match="older civicdesk: its owner runs"):
        team.log("ada")
    assert create(team.url("chief"))[1] == LATEST - 7
    assert ids(pulled(team.log("chief"))[0]) == ["op-1"]
    monkeypatch.setattr(connections, "_OLDEST", 990000)
    with pytest.raises(TeamFault, match=r"runs PostgreSQL \d+, and a team needs 14 or later"):
        team.log("ada")


def test_a_file_of_the_schema_that_was_applied_never_changes(new_team: NewTeam) -> None:
    """Who changes a released one has databases that lack the change: it is one more file instead."""
    assert {number: checksum(text)[:12] for number, text in schema_files()} == {
        1: "e5e5fdda4143", 2: "e6f85fa87445", 3: "3be724a33eba", 4: "b982167278cf",
        5: "f069ea9441f3", 6: "ce5424075564", 7: "13b8374779d0", 8: "f11e89f14543",
        9: "4f4fd8d0d079",
    }  # fmt: skip
    team = new_team(ada="coder")
    with psycopg.connect(make_conninfo(team.server.url, dbname=team.name), autocommit=True) as connection:
        kept = connection.execute("SELECT number, sha256 FROM civicdesk.schema_file ORDER BY number").fetchall()
        assert kept == [(number, checksum(text)) for number, text in schema_files()]
        connection.execute("UPDATE civicdesk.schema_file SET sha256 = 'other' WHERE number = 3")
    for attempt in (lambda: team.log("ada"), lambda: create(team.url("chief"))):
        with pytest.raises(TeamFault, match=r"made by another build of civicdesk, whose tables differ \(in 003\)"):
            attempt()


def test_a_server_that_goes_in_the_middle_of_a_push(new_team: NewTeam, server: Server) -> None:
    team = new_team(ada="coder", ben="coder")
    ada = team.log("ada")
    ada.push([entry(operation(1))])
    with psycopg.connect(make_conninfo(server.url, dbname=team.name), autocommit=True) as connection:
        # it goes when the operation has been written, and is not committed yet
        connection.execute(
            "CREATE FUNCTION public.go() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
            " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'"
        )
        connection.execute(
            "CREATE TRIGGER go AFTER INSERT ON civicdesk.op FOR EACH STATEMENT EXECUTE FUNCTION public.go()"
        )
    with pytest.raises(Unreachable, match="waits here"):
        ada.push([entry(operation(2))])
    assert ids(pulled(team.log("ben"))[0]) == ["op-1"]
    with psycopg.connect(make_conninfo(server.url, dbname=team.name), autocommit=True) as connection:
        connection.execute("DROP TRIGGER go ON civicdesk.op")
    assert ada.push([entry(operation(2))]).acknowledged == {"op-2"}
    assert ids(pulled(team.log("ben"))[0]) == ["op-1", "op-2"]


def test_nobody_answers(tmp_path: object) -> None:
    for url, why in (
        (f"postgresql:///x?host={tmp_path}", "no such file or directory"),
        ("postgresql://127.0.0.1:1/x", "connection refused"),
    ):
        with pytest.raises(Unreachable, match=rf"Nobody answers at .*x \({why}\): what .* waits here; see to address"):
            connect_as(url)


@contextmanager
def answering(said: bytes) -> Iterator[int]:
    """The port of a server that says this to whoever says anything, and nothing more."""

    class Answering(BaseRequestHandler):
        def handle(self) -> None:
            while self.request.recv(1000):
                self.request.sendall(said)

    with ThreadingTCPServer(("127.0.0.1", 0), Answering) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize(("said", "words"), [
    (b"HTTP/1.1 400 Bad Request\r\n\r\n", "What answers at .* is no PostgreSQL: see to host and port"),
    (b"220 mail.example.org ESMTP\r\n", "What answers at .* is no PostgreSQL: see to host and port"),
    (b"", "Somebody is there at .*, but gives no answer as PostgreSQL does: see to host and port"),
])  # fmt: skip
def test_who_is_there_and_is_no_postgresql_is_told(said: bytes, words: str) -> None:
    with answering(said) as port, pytest.raises(Unreachable, match=words):
        connect_as(f"postgresql://127.0.0.1:{port}/x?connect_timeout=2")


@pytest.mark.parametrize(("setting", "words"), [
    ("sslmode=bogus", r"can't be used as it is \(invalid sslmode value: \"bogus\"\): mend it"),
    ("connect_timeout=abc", "bad value for connect_timeout: 'abc'"), ("port=99999", "invalid port number"),
    ("options=-cbogus%3D1", 'unrecognized configuration parameter "bogus"'), ("service=x", 'service "x" not found'),
    ("bogus=1", "is no setting that one knows"),
])  # fmt: skip
def test_what_is_wrong_with_an_address_is_told(new_team: NewTeam, setting: str, words: str) -> None:
    address = new_team().address("chief")
    with pytest.raises(TeamFault, match=words) as caught:
        connect_as(f"{address}&{setting}" if "?" in address else f"{address}?{setting}")
    assert not isinstance(caught.value, Unreachable)


def test_a_certificate_that_is_not_there_is_told() -> None:
    said = 'connection to server at "x", port 5432 failed: root certificate file "/nofile" does not exist'
    assert "check sslrootcert" in str(fault_at_login(psycopg.OperationalError(said), "x/y"))


@pytest.mark.parametrize(("state", "kind", "words"), [
    ("53100", TeamFault, "disk of the team's server"), ("57014", TeamFault, "took too long"),
    ("25006", TeamFault, "only be read"), ("42501", TeamFault, "no right"), ("53300", Unreachable, "busy"),
    ("40P01", Unreachable, "busy"), ("57P01", Unreachable, "is gone"), ("XX000", TeamFault, "refuses this"),
])  # fmt: skip
def test_what_the_database_says_becomes_one_sentence(
    server: Server, state: str, kind: type[TeamFault], words: str
) -> None:
    from team.server.faults import in_a_sentence

    with psycopg.connect(server.url, autocommit=True) as connection:
        with pytest.raises(TeamFault, match=words) as caught, in_a_sentence("here"):
            connection.execute(
                f"DO $$BEGIN RAISE SQLSTATE '{state}' USING MESSAGE = 'x', DETAIL = 'hidden row'; END$$".encode()
            )
    assert type(caught.value) is kind and "hidden" not in str(caught.value) and str(caught.value).count("\n") == 0


def test_what_takes_too_long_is_stopped(new_team: NewTeam) -> None:
    ada = new_team(ada="coder").log("ada")
    ada.rows("SELECT set_config('statement_timeout', '20', false)")
    with pytest.raises(TeamFault, match="took too long"):
        ada.rows("SELECT pg_sleep(20)")


@pytest.mark.parametrize(("url", "kept"), [
    ("postgresql://ada:s3cr3t@db.example.org:5433/team", "postgresql://ada@db.example.org:5433/team"),
    ("postgresql://ada@db.example.org/team?sslmode=verify-full&password=s3cr3t", "postgresql://ada@db.example.org/team?sslmode=verify-full"),
    ("postgres:///team?host=/run/postgresql", "postgres:///team?host=/run/postgresql"),
    ("postgresql://a%40b:p%3Aw@[::1]/t", "postgresql://a%40b@[::1]/t"),
    ("host=h user=ada password=s3cr3t dbname=t", "user=ada dbname=t host=h"),
])  # fmt: skip
def test_an_address_is_kept_without_its_password(url: str, kept: str) -> None:
    assert Address(url).kept == kept
    assert "s3cr3t" not in Address(url).shown + Address(url).line_for("ben")


@pytest.mark.parametrize(
    "url", ["postgresql://a:s3cr3t@h:port/x", "rubbish", "postgresql://h/x?colour=s3cr3t", "mysql://h/x", "host='"]
)
def test_what_is_no_address_is_not_repeated(url: str) -> None:
    with pytest.raises(TeamFault, match="no address of a server") as caught:
        connect_as(url)
    assert "s3cr3t" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(("host", "local"), [
    ("", True), ("localhost", True), ("127.0.0.1", True), ("[::1]", True), ("db.example.org", False),
    ("10.0.0.8", False),
])  # fmt: skip
def test_what_goes_over_a_network_without_tls_is_said(host: str, local: bool) -> None:
    plain = SimpleNamespace(pgconn=SimpleNamespace(ssl_in_use=False))
    warned = Address(f"postgresql://{host}/team").warnings(plain)  # type: ignore[arg-type]
    assert bool(warned) is not local
