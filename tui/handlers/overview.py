"""The overview and the stakeholders' pages, counted beside the screen."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from civic.query import explain
from tui.handlers.context import Answers, Context
from tui.screens.messages import OverviewWanted, StakeholderWanted

if TYPE_CHECKING:
    from tui.screens.charts.screen import ChartScreen


class OverviewHandler:
    """Opens a screen of figures at once and fills it when they have been counted; closing it ends the counting. What
    counts and draws is imported by the first request: it would cost every start."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._now = context.now

    @property
    def answers(self) -> Answers:
        """Return what answers requests."""
        return {OverviewWanted: self._open_overview, StakeholderWanted: self._open_stakeholder}

    def _open_overview(self, request: OverviewWanted) -> None:
        from tui.screens.charts.overview import OverviewScreen
        from workspace.figures import overview_of

        now = self._now()
        query = self._context.workspace.views.read(request.query, now)
        screen = OverviewScreen(request.query, explain(query, now), self._context.codebook)
        count = partial(overview_of, self._context.workspace.library, query, now)
        self._open(screen, lambda going_on: partial(screen.show, count(going_on)))

    def _open_stakeholder(self, request: StakeholderWanted) -> None:
        from tui.screens.charts.stakeholder import StakeholderScreen
        from workspace.figures import stakeholder_page_of

        query = self._context.workspace.views.read(request.query, self._now())
        screen = StakeholderScreen(request.name, request.query, self._context.codebook)
        count = partial(stakeholder_page_of, self._context.workspace.library, query, request.name)
        self._open(screen, lambda going_on: partial(screen.show, count(going_on)))

    def _open(self, screen: "ChartScreen", work: Callable[[Callable[[], bool]], Callable[[], None]]) -> None:
        """Open the screen, and have `work` count in a thread; what it returns shows the figures."""
        from workspace.figures import NobodyWaits

        self._context.open(screen)

        def count() -> None:
            worker = get_current_worker()
            try:
                show = work(lambda: screen.is_attached and not worker.is_cancelled)
            except NobodyWaits:
                return
            if screen.is_attached:
                self._context.from_thread(show)

        self._context.start_thread(count, "figures")
