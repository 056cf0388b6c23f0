"""The main screen: the list on the left; on the right the open story's head, its three panes and its text."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input, Static

from civic.arrangement import Arrangement, How
from civic.fault import Fault
from civic.query import Query, hits
from tui.desk.session import FIRST_PAGE, Desk
from tui.keys.binding import bindings
from tui.keys.commands import DESK
from tui.messages import (
    AnalysisWanted,
    FacetsWanted,
    FeedsWanted,
    OverviewWanted,
    RefreshWanted,
    RememberWanted,
    RestWanted,
    StakeholderWanted,
)
from tui.screens.desk.copies import Folding
from tui.screens.desk.decisions import Judging
from tui.screens.desk.panes import NARROW, Arranging
from tui.screens.desk.reading import Reading
from tui.screens.desk.stakeholders import Correcting
from tui.screens.desk.status import Telling
from tui.text.plain import plain
from tui.widgets.concerns_pane import ConcernsPane
from tui.widgets.divider import Divider
from tui.widgets.filter_box import FilterBox
from tui.widgets.head import Head
from tui.widgets.hints import Hints
from tui.widgets.items_pane import ItemsPane
from tui.widgets.stakeholders_pane import StakeholdersPane
from tui.widgets.story_list import StoryList
from tui.widgets.summary_pane import SummaryPane
from tui.widgets.text_pane import Highlight, TextPane

_REST_AFTER: Final = 0.15
"""Seconds without another letter after which all hits of a filter are looked for, behind the first page."""
_REST_AFTER_CHANGE: Final = 2.0
"""Seconds without another change from outside after which all hits are looked for again."""


class DeskScreen(Telling, Arranging, Judging, Folding, Correcting, Reading):
    """Turns keys into what the desk does, and paints what the desk then is."""

    BINDINGS = bindings(DESK)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-medium"), (120, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (14, "-low"), (24, "-high")]
    AUTO_FOCUS = "#list"

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], datetime],
        *,
        measure: int,
        list_width: int | None,
        hints: Callable[[], Sequence[str]],
        values: Callable[[str], Sequence[str]],
        history: Sequence[str],
    ) -> None:
        """`measure` is the longest line of the text in cells, `list_width` the list's as the person drew it (None: as
        the stylesheet says), `hints` what the list says under its stories, `values` what a field of the filter can be,
        `history` the filters before, the last first."""
        super().__init__(id="desk", classes="at-list")
        self.desk = desk
        self._list_width = list_width
        self._now = now
        self._list = StoryList(desk, now, hints, self._select)
        self._filter = FilterBox(values, history)
        self._status = Static(id="status")
        self._head = Head()
        self._summary = SummaryPane()
        self._stakeholders = StakeholdersPane()
        self._concerns = ConcernsPane()
        self._text = TextPane(measure)
        self._recent: list[str] = []
        self._rest: Timer | None = None
        self._shown = ""
        self._progress = ""
        self._background = ""

    def compose(self) -> ComposeResult:
        """Top line, list and story, keys."""
        with Horizontal(id="top"):
            yield Static(plain("civicdesk"), id="brand")
            yield self._filter
            yield self._status
        with Horizontal(id="main"):
            yield self._list
            yield Divider()
            with Vertical(id="story"):
                yield self._head
                yield self._summary
                with Horizontal(id="pair"):
                    yield self._stakeholders
                    yield self._concerns
                yield self._text
        yield Hints()

    def on_mount(self) -> None:
        """The first paint."""
        self.show_view()

    # painting

    def show_view(self) -> None:
        """Paint what changed with the stories in view or with the selection."""
        self._list.show_rows()
        self.show_story()
        if not self.desk.is_complete:
            self._want_rest(_REST_AFTER)

    def _want_rest(self, seconds: float) -> None:
        """Ask for all hits after a while: not for every letter of a word, nor for every change of many."""
        if self._rest:
            self._rest.stop()
        self._rest = self.set_timer(seconds, partial(self.post_message, RestWanted(self.desk.query, self.desk.how)))

    def show_story(self) -> None:
        """Paint the open story, keeping place where it is the one that was open before."""
        desk, story = self.desk, self.desk.story
        same = bool(story) and story is not None and story.id == self._shown
        self._shown = story.id if story else ""
        waiting = story is not None and desk.analysis is None
        if story and waiting:
            self.post_message(AnalysisWanted(story))
        analysis = desk.analysis
        statuses = desk.statuses()
        nothing = "" if story is None else "Reading …" if waiting else "No sentence to sum this story up."
        self._head.show(story, desk.judgement)
        self._summary.show(story.summary if story else "", analysis.summary if analysis else (), empty=nothing)
        stakeholders = analysis.stakeholders if analysis else ()
        self._stakeholders.show(story.stakeholders if story else (), stakeholders, waiting=waiting, same_story=same)
        self._concerns.show(statuses, waiting=waiting, same_story=same and bool(self._concerns.statuses))
        marks = [
            Highlight(span.start, span.end, one.tag)
            for one in statuses
            if one.open or (one.decision and one.decision.verdict.holds)
            for span in one.evidence
        ]
        text = story.text if story else ""
        self._text.show(text, marks, hits(desk.query, text, "text"), same_story=same)
        self._highlight(self._concerns if self._at != "stakeholders" else self._stakeholders, scroll=False)
        self._list.show_selected()
        self.show_status()

    def show_progress(self, text: str) -> None:
        """Say what long work is at ("" when it is done)."""
        self._progress = text
        self.show_status()

    def analysed(self, story: str) -> None:
        """Paint the suggestions that have come for a story, if it is still the open one."""
        if self.desk.story and self.desk.story.id == story:
            self.desk.reopen()
            self.show_story()

    def completed(self, query: Query, how: How, arrangement: Arrangement) -> None:
        """Take in all hits of a query whose first page is on the screen."""
        if self.desk.complete(query, how, arrangement):
            self._list.relayout()
            self.show_status()

    def show_background(self, text: str) -> None:
        """Say how far the work in the background is ("" when there is none)."""
        if text != self._background:
            self._background = text
            self.show_status()

    def take_in_changes(self) -> None:
        """Paint what came from outside; the selection and the text being read stay where they are."""
        self.desk.take_in()
        self.show_view()
        if len(self.desk.keys) >= FIRST_PAGE:
            self._want_rest(_REST_AFTER if not self.desk.is_complete else _REST_AFTER_CHANGE)

    # the list and the filter

    def _select(self, position: int) -> None:
        self.desk.select(position)
        self._list.show_cursor()
        self.show_story()

    @on(StoryList.Entered)
    def _enter(self) -> None:
        with self.notifying_faults():
            self.desk.mark_read()
        self.show_story()
        self.go_to("text" if self.size.width >= NARROW else "summary")

    @on(Input.Changed, "#filter")
    def _filter_changed(self, message: Input.Changed) -> None:
        try:
            is_good = self.desk.filter_by(message.value)
        except Fault as fault:
            self.app.notify(str(fault), severity="error", markup=False)
            return
        if is_good:
            self.show_view()
        else:
            self.show_status()

    @on(FilterBox.Left)
    def _filter_done(self, message: FilterBox.Left) -> None:
        self.go_to("list")
        if message.filter:
            self.post_message(RememberWanted("filters", [*self._filter.history]))

    def action_filter_open(self) -> None:
        """Type into the filter."""
        self.set_focus(self._filter)  # at once, so that what is typed right behind the key goes there
        self.post_message(FacetsWanted())

    def action_filter_clear(self) -> None:
        """One step back: out of zoom, out of a pane, out of the filter."""
        if self._zoomed:
            self.action_pane_zoom()
        elif self._at != "list":
            self.go_to("list")
        elif len(self.desk.selection):
            self.desk.selection.clear()
            self.show_view()
        else:
            self._filter.value = ""

    # panes

    @on(ItemsPane.Highlighted)
    def _highlighted(self, message: ItemsPane.Highlighted) -> None:
        self._highlight(message.pane, scroll=True)

    def _highlight(self, pane: ItemsPane, *, scroll: bool) -> None:
        if isinstance(pane, StakeholdersPane):
            self._text.highlight(pane.evidence, scroll=scroll)
        else:
            current = self._concerns.current
            evidence, tag = (current.evidence, current.tag) if current else ((), "")
            self._text.highlight(evidence, tag, scroll=scroll)

    @on(StakeholdersPane.Entered)
    def _stakeholder_entered(self, message: StakeholdersPane.Entered) -> None:
        self.post_message(StakeholderWanted(message.name))

    def action_overview_open(self) -> None:
        """Show figures over the stories in view."""
        self.post_message(OverviewWanted("" if self.desk.error else self.desk.filter))

    def filter_to(self, query: str) -> None:
        """Show the stories of this filter, as if it had been typed."""
        self._filter.value = query
        self.go_to("list")

    def open_story(self, story: str) -> None:
        """Show this story, with the filter cleared where that has lost it."""
        if not self.desk.reveal(story):
            self._filter.value = ""
            self.desk.filter_by("")
            self.desk.reveal(story)
        self.show_view()

    # feeds

    def action_feeds_refresh(self) -> None:
        """Fetch every feed, or cancel."""
        self.post_message(RefreshWanted())

    def action_feeds_open(self) -> None:
        """Show the feeds."""
        self.post_message(FeedsWanted())
