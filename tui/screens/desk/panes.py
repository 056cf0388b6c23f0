"""Where the panes are on the main screen: focus, one thing at a time, zoom, the line between list and story."""

from typing import Final

from textual import events, on
from textual.screen import Screen

from tui.messages import RememberWanted
from tui.widgets.divider import Divider
from tui.widgets.story_list import StoryList

NARROW: Final = 80
"""Under so many columns one thing is shown at a time."""
_PANES: Final = ("list", "summary", "stakeholders", "concerns", "text")
_LIST_LEAST, _STORY_LEAST, _STEP = 24, 40, 4
"""Columns that list and story keep whatever is drawn, and by how many a key moves the line between them."""


class Arranging(Screen[None]):
    """A part of the desk's screen. The stylesheet arranges by the classes `at-PANE` and `solo` that are set here."""

    _list: StoryList
    _list_width: int | None
    _zoomed = False
    _at = "list"

    def show_status(self) -> None:
        """Paint the top line."""
        raise NotImplementedError

    def go_to(self, pane: str) -> None:
        """Give a pane the focus; where one thing is shown at a time, show it."""
        self._arrange(pane)
        self.set_focus(self.query_one(f"#{pane}"))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The pane in use is the one that is shown where there is room for one."""
        if event.widget.id in _PANES:
            self._arrange(str(event.widget.id))
        self.show_status()

    def on_resize(self) -> None:
        """Nothing is lost: what was in use is still shown."""
        self._arrange(self._at)

    def _arrange(self, pane: str) -> None:
        self._at = pane
        solo = self._zoomed or self.size.width < NARROW
        before = self.classes
        for name in _PANES:
            self.set_class(name == pane, f"at-{name}", update=False)
        self.set_class(solo, "solo", update=False)
        if self.classes != before:  # once: each update works out the style of every widget of the screen
            self.update_node_styles()
        if solo or self._list_width is None:
            self._list.styles.clear_rule("width")
        else:
            self._list.styles.width = max(_LIST_LEAST, min(self._list_width, self.size.width - _STORY_LEAST))

    @on(Divider.Moved)
    def _draw_divider(self, message: Divider.Moved) -> None:
        self._widen_to(message.column, remember=message.done)

    def action_pane_wider(self) -> None:
        """Give the list more room."""
        self._widen_to(self._list.size.width + _STEP, remember=True)

    def action_pane_narrower(self) -> None:
        """Give the list less room."""
        self._widen_to(self._list.size.width - _STEP, remember=True)

    def _widen_to(self, width: int, *, remember: bool) -> None:
        self._list_width = max(_LIST_LEAST, min(width, self.size.width - _STORY_LEAST))
        self._arrange(self._at)
        if remember:
            self.post_message(RememberWanted("list_width", self._list_width))

    def action_pane_next(self) -> None:
        """Go round the panes."""
        self.go_to(_PANES[(_PANES.index(self._at) + 1) % len(_PANES)])

    def action_pane_previous(self) -> None:
        """Go round the panes, backwards."""
        self.go_to(_PANES[(_PANES.index(self._at) - 1) % len(_PANES)])

    def action_pane_back(self) -> None:
        """Back to the list."""
        self.go_to("list")

    def action_pane_list(self) -> None:
        """Go to the list."""
        self.go_to("list")

    def action_pane_summary(self) -> None:
        """Go to the summary."""
        self.go_to("summary")

    def action_pane_stakeholders(self) -> None:
        """Go to the stakeholders."""
        self.go_to("stakeholders")

    def action_pane_concerns(self) -> None:
        """Go to the concerns."""
        self.go_to("concerns")

    def action_pane_text(self) -> None:
        """Go to the text."""
        self.go_to("text")

    def action_pane_zoom(self) -> None:
        """Give the pane in use the whole screen, or give it back."""
        self._zoomed = not self._zoomed
        self._arrange(self._at)
