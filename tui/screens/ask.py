"""One question with a one-line answer."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from civic.text import clean_line
from tui.keys.binding import bindings
from tui.keys.commands import ASK
from tui.text.plain import plain, visible
from tui.widgets.hints import Hints


class AskScreen(ModalScreen[str | None]):
    """Ends with the answer (it may be empty), or with None where it was left."""

    BINDINGS = bindings(ASK)

    def __init__(self, question: str, answer: str = "") -> None:
        super().__init__()
        self._question = question
        self._input = Input(visible(answer), compact=True, select_on_focus=False)

    def compose(self) -> ComposeResult:
        """Yield the question and the line to type in."""
        with Vertical(classes="dialogue"):
            yield Static(plain(self._question), classes="question")
            yield self._input
            yield Hints()

    @on(Input.Submitted)
    def _answered(self, message: Input.Submitted) -> None:
        self.dismiss(clean_line(message.value, 4000))

    def action_ask_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
