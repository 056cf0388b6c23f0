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
from tui.text.plain import cut, plain, visible
from tui.text.wrap import wrap
from tui.widgets.hints import Hints
from tui.widgets.line_view import LineView

_BRIEF: Final = 2
_COLOURS: Final = {"information": "$accent", "warning": "$warning", "error": "$error"}


class Notices(Static):
    """The last notification that came while a dialogue is open, which would lie over it, in two lines at most, or one
    on a low screen; none while there is none."""

    DEFAULT_CSS = "Notices { height: auto; max-height: 12vh; min-height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self._timer: Timer | None = None

    def show(self, notifications: Iterable[Notification]) -> None:
        """Show the last of these, for as long as it has left."""
        shown = [one for one in notifications if not one.has_expired][-1:]
        self.update(Content("\n").join(plain(one.message).stylize(_COLOURS[one.severity]) for one in shown))
        self.display = bool(shown)
        if self._timer is not None:
            self._timer.stop()
        if shown:
            self._timer = self.set_timer(min(one.time_left for one in shown) + 0.01, lambda: self.show(shown))


class Brief(Static):
    """What a dialogue is about where that is as long as somebody's headline: two lines of it."""

    def __init__(self, text: str) -> None:
        super().__init__(plain(text))
        self.styles.max_height = _BRIEF  # also before its width is known
        self._text = text

    def say(self, text: str) -> None:
        """Say something else."""
        self._text = text
        self._cut()

    def _cut(self) -> None:
        text = visible(self._text)
        lines = wrap(text, self.size.width) if self.size.width else []
        if len(lines) > _BRIEF:
            start = lines[_BRIEF - 1].start
            text = text[:start] + cut(text[start:], self.size.width).rstrip()
        self.update(plain(text))

    def on_resize(self) -> None:
        """Cut it to the width."""
        self._cut()


class Frame(Vertical):
    """A dialogue's frame; `about` may be changed while it is open. Of the keys of everywhere, which Textual keeps from
    modal screens, it has those that a dialogue needs."""

    BINDINGS = everywhere("app.help", "app.how-to-leave")

    def __init__(
        self, about: str, *parts: Widget, tall: bool = False, page: LineView | None = None,
        brief: bool = False, leading: Callable[[], Sequence[str]] = tuple,
    ) -> None:  # fmt: skip
        """A `tall` one takes the room there is, one with a `page` as much of it as that needs; of a `brief` one's
        `about` at most two lines are shown. The keys of the `leading` commands come first."""
        self.about: Static = Brief(about) if brief else Static(plain(about))
        self.about.add_class("question")
        self.about.display = bool(about)
        self.notices = Notices()
        foot = Vertical(self.notices, Hints(leading), classes="foot")
        kind = "page" if page else "tall" if tall else ""
        super().__init__(self.about, *([page] if page else []), *parts, foot, classes=f"dialogue {kind}".rstrip())

    def say(self, about: str) -> None:
        """Say what it is about now; "" for nothing."""
        self.about.display = bool(about)
        if isinstance(self.about, Brief):
            self.about.say(about)
        else:
            self.about.update(plain(about))

    def on_mount(self) -> None:
        """Show what is told with it."""
        self.app._refresh_notifications()
