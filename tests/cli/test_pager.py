"""Long output goes through the user's pager on a terminal, and nowhere else; links only where they can be followed."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.links import linked
from cli import pager
from cli.main import main
from cli.pager import link, print_lines

LINES = [f"line {n}" for n in range(100)]


@pytest.fixture
def paged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a pager writes what it is given, on a terminal of 24 rows."""
    script, out = tmp_path / "a pager.py", tmp_path / "paged"
    script.write_text(f"import sys\nopen({str(out)!r}, 'w').write(sys.stdin.read())\n")
    monkeypatch.setenv("PAGER", f"'{sys.executable}' '{script}'")
    monkeypatch.setattr(pager, "on_terminal", lambda: True)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((80, 24)))
    return out


def test_what_is_longer_than_the_screen_is_paged_without_links(paged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    print_lines([linked("Title", "https://a.example/"), *LINES])
    assert paged.read_text().splitlines() == ["Title", *LINES]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("lines", [LINES[:20], ["x" * 1700]])
def test_what_fits_is_printed(lines: list[str], paged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    print_lines(lines)
    assert capsys.readouterr().out.splitlines() == lines
    assert not paged.exists()


def test_long_lines_count_as_the_rows_that_they_take(paged: Path) -> None:
    print_lines(["x" * 1900])
    assert paged.exists()


def test_a_pager_that_is_left_early_is_no_fault(paged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", f"'{sys.executable}' -c pass")
    print_lines(LINES * 10_000)


@pytest.mark.parametrize("said", ["", "cat", "no-such-pager --x", "'open"])
def test_without_a_pager_that_works_the_lines_are_printed(
    said: str, paged: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAGER", said)
    print_lines(LINES)
    told = capsys.readouterr()
    assert told.out.splitlines() == LINES
    assert told.err.count("\n") == (said not in ("", "cat"))


def test_in_a_pipe_there_is_neither_pager_nor_link(
    paged: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("PAGER", "no-such-pager")
    print_lines([link("Title", "https://a.example/"), *LINES])
    assert capsys.readouterr().out.splitlines() == ["Title", *LINES]


@pytest.mark.parametrize("arguments", [["help", "keys"], ["help", "commands"], ["help", "concerns"], ["export"]])
def test_whatever_prints_long_lists_and_texts_goes_there(
    arguments: list[str],
    paged: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert main(["--home", str(tmp_path / "home"), *arguments]) == 0
    assert capsys.readouterr().out == ""
    with monkeypatch.context() as in_pipe:
        in_pipe.setattr(pager, "on_terminal", lambda: False)
        assert main(["--home", str(tmp_path / "home"), *arguments]) == 0
    assert paged.read_text() == capsys.readouterr().out


@given(st.lists(st.text("a\n", max_size=5)))
def test_a_text_in_pieces_has_the_lines_of_the_whole(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert "".join(f"{line}\n" for line in pager._whole(pieces)) == (text + "\n" if text[-1:] == "a" else text)
