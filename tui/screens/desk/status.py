"""The top line of the main screen: the place in the list, work in the background, what the filter asks for."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from rich.cells import cell_len
from textual.widgets import Static

from civic.arrangement import How
from civic.query import explain
from civic.unaided import unaided_remark
from tui.desk.session import Desk
from tui.desk.story_view import StoryView
from tui.text.plain import fit, plain
from tui.widgets.filter_box import FilterBox

_LEAST_EXPLAINED: Final = 16
"""Columns beside the count without which the filter is not explained."""
ORDERED: Final = {
    "newest": "newest first",
    "oldest": "oldest first",
    "relevance": "best match first",
    "source": "sorted by source",
    "concerns": "most concerns first",
}
"""How each order is called."""


class StatusLine(Static):
    """Position and count of the open story, progress of long work; or what is wrong with the filter."""

    def __init__(self, desk: Desk, filter_box: FilterBox, now: Callable[[], datetime]) -> None:
        super().__init__(id="status")
        self._desk = desk
        self._filter = filter_box
        self._now = now
        self._progress = ""
        self._background = ""

    def show_progress(self, text: str) -> None:
        """Show the progress of work that the user waits for ("" when it is done)."""
        self._progress = text
        self.show()

    def show_background(self, text: str) -> None:
        """Show the progress of work in the background ("" when there is none)."""
        if text != self._background:
            self._background = text
            self.show()

    def show(self) -> None:
        """Paint the line as things stand now."""
        view, selected = self._desk.view, len(self._desk.selection)
        more = "" if view.is_complete else "+"
        place = f"{view.position + 1} of {len(view.keys)}{more}{_to_do(view)}" if view.keys else "no story"
        unaided = "unaided" if self._desk.unaided else ""
        selected_ones = f"{selected} marked" if selected else ""
        parts = (self._progress or self._background, selected_ones, unaided, _how(view.how), place)
        text = view.error or " · ".join(part for part in parts if part)
        if cell_len(text) > self.size.width and view.how == How():  # the usual order gives way to the place
            text = " · ".join(part for part in (*parts[:3], place) if part)
        if self._filter.has_focus and not view.error:
            room = self.size.width - cell_len(text) - 3
            text = f"{fit(self._about_filter(), room).rstrip()} · {text}" if room > _LEAST_EXPLAINED else text
        elif view.doubts and not view.error:
            text = self._doubting(text)
        self.set_class(bool(view.error), "-error")
        self.update(plain(text), layout=False)
        self._filter.set_class(bool(view.filter), "-used")

    def _doubting(self, text: str) -> str:
        """Return the line with what is to be doubted in the filter, or that alone where there is no room for both."""
        doubt, room = self._desk.view.doubts[0], self.size.width - cell_len(text) - 3
        return f"{fit(doubt, room).rstrip()} · {text}" if room > _LEAST_EXPLAINED else fit(doubt, self.size.width)

    def _about_filter(self) -> str:
        """Return how the filter that is being typed can go on, else what it asks for in words."""
        offers = [offer.rpartition(" ")[2] if '"' not in offer else offer for offer in self._filter.offers]
        if offers:
            return f"tab: {' '.join(offers)}"
        view = self._desk.view
        if view.doubts:
            return view.doubts[0]
        limits = unaided_remark(view.query) if self._desk.unaided else ""
        return limits or explain(view.query, self._now())


def _to_do(view: StoryView) -> str:
    """Return how many of the stories in view are still to do, "" where the user is done with none of them."""
    if not view.coded:
        return ""
    left = len(view.keys) - view.coded
    return f", {left} to do" if left else ", all done"


def _how(how: How) -> str:
    """Return order and headings in words."""
    under = f"by {how.group}" if how.group else ""
    return ", ".join(part for part in (under, ORDERED[how.order]) if part)
