"""What the user was told since the desk was opened: also what has gone by unseen, or had no room."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from textual.notifications import Notification

from tui.keys.binding import bindings
from tui.keys.commands import NOTIFICATIONS
from tui.screens.coding.page import PageScreen
from tui.widgets.prose import QUIET, WARNING, Paragraph, Prose

_NOTHING: Final = "You were told nothing yet."


class NotificationsScreen(PageScreen):
    """The notifications of a session, the last one first."""

    BINDINGS = bindings(NOTIFICATIONS)

    def __init__(self, told: Iterable[Notification]) -> None:
        self._told = told
        self._prose = Prose(id="notifications-view")
        super().__init__(self._prose, "What you were told, the last first", id="notifications")
        self.look()

    def look(self) -> None:
        """Show what the user was told until now."""
        self._prose.show([_paragraph(one) for one in reversed(list(self._told))] or [Paragraph(_NOTHING, QUIET)])
        self.refit()

    def action_notifications_close(self) -> None:
        """Go back."""
        self.dismiss()


def _paragraph(told: Notification) -> Paragraph:
    at = datetime.fromtimestamp(told.raised_at, UTC).astimezone()
    return Paragraph(f"{at:%H:%M}  {told.message}", "" if told.severity == "information" else WARNING)
