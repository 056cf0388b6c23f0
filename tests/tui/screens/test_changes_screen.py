"""What changed in a story: the head says that earlier words are kept, a key shows them, and nothing in them acts."""

from civic.judgement import NOTE
from civic.story import Story
from tests.tui.test_hostile import ALL, assert_harmless
from tests.types import Drawn, OpenDesk, Put, WaitUntil
from tui.screens.coding.changes import ChangesScreen


async def test_the_head_says_so_and_the_key_shows_it(
    open_desk: OpenDesk, put: Put, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        put(app, Story(id="a", title="Council buys scanners", text="The council bought 40 scanners."))
        app._desk_screen.open_story("a")
        assert "earlier kept" not in drawn(app)
        app.workspace.library.judge([("a", NOTE, "look")])
        put(app, Story(id="a", title="Council buys scanners", text="The council leased 40 scanners."))
        await wait_until(pilot, lambda: "1 earlier kept (W)" in drawn(app))
        await pilot.press("W")
        await wait_until(pilot, lambda: "[-bought-] {+leased+}" in drawn(app))
        await pilot.press("j", "G", "g", "escape")
        await wait_until(pilot, lambda: app.screen.id == "desk")
        await pilot.press("slash", *"is:updated", "enter")
        await wait_until(pilot, lambda: "1 of 1" in drawn(app))


async def test_a_story_without_versions_says_that(open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil) -> None:
    async with open_desk((60, 20)) as (app, pilot):
        await pilot.press("W")
        await wait_until(pilot, lambda: "No earlier words are kept" in " ".join(drawn(app).split()))
        await pilot.press("W")
        await wait_until(pilot, lambda: app.screen.id == "desk")


async def test_words_that_act_or_hide_are_only_words(open_desk: OpenDesk, put: Put, wait_until: WaitUntil) -> None:
    async with open_desk((40, 12)) as (app, pilot):
        text = ALL.encode(errors="ignore").decode()
        put(app, Story(id="a", title=text, text=f"{text} first"))
        app._desk_screen.open_story("a")
        app.workspace.library.judge([("a", NOTE, "look")])
        put(app, Story(id="a", title=f"{text} x", text=f"{text} second"))
        await pilot.press("W")
        await wait_until(pilot, lambda: isinstance(app.screen, ChangesScreen))
        for key in ("j", "G", "g", "pagedown"):
            await pilot.press(key)
            await pilot.pause()
            assert_harmless(app)
