"""The filter on the main screen, and the key that goes one step back."""

from collections.abc import Callable

from civic.fault import Fault
from tui.screens.desk.panes import PaneLayout
from tui.screens.desk.status import StatusLine
from tui.screens.desk.surface import Commands, Surface
from tui.screens.messages import FacetsWanted, OverviewWanted, RememberWanted
from tui.widgets.filter_box import FilterBox


class FilterKeys:
    """What is typed into the filter, and what the keys do with it."""

    def __init__(self, surface: Surface, panes: PaneLayout, box: FilterBox, status: StatusLine) -> None:
        self._surface = surface
        self._desk = surface.desk
        self._panes = panes
        self._box = box
        self._status = status
        self.cancel: Callable[[], object] | None = None
        """ends the work that the user waits for; None where there is none"""

    @property
    def commands(self) -> Commands:
        """Return what the keys do."""
        return {"filter.open": self._open, "filter.clear": self._step_back, "overview.open": self._open_overview}

    def _open(self) -> None:
        self._box.screen.set_focus(self._box)  # at once, so that what is typed right behind the key goes there
        self._surface.post_message(FacetsWanted())

    def _step_back(self) -> None:
        """Go one step back: out of work that the user waits for, zoom, a pane, the selection, the filter."""
        if self.cancel:
            self.cancel()
        elif self._panes.zoomed:
            self._panes.toggle_zoom()
        elif self._panes.at != "list":
            self._panes.go_to("list")
        elif len(self._desk.selection):
            self._desk.selection.clear()
            self._surface.show_view()
        else:
            self._box.value = ""

    def _open_overview(self) -> None:
        view = self._desk.view
        self._surface.post_message(OverviewWanted("" if view.error else view.filter))

    def filter_by(self, text: str) -> None:
        """Show the stories that match what has been typed, or what is wrong with it."""
        try:
            is_good = self._desk.view.filter_by(text)
        except Fault as fault:
            self._surface.notify_user(str(fault), "error")
            return
        if is_good:
            self._surface.show_view()
        else:
            self._status.show()

    def keep(self, text: str) -> None:
        """Go to the list, and remember the filter for later."""
        self._panes.go_to("list")
        if text:
            self._surface.post_message(RememberWanted("filters", [*self._box.history]))

    def filter_to(self, query: str) -> None:
        """Show the stories of this filter, as if it had been typed."""
        self._box.value = query
        self._panes.go_to("list")

    def open_story(self, story: str) -> None:
        """Show the story with this id, with the filter cleared where that has lost it."""
        view = self._desk.view
        if not view.reveal(story):
            self._box.value = ""
            view.filter_by("")
            view.reveal(story)
        self._surface.show_view()
