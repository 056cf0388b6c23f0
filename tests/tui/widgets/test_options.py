"""Lists of options, and keys that come before there is anything to move in."""

import pytest
from textual.app import App, ComposeResult
from textual.widgets.option_list import Option

from tests.types import OpenDesk, WaitUntil
from tui.screens.palette import SearchScreen
from tui.styles.readable import readable
from tui.styles.themes import CONCERN_VARIABLES
from tui.widgets.options import Options

MOVES = ("down", "up", "first", "last", "page_down", "page_up")


class Host(App[None]):
    """Shows a list in the room there is."""

    def __init__(self, options: Options) -> None:
        super().__init__()
        self._options = options

    def get_css_variables(self) -> dict[str, str]:
        variables = {**CONCERN_VARIABLES, **super().get_css_variables()}
        return variables | readable(variables, dark=True, ansi=False)

    def compose(self) -> ComposeResult:
        yield self._options

    def on_mount(self) -> None:
        moved(self._options)


def moved(options: Options) -> None:
    for move in MOVES:
        getattr(options, f"action_move_{move}")()
    options.action_select()


@pytest.mark.parametrize("count", [0, 1, 30])
async def test_a_list_that_is_not_laid_out_can_be_moved_in(count: int) -> None:
    options = Options(*(Option(f"{number}") for number in range(count)))
    async with Host(options).run_test() as pilot:
        moved(options)
        options.set_options(Option(f"new {number}") for number in range(count))
        moved(options)
        options.display = False
        await pilot.pause()
        options.set_options(Option(f"hidden {number}") for number in range(count))
        moved(options)
        options.clear_options()
        moved(options)


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (4, 1), (80, 1)])
async def test_a_list_without_room_can_be_moved_in(size: tuple[int, int]) -> None:
    options = Options(*(Option(f"{number} is somewhat long") for number in range(9)))
    async with Host(options).run_test(size=size) as pilot:
        moved(options)
        await pilot.pause()
        moved(options)


async def test_what_says_that_nothing_was_found_is_no_answer(open_desk: OpenDesk, wait_until: WaitUntil) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("colon", *"zzzz", "down", "up", "enter")
        await pilot.resize_terminal(90, 30)
        await wait_until(pilot, lambda: app.size.width == 90)
        assert isinstance(app.screen, SearchScreen)
