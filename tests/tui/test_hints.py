"""The line of keys: what fits, what is left out first, whose keys they are."""

from pathlib import Path

import pytest

from tests.types import Drawn, OpenDesk, WaitUntil
from tui.app import CivicDesk
from tui.screens.picker import PickerScreen
from tui.widgets.hints import Hint, Hints, fitting
from workspace.workspace import Workspace


def bottom(drawn: Drawn, app: CivicDesk) -> str:
    return drawn(app).split("\n")[-1]


def test_what_is_left_out_first() -> None:
    hints = [
        Hint("a", "one", 2),
        Hint("b", "two", 2),
        Hint("esc", "back", 1),
        Hint("?", "help", 0),
        Hint("q", "quit", 0),
    ]
    assert fitting(hints, 100) == hints
    assert [hint.key for hint in fitting(hints, 32)] == ["a", "esc", "?", "q"]
    assert [hint.key for hint in fitting(hints, 26)] == ["esc", "?", "q"]
    assert fitting(hints, 0) == []


@pytest.mark.parametrize("width", range(40, 125, 6))
async def test_help_and_quit_are_in_sight_at_every_width(width: int, open_desk: OpenDesk, drawn: Drawn) -> None:
    async with open_desk((width, 24)) as (app, pilot):
        for key in ("0", "3"):
            await pilot.press(key)
            await pilot.pause()
            assert "? help" in bottom(drawn, app)
            assert "q quit" in bottom(drawn, app)
            assert ("enter read" in bottom(drawn, app)) == (key == "0")


async def test_a_click_does_what_the_key_does(open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil) -> None:
    async with open_desk() as (app, pilot):
        await wait_until(pilot, lambda: "? help" in bottom(drawn, app))
        at = bottom(drawn, app).index("? help")
        await pilot.click(Hints, offset=(at, 0))
        await wait_until(pilot, lambda: "type to search the keys" in drawn(app))


async def test_the_persons_own_keys_are_shown(home: Path, drawn: Drawn, wait_until: WaitUntil) -> None:
    home.mkdir()
    (home / "config.toml").write_text('[keys]\n"filter.open" = "f5"\n')
    with Workspace.open(home=home) as workspace:
        app = CivicDesk(workspace)
        async with app.run_test(size=(120, 40)) as pilot:
            await wait_until(pilot, lambda: "f5 filter" in bottom(drawn, app))
            assert "/ filter" not in bottom(drawn, app)


async def test_while_typing_no_letter_is_called_a_key(open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("slash")
        await wait_until(pilot, lambda: "enter to the list" in bottom(drawn, app))
        assert "esc clear" in bottom(drawn, app)
        assert "f1 help" in bottom(drawn, app)
        for key in ("/ filter", "? help", "q quit", "t tag"):
            assert key not in bottom(drawn, app)
        await pilot.press("escape")
        await wait_until(pilot, lambda: "q quit" in bottom(drawn, app))


async def test_the_line_of_keys_behind_a_dialogue_stays_as_it_was(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk((80, 24)) as (app, pilot):
        await pilot.press("4", "v", "escape")
        await wait_until(pilot, lambda: "v select" in drawn(app).splitlines()[-1])
        before = drawn(app).splitlines()[-1]
        await pilot.press("t")
        await wait_until(pilot, lambda: isinstance(app.screen, PickerScreen))
        assert drawn(app).splitlines()[-1] == before
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen.id == "desk")
        await pilot.press("2")
        await wait_until(pilot, lambda: "c correct" in drawn(app).splitlines()[-1])
