"""One question with a one-line answer."""

from collections.abc import Callable
from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from civic.text import clean_line
from tui.keys.binding import bindings
from tui.keys.commands import ASK
from tui.text.plain import plain, visible
from tui.widgets.hints import Hints

_LONGEST: Final = 4000
"""Code points of an answer."""


def on_one_line(text: str) -> str:
    """Return a text on one line."""
    lines = text.splitlines()
    return text if len(lines) == 1 else " ".join(filter(None, (line.strip() for line in lines)))


def line_with_address(text: str) -> str:
    """Return the line of a text that an address stands in, else the first that is not blank."""
    lines = list(filter(None, (line.strip() for line in text.splitlines())))
    return next((line for line in lines if "://" in line), lines[0] if lines else "")


class _Line(Input):
    """One line to type in, with `chosen` of what is pasted; Textual's own takes the first line, even an empty one."""

    chosen: Callable[[str], str]

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.replace(self.chosen(event.text)[:_LONGEST], *self.selection)


class AskScreen(ModalScreen[str | None]):
    """Ends with the answer (it may be empty), or with None where it was left."""

    BINDINGS = bindings(ASK)

    def __init__(
        self, question: str, answer: str = "", *, example: str = "", pasted: Callable[[str], str] = on_one_line
    ) -> None:
        """`answer` stands there to be changed; `example` shows what is meant, and goes with the first key; `pasted`
        returns the line that is taken of what is pasted."""
        super().__init__()
        self._question = question
        self._input = _Line(visible(answer), placeholder=example, compact=True, select_on_focus=False)
        self._input.chosen = pasted

    def compose(self) -> ComposeResult:
        """Yield the question and the line to type in."""
        with Vertical(classes="dialogue"):
            yield Static(plain(self._question), classes="question")
            yield self._input
            yield Hints()

    @on(Input.Submitted)
    def _answered(self, message: Input.Submitted) -> None:
        self.dismiss(clean_line(message.value, _LONGEST))

    def action_ask_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
