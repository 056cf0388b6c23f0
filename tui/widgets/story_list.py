"""The list of stories: drawn line by line, however many there are."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar, Final

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from tui.desk.guidance import Advice
from tui.desk.session import Desk
from tui.keys.binding import bindings
from tui.keys.commands import COMMAND_BY_ID, LIST, MOVE
from tui.widgets.line_view import DrawnView, Piece
from tui.widgets.story_rows import Place, StoryRows

_MARGIN: Final = 3
"""Stories that stay in sight above and below the open one, where there is room."""


class StoryList(DrawnView):
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
        StoryList > .story-list--cursor { background: $row; text-style: $row-style; }
        StoryList > .story-list--unread { text-style: bold; }
        StoryList > .story-list--read { color: $quiet; }
        StoryList > .story-list--quiet { color: $quiet; }
        StoryList > .story-list--matched { color: $warning; text-style: bold underline; }
        StoryList > .story-list--bar { color: $accent; text-style: bold; }
        StoryList > .story-list--heading { color: $accent; }
        StoryList > .story-list--hint { color: $quiet; }
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
        super().__init__(id="list")
        self._rows = StoryRows(desk, now, hints)
        self._select = select
        self._view = desk.view
        self._cursor = 0
        self._window: list[Place] = []
        self._foot: list[tuple[Sequence[Piece], str]] = []
        """the lines below the rows as they were when the window was worked out"""
        self._window_for: tuple[int, Size] | None = None

    # painting

    def render_line(self, y: int) -> Strip:
        """Draw a row of the view."""
        places = self._places()
        if y >= len(places):
            return self.blank()
        pieces, ground = self._rows.line(places[y], self.columns)
        seen = places[-1].position + 1 - self.top if places[-1].position >= 0 else len(self._view.keys)
        return self.drawn(y, pieces, ground, seen=seen, count=len(self._view.keys))

    def _places(self) -> list[Place]:
        """Return what stands on each line in sight, worked out once until something changes."""
        state = (self.top, self.room)
        if state != self._window_for:
            self._rows.lettered = self.lettered
            self._window_for = state
            self._foot = self._rows.hints(self.columns)
            self._window = self._rows.window(self.top, self.room.height, self.columns)
        return self._window

    def lay_out(self) -> None:
        """Work out anew what stands where, after a change of the stories or of the room for them."""
        self._window_for = None
        if self.room.width:
            self.top = self._clamped(self.top)

    def notify_style_update(self) -> None:
        """Work the styles out anew, and whether concerns are told by letters."""
        super().notify_style_update()
        self._window_for = None

    def show_rows(self) -> None:
        """Paint the stories that are in view now, with the open one in sight."""
        self._cursor = self._view.position
        self.relayout()
        self.keep_in_sight()

    def show_rest(self) -> None:
        """Paint the stories in view, of which more are known than before: the open one stays on its line."""
        moved = self._view.position - self._cursor
        if not moved:
            self.relayout()  # wherever the wheel has scrolled to
            return
        self.top += moved
        self.show_rows()

    def show_cursor(self) -> None:
        """Paint what a move of the cursor changed, with the open row in sight."""
        before, self._cursor = self._cursor, self._view.position
        self._show_row(before)
        self._show_row(self._cursor)
        self.keep_in_sight()

    def show_selected(self) -> None:
        """Paint the open row, on which something was decided, and the lines below the rows where they say something
        else now."""
        if self._rows.hints(self.columns) != self._foot:
            self.relayout()
        self._show_row(self._view.position)

    def _show_row(self, position: int) -> None:
        at = [y for y, place in enumerate(self._places()) if place.position == position] if self.room.width else []
        if at:
            self.refresh(Region(0, at[0], self.room.width, len(at)))

    # scrolling, by whole stories: never half a one at the top

    def keep_in_sight(self) -> None:
        """Scroll to the open row and some around it, moving as little as that takes."""
        if not self.room.width or not self._view.keys:
            return
        at, last = self._view.position, len(self._view.keys) - 1
        lowest = highest = at
        for margin in range(_MARGIN, -1, -1):
            lowest, highest = self._first_with(min(at + margin, last)), max(0, at - margin)
            if lowest <= highest:
                break
        self.scroll_to_story(max(lowest, min(self.top, highest)))

    def _first_with(self, position: int) -> int:
        """Return the first story that can be in sight when the one at a position is, as a whole."""
        height = self._rows.height(position, self.columns)
        if position == len(self._view.keys) - 1 and (hints := self._rows.hints(self.columns)):
            height += len(hints) + 1
        while position > 0 and (height := height + self._rows.height(position - 1, self.columns)) <= self.room.height:
            position -= 1
        return position

    def _clamped(self, top: int) -> int:
        """Return the first story in sight, or an earlier one where blank lines would stand below the last."""
        count = len(self._view.keys)
        if top + self.room.height < count:  # none is less than a line
            return max(top, 0)
        return max(0, min(top, self._first_with(count - 1) if count else 0))

    def scroll_to_story(self, top: int) -> None:
        """Have the story at this position first in sight, as far as there are stories below it."""
        top = self._clamped(top)
        if top != self.top:
            self.top = top
            self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll by the wheel, which never moves the cursor."""
        event.stop()
        self.scroll_to_story(self.top + 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up by the wheel."""
        event.stop()
        self.scroll_to_story(self.top - 1)

    def unanalysed_in_sight(self) -> list[str]:
        """Return the ids of the stories in sight that have no suggestions yet."""
        seen = dict.fromkeys(place.position for place in self._places() if place.position >= 0)
        rows = (self._view.row(position) for position in seen if position < len(self._view.keys))
        return [row.id for row in rows if row and not row.analysed]

    # moving

    def _want(self, position: int) -> None:
        position = max(0, min(position, len(self._view.keys) - 1))
        if self._view.keys and position != self._view.position:
            self._select(position)

    @property
    def _page(self) -> int:
        return max(1, len({place.position for place in self._places() if place.part == 0}) - 1)

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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether an action can be run: reading, with a story to read."""
        return action != "list_open" or bool(self._view.keys)

    def action_list_open(self) -> None:
        """Read the open story."""
        if self._view.keys:
            self.post_message(self.Entered())

    async def on_click(self, event: events.Click) -> None:
        """Open the row that is clicked, or do what a line under the rows is about; a click never selects or decides
        anything."""
        place = event.get_content_offset(self)
        places = self._places()
        if place is None or place.y >= len(places):
            return
        if command := self._rows.command_at(places[place.y], self.columns):
            await self.app.run_action(COMMAND_BY_ID[command].action, self.screen)
        elif places[place.y].position >= 0:
            self._want(places[place.y].position)
