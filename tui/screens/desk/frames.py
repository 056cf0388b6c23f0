"""Painting what changed together in one frame."""

from typing import TypeVar

from textual.screen import Screen
from textual.widget import Widget

_Result = TypeVar("_Result")


class WholeFrames(Screen[_Result]):
    """A screen whose parts are painted together where they were changed together.

    Textual paints as soon as the first of them has said that it changed, and the others a sixtieth of a second later:
    two frames a key, the first of which is half of the answer."""

    def _on_timer_update(self) -> None:
        """Have all parts say what has changed by now, and paint when that was heard."""
        if self is not self.app.screen:
            super()._on_timer_update()
            return
        self._update_timer.pause()
        for part in self.walk_children(Widget):
            if part._repaint_required or part._layout_required:
                part._check_refresh()
        self.call_later(self._paint)

    def _paint(self) -> None:
        if self is self.app.screen:
            super()._on_timer_update()
        else:  # another screen has come before it: from here it would be painted over and over
            self._update_timer.resume()

    def _compositor_refresh(self) -> None:
        if not self.app._batch_count:  # Textual works out then, too, what to paint, and throws it away
            super()._compositor_refresh()
