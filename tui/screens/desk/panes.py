"""The layout of the main screen: focus, one pane at a time, zoom, the line between list and story."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from textual.screen import Screen

from tui.screens.desk.surface import Commands
from tui.screens.messages import RememberWanted
from tui.widgets.story_list import StoryList

NARROW: Final = 80
"""Under so many columns one pane is shown at a time."""
_PANES: Final = ("list", "summary", "stakeholders", "concerns", "text")
_LIST_LEAST, _STORY_LEAST, _STEP = 24, 40, 4
"""Columns that list and story keep wherever the line is drawn, and by how many a key moves it."""


class PaneLayout:
    """Shows panes of a screen by its classes `at-PANE` and `solo`, which the stylesheet arranges by. `list_width` is in
    cells, None for the stylesheet's own."""

    def __init__(self, screen: Screen[None], story_list: StoryList, list_width: int | None) -> None:
        self._screen = screen
        self._list = story_list
        self._list_width = list_width
        self.zoomed = False
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
            "pane.wider": lambda: self.move_divider(self._list.size.width + _STEP, remember=True),
            "pane.narrower": lambda: self.move_divider(self._list.size.width - _STEP, remember=True),
        }
        return commands | {f"pane.{pane}": partial(self.go_to, pane) for pane in _PANES}

    def first_keys(self, leading: Sequence[str]) -> Sequence[str]:
        """Return the ids of the commands whose keys come first: `leading`, behind reading where only the list is in
        sight."""
        return ("list.open", *leading) if self.at == "list" and self._screen.has_class("solo") else leading

    def go_to(self, pane: str) -> None:
        """Focus a pane; where one pane is shown at a time, show it."""
        self.arrange(pane)
        self._screen.set_focus(self._screen.query_one(f"#{pane}"))

    def _go_by(self, step: int) -> None:
        self.go_to(_PANES[(_PANES.index(self.at) + step) % len(_PANES)])

    def arrange(self, pane: str | None = None) -> None:
        """Make a pane (None: the same as before) the one in use. What is no pane is passed over."""
        self.at = pane if pane in _PANES else self.at
        before = self._screen.classes
        for name in _PANES:
            self._screen.set_class(name == self.at, f"at-{name}", update=False)
        solo = self.zoomed or self._screen.size.width < NARROW
        self._screen.set_class(solo, "solo", update=False)
        if self._screen.classes != before:  # once: each update works out the style of every widget of the screen
            self._screen.update_node_styles()
        if solo or self._list_width is None:
            self._list.styles.clear_rule("width")
        else:
            self._list.styles.width = self._within_bounds(self._list_width)

    def toggle_zoom(self) -> None:
        """Give the pane in use the whole screen, or give it back."""
        self.zoomed = not self.zoomed
        self.arrange()

    def move_divider(self, width: int, *, remember: bool) -> None:
        """Make the list so many cells wide; with `remember`, also at the next start."""
        self._list_width = self._within_bounds(width)
        self.arrange()
        if remember:
            self._screen.post_message(RememberWanted("list_width", self._list_width))

    def _within_bounds(self, width: int) -> int:
        return max(_LIST_LEAST, min(width, self._screen.size.width - _STORY_LEAST))
