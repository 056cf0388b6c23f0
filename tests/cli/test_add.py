"""add: documents become stories once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    (folder / "inner").mkdir(parents=True)
    (folder / "a.md").write_text("# Council votes\n\nThe council voted on cameras.\n")
    (folder / "inner" / "b.txt").write_text("Residents object to cameras.\n")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text("x")
    return folder


def test_a_folder_is_added_once(civicdesk: Run, folder: Path) -> None:
    done = civicdesk("add", folder)
    assert done.status == 0, done.err
    assert done.out.startswith("2 new stories, 0 changed, 0 the same")
    assert "picture.png" in done.err
    assert civicdesk("count", "cameras").out == "2\n"
    assert civicdesk("add", folder).out.startswith("0 new stories, 0 changed, 2 the same")
    assert civicdesk("count").out == "3\n"


def test_a_named_file_that_cannot_be_read_is_a_part_not_done(civicdesk: Run, folder: Path) -> None:
    done = civicdesk("add", folder / "a.md", folder / "picture.png", folder / "none.txt", "--json")
    assert done.status == 3
    assert (done.json["new"], len(done.json["skipped"])) == (1, 2)
    assert done.err.count("\n") == 2
    assert civicdesk("add", folder / "none.txt").status == 1


def test_hostile_names_and_texts_are_harmless(civicdesk: Run, tmp_path: Path) -> None:
    bad = tmp_path / "x\x1b[2J\u202e.txt"
    bad.write_text("A \x1b]52;c;eA==\x07text about police cameras.\n")
    (tmp_path / "y\x1b[2J.png").write_text("")
    for done in (civicdesk("add", bad, tmp_path / "y\x1b[2J.png"), civicdesk("list"), civicdesk("export")):
        assert not set(done.out + done.err) & {"\x1b", "\x07", "\u202e"}


def test_what_was_done_about_letters_is_said(civicdesk: Run, tmp_path: Path) -> None:
    page = tmp_path / "zoe.txt"
    page.write_bytes("Die Prüfung für Köln. ".encode() + b"Zo\xeb sagt ja.")
    done = civicdesk("add", page, "--json")
    assert (done.status, done.json["new"]) == (0, 1)
    said = "1 of its characters can't be read and stands as \ufffd"
    assert [one["remark"] for one in done.json["remarks"]] == [said]
    assert f"zoe.txt: {said}." in done.err
