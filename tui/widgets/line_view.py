"""Focusable views that are drawn line by line: however long, only the lines in sight cost anything."""

from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple, Protocol

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import RenderResult
from textual.color import Color
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget

from civic.codebook import CONCERN_BY_ID
from tui.keys.binding import bindings
from tui.keys.commands import MOVE
from tui.text.plain import cut, visible

_WHEEL: Final = 3
"""Lines that a step of the mouse wheel scrolls."""
_STRIPS: Final = 500
"""Lines that are kept as they were drawn: scrolling by a row draws the same ones again, a row higher."""
_CORNERS: Final = 2
"""Cells of the line above a view that its title never takes."""
DIFFER: Final = "⇄"
"""The sign for what coders differ about."""
CONCERN: Final = "concern-"
"""The beginning of the names of the theme's variables for the colours of concerns."""


def concern_style(tag: str) -> str:
    """Return the style that a concern's dot or bar is drawn in; own tags share one."""
    return CONCERN + (tag if tag in CONCERN_BY_ID else "own")


class Piece(NamedTuple):
    """Some text of a line and the style that it is drawn in: the name of a component class, a `concern_style`, or ""
    for the plain one. Concerns are no component classes: the stylesheet would work out all of them for each widget
    whenever anything gets the focus. `link` is where a click of the terminal's own leads: what `civic.links` makes."""

    text: str
    style: str = ""
    link: str = ""


class Lines(Protocol):
    """What a `LineView` draws: only the lines in sight are asked for."""

    def line_count(self, width: int) -> int:
        """Return how many lines there are when they are `width` cells wide. Asked for each line that is drawn."""

    def line(self, index: int, width: int) -> tuple[Sequence[Piece], str]:
        """Return the pieces of a line, and the component class of its ground ("" for the plain one)."""


class Painter:
    """Makes strips of pieces in the styles of a widget, and keeps them until those are others."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[tuple[str, str], Style] = {}
        self._strips: dict[tuple[tuple[Piece, ...], str, str, int], Strip] = {}

    def clear(self) -> None:
        """Work the styles out anew."""
        self._styles.clear()
        self._strips.clear()

    def strip(self, pieces: Sequence[Piece], ground: str, bar: str, width: int) -> Strip:
        """Return a row: pieces in so many cells on a ground, and what stands in the column of the bar."""
        key = (tuple(pieces), ground, bar, width)
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) >= _STRIPS:
                self._strips.clear()
            strip = self._strips[key] = self._composed(*key)
        return strip

    def _composed(self, pieces: tuple[Piece, ...], ground: str, bar: str, width: int) -> Strip:
        segments, used = [], 0
        for piece in pieces:
            text = visible(piece.text)
            size = cell_len(text)
            if used + size > width:
                text, size = cut(text, width - used), width - used
            style = self.style(piece.style, ground)
            segments.append(Segment(text, style + Style(link=piece.link) if piece.link else style))
            used += size
            if used >= width:
                break
        plain = self.style("", ground)
        segments += [
            Segment(" " * (width - used), plain),
            Segment(bar, self.style("lines--bar", ground)),
        ]
        return Strip(segments, width + 1)

    def style(self, name: str, ground: str) -> Style:
        """Return the style of a piece on a ground, worked out once: every line on the screen asks for several."""
        style = self._styles.get((name, ground))
        if style is None:
            style = self._styles[name, ground] = self._work_out(name, ground)
        return style

    def _work_out(self, name: str, ground: str) -> Style:
        """Return what component classes set, with their colours laid on what is under them: Rich knows no translucent
        ones. A ground that is turned round has the two colours of the terminal and no other."""
        under, style = self._widget.background_colors[1], self._widget.rich_style
        for layer in (ground, name):
            if layer.startswith(CONCERN):
                if not style.reverse:
                    style += Style.from_color(Color.parse(self._widget.app.theme_variables[layer]).rich_color)
            elif layer:
                styles = self._widget.get_component_styles(layer)
                under += styles.background
                has_ink = styles.has_rule("color") and not style.reverse
                ink = (under + styles.color).rich_color if has_ink else None
                paint = under.rich_color if styles.background.a else None
                style += styles.text_style + Style.from_color(ink, paint)
        return style


def _bar_cell(y: int, top: int, height: int, *, seen: int, count: int) -> str:
    """Return the bar's cell on a row of a view so high, which shows `seen` of `count` from `top` on: a block where it
    stands, nothing where all are in sight."""
    if count <= seen:
        return " "
    length = max(1, height * seen // count)
    start = round(top / (count - seen) * (height - length))
    return "▐" if start <= y < start + length else " "


class DrawnView(Widget, can_focus=True):
    """A view that draws its rows itself. Pieces are made safe and cut to the width here.

    It scrolls by itself and draws its own bar: Textual's scrolling views lay the whole screen out again whenever the
    number of lines changes. What `top` counts, lines or stories, is its kind's own.
    """

    virtual_size = Reactive(Size(0, 0), repaint=False)  # Textual's own lays the screen out once more, and paints twice
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--bar"}
    DEFAULT_CSS = """
    DrawnView > .lines--bar { color: $scroll; }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._painter = Painter(self)
        self._titles: Sequence[str] = ()
        self.top = 0
        """the first line, or story, in sight"""
        self.room = Size(0, 0)
        """columns and rows to draw in: Textual works its own `size` out anew whenever it is asked"""

    @property
    def columns(self) -> int:
        """Return the width of lines in cells: the last column is the bar's."""
        return max(1, self.room.width - 1)

    @property
    def lettered(self) -> bool:
        """Say whether concerns are told by letters: there is no colour, or there are too few."""
        return self.app.no_color or self.app.native_ansi_color

    def show_title(self, *forms: str) -> None:
        """Have the longest of these titles that there is room for, the longest first; without any, of those before."""
        self._titles = forms or self._titles
        room = self.outer_size.width - _CORNERS
        fitting = (form for form in self._titles if room < 0 or cell_len(form) <= room)
        if self._titles and (title := next(fitting, self._titles[-1])) != self.border_title:
            self.border_title = title

    def relayout(self) -> None:
        """Paint again after a change."""
        self.lay_out()
        self.refresh()

    def lay_out(self) -> None:
        """Work out anew what stands where, after a change of the lines or of the room for them."""

    def watch_virtual_size(self) -> None:
        """Lay out in the room that there is now, before that is painted: lines depend on the width."""
        if (room := self.size) != self.room:
            self.room = room
            self.show_title()
            self.lay_out()
            self.keep_in_sight()

    on_resize = watch_virtual_size  # what scrolls into sight has not been told before

    def keep_in_sight(self) -> None:
        """Scroll to the cursor, where there is one: the size has changed."""

    def render(self) -> RenderResult:
        """Return nothing: lines are drawn one by one."""
        return ""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what changes each line before it is painted: not what makes colours of the terminal's own true ones,
        where the theme has none of these."""
        found = super().get_line_filters()
        return found if self.app.current_theme.ansi else [one for one in found if not isinstance(one, ANSIToTruecolor)]

    def drawn(self, y: int, pieces: Sequence[Piece], ground: str, *, seen: int, count: int) -> Strip:
        """Return a row of the view: pieces on a ground, and the bar's cell, where `seen` of `count` are in sight."""
        bar = _bar_cell(y, self.top, self.room.height, seen=seen, count=count)
        return self._painter.strip(pieces, ground, bar, self.columns)

    def blank(self) -> Strip:
        """Return a row with nothing on it."""
        return Strip.blank(self.room.width, self._painter.style("", ""))

    def notify_style_update(self) -> None:
        """Work the styles out anew: the theme is another, or the state of this widget."""
        super().notify_style_update()
        self._painter.clear()


class LineView(DrawnView):
    """Draws lines, and scrolls them by keys and the wheel. Whoever changes the lines calls `relayout`."""

    BINDINGS = bindings(MOVE)

    def __init__(self, lines: Lines, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._lines = lines

    @property
    def last_top(self) -> int:
        """Return the first line in sight when the last one is.

        A view that has no place on the screen yet lays nothing out: in a column of one cell, a long text would be as
        many lines as it has letters.
        """
        if not self.room.width:
            return 0
        return max(0, self._lines.line_count(self.columns) - self.room.height)

    def lay_out(self) -> None:
        """Have no blank lines below the last one where there are lines above."""
        self.top = min(self.top, self.last_top)

    def lines_needed(self, width: int) -> int:
        """Return how many lines show all there is, in so many cells with the bar's."""
        return self._lines.line_count(max(1, width - 1))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines show all there is, for where the stylesheet leaves that to the view."""
        return self.lines_needed(width)

    def render_line(self, y: int) -> Strip:
        """Draw a row of the view."""
        width, index = self.columns, self.top + y
        count = self._lines.line_count(width)
        if index >= count:
            return self.blank()
        pieces, ground = self._lines.line(index, width)
        return self.drawn(y, pieces, ground, seen=self.room.height, count=count)

    def scroll_to_line(self, top: int) -> None:
        """Have this line first in sight, as far as there are lines."""
        top = max(0, min(top, self.last_top))
        if top != self.top:
            self.top = top
            self.refresh()

    def scroll_to_lines(self, start: int, end: int) -> None:
        """Bring lines `start` to `end` (exclusive) into sight, moving as little as that takes."""
        if end > self.top + self.room.height:
            self.scroll_to_line(end - self.room.height)
        if start < self.top:
            self.scroll_to_line(start)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll by the wheel, which never moves a cursor."""
        event.stop()
        self.scroll_to_line(self.top + _WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up by the wheel."""
        event.stop()
        self.scroll_to_line(self.top - _WHEEL)

    def action_move_down(self) -> None:
        """Scroll one line down."""
        self.scroll_to_line(self.top + 1)

    def action_move_up(self) -> None:
        """Scroll one line up."""
        self.scroll_to_line(self.top - 1)

    def action_move_first(self) -> None:
        """Scroll to the first line."""
        self.scroll_to_line(0)

    def action_move_last(self) -> None:
        """Scroll to the last line."""
        self.scroll_to_line(self.last_top)

    def action_move_page_down(self) -> None:
        """Scroll one page down, with one line of the page before."""
        self.scroll_to_line(self.top + max(1, self.room.height - 1))

    def action_move_page_up(self) -> None:
        """Scroll one page up, with one line of the page after."""
        self.scroll_to_line(self.top - max(1, self.room.height - 1))
