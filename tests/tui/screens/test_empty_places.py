"""Every place that can be empty says why, and which key helps."""

from itertools import zip_longest

from civic.story import Story
from tests.types import Drawn, OpenDesk, Put, Toasts, WaitUntil
from tui.app import CivicDesk
from tui.widgets.hints import Hints, hints_of


def in_one_line(screen: str) -> str:
    """The list from top to bottom, then what is beside it."""
    columns = zip_longest(*(line.split("│") for line in screen.splitlines()), fillvalue="")
    return " ".join(" ".join(column) for column in columns).replace("▐", " ").strip()


def words(screen: str) -> str:
    return " ".join(in_one_line(screen).split())


def offered(app: CivicDesk) -> set[str]:
    """The keys that the bottom line names, where there is room for all."""
    hints = app.screen.query_one(Hints)
    return {hint.key for hint in hints_of(app.screen, hints._leading())}


async def test_each_empty_place_says_why_and_what_helps(
    open_desk: OpenDesk, put: Put, drawn: Drawn, toasts: Toasts, wait_until: WaitUntil
) -> None:
    async with open_desk((100, 40)) as (app, pilot):

        async def see(*sentences: str) -> None:
            await wait_until(pilot, lambda: all(one in words(drawn(app)) for one in sentences))

        put(app, Story("bare", "Bare", url="https://a.example/1"), Story("short", "Short", text="It rained."))
        await pilot.press("slash", *"bare", "enter")
        await see("No text came with this story. Press w", "Press p to add who was missed", "Press t to tag one")
        await pilot.press("4")
        await see("No text came with this story. Press w")
        await pilot.press("0")
        await pilot.press("i")
        await see("Nobody has decided anything on this story yet", "a accepts what is suggested")
        await pilot.press("escape", "W")
        await see("No earlier words are kept", "esc goes back")
        await pilot.press("escape", "equals_sign")
        await wait_until(pilot, lambda: "do not differ about this story; V" in toasts(app))
        await pilot.press("S")
        await wait_until(pilot, lambda: "or two concerns; p and t add what was missed" in toasts(app))
        await pilot.press("F")
        await see("No feeds yet. Press s", "a to add one", "I to import")
        assert offered(app) == {"s", "a", "I", "esc", "?"}
        await pilot.press("escape", "slash", "escape", "slash", *"nosuchword", "enter")
        await see("No story matches the filter.", "esc clear it", "V choose another view", "No story is open")
        assert words(drawn(app)).count("No story is open") == 3
        assert not {"enter", "t", "a", "x"} & offered(app)
        await pilot.press("2")
        assert not {"enter", "t", "a", "x", "c"} & offered(app)
        await pilot.press("4")
        await see("No story is open; the list says what helps.")
        await pilot.press("0")
        await pilot.press("full_stop")
        await wait_until(pilot, lambda: "There is no story here; esc clears the filter" in toasts(app))
        for key in ("m", "space", "v", "asterisk", "s", "H", "n", "y"):
            app.clear_notifications()
            await pilot.press(key)
            await wait_until(pilot, lambda: "There is no story here; esc clears the filter" in toasts(app))
        await pilot.press("O")
        await see("No story in view. Press esc")
        assert not {"enter", "p"} & offered(app)
        await pilot.press("escape", "slash", *" is:unred", "enter")
        await see("can't be read, and what it was before found no story.", "/ mend it", "esc clear it")
        await pilot.press("slash", "escape", "slash", *"is:conflict", "enter")
        await see("Coders differ on no story.", "V choose another view")
        await pilot.press("escape", "colon", *"zzz")
        await see("Nothing is called that: a part of the name is enough; esc goes back.")
        await pilot.press("escape", "R")
        await wait_until(pilot, lambda: "There are no rules yet" in toasts(app))
        await pilot.press("asterisk", "H")
        await see("Every story is hidden. V the view Hidden", "There are no feeds yet", "ctrl+o a file of yours")


async def test_in_the_views_beside_the_list_no_key_decides_on_the_story(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil
) -> None:
    async with open_desk((200, 40)) as (app, pilot):
        await wait_until(pilot, lambda: {"a", "x"} <= offered(app))
        await pilot.press("vertical_line")
        assert not {"a", "x"} & offered(app)
        before = app.desk.judgement
        await pilot.press("a", "x")
        assert app.desk.judgement == before
        await pilot.press("V")
        await wait_until(pilot, lambda: "enter" in offered(app))
        assert "x" not in offered(app)
