"""team: joined, kept in step with and left on the command line."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cli.commands.team.owner import password_asker

Run = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "team"
    folder.mkdir()
    return folder


@pytest.fixture
def by(civicdesk: Run, tmp_path: Path) -> Run:
    """Runs a command at the desk of a coder."""

    def run(who: str, *words: object) -> Any:
        home = tmp_path / who
        if not home.exists():
            home.mkdir()
            (home / "config.toml").write_text(f'who = "{who}"\n')
        return civicdesk("--home", home, *words)

    return run


def test_two_coders_by_a_folder(by: Run, folder: Path) -> None:
    by("Ada", "tag", "seed", "privacy")
    joined = by("Ada", "team", "join", folder)
    assert joined.status == 0
    assert "in which you are the first: 0 decisions and 0 stories will come, 1 decision and 0 stories of" in joined.out
    assert "by agreement only" in joined.err
    assert joined.out.endswith("In step; nobody else takes part yet: 1 decision sent, 0 taken in.\n")
    joined = by("Ben", "team", "join", folder)
    assert (
        f"Joining the team in {folder} of Ada: 1 decision of 1 coder and 0 stories will come, 0 decisions" in joined.out
    )
    assert joined.out.endswith("In step with 1 other member: 0 decisions sent, 1 taken in.\n")
    assert "Ada" in by("Ben", "show", "seed").out
    by("Ben", "tag", "seed", "bias")
    assert "1 waiting" in by("Ben", "team", "status").out
    assert by("Ben", "team", "sync").out == "In step with 1 other member: 1 decision sent, 0 taken in.\n"
    body = json.loads(by("Ada", "team", "sync", "--json").out)
    assert (body["decisions"], body["sent"], body["members"]) == (1, 0, ["Ben"])
    left = by("Ada", "team", "leave")
    assert left.status == 0
    assert by("Ada", "team", "sync").status == 1
    assert "No team is joined" in by("Ada", "team", "status").out
    assert "bias" in by("Ada", "show", "seed", "--json").out


def test_nobody_answers(by: Run, folder: Path) -> None:
    by("Ada", "team", "join", folder)
    by("Ada", "tag", "seed", "privacy")
    folder.rename(folder.with_name("away"))
    found = by("Ada", "team", "sync")
    assert (found.status, found.out) == (3, "")
    assert "see whether its disk or network is there. 1 decision of yours waits here." in found.err
    assert "offline since" in by("Ada", "team", "status").out
    folder.with_name("away").rename(folder)
    assert by("Ada", "team", "sync").status == 0
    by("Ada", "tag", "seed", "bias")
    assert "Never sent: 1 decision." in by("Ada", "team", "leave").err


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("", "Say where the team is"),
        (" ", "Say where the team is"),
        ("nowhere", "There is no folder"),
        ("postgresql://ada:secret@host/db", "A password is never kept"),
        ("postgresql://[/db", "no address of a team"),
        ("mysql://host/db", "A team is in a folder, or on PostgreSQL"),
        ("Ada/config.toml", "config.toml is a file, and a team is in a folder"),
    ],
)
def test_what_cannot_be_joined(by: Run, tmp_path: Path, where: str, said: str) -> None:
    found = by("Ada", "team", "join", where if "://" in where or not where.strip() else tmp_path / where)
    assert found.status == 1
    assert said in found.err
    assert "secret" not in found.err
    assert "No team is joined" in by("Ada", "team", "status").out


def test_a_second_team_is_joined_once_the_first_is_left(by: Run, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    by("Ada", "team", "join", folder)
    refused = by("Ada", "team", "join", other)
    assert (refused.status, [*other.iterdir()]) == (1, [])
    assert f"This desk is in the team in {folder}: civicdesk team leave ends that, then join another." in refused.err
    assert by("Ada", "team", "join", folder).status == 0
    by("Ada", "team", "leave")
    assert by("Ada", "team", "join", other).status == 0


@pytest.mark.parametrize(
    ("query", "said"),
    [("concern:", "does not say which stories"), ("police -source:", "does not say which stories"),
     ("()", "does not say which stories"), ("since:", "does not say which stories"), ("since:20", "can't be used"),
     ("is:starred", "asks for what was decided"), ("police -tag:privacy", "asks for what was decided"),
     ("nonsense:x", "There is no field"), ("concern:privacy", "asks for suggestions")],
)  # fmt: skip
def test_a_window_that_says_no_stories_is_refused(by: Run, folder: Path, query: str, said: str) -> None:
    by("Ada", "team", "join", folder)
    found = by("Ada", "team", "window", query)
    assert (found.status, said in found.err) == (1, True)
    assert by("Ada", "team", "window").out == "since:2y\n"
    assert by("Ada", "team", "window", " ").status == 0


@pytest.mark.parametrize(
    "words",
    ["sync", "status", "leave", "feeds", "window", "window since:3y", "round status", "round close x",
     "round compare x", "round adjudicate x", "invite zed --no-password", "remove zed", "redact story x --reason y"],
)  # fmt: skip
def test_without_a_team_each_command_fails_with_one_sentence(by: Run, words: str) -> None:
    found = by("Ada", "team", *words.split())
    assert (found.status, "No team is joined: civicdesk team join" in found.out + found.err) == (1, True)


@pytest.mark.parametrize(
    "words", ["join URL", "create URL", "invite zed --no-password --url URL", "round status --url URL"]
)
def test_a_password_in_an_address_is_taken_by_no_command(by: Run, words: str) -> None:
    for address in ("postgresql://ada:secret@host/db", "postgresql://ada@host/db?password=secret"):
        found = by("Ada", "team", *words.replace("URL", address).split())
        assert (found.status, "secret" in found.err) == (1, False)
        assert "A password is never kept" in found.err


def test_a_team_in_a_folder_says_that_it_has_no_rounds(by: Run, folder: Path) -> None:
    by("Ada", "team", "join", folder)
    for words in (("compare", "x"), ("adjudicate", "x"), ("status",), ("close", "x")):
        found = by("Ada", "team", "round", *words)
        assert (found.status, "for teams on a server" in found.err, "sync" in found.err) == (1, True, False)


def test_an_option_that_a_command_does_not_know_leads_to_its_help(by: Run) -> None:
    found = by("Ada", "team", "create", "--url", "x")
    assert (found.status, "see civicdesk team create --help." in found.err) == (2, True)


def test_a_command_asks_for_a_password_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def getpass(what: str) -> str:
        asked.append(what)
        return "secret"

    monkeypatch.setattr("cli.commands.team.owner.getpass", getpass)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    ask = password_asker()
    assert ask
    assert [ask("Password for a: "), ask("Password for a: "), ask("Password for b: ")] == ["secret"] * 3
    assert asked == ["Password for a: ", "Password for b: "]


def test_a_server_without_the_extra_is_one_sentence(by: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("team.registry.find_spec", lambda _: None)
    found = by("Ada", "team", "join", "postgresql://ada@host/db")
    assert found.status == 1
    assert "A team on PostgreSQL needs an extra: pipx install 'civicdesk[team]'." in found.err


OF_OWNERS = {
    "create": ("create", "{}"),
    "invite": ("invite", "ben", "--url", "{}"),
    "remove": ("remove", "ben", "--url", "{}"),
    "redact": ("redact", "story", "abc", "--reason", "x", "--url", "{}"),
    "open": ("round", "open", "A", "is:tagged", "--url", "{}"),
    "status": ("round", "status", "--url", "{}"),
    "close": ("round", "close", "A", "--url", "{}"),
}


@pytest.mark.parametrize("typed", OF_OWNERS.values(), ids=OF_OWNERS)
def test_what_owners_do_without_the_extra_or_a_server_is_one_sentence(
    by: Run, monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...]
) -> None:
    for name in [one for one in sys.modules if one == "team.server" or one.startswith("team.server.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setattr("team.registry.find_spec", lambda _: None)
    done = by("Ada", "team", *[part.format("postgresql://ada@host/db") for part in typed])
    assert (done.status, done.err) == (
        1, "civicdesk: A team on PostgreSQL needs an extra: pipx install 'civicdesk[team]'.\n",
    )  # fmt: skip
    if "--url" in typed:
        done = by("Ada", "team", *typed[:-2])
        assert done.status == 1
        assert "civicdesk team join" in done.err


def test_what_was_held_back_is_listed(by: Run, folder: Path, tmp_path: Path) -> None:
    for who, title, text in (("Ada", "The council bought cameras", "It bought forty on Monday, said the mayor."),
                             ("Ben", "A park reopens", "Children played on the swings in the sun again.")):  # fmt: skip
        (tmp_path / "one.jsonl").write_text(json.dumps({"id": "x1", "title": title, "text": text}) + "\n")
        assert by(who, "import", tmp_path / "one.jsonl").status == 0
    by("Ada", "tag", "x1", "privacy")
    by("Ada", "team", "join", folder)
    assert by("Ben", "team", "join", folder).out.endswith("0 decisions sent, 0 taken in, 1 new story, 1 held back.\n")
    status = by("Ben", "team", "status")
    assert "Privacy" in status.out
    assert "by Ada: not taken, the story with its id is another one here" in status.out
    assert json.loads(by("Ben", "team", "status", "--json").out)["held_back"][0]["operation"]["who"] == "Ada"
