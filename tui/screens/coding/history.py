"""All that was done to a story: by whom, when, and what was settled."""

from collections.abc import Iterable, Iterator
from typing import Final

from civic.codebook import Codebook
from civic.operation import Operation
from civic.story import Story
from civic.wording import describe_operation
from tui.keys.binding import bindings
from tui.keys.commands import HISTORY
from tui.screens.coding.page import PageScreen
from tui.widgets.prose import QUIET, Paragraph, Prose

_NOTHING: Final = "Nobody has decided anything on this story yet. On the desk a accepts what is suggested, t tags it."


class HistoryScreen(PageScreen):
    """The operations of all coders on a story, the last one first."""

    BINDINGS = bindings(HISTORY)

    def __init__(self, story: Story, history: Iterable[Operation], codebook: Codebook) -> None:
        prose = Prose(id="history-view")
        super().__init__(prose, f"What was done to “{story.headline}”", id="history")
        prose.show(list(_paragraphs(history, codebook)) or [Paragraph(_NOTHING, QUIET)])

    def action_history_close(self) -> None:
        """Go back."""
        self.dismiss()


def _paragraphs(history: Iterable[Operation], codebook: Codebook) -> Iterator[Paragraph]:
    for operation in reversed(list(history)):
        yield Paragraph(describe_operation(operation, codebook), QUIET if operation.private else "")
