"""All that was done to a story: by whom, when, and what was settled."""

from collections.abc import Iterable, Iterator
from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Static

from civic.codebook import Codebook
from civic.operation import Operation
from civic.story import Story
from civic.wording import describe_operation
from tui.keys.binding import bindings
from tui.keys.commands import HISTORY
from tui.text.plain import plain
from tui.widgets.hints import Hints
from tui.widgets.prose import QUIET, Paragraph, Prose

_NOTHING: Final = "Nobody has decided anything on this story yet. On the desk a accepts what is suggested, t tags it."


class HistoryScreen(Screen[None]):
    """The operations of all coders on a story, the last one first."""

    BINDINGS = bindings(HISTORY)

    def __init__(self, story: Story, history: Iterable[Operation], codebook: Codebook) -> None:
        super().__init__(id="history")
        self._title = Static(plain(f"What was done to “{story.headline}”"), classes="title")
        self._view = Prose(id="history-view")
        self._paragraphs = list(_paragraphs(history, codebook)) or [Paragraph(_NOTHING, QUIET)]

    def compose(self) -> ComposeResult:
        """Yield a title, the history, keys."""
        with Vertical():
            yield self._title
            yield self._view
        yield Hints()

    def on_mount(self) -> None:
        """Show the history and give it the focus."""
        self._view.show(self._paragraphs)
        self._view.focus()

    def action_history_close(self) -> None:
        """Go back."""
        self.dismiss()


def _paragraphs(history: Iterable[Operation], codebook: Codebook) -> Iterator[Paragraph]:
    for operation in reversed(list(history)):
        yield Paragraph(describe_operation(operation, codebook), QUIET if operation.private else "")
