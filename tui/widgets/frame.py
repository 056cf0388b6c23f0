"""The frame of every dialogue: what it is about, what it holds, what there is to tell the user, the line of keys."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.notifications import Notification, Notifications
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static
from textual.widgets._toast import ToastRack

from tui.keys.binding import everywhere
from tui.text.plain import cut, plain, visible
from tui.text.wrap import wrap
from tui.widgets.hints import Hints, key_of
from tui.widgets.line_view import LineView
from tui.widgets.told import in_lines, in_room

_BRIEF: Final = 2
_SHARE: Final = 12
"""How much of the screen's height notifications have in a dialogue, per cent."""
_COLOURS: Final = {"information": "$accent", "warning": "$warning", "error": "$error"}


class Notices(Static):
    """The last notification that came while a dialogue is open, which would lie over it, in a few lines, or one on a
    low screen; none while there is none."""

    DEFAULT_CSS = "Notices { height: auto; }"

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self._timer: Timer | None = None
        self._shown: list[Notification] = []

    def show(self, notifications: Iterable[Notification]) -> None:
        """Show the last of these, for as long as it has left; nothing where it never came on the screen, since all is
        being closed."""
        if not self.is_attached:
            return
        self._shown = shown = [one for one in notifications if not one.has_expired][-1:]
        self.display = bool(shown)
        self._draw()
        if self._timer is not None:
            self._timer.stop()
        if shown:
            self._timer = self.set_timer(min(one.time_left for one in shown) + 0.01, lambda: self.show(shown))

    def _draw(self) -> None:
        width, lines = self.size.width or self.app.size.width, max(1, self.app.size.height * _SHARE // 100)
        key = key_of(self.screen, "app.notifications")
        texts = (plain(in_lines(one, width, lines, key)).stylize(_COLOURS[one.severity]) for one in self._shown)
        self.update(Content("\n").join(texts))

    def on_resize(self) -> None:
        """Fit it to the width."""
        self._draw()


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

    BINDINGS = everywhere("app.help", "app.notifications", "app.how-to-leave")

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


def show_told(told: Notifications, screens: Sequence[Screen[Any]], size: Size, key: str) -> None:
    """Show notifications on the last of these screens, which lie above each other and have this size: in a dialogue in
    lines of its own, never over it or beside it. `key` is the one that shows what there is no room for."""
    frames = screens[-1].query(Frame) if screens and screens[-1].is_modal else ()
    for frame in frames:
        frame.notices.show(told)

    def draw(rack: ToastRack) -> None:  # as things stand by then: one that is being added can't be taken away
        rack.show(Notifications() if frames else in_room(told, size, key))

    for screen in screens if frames else screens[-1:]:
        for rack in screen.query_children(ToastRack):
            screen.app.call_later(draw, rack)
