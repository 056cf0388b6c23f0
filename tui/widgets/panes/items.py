"""A pane of a few items with a cursor, each of one or more lines: for concerns, stakeholders and figures."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple, Protocol

from textual import events
from textual.message import Message

from tui.desk.guidance import NO_STORY
from tui.keys.binding import bindings
from tui.keys.commands import MOVE, PANE
from tui.text.plain import visible
from tui.text.wrap import wrap
from tui.widgets.line_view import LineView, Piece


class Items(Protocol):
    """What an `ItemsPane` shows."""

    @property
    def count(self) -> int:
        """Return how many items there are."""

    @property
    def empty(self) -> str:
        """Return the sentence for where there are none."""

    def above(self, index: int, width: int) -> Sequence[Sequence[Piece]]:
        """Return the lines above an item that belong to none: a heading."""

    def draw(self, index: int, width: int, *, is_open: bool) -> Sequence[Sequence[Piece]]:
        """Return the lines of an item; `is_open` for the one under the cursor while the pane is in use."""


class ItemLine(NamedTuple):
    """A line of an item (None: of no item), and what stands on it."""

    item: int | None
    pieces: Sequence[Piece]


class ItemLines:
    """The lines of items behind a bar that shows the cursor; drawn once for each width and state."""

    def __init__(self, items: Items) -> None:
        self._items = items
        self.cursor = 0
        self.in_use = False
        self.none_open = False
        """whether there are no items for want of a story"""
        self._drawn: list[ItemLine] = []
        self._drawn_for: tuple[int, int, bool] | None = None
        self._needed: tuple[int, int] | None = None

    def redraw(self) -> None:
        """Draw all lines again when they are next asked for."""
        self._drawn_for = self._needed = None

    def all(self, width: int) -> Sequence[ItemLine]:
        """Return all lines at a width in cells."""
        state = (width, self.cursor, self.in_use)
        if state != self._drawn_for:
            self._drawn_for = state
            self._drawn = self._draw(width)
        return self._drawn

    def _draw(self, width: int) -> list[ItemLine]:
        if not self._items.count:
            text = NO_STORY if self.none_open else self._items.empty
            return [ItemLine(None, [Piece(" " + text[a:b], "items--quiet")]) for a, b in wrap(text, width - 1)]
        drawn: list[ItemLine] = []
        for index in range(self._items.count):
            is_cursor = index == self.cursor
            bar = Piece("▌" if is_cursor and self.in_use else "▏" if is_cursor else " ", "items--bar")
            drawn += [ItemLine(None, pieces) for pieces in self._items.above(index, width)]
            lines = self._items.draw(index, width - 1, is_open=is_cursor and self.in_use)
            drawn += [ItemLine(index, [bar, *pieces]) for pieces in lines]
        return drawn

    def line_count(self, width: int) -> int:
        """Return the number of lines of all items."""
        return len(self.all(width))

    def lines_needed(self, width: int) -> int:
        """Return how many lines show all items, also with the longest of them open while the pane is in use: what that
        takes is the same wherever the cursor is."""
        count = self._items.count
        if not (self.in_use and count):
            return self.line_count(width)
        if self._needed is None or self._needed[0] != width:
            sizes = [
                [len(self._items.draw(index, width - 1, is_open=is_open)) for is_open in (False, True)]
                for index in range(count)
            ]
            above = sum(len(self._items.above(index, width)) for index in range(count))
            closed = above + sum(size for size, _ in sizes)
            self._needed = (width, closed + max(opened - size for size, opened in sizes))
        return self._needed[1]

    def line(self, index: int, width: int) -> tuple[Sequence[Piece], str]:
        """Return a line of an item, on the cursor's ground where the pane is in use."""
        drawn = self.all(width)[index]
        on_cursor = drawn.item == self.cursor and self.in_use
        return drawn.pieces, "items--cursor" if on_cursor else ""


class ItemsPane(LineView):
    """Shows items, and moves a cursor over them."""

    BINDINGS = bindings(PANE, MOVE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "items--cursor",
        "items--bar",
        "items--quiet",
        "items--name",
        "items--quote",
    }
    DEFAULT_CSS = """
    ItemsPane > .items--cursor { background: $row; text-style: $row-style; }
    ItemsPane > .items--bar { color: $accent; text-style: bold; }
    ItemsPane > .items--quiet { color: $quiet; }
    ItemsPane > .items--name { text-style: bold; }
    ItemsPane > .items--quote { color: $quiet; text-style: italic; }
    """

    class Highlighted(Message):
        """The cursor of the pane moved, or came to it."""

        def __init__(self, pane: "ItemsPane") -> None:
            super().__init__()
            self.pane = pane

        @property
        def control(self) -> "ItemsPane":
            """Return the pane."""
            return self.pane

    def __init__(self, title: str, items: Items, *, id: str) -> None:  # noqa: A002 - Textual's name
        self._items = items
        self._item_lines = ItemLines(items)
        super().__init__(self._item_lines, id=id)
        self.show_title(title)
        self.moves = 0
        """how often the cursor was put on an item, or on another story's"""

    @property
    def none_open(self) -> bool:
        """Say whether there are no items for want of a story."""
        return self._item_lines.none_open

    @none_open.setter
    def none_open(self, none: bool) -> None:
        self._item_lines.none_open = none

    @property
    def cursor(self) -> int:
        """Return the position of the item under the cursor."""
        return self._item_lines.cursor

    def lines_needed(self, width: int) -> int:
        """Return how many lines show all there is, in so many cells with the bar's."""
        return self._item_lines.lines_needed(max(1, width - 1))

    def _put_cursor(self, index: int) -> None:
        self._item_lines.cursor = max(0, min(index, self._items.count - 1))

    def redraw(self) -> None:
        """Draw again after a change of what is drawn of the items."""
        self._item_lines.redraw()
        self.relayout()

    def reset(self, cursor: int = 0) -> None:
        """Draw again after a change of the items."""
        self._put_cursor(cursor)
        self.redraw()
        self.keep_in_sight()

    def keep_in_sight(self) -> None:
        """Scroll to the item under the cursor, and to the heading that it begins under."""
        lines = self._item_lines.all(self.columns) if self.room.width else ()
        at = [number for number, line in enumerate(lines) if line.item == self.cursor]
        if at:
            start = at[0]
            while start > 0 and lines[start - 1].item is None:
                start -= 1
            self.scroll_to_lines(start, at[-1] + 1)

    def move_to(self, index: int) -> None:
        """Put the cursor on an item and post `Highlighted`."""
        self.moves += 1
        self._put_cursor(index)
        self.relayout()
        self.keep_in_sight()
        self.post_message(self.Highlighted(self))

    def on_focus(self) -> None:
        """Open the item under the cursor."""
        self._item_lines.in_use = True
        self.relayout()
        self.keep_in_sight()
        self.post_message(self.Highlighted(self))

    def on_blur(self) -> None:
        """Close the item under the cursor."""
        self._item_lines.in_use = False
        self.relayout()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to what is clicked; a click never decides anything."""
        lines = self._item_lines.all(self.columns)
        number = event.get_content_offset(self)
        index = number.y + self.top if number else -1
        if 0 <= index < len(lines) and (item := lines[index].item) is not None:
            self.move_to(item)

    def action_move_down(self) -> None:
        """Go to the next item."""
        self.move_to(self.cursor + 1)

    def action_move_up(self) -> None:
        """Go to the item before."""
        self.move_to(self.cursor - 1)

    def action_move_first(self) -> None:
        """Go to the first item."""
        self.move_to(0)

    def action_move_last(self) -> None:
        """Go to the last item."""
        self.move_to(self._items.count - 1)


def beneath(text: str, width: int, limit: int = 2) -> list[Sequence[Piece]]:
    """Return what there is to say of an item as a few quiet lines, for under it."""
    return [[Piece(piece.text, "items--quiet") for piece in line] for line in quote(text, width, "  ", limit)]


def quote(text: str, width: int, indent: str, limit: int = 3) -> list[Sequence[Piece]]:
    """Return a passage of the story as a few quiet lines, for under an item."""
    text = visible(text)
    lines = wrap(text, width - len(indent) - 1)
    quoted = [text[a:b] for a, b in lines[:limit]]
    if len(lines) > limit:
        quoted[-1] = quoted[-1][: max(0, width - len(indent) - 2)].rstrip() + "…"
    return [[Piece(indent + line, "items--quote")] for line in quoted]
