"""The overview: stories over time, concerns, stakeholders, the matrix of both, sources."""

from typing import Final

from civic.codebook import Codebook
from civic.overview import Overview
from civic.wording import describe_count
from tui.screens.charts.rows import overview_rows
from tui.screens.charts.screen import ChartScreen

_NONE: Final = "No story in view. Press esc, and then {}V for another view."
_CLEAR: Final = "esc again to clear the filter, or "


class OverviewScreen(ChartScreen):
    """Figures over the stories of a filter: opened at once, filled by `show` when they have been counted."""

    def __init__(self, query: str, explained: str, codebook: Codebook, figures: Overview | None = None) -> None:
        """`query` is the filter as it was typed, `explained` the same in words; `codebook` names the concerns."""
        super().__init__(query, f"Overview · {explained}", id="overview")
        self._explained = explained
        self._codebook = codebook
        self._figures = figures

    def on_mount(self) -> None:
        """Paint for the first time."""
        super().on_mount()
        if self._figures is not None:
            self.show(self._figures)

    def show(self, figures: Overview) -> None:
        """Show the figures."""
        stories = describe_count(figures.stories, figures.copies)
        if figures.copies:
            stories += " (bars count both)"
        self.retitle(f"Overview · {self._explained} · {stories}, {figures.tagged} tagged")
        nothing = _NONE.format(_CLEAR if self.query_text.strip() else "")
        self.chart.show(overview_rows(figures, self._codebook), nothing)
        self.refresh_bindings()
