"""The list of stories: two lines a row, drawn line by line, however many there are."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar, Final

from rich.cells import cell_len
from textual import events
from textual.geometry import Region
from textual.message import Message

from civic.query import hits
from tui.ages import age
from tui.desk import Desk
from tui.keys import LIST, MOVE, bindings
from tui.plain import fit
from tui.shelf import Row
from tui.widgets.line_view import LineView, Piece, concern_style
from tui.wrap import wrap

_ROW: Final = 2
_MARKS: Final = 6


class StoryList(LineView):
    """The stories in view. It reads the desk and asks for another position; it changes nothing."""

    BINDINGS = bindings(LIST, MOVE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "story-list--cursor",
        "story-list--unread",
        "story-list--read",
        "story-list--quiet",
        "story-list--bar",
        "story-list--hint",
        "story-list--matched",
    }
    DEFAULT_CSS = """
        StoryList > .story-list--cursor { background: $block-cursor-background; }
        StoryList > .story-list--unread { text-style: bold; }
        StoryList > .story-list--read { color: $foreground 75%; }
        StoryList > .story-list--quiet { color: $foreground 68%; }
        StoryList > .story-list--matched { color: $warning; text-style: bold underline; }
        StoryList > .story-list--bar { color: $accent; text-style: bold; }
        StoryList > .story-list--hint { color: $foreground 65%; }
        """

    class Entered(Message):
        """The person wants to read the selected story."""

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], datetime],
        hints: Callable[[], Sequence[str]],
        select: Callable[[int], None],
    ) -> None:
        """`select` opens the story at a position. It is called rather than told by a message: a message would be
        answered after the next key, which may decide on the story that it finds open."""
        super().__init__(id="list")
        self._select = select
        self._desk = desk
        self._now = now
        self._hints = hints
        self._cursor = 0

    def line_count(self, width: int) -> int:
        """Two a story, then what there is to say to the person, with an empty line before it."""
        hints = self._wrapped_hints(width)
        return _ROW * len(self._desk.keys) + (len(hints) + 1 if hints else 0)

    def _wrapped_hints(self, width: int) -> list[str]:
        return [hint[start:end] for hint in self._hints() for start, end in wrap(hint, width - 3)]

    def line(self, index: int, width: int) -> tuple[Sequence[Piece], str]:
        """Title; then source, age and marks."""
        under = index - _ROW * len(self._desk.keys)
        if under >= 0:
            return [Piece("   " + self._wrapped_hints(width)[under - 1] if under else "", "story-list--hint")], ""
        position, part = divmod(index, _ROW)
        row = self._desk.row(position)
        is_cursor = position == self._desk.position
        bar = Piece("▌" if is_cursor else " ", "story-list--bar")
        if row is None:
            pieces = [bar, Piece(" (this story is gone)", "story-list--quiet")]
        elif part == 0:
            pieces = [bar, *self._title(row, width - 1)]
        else:
            pieces = [bar, *self._details(row, width - 1)]
        return pieces, "story-list--cursor" if is_cursor else ""

    def _title(self, row: Row, width: int) -> list[Piece]:
        mark = "★" if row.starred else " " if row.read else "•"
        style = "story-list--read" if row.read else "story-list--unread"
        title = fit(row.title, width - 2)
        pieces, at = [Piece(mark, "story-list--bar"), Piece(" ")], 0
        for start, end in hits(self._desk.query, title, "title"):
            if start >= at:
                pieces += [Piece(title[at:start], style), Piece(title[start:end], "story-list--matched")]
                at = end
        return [*pieces, Piece(title[at:], style)]

    def _details(self, row: Row, width: int) -> list[Piece]:
        marks = [Piece("●", concern_style(tag)) for tag in row.tags]
        marks += [Piece("○", concern_style(tag)) for tag in row.suggested]
        more = len(marks) - _MARKS
        tail = [*marks[:_MARKS], Piece(f"+{more}" if more > 0 else "", "story-list--quiet")]
        tail_width = sum(cell_len(piece.text) for piece in tail) + 1
        written = age(row.when, self._now())
        note = "✎ " if row.noted else ""
        room = width - 2 - tail_width - 1
        source_room = max(0, room - cell_len(written) - cell_len(note) - 3)
        source = fit(row.source, min(source_room, cell_len(row.source)))
        said = note + " · ".join(part for part in (source, written) if part)
        return [Piece("  " + fit(said, room) + " ", "story-list--quiet"), *tail]

    def show_rows(self) -> None:
        """Paint the stories that are in view now, with the selected one in sight."""
        self._cursor = self._desk.position
        self.relayout()
        self.keep_in_sight()

    def show_cursor(self) -> None:
        """Paint what a move of the selection changed, with the selected row in sight."""
        before, self._cursor = self._cursor, self._desk.position
        self._show_row(before)
        self._show_row(self._cursor)
        self.keep_in_sight()

    def show_selected(self) -> None:
        """Paint the selected row, on which something was decided."""
        self._show_row(self._desk.position)

    def _show_row(self, position: int) -> None:
        top = position * _ROW - self.top
        if -_ROW < top < self.room.height:
            self.refresh(Region(0, max(0, top), self.room.width, _ROW))

    def keep_in_sight(self) -> None:
        """Scroll to the selected row, moving as little as that takes."""
        top = self._desk.position * _ROW
        self.scroll_to_lines(top, top + _ROW)

    def _want(self, position: int) -> None:
        position = max(0, min(position, len(self._desk.keys) - 1))
        if self._desk.keys and position != self._desk.position:
            self._select(position)

    @property
    def _page(self) -> int:
        return max(1, self.room.height // _ROW - 1)

    def action_move_down(self) -> None:
        """The next story."""
        self._want(self._desk.position + 1)

    def action_move_up(self) -> None:
        """The story before."""
        self._want(self._desk.position - 1)

    def action_move_first(self) -> None:
        """The newest story."""
        self._want(0)

    def action_move_last(self) -> None:
        """The oldest story."""
        self._want(len(self._desk.keys) - 1)

    def action_move_page_down(self) -> None:
        """A page of stories down."""
        self._want(self._desk.position + self._page)

    def action_move_page_up(self) -> None:
        """A page of stories up."""
        self._want(self._desk.position - self._page)

    def action_list_open(self) -> None:
        """Read the selected story."""
        if self._desk.keys:
            self.post_message(self.Entered())

    def on_click(self, event: events.Click) -> None:
        """A click selects; it never marks anything."""
        place = event.get_content_offset(self)
        if place is not None:
            self._want((place.y + self.top) // _ROW)
