"""Choosing, keeping and removing views on the real desk."""

from pathlib import Path

from civic.judgement import Decision, Verdict, concern_field
from civic.story import Story
from civic.views import SHIPPED
from tests.types import Drawn, OpenDesk, Put, Toasts, WaitUntil
from tui.widgets.options import Options


async def test_a_view_shows_its_stories_in_its_order(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with open_desk() as (app, pilot):
        put(app, Story(id="a", title="Plain", text="Nothing here.", source="A"))
        high = Decision(Verdict.TAGGED, severity="high")
        app.desk.change("tagged", [("seed-story", concern_field("privacy"), high)])
        await pilot.press("V")
        await wait_until(pilot, lambda: len(getattr(app.screen, "_unread", ())) == len(SHIPPED))
        assert "High stakes" in drawn(app)
        await pilot.press("6")
        await wait_until(pilot, lambda: app.screen.id == "desk" and app.desk.view.filter == "severity:high")
        assert app.desk.view.how.order == "concerns"
        assert len(app.desk.view.keys) == 1
        await wait_until(pilot, lambda: "most concerns first" in drawn(app))


async def test_the_view_that_is_shown_is_marked(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with open_desk((120, 40)) as (app, pilot):
        put(app, Story(id="a", title="Plain", text="Nothing here.", source="A"))
        await pilot.press("vertical_line")
        await wait_until(pilot, lambda: "▌›All" in drawn(app))
        await pilot.press("escape", "V", "3")
        await wait_until(pilot, lambda: "▏›Unread" in drawn(app))
        await pilot.press("V")
        await wait_until(pilot, lambda: app.screen.id != "desk" and len(app.screen.query(Options)) == 1)
        await wait_until(pilot, lambda: app.screen.query_one(Options).highlighted == 2)
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen.id == "desk")
        await pilot.press("slash")
        await wait_until(pilot, lambda: app.focused and app.focused.id == "filter")
        await pilot.press(*"ai", "enter")
        await wait_until(pilot, lambda: app.desk.view.filter == "is:unreadai" and "▏›Unread" in drawn(app))
        await pilot.press("slash", "end", *["backspace"] * 11, *"plain", "enter")
        await wait_until(pilot, lambda: "›" not in drawn(app) and app.desk.view.filter == "plain")
        await pilot.press("escape")
        await wait_until(pilot, lambda: "▏›All" in drawn(app))
        await pilot.press("vertical_line", "vertical_line", "j", "escape")
        await wait_until(pilot, lambda: "▏›All" in drawn(app))


async def test_a_key_that_is_taken_is_said_and_does_what_it_did(
    open_desk: OpenDesk, home: Path, toasts: Toasts
) -> None:
    home.mkdir(parents=True)
    tables = [("A", "s"), ("B", "f6"), ("C", "f6")]
    (home / "views.toml").write_text("".join(f'[[view]]\nname = "{name}"\nkey = "{key}"\n' for name, key in tables))
    async with open_desk() as (app, pilot):
        assert "The key 's' of the view “A” is that of “star”" in toasts(app)
        assert "The key 'f6' of the view “C” is that of “B”" in toasts(app)
        await pilot.press("s")
        assert app.desk.judgement.starred


async def test_a_filter_is_kept_under_a_name_and_comes_back_with_its_key(
    open_desk: OpenDesk, home: Path, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("slash", *"palantir", "enter", "b", "j", "enter", "plus")
        await wait_until(pilot, lambda: "what is it called" in drawn(app))
        await pilot.press(*"Mine", "enter")
        await wait_until(pilot, lambda: "Kept as" in toasts(app))
    with (home / "views.toml").open("a") as file:
        file.write('\n[[view]]\nname = "Stars"\nfilter = "is:starred"\nkey = "f6"\n')
    async with open_desk() as (app, pilot):
        await pilot.press("f6")
        await wait_until(pilot, lambda: app.desk.view.filter == "is:starred")
        await pilot.press("V")
        await wait_until(pilot, lambda: "Mine" in drawn(app))
        await pilot.press("G", "k", "enter")
        await wait_until(pilot, lambda: app.desk.view.filter == "palantir")
        assert app.desk.view.how.order == "oldest"
        await pilot.press("V")
        await wait_until(pilot, lambda: "Mine" in drawn(app))
        await pilot.press("g", "x")
        await wait_until(pilot, lambda: "stays" in toasts(app))
        await pilot.press("G", "k", "x")
        await wait_until(pilot, lambda: "Removed" in toasts(app))
        assert [view.name for view in app.views[len(SHIPPED) :]] == ["Stars"]


async def test_what_lists_all_stories_as_usual_is_no_view_to_keep(
    open_desk: OpenDesk, wait_until: WaitUntil, toasts: Toasts, drawn: Drawn
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("plus")
        await wait_until(pilot, lambda: "There is no filter to keep as a view; / begins one." in toasts(app))
        app._desk_screen.list_by("oldest", "")
        await pilot.press("plus")
        await wait_until(pilot, lambda: "what is it called" in drawn(app))


async def test_what_is_typed_goes_on_behind_the_filter_of_a_view(open_desk: OpenDesk, wait_until: WaitUntil) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("slash", *"ai", "enter", "escape", "V", "3")
        await wait_until(pilot, lambda: app.desk.view.filter == "is:unread")
        await pilot.press("slash", "space", *"ai")
        await wait_until(pilot, lambda: app.desk.view.filter == "is:unread ai")
