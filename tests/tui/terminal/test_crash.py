"""A fault that nobody foresaw leaves a sentence and a file."""

from pathlib import Path

import pytest

from tests.types import OpenDesk
from tui.terminal.crash import write_down


def fault() -> ValueError:
    secret = "a story"
    try:
        raise ValueError(len(secret))
    except ValueError as error:
        return error


def test_the_details_are_in_the_file_that_the_sentence_names(tmp_path: Path) -> None:
    log = tmp_path / "cache" / "civicdesk.log"
    assert str(log) in write_down(fault(), log)
    written = log.read_text()
    assert "ValueError: 7" in written
    assert "test_crash.py" in written
    assert "civicdesk" in written.splitlines()[0]


def test_a_file_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    assert "could not be written" in write_down(fault(), tmp_path / "taken" / "log")


async def test_the_desk_ends_with_the_sentence_and_not_with_a_traceback(
    open_desk: OpenDesk, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[object] = []
    raised = None
    try:
        async with open_desk() as (app, pilot):

            def panic(*said: object) -> None:
                printed.extend(said)
                app.exit(return_code=1)

            monkeypatch.setattr(app, "panic", panic)
            monkeypatch.setattr(app.desk, "toggle_star", lambda: 1 / 0)
            await pilot.press("s")
    except ZeroDivisionError as error:
        raised = error
    assert raised is not None
    assert "fault of its own" in str(printed[0])
    assert "ZeroDivisionError" in (home / "cache" / "civicdesk.log").read_text()
