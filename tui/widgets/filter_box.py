"""The filter: a line to type in, used from anywhere by one key. It completes what is typed and remembers it."""

from collections.abc import Callable, Sequence
from typing import Final

from textual.message import Message
from textual.widgets import Input

from civic.query.complete import completions
from tui.keys.binding import bindings
from tui.keys.commands import FILTER

_REMEMBERED: Final = 50


class FilterBox(Input):
    """Filters as it is typed in: the owner listens to `Input.Changed`."""

    BINDINGS = bindings(FILTER)

    class Left(Message):
        """The user is done typing; `filter` is what they keep."""

        def __init__(self, kept: str) -> None:
            super().__init__()
            self.filter = kept

    def __init__(self, values: Callable[[str], Sequence[str]], history: Sequence[str] = ()) -> None:
        """`values` gives the values that a field of the language has; `history` the filters before, the last first."""
        super().__init__(placeholder="/ to filter", id="filter", compact=True, select_on_focus=False, max_length=500)
        self._values = values
        self.history = list(history)
        self._back = -1
        self._offered: list[str] = []
        self._typed = ""

    @property
    def offers(self) -> list[str]:
        """Return how what is typed could go on; while the user goes through these, all of them."""
        if self.value in self._offered:
            return self._offered
        return completions(self.value, self._values) if self.cursor_position == len(self.value) else []

    def action_filter_complete(self) -> None:
        """Take what the filter can go on with; again for the next, and behind the last what was typed."""
        if self.value not in self._offered:
            self._offered, self._typed = self.offers, self.value
            if not self._offered:
                return
            self._set(self._offered[0])
            return
        following = self._offered.index(self.value) + 1
        if following < len(self._offered):
            self._set(self._offered[following])
        else:
            self._offered = []
            self._set(self._typed)

    def action_filter_earlier(self) -> None:
        """Put the filter before in the place of this one."""
        self._go_back(self._back + 1)

    def _go_back(self, number: int) -> None:
        if number < len(self.history):
            self._back = number
            self._set(self.history[number] if number >= 0 else "")

    def _set(self, text: str) -> None:
        self.value = text
        self.cursor_position = len(text)

    def action_filter_later(self) -> None:
        """Go forward to the filter after it; from the newest one, keep the filter and go to the list."""
        if self._back >= 0:
            self._go_back(self._back - 1)
        else:
            self.action_filter_done()

    def action_filter_done(self) -> None:
        """Keep the filter."""
        kept = self.value.strip()
        if kept:
            self.history[:] = [kept, *(one for one in self.history if one != kept)][:_REMEMBERED]
        self._leave()

    def action_filter_leave(self) -> None:
        """Clear the filter."""
        self.value = ""
        self._leave()

    def _leave(self) -> None:
        self._back, self._offered = -1, []
        self.post_message(self.Left(self.value.strip()))
