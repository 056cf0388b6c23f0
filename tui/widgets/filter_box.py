"""The filter: a line to type in, used from anywhere by one key. It completes what is typed and remembers it."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input, Static

from civic.query.complete import Offer, offers
from civic.query.doubts import finished
from civic.query.parse import LONGEST
from tui.keys.binding import bindings
from tui.keys.commands import FILTER
from tui.text.plain import fit, plain

_REMEMBERED: Final = 50
_WIDEST: Final = 92
_NUMBER: Final = 7


def as_filter(pasted: str, room: int) -> tuple[str, str]:
    """Return what is taken of a paste where there is room for so many characters, and what to say of it ("" for
    nothing): line breaks and runs of spaces become one space, and what is too long ends with its last whole word."""
    line = " ".join(pasted.split())
    if len(line) > room:
        end = line.rfind(" ", 0, room + 1) if room > 0 else 0
        taken = line[: end if end > 0 else room]
        left = len(line) - len(taken)
        return taken, f"A filter has at most {LONGEST} characters: the last {left} of what was pasted are left out."
    lines = sum(bool(one.strip()) for one in pasted.splitlines())
    return line, f"{lines} lines were pasted as one: what matches has to have the words of all." if lines > 1 else ""


class FieldValues(Protocol):
    """What is known of the values of fields."""

    def of(self, field: str) -> Sequence[str]:
        """Return the values that a field has, the most frequent first."""

    def about(self, field: str, value: str) -> str:
        """Return what a value means; "" where the field says it."""

    def number(self, field: str, value: str) -> int | None:
        """Return on how many stories it is so; None where that is not known."""


class FilterBox(Input):
    """Filters as it is typed in: the owner listens to `Input.Changed`."""

    virtual_size = Reactive(Size(0, 0))
    """Textual's own lays the whole screen out for each letter."""
    BINDINGS = bindings(FILTER)

    class Left(Message):
        """The user is done typing; `filter` is what they keep."""

        def __init__(self, kept: str) -> None:
            super().__init__()
            self.filter = kept

    def __init__(self, values: Callable[[], FieldValues], history: Sequence[str] = ()) -> None:
        """`values` returns what is known of the fields of the language; `history` has the filters before, the last
        first."""
        super().__init__(
            placeholder="/ to filter", id="filter", compact=True, select_on_focus=False, max_length=LONGEST
        )
        self._values = values
        self.history = list(history)
        self.is_untouched = True
        """whether nothing has been typed yet since it got the focus"""
        self._back = -1
        self._offered: list[str] = []
        self._typed = ""

    @property
    def going_on(self) -> list[Offer]:
        """Return how what is typed could go on; while the user goes through these, all of them."""
        text = self._typed if self.value in self._offered else self.value
        return offers(text, self._values().of) if self.cursor_position == len(self.value) else []

    @property
    def offers(self) -> list[str]:
        """Return the same, as the text of the whole filter each."""
        return [one.text for one in self.going_on]

    def on_focus(self) -> None:
        """Begin anew."""
        self.is_untouched = True

    def _on_paste(self, event: events.Paste) -> None:
        """Take all of what is pasted, as one line; Textual's own takes the first, and nothing of what is too long."""
        event.prevent_default()
        event.stop()
        selected = abs(self.selection.end - self.selection.start)
        taken, remark = as_filter(event.text, LONGEST - len(self.value) + selected)
        self.replace(taken, *self.selection)
        if remark:
            self.app.notify(remark, markup=False)

    def action_filter_complete(self) -> None:
        """Take what the filter can go on with; again for the next, and behind the last what was typed."""
        if self.value not in self._offered:
            self._offered, self._typed = self.offers, self.value
            if not self._offered:
                return
            self.put(self._offered[0])
            return
        following = self._offered.index(self.value) + 1
        if following < len(self._offered):
            self.put(self._offered[following])
        else:
            self._offered = []
            self.put(self._typed)

    def action_filter_earlier(self) -> None:
        """Put the filter before in the place of this one."""
        self._go_back(self._back + 1)

    def _go_back(self, number: int) -> None:
        if number < len(self.history):
            self._back = number
            self.put(self.history[number] if number >= 0 else "")

    def put(self, text: str) -> None:
        """Have this text, with the cursor behind it, where typing goes on."""
        self.value = text
        self.cursor_position = len(text)

    def action_filter_later(self) -> None:
        """Go forward to the filter after it; from the newest one, keep the filter and go to the list."""
        if self._back >= 0:
            self._go_back(self._back - 1)
        else:
            self.action_filter_done()

    def action_filter_done(self) -> None:
        """Keep the filter, without the fields that nothing stands behind."""
        kept = finished(self.value.strip())
        if kept != self.value.strip():
            self.put(kept)
        if kept:
            self.history[:] = [kept, *(one for one in self.history if one != kept)][:_REMEMBERED]
        self._leave()

    def action_filter_leave(self) -> None:
        """Clear the filter."""
        self.value = ""
        self._leave()

    def _leave(self) -> None:
        self._back, self._offered = -1, []
        self.post_message(self.Left(self.value.strip()))


class FilterList(Static):
    """What stands under the filter while it is typed: how it can go on, with what that means and on how many stories it
    is so, and what is wrong with it, on a line each: more would cover the rows that are looked for."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    FilterList { layer: above; dock: top; width: auto; height: auto; background: $panel; display: none; }
    """

    def __init__(self, box: FilterBox, values: Callable[[], FieldValues]) -> None:
        super().__init__(id="filter-list")
        self._box = box
        self._values = values

    def show(self, faults: Sequence[str]) -> None:
        """Show the offers, and what is wrong or to be doubted; nothing while something else is typed in."""
        found = self._box.going_on if self._box.has_focus else []
        faults = faults if self._box.has_focus else ()
        self.display = bool(found or faults)
        if self.display:
            left = min(self._box.region.x, max(0, self.app.size.width - _WIDEST))
            self.styles.offset = (left, 1)
            self.update(self._lines(found, faults, min(_WIDEST, self.app.size.width - left)))

    def _lines(self, found: Sequence[Offer], faults: Sequence[str], width: int) -> Content:
        column = max((cell_len(one.term) for one in found), default=0)
        column = min(column, width // 2)
        lines = []
        for one in found:
            number = self._values().number(one.field, one.value) if one.value else None
            meaning = (self._values().about(one.field, one.value) if one.value else "") or one.meaning
            room = max(0, width - column - _NUMBER - 5)
            text = plain(
                f" {fit(one.term, column)}  {fit(meaning, room)} {number if number is not None else '':>{_NUMBER}} "
            )
            lines.append(text.stylize("reverse") if one.text == self._box.value else text)
        lines += [plain(f" {fit(fault, width - 2)} ").stylize("$warning") for fault in faults]
        return Content("\n").join(lines)
