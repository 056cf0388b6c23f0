"""Views: filters with names, kept and counted."""

from collections.abc import Callable

from civic.query import And, Is, Query, parse
from civic.views import View
from storage.files.places import Places
from storage.settings.views import keep, load, remove
from workspace.clock import utc_now
from workspace.ports import Library
from workspace.undo.settings import text_part
from workspace.undo.undo import Undo


class Views:
    """The views, shipped and the user's own. `library` opens the library, for counting. Methods raise a `Fault`."""

    def __init__(self, places: Places, library: Callable[[], Library], undo: Undo) -> None:
        self._undo = undo
        self._places = places
        self._library = library

    def all(self) -> tuple[View, ...]:
        """Return the views as the file stands now."""
        return load(self._places).views

    def keep(self, view: View) -> None:
        """Keep a view, in the place of one of the same name."""
        with self._undo.step(f"kept the view “{view.name}”") as step:
            keep(self._places, view, lambda *texts: step.add([text_part("views", view.name, *texts)]))

    def remove(self, name: str) -> None:
        """Remove a view of the user's; a shipped one of that name is as it came again."""
        with self._undo.step(f"removed the view “{name}”") as step:
            remove(self._places, name, lambda *texts: step.add([text_part("views", name, *texts)]))

    def query(self, view: View) -> Query:
        """Return what a view asks for, its dates as of now. Raises QueryError."""
        return parse(view.filter, utc_now().astimezone())

    def unread(self, view: View) -> int:
        """Count the rows with unread stories in a view, each duplicate group once. Raises QueryError."""
        return self._library().count(And((self.query(view), Is("unread"))), grouped=True)
