"""Undo on the real desk: whatever was changed last, also by the desk before, and never what is older."""

from pathlib import Path

from civic.story import Story
from feeds.subscriptions import Feed
from tests.types import Drawn, OpenDesk, Put, Toasts, WaitUntil
from workspace.workspace import Workspace


async def test_the_next_desk_takes_back_what_the_last_one_did(
    open_desk: OpenDesk, wait_until: WaitUntil, toasts: Toasts
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("s", "t", *"own-tag", "enter", "escape")
        await wait_until(pilot, lambda: app.desk.judgement.tags == ("own-tag",))
    async with open_desk() as (app, pilot):
        assert (app.desk.judgement.starred, app.desk.judgement.tags) == (True, ("own-tag",))
        await pilot.press("u")
        await wait_until(pilot, lambda: "Undone: tagged own-tag." in toasts(app))
        assert (app.desk.judgement.starred, app.desk.judgement.tags) == (True, ())
        await pilot.press("u")
        await wait_until(pilot, lambda: not app.desk.judgement.starred)
        await pilot.press("u")
        await wait_until(pilot, lambda: "nothing to undo" in toasts(app))
    async with open_desk() as (app, pilot):
        await pilot.press("U")
        await wait_until(pilot, lambda: app.desk.judgement.starred)


async def test_a_view_is_removed_and_comes_back_with_its_key(
    open_desk: OpenDesk, home: Path, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts
) -> None:
    home.mkdir(parents=True)
    (home / "views.toml").write_text('[[view]]\nname = "Mine"\nfilter = "is:starred"\nkey = "f6"\n')
    before = (home / "views.toml").read_bytes()
    async with open_desk() as (app, pilot):
        await pilot.press("s", "V")
        await wait_until(pilot, lambda: "Mine" in drawn(app))
        await pilot.press("G", "x")
        await wait_until(pilot, lambda: "Removed “Mine”; u takes it back" in toasts(app))
        assert "Mine" not in (home / "views.toml").read_text()
        await pilot.press("u")
        await wait_until(pilot, lambda: (home / "views.toml").read_bytes() == before)
        await wait_until(pilot, lambda: "Mine  " in drawn(app))
        await pilot.press("escape", "f6")
        await wait_until(pilot, lambda: app.desk.view.filter == "is:starred")
        assert app.desk.judgement.starred
        await pilot.press("U")
        await wait_until(pilot, lambda: b"Mine" not in (home / "views.toml").read_bytes())


async def test_a_feed_is_removed_with_its_stories_and_comes_back_with_them(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts
) -> None:
    url = "https://a.example/rss"
    async with open_desk() as (app, pilot):
        put(app, Story("a", "Of the feed", text="Some words.", feed=url))
        subscriptions = app.workspace.subscriptions
        subscriptions.update_feeds(
            lambda _: [Feed(url, title="The A", etag='"1"', fetched="2026-11-20T00:00:00+00:00")]
        )
        kept = subscriptions.feeds()
        await pilot.press("F")
        await wait_until(pilot, lambda: "The A" in drawn(app))
        await pilot.press("p")
        await wait_until(pilot, lambda: subscriptions.feeds()[0].paused)
        await pilot.press("u")
        await wait_until(pilot, lambda: subscriptions.feeds() == kept)
        await wait_until(pilot, lambda: "paused" not in drawn(app))
        await pilot.press("x")
        await wait_until(pilot, lambda: "Unsubscribe from The A?" in drawn(app))
        await pilot.press("down", "down", "enter")
        await wait_until(pilot, lambda: "Removed The A and 1 of its stories; u takes it back." in toasts(app))
        assert (subscriptions.feeds(), app.workspace.library.story("a")) == ([], None)
        await pilot.press("u")
        await wait_until(pilot, lambda: subscriptions.feeds() == kept)
        await wait_until(pilot, lambda: "The A" in drawn(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: "Of the feed" in drawn(app))


async def test_what_was_changed_since_is_said_and_nothing_older_is_taken_back(
    open_desk: OpenDesk, home: Path, wait_until: WaitUntil, toasts: Toasts
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("n", *"Mine", "escape")
        await wait_until(pilot, lambda: app.desk.judgement.note == "Mine")
        await pilot.press("s")
        await wait_until(pilot, lambda: app.desk.judgement.starred)
        with Workspace.open(home, whole=True) as command:
            command.decisions.apply([("seed-story", "star", None)], label="no star")
        await wait_until(pilot, lambda: not app.desk.judgement.starred)
        for _ in range(2):
            await pilot.press("u")
            await wait_until(pilot, lambda: "has been decided on anew since. Nothing was changed." in toasts(app))
        assert app.desk.judgement.note == "Mine"
        await pilot.press("M", "u")  # a change of this desk is taken back again
        await wait_until(pilot, lambda: "Undone: marked as" in toasts(app))
        assert app.desk.judgement.note == "Mine"


async def test_a_correction_of_every_story_is_taken_back(
    open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts
) -> None:
    async with open_desk() as (app, pilot):
        first = app.desk.analysis
        assert first
        await pilot.press("2", "c")
        await wait_until(pilot, lambda: "what is to be corrected?" in drawn(app))
        await pilot.press("down", "down", "down", "enter")
        await wait_until(pilot, lambda: "In every story" in drawn(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: app.desk.analysis and app.desk.analysis.stakeholders != first.stakeholders)
        await pilot.press("u")
        await wait_until(pilot, lambda: app.desk.analysis and app.desk.analysis.stakeholders == first.stakeholders)


async def test_many_stories_are_changed_and_taken_back_in_the_background(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts
) -> None:
    async with open_desk() as (app, pilot):
        put(app, *(Story(f"m{number}", f"Story {number}", text=f"Words {number}.") for number in range(150)))
        await pilot.press("asterisk", "s")
        await wait_until(pilot, lambda: "marked stories?" in drawn(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "u takes it back" in toasts(app))
        assert app.workspace.library.judgement("m7").starred
        await pilot.press("u")
        await wait_until(pilot, lambda: "Undone: starred 151 stories." in toasts(app))
        assert not app.workspace.library.judgement("m7").starred
        await pilot.press("U")
        await wait_until(pilot, lambda: "Done again" in toasts(app))
        assert app.workspace.library.judgement("m149").starred


async def test_a_journal_of_steps_that_can_not_be_read_or_written_is_said_and_nothing_stops(
    open_desk: OpenDesk, home: Path, wait_until: WaitUntil, toasts: Toasts
) -> None:
    home.mkdir(parents=True)
    journal = home / "undo.journal"
    journal.write_bytes(b"no line\n")
    async with open_desk() as (app, pilot):
        await wait_until(pilot, lambda: "1 line of" in toasts(app))
        journal.unlink()
        journal.mkdir()
        await pilot.press("s")
        await wait_until(pilot, lambda: app.desk.judgement.starred)
        await wait_until(pilot, lambda: "can be taken back until civicdesk ends" in toasts(app))
        await pilot.press("u")
        await wait_until(pilot, lambda: not app.desk.judgement.starred)


async def test_steps_that_cannot_be_read_are_told_soon_after_the_start(
    open_desk: OpenDesk, home: Path, wait_until: WaitUntil, toasts: Toasts
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("s")
        await wait_until(pilot, lambda: app.desk.judgement.starred)
    with (home / "undo.journal").open("ab") as journal:
        journal.write(b"no line\n")
    async with open_desk() as (app, pilot):
        await wait_until(pilot, lambda: "1 line of " in toasts(app))
