"""A name is asked for once, of who can answer, and everybody else is told how to give one."""

import getpass
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from civic.flags import READ, STAR
from cli.commands.exchange.naming import ask_for_name
from cli.common import QUIET
from workspace.workspace import Workspace

QUESTION = "Under which name do you decide? [root] "
Ask = Callable[..., str]


class Typed(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def workspace(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setattr(getpass, "getuser", lambda: "root")
    with Workspace.open(home) as workspace:
        yield workspace


@pytest.fixture
def ask(workspace: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Asks where these bytes are typed; returns what came on standard error. Standard output stays empty."""

    def ask(typed: bytes, *, terminal: bool = True, as_json: bool = False) -> str:
        stdin = Typed if terminal else io.TextIOWrapper
        monkeypatch.setattr(sys, "stdin", stdin(io.BytesIO(typed), encoding="utf-8"))
        with monkeypatch.context() as patched:
            patched.setattr(sys.stderr, "isatty", lambda: terminal)
            patched.setenv("TERM", "dumb")  # no line of progress
            ask_for_name(workspace, as_json=as_json)
        printed = capsys.readouterr()
        assert printed.out == ""
        return printed.err

    return ask


def settings(workspace: Workspace) -> str:
    return workspace.places.settings.read_text("utf-8") if workspace.places.settings.exists() else ""


def how(workspace: Workspace) -> str:
    return (
        "civicdesk: Your decisions are signed with the login name 'root': write who = \"YOUR NAME\" in "
        f'{workspace.places.settings}, and formerly = ["root"] if you have decided already.\n'
    )


def test_the_answer_is_written_and_signs_at_once(workspace: Workspace, ask: Ask) -> None:
    workspace.library.judge([("seed-story", STAR, True)])
    said = ask(b'  Ada "the\tCount"  \n')
    assert said == (
        f'{QUESTION}civicdesk: You decide as Ada "the Count" now, as {workspace.places.settings} says; '
        "what you decided as root stays yours.\n"
    )
    assert settings(workspace) == 'who = "Ada \\"the Count\\""\nformerly = ["root"]\n'
    (operation,) = workspace.library.judge([("seed-story", READ, True)])
    assert operation.who == 'Ada "the Count"'
    assert ask(b"Bo\n") == ""


def test_who_has_not_decided_was_nobody_before(workspace: Workspace, ask: Ask) -> None:
    assert ask(b"Ada\n").endswith(f"You decide as Ada now, as {workspace.places.settings} says.\n")
    assert settings(workspace) == 'who = "Ada"\n'


def test_an_empty_line_keeps_the_login_name_for_good(workspace: Workspace, ask: Ask) -> None:
    workspace.library.judge([("seed-story", STAR, True)])
    assert ask(b" \n").startswith(f"{QUESTION}civicdesk: You decide as root now")
    assert settings(workspace) == 'who = "root"\n'
    assert ask(b"Bo\n") == ""


def test_a_name_that_can_not_be_is_refused_and_asked_for_again(workspace: Workspace, ask: Ask) -> None:
    lines = ask(b"AGREED\n" + b"x" * 81 + b"\nAda\n").split(QUESTION)
    assert lines[1].startswith("civicdesk: The name can't be 'AGREED'")
    assert lines[2].startswith("civicdesk: The name can't be longer than 80 characters")
    assert settings(workspace) == 'who = "Ada"\n'


@pytest.mark.parametrize(
    ("typed", "questions"), [(b"agreed\n\xe2\x80\x8b\nagreed\nAda\n", 3), (b"", 1), (b"agreed\n", 2), (b"\xff\n", 1)]
)
def test_who_gives_no_name_is_told_how_to_and_goes_on(
    typed: bytes, questions: int, workspace: Workspace, ask: Ask
) -> None:
    said = ask(typed)
    assert said.count(QUESTION) == questions
    assert said.endswith("\n" + how(workspace))
    assert settings(workspace) == ""


def test_nobody_is_asked_where_nobody_answers(workspace: Workspace, ask: Ask) -> None:
    assert ask(b"Ada\n", terminal=False) == how(workspace)
    assert ask(b"Ada\n", as_json=True) == how(workspace)
    token = QUIET.set(True)
    try:
        assert ask(b"Ada\n") == ""
    finally:
        QUIET.reset(token)
    assert settings(workspace) == ""
    assert workspace.settings.who == "root"


def test_what_can_not_be_written_is_told_and_stops_nothing(workspace: Workspace, ask: Ask) -> None:
    workspace.places.config.mkdir(parents=True, exist_ok=True)
    workspace.places.settings.write_text("mouse = ")
    said = ask(b"Ada\n")
    assert said == f"{QUESTION}civicdesk: {workspace.places.settings} can't be read: mend it, then write who into it.\n"
    assert settings(workspace) == "mouse = "
    assert workspace.settings.who == "root"
