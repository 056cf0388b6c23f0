"""The line between the list and the story: it can be dragged."""

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget


class Divider(Widget):
    """One column wide; while it is dragged it says where to."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"divider--line"}
    DEFAULT_CSS = """
    Divider { width: 1; height: 1fr; }
    Divider > .divider--line { color: $hairline; }
    Divider:hover > .divider--line { color: $accent; }
    """

    class Moved(Message):
        """The line is wanted at this column of the screen; `done` when the button is up."""

        def __init__(self, column: int, *, done: bool) -> None:
            super().__init__()
            self.column = column
            self.done = done

    def __init__(self) -> None:
        super().__init__(id="divider")
        self._dragged = False

    def render_line(self, y: int) -> Strip:
        """Draw a hairline."""
        return Strip([Segment("│", self.get_component_rich_style("divider--line"))], 1)

    def on_mouse_down(self) -> None:
        """Take hold."""
        self._dragged = True
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move along."""
        if self._dragged:
            self.post_message(self.Moved(event.screen_x, done=False))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go."""
        if self._dragged:
            self._dragged = False
            self.release_mouse()
            self.post_message(self.Moved(event.screen_x, done=True))
