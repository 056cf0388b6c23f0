"""What members see on their desks of who they are in the team on a server, and of what it takes from them."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import main
from team.server import invite, redact, remove_member
from tests.team.server.teams import Team, entry, operation

NewTeam = Callable[..., Team]
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command at the desk of a member, and returns all that is said."""

    def run(who: str, *words: str, status: int = 0) -> str:
        home = tmp_path / who
        if not home.exists():
            home.mkdir()
            (home / "config.toml").write_text(f'who = "{who}"\n')
        capsys.readouterr()
        assert main.main(["--home", str(home), *words]) == status
        return "".join(capsys.readouterr())

    return run


def test_who_joins_is_asked_for_a_name_once_they_are_let_in_and_offered_that_of_their_role(
    tmp_path: Path, new_team: NewTeam, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    team, settings = new_team(ada="coder"), tmp_path / "config.toml"
    monkeypatch.setattr(sys, "stdin", stdin := io.StringIO("\n\n"))
    for stream in (stdin, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    join = ["--home", str(tmp_path), "team", "join"]
    assert main.main([*join, team.address("nobody")]) == 1
    assert "Under which name" not in capsys.readouterr().err and not settings.exists()
    assert main.main([*join, team.address("ada")]) == 0
    assert "Under which name do you decide? [ada] " in capsys.readouterr().err
    assert 'who = "ada"' in settings.read_text()


def test_what_an_invited_may_do_is_said(new_team: NewTeam, run: Run) -> None:
    at = ("--url", (team := new_team(jude="adjudicator")).address("chief"))
    again = run("chief", "team", "invite", "jude", *at)
    assert "jude is an adjudicator, as before." in again and team.log("jude").rights() == "adjudicator"
    assert "jude was an adjudicator and is a coder now." in run(
        "chief", "team", "invite", "jude", "--role", "coder", *at
    )
    assert "zed is a coder now." in (new := run("chief", "team", "invite", "zed", "--no-password", *at))
    assert "password" not in new
    said = run("chief", "team", "invite", "zed", "--role", "reader", "--json", *at)
    found = json.JSONDecoder().raw_decode(said)[0]  # what there is a remark on follows
    assert (found["was"], found["role"]) == ("coder", "reader")


def test_what_was_refused_and_is_taken_back_is_offered_no_more(new_team: NewTeam, run: Run) -> None:
    team = new_team(ada="coder", ben="coder")
    for who, words in (("ada", []), ("ben", ["--reject"])):
        run(who, "tag", "seed", "privacy", "bias", *words)
        run(who, "team", "join", team.address(who))
    run("ada", "team", "sync")
    run("ada", "settle", "seed", "privacy", "--yes")
    run("ada", "settle", "seed", "bias", "--no")
    assert "2 refused" in run("ada", "team", "sync", status=3)
    assert "2 late" in (status := run("ada", "team", "status")) and status.count("by agreed: not taken") == 2
    run("ada", "undo")
    assert "1 late" in (status := run("ada", "team", "status")) and "waiting" not in status
    assert "refused" not in run("ada", "team", "sync")
    assert "1 refused" in run("ada", "team", "sync", "--again", status=3)
    assert run("ada", "team", "status").count("by agreed: not taken") == 1
    run("ada", "undo")
    assert "In step" in run("ada", "team", "sync", "--again") and "in step" in run("ada", "team", "status")
    run("ada", "settle", "seed", "privacy", "--yes")
    assert "1 refused" in run("ada", "team", "sync", status=3)
    assert "Never sent: 1 decision that the team refused." in run("ada", "team", "leave")


def test_a_reader_is_told_what_stays_and_is_in_step_otherwise(new_team: NewTeam, run: Run) -> None:
    team = new_team(ada="coder", rita="reader")
    run("rita", "team", "join", team.address("rita"))
    run("rita", "tag", "seed", "privacy")
    run("ada", "tag", "seed", "bias")
    run("ada", "team", "join", team.address("ada"))
    said = run("rita", "team", "sync", status=3)
    assert "You read in the team at" in said and "team invite rita --role coder. 1 decision of yours waits" in said
    assert "1 taken in, 1 waiting" in said
    status = run("rita", "team", "status")
    assert "you       rita, reader" in status
    assert "refused, 1 waiting" in status and "You read in the team" in status and "never" not in status
    invite(team.url("chief"), "rita", "coder")
    assert "1 decision sent" in run("rita", "team", "sync")
    assert json.loads(run("rita", "team", "status", "--json"))["rights"] == "coder"
    assert "You read" not in (status := run("rita", "team", "status")) and "in step" in status


def test_what_could_not_be_read_comes_once_it_can_and_is_told_no_longer_than_that(new_team: NewTeam, run: Run) -> None:
    team = new_team(ada="coder", ben="coder")
    run("ben", "team", "join", team.address("ben"))
    whole = [operation(number, about=about) for number, about in ((1, "good"), (2, "odd"), (3, "torn"))]
    team.log("ada").push([entry(whole[0], about="good"), entry(whole[2], about="torn")])
    with team.sql("ada") as connection:  # as a program of their own could
        connection.execute("SELECT civicdesk.give('', ARRAY[%s])", [json.dumps({"id": "sodd", "links": 1})])
        torn = json.dumps(json.loads(operation(4, about="torn").canonical) | {"at": "no time"})
        for body, name in ((whole[1].canonical, "sodd"), (torn, "storn")):
            connection.execute("SELECT civicdesk.push('', ARRAY[%s], ARRAY[%s])", [body, json.dumps([name])])
    told = run("ben", "team", "sync")
    assert "story sodd can't be read" in told and "on story storn is passed over" in told
    assert "can't be read" not in run("ben", "team", "sync")  # told once
    assert (status := run("ben", "team", "status")).count("can't be read") == 2 and "odd" in status
    team.log("ada").push([entry(about="odd")])
    assert "1 taken in" in run("ben", "team", "sync")
    assert "can't be read" not in run("ben", "team", "sync")
    assert "ada" in run("ben", "show", "sodd") and run("ben", "team", "status").count("can't be read") == 1
    redact(team.url("chief"), "operation", "op-4", "torn")
    run("ben", "team", "sync")
    assert "can't be read" not in run("ben", "team", "status")
    team.log("ada").push([entry(operation(5, about="good"), about="good")])
    assert "1 taken in" in run("ben", "team", "sync")


def test_who_is_no_member_any_more_has_no_rights_in_the_status(new_team: NewTeam, run: Run) -> None:
    team = new_team(ada="coder")
    run("ada", "team", "join", team.address("ada"))
    assert "ada, coder" in run("ada", "team", "status")
    remove_member(team.url("chief"), "ada")
    assert "You are no member" in run("ada", "team", "sync", status=1)
    assert "coder" not in run("ada", "team", "status")
