"""Notifications that know where they come from, and which of them still stand."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from textual.app import App
from textual.notifications import Notification, Notifications, Notify, SeverityLevel

_MOST: Final = 3
_LINES: Final = 10
"""The most notifications at a time, and the lines of the screen that each of them needs."""


class Press(NamedTuple):
    """One press of a key: what it does, and when it was, in seconds of the epoch."""

    action: str
    at: float


pressed: Final[ContextVar[Press | None]] = ContextVar("pressed", default=None)
"""The press of the key that is being answered."""


@dataclass
class Told(Notification):
    """A notification that knows the press of the key which it comes from, where it comes from one."""

    press: Press | None = field(default_factory=lambda: pressed.get())

    def replaces(self, earlier: Notification) -> bool:
        """Say whether an earlier one goes: it says the same, or is of an earlier press of the same key; or of any key,
        and says only what was done then."""
        if earlier.message == self.message:
            return True
        before = earlier.press if isinstance(earlier, Told) else None
        if before is None or self.press is None or before == self.press:
            return False
        return before.action == self.press.action or earlier.severity == "information"


def tell(app: App[Any], sentence: str, severity: SeverityLevel, seconds: float) -> None:
    """Show a sentence for some seconds."""
    app.post_message(Notify(Told(sentence, severity=severity, timeout=seconds)))


def make_room(told: Notification, among: Notifications, height: int) -> None:
    """Take away what a notification replaces, and what there is no room for beside it on a screen so high: the oldest,
    and what only says what was done before warnings and faults."""
    for earlier in list(among):
        if isinstance(told, Told) and told.replaces(earlier):
            del among[earlier]
    over = len(among) + 1 - max(1, min(_MOST, height // _LINES))
    for earlier in sorted(among, key=lambda one: one.severity != "information")[: max(0, over)]:
        del among[earlier]


def keep_since(begin: float, notifications: Notifications) -> None:
    """Take away what was told before this time (seconds of the epoch)."""
    for one in list(notifications):
        if one.raised_at < begin:
            del notifications[one]
