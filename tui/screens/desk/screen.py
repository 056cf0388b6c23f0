"""The main screen: the list on the left; on the right the open story's head, its three panes and its text."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Static

from civic.arrangement import Arrangement, How
from civic.concern_status import ConcernStatus
from civic.operation import Operation
from civic.query import Query
from civic.query.hits import hits
from tui.desk.guidance import Advice, empty_summary, empty_text
from tui.desk.session import Desk, view_shown
from tui.keys.binding import bindings
from tui.keys.commands import COMMAND_BY_ID, DESK, PASSAGE, STAKEHOLDERS, Command
from tui.screens.desk.coding import CodingKeys
from tui.screens.desk.decisions import DecisionKeys
from tui.screens.desk.duplicates import DuplicateKeys
from tui.screens.desk.frames import WholeFrames
from tui.screens.desk.listing import FilterKeys, ListKeys
from tui.screens.desk.panes import BROAD, NARROW, VAST, PaneLayout, Stack, StoryPanes
from tui.screens.desk.passages import PassageKeys
from tui.screens.desk.reading import ReadingKeys
from tui.screens.desk.stakeholders import CorrectionKeys
from tui.screens.desk.status import StatusLine
from tui.screens.desk.steps import StepRunner
from tui.screens.desk.surface import Commands, done_to_a_story
from tui.screens.messages import (
    AnalysisWanted,
    Asked,
    FeedsWanted,
    RefreshWanted,
    RestWanted,
    ShowsTags,
    StakeholderWanted,
    StepTurned,
    TeamSyncWanted,
    ViewChosen,
    ViewCountsWanted,
)
from tui.text.plain import plain
from tui.widgets.divider import Divider
from tui.widgets.filter_box import FieldValues, FilterBox, FilterList
from tui.widgets.head import Head
from tui.widgets.hints import Hints
from tui.widgets.panes.concerns import ConcernsPane
from tui.widgets.panes.items import ItemsPane
from tui.widgets.panes.stakeholders import StakeholdersPane
from tui.widgets.panes.summary import SummaryPane
from tui.widgets.panes.text import TextPane
from tui.widgets.panes.text_lines import Highlight
from tui.widgets.panes.views import ViewsPane
from tui.widgets.story_list import StoryList
from tui.widgets.told import tell
from workspace.undo.undo import Done

_REST_AFTER: Final = 0.15
"""Seconds without another letter after which all hits of a filter are looked for, behind the first page."""
_REST_AFTER_CHANGE: Final = 2.0
"""Seconds without another change from outside after which all hits are looked for again."""
_ON_SUGGESTIONS: Final = ("concern.accept", "concern.reject")
_Answer = TypeVar("_Answer")


class DeskScreen(WholeFrames[None]):
    """Paints the session. What keys do is in its parts; `commands` has all of it by the ids of the commands."""

    BINDINGS = bindings(DESK)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (NARROW, "-medium"), (120, "-wide"), (BROAD, "-broad"), (VAST, "-vast")]
    AUTO_FOCUS = "#list"
    DEFAULT_CSS = "DeskScreen { layers: desk above; }"

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], datetime],
        *,
        measure: int,
        list_width: int | None,
        views_wanted: bool,
        hints: Callable[[], Sequence[Advice]],
        leading: Callable[[], Sequence[str]],
        values: Callable[[], FieldValues],
        history: Sequence[str],
    ) -> None:
        """`measure` is the longest line of the text in cells, `list_width` the list's in cells as the user drew it
        (None: never), `views_wanted` whether the views are beside it, `hints` stand under the list, `leading` are whose
        keys come first, `values` returns those of the filter's fields, `history` earlier filters, the last first."""
        super().__init__(id="desk", classes="at-list")
        self.desk = desk
        self._list = StoryList(desk, now, hints, self._select)
        self._filter = FilterBox(values, history)
        self._offers = FilterList(self._filter, values)
        self.status = StatusLine(desk, self._filter, self._offers, now)
        self._head = Head()
        self.views = ViewsPane(lambda view: self.post_message(Asked(ViewChosen(view))), partial(view_shown, desk))
        self._summary = SummaryPane()
        self._stakeholders = StakeholdersPane()
        self._concerns = ConcernsPane()
        self._text = TextPane(measure)
        self._pair, self._column = Stack(id="pair"), Stack(id="panes")
        self._rest: Timer | None = None
        self._shown = ""
        self._painted: tuple[object, ...] = ()  # what stands around the text
        self._unplaced = ExitStack()
        self._hints = Hints(lambda: self._panes.first_keys(leading()), lambda: self._panes.idle_keys)
        self._story = StoryPanes(
            self._summary, self._pair, self._column, self._stakeholders, self._concerns, self._text
        )
        self._panes = PaneLayout(self, self._list, self._story, list_width, views_wanted=views_wanted)
        self._steps = StepRunner(self)
        self._list_keys = ListKeys(self, self._steps)
        self._filter_keys = FilterKeys(self, self._panes, self._filter, self.status)
        self._passages = PassageKeys(
            self, self._steps, self._panes, (self._head, self._concerns, self._text), self.action_command
        )
        self.commands = self._all_commands()

    def _all_commands(self) -> Commands:
        parts = (
            self._panes, self._steps, self._list_keys, self._filter_keys,
            DecisionKeys(self, self._steps, self._concerns, self._text),
            DuplicateKeys(self, self._steps),
            CorrectionKeys(self, self._steps, self._stakeholders, self._text),
            ReadingKeys(self, self._steps, self._panes, self._text),
            CodingKeys(self, self._steps, self._concerns), self._passages,
        )  # fmt: skip
        own: Commands = {
            "feeds.refresh": lambda: self.post_message(Asked(RefreshWanted())),
            "feeds.open": lambda: self.post_message(Asked(FeedsWanted())),
            "team.sync": lambda: self.post_message(Asked(TeamSyncWanted())),
        }
        return done_to_a_story(self, own, *(part.commands for part in parts))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether an action can be run: only where there is what it is done to."""
        command = COMMAND_BY_ID.get(str(parameters[0])) if action == "command" and parameters else None
        return command is None or _can_run(command, self.desk, self._panes.at, self._stakeholders, self._text)

    def action_command(self, command: str) -> None:
        """Do what the command with this id does."""
        self.commands[command]()

    def compose(self) -> ComposeResult:
        """Yield the top line, list and story, keys."""
        self._panes.arrange_first()
        with Horizontal(id="top"):
            yield from (Static(plain("civicdesk"), id="brand"), self._filter, self.status)
        with Horizontal(id="main"):
            yield from (self.views, self._list, Divider())
            with Vertical(id="story"):
                yield self._head
                with self._panes.body:
                    with self._column:
                        yield self._summary
                        with self._pair:
                            yield self._stakeholders
                            yield self._concerns
                    yield self._text
        yield from (self._offers, self._hints)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Come to the front, the first time as each part was styled just now, when it was put in its place."""
        event.refresh_styles &= self.stack_updates > 0

    def on_mount(self) -> None:
        """Give the list and the story what they show; it is painted when all have their places."""
        self._unplaced.enter_context(self.app.batch_update())
        self.show_view()

    def on_esc(self, cancel: Callable[[], object] | None) -> None:
        """Have the key that goes one step back end work that the user waits for (None: no longer)."""
        self._filter_keys.cancel = cancel

    # what the parts are given

    def notify_user(self, sentence: str, severity: SeverityLevel = "information", seconds: float = 5) -> None:
        """Show a sentence for some seconds."""
        tell(self.app, sentence, severity, seconds)

    def ask(self, question: Screen[_Answer], then: Callable[[_Answer | None], None]) -> None:
        """Show a question, and call `then` with the answer."""
        self.app.push_screen(question, then)

    async def answer(self, question: Screen[_Answer]) -> _Answer | None:
        """Show a question and return the answer. In a worker only."""
        return await self.app.push_screen_wait(question)

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Do long work in a worker."""
        self.app.run_worker(work, group="many", exit_on_error=False)

    # painting

    def show_view(self) -> None:
        """Paint the stories in view and the open one."""
        self._list.show_rows()
        self.views.look()
        self.show_story()
        if self.desk.view.coded is None:  # as long as not all of them are in view, too
            self._want_rest(_REST_AFTER)

    def _want_rest(self, seconds: float) -> None:
        """Ask for all hits after a while: not for every letter of a word, nor for every change of many."""
        if self._rest:
            self._rest.stop()
        request = Asked(RestWanted(self.desk.view.query, self.desk.view.how))
        self._rest = self.set_timer(seconds, partial(self.post_message, request))

    def show_story(self) -> None:
        """Paint the open story, keeping place where it is the one that was open before."""
        desk, story = self.desk, self.desk.story
        same = story is not None and story.id == self._shown
        self._shown = story.id if story else ""
        if waiting := story is not None and desk.analysis is None:
            self.post_message(Asked(AnalysisWanted(story)))
        statuses, text, title = desk.statuses_with_others(), story.text if story else "", story.title if story else ""
        state = (story, desk.analysis, desk.judgement, statuses, desk.view.others, desk.hidden, desk.codebook,
                 desk.remarks, desk.view.versions, empty_summary(desk))  # fmt: skip
        if state != self._painted:  # typing a filter that finds it, too, changes nothing of these
            self._painted = state
            self._head.show(story, desk.judgement, desk.codebook, desk.remarks, desk.view.versions, desk.view.others)
            self._story.show(desk, statuses, same=same, waiting=waiting)
        self._text.show(text, _highlights(statuses), hits(desk.view.query, text, "text"), same_story=same, title=title,
                        empty=empty_text(desk))  # fmt: skip
        self._highlight(self._stakeholders if self._panes.at == "stakeholders" else self._concerns, scroll=False)
        if not waiting:  # heights stay as they are until it is known what there is to show
            self._panes.fit()
        self._list.show_selected()
        self.status.show()
        self._hints.look()

    def show_advice(self) -> None:
        """Paint what to do next, under the list and in the line of keys."""
        if self.is_attached:
            self._list.relayout()
            self._hints.look()

    def show_analysis(self, story: str) -> None:
        """Paint the suggestions that have come for the story of this id, if it is still the open one."""
        if self.desk.story and self.desk.story.id == story:
            self.desk.view.reopen()
            self.show_story()

    def show_rest(self, query: Query, how: How, arrangement: Arrangement, coded: int) -> None:
        """Show all hits of a query whose first page is on the screen; the user is done with so many of them."""
        if self.desk.view.complete(query, how, arrangement, coded):
            self._list.show_rest()
            self.status.show()

    def show_step(self, label: str, operations: Sequence[Operation]) -> None:
        """Paint what others than keys have written (rules), as one step to undo, and notify the user of it."""
        self._steps.report(self.desk.show_step(label, operations))

    def show_turn(self, done: Done | None) -> None:
        """Paint what has been taken back or made again, here and on other screens."""
        self.show_view()
        if done and done.more:
            self.post_message(Asked(StepTurned()))

    def undo(self, then: Callable[[], object] = lambda: None) -> None:
        """Take the last change back, and do what comes `then`."""
        self._steps.turn(back=True, then=then)

    def take_in_changes(self) -> None:
        """Paint what came from outside; the open story and the text being read stay where they are."""
        is_more_to_find = self.desk.view.take_in()
        self.show_view()
        if isinstance(self.app.screen, ShowsTags):
            self.app.screen.show_tags()
        if self._panes.views_on:
            self.post_message(Asked(ViewCountsWanted()))
        if is_more_to_find:
            self._want_rest(_REST_AFTER if not self.desk.view.is_complete else _REST_AFTER_CHANGE)

    # the list and the filter

    def unanalysed_in_sight(self) -> list[str]:
        """Return the ids of the stories in sight that have no suggestions yet."""
        return self._list.unanalysed_in_sight()

    def _select(self, position: int) -> None:
        self.desk.view.select(position)
        self._list.show_cursor()
        self.show_story()

    @on(StoryList.Entered)
    def _enter(self) -> None:
        with self._steps.notifying_faults():
            self.desk.mark_read()
        self.show_story()
        self._panes.go_to("text" if self.size.width >= NARROW else "summary")

    @on(Input.Changed, "#filter")
    def _filter_changed(self, message: Input.Changed) -> None:
        self._filter_keys.filter_by(message.value)

    @on(FilterBox.Left)
    def _filter_done(self, message: FilterBox.Left) -> None:
        self._filter_keys.keep(message.filter)

    def filter_to(self, query: str) -> None:
        """Show the stories of this filter, as if it had been typed."""
        self._filter_keys.filter_to(query)

    def list_by(self, order: str, group: str) -> None:
        """Show the stories in this order under these headings."""
        self._list_keys.list_by(order, group)

    def open_story(self, story: str) -> None:
        """Show the story with this id, with the filter cleared where that has lost it."""
        self._filter_keys.open_story(story)

    # panes

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Make the pane in use the one that is shown where there is room for one."""
        if event.widget.id:
            self._panes.arrange(event.widget.id)
        self.status.show()

    def on_resize(self) -> None:
        """Keep the pane in use in sight."""
        self._panes.arrange()
        self.call_after_refresh(self._unplaced.close)

    @on(Divider.Moved)
    def _move_divider(self, message: Divider.Moved) -> None:
        self._panes.move_divider(message.column, remember=message.done)

    @on(ItemsPane.Highlighted)
    def _highlighted(self, message: ItemsPane.Highlighted) -> None:
        self._panes.fit()
        if message.pane is not self.views:
            self._highlight(message.pane, scroll=True)

    def _highlight(self, pane: ItemsPane, *, scroll: bool) -> None:
        if pane is self._stakeholders:
            self._text.highlight(self._stakeholders.evidence, scroll=scroll)
        else:
            tag = self._concerns.current.tag if self._concerns.current else ""
            self._text.highlight(self._concerns.evidence, tag, scroll=scroll)

    @on(TextPane.Selected)
    def _selected(self) -> None:
        self._passages.show_selection()

    @on(ConcernsPane.QuoteDropped)
    def _quote_dropped(self) -> None:
        self._passages.drop()

    @on(ConcernsPane.QuoteShown)
    def _quote_shown(self) -> None:
        self._passages.show_quote()

    @on(StakeholdersPane.Entered)
    def _stakeholder_entered(self, message: StakeholdersPane.Entered) -> None:
        self.post_message(Asked(StakeholderWanted(message.name)))


def _can_run(command: Command, desk: Desk, pane: str, stakeholders: StakeholdersPane, text: TextPane) -> bool:
    """Return whether there is what a command is done to, and its key means nothing else in the pane in use."""
    if command.id in _ON_SUGGESTIONS:
        return desk.story is not None and pane not in ("views", "stakeholders")
    if command.id == "concern.pick":
        return desk.story is not None or len(desk.selection) > 0
    if command.where == STAKEHOLDERS:
        return bool(stakeholders.stakeholders)
    return command.where != PASSAGE or text.selection is not None


def _highlights(statuses: Iterable[ConcernStatus]) -> list[Highlight]:
    """Return the passages that concerns rest on, of those that are decided and hold, and of those that are open."""
    return [
        Highlight(span.start, span.end, one.tag)
        for one in statuses
        if one.open or (one.decision and one.decision.verdict.holds)
        for span in one.evidence
    ]
