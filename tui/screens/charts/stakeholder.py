"""A stakeholder's page: who that is in these stories."""

from civic.codebook import Codebook
from civic.stakeholder_page import StakeholderPage
from tui.screens.charts.rows import stakeholder_rows
from tui.screens.charts.screen import ChartScreen


class StakeholderScreen(ChartScreen):
    """Roles over time, partners, critics, concerns and stories of one stakeholder: opened at once, filled by `show`."""

    def __init__(self, name: str, query: str, codebook: Codebook, page: StakeholderPage | None = None) -> None:
        """`query` is the filter that finds the stories, as it was typed; `codebook` names the concerns."""
        super().__init__(query, name)  # without an id: one page leads to another
        self.stakeholder = name
        self._codebook = codebook
        self._page = page

    def on_mount(self) -> None:
        """Paint for the first time."""
        super().on_mount()
        if self._page is not None:
            self.show(self._page)

    def show(self, page: StakeholderPage) -> None:
        """Show what was found."""
        self.retitle(f"{page.name} · {page.about}{' (bars count both)' if page.copies else ''}")
        self.chart.show(
            stakeholder_rows(page, self._codebook), "No story names this stakeholder any more. Press esc to go back."
        )
        self.refresh_bindings()
