"""The views beside the list, with how many unread stories are in each."""

from collections.abc import Callable, Sequence

from civic.views import View
from tui.keys.binding import bindings
from tui.keys.commands import MOVE, PANE, STRIP
from tui.text.plain import fit
from tui.widgets.line_view import Piece
from tui.widgets.panes.items import ItemsPane

_COUNT = 6
_SHOWN = "›"
"""Stands before the view that is shown."""


class ViewItems:
    """Views as items of a line: the name, and how many stories in it are unread ("…" until that is counted)."""

    def __init__(self) -> None:
        self.views: Sequence[View] = ()
        self.unread: dict[str, int] = {}
        self.shown: int | None = None
        """which of them is shown; None for none"""

    @property
    def count(self) -> int:
        """Return how many views there are."""
        return len(self.views)

    @property
    def empty(self) -> str:
        """Return what to do where there is no view."""
        return "No views; + keeps a filter as one."

    def above(self, index: int, width: int) -> Sequence[Sequence[Piece]]:
        """Return the heads of the columns, above the first view."""
        heads = Piece(fit("View", max(1, width - _COUNT - 2)) + f"{'unread':>{_COUNT}}", "items--quiet")
        return () if index else ([Piece("  "), heads],)

    def draw(self, index: int, width: int, *, is_open: bool) -> Sequence[Sequence[Piece]]:
        """Return a line of name and number."""
        view = self.views[index]
        unread = self.unread.get(view.name)
        number = "…" if unread is None else str(unread) if unread else ""
        is_shown = index == self.shown
        name = Piece(fit(view.name, max(1, width - _COUNT - 1)), "items--name" if is_shown else "")
        sign = Piece(_SHOWN if is_shown else " ", "items--bar")
        return ([sign, name, Piece(f"{number:>{_COUNT}}", "items--quiet")],)


class ViewsPane(ItemsPane):
    """Shows the views; enter shows the stories of the one under the cursor."""

    BINDINGS = bindings(STRIP, PANE, MOVE)

    def __init__(self, choose: Callable[[View], object], shown_among: Callable[[Sequence[View]], int | None]) -> None:
        """`choose` shows the stories of a view, `shown_among` returns which of some views is shown."""
        self._views = ViewItems()
        self._choose = choose
        self._shown_among = shown_among
        super().__init__("Views", self._views, id="views")

    def show(self, views: Sequence[View]) -> None:
        """Show these views; the numbers that are known stay until they are counted again."""
        self._views.views = views
        self._views.shown = self._shown_among(views)
        self.reset(self.cursor)

    def look(self) -> None:
        """Mark the view that is shown now, and have the cursor there, unless the user is moving it."""
        shown = self._shown_among(self._views.views)
        if shown != self._views.shown:
            self._views.shown = shown
            self.redraw()
        if not self.has_focus:
            self.on_blur()

    def on_blur(self) -> None:
        """Go back to the view that is shown."""
        if self._views.shown not in (None, self.cursor):
            self.reset(self._views.shown)

    def show_counts(self, name: str, unread: int, progress: tuple[int, int] | None) -> None:
        """Show how many stories of a view are unread."""
        self._views.unread[name] = unread
        self.redraw()

    def action_strip_open(self) -> None:
        """Ask for the stories of the view under the cursor."""
        if self._views.views:
            self._choose(self._views.views[self.cursor])
