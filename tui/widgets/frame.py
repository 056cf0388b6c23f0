"""The frame of every dialogue: what it is about, what it holds, what there is to tell the user, the line of keys."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from textual.containers import Vertical
from textual.content import Content
from textual.notifications import Notification
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from tui.keys.binding import everywhere
from tui.text.plain import plain
from tui.widgets.hints import Hints

_MOST: Final = 3
"""So many notifications stand in a dialogue at once, the last ones."""
_COLOURS: Final = {"information": "$accent", "warning": "$warning", "error": "$error"}


class Notices(Static):
    """The notifications that would lie over a dialogue, in lines of their own; none while there are none."""

    DEFAULT_CSS = "Notices { height: auto; margin-bottom: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self._timer: Timer | None = None

    def show(self, notifications: Iterable[Notification]) -> None:
        """Show these, each for as long as it has left."""
        shown = [one for one in notifications if not one.has_expired][-_MOST:]
        self.update(Content("\n").join(plain(one.message).stylize(_COLOURS[one.severity]) for one in shown))
        self.display = bool(shown)
        if self._timer is not None:
            self._timer.stop()
        if shown:
            self._timer = self.set_timer(min(one.time_left for one in shown) + 0.01, lambda: self.show(shown))


class Frame(Vertical):
    """A dialogue's frame; `about` may be changed while it is open. Of the keys of everywhere, which Textual keeps from
    modal screens, it has those that a dialogue needs."""

    BINDINGS = everywhere("app.help", "app.how-to-leave")

    def __init__(
        self, about: str, *parts: Widget, tall: bool = False, leading: Callable[[], Sequence[str]] = tuple
    ) -> None:
        """`parts` stand under what there is to tell, so that this is in sight; a `tall` one takes the room there is;
        the keys of the `leading` commands come first."""
        self.about = Static(plain(about), classes="question")
        self.about.display = bool(about)
        self.notices = Notices()
        super().__init__(
            self.about, self.notices, *parts, Hints(leading), classes="dialogue tall" if tall else "dialogue"
        )

    def on_mount(self) -> None:
        """Show what the user was told just before."""
        self.app._refresh_notifications()
