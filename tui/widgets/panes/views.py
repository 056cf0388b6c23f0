"""The views beside the list, with how many unread stories are in each."""

from collections.abc import Callable, Sequence

from civic.views import View
from tui.keys.binding import bindings
from tui.keys.commands import MOVE, PANE, STRIP
from tui.text.plain import fit
from tui.widgets.line_view import Piece
from tui.widgets.panes.items import ItemsPane

_COUNT = 6


class ViewItems:
    """Views as items of a line: the name, and how many stories in it are unread ("…" until that is counted)."""

    def __init__(self) -> None:
        self.views: Sequence[View] = ()
        self.unread: dict[str, int] = {}

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
        heads = Piece(fit("View", max(1, width - _COUNT - 1)) + f"{'unread':>{_COUNT}}", "items--quiet")
        return () if index else ([Piece(" "), heads],)

    def draw(self, index: int, width: int, *, is_open: bool) -> Sequence[Sequence[Piece]]:
        """Return a line of name and number."""
        view = self.views[index]
        unread = self.unread.get(view.name)
        number = "…" if unread is None else str(unread) if unread else ""
        return ([Piece(fit(view.name, max(1, width - _COUNT))), Piece(f"{number:>{_COUNT}}", "items--quiet")],)


class ViewsPane(ItemsPane):
    """Shows the views; enter shows the stories of the one under the cursor."""

    BINDINGS = bindings(STRIP, PANE, MOVE)

    def __init__(self, choose: Callable[[View], object]) -> None:
        """`choose` shows the stories of a view."""
        self._views = ViewItems()
        self._choose = choose
        super().__init__("Views", self._views, id="views")

    def show(self, views: Sequence[View]) -> None:
        """Show these views; the numbers that are known stay until they are counted again."""
        self._views.views = views
        self.reset(self.cursor)

    def show_counts(self, name: str, unread: int, progress: tuple[int, int] | None) -> None:
        """Show how many stories of a view are unread."""
        self._views.unread[name] = unread
        self.redraw()

    def action_strip_open(self) -> None:
        """Ask for the stories of the view under the cursor."""
        if self._views.views:
            self._choose(self._views.views[self.cursor])
