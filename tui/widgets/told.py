"""Notifications that know where they come from, which of them still stand, and how much of them there is room for."""

from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from rich.cells import cell_len
from textual.app import App
from textual.geometry import Size
from textual.notifications import Notification, Notifications, Notify, SeverityLevel

from tui.text.plain import cut, visible
from tui.text.wrap import wrap

SMALL: Final = 80
"""Columns of the screen below which a notification is as wide as the screen."""
REMEMBERED: Final = 200
"""So many notifications can be read again."""
_LOW: Final = 24
"""Lines of the screen below which it is so, too, and has two lines at most."""
_BRIEF, _LONGER = 2, 4
_FRAME: Final = 3
"""Cells of a notification that its frame has."""
_MOST: Final = 3
_LINES: Final = 12
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
    is_lasting: bool = False
    """whether it is about no screen in particular, so that it stays with another one in front"""
    behind: int = 0
    """how many warnings and faults there was no room for beside it"""

    def replaces(self, earlier: Notification) -> bool:
        """Say whether an earlier one goes: it says the same, or is of an earlier press of the same key; or of any key,
        and says only what was done then."""
        if earlier.message == self.message:
            return True
        before = earlier.press if isinstance(earlier, Told) else None
        if before is None or self.press is None or before == self.press:
            return False
        return before.action == self.press.action or earlier.severity == "information"


def tell(app: App[Any], sentence: str, severity: SeverityLevel, seconds: float, *, is_lasting: bool = False) -> None:
    """Show a sentence for some seconds; a lasting one also when another screen comes to the front meanwhile."""
    app.post_message(Notify(Told(sentence, severity=severity, timeout=seconds, is_lasting=is_lasting)))


def make_room(told: Notification, among: Notifications, height: int) -> None:
    """Take away what a notification replaces, and what there is no room for beside it on a screen so high: the oldest,
    and what only says what was done before warnings and faults."""
    for earlier in list(among):
        if isinstance(told, Told) and told.replaces(earlier):
            del among[earlier]
    over = len(among) + 1 - max(1, min(_MOST, height // _LINES))
    for earlier in sorted(among, key=lambda one: one.severity != "information")[: max(0, over)]:
        del among[earlier]
        if isinstance(told, Told) and earlier.severity != "information":
            told.behind += 1 + (earlier.behind if isinstance(earlier, Told) else 0)


def keep_since(begin: float, notifications: Notifications) -> None:
    """Take away what was told before this time (seconds of the epoch), but for what is lasting."""
    for one in list(notifications):
        if one.raised_at < begin and not (isinstance(one, Told) and one.is_lasting):
            del notifications[one]


def in_room(told: Notifications, size: Size, key: str) -> Notifications:
    """Return notifications as a screen of this size has room for them: on a small one in a few of its lines. Where that
    is not all, they end with the `key` that shows the rest."""
    shown = Notifications()
    is_small = size.width < SMALL or size.height < _LOW
    lines = (_BRIEF if size.height < _LOW else _LONGER) if is_small else None
    for one in told:
        shown.add(replace(one, message=in_lines(one, size.width - _FRAME, lines, key)))
    return shown


def in_lines(told: Notification, width: int, lines: int | None, key: str) -> str:
    """Return what is told in so many lines of a width at most (None: in all that it needs), with the `key` that shows
    the rest behind it where that is not all of it, or not all that is to be told."""
    text, behind = visible(told.message), told.behind if isinstance(told, Told) else 0
    more = f" (+{behind}: {key})" if behind else ""
    broken = wrap(text + more, width)
    if lines is None or len(broken) <= lines:
        return text + more
    more = more or f" ({key})"
    start = broken[lines - 1].start
    return text[:start] + cut(text[start:], max(1, width - cell_len(more))).rstrip() + more
