"""Subscriptions and starter feeds on the screen. Looking fetches nothing; what is added is fetched at once."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.events import Paste
from textual.pilot import Pilot

from civic.story import Story
from feeds import extras
from feeds.addresses import address_in, normalise
from feeds.errors import ClosedError
from feeds.sources.source import FeedResult, Outcome
from feeds.subscriptions import Feed
from tests.feeds.samples import rss
from tests.feeds.server import Server, reply, silence
from tests.types import Drawn, OpenDesk, Toasts, WaitUntil
from tui.app import CivicDesk
from tui.screens.ask import AskScreen
from tui.screens.feeds import FeedsScreen
from workspace.clock import utc_now
from workspace.feed_states import subscribed_states
from workspace.refresh import Arrival, Refresher
from workspace.workspace import Workspace


class Network:
    """Answers in the place of the network; `lacking` says whether there is a connection."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.lacking = False
        self.go_on = asyncio.Event()

    async def run(self, *, everything: bool = False, urls: Sequence[str] | None = None) -> AsyncIterator[Arrival]:
        wanted = urls or ["https://a.example/feed"]
        self.asked += wanted
        for done, url in enumerate(wanted, 1):
            if done == 2:
                await self.go_on.wait()
            error = "The host is not known." if self.lacking else ""
            outcome = Outcome.FAILED if self.lacking else Outcome.UNCHANGED
            feed = Feed(url, error=error, fetched="2026-11-20T09:30:00+00:00")
            yield Arrival(FeedResult(feed, (), outcome, error, no_connection=self.lacking), 0, 0, done, len(wanted))


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    made = Network()
    monkeypatch.setattr(Refresher, "run", lambda _, **wanted: made.run(**wanted))
    return made


async def test_want_of_a_connection_is_one_sentence_and_stays_in_sight_until_it_is_over(
    open_desk: OpenDesk, network: Network, drawn: Drawn, toasts: Toasts, wait_until: WaitUntil
) -> None:
    network.lacking = True
    async with open_desk() as (app, pilot):
        app.workspace.subscriptions.subscribe([Feed("https://a.example/feed")])
        assert "no feeds yet" in drawn(app)
        await wait_until(pilot, lambda: "no feeds yet" not in drawn(app))  # as if another process had added it
        await pilot.press("r")
        await wait_until(pilot, lambda: "offline: r tries again" in drawn(app))
        assert "seems to be offline" in toasts(app)
        assert "failed" not in toasts(app)
        network.lacking = False
        await pilot.press("r")
        await wait_until(pilot, lambda: "Feeds fetched: 0 new." in toasts(app))
        assert "offline: r" not in drawn(app)


async def test_one_key_subscribes_to_a_group_of_starter_feeds_which_are_fetched_there(
    open_desk: OpenDesk, drawn: Drawn, network: Network, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("F")
        await pilot.pause()
        assert "No feeds yet" in drawn(app)
        await pilot.press("s")
        await pilot.pause()
        assert "0 of 11" in drawn(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "11 of 11" in drawn(app)
        feeds = app.workspace.subscriptions.feeds()
        assert {feed.group for feed in feeds} == {"civic tech"}
        await wait_until(pilot, lambda: "Starter feeds · fetching 1 of 11" in drawn(app))
        await pilot.press("down", *["down"] * 11, "enter")  # of another group, which waits for its turn
        await pilot.pause()
        assert network.asked == [feed.url for feed in feeds]
        network.go_on.set()
        await wait_until(pilot, lambda: len(network.asked) > 11 and not app.feed_handler.is_refreshing)
        assert len(network.asked) == len(set(network.asked)) == len(app.workspace.subscriptions.feeds())
        await pilot.press("escape")
        await pilot.pause()
        assert f"{len(network.asked)} feeds" in drawn(app)
        assert "civic tech  11" in drawn(app)


async def test_one_key_subscribes_to_all_starter_feeds(open_desk: OpenDesk, network: Network) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("F", "s", "A")
        await pilot.pause()
        assert len(app.workspace.subscriptions.feeds()) == 47


@pytest.mark.parametrize("size", [(40, 12), (120, 40)])
async def test_a_starter_feed_that_could_not_be_fetched_says_so_where_it_was_chosen(
    open_desk: OpenDesk, drawn: Drawn, network: Network, wait_until: WaitUntil, size: tuple[int, int]
) -> None:
    async with open_desk(size) as (app, pilot):
        await pilot.press("F", "s", "down", "enter")
        await wait_until(pilot, lambda: "1 of 11" in drawn(app) and "✓" in drawn(app))
        app.workspace.subscriptions.update_feeds(
            lambda feeds: [replace(feed, error="The server has no such page (404).") for feed in feeds]
        )
        await wait_until(pilot, lambda: "1 of 11, 1 failed" in drawn(app))
        assert "✗" in drawn(app)
        assert "The server has no such page" in drawn(app)


async def test_one_starter_feed_can_be_chosen_and_removed_again(
    open_desk: OpenDesk, drawn: Drawn, network: Network
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("F", "s", "down", "enter", "escape")
        await pilot.pause()
        (feed,) = app.workspace.subscriptions.feeds()
        assert feed.name in drawn(app)
        await pilot.press("x")
        await pilot.pause()
        assert app.workspace.subscriptions.feeds() == []


async def test_the_reason_stands_beside_a_feed_that_failed(open_desk: OpenDesk, drawn: Drawn) -> None:
    async with open_desk() as (app, pilot):
        app.workspace.subscriptions.subscribe([Feed("https://a.example/feed", title="[/nope] Daily")])
        app.workspace.subscriptions.update_feeds(
            lambda feeds: [replace(feed, error="It sleeps; try later.") for feed in feeds]
        )
        await pilot.press("F")
        await pilot.pause()
        assert "[/nope] Daily" in drawn(app)
        assert "It sleeps; try later." in drawn(app)
        assert drawn(app).count("failed") == 2
        assert "1 failed" in drawn(app)


async def test_an_address_that_is_none_is_refused_with_a_sentence(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("F", "a", *"gopher://x", "enter")
        await wait_until(pilot, lambda: any("http" in note.message for note in app._notifications))
        assert app.workspace.subscriptions.feeds() == []
        await wait_until(pilot, lambda: isinstance(app.screen, AskScreen))
        assert "gopher://x" in drawn(app)  # what was typed is still there to be mended
        await pilot.press("escape")
        assert app.screen.id == "feeds"
        assert "looking for" not in drawn(app)


async def test_whatever_is_pasted_for_an_address_is_taken(
    open_desk: OpenDesk, wait_until: WaitUntil, network: Network
) -> None:
    asked: list[str] = []

    async def discover(url: str) -> list[Feed]:
        asked.append(url)
        return [Feed(normalise(address_in(url)))]

    async with open_desk() as (app, pilot):
        app.workspace.subscriptions.discover = discover  # type: ignore[method-assign,assignment]
        await pilot.press("F", "a", *"https://")
        app.post_message(Paste("\n\nOur feed: <https://a.example/my feed.xml>\nEnjoy\n"))
        await pilot.pause()
        await pilot.press("enter")
        await wait_until(pilot, lambda: bool(app.workspace.subscriptions.feeds()))
        assert [feed.url for feed in app.workspace.subscriptions.feeds()] == ["https://a.example/my%20feed.xml"]


async def test_an_address_of_this_machine_is_asked_about(
    open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn, network: Network
) -> None:
    async def discover(url: str, *, local: bool = False) -> list[Feed]:
        if not local:
            raise ClosedError("127.0.0.1 is an address of this machine or its network.")
        return [Feed(url, local=True)]

    async with open_desk() as (app, pilot):
        app.workspace.subscriptions.discover = discover  # type: ignore[method-assign,assignment]
        await pilot.press("F", "a", *"http://127.0.0.1/f", "enter")
        await wait_until(pilot, lambda: "That is on this machine" in drawn(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: bool(app.workspace.subscriptions.feeds()))
        assert app.workspace.subscriptions.feeds()[0].local


async def test_refreshing_without_feeds_says_where_to_get_some(open_desk: OpenDesk) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("r")
        await pilot.pause()
        assert any("press F" in note.message for note in app._notifications)


def test_each_state_has_a_word(now: datetime) -> None:
    base = Feed("https://a.example/feed", fetched=now.isoformat())
    feeds = [base, replace(base, fetched=""), replace(base, paused=True), replace(base, error="Broken.")]
    assert [line.state for line in subscribed_states(feeds, {}, now)] == ["fine", "new", "paused", "failed"]


@pytest.mark.parametrize("width", [120, 60])
async def test_feeds_are_called_by_short_names_but_for_those_that_share_one(
    open_desk: OpenDesk, drawn: Drawn, width: int
) -> None:
    async with open_desk(size=(width, 40)) as (app, pilot):
        titles = ("News | The Guardian", "Gazette - Trams", "Gazette - Bins")
        app.workspace.subscriptions.subscribe(
            [Feed(f"https://a.example/{number}", title=title) for number, title in enumerate(titles)]
        )
        await pilot.press("F")
        await pilot.pause()
        rows = [line.strip(" ○▌") for line in drawn(app).splitlines()]
        assert all(any(row.startswith(name) for row in rows) for name in ("The Guardian", *titles[1:]))


async def test_a_feed_is_named_grouped_paced_and_paused(open_desk: OpenDesk, drawn: Drawn) -> None:
    async with open_desk() as (app, pilot):
        app.workspace.subscriptions.subscribe([Feed("https://u:secret@a.example/feed", title="Old")])
        await pilot.press("F", "c", *["backspace"] * 3, *"New name", "enter")
        await pilot.press("o", *"my group", "enter", "i", "backspace", *"90", "enter", "p")
        await pilot.pause()
        (feed,) = app.workspace.subscriptions.feeds()
        assert (feed.title, feed.group, feed.interval, feed.paused) == ("New name", "my group", 90, True)
        assert "paused" in drawn(app)
        assert "every 90 min" in drawn(app)
        assert "secret" not in drawn(app)
        await pilot.press("i", "backspace", "backspace", *"often", "enter")
        await pilot.pause()
        assert "often" in drawn(app)
        await pilot.press("escape", "p")
        await pilot.pause()
        (feed,) = app.workspace.subscriptions.feeds()
        assert (feed.interval, feed.paused) == (90, False)


async def test_stories_and_unread_ones_are_counted_for_each_feed(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        addresses = ["https://a.example/feed", "https://b.example/feed"]
        app.workspace.subscriptions.subscribe(Feed(url, title="Daily") for url in addresses)
        stories = [Story(id=f"s{n}", title=f"Story {n}", feed=addresses[n // 3]) for n in range(4)]
        app.workspace.library.put_many(stories)
        app.workspace.library.judge([("s1", "read", True)])
        await pilot.press("F")
        await pilot.pause()
        assert re.search(r"Daily +3 +2  ", drawn(app))
        await pilot.resize_terminal(60, 30)
        await wait_until(pilot, lambda: "new · 3 stories, 2 unread · not fetched yet" in drawn(app))
        assert "new · 1 story, 1 unread" in drawn(app)


@asynccontextmanager
async def subscribed(open_desk: OpenDesk, **values: Any) -> AsyncIterator[tuple[CivicDesk, Pilot[None]]]:
    """The feeds' screen with one feed that has brought three stories, one of them judged."""
    async with open_desk() as (app, pilot):
        app.workspace.subscriptions.subscribe([replace(Feed("https://a.example/feed", title="Daily"), **values)])
        stories = [Story(id=f"s{n}", title=f"Story {n}", feed="https://a.example/feed") for n in range(3)]
        app.workspace.library.put_many(stories)
        app.workspace.library.judge([("s1", "note", "Mine.")])
        await pilot.press("F")
        await pilot.pause()
        yield app, pilot


@pytest.mark.parametrize(
    ("keys", "feeds", "stories"),
    [(["enter"], 1, 4), (["down", "enter"], 0, 4), (["down", "down", "enter"], 0, 2), (["escape"], 1, 4)],
)
async def test_who_removes_a_feed_says_what_becomes_of_its_stories(
    keys: tuple[str, ...], feeds: int, stories: int, open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with subscribed(open_desk) as (app, pilot):
        await pilot.press("x")
        await pilot.pause()
        assert "keep its 3 stories" in drawn(app)
        await pilot.press(*keys)
        await wait_until(pilot, lambda: app.screen.id == "feeds")
        await wait_until(pilot, lambda: len(app.workspace.subscriptions.feeds()) == feeds)
        await wait_until(pilot, lambda: app.workspace.library.count() == stories)
        assert app.workspace.library.judgement("s1").note == "Mine."
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen.id == "desk")
        await wait_until(pilot, lambda: f"of {stories}" in drawn(app))


async def test_whole_texts_are_switched_on_where_they_can_be_read(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with subscribed(open_desk) as (app, pilot):
        monkeypatch.setattr(extras, "find_spec", lambda name: None)
        await pilot.press("w")
        await wait_until(pilot, lambda: any("civicdesk[fulltext]" in note.message for note in app._notifications))
        assert not app.workspace.subscriptions.feeds()[0].fulltext
        monkeypatch.setattr(extras, "find_spec", lambda name: name)
        await pilot.press("w")
        await wait_until(pilot, lambda: "whole texts" in drawn(app))
        assert app.workspace.subscriptions.feeds()[0].fulltext
        await pilot.press("w")
        await wait_until(pilot, lambda: not app.workspace.subscriptions.feeds()[0].fulltext)


async def answered(pilot: Pilot[None], key: str, path: str) -> None:
    """Press a key that asks for a file, and paste its path: typed, each of its letters would wait for the desk."""
    await pilot.press(key, "ctrl+u")
    pilot.app.post_message(Paste(path))
    await pilot.pause()
    await pilot.press("enter")


async def test_lists_of_feeds_go_in_and_out_by_keys(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil, tmp_path: Path, network: Network
) -> None:
    path = tmp_path / "out.opml"
    async with subscribed(open_desk, group="News") as (app, pilot):
        await answered(pilot, "E", str(path))
        await wait_until(pilot, path.exists)
        text = path.read_text()
        assert 'xmlUrl="https://a.example/feed"' in text
        path.write_text(text.replace("</body>", '<outline text="Bad" xmlUrl="file:///etc/passwd"/>'
                                     '<outline text="New" xmlUrl="https://b.example/"/></body>'))  # fmt: skip
        await answered(pilot, "I", str(path))
        await wait_until(pilot, lambda: "1 could not be taken" in drawn(app))
        assert "Bad: line 10: Addresses that start with file: can't be feeds" in drawn(app)
        assert [feed.url for feed in app.workspace.subscriptions.feeds()] == [
            "https://a.example/feed",
            "https://b.example/",
        ]
        await pilot.press("escape")
        await wait_until(pilot, lambda: "2 feeds" in drawn(app))
        assert "no group  1" in drawn(app)


async def test_what_is_fetched_is_counted_before_the_first_has_come(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(_: Refresher, **wanted: Any) -> AsyncIterator[Arrival]:
        await asyncio.Event().wait()
        yield  # type: ignore[misc]

    monkeypatch.setattr(Refresher, "run", run)
    async with open_desk() as (app, pilot):
        await pilot.press("F", "s")
        await wait_until(pilot, lambda: app.screen.id == "starter")
        await pilot.press("A")
        count = len(app.workspace.subscriptions.starter_feeds().feeds)
        await wait_until(pilot, lambda: f"fetching 0 of {count}" in drawn(app))


async def test_a_fetching_that_goes_on_is_in_sight_wherever_its_key_cancels_it(
    open_desk: OpenDesk, drawn: Drawn, network: Network, wait_until: WaitUntil, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = asyncio.Event()

    async def look(*_: object, **__: object) -> list[Feed]:
        await looked.wait()
        return []

    async with subscribed(open_desk) as (app, pilot):
        monkeypatch.setattr(app.workspace.subscriptions, "discover", look)
        await pilot.press("escape")
        app.feed_handler._made_fetcher().start(["https://a.example/feed", "https://a.example/feed"])
        await wait_until(pilot, lambda: "fetching 1 of 2 · r cancels" in drawn(app))
        await pilot.press("F")
        await wait_until(pilot, lambda: "1 feed · fetching 1 of 2 · r cancels" in drawn(app))
        await pilot.press("s")
        await wait_until(pilot, lambda: "Starter feeds · fetching 1 of 2 · r cancels" in drawn(app))
        await pilot.press("escape")
        await answered(pilot, "a", "c.example")
        await wait_until(pilot, lambda: "1 feed · looking for a feed …" in drawn(app))
        looked.set()
        await wait_until(pilot, lambda: "1 feed · fetching 1 of 2 · r cancels" in drawn(app))
        await pilot.press("a")
        await wait_until(pilot, lambda: isinstance(app.screen, AskScreen))
        network.go_on.set()
        await wait_until(pilot, lambda: not app.feed_handler.is_refreshing)
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, FeedsScreen) and "1 feed" in drawn(app))
        await wait_until(pilot, lambda: "fetching" not in drawn(app))


async def test_feeds_that_a_shell_adds_are_shown_while_others_are_fetched_and_under_a_dialogue(
    open_desk: OpenDesk, home: Path, drawn: Drawn, network: Network, wait_until: WaitUntil
) -> None:
    def add_elsewhere(url: str) -> None:
        with Workspace.open(home=home) as other:
            other.subscriptions.subscribe([Feed(url)])

    async with subscribed(open_desk) as (app, pilot):
        app.feed_handler._made_fetcher().start(["https://a.example/feed", "https://a.example/feed"])
        await wait_until(pilot, lambda: "1 feed · fetching 1 of 2 · r cancels" in drawn(app))
        add_elsewhere("https://b.example/")
        await wait_until(pilot, lambda: "2 feeds · fetching 1 of 2 · r cancels" in drawn(app))
        network.go_on.set()
        await wait_until(pilot, lambda: "fetching" not in drawn(app))
        await pilot.press("a")
        await wait_until(pilot, lambda: isinstance(app.screen, AskScreen))
        add_elsewhere("https://c.example/")
        await wait_until(pilot, lambda: app.feed_handler._stamp == app.feed_handler._stamped())
        await pilot.press("escape")
        await wait_until(pilot, lambda: "3 feeds" in drawn(app))
        assert "c.example" in drawn(app)


async def test_an_answer_that_changes_nothing_leaves_what_another_process_has_set_meanwhile(
    open_desk: OpenDesk, home: Path, wait_until: WaitUntil
) -> None:
    async with subscribed(open_desk) as (app, pilot):
        screen, url = app.screen, "https://a.example/feed"
        assert isinstance(screen, FeedsScreen)
        for ask, values in (
            (screen.action_feeds_rename, {"title": "Weekly"}),
            (screen.action_feeds_interval, {"interval": 90}),
        ):
            ask()
            await wait_until(pilot, lambda: isinstance(app.screen, AskScreen))
            with Workspace.open(home=home) as other:
                other.subscriptions.change_feed(url, **values)
            await pilot.press("enter")
            await wait_until(pilot, lambda: app.screen is screen)
        (feed,) = app.workspace.subscriptions.feeds()
        assert (feed.title, feed.interval) == ("Weekly", 90)


@pytest.mark.usefixtures("network")
async def test_a_list_with_feeds_of_this_machine_asks_once_whether_they_are_allowed(
    open_desk: OpenDesk, drawn: Drawn, toasts: Toasts, wait_until: WaitUntil, tmp_path: Path
) -> None:
    path = tmp_path / "local.opml"
    urls = ("http://127.0.0.1:1/a", "http://localhost:1/b", "https://b.example/")
    outlines = "".join(f'<outline text="{url}" xmlUrl="{url}"/>' for url in urls)
    path.write_text(f"<opml><body>{outlines}</body></opml>")
    async with subscribed(open_desk) as (app, pilot):

        def added() -> dict[str, bool]:
            return {feed.url: feed.local for feed in app.workspace.subscriptions.feeds()[1:]}

        await answered(pilot, "I", str(path))
        await wait_until(pilot, lambda: "2 of these feeds are on this machine or its network" in drawn(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Added 1 feed; left out 2 of this machine or its network." in toasts(app))
        assert added() == {urls[2]: False}
        await answered(pilot, "I", str(path))
        await wait_until(pilot, lambda: "Allow it for these 2 feeds" in drawn(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "Added 2 feeds; 1 was there already." in toasts(app))
        assert added() == {urls[0]: True, urls[1]: True, urls[2]: False}
        await answered(pilot, "I", str(path))
        await wait_until(pilot, lambda: "Added 0 feeds; 3 were there already." in toasts(app))


async def test_a_file_that_is_not_ours_is_not_written_over(
    open_desk: OpenDesk, wait_until: WaitUntil, tmp_path: Path
) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ann")
    async with subscribed(open_desk) as (app, pilot):
        await answered(pilot, "E", str(path))
        await wait_until(pilot, lambda: any("choose another name" in note.message for note in app._notifications))
        await wait_until(pilot, lambda: isinstance(app.screen, AskScreen))
        await pilot.press("escape")
        await answered(pilot, "I", str(path))
        await wait_until(pilot, lambda: any("is no OPML" in note.message for note in app._notifications))
        await wait_until(pilot, lambda: isinstance(app.screen, AskScreen))
        await pilot.press("escape")
        await answered(pilot, "I", str(tmp_path / "none"))
        await wait_until(pilot, lambda: any("There is no file" in note.message for note in app._notifications))
    assert path.read_text() == "Dear Ann"


async def test_a_refresh_says_how_far_it_is_and_is_cancelled_by_the_same_key(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil
) -> None:
    with Server() as server:
        async with open_desk() as (app, pilot):
            fast = [Feed(server.at(f"/{n}", reply(rss(1))), local=True) for n in range(3)]
            app.workspace.subscriptions.subscribe(
                [*fast, Feed(server.at("/slow", silence()), local=True, title="Slow")]
            )
            await pilot.press("F", "r")
            await wait_until(pilot, lambda: "fetching 3 of 4" in drawn(app))
            await pilot.press("r")
            await wait_until(pilot, lambda: any("Fetching stopped" in note.message for note in app._notifications))
            await wait_until(pilot, lambda: "fetching" not in drawn(app))
            assert drawn(app).count("fine") == 3
            assert sum(not feed.fetched for feed in app.workspace.subscriptions.feeds()) == 1


async def test_due_feeds_are_fetched_at_the_start_where_that_is_set(
    open_desk: OpenDesk, home: Path, wait_until: WaitUntil
) -> None:
    with Server() as server, Workspace.open(home=home) as workspace:
        later = (utc_now() + timedelta(hours=1)).isoformat()
        due, not_due = (Feed(server.at(f"/{name}", reply(rss(1))), local=True) for name in ("due", "later"))
        workspace.subscriptions.subscribe([due, replace(not_due, due=later)])
        workspace.places.settings.parent.mkdir(parents=True, exist_ok=True)
        workspace.places.settings.write_text("refresh_on_start = true")
        async with open_desk() as (app, pilot):
            await wait_until(pilot, lambda: app.workspace.library.count() == 2)
            await wait_until(pilot, lambda: any("1 new" in note.message for note in app._notifications))
            app.feed_handler.refresh_due()
            await wait_until(pilot, lambda: not app.feed_handler.is_refreshing)
            assert not any("0 new" in note.message for note in app._notifications)
        assert (len(server.asked("/due")), len(server.asked("/later"))) == (1, 0)


async def test_the_feed_that_was_highlighted_stays_so(open_desk: OpenDesk, drawn: Drawn) -> None:
    async with open_desk() as (app, pilot):
        app.workspace.subscriptions.subscribe(
            Feed(f"https://a.example/{n}", title=f"Feed {n}", group="ab"[n % 2]) for n in range(6)
        )
        await pilot.press("F", "j", "j", "p")
        await pilot.pause()
        assert [feed.title for feed in app.workspace.subscriptions.feeds() if feed.paused] == ["Feed 4"]
        app.workspace.subscriptions.unsubscribe("https://a.example/0")
        assert isinstance(app.screen, FeedsScreen)
        app.screen.show_feeds()
        await pilot.press("p")
        await pilot.pause()
        assert not any(feed.paused for feed in app.workspace.subscriptions.feeds())


async def test_one_address_twice_in_a_list_of_another_hand_is_shown(open_desk: OpenDesk, drawn: Drawn) -> None:
    async with open_desk() as (app, pilot):
        twin = Feed("https://a.example/feed", title="Twin")
        app.workspace.subscriptions.update_feeds(lambda _: [twin, twin])
        await pilot.press("F")
        await pilot.pause()
        assert "2 feeds" in drawn(app)


async def test_how_a_feed_is_fetched_is_shown_and_set(
    open_desk: OpenDesk, drawn: Drawn, toasts: Toasts, wait_until: WaitUntil
) -> None:
    def feed() -> Feed:
        return app.workspace.subscriptions.feeds()[0]

    async with subscribed(open_desk, headers=(("X-Key", "hunter2"),), etag='"1"') as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        assert "that of civicdesk" in drawn(app)
        assert "hunter2" not in drawn(app)
        await pilot.press("end", "enter", "enter", "enter", *"Me/1", "enter")
        await pilot.press("enter", "end", "k", "enter", "backspace", *"9999999", "enter")
        await pilot.pause()
        assert "up to 1000000" in toasts(app)
        await pilot.press(*["backspace"] * 7, *"20", "enter", "enter", "j", "enter", *"nothing", "enter")
        await wait_until(pilot, lambda: "Name: value" in toasts(app) and isinstance(app.screen, AskScreen))
        await pilot.press(*["backspace"] * 7, *"X-Key:", "enter", "enter", "j", "enter", *"X-Other: a", "enter")
        await wait_until(pilot, lambda: feed().headers == (("X-Other", "a"),))
        assert (feed().local, feed().agent, feed().entries, feed().etag) == (True, "Me/1", 20, "")
        await pilot.pause()
        assert "local network · agent “Me/1” · header X-Other · 20 newest entries" in drawn(app)
