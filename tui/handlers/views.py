"""The app's part about finding: views, how much is unread in each, and what a filter can be completed with."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from textual import on
from textual.app import App
from textual.notifications import SeverityLevel
from textual.worker import get_current_worker

from civic.codebook import in_force
from civic.fault import Fault
from civic.query import QueryError
from civic.views import View
from tui.keys.binding import pressed_keys
from tui.keys.commands import ANYWHERE, DESK, LIST, MOVE, PANE, STAKEHOLDERS, TEXT
from tui.messages import FacetsWanted, ViewKept, ViewRemoved, ViewsWanted
from tui.screens.views import ViewsScreen
from workspace.workspace import Workspace

_ON_THE_DESK: Final = (ANYWHERE, DESK, LIST, MOVE, PANE, STAKEHOLDERS, TEXT)


class Viewing(App[None]):
    """A part of `CivicDesk`."""

    workspace: Workspace
    views: tuple[View, ...] = ()
    _own_keys: Mapping[str, str]
    _facets: Mapping[str, Sequence[tuple[str, int]]] = {}

    def show_view(self, view: View) -> None:
        """Show a view on the desk."""
        raise NotImplementedError

    def tell(self, sentence: str, severity: SeverityLevel = "information", seconds: float = 5) -> None:
        """A message that goes away by itself."""
        raise NotImplementedError

    def load_views(self) -> None:
        """Take the views as the file has them, and give those that name a key that key."""
        self.views = self.workspace.views.all()
        taken = {key: command.label for command, key in pressed_keys(self._own_keys) if command.where in _ON_THE_DESK}
        for number, view in enumerate(self.views):
            if not view.key:
                continue
            if view.key in taken:
                self.tell(f"The key {view.key!r} of the view “{view.name}” is that of “{taken[view.key]}”: "
                          "give it another in views.toml.", "warning", 12)  # fmt: skip
                continue
            taken[view.key] = view.name
            self.bind(view.key, f"view({number})", description=view.name, show=False)

    def action_view(self, number: int) -> None:
        """Show the view of this number, by its own key."""
        if number < len(self.views):
            self.show_view(self.views[number])

    def values_of(self, field: str) -> Sequence[str]:
        """What a field of the filter can be, for its completion: the concerns of the codebook, and what the library
        has, which is looked up behind the screen when the filter is opened."""
        if field in ("concern", "tag"):
            own = [value for value, _ in self._facets.get("concern", ())]
            return list(dict.fromkeys([*own, *(concern.id for concern in in_force().concerns)]))
        return [value for value, _ in self._facets.get(field, ())]

    @on(FacetsWanted)
    def _look_up_facets(self) -> None:
        def work() -> None:
            self._facets = self.workspace.library.facets()

        self.run_worker(work, thread=True, group="facets", exclusive=True, exit_on_error=False)

    @on(ViewsWanted)
    async def _open_views(self) -> None:
        self.load_views()
        screen = ViewsScreen(self.views)
        await self.push_screen(screen, lambda view: None if view is None else self.show_view(view))
        self.run_worker(partial(self._count_unread, screen), thread=True, group="views", exclusive=True,
                        exit_on_error=False)  # fmt: skip

    def _count_unread(self, screen: ViewsScreen) -> None:
        worker = get_current_worker()
        for view in self.views:
            try:
                unread = self.workspace.views.unread(view)
            except QueryError:
                continue
            if worker.is_cancelled or not screen.is_attached:
                return
            self.call_from_thread(screen.show_unread, view.name, unread)

    @on(ViewKept)
    def _keep_view(self, message: ViewKept) -> None:
        name = message.view.name
        self._change_views(partial(self.workspace.views.keep, message.view), f"Kept as “{name}”; V")

    @on(ViewRemoved)
    def _remove_view(self, message: ViewRemoved) -> None:
        name = message.view.name
        self._change_views(partial(self.workspace.views.remove, name), f"Removed “{name}”; V")
        if isinstance(self.screen, ViewsScreen):
            self.screen.show_views(self.views)

    def _change_views(self, change: "partial[None]", said: str) -> None:
        try:
            change()
        except Fault as fault:
            self.notify(str(fault), severity="error", timeout=10, markup=False)
            return
        self.load_views()
        self.notify(f"{said} shows the views.", markup=False)
