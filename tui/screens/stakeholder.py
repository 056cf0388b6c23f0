"""A stakeholder's page: who that is in these stories."""

from civic.stakeholder_page import StakeholderPage
from tui.screens.chart_rows import stakeholder_rows
from tui.screens.charts import ChartScreen


class StakeholderScreen(ChartScreen):
    """Roles over time, partners, critics, concerns and stories of one stakeholder: opened at once, filled by `show`."""

    def __init__(self, name: str, query: str = "", page: StakeholderPage | None = None) -> None:
        """`query` is the filter within which the stories are, as it was typed."""
        super().__init__(query, name, id="party")
        self.stakeholder = name
        self._page = page

    def on_mount(self) -> None:
        """The first paint."""
        super().on_mount()
        if self._page is not None:
            self.show(self._page)

    def show(self, page: StakeholderPage) -> None:
        """Show what was found."""
        self.retitle(f"{page.name} · {page.about}")
        self.chart.show(stakeholder_rows(page), "No story names this stakeholder any more. Press esc to go back.")
