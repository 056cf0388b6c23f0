"""What stories have to do with each other: the overview and the stakeholders' pages, counted beside the screen, and the
stories that are related to the open one."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.worker import Worker, get_current_worker

from civic.codebook import Codebook
from civic.dates import day
from civic.query import explain
from civic.related import NO_KIN, Kinship
from civic.text import clean_line
from civic.unaided import NOT_RELATED
from tui.handlers.context import Answers, Context
from tui.screens.messages import OverviewWanted, RelatedWanted, StakeholderWanted
from workspace.ports import Row

if TYPE_CHECKING:
    from tui.screens.charts.screen import ChartScreen

_RELATED: Final = 30
_WIDE: Final = 68
"""Characters that stand on one line of a question."""


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


class RelatedHandler:
    """Looks for related stories; a new request takes the place of the last."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._worker: Worker[None] | None = None

    @property
    def answers(self) -> Answers:
        """Return what answers requests."""
        return {RelatedWanted: self._open}

    def _open(self, request: RelatedWanted) -> None:
        if self._worker is not None:
            self._worker.cancel()
        self._worker = self._context.start(self._offer(request.story), "related")

    async def _offer(self, story: str) -> None:
        library = self._context.workspace.library
        found = await asyncio.to_thread(library.related, story, _RELATED)
        rows = {row.key: row for row in library.rows([one.key for one in found])}
        there = [(rows[one.key], one) for one in found if one.key in rows]
        if not there:
            self._context.notify_user(
                NOT_RELATED if self._context.workspace.sight.unaided else f"{NO_KIN}; p and t add what was missed."
            )
            return
        lines = [_line(row, one, self._context.codebook) for row, one in there]
        question = "Stories that share stakeholders and concerns with this one"
        answer = await self._context.choose(question, lines)
        if answer is not None:
            self._context.open_story(there[answer][0].id)


def _line(row: Row, one: Kinship, codebook: Codebook) -> str:
    """Return a related story on two lines: its title; where and when, and what it shares."""
    when = day(datetime.fromtimestamp(row.when, UTC), year=True) if row.when else ""
    shared = ", ".join(codebook.label(value) if kind == "concern" else value for kind, value in one.shared[:4])
    details = " · ".join(part for part in (clean_line(row.source, 24), when, shared) if part)
    return f"{clean_line(row.title, _WIDE)}\n   {clean_line(details, _WIDE - 3)}"
