"""feeds and refresh, against a server on this machine."""

import io
import json
import resource
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from civic.dates import day
from feeds import extras
from tests.feeds.server import Server, broken_off, reply

pytestmark = pytest.mark.usefixtures("reads_here")

Run = Callable[..., Any]


def rss(count: int, title: str = "A feed") -> bytes:
    items = "".join(
        f"<item><title>Story {n} on cameras</title><link>https://example.org/{title}/{n}</link><guid>{title}-{n}</guid>"
        f"<pubDate>Fri, 20 Nov 2026 09:{n:02}:00 GMT</pubDate><description>Words.</description></item>"
        for n in range(count)
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>".encode()


XML = {"Content-Type": "application/rss+xml"}


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def feed(server: Server) -> str:
    return server.at("/feed", reply(rss(3), headers=XML))


def test_feeds_are_listed_by_short_names(civicdesk: Run, feed: str) -> None:
    done = civicdesk("feeds", "add", feed, "--local", "--title", "News | The Guardian")
    assert "Added The Guardian" in done.out
    assert civicdesk("feeds", "list").lines == [f"The Guardian  {feed}  (not fetched yet)"]


def test_a_feed_is_added_listed_fetched_and_removed(civicdesk: Run, feed: str) -> None:
    done = civicdesk("feeds", "add", feed, "--local", "--group", "Tests")
    assert (done.status, done.out) == (0, "Added A feed.\n")
    assert civicdesk("feeds", "add", feed, "--local").out == "A feed is subscribed to already.\n"
    assert civicdesk("feeds", "list").lines == [f"Tests / A feed  {feed}  (not fetched yet)"]
    done = civicdesk("refresh")
    assert (done.status, done.out) == (0, "1 feed fetched: 3 new stories, 0 changed.\n")
    assert civicdesk("count", "cameras").out == "3\n"
    assert civicdesk("refresh").out == "0 feeds fetched: 0 new stories, 0 changed.\n"  # none is due yet
    assert civicdesk("refresh", "--all").out == "1 feed fetched: 0 new stories, 0 changed.\n"
    assert civicdesk("feeds", "list").lines == [f"Tests / A feed  {feed}  (3 stories)"]
    assert civicdesk("feeds", "list", "--json").json[0]["group"] == "Tests"
    removed = civicdesk("feeds", "remove", "a FEED")
    assert removed.out == "Removed A feed; its stories stay. civicdesk undo takes it back.\n"
    assert civicdesk("feeds", "list").out == ""
    assert civicdesk("count", "cameras").out == "3\n"
    assert civicdesk("feeds", "remove", feed).status == 1


def test_one_feed_that_fails_stops_no_other(civicdesk: Run, server: Server, feed: str) -> None:
    broken = server.at("/broken", reply(rss(1, "Other"), headers=XML))
    for url in (feed, broken):
        assert civicdesk("feeds", "add", url, "--local").status == 0
    server.at("/broken", reply(b"gone wrong", status=500))
    done = civicdesk("refresh", "--json")
    assert done.status == 3
    assert (done.json["new"], done.json["failed"]) == (3, 1)
    assert {one["outcome"] for one in done.json["feeds"]} == {"updated", "failed"}
    assert done.err.startswith("civicdesk: Other: ")
    assert "Other" in civicdesk("feeds", "list").out
    civicdesk("feeds", "remove", feed)
    assert civicdesk("refresh", "--all").status == 1


def test_a_changed_entry_is_changed_and_tags_stay(civicdesk: Run, server: Server, feed: str) -> None:
    civicdesk("feeds", "add", feed, "--local")
    civicdesk("refresh")
    story = civicdesk("list", "2", "--json").json[0]["id"]
    civicdesk("tag", story, "privacy")
    server.at("/feed", reply(rss(4).replace(b"Words.", b"Other words."), headers=XML))
    assert civicdesk("refresh", "--all").out == "1 feed fetched: 1 new story, 3 changed.\n"
    body = civicdesk("show", story, "--json").json
    assert body["text"] == "Other words."
    assert list(body["judgement"]["concerns"]) == ["privacy"]
    changed = day(datetime.fromisoformat(body["changed"]), year=True)
    assert f" · changed {changed}" in civicdesk("show", story).out


def test_a_sites_address_finds_its_feed_and_several_are_named(civicdesk: Run, server: Server, feed: str) -> None:
    page = f'<html><head><link rel="alternate" type="application/rss+xml" href="{feed}"></head></html>'
    site = server.at("/", reply(page.encode(), headers={"Content-Type": "text/html"}))
    assert civicdesk("feeds", "add", site, "--local").out == "Added A feed.\n"
    other = server.at("/other", reply(rss(1, "Other"), headers=XML))
    page += f'<link rel="alternate" type="application/rss+xml" href="{other}">'
    server.at("/", reply(page.encode(), headers={"Content-Type": "text/html"}))
    done = civicdesk("feeds", "add", site, "--local")
    assert done.status == 1
    assert feed in done.out
    assert other in done.out
    assert len(civicdesk("feeds", "list").lines) == 1


def test_one_of_several_feeds_is_chosen_at_the_terminal(
    civicdesk: Run, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeds = [server.at(f"/{name}", reply(rss(1, name), headers=XML)) for name in ("One", "Two")]
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{feed}">' for feed in feeds)
    site = server.at("/", reply(links.encode(), headers={"Content-Type": "text/html"}))
    monkeypatch.setattr(io, "TextIOWrapper", Terminal)
    for answer in (b"3\n", b"no\n", b"\n", b"", b"0\n", "²\n".encode()):
        done = civicdesk("feeds", "add", site, "--local", given=answer)
        assert (done.status, len(done.lines)) == (1, 2)
    done = civicdesk("feeds", "add", site, "--local", "--group", "G", given=b"2\n")
    assert done.lines == [f"1  {feeds[0]}  One", f"2  {feeds[1]}  Two", "Added Two."]
    assert len(civicdesk("feeds", "list").lines) == 1


def test_a_feed_is_edited(civicdesk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: name)
    civicdesk("feeds", "import", "--starter")
    url = civicdesk("feeds", "list", "--json").json[3]["url"]

    def edit(*options: str) -> dict[str, object]:
        assert civicdesk("feeds", "edit", url, *options).status == 0
        return dict({feed["url"]: feed for feed in civicdesk("feeds", "list", "--json").json}[url])

    row = edit("--title", "Mine", "--group", "a / b", "--interval", "90", "--pause", "--fulltext", "on")
    wanted = {"title": "Mine", "group": "a / b", "interval": 90, "paused": True, "fulltext": True}
    assert {name: row[name] for name in wanted} == wanted
    assert "paused" in civicdesk("feeds", "list").out
    row = edit("--group", "", "--interval", "0", "--resume", "--fulltext", "off")
    assert not row.keys() & {"group", "interval", "paused", "fulltext"}
    assert row["title"] == "Mine"
    assert civicdesk("feeds", "edit", "mine", "--pause").out == "Changed Mine.\n"


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ([], 2),
        (["--interval", "often"], 2),
        (["--interval", "-5"], 2),
        (["--interval", "99999999"], 2),
        (["--pause", "--resume"], 2),
        (["--fulltext", "perhaps"], 2),
        (["--fulltext", "on"], 1),
    ],
)
def test_what_can_be_no_edit_is_told_and_changes_nothing(
    options: list[str], status: int, civicdesk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    civicdesk("feeds", "import", "--starter")
    rows = civicdesk("feeds", "list", "--json").json
    done = civicdesk("feeds", "edit", rows[0]["url"], *options)
    assert (done.status, done.out) == (status, "")
    assert done.err.startswith("civicdesk: ")
    assert civicdesk("feeds", "list", "--json").json == rows


def test_a_feed_goes_with_its_stories_but_for_those_that_were_judged(civicdesk: Run, feed: str) -> None:
    civicdesk("feeds", "add", feed, "--local")
    civicdesk("refresh")
    story = civicdesk("list", "2", "--json").json[0]["id"]
    civicdesk("tag", story, "privacy")
    done = civicdesk("feeds", "remove", feed, "--stories")
    assert done.status == 0
    assert done.out == "Removed A feed and 2 stories of it; 1 that you judged stay. civicdesk undo takes it back.\n"
    assert [row["id"] for row in civicdesk("list", "cameras", "--json").json] == [story]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/feed",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://127.0.0.1:9/feed",
        "http://",
        "not an address",
    ],
)
def test_an_address_that_can_be_no_feed_is_told(url: str, civicdesk: Run) -> None:
    done = civicdesk("feeds", "add", url)
    assert (done.status, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert civicdesk("feeds", "list").out == ""


def test_an_address_that_is_no_feed_is_told(civicdesk: Run, server: Server) -> None:
    url = server.at("/page", reply(b"<html>nothing</html>", headers={"Content-Type": "text/html"}))
    done = civicdesk("feeds", "add", url, "--local")
    assert done.status == 1
    assert done.err.count("\n") == 1


def test_lists_of_feeds_go_in_and_out(civicdesk: Run, tmp_path: Path) -> None:
    assert civicdesk("feeds", "import", "--starter").status == 0
    number = len(civicdesk("feeds", "list").lines)
    assert number > 20
    path = tmp_path / "feeds.opml"
    assert civicdesk("feeds", "export", path).status == 0
    assert path.read_text() == civicdesk("feeds", "export").out
    other = tmp_path / "other"
    assert civicdesk("feeds", "import", path, "--home", other).out == f"Added {number} feeds.\n"
    assert civicdesk("feeds", "add", path, "--home", other).out == f"Added 0 feeds; {number} were there already.\n"
    assert civicdesk("feeds", "list", "--home", other).out == civicdesk("feeds", "list").out


def test_an_opml_file_of_ones_own_is_not_written_over(civicdesk: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.opml"
    path.write_text("<opml><!-- mine --></opml>")
    assert civicdesk("feeds", "export", path).status == 1
    assert "mine" in path.read_text()
    assert civicdesk("feeds", "export", path, "--force").status == 0
    assert civicdesk("feeds", "export", path).status == 0


def test_what_an_opml_file_cannot_bring_is_named(civicdesk: Run, tmp_path: Path) -> None:
    path = tmp_path / "some.opml"
    path.write_text(
        '<opml version="2.0"><body><outline text="Good" xmlUrl="https://example.org/feed"/>'
        '<outline text="Bad" xmlUrl="file:///etc/passwd"/></body></opml>'
    )
    done = civicdesk("feeds", "import", path)
    assert (done.status, done.out) == (3, "Added Good.\n")
    assert "Bad" in done.err
    path.write_text("no xml")
    assert civicdesk("feeds", "import", path).status == 1
    assert civicdesk("feeds", "import", tmp_path / "none.opml").status == 1


def test_secrets_in_addresses_are_not_shown(civicdesk: Run, home: Path) -> None:
    home.mkdir()
    row = {"url": "https://ada:pass@example.org/feed?token=geheim", "title": ""}
    (home / "feeds.json").write_text(json.dumps({"feeds": {"1": row}}))
    for done in (civicdesk("feeds", "list"), civicdesk("feeds", "list", "--json"), civicdesk("feeds", "export")):
        assert "example.org" in done.out
        assert "geheim" not in done.out
        assert "pass@" not in done.out


def test_an_answer_that_broke_off_is_partly_done(civicdesk: Run, server: Server, feed: str) -> None:
    civicdesk("feeds", "add", feed, "--local")
    civicdesk("refresh")
    server.at("/feed", broken_off(rss(5)[:-90], 9000))
    done = civicdesk("refresh", "--all")
    assert done.status == 3
    assert "broke off" in done.err
    server.at("/feed", reply(rss(5), headers=XML))
    assert civicdesk("refresh", "--all").status == 0


@pytest.mark.parametrize("command", [("refresh", "--all"), ("rules", "run"), ("add", "story.txt")])
def test_without_room_a_command_says_so_and_fails(
    civicdesk: Run, server: Server, feed: str, home: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home.parent)
    Path("story.txt").write_text("A title\n\nThe council bought cameras. " * 200)
    civicdesk("feeds", "add", feed, "--local")
    civicdesk("rules", "add", "Stars", "mayor", "--do", "star")
    civicdesk("count")
    server.at("/feed", reply(rss(40, "Another"), headers=XML))
    before = {path: path.read_bytes() for path in home.glob("*.json")}
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # a module cut off by the limit would fail all who import it
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limit[1]))
    try:
        done = civicdesk(*command)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert done.status == 1
    assert "There is no room to save" in done.err
    assert {path: path.read_bytes() for path in before} == before
    assert civicdesk(*command).status == 0


def test_without_feeds_a_refresh_says_how_to_get_some(civicdesk: Run) -> None:
    done = civicdesk("refresh")
    assert done.status == 0
    assert "feeds add" in done.err


def test_a_feed_that_is_there_gets_headers_an_agent_and_limits(civicdesk: Run, server: Server) -> None:
    feed = server.at("/feed", reply(rss(9), headers=XML))
    civicdesk("feeds", "add", feed, "--local")
    done = civicdesk(
        "feeds", "edit", feed, "--agent", "Desk/1", "--header", "X-Key: secret", "--entries", "4", "--json"
    )
    assert (done.json["agent"], done.json["headers"], done.json["entries"]) == ("Desk/1", ["X-Key"], 4)
    assert "secret" not in civicdesk("feeds", "list", "--json").out + civicdesk("feeds", "export").out
    done = civicdesk("refresh")
    assert done.out == "1 feed fetched: 4 new stories, 0 changed.\n"
    assert "Only the newest 4 of its 9 entries are kept" in done.err
    sent = server.asked("/feed")[-1].headers
    assert (sent["user-agent"], sent["x-key"]) == ("Desk/1", "secret")
    civicdesk("feeds", "edit", feed, "--header", "", "--agent", "", "--entries", "0", "--local", "off")
    assert civicdesk("refresh", "--all").status == 1  # its host is of this machine
    civicdesk("feeds", "edit", feed, "--local", "on")
    assert civicdesk("refresh").out == "1 feed fetched: 5 new stories, 0 changed.\n"
    assert "x-key" not in server.asked("/feed")[-1].headers


@pytest.mark.parametrize("header", ["Host: a", "no colon", "X-Key:", "X Key: a", "X-Key: ä"])
def test_a_header_that_cannot_be_sent_is_refused(civicdesk: Run, feed: str, header: str) -> None:
    civicdesk("feeds", "add", feed, "--local")
    done = civicdesk("feeds", "edit", feed, "--header", header)
    assert done.status == 1
    assert "eader" in done.err


def test_strict_fails_while_a_feed_stands_in_error(civicdesk: Run, server: Server, feed: str) -> None:
    civicdesk("feeds", "add", feed, "--local")
    server.at("/other", reply(rss(1, "Other"), headers=XML))
    civicdesk("feeds", "add", server.url("/other"), "--local")
    assert civicdesk("refresh", "--strict").status == 0
    server.at("/other", reply(b"", status=500))
    assert civicdesk("refresh", "--all").status == 3
    done = civicdesk("refresh", "--strict")  # neither is due
    assert (done.status, "Other: Its server has trouble" in done.err) == (1, True)
    assert civicdesk("refresh").status == 0
    civicdesk("feeds", "edit", "Other", "--pause")
    assert civicdesk("refresh", "--strict").status == 0


def test_a_list_imported_as_local_opens_only_what_is_local_by_name(civicdesk: Run, tmp_path: Path) -> None:
    urls = ("http://127.0.0.1:1/a", "http://wiki/b", "http://[fd00::1]/c", "https://news.example.org/d")
    outlines = "".join(f'<outline type="rss" text="F" xmlUrl="{url}"/>' for url in urls)
    (tmp_path / "l.opml").write_text(f'<opml version="2.0"><head/><body>{outlines}</body></opml>')
    civicdesk("feeds", "import", "--local", str(tmp_path / "l.opml"))
    feeds = civicdesk("feeds", "list", "--json").json
    assert [feed.get("local", False) for feed in feeds] == [True, True, True, False]
