"""The application without a screen: what it wires, and that a refresh and the user never undo each other's work."""

import asyncio
import getpass
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

import feeds.refresh
from civic.correction import EVERYWHERE, Correction
from civic.fault import Fault
from civic.flags import READ, STAR
from civic.judgement import Decision, Verdict, concern_field, stakeholder_field
from civic.query import EVERYTHING, parse
from civic.story import Story
from feeds.refresh import FeedResult, Outcome
from feeds.subscriptions import Feed
from storage.settings.feedlist import FeedList
from tests.feeds.server import Server, reply
from workspace.clock import utc_now
from workspace.refresh import Arrival
from workspace.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "home") as workspace:
        yield workspace


def rss(*titles: str) -> bytes:
    items = "".join(f"<item><title>{title}</title><guid>urn:{title}</guid></item>" for title in titles)
    return f"<rss version='2.0'><channel><title>Feed</title>{items}</channel></rss>".encode()


async def arrivals(refresh: AsyncIterator[Arrival]) -> list[Arrival]:
    return [arrival async for arrival in refresh]


def feed(url: str) -> Feed:
    return Feed(url, local=True)


def test_what_needs_no_story_opens_no_library(workspace: Workspace, tmp_path: Path) -> None:
    assert workspace.subscriptions.feeds() == []
    assert workspace.notices == ()
    assert len(workspace.subscriptions.starter_feeds().feeds) > 20
    assert not (tmp_path / "home" / "stories.json").exists()


def test_a_theme_is_remembered(workspace: Workspace, tmp_path: Path) -> None:
    workspace.memory.set_theme("nord")
    assert Workspace.open(tmp_path / "home").memory.theme == "nord"


@pytest.fixture
def login(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(getpass, "getuser", lambda: "root")
    return "root"


def test_who_has_decided_by_the_login_name_takes_another_and_keeps_what_was_decided(
    login: str, workspace: Workspace
) -> None:
    workspace.library.judge([("seed-story", STAR, True)])
    assert workspace.sign_as("Ada") == (login,)
    assert workspace.places.settings.read_text() == 'who = "Ada"\nformerly = ["root"]\n'
    assert (workspace.settings.who, workspace.settings.formerly) == ("Ada", ("root",))
    assert workspace.library.judgement("seed-story").value(STAR)
    workspace.library.judge([("seed-story", READ, True)])
    assert [one.who for one in workspace.library.history("seed-story")] == ["root", "Ada"]
    assert workspace.suggestions.of_id("seed-story") is not None


def test_a_correction_on_all_stories_is_a_decision_too(login: str, workspace: Workspace) -> None:
    workspace.library.judge([(EVERYWHERE, stakeholder_field("Acme"), Correction(name="Acme Ltd"))])
    assert workspace.sign_as("Ada") == (login,)


def test_who_has_decided_nothing_was_nobody_before(login: str, workspace: Workspace) -> None:
    workspace.library.put_many([Story(f"s{n}", f"Story {n}") for n in range(501)])
    assert workspace.sign_as("Ada") == ()
    assert workspace.places.settings.read_text() == 'who = "Ada"\n'


def test_the_login_name_can_stay(login: str, workspace: Workspace) -> None:
    workspace.library.judge([("seed-story", STAR, True)])
    assert workspace.sign_as("Root") == ()
    assert workspace.places.settings.read_text() == 'who = "Root"\n'
    assert workspace.library.judgement("seed-story").value(STAR)


def test_a_name_before_that_is_written_already_is_not_written_again(tmp_path: Path, login: str) -> None:
    (tmp_path / "config.toml").write_text('formerly = ["ROOT"]\n')
    with Workspace.open(tmp_path) as workspace:
        workspace.library.judge([("seed-story", STAR, True)])
        assert workspace.sign_as("Ada") == (login,)
        assert workspace.library.judgement("seed-story").value(STAR)
    assert (tmp_path / "config.toml").read_text() == 'who = "Ada"\nformerly = ["ROOT"]\n'


def test_a_name_that_can_not_be_written_changes_nothing(login: str, workspace: Workspace) -> None:
    library = workspace.library
    workspace.places.settings.write_text("mouse = ")
    with pytest.raises(Fault, match="mend it"):
        workspace.sign_as("Ada")
    assert (workspace.library, workspace.settings.who) == (library, login)
    library.judge([("seed-story", STAR, True)])
    assert workspace.places.settings.read_text() == "mouse = "


def test_old_tags_are_read_by_their_new_names(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        workspace.library.judge([("seed-story", concern_field("homes"), Decision(Verdict.TAGGED))])
    (tmp_path / "codebook.toml").write_text('[concerns.housing]\nwas = ["homes"]\n')
    with Workspace.open(tmp_path) as workspace:
        assert workspace.notices == ()
        assert list(workspace.library.judgement("seed-story").concerns) == ["housing"]
        assert [one.tag for one in workspace.library.history("seed-story")] == ["homes"]


def test_an_analysis_is_worked_out_once_and_kept(workspace: Workspace) -> None:
    library = workspace.library
    assert library.analysis("seed-story") is None
    found = workspace.suggestions.of_id("seed-story")
    assert found is not None
    assert library.analysis("seed-story") == found
    assert workspace.suggestions.of_id("nobody") is None


def test_all_stories_can_be_analysed_for_a_filter(workspace: Workspace) -> None:
    workspace.library.put_many([Story(f"s{n}", "Police cameras", text="Privacy campaigners object.") for n in range(5)])
    workspace.suggestions.complete()
    assert workspace.library.count(parse("concern:privacy", utc_now())) == 6


def test_subscribing_twice_adds_once_and_removing_leaves_the_rest(workspace: Workspace) -> None:
    one, two = feed("https://example.org/one"), feed("https://example.org/two")
    assert workspace.subscriptions.subscribe([one, two]) == [one, two]
    assert workspace.subscriptions.subscribe([one]) == []
    assert workspace.subscriptions.unsubscribe(one.url) == one
    assert workspace.subscriptions.unsubscribe(one.url) is None
    assert workspace.subscriptions.feeds() == [two]


async def test_stories_and_state_are_on_disk_when_a_feed_arrives(workspace: Workspace) -> None:
    with Server() as server:
        workspace.subscriptions.subscribe(feed(server.at(f"/{n}", reply(rss(f"a{n}", f"b{n}")))) for n in range(5))
        workspace.subscriptions.subscribe([feed(server.at("/broken", reply(b"no feed")))])
        seen = 0
        async for arrival in workspace.refresher.run():
            seen += 1
            assert (arrival.done, arrival.total) == (seen, 6)
            assert arrival.failed == (arrival.result.feed.url == server.url("/broken"))
            assert arrival.new == (0 if arrival.failed else 2)
            state = next(feed for feed in workspace.subscriptions.feeds() if feed.url == arrival.result.feed.url)
            assert bool(state.error) == arrival.failed
            assert workspace.library.count(EVERYTHING) >= 1 + 2 * (seen - 1)
        assert seen == 6
        assert await arrivals(workspace.refresher.run()) == []  # none is due
        assert [arrival.new for arrival in await arrivals(workspace.refresher.run(everything=True))] == [0] * 6
        (only,) = await arrivals(workspace.refresher.run(urls=[server.url("/3")]))
        assert only.result.feed.url == server.url("/3")


async def test_paused_feeds_are_fetched_only_by_name(workspace: Workspace) -> None:
    with Server() as server:
        paused = replace(feed(server.at("/", reply(rss("a")))), paused=True)
        workspace.subscriptions.subscribe([paused])
        assert await arrivals(workspace.refresher.run(everything=True)) == []
        assert [arrival.new for arrival in await arrivals(workspace.refresher.run(urls=[paused.url]))] == [1]


Results = Callable[[Sequence[Feed]], AsyncIterator[FeedResult]]


def play(results: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let these results come, in place of the network's."""

    def refresh(
        feeds: Sequence[Feed],
        *,
        now: Callable[[], datetime],
        proxy: str | None,
        limits: object,
        entries: int,
        known: object,
        parsers: object,
    ) -> AsyncIterator[FeedResult]:
        return results(feeds)

    monkeypatch.setattr(feeds.refresh, "refresh", refresh)


async def test_what_the_person_does_meanwhile_stays(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.subscriptions.subscribe(feed(f"https://example.org/{name}") for name in ("renamed", "removed", "moved"))

    async def results(wanted: Sequence[Feed]) -> AsyncIterator[FeedResult]:
        workspace.subscriptions.update_feeds(lambda feeds: [replace(feeds[0], title="My name", paused=True), feeds[2]])
        for one in wanted:
            after = replace(one, etag='"1"', fetched="2026-11-23T10:00:00+00:00")
            if one.url.endswith("moved"):
                after = replace(after, url="https://example.org/new", origin=one.url)
            yield FeedResult(after, (), Outcome.UPDATED)

    play(results, monkeypatch)
    assert len(await arrivals(workspace.refresher.run())) == 3
    renamed, moved = workspace.subscriptions.feeds()
    assert (renamed.title, renamed.paused, renamed.etag) == ("My name", True, '"1"')
    assert (moved.url, moved.origin, moved.etag) == ("https://example.org/new", "https://example.org/moved", '"1"')


async def test_a_story_that_two_feeds_carry_is_new_once(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.subscriptions.subscribe(feed(f"https://example.org/{n}") for n in range(2))

    async def results(wanted: Sequence[Feed]) -> AsyncIterator[FeedResult]:
        for one in wanted:
            yield FeedResult(one, (Story("same", "Same"),), Outcome.UPDATED)

    play(results, monkeypatch)
    assert [arrival.new for arrival in await arrivals(workspace.refresher.run())] == [1, 0]


async def test_many_that_arrive_at_once_are_written_together(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.subscriptions.subscribe(feed(f"https://example.org/{n}") for n in range(200))

    async def results(wanted: Sequence[Feed]) -> AsyncIterator[FeedResult]:
        for number, one in enumerate(wanted):
            yield FeedResult(replace(one, etag="x"), (Story(f"s{number}", f"Story {number}"),), Outcome.UPDATED)

    play(results, monkeypatch)
    writes = 0
    update = FeedList.update

    def counted(self: FeedList, change: object) -> object:
        nonlocal writes
        writes += 1
        return update(self, change)  # type: ignore[arg-type]

    monkeypatch.setattr(FeedList, "update", counted)
    assert sum(arrival.new for arrival in await arrivals(workspace.refresher.run())) == 200
    assert writes <= 5
    assert all(feed.etag == "x" for feed in workspace.subscriptions.feeds())


async def test_all_of_a_refresh_is_put_on_disk_by_one_thread_beside_the_screen(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.subscriptions.subscribe(feed(f"https://example.org/{n}") for n in range(8))
    written = asyncio.Event()
    threads = list[int]()
    update = FeedList.update

    async def results(wanted: Sequence[Feed]) -> AsyncIterator[FeedResult]:
        for number, one in enumerate(wanted):
            # as lookups of names do, so that there are several threads to take one out of
            await asyncio.gather(*[asyncio.to_thread(time.sleep, 0.01) for _ in range(4)])
            written.clear()
            yield FeedResult(replace(one, etag="x"), (Story(f"s{number}", f"Story {number}"),), Outcome.UPDATED)
            await written.wait()

    def noted(self: FeedList, change: object) -> object:
        threads.append(threading.get_ident())
        loop.call_soon_threadsafe(written.set)
        return update(self, change)  # type: ignore[arg-type]

    loop = asyncio.get_running_loop()
    play(results, monkeypatch)
    monkeypatch.setattr(FeedList, "update", noted)
    monkeypatch.setattr("workspace.refresh._PAUSE", 0.0)
    assert len(await arrivals(workspace.refresher.run())) == 8
    assert len(threads) == 8
    assert len(set(threads)) == 1
    assert threading.get_ident() not in threads


async def test_closing_a_refresh_stops_the_fetching(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.subscriptions.subscribe(feed(f"https://example.org/{n}") for n in range(3))
    stopped = asyncio.Event()

    async def results(wanted: Sequence[Feed]) -> AsyncIterator[FeedResult]:
        try:
            yield FeedResult(replace(wanted[0], etag="x"), (Story("a", "A"),), Outcome.UPDATED)
            await asyncio.Event().wait()
        finally:
            stopped.set()

    play(results, monkeypatch)
    refresh = workspace.refresher.run()
    first = await anext(refresh)
    assert (first.new, first.done, first.total) == (1, 1, 3)
    await refresh.aclose()
    await asyncio.wait_for(stopped.wait(), 30)
    assert [feed.etag for feed in workspace.subscriptions.feeds()] == ["x", "", ""]


async def test_a_fault_on_the_way_comes_out(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.subscriptions.subscribe([feed("https://example.org/")])

    async def results(wanted: Sequence[Feed]) -> AsyncIterator[FeedResult]:
        yield FeedResult(wanted[0], (Story("a", "A"),), Outcome.UPDATED)
        raise Fault("The network fell over.")

    play(results, monkeypatch)
    with pytest.raises(Fault, match="fell over"):
        await arrivals(workspace.refresher.run())
    assert workspace.library.story("a") is not None
