"""The layout of the main screen: focus, one pane at a time, zoom, the line between list and story."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

from textual.containers import Container, Vertical
from textual.geometry import Size
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from civic.concern_status import ConcernStatus
from civic.others import everybody
from tui.desk.guidance import empty_summary, idle_commands
from tui.desk.session import Desk
from tui.screens.desk.surface import Commands
from tui.screens.messages import Asked, RememberWanted, ViewCountsWanted, ViewsWanted
from tui.widgets.panes.concerns import ConcernsPane
from tui.widgets.panes.heights import Need, least_of, shares
from tui.widgets.panes.stakeholders import StakeholdersPane
from tui.widgets.panes.summary import SummaryPane
from tui.widgets.panes.text import TextPane
from tui.widgets.story_list import StoryList

NARROW: Final = 80
"""Under so many columns one pane is shown at a time."""
WIDE: Final = 120
"""From so many columns on, stakeholders and concerns stand side by side."""
BROAD: Final = 160
"""From so many columns on, the panes stand beside the text."""
VAST: Final = 200
"""From so many columns on, there is room for the views beside all else."""
_PANES: Final = ("list", "summary", "stakeholders", "concerns", "text", "views")
_COLUMN: Final = ("summary", "stakeholders", "concerns")
"""The panes that the views take the place of where there is no room for both."""
_BESIDE_SHARE, _BESIDE_MOST = 46, 72
"""The width of panes beside the text, as the stylesheet has it: per cent of the story's, and cells at most."""
_LIST_LEAST, _STORY_LEAST, _STEP = 24, 40, 4
"""Columns that list and story keep wherever the line is drawn, and by how many a key moves it."""


class StoryPanes(NamedTuple):
    """The panes of the open story, and what they stand in: `pair` has stakeholders and concerns, `column` the pair and
    the summary."""

    summary: SummaryPane
    pair: Widget
    column: Widget
    stakeholders: StakeholdersPane
    concerns: ConcernsPane
    text: TextPane

    def show(self, desk: Desk, statuses: tuple[ConcernStatus, ...], *, same: bool, waiting: bool) -> None:
        """Show summary, stakeholders and concerns of the open story, which is the `same` as before or not."""
        story, analysis, others, hidden = desk.story, desk.analysis, desk.view.others, desk.hidden
        teaser, text = (story.summary, story.text) if story else ("", "")
        self.summary.show(teaser, analysis.summary if analysis else (), empty=empty_summary(desk), text=text)
        self.stakeholders.none_open = self.concerns.none_open = story is None
        stakeholders = everybody(story, analysis, desk.judgement, others) if story else []
        self.stakeholders.show(stakeholders, waiting=waiting, same_story=same, hidden=hidden)
        self.concerns.show(statuses, others, waiting=waiting, same_story=same and bool(self.concerns.statuses),
                           hidden=hidden, foreign=analysis is not None and not analysis.language)  # fmt: skip


class Stack(Vertical):
    """Panes above each other; the stylesheet may have them side by side. It has the height that it is given."""

    virtual_size = Reactive(Size(0, 0), repaint=False)
    """Textual's own lays the screen out once more when the size is another, and paints it twice."""


class Body(Container):
    """What stands under the head of a story; tells its size to who arranges it."""

    def __init__(self, fit: Callable[[], None]) -> None:
        super().__init__(id="body")
        self._fit = fit

    def on_resize(self) -> None:
        """Have the panes arranged anew."""
        self._fit()


class PaneLayout:
    """Shows panes of a screen by its classes `at-PANE` and `solo`, which the stylesheet arranges by, and gives those
    of the open story their heights. `list_width` is in cells, None where the user never drew it; `views_wanted` says
    whether the views stand beside the list, where there is room."""

    def __init__(
        self, screen: Screen[None], story_list: StoryList, panes: StoryPanes, list_width: int | None, *,
        views_wanted: bool,
    ) -> None:  # fmt: skip
        self._screen = screen
        self._list = story_list
        self._story = panes
        self.body = Body(self.fit)
        self._list_width = list_width
        self.zoomed = False
        self._views_wanted = views_wanted
        self.at = "list"
        """the pane in use"""

    @property
    def commands(self) -> Commands:
        """Return what the keys do."""
        commands: dict[str, Callable[[], object]] = {
            "pane.next": lambda: self._go_by(1),
            "pane.previous": lambda: self._go_by(-1),
            "pane.back": partial(self.go_to, "list"),
            "pane.zoom": self.toggle_zoom,
            "view.strip": self._toggle_views,
            "pane.wider": lambda: self.move_divider(self._list.size.width + _STEP, remember=True),
            "pane.narrower": lambda: self.move_divider(self._list.size.width - _STEP, remember=True),
        }
        return commands | {f"pane.{pane}": partial(self.go_to, pane) for pane in _PANES if pane != "views"}

    @property
    def _columns(self) -> int:
        """Return the columns of the terminal, which are known before the screen is laid out for the first time."""
        return self._screen.app.size.width

    @property
    def views_on(self) -> bool:
        """Say whether the views stand beside the list, as the user has asked, or give way to a pane for a while."""
        return self._views_wanted and self._columns >= WIDE

    @property
    def _views_shown(self) -> bool:
        """Say whether they are there now: a pane that they stand in the place of has it while it is in use."""
        return self.views_on and (self._columns >= VAST or self.at not in _COLUMN)

    def first_keys(self, leading: Sequence[str]) -> Sequence[str]:
        """Return the ids of the commands whose keys come first: `leading`; where one pane is in sight, reading before
        them, or the way back behind the first; in the summary both, as it does not show that there is a text. With a
        passage selected, its own keys do."""
        if self._story.text.selection:
            return ()
        if not self._screen.has_class("solo"):
            return leading
        if self.at == "list":
            return ("list.open", *leading)
        if self.at == "summary":
            return ("story.page", "filter.clear", *leading)
        return (*leading[:1], "filter.clear", *leading[1:])

    @property
    def idle_keys(self) -> Sequence[str]:
        """Return the ids of the commands that have nothing to be done to."""
        concerns = self._story.concerns
        suggested = concerns.quote is not None and not (concerns.current and concerns.current.rests_on_own)
        idle = idle_commands(concerns.statuses, among_them=self.at == "concerns")
        return (*idle, "quote.drop") if suggested else idle

    @property
    def text_in_sight(self) -> bool:
        """Say whether the text stands on the screen."""
        return not self._is_solo or self.at == "text"

    def go_to(self, pane: str) -> None:
        """Focus a pane; where one pane is shown at a time, show it."""
        self.arrange(pane)
        self._screen.set_focus(self._screen.query_one(f"#{pane}"))

    def _go_by(self, step: int) -> None:
        taken = _COLUMN if self._views_shown and self._columns < VAST else ()
        left_out = {*taken, *(["summary"] if self._gives_its_place_away else []), *([] if self.views_on else ["views"])}
        panes = [pane for pane in _PANES if pane == self.at or pane not in left_out]
        self.go_to(panes[(panes.index(self.at) + step) % len(panes)])

    def arrange_first(self) -> None:
        """Arrange the panes before the screen has them, so that they are styled for this terminal from the first."""
        screen, size = self._screen, self._screen.app.size
        for cells, steps in (
            (size.width, screen.HORIZONTAL_BREAKPOINTS),
            (size.height, screen.app.VERTICAL_BREAKPOINTS),
        ):
            screen.set_class(True, max(step for step in steps or () if step[0] <= cells)[1], update=False)
        self.arrange()

    def arrange(self, pane: str | None = None) -> None:
        """Make a pane (None: the same as before) the one in use. What is no pane is passed over."""
        self.at = pane if pane in _PANES else self.at
        before = self._screen.classes
        for name in _PANES:
            self._screen.set_class(name == self.at, f"at-{name}", update=False)
        solo = self._is_solo
        if solo != self._screen.has_class("solo"):
            self._screen.refresh_bindings()  # other keys come first where one pane is in sight
        self._screen.set_class(solo, "solo", update=False)
        self._screen.set_class(self._views_shown, "with-views", update=False)
        if self._screen.classes != before:  # once: each update works out the style of every widget of the screen
            self._screen.update_node_styles()
        if solo:
            self._list.styles.clear_rule("width")
        else:
            self._list.styles.width = self._within_bounds(self._list_width or list_columns(self._columns))
        self.fit()

    # heights

    @property
    def _is_solo(self) -> bool:
        return self.zoomed or self._columns < NARROW

    @property
    def _gives_its_place_away(self) -> bool:
        """Say whether the summary is left out for the text that it repeats, which is in sight beside it."""
        return not self._is_solo and self._story.summary.repeats and self.at != "summary"

    def fit(self) -> None:
        """Give each pane of the story the lines that it needs, within limits; the text has the rest."""
        panes, (width, room) = self._story, self.body.size
        if not room:
            return
        left_out = self._gives_its_place_away
        if left_out and panes.summary.styles.display != "none":
            panes.summary.styles.display = "none"
        elif not left_out:
            panes.summary.styles.clear_rule("display")
        columns = self._columns
        heights: tuple[int | None, ...]
        if self._is_solo:
            heights = (None,) * 5
        elif columns < WIDE:
            heights = _in_a_column_above_the_text(panes, width, room, left_out=left_out)
        elif columns < BROAD:
            heights = _above_the_text(panes, width, room, left_out=left_out)
        else:
            width = min(width * _BESIDE_SHARE // 100, _BESIDE_MOST)
            heights = _in_a_column(panes, width, room, left_out=left_out)
        for one, lines in zip(panes[:5], heights, strict=True):
            _set_height(one, lines)

    def _toggle_views(self) -> None:
        """Show the views beside the list and go there, or hide them; a narrow screen has them as a list to choose
        from."""
        if self._columns < WIDE:
            self._screen.post_message(Asked(ViewsWanted()))
            return
        self._views_wanted = not self._views_shown
        self._screen.post_message(Asked(RememberWanted("views_beside", self._views_wanted)))
        self.zoomed = False
        self.go_to("views" if self.views_on else "list")
        if self.views_on:
            self._screen.post_message(Asked(ViewCountsWanted()))

    def toggle_zoom(self) -> None:
        """Give the pane in use the whole screen, or give it back."""
        self.zoomed = not self.zoomed
        self.arrange()

    def move_divider(self, width: int, *, remember: bool) -> None:
        """Make the list so many cells wide; with `remember`, also at the next start."""
        self._list_width = self._within_bounds(width)
        self.arrange()
        if remember:
            self._screen.post_message(Asked(RememberWanted("list_width", self._list_width)))

    def _within_bounds(self, width: int) -> int:
        return max(_LIST_LEAST, min(width, self._columns - _STORY_LEAST))


def list_columns(columns: int) -> int:
    """Return how wide the list is on a screen of so many columns, unless the user drew it otherwise: most titles are
    whole on two lines there."""
    share = 40 if columns < WIDE else 45 if columns < BROAD else 38
    return columns * share // 100


def _above_the_text(panes: StoryPanes, width: int, room: int, *, left_out: bool) -> tuple[int | None, ...]:
    """Return the heights of the first five of the panes where stakeholders and concerns stand side by side between
    summary and text, in as many columns and lines as there are."""
    half = (width - 1) // 2
    pair = 1 + max(panes.stakeholders.lines_needed(half), panes.concerns.lines_needed(width - 1 - half))
    summary = 0 if left_out else 1 + panes.summary.lines_needed(width)
    needs = (Need(summary, room // 4), Need(pair, room * 2 // 5))
    first, second, _ = shares(room, needs, 1 + panes.text.lines_needed(width))
    return first, second, first + second, None, None


def _in_a_column_above_the_text(panes: StoryPanes, width: int, room: int, *, left_out: bool) -> tuple[int | None, ...]:
    """Return the same where summary, stakeholders, concerns and text stand above each other."""
    summary = 0 if left_out else 1 + panes.summary.lines_needed(width)
    quarter = room // 4
    needs = (
        Need(summary, quarter),
        Need(1 + panes.stakeholders.lines_needed(width), quarter),
        Need(1 + panes.concerns.lines_needed(width), room - 2 * quarter - least_of(room)),
    )
    first, second, third, _ = shares(room, needs, 1 + panes.text.lines_needed(width))
    return first, second + third, first + second + third, second, third


def _in_a_column(panes: StoryPanes, width: int, room: int, *, left_out: bool) -> tuple[int | None, ...]:
    """Return the same where summary, stakeholders and concerns stand above each other."""
    summary = 0 if left_out else 1 + panes.summary.lines_needed(width)
    needs = (Need(summary, room // 3), Need(1 + panes.stakeholders.lines_needed(width), room // 3))
    first, second, third = shares(room, needs, 1 + panes.concerns.lines_needed(width))
    return first, second + third, room, second, third


def _set_height(widget: Widget, lines: int | None) -> None:
    """Give a widget so many lines (None: what the stylesheet says), laying the screen out only where that is new."""
    height = widget.styles.inline.height
    if lines is None:
        widget.styles.clear_rule("height")
    elif height is None or height.value != lines:
        widget.styles.height = lines
