"""The app's part that counts: the overview and the stakeholders' pages, worked out beside the screen."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import App
from textual.worker import get_current_worker

from civic.query import explain, parse
from tui.messages import OverviewWanted, StakeholderWanted
from workspace.workspace import Workspace

if TYPE_CHECKING:
    from tui.screens.charts import ChartScreen


class Charting(App[None]):
    """A part of `CivicDesk`. A screen opens at once and is filled when its figures are there; closing it ends the
    counting. What counts and draws is imported by the first key that asks for it: it would cost every start."""

    workspace: Workspace

    @on(OverviewWanted)
    def _open_overview(self, message: OverviewWanted) -> None:
        from tui.screens.overview import OverviewScreen
        from workspace.figures import overview_of

        now = datetime.now().astimezone()
        query = parse(message.query, now)
        screen = OverviewScreen(message.query, explain(query, now))
        count = partial(overview_of, self.workspace.library, query, now)
        self._open_chart(screen, lambda going_on: partial(screen.show, count(going_on)))

    @on(StakeholderWanted)
    def _open_stakeholder(self, message: StakeholderWanted) -> None:
        from tui.screens.stakeholder import StakeholderScreen
        from workspace.figures import stakeholder_page_of

        query = parse(message.query, datetime.now().astimezone())
        screen = StakeholderScreen(message.name, message.query)
        count = partial(stakeholder_page_of, self.workspace.library, query, message.name)
        self._open_chart(screen, lambda going_on: partial(screen.show, count(going_on)))

    def _open_chart(self, screen: "ChartScreen", work: Callable[[Callable[[], bool]], Callable[[], None]]) -> None:
        """Open the screen, and have `work` count; what it returns shows the figures."""
        from workspace.figures import NobodyWaits

        self.push_screen(screen)

        def counted() -> None:
            worker = get_current_worker()
            try:
                show = work(lambda: screen.is_attached and not worker.is_cancelled)
            except NobodyWaits:
                return
            if screen.is_attached:
                self.call_from_thread(show)

        self.run_worker(counted, thread=True, group="figures", exit_on_error=False)
