"""The overview and a stakeholder's page on the screen."""

import pytest
from textual.app import App

from civic.codebook import DEFAULT
from civic.overview import Overview
from civic.stakeholder_page import Meeting, stakeholder_page
from tests.tui.screens.test_chart_rows import FIGURES
from tests.types import Drawn
from tui.screens.charts.overview import OverviewScreen
from tui.screens.charts.screen import ChartScreen
from tui.screens.charts.stakeholder import StakeholderScreen
from tui.screens.messages import Asked, FilterWanted, Request, StakeholderWanted, StoryWanted
from tui.styles.readable import readable
from tui.styles.themes import CONCERN_VARIABLES, DARK

HOSTILE = ("[b]Evil [/nope] \x1b[31mMet", (), "company", ("supplier",))
STAKEHOLDERS = (HOSTILE, ("Palantir", (), "", ()))
PAGE = stakeholder_page(
    HOSTILE[0],
    [
        Meeting(f"s{n}", "A [/title]", "BBC 新聞", 1_770_000_000, ("privacy",), ("bias",), STAKEHOLDERS)
        for n in range(3)
    ],
)


class Host(App[None]):
    """Shows one screen, and remembers what it asks for."""

    def get_css_variables(self) -> dict[str, str]:
        variables = {**CONCERN_VARIABLES, **super().get_css_variables()}
        return variables | readable(variables, dark=True, ansi=False)

    def __init__(self, screen: ChartScreen) -> None:
        super().__init__()
        self._first = screen
        self.asked: list[Request] = []
        self.register_theme(DARK)
        self.theme = DARK.name

    def on_mount(self) -> None:
        self.push_screen(self._first)

    def on_asked(self, message: Asked) -> None:
        self.asked.append(message.request)


async def test_each_bar_opens_the_stories_behind_it() -> None:
    app = Host(OverviewScreen("police", "'police'", DEFAULT, FIGURES))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("down", "enter")
        await pilot.pause()
        assert app.asked == [FilterWanted('police concern:"privacy"')]
        assert not isinstance(app.screen, OverviewScreen)


async def test_a_cell_of_the_matrix_opens_where_both_meet_and_p_the_stakeholder() -> None:
    screen = OverviewScreen("a OR b", "a or b", DEFAULT, FIGURES)
    app = Host(screen)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("j", "j", "j", "p", "j", "right", "right", "enter")
        await pilot.pause()
        both = '(a OR b) stakeholder:"Met Police" concern:"own-tag"'
        assert app.asked == [StakeholderWanted("Met Police", "a OR b"), FilterWanted(both)]


async def test_the_page_of_a_stakeholder_is_offered_only_where_a_row_is_about_one(drawn: Drawn) -> None:
    for screen in (
        OverviewScreen("", "all stories", DEFAULT, FIGURES),
        StakeholderScreen(PAGE.name, "", DEFAULT, PAGE),
    ):
        app = Host(screen)
        async with app.run_test(size=(100, 60)) as pilot:
            await pilot.pause()
            offered = []
            for row in screen.chart.rows:
                await pilot.pause()
                assert ("p stakeholder" in drawn(app)) == bool(row.stakeholder)
                offered.append(bool(row.stakeholder))
                await pilot.press("down")
            assert {*offered} == {True, False}


@pytest.mark.parametrize("width", [40, 41, 60, 80, 120, 200])
async def test_it_fits_any_width(width: int, drawn: Drawn) -> None:
    for screen in (
        OverviewScreen("", "all stories", DEFAULT, FIGURES),
        StakeholderScreen(PAGE.name, "", DEFAULT, PAGE),
    ):
        app = Host(screen)
        async with app.run_test(size=(width, 60)) as pilot:
            await pilot.pause()
            text = drawn(app)
            assert "█" in text
            assert max(map(len, text.split("\n"))) <= width
            assert "\x1b" not in text
            for _ in screen.chart.rows:
                await pilot.press("down")
            assert screen.chart.cursor == len(screen.chart.rows) - 1


async def test_tagged_and_suggested_are_told_apart_without_colour(drawn: Drawn) -> None:
    async with Host(OverviewScreen("", "all stories", DEFAULT, FIGURES)).run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        (line,) = (line for line in drawn(pilot.app).split("\n") if "Privacy" in line)
        assert "█" in line
        assert "░" in line
        assert "2 + 1" in line


@pytest.mark.parametrize(("width", "told"), [(120, True), (79, True), (60, False)])
async def test_the_course_of_a_concern_has_a_heading(drawn: Drawn, width: int, told: bool) -> None:
    async with Host(OverviewScreen("", "all stories", DEFAULT, FIGURES)).run_test(size=(width, 30)) as pilot:
        await pilot.pause()
        lines = drawn(pilot.app).split("\n")
        at = next(number for number, line in enumerate(lines) if "Concerns, tagged" in line)
        assert ("over time" in lines[at]) is told
        if told:
            course = lines[at].index("over time")
            assert lines[at + 1][course] in "▁▂▃▄▅▆▇█"
            assert lines[at + 1][course - 1] == " "


async def test_a_hostile_name_is_shown_to_the_letter(drawn: Drawn) -> None:
    app = Host(StakeholderScreen(PAGE.name, "", DEFAULT, PAGE))
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        assert "[b]Evil [/nope]" in drawn(app)
        assert "A [/title]" in drawn(app)
        await pilot.press("G", "enter")
        await pilot.pause()
        assert app.asked == [StoryWanted("s2")]


async def test_figures_may_come_later_and_there_may_be_none(drawn: Drawn) -> None:
    screen = OverviewScreen("x", "'x'", DEFAULT)
    app = Host(screen)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert "Counting" in drawn(app)
        await pilot.press("enter", "p", "left")
        screen.show(Overview())
        await pilot.pause()
        assert "No story in view" in drawn(app)
        await pilot.press("enter", "escape")
        await pilot.pause()
        assert app.screen is not screen
        assert app.asked == []
