"""A pane of a few items with a cursor, each of one or more lines: what concerns and stakeholders share."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.message import Message

from tui.keys.binding import bindings
from tui.keys.commands import MOVE, PANE
from tui.text.plain import visible
from tui.text.wrap import wrap
from tui.widgets.line_view import LineView, Piece


class Drawn(NamedTuple):
    """A line of an item (None: of no item), and what stands on it."""

    item: int | None
    pieces: Sequence[Piece]


class ItemsPane(LineView):
    """A subclass says how an item is drawn (`draw_item`), what it shows without any (`empty`), and what is marked in
    the text for one (by the owner of the message `Highlighted`)."""

    BINDINGS = bindings(PANE, MOVE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "items--cursor",
        "items--bar",
        "items--quiet",
        "items--name",
        "items--quote",
    }
    DEFAULT_CSS = """
    ItemsPane > .items--cursor { background: $block-cursor-background; }
    ItemsPane > .items--bar { color: $accent; text-style: bold; }
    ItemsPane > .items--quiet { color: $foreground 68%; }
    ItemsPane > .items--name { text-style: bold; }
    ItemsPane > .items--quote { color: $foreground 75%; text-style: italic; }
    """

    class Highlighted(Message):
        """The cursor of the pane moved, or came to it."""

        def __init__(self, pane: "ItemsPane") -> None:
            super().__init__()
            self.pane = pane

        @property
        def control(self) -> "ItemsPane":
            """The pane."""
            return self.pane

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.border_title = title
        self.cursor = 0
        self._drawn: list[Drawn] = []
        self._drawn_for = (-1, -1, False)

    @property
    def count(self) -> int:
        """How many items there are."""
        raise NotImplementedError

    def draw_item(self, index: int, width: int, *, is_open: bool) -> list[Sequence[Piece]]:
        """The lines of an item; `is_open` for the one that the cursor is on while the pane is in use."""
        raise NotImplementedError

    def empty(self) -> str:
        """What to say where there are no items."""
        raise NotImplementedError

    def reset(self, cursor: int = 0) -> None:
        """Draw again after a change of the items."""
        self.cursor = max(0, min(cursor, self.count - 1))
        self._drawn_for = (-1, -1, False)
        self.relayout()
        self.keep_in_sight()

    def line_count(self, width: int) -> int:
        """The lines of all items."""
        return len(self._lines(width))

    def _lines(self, width: int) -> list[Drawn]:
        state = (width, self.cursor, self.has_focus)
        if state != self._drawn_for:
            self._drawn_for = state
            self._drawn = self._draw(width)
        return self._drawn

    def _draw(self, width: int) -> list[Drawn]:
        if not self.count:
            text = self.empty()
            return [Drawn(None, [Piece(" " + text[a:b], "items--quiet")]) for a, b in wrap(text, width - 1)]
        drawn: list[Drawn] = []
        for index in range(self.count):
            is_cursor = index == self.cursor
            bar = Piece("▌" if is_cursor and self.has_focus else "▏" if is_cursor else " ", "items--bar")
            lines = self.draw_item(index, width - 1, is_open=is_cursor and self.has_focus)
            drawn += [Drawn(index, [bar, *pieces]) for pieces in lines]
        return drawn

    def line(self, index: int, width: int) -> tuple[Sequence[Piece], str]:
        """A line of an item, on the cursor's ground where the pane is in use."""
        drawn = self._lines(width)[index]
        on_cursor = drawn.item == self.cursor and self.has_focus
        return drawn.pieces, "items--cursor" if on_cursor else ""

    def quote(self, text: str, width: int, indent: str, limit: int = 3) -> list[Sequence[Piece]]:
        """A passage of the story as a few quiet lines under an item."""
        text = visible(text)
        lines = wrap(text, width - len(indent) - 1)
        shown = [text[a:b] for a, b in lines[:limit]]
        if len(lines) > limit:
            shown[-1] = shown[-1][: max(0, width - len(indent) - 2)].rstrip() + "…"
        return [[Piece(indent + line, "items--quote")] for line in shown]

    def keep_in_sight(self) -> None:
        """Scroll to the item under the cursor."""
        at = [number for number, drawn in enumerate(self._lines(self.columns)) if drawn.item == self.cursor]
        if at:
            self.scroll_to_lines(at[0], at[-1] + 1)

    def move_to(self, index: int) -> None:
        """Put the cursor on an item and say so."""
        self.cursor = max(0, min(index, self.count - 1))
        self.relayout()
        self.keep_in_sight()
        self.post_message(self.Highlighted(self))

    def on_focus(self) -> None:
        """The item under the cursor opens."""
        self.relayout()
        self.keep_in_sight()
        self.post_message(self.Highlighted(self))

    def on_blur(self) -> None:
        """The item under the cursor closes."""
        self.relayout()

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; it never decides anything."""
        lines = self._lines(self.columns)
        number = event.get_content_offset(self)
        index = number.y + self.top if number else -1
        if 0 <= index < len(lines) and (item := lines[index].item) is not None:
            self.move_to(item)

    def action_move_down(self) -> None:
        """The next item."""
        self.move_to(self.cursor + 1)

    def action_move_up(self) -> None:
        """The item before."""
        self.move_to(self.cursor - 1)

    def action_move_first(self) -> None:
        """The first item."""
        self.move_to(0)

    def action_move_last(self) -> None:
        """The last item."""
        self.move_to(self.count - 1)
