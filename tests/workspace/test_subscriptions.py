"""The list of feeds and what hangs on it: stories removed, lists in and out, whole texts, the proxy."""

from collections.abc import Iterator
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from civic.fault import Fault
from civic.judgement import NOTE, READ
from civic.query import EVEN_HIDDEN, parse
from civic.rules import rule_of
from civic.story import Story
from feeds import extras
from feeds.errors import FormatError
from feeds.formats.parse import Parsers
from feeds.subscriptions import Feed
from tests.feeds.samples import item, rss
from tests.feeds.server import Server, reply
from workspace.clock import utc_now
from workspace.refresh import Arrival
from workspace.workspace import Workspace

WHOLE = "The council voted on matter 1. It took the whole night, and nobody was content with it."


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "home") as workspace:
        yield workspace


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra were installed, and every page held the same article."""

    async def article(self: Parsers, page: bytes, base: str, content_type: str) -> str:
        return WHOLE

    monkeypatch.setattr(extras, "find_spec", lambda name: name)
    monkeypatch.setattr(Parsers, "article", article)


async def refreshed(workspace: Workspace) -> list[Arrival]:
    return [arrival async for arrival in workspace.refresher.run(everything=True)]


def test_a_feeds_stories_go_but_for_those_that_were_judged(workspace: Workspace) -> None:
    feed, other = Feed("https://a.example/feed"), Feed("https://a.example/feed/comments")
    stories = [Story(f"s{n}", f"Story {n}", feed=feed.key) for n in range(4)]
    workspace.library.put_many([*stories, Story("other", "Other", feed=other.key), Story("own", "Own")])
    workspace.library.judge([("s1", NOTE, "Mine."), ("s2", READ, True)])
    assert workspace.subscriptions.remove_stories(feed) == (3, 1)
    assert {story.id for story in workspace.library.iterate()} == {"s1", "other", "own", "seed-story"}
    assert workspace.subscriptions.remove_stories(feed) == (0, 1)


def test_only_what_a_person_may_set_is_set(workspace: Workspace) -> None:
    workspace.subscriptions.subscribe([Feed("https://a.example/"), Feed("https://b.example/")])
    workspace.subscriptions.change_feed("https://b.example/", title="B", fulltext=True)
    assert workspace.subscriptions.feeds() == [
        Feed("https://a.example/"),
        Feed("https://b.example/", title="B", fulltext=True),
    ]
    with pytest.raises(TypeError):
        workspace.subscriptions.change_feed("https://b.example/", etag="x")


def test_a_list_goes_out_and_in_and_says_what_it_cannot_bring(workspace: Workspace, tmp_path: Path) -> None:
    workspace.subscriptions.subscribe(
        [Feed("https://a.example/", title="A", group="x / y"), Feed("https://b.example/", title="B")]
    )
    path = tmp_path / "feeds.opml"
    assert workspace.subscriptions.export_feeds(path) == 2
    assert workspace.subscriptions.export_feeds(path) == 2  # it is ours
    path.write_text(path.read_text().replace("https://b.example/", "file:///etc/passwd"))
    with Workspace.open(tmp_path / "other") as other:
        done = other.subscriptions.import_feeds(path)
        assert [feed.url for feed in done.added] == ["https://a.example/"]
        assert [title for title, _ in done.refused] == ["B"]
        assert other.subscriptions.import_feeds(path).known == 1
        assert other.subscriptions.feeds()[0].group == "x / y"


def test_what_a_list_said_of_name_and_group_goes_with_them(workspace: Workspace) -> None:
    outline = {"title": "Old", "category": "/Old", "description": "On trams"}
    workspace.subscriptions.subscribe([Feed("https://a.example/", title="A", group="Old", outline=outline)])
    workspace.subscriptions.change_feed("https://a.example/", title="B")
    assert workspace.subscriptions.feeds()[0].outline == {"category": "/Old", "description": "On trams"}
    workspace.subscriptions.change_feed("https://a.example/", group="New")
    assert workspace.subscriptions.feeds()[0].outline == {"description": "On trams"}


def test_a_file_that_is_not_ours_is_not_replaced(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ann")
    with pytest.raises(Fault, match="choose another name"):
        workspace.subscriptions.export_feeds(path)
    with pytest.raises(Fault, match="own"):
        workspace.subscriptions.export_feeds(workspace.places.feeds, force=True)
    assert path.read_text() == "Dear Ann"


@pytest.mark.usefixtures("reader")
async def test_a_feed_of_teasers_brings_whole_texts_and_keeps_them(workspace: Workspace, server: Server) -> None:
    page = server.at("/1", reply(b"<p>"))
    feed = Feed(server.at("/feed", reply(rss([item(1, link=page), item(2, link=server.url("/none"))]))),
                local=True, fulltext=True)  # fmt: skip
    workspace.subscriptions.subscribe([feed])
    (arrival,) = await refreshed(workspace)
    assert (arrival.new, arrival.result.message) == (2, "")
    texts = {story.title: (story.text, story.summary, story.changed) for story in workspace.library.iterate()}
    assert texts["Story 1"] == (WHOLE, "The council voted on matter 1.", None)
    assert texts["Story 2"] == ("The council voted on matter 2.", "", None)
    server.at("/feed", reply(rss([item(3), item(1, link=page)])))
    (arrival,) = await refreshed(workspace)
    assert (arrival.new, arrival.changed) == (1, 0)
    assert len(server.asked("/1")) == 1
    assert {story.text for story in workspace.library.iterate() if story.title == "Story 1"} == {WHOLE}


async def test_without_the_extra_a_feed_of_teasers_comes_as_it_is(
    workspace: Workspace, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    workspace.subscriptions.subscribe([Feed(server.at("/feed", reply(rss(1))), local=True, fulltext=True)])
    (arrival,) = await refreshed(workspace)
    assert (arrival.new, arrival.failed) == (1, False)
    assert "civicdesk[fulltext]" in arrival.result.message


@pytest.mark.usefixtures("reader")
async def test_one_storys_whole_text_is_fetched_and_kept(workspace: Workspace, server: Server) -> None:
    page = server.at("/page", reply(b"<p>"))
    feed = Feed("http://127.0.0.1/feed")
    fetched = datetime(2026, 11, 20, tzinfo=UTC)
    story = Story("s", "Vote", page, feed=feed.key, text="The council voted on matter 1.", fetched=fetched)
    workspace.library.put_many([story])
    with pytest.raises(Fault, match="local"):
        await workspace.refresher.fetch_whole_text(story)
    workspace.subscriptions.subscribe([replace(feed, local=True)])
    whole = await workspace.refresher.fetch_whole_text(story)
    assert whole == workspace.library.story("s") == replace(story, text=WHOLE, summary=story.text)
    with pytest.raises(FormatError, match="no more text"):
        await workspace.refresher.fetch_whole_text(whole)


async def test_everything_goes_through_the_proxy_that_is_set(tmp_path: Path, server: Server) -> None:
    home = tmp_path / "home"
    with Workspace.open(home) as workspace:
        workspace.places.settings.parent.mkdir(parents=True, exist_ok=True)
        workspace.places.settings.write_text(f'proxy = "{server.url("")}"')
    server.at("http://feeds.example/feed", reply(rss(1)))
    with Workspace.open(home) as workspace:
        (found,) = await workspace.subscriptions.discover("http://feeds.example/feed")
        workspace.subscriptions.subscribe([found])
        (arrival,) = await refreshed(workspace)
        assert arrival.new == 1
        assert len(server.asked("http://feeds.example/feed")) == 2


async def test_rules_run_on_what_comes_also_when_the_refresh_is_stopped(workspace: Workspace, server: Server) -> None:
    workspace.rules.keep(rule_of({"name": "Votes", "when": "voted", "do": "tag votes, hide"}))
    for number in (1, 2):
        feed = rss([item(number, guid=f"http://example.org/{number}")])
        workspace.subscriptions.subscribe([Feed(server.at(f"/feed{number}", reply(feed)), local=True)])
    async with aclosing(workspace.refresher.run(everything=True)) as arriving:
        async for arrival in arriving:
            assert {operation.field for operation in arrival.ruled} >= {"hide", "concern:votes"}
            break
    there = [row.id for row in workspace.library.rows(workspace.library.search(parse("is:hidden", utc_now())))]
    kept = [story for story in workspace.library.iterate(EVEN_HIDDEN) if story.feed]
    assert sorted(there) == sorted(story.id for story in kept)
    assert all(workspace.library.judgement(story.id).concerns["votes"].rule == "Votes" for story in kept)


@pytest.mark.usefixtures("reader")
async def test_rules_see_the_whole_text_of_a_feed_of_teasers(workspace: Workspace, server: Server) -> None:
    workspace.rules.keep(rule_of({"name": "Nights", "when": '"whole night"', "do": "star"}))
    page = server.at("/1", reply(b"<p>"))
    feed = Feed(server.at("/feed", reply(rss([item(1, link=page)]))), local=True, fulltext=True)
    workspace.subscriptions.subscribe([feed])
    (arrival,) = await refreshed(workspace)
    assert [operation.field for operation in arrival.ruled] == ["star"]
