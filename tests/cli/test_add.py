"""add: documents become stories once."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from civic.story import Enclosure, Story
from cli.commands.feeds import add
from feeds.errors import FetchError
from tests.feeds.documents.made_files import message, word

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


def test_a_table_is_added_by_the_names_of_its_columns(civicdesk: Run, tmp_path: Path) -> None:
    table = tmp_path / "clippings.csv"
    table.write_text("Titel;Inhalt;Datum\nKameras;Der Rat hat entschieden.;5.3.2024\nSchule;Neue Regeln.;bald\n")
    done = civicdesk("add", table, "--json")
    assert (done.status, done.json["new"]) == (0, 2)
    assert [one["remark"] for one in done.json["remarks"]] == ["1 of its dates can't be read"]
    assert "5 Mar 2024" in civicdesk("list", "Kameras").out
    assert civicdesk("add", table).out.startswith("0 new stories, 0 changed, 2 the same")


def test_unclear_columns_are_named_by_the_user(civicdesk: Run, tmp_path: Path) -> None:
    table = tmp_path / "clippings.csv"
    table.write_text("Was,Wer\nThe council paused its cameras.,Ines\n")
    done = civicdesk("add", table)
    assert done.status == 1
    assert "which of its columns (Was, Wer) hold title and text is not clear; say it: --columns" in done.err
    assert civicdesk("add", table, "--columns", "text=Was,author=2").status == 0
    assert civicdesk("count", "author:Ines cameras").out == "1\n"
    for wrong in ("text", "text=", "colour=Was"):
        assert civicdesk("add", table, "--columns", wrong).status == 2
    assert "no column 'Wo'" in civicdesk("add", table, "--columns", "text=Wo").err


def test_at_a_terminal_unclear_columns_are_asked_for(
    civicdesk: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "clippings.csv"
    table.write_text("Was,\x1b[2JWer\nThe council paused its cameras.,Ines\n")
    monkeypatch.setattr("cli.commands.feeds.add._asker", lambda _: add._ask_columns)
    done = civicdesk("add", table, given=b"\n1\n9\n\n\n")
    assert done.status == 0, done.err
    assert "1  Was" in done.err
    assert "\x1b" not in done.err
    assert civicdesk("count", "cameras").out == "1\n"


def test_documents_that_do_harm_are_named_and_the_rest_is_kept(civicdesk: Run, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a.docx").write_bytes(word("", parts={"word/big.xml": b"0" * (60 * 2**20)}))
    (folder / "b.pdf").write_bytes(b"%PDF-1.4\n" + b"<<" * 10_000)
    (folder / "c.eml").write_bytes(message("From: A <a@g.example>\nSubject: Pilot", ("text/plain", "It voted.")))
    (folder / "d.csv").write_text(",".join(f"c{n}" for n in range(10_000)) + "\n")
    done = civicdesk("add", folder)
    assert done.status == 3
    assert done.out.startswith("1 new story")
    assert done.err.count("\n") == 3


def test_the_pdf_files_of_a_story_are_added(civicdesk: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def enclosed(story: Story, enclosure: Enclosure, *_: object, **__: object) -> Story:
        if "gone" in enclosure.url:
            raise FetchError("There is nothing at this address (404 Not Found); check it.")
        return Story(id="pdf1", title=enclosure.title, url=enclosure.url, text=f"Came with {story.title}.")

    monkeypatch.setattr("feeds.enclosures.enclosed_story", enclosed)
    files = [{"url": "https://b.example/r.pdf", "title": "The report"}, {"url": "https://b.example/gone.pdf"}]
    (tmp_path / "s.json").write_text(
        json.dumps(
            [
                {"id": "filed", "title": "Filed", "enclosures": files},
                {"id": "bare", "title": "Bare", "enclosures": ["https://b.example/a.mp3"]},
            ]
        )
    )
    assert civicdesk("add", tmp_path / "s.json").status == 0
    ids = {row["title"]: row["id"] for row in civicdesk("list", "--json").json}
    done = civicdesk("add", "--enclosed", ids["Filed"], "--json")
    assert (done.status, done.json["added"]) == (3, [{"id": "pdf1", "title": "The report"}])
    assert (done.json["new"], done.json["same"]) == (1, 0)
    again = civicdesk("add", "--enclosed", ids["Filed"])
    assert again.out == "0 new stories, 0 changed, 1 the same, 1 skipped.\n"
    assert "https://b.example/gone.pdf: There is nothing at this address" in done.err
    assert civicdesk("show", "pdf1", "--json").status == 0
    done = civicdesk("add", "--enclosed", ids["Bare"])
    assert (done.status, "No PDF file came along" in done.err, "1 file of other kinds" in done.err) == (1, True, True)
    assert civicdesk("add").status == civicdesk("add", "x", "--enclosed", ids["Bare"]).status == 2
