"""The filter: a line to type in, used from anywhere by one key."""

from textual.message import Message
from textual.widgets import Input

from tui.keys import FILTER, bindings


class FilterBox(Input):
    """Filters as it is typed in: the owner listens to `Input.Changed`."""

    BINDINGS = bindings(FILTER)

    class Left(Message):
        """The person is done typing."""

    def __init__(self) -> None:
        super().__init__(placeholder="/ to filter", id="filter", compact=True, select_on_focus=False, max_length=500)

    def action_filter_done(self) -> None:
        """Keep the filter."""
        self.post_message(self.Left())

    def action_filter_leave(self) -> None:
        """Clear the filter."""
        self.value = ""
        self.post_message(self.Left())
