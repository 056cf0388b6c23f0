"""What the top line of the main screen says: where the person is, what is at work, what the filter asks for."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from rich.cells import cell_len
from textual.screen import Screen
from textual.widgets import Static

from civic.arrangement import How
from civic.query import explain
from tui.desk.session import Desk
from tui.text.plain import fit, plain
from tui.widgets.filter_box import FilterBox

_LEAST_SAID: Final = 16
"""Columns beside the count without which nothing is said about the filter."""
_ORDERS: Final = {
    "newest": "",
    "source": "by source",
    "concerns": "most concerns first",
    "relevance": "best match first",
}


class Telling(Screen[None]):
    """A part of the desk's screen."""

    desk: Desk
    _now: Callable[[], datetime]
    _filter: FilterBox
    _status: Static
    _progress: str
    _background: str

    def show_status(self) -> None:
        """Position, count, what is at work; or what is wrong with the filter."""
        desk = self.desk
        more = "" if desk.is_complete else "+"
        place = f"{desk.position + 1} of {len(desk.keys)}{more}" if desk.keys else "no story"
        marked = f"{len(desk.selection)} marked" if len(desk.selection) else ""
        said = desk.error or " · ".join(
            part for part in (self._progress or self._background, marked, _how(desk.how), place) if part
        )
        if self._filter.has_focus and not desk.error:
            room = self._status.size.width - cell_len(said) - 3
            said = f"{fit(self._about_filter(), room).rstrip()} · {said}" if room > _LEAST_SAID else said
        self._status.set_class(bool(desk.error), "-error")
        self._status.update(plain(said), layout=False)
        self._filter.set_class(bool(desk.filter), "-used")

    def _about_filter(self) -> str:
        """How the filter that is being typed can go on, else what it asks for in words."""
        offers = [offer.rpartition(" ")[2] if '"' not in offer else offer for offer in self._filter.offers]
        return f"tab: {' '.join(offers)}" if offers else explain(self.desk.query, self._now())


def _how(how: How) -> str:
    """The order and the headings in words, as far as they are not the usual ones."""
    under = f"by {how.group}" if how.group else ""
    return ", ".join(part for part in (under, _ORDERS.get(how.order, f"{how.order} first")) if part)
