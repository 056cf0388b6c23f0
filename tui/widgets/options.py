"""Lists of options: the highlighted one has a bar before it, as rows of the desk have; with the desk's own keys for
moving."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding
from textual.strip import Strip
from textual.widgets import OptionList

from tui.keys.binding import bindings
from tui.keys.commands import MOVE


class BarredOptions(OptionList):
    """An OptionList whose highlighted option is told by a bar, and not by its ground alone."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"options--bar"}
    DEFAULT_CSS = """
    BarredOptions > .options--bar { color: $accent; background: $row; text-style: bold; }
    BarredOptions > .option-list--option { padding: 0 1; }
    BarredOptions.-textual-compact > .option-list--option { padding: 0 1; }
    """

    def render_line(self, y: int) -> Strip:
        """Draw a row, with the bar where it is one of the highlighted option."""
        strip = super().render_line(y)
        if self.highlighted is None or not any(_option_of(segment) == self.highlighted for segment in strip):
            return strip
        rest = strip.crop(1)
        if self.app.native_ansi_color:  # the terminal's own grounds tell nothing apart: it is turned round
            turned = Style(reverse=True)
            rest = Strip([Segment(one.text, (one.style or Style()) + turned) for one in rest], rest.cell_length)
        return Strip.join([Strip([Segment("▌", self.get_component_rich_style("options--bar"))], 1), rest])


def _option_of(segment: Segment) -> object:
    return segment.style.meta.get("option") if segment.style else None


class Options(BarredOptions, inherit_bindings=False):
    """An OptionList that also knows j, k, g and G. It is never wider than it is, so that ← is free to go back."""

    BINDINGS = [*bindings(MOVE), Binding("enter", "select", show=False)]

    def action_move_down(self) -> None:
        """Go to the next option."""
        self.action_cursor_down()

    def action_move_up(self) -> None:
        """Go to the option before."""
        self.action_cursor_up()

    def action_move_first(self) -> None:
        """Go to the first option."""
        self.action_first()

    def action_move_last(self) -> None:
        """Go to the last option."""
        self.action_last()

    def action_move_page_down(self) -> None:
        """Go a page down."""
        if self._has_pages:
            self.action_page_down()  # type: ignore[no-untyped-call]  # Textual's own

    def action_move_page_up(self) -> None:
        """Go a page up."""
        if self._has_pages:
            self.action_page_up()  # type: ignore[no-untyped-call]  # Textual's own

    @property
    def _has_pages(self) -> bool:
        """Say whether the options have their lines: not before they were laid out, where Textual looks for them."""
        return bool(self.scrollable_content_region) and self.virtual_size.height > 0

    @property
    def chosen(self) -> str | None:
        """Return the id of the highlighted option."""
        return None if self.highlighted is None else self.get_option_at_index(self.highlighted).id
