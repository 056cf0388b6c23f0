"""The list of stories: two lines a row, drawn line by line, however many there are."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar, Final

from rich.cells import cell_len
from textual import events
from textual.geometry import Region
from textual.message import Message

from civic.arrangement import Heading
from civic.codebook import concern_label
from civic.query import hits
from tui.desk.session import Desk
from tui.keys.binding import bindings
from tui.keys.commands import LIST, MOVE
from tui.text.ages import age, heading_day
from tui.text.plain import fit
from tui.text.wrap import wrap
from tui.widgets.line_view import LineView, Piece, concern_style
from workspace.ports import Row

_ROW: Final = 2
_MARKS: Final = 6


def _at(heading: Heading) -> int:
    return heading.at


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
        "story-list--heading",
    }
    DEFAULT_CSS = """
        StoryList > .story-list--cursor { background: $block-cursor-background; }
        StoryList > .story-list--unread { text-style: bold; }
        StoryList > .story-list--read { color: $foreground 75%; }
        StoryList > .story-list--quiet { color: $foreground 68%; }
        StoryList > .story-list--matched { color: $warning; text-style: bold underline; }
        StoryList > .story-list--bar { color: $accent; text-style: bold; }
        StoryList > .story-list--heading { color: $accent; }
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
        """Two a story and one a heading, then what there is to say to the person, with an empty line before it."""
        hints = self._wrapped_hints(width)
        return self._line_of(len(self._desk.keys)) + (len(hints) + 1 if hints else 0)

    def _wrapped_hints(self, width: int) -> list[str]:
        return [hint[start:end] for hint in self._hints() for start, end in wrap(hint, width - 3)]

    def _line_of(self, position: int) -> int:
        """The first line of the story at a position, or of what is below the last one."""
        headings = self._desk.arrangement.headings
        return _ROW * position + (bisect_right(headings, position, key=_at) if headings else 0)

    def _what_is_at(self, line: int) -> tuple[int, int]:
        """The position of the story that a line belongs to, and which of its lines it is: -1 for a heading above it."""
        headings = self._desk.arrangement.headings
        before = bisect_right(range(len(headings)), line, key=lambda number: _ROW * headings[number].at + number)
        if not before:
            return divmod(line, _ROW)
        heading = headings[before - 1]
        under = line - (_ROW * heading.at + before)
        return (heading.at, -1) if under < 0 else (heading.at + under // _ROW, under % _ROW)

    def line(self, index: int, width: int) -> tuple[Sequence[Piece], str]:
        """A heading; or title, then source, age and marks."""
        under = index - self._line_of(len(self._desk.keys))
        if under >= 0:
            return [Piece("   " + self._wrapped_hints(width)[under - 1] if under else "", "story-list--hint")], ""
        position, part = self._what_is_at(index)
        if part < 0:
            return self._heading(position, width), ""
        key, row = self._desk.keys[position], self._desk.row(position)
        is_cursor = position == self._desk.position
        is_marked = key in self._desk.selection
        bar = Piece("✓" if is_marked and not part else "▌" if is_cursor else " ", "story-list--bar")
        indent = Piece("  " if key in self._desk.arrangement.inner else "")
        width -= 1 + len(indent.text)
        if row is None:
            pieces = [bar, Piece(" (this story is gone)", "story-list--quiet")]
        elif part == 0:
            pieces = [bar, indent, *self._title(row, width)]
        else:
            pieces = [bar, indent, *self._details(row, width)]
        return pieces, "story-list--cursor" if is_cursor else ""

    def _heading(self, position: int, width: int) -> list[Piece]:
        headings = self._desk.arrangement.headings
        heading = headings[bisect_right(headings, position, key=_at) - 1]
        count = str(heading.count)
        label = fit(self._label(heading), max(1, width - 4 - len(count)))
        return [Piece(f" {label.rstrip()} ", "story-list--heading"), Piece(f" {count}", "story-list--quiet")]

    def _label(self, heading: Heading) -> str:
        group = self._desk.how.group
        if not heading.value:
            return f"No {group}"
        if group == "day":
            return heading_day(heading.value, self._now())
        return concern_label(heading.value) if group == "concern" else heading.value

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
        copies = self._desk.arrangement.copies.get(row.key, 0)
        head = Piece(f"  +{copies} · " if copies else "  ", "story-list--bar" if copies else "")
        written = age(row.when, self._now())
        note = "✎ " if row.noted else ""
        room = width - len(head.text) - tail_width - 1
        source_room = max(0, room - cell_len(written) - cell_len(note) - 3)
        source = fit(row.source, min(source_room, cell_len(row.source)))
        said = note + " · ".join(part for part in (source, written) if part)
        return [head, Piece(fit(said, room) + " ", "story-list--quiet"), *tail]

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
        top = self._line_of(position) - self.top
        if -_ROW < top < self.room.height:
            self.refresh(Region(0, max(0, top), self.room.width, _ROW))

    def keep_in_sight(self) -> None:
        """Scroll to the selected row, moving as little as that takes."""
        top = self._line_of(self._desk.position)
        above = 1 if any(one.at == self._desk.position for one in self._desk.arrangement.headings[:1]) else 0
        self.scroll_to_lines(top - above, top + _ROW)

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
            self._want(self._what_is_at(place.y + self.top)[0])
