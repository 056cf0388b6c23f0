"""Hostile text in every field that can reach the screen, in a real terminal: nothing of it acts, nothing moves."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.feeds.server import Server, reply

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")

Start = Callable[..., Any]
Run = Callable[..., Any]
ESCAPE, ENTER = "\x1b", "\r"
PANES = ("1 Summary", "2 Stakeholders", "3 Ethical concerns", "4 Text")
# Each has a number of its own, which no sequence of Textual's has.
ACTING = (
    "\x1b]52;c;NzcxMQ==\x07",
    "\x1b]8;;https://7712.example\x1b\\",
    "\x1b]0;7713\x07",
    "\x1b[77;13H",
    "\x1b[38;5;77;14m",
    "\x9b7715H",
    "\x9d52;c;NzcxNg==\x9c",
    "\x90q7717\x9c",
    "\x1bc",
    "\x07",
    "\x85",
)
MISLEADING = ("\u202e7718\u202c", "\u2066x\u2069", "\u200b", "\u200f", "\ufeff", "z" + "\u0301\u0302\u0303" * 30)
MARKUP = ("[/nope]", "[@click=app.quit]x[/]", "[red]r", "[link=file:///]l[/link]")
WIDE = ("監視社会と個人情報保護", "👩‍👩‍👧‍👦🏳️‍🌈", "얼굴 인식")
NASTY = " ".join((*ACTING, *MISLEADING, *MARKUP, *WIDE))
FORBIDDEN = tuple(
    one.encode()
    for one in (
        *("\x1b]52", "\x1b]8;;h", "\x1b]0;7713", "\x1b[77;13H", "77;14m\x1b", "\x9b", "\x9d", "\x90", "\x1bc", "\x85"),
        *("\u202e", "\u2066", "\u200b", "\u200f", "\ufeff", "\u0303\u0301\u0302\u0303"),
    )
)


def assert_nothing_of_theirs(desk: Any) -> None:
    found = [one for one in FORBIDDEN if one in desk.raw]
    assert not found


def assert_columns(desk: Any) -> None:
    """The line between list and story stands in one column, whatever stands beside it."""
    rows = desk.lines[2:38]
    columns = {row.index("│") for row in _cells(desk, 2, 38) if "│" in row}
    assert len(columns) == 1, "\n".join(rows)


def _cells(desk: Any, first: int, last: int) -> list[list[str]]:
    """What stands in each cell of some rows; nothing behind a wide character."""
    return [[desk.screen.buffer[y][x].data for x in range(desk.screen.columns)] for y in range(first, last)]


@pytest.fixture
def nasty(tmp_path: Path) -> Path:
    """A few stories with hostile text everywhere, a plain one, and one with a title of a megabyte."""
    story = {
        "title": f"Nasty {NASTY}", "text": f"{NASTY}\n\nPrivacy campaigners object. {NASTY}", "source": NASTY,
        "author": NASTY, "url": f"javascript:{NASTY}", "summary": NASTY, "stakeholders": [NASTY, {"name": NASTY}],
        "tags": [NASTY], "concerns": [NASTY], "date": 1.79e9,
    }  # fmt: skip
    link = {**story, "title": f"Linked {NASTY}", "url": f"https://example.org/{NASTY}", "date": 1.78e9}
    wide = {"title": " ".join(WIDE * 3), "text": " ".join(WIDE * 90), "source": WIDE[0], "date": 1.77e9}
    long = {"title": f"Long {NASTY} " * 6000, "text": "Short.", "date": 1.76e9}
    assert len(str(long["title"])) > 1_000_000
    path = tmp_path / "nasty.json"
    path.write_text(json.dumps({"_default": {"1": story, "2": link, "3": wide, "4": long}}))
    return path


def test_nothing_that_a_story_says_acts_on_the_terminal(start: Start, nasty: Path) -> None:
    desk = start(str(nasty))
    desk.wait_for(*PANES, "Nasty", "[/nope]", "1 of 4", gone="Reading …")
    for position in (2, 3, 4):
        assert_columns(desk)
        desk.press("j")
        desk.wait_for(f"{position} of 4", gone="Reading …")
    assert_columns(desk)
    desk.press("g", "3", "t")
    desk.wait_for("type to narrow")
    desk.press(ESCAPE)
    desk.wait_for(gone="type to narrow")
    desk.press("J", "L")
    desk.wait_for("Open a link")
    desk.press(ESCAPE)
    desk.wait_for(gone="Open a link")
    desk.press("n")
    desk.wait_for("Note on")
    desk.press(ESCAPE)
    desk.wait_for(gone="Note on")
    desk.press("q")
    assert desk.wait_end() == 0
    assert_nothing_of_theirs(desk)


def test_nothing_that_is_pasted_acts_on_the_terminal(start: Start) -> None:
    desk = start()
    desk.wait_for(*PANES, gone="Reading …")
    # Terminals take ESC out of what is pasted, since no program could tell it from keys otherwise.
    pasted = f"\x1b[200~{NASTY.replace(ESCAPE, '')}\x1b[201~"
    desk.press("/")
    desk.wait_for("esc clear")
    desk.press(pasted)
    desk.wait_for("7712")
    desk.press(ESCAPE)
    desk.wait_for(*PANES, gone="7712")
    desk.press("t")
    desk.wait_for("does not count")
    desk.press("\x1b[200~\x9b7715H\u202e\u200bown [/nope]\x1b[201~")
    desk.wait_for("make the tag “own-nope”")
    desk.press(ESCAPE)
    desk.wait_for(gone="make the tag")
    desk.press("e")
    desk.wait_for("Note on")
    desk.press(pasted)
    desk.wait_for("[/nope]")
    desk.press(ESCAPE)
    desk.wait_for("✎", gone="Note on")
    desk.press("q")
    assert desk.wait_end() == 0
    assert_nothing_of_theirs(desk)


def test_nothing_that_a_feed_says_acts_on_the_terminal(start: Start, run: Run) -> None:
    said = " ".join(one for one in (*ACTING, *MISLEADING, *MARKUP, *WIDE) if one >= " ")  # XML has no C0
    fields = f"<title>Arrived {said}</title><author>{said}</author><description>{said}</description>"
    item = f"<item><guid>1</guid>{fields}</item>"
    feed = f"<rss version='2.0'><channel><title>Feed {said}</title>{item}</channel></rss>"
    with Server() as server:
        run("feeds", "add", server.at("/feed", reply(feed.encode(), headers={"Content-Type": "text/xml"})), "--local")
        server.at("/feed", reply(feed.encode(), headers={"Content-Type": "text/xml"}))
        desk = start()
        desk.wait_for(*PANES, gone="Reading …")
        desk.press("r")
        desk.wait_for("Arrived", "Feeds fetched")
        server.at(
            "/feed", reply(f"<rss {said}".encode(), headers={"Content-Type": said.encode("ascii", "ignore").decode()})
        )
        desk.press("r")
        desk.press("F")
        desk.wait_for("1 failed", "esc back")
        desk.press("q")
        desk.wait_for(*PANES)
        desk.press("q")
        assert desk.wait_end() == 0
    assert_nothing_of_theirs(desk)


@pytest.mark.parametrize(
    "name", ["\x1b]0;7713\x07.json", "\u202enosj.json", "a\x9b77;13H.json", "[nope].json"], ids=ascii
)
def test_nothing_that_a_file_is_called_acts_on_the_terminal(name: str, start: Start, tmp_path: Path) -> None:
    missing = start(str(tmp_path / name))
    assert missing.wait_end() == 1
    path = tmp_path / name
    path.write_text("this is no story file")
    broken = start(str(path))
    assert broken.wait_end() == 1
    for desk in (missing, broken):
        assert "civicdesk: " in desk.text
        assert "Traceback" not in desk.text
        assert_nothing_of_theirs(desk)
