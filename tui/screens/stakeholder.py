"""A stakeholder's page: who that is in these stories."""

from civic.stakeholder_page import PartyPage
from tui.screens.chart_rows import party_rows
from tui.screens.charts import ChartScreen


class PartyScreen(ChartScreen):
    """Roles over time, partners, critics, concerns and stories of one stakeholder: opened at once, filled by `show`."""

    def __init__(self, name: str, query: str = "", page: PartyPage | None = None) -> None:
        """`query` is the filter within which the stories are, as it was typed."""
        super().__init__(query, name, id="party")
        self.party = name
        self._page = page

    def on_mount(self) -> None:
        """The first paint."""
        super().on_mount()
        if self._page is not None:
            self.show(self._page)

    def show(self, page: PartyPage) -> None:
        """Show what was found."""
        self.retitle(f"{page.name} · {page.about}")
        self.chart.show(party_rows(page), "No story names this stakeholder any more. Press esc to go back.")
