"""A screen of figures: a title, rows, and the way to the stories behind each."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from tui.keys.binding import bindings
from tui.keys.commands import OVERVIEW
from tui.screens.charts.rows import within
from tui.screens.messages import Asked, FilterWanted, StakeholderWanted, StoryWanted
from tui.text.plain import plain
from tui.widgets.chart_view import ChartView
from tui.widgets.hints import Hints


class ChartScreen(Screen[None]):
    """Rows of figures over the stories of a filter (`query`, as it was typed). What is behind a row is asked of the
    app by messages; where that shows stories, the screen closes."""

    BINDINGS = bindings(OVERVIEW)

    def __init__(self, query: str, title: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.query_text = query
        self._title = Static(plain(title), classes="title")
        self.chart = ChartView(id="chart")

    def compose(self) -> ComposeResult:
        """Yield a title, the rows, keys."""
        with Vertical():
            yield self._title
            yield self.chart
        yield Hints()

    def on_mount(self) -> None:
        """Give the rows the focus."""
        self.chart.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether an action can be run: what is behind a row only where there is one, a stakeholder's page only
        where it is about one."""
        row = self.chart.row
        if action == "overview_stakeholder":
            return row is not None and bool(row.stakeholder)
        return row is not None or action != "overview_stories"

    def on_items_pane_highlighted(self) -> None:
        """Offer what is behind the row under the cursor."""
        self.refresh_bindings()

    def retitle(self, title: str) -> None:
        """Show another title."""
        self._title.update(plain(title))

    def action_overview_stories(self) -> None:
        """Show the stories behind the row or cell, or the one story."""
        row = self.chart.row
        if row and row.story:
            self.app.post_message(Asked(StoryWanted(row.story)))
            self.dismiss()
        elif part := self.chart.query_here:
            self.app.post_message(Asked(FilterWanted(within(self.query_text, part))))
            self.dismiss()

    def action_overview_stakeholder(self) -> None:
        """Open the page of the stakeholder that the row is about."""
        if row := self.chart.row:
            self.app.post_message(Asked(StakeholderWanted(row.stakeholder, self.query_text)))

    def action_overview_left(self) -> None:
        """Go to the cell to the left."""
        self.chart.move_cell(-1)

    def action_overview_right(self) -> None:
        """Go to the cell to the right."""
        self.chart.move_cell(1)

    def action_overview_close(self) -> None:
        """Go back."""
        self.dismiss()
