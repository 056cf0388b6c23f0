"""The list of stories: drawn line by line, however many there are."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.geometry import Region
from textual.message import Message

from tui.desk.guidance import Advice
from tui.desk.session import Desk
from tui.keys.binding import bindings
from tui.keys.commands import COMMAND_BY_ID, LIST, MOVE
from tui.widgets.line_view import LineView
from tui.widgets.story_rows import ROW, StoryRows


class StoryList(LineView):
    """Shows the stories in view, and asks for another position; it changes nothing."""

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
        """The user wants to read the open story."""

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], datetime],
        hints: Callable[[], Sequence[Advice]],
        select: Callable[[int], None],
    ) -> None:
        """`select` opens the story at a position. It is called rather than asked by a message: a message would be
        answered after the next key, which may decide on the story that it finds open."""
        self._rows = StoryRows(desk, now, hints)
        super().__init__(self._rows, id="list")
        self._select = select
        self._view = desk.view
        self._cursor = 0

    def show_rows(self) -> None:
        """Paint the stories that are in view now, with the open one in sight."""
        self._cursor = self._view.position
        self.relayout()
        self.keep_in_sight()

    def show_cursor(self) -> None:
        """Paint what a move of the cursor changed, with the open row in sight."""
        before, self._cursor = self._cursor, self._view.position
        self._show_row(before)
        self._show_row(self._cursor)
        self.keep_in_sight()

    def show_selected(self) -> None:
        """Paint the open row, on which something was decided."""
        self._show_row(self._view.position)

    def _show_row(self, position: int) -> None:
        top = self._rows.first_line_of(position) - self.top
        if -ROW < top < self.room.height:
            self.refresh(Region(0, max(0, top), self.room.width, ROW))

    def keep_in_sight(self) -> None:
        """Scroll to the open row, moving as little as that takes."""
        top = self._rows.first_line_of(self._view.position)
        above = 1 if any(one.at == self._view.position for one in self._view.arrangement.headings[:1]) else 0
        self.scroll_to_lines(top - above, top + ROW)

    def unanalysed_in_sight(self) -> list[str]:
        """Return the ids of the stories in sight that have no suggestions yet."""
        first = self._rows.place_at(self.top)[0] if self._view.keys else 0
        rows = map(self._view.row, range(first, min(first + self.room.height // ROW + 1, len(self._view.keys))))
        return [row.id for row in rows if row and not row.analysed]

    def _want(self, position: int) -> None:
        position = max(0, min(position, len(self._view.keys) - 1))
        if self._view.keys and position != self._view.position:
            self._select(position)

    @property
    def _page(self) -> int:
        return max(1, self.room.height // ROW - 1)

    def action_move_down(self) -> None:
        """Open the next story."""
        self._want(self._view.position + 1)

    def action_move_up(self) -> None:
        """Open the story before."""
        self._want(self._view.position - 1)

    def action_move_first(self) -> None:
        """Open the first story."""
        self._want(0)

    def action_move_last(self) -> None:
        """Open the last story."""
        self._want(len(self._view.keys) - 1)

    def action_move_page_down(self) -> None:
        """Go a page of stories down."""
        self._want(self._view.position + self._page)

    def action_move_page_up(self) -> None:
        """Go a page of stories up."""
        self._want(self._view.position - self._page)

    def action_list_open(self) -> None:
        """Read the open story."""
        if self._view.keys:
            self.post_message(self.Entered())

    async def on_click(self, event: events.Click) -> None:
        """Open the row that is clicked, or do what a line under the rows is about; a click never selects or decides
        anything."""
        place = event.get_content_offset(self)
        if place is not None and (command := self._rows.command_at(place.y + self.top, self.columns)):
            await self.app.run_action(COMMAND_BY_ID[command].action, self.screen)
        elif place is not None:
            self._want(self._rows.place_at(place.y + self.top)[0])
