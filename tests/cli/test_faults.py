"""A fault that nobody foresaw ends a command as it ends the desk: a sentence, a log that tells nothing of the stories,
and exit status 1."""

from pathlib import Path

import pytest

from cli.main import main
from workspace.workspace import Workspace


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_an_unforeseen_fault_is_a_sentence_and_a_log(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise ZeroDivisionError("a title that is nobody's business")

    monkeypatch.setattr(Workspace, "library", property(fail))
    assert main(["--home", str(home), "count"]) == 1
    said = capsys.readouterr()
    log = home / "cache" / "civicdesk.log"
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "fault of its own" in said.err
    assert str(log) in said.err
    written = log.read_text()
    assert "ZeroDivisionError" in written
    assert "nobody" not in written.replace('raise ZeroDivisionError("a title that is nobody\'s business")', "")
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_fault_at_the_end_of_a_command_is_one_too(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Workspace, "__exit__", lambda *_: 1 / 0)
    assert main([f"--home={home}", "count"]) == 1
    assert "fault of its own" in capsys.readouterr().err
    assert (home / "cache" / "civicdesk.log").exists()


def test_a_file_that_fails_is_named_with_the_reason(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise PermissionError(13, "Permission denied", "/somewhere/odd")

    monkeypatch.setattr(Workspace, "library", property(fail))
    assert main(["--home", str(home), "count"]) == 1
    assert capsys.readouterr().err == "civicdesk: /somewhere/odd can't be used: permission denied.\n"
