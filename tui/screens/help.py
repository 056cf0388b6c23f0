"""The keys: of the place where one is what it is and its six first keys, then all, searchable."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.keys.binding import bindings
from tui.keys.commands import COMMANDS, HELP, PLACES, Command, shown
from tui.keys.places import ABOUT
from tui.text.plain import plain
from tui.text.wrap import wrap
from tui.widgets.frame import Frame
from tui.widgets.story_rows import SIGNS

_KEYS: Final = 18
"""Cells of the column of keys, where there is room for much."""
_MUCH: Final = 70
"""Columns of a screen with room for much."""
_WIDEST: Final = 100
_AROUND: Final = 6
"""The widest that the dialogue is, and the cells of it that are no text: its edge, its margins, the bar."""
_LEAST: Final = 16


class HelpScreen(ModalScreen[None]):
    """The commands of `tui.keys.commands` with the keys that they really have, the user's own included."""

    BINDINGS = bindings(HELP)

    def __init__(self, here: Sequence[str], first: Sequence[Command], own: Mapping[str, str]) -> None:
        """`here` are the places where one is, the narrowest first, `first` the commands to know first, `own` the
        user's keys by the ids of commands."""
        super().__init__(id="help")
        self._here = here
        self._first = first
        self._places = [*here, *(place for place in PLACES if place not in here)]
        self._own = own
        self._input = Input(placeholder="type to search the keys", compact=True)
        self._lines = Static(id="keys")
        self._wrapped_at = 0
        """the columns of the screen that the lines are made for"""
        self._scroll = VerticalScroll(self._lines, can_focus=False)

    def compose(self) -> ComposeResult:
        """Yield the line to type in, and the keys."""
        about = ABOUT[self._here[0]] if self._here else ""
        yield Frame(about, self._input, self._scroll, tall=True)

    def on_resize(self) -> None:
        """Paint for the first time, and wrap anew in another width."""
        if self._wrapped_at != (columns := self.app.size.width):
            self._wrapped_at = columns
            self._paint()

    @on(Input.Changed)
    def _search(self) -> None:
        self._paint()
        self._scroll.scroll_home(animate=False)

    def _paint(self) -> None:
        words = self._input.value.casefold().split()
        parts = list(self._sections(words))
        self._lines.update(Content("\n").join(parts) if parts else plain("No key does that."))

    def _sections(self, words: Sequence[str]) -> Iterator[Content]:
        """Yield the lines that have all words; none searched for, the first keys of the place before all."""
        if not words and self._first:
            yield from (Content("First of all here").stylize("bold"), *map(self._line, self._first), Content(""))
        for place in self._places:
            lines = [self._line(one) for one in COMMANDS if one.where == place and self._has(one, words)]
            if lines:
                yield Content(PLACES[place]).stylize("bold")
                if place not in self._here[:1] and not words:
                    yield plain(ABOUT[place]).stylize("$quiet")
                yield from (*lines, Content(""))
        signs = [
            self._entry(sign, meaning)
            for sign, meaning in SIGNS
            if all(word in f"{sign} {meaning}".casefold() for word in words)
        ]
        if signs:
            yield from (Content("Signs in the list").stylize("bold"), *signs, Content(""))

    def _line(self, command: Command) -> Content:
        return self._entry(self._keys(command), command.help, command.id)

    def _entry(self, left: str, right: str, behind: str = "") -> Content:
        """Return what stands in the left column, and what it means beside it, on as many lines as that takes; what
        stands `behind` it only where there is room for much."""
        columns = self.app.size.width
        indent = _KEYS if columns >= _MUCH else _KEYS // 2
        room = max(_LEAST, min(_WIDEST, columns * 96 // 100) - _AROUND - indent)
        text = f"{right}  {behind}" if behind and columns >= _MUCH else right
        begins = len(right) + 2
        entry = Content(f"{left:>{indent - 2}}  ").stylize("$accent")
        for number, (start, end) in enumerate(wrap(text, room)):
            last = Content(text[max(start, begins) : end]).stylize("$quiet")
            entry += Content("\n" + " " * indent if number else "") + Content(text[start : min(end, begins)]) + last
        return entry

    def _has(self, command: Command, words: Sequence[str]) -> bool:
        text = f"{self._keys(command)} {command.id} {command.label} {command.help}".casefold()
        return all(word in text for word in words)

    def _keys(self, command: Command) -> str:
        own = self._own.get(command.id)
        return " ".join(shown(key.strip()) for key in (own.split(",") if own else command.keys))

    def action_help_down(self) -> None:
        """Scroll a page down."""
        self._scroll.scroll_page_down(animate=False)

    def action_help_up(self) -> None:
        """Scroll a page up."""
        self._scroll.scroll_page_up(animate=False)

    def action_help_close(self) -> None:
        """Go back."""
        self.dismiss()
