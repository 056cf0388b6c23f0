"""The installed program in a real terminal: what a person sees and does in the first minutes."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.feeds.server import Request, Server, reply

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")

Start = Callable[..., Any]
Run = Callable[..., Any]
PANES = ("1 Summary", "2 Stakeholders", "3 Ethical concerns", "4 Text")
ESCAPE, ENTER, DOWN = "\x1b", "\r", "\x1b[B"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Thirty stories, of which two are about Palantir."""
    titles = [f"Council meeting {n}" for n in range(28)] + ["Palantir wins a contract", "Police drop Palantir"]
    documents = {
        str(n): {"id": f"s{n}", "title": title, "text": f"{title}. Residents object.", "date": 1.79e9 + 3600 * n}
        for n, title in enumerate(titles, 1)
    }
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"_default": documents}))
    return path


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


def test_the_first_frame_shows_the_seed_story_with_every_pane_filled(start: Start) -> None:
    desk = start()
    desk.wait_for(*PANES, "London Mayor", "deployer", "Privacy & surveillance", gone="Reading …")
    assert "/ filter" in desk.text
    desk.press("q")
    assert desk.wait_end() == 0


def test_a_filter_narrows_with_the_count_in_sight(start: Start, library: Path) -> None:
    desk = start(str(library))
    desk.wait_for("Council meeting 27", "of 30")
    desk.press("/")
    desk.wait_for("esc clear")
    desk.press("palantir")
    desk.wait_for("Police drop Palantir", "of 2", gone="Council meeting")
    desk.press(ENTER)
    desk.wait_for("enter read")
    desk.press(DOWN)
    desk.wait_for("2 of 2")
    desk.press(ESCAPE)
    desk.wait_for("of 30", "Council meeting 27")


def test_no_key_is_lost_however_fast_they_come(start: Start, library: Path) -> None:
    desk = start(str(library))
    desk.wait_for("1 of 30", gone="Reading …")
    desk.press("jjjjjkj")
    desk.wait_for("6 of 30")
    desk.press("/")
    desk.wait_for("esc clear")
    desk.press("meeting 13")
    desk.wait_for("Council meeting 13", "1 of 1", gone="Council meeting 27")


def test_a_decision_is_on_the_story_that_the_keys_before_it_opened(start: Start, run: Run, library: Path) -> None:
    desk = start(str(library))
    desk.wait_for("1 of 30", gone="Reading …")
    desk.press("jjsjsGs")  # in one go: star the third, the fourth and the last
    desk.wait_for("30 of 30", "│ ★")
    starred = json.loads(run("list", "is:starred", "--json", "--library", str(library)).stdout)
    assert [story["title"] for story in starred] == ["Council meeting 27", "Council meeting 26", "Council meeting 0"]


def test_what_is_typed_right_behind_the_key_of_the_filter_is_no_command(start: Start, run: Run, library: Path) -> None:
    desk = start(str(library))
    desk.wait_for("1 of 30", gone="Reading …")
    desk.press("jjj/seasax 13")  # in one go: its letters star, accept and reject where they are commands
    desk.wait_for("seasax 13", "esc clear")
    decided = "is:starred OR is:tagged OR is:read"
    assert run("count", decided, "--library", str(library)).stdout.strip() == "0"


def test_what_is_typed_in_one_go_is_done_in_turn(start: Start, run: Run, library: Path) -> None:
    desk = start(str(library))
    desk.wait_for("1 of 30", gone="Reading …")
    desk.press("jj/meeting 13\rsjtenviron\r")  # filter, star, and tag, as fast as a terminal takes it
    desk.wait_for("● Environment")
    starred = json.loads(run("list", "is:starred", "--json", "--library", str(library)).stdout)
    tagged = json.loads(run("list", "tag:environment", "--json", "--library", str(library)).stdout)
    assert [story["title"] for story in (*starred, *tagged)] == ["Council meeting 13"] * 2


def test_what_is_marked_is_changed_together_and_a_view_finds_it(start: Start, library: Path) -> None:
    desk = start(str(library))
    desk.wait_for(*PANES, gone="Reading …")
    desk.press("*")
    desk.wait_for("marked")
    desk.press("s")
    desk.wait_for("u takes it back")
    desk.press("V")
    desk.wait_for("is:starred", "High stakes")
    desk.press("5")
    desk.wait_for("is:starred", "★", gone="High stakes")
    desk.press("u")
    desk.wait_for("Undone")
    desk.press("q")
    assert desk.wait_end() == 0


def test_no_escape_in_a_paste_makes_keys_of_it(start: Start, run: Run, library: Path) -> None:
    desk = start(str(library))
    desk.wait_for("1 of 30", gone="Reading …")
    desk.press("\x1b[200~\x1b" + "sjaxm" * 12 + "\x1b\x1b[B\x1b[201~")  # star, next, accept … where they were keys
    desk.press("/")
    desk.wait_for("esc clear")
    desk.press("\x1b[200~meet\x1b[31ming \x1b[B13\x1b[201~")
    desk.wait_for("meeting 13", "1 of 1")
    decided = "is:starred OR is:tagged OR is:read"
    assert run("count", decided, "--library", str(library)).stdout.strip() == "0"


def test_a_tag_made_with_the_keys_is_there_after_a_restart(start: Start, run: Run) -> None:
    desk = start()
    desk.wait_for("Privacy & surveillance", gone="Reading …")
    desk.press("t")
    desk.wait_for("type to narrow")
    desk.press("environ", ENTER)
    desk.wait_for("● Environment", gone="type to narrow")
    tagged = json.loads(run("show", "seed", "--json").stdout)  # on disk before the screen said so
    assert tagged["judgement"]["concerns"]["environment"]["verdict"] == "tagged"
    desk.press("q")
    assert desk.wait_end() == 0
    again = start()
    again.wait_for("● Environment")


def test_one_key_accepts_and_one_takes_back(start: Start) -> None:
    desk = start()
    desk.wait_for("Privacy & surveillance", gone="Reading …")
    desk.press("a")
    desk.wait_for("● ")
    desk.press("u")
    desk.wait_for(gone="● ")


def test_what_another_process_decides_is_seen(start: Start, run: Run) -> None:
    desk = start()
    desk.wait_for("Privacy & surveillance", gone="Reading …")
    run("tag", "seed", "environment")
    desk.wait_for("● Environment")


def test_no_size_breaks_it_and_a_resize_keeps_the_place(start: Start, library: Path) -> None:
    desk = start(str(library), columns=40, rows=10)
    desk.wait_for("Police drop")
    desk.press("j", "j")
    desk.wait_for("3 of 30")
    for columns, rows in ((120, 40), (200, 60), (80, 24), (20, 5), (40, 10), (120, 40)):
        desk.resize(columns, rows)
        if columns >= 80:
            desk.wait_for("3 of 30")
    desk.wait_for("3 of 30", *PANES)
    desk.press("q")
    assert desk.wait_end() == 0


def test_a_broken_library_is_told_before_the_screen_is_touched(start: Start, tmp_path: Path) -> None:
    desk = start(str(tmp_path / "none.json"))
    assert desk.wait_end() == 1
    assert "none.json" in desk.text
    assert b"\x1b[?1049h" not in desk.raw
    assert "Traceback" not in desk.text


FEED = "<rss version='2.0'><channel><title>Loopback</title>{}</channel></rss>".format(
    "".join(
        f"<item><title>Arrived {n:02}</title><guid>urn:{n}</guid><link>https://example.org/{n}</link>"
        f"<pubDate>Fri, 20 Nov 2026 09:{n:02}:00 GMT</pubDate><description>Words.</description></item>"
        for n in range(50)
    )
).encode()


def test_a_feed_arrives_is_shown_and_the_second_time_changes_nothing(start: Start, run: Run, server: Server) -> None:
    validators = {"ETag": '"v1"', "Last-Modified": "Fri, 20 Nov 2026 10:00:00 GMT", "Content-Type": "text/xml"}

    async def serve(request: Request, writer: Any) -> None:
        same = request.headers.get("if-none-match") == '"v1"'
        await reply(b"" if same else FEED, status=304 if same else 200, headers=validators)(request, writer)

    url = server.at("/feed", serve)
    run("feeds", "add", url, "--local")
    desk = start()
    desk.wait_for("London Mayor", "of 1")
    desk.press("r")
    desk.wait_for("51 of 51")  # the seed story has no date, so that all fifty stand before it
    desk.press("g")
    desk.wait_for("Arrived 49", "1 of 51")
    before = run("list", "--limit", "0", "--json").stdout
    desk.wait_for(gone="Feeds fetched: 50 new")
    asked = len(server.asked("/feed"))
    desk.press("r")
    desk.wait_for("Feeds fetched: 0 new")
    (second,) = server.asked("/feed")[asked:]
    assert second.headers["if-none-match"] == '"v1"'
    assert second.headers["if-modified-since"] == "Fri, 20 Nov 2026 10:00:00 GMT"
    assert "of 51" in desk.text
    assert _ids(run("list", "--limit", "0", "--json").stdout) == _ids(before)


def _ids(listed: str) -> list[str]:
    return [row["id"] for row in json.loads(listed)]
