"""A fault that nobody foresaw leaves a sentence and a file."""

from pathlib import Path

from workspace.crash import write_down


def fault() -> ValueError:
    secret = "a story"
    try:
        raise KeyError(secret)
    except KeyError as error:
        try:
            raise ValueError(f"it was {secret}") from error
        except ValueError as outer:
            return outer


def test_the_details_are_in_the_file_that_the_sentence_names(tmp_path: Path) -> None:
    log = tmp_path / "cache" / "civicdesk.log"
    assert str(log) in write_down(fault(), log)
    written = log.read_text()
    assert "ValueError" in written
    assert "KeyError" in written
    assert "it was" not in written.replace('raise ValueError(f"it was {secret}")', "")
    assert log.stat().st_mode & 0o777 == 0o600
    assert "test_crash.py" in written
    assert "civicdesk" in written.splitlines()[0]


def test_a_file_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    assert "could not be written" in write_down(fault(), tmp_path / "taken" / "log")
