"""A page about the open story, over the desk: something to read under a title, and back."""

from textual.app import ComposeResult
from textual.screen import ModalScreen

from tui.widgets.frame import Frame
from tui.widgets.line_view import LineView


class PageScreen(ModalScreen[None]):
    """Shows a view in the frame of a dialogue, and gives it the focus. What closes it is the key of the page."""

    def __init__(self, view: LineView, title: str = "", *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.view = view
        self._frame = Frame(title, page=view, brief=True)

    def compose(self) -> ComposeResult:
        """Yield the frame."""
        yield self._frame

    def on_mount(self) -> None:
        """Give the view the focus."""
        self.view.focus()

    def refit(self) -> None:
        """Take as many lines as what is shown now needs."""
        self.view.refresh(layout=True)

    def show_title(self, title: str) -> None:
        """Say what the page is about."""
        self._frame.say(title)
