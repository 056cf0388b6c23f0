"""One question with a few answers to choose from."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.keys.binding import bindings
from tui.keys.commands import CHOOSE
from tui.text.plain import plain
from tui.widgets.frame import Frame
from tui.widgets.options import Options


class ChooseScreen(ModalScreen[int | None]):
    """Ends with the position of the answer, or with None where it was left."""

    BINDINGS = bindings(CHOOSE)

    def __init__(self, question: str, answers: Sequence[str], at: int = 0) -> None:
        """`at` is the answer that is highlighted first."""
        super().__init__()
        self._question = question
        self._options = Options(*(Option(plain(answer)) for answer in answers), compact=True)
        self._options.highlighted = at if answers else None

    def compose(self) -> ComposeResult:
        """Yield the question and its answers."""
        yield Frame(self._question, self._options)

    @on(OptionList.OptionSelected)
    def _clicked(self, message: OptionList.OptionSelected) -> None:
        self.dismiss(message.option_index)

    def action_choose_answer(self) -> None:
        """Choose the highlighted answer."""
        self._options.action_select()

    def action_choose_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
