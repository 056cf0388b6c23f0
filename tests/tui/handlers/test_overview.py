"""From the desk to the figures and back to the stories behind them."""

from civic.story import Story
from tests.types import Drawn, OpenDesk, Put, WaitUntil, present
from tui.screens.charts.overview import OverviewScreen
from tui.screens.charts.stakeholder import StakeholderScreen
from tui.widgets.panes.stakeholders import StakeholdersPane

TEXT = "Liberty said the police watched protesters with cameras and kept their personal data without consent."


async def test_the_overview_shows_figures_and_leads_to_the_stories_behind_a_bar(
    open_desk: OpenDesk, put: Put, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        put(app, Story(id="a", title="Cameras at protests", source="The Paper", text=TEXT))
        await pilot.press("O")
        await wait_until(pilot, lambda: "Concerns" in drawn(app))
        assert isinstance(app.screen, OverviewScreen)
        assert "2 stories" in drawn(app)
        await pilot.press("G")
        await wait_until(pilot, lambda: "The Paper" in drawn(app))
        while "The Paper" not in (app.screen.chart.row.label if app.screen.chart.row else ""):
            await pilot.press("k")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen.id == "desk")
        await wait_until(pilot, lambda: app.desk.view.filter == 'source:"The Paper"')
        assert present(app.desk.story).id == "a"


async def test_enter_on_a_stakeholder_opens_its_page_and_esc_comes_back(
    open_desk: OpenDesk, put: Put, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        put(app, Story(id="a", title="Palantir again", text="Palantir signed a contract with the police. " + TEXT))
        while app.workspace.library.pending()[0] < 2:
            await pilot.pause(0.05)
        await pilot.press("2")
        names = [
            stakeholder.name for stakeholder in app.screen.query_one("#stakeholders", StakeholdersPane).stakeholders
        ]
        for _ in range(names.index("Palantir")):
            await pilot.press("j")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, StakeholderScreen) and "supplier" in drawn(app))
        assert "Palantir" in drawn(app)
        await pilot.press("escape")
        assert app.screen.id == "desk"


async def test_the_overview_of_a_filter_is_of_its_stories_only(
    open_desk: OpenDesk, put: Put, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        put(app, Story(id="a", title="Cameras at protests", text=TEXT))
        await pilot.press("slash", *"protests", "enter", "O")
        await wait_until(pilot, lambda: "1 story" in drawn(app))
        assert "'protests'" in drawn(app)
