"""All keys, searchable, those of the place where one is first."""

from collections.abc import Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.keys.binding import bindings
from tui.keys.commands import COMMANDS, HELP, PLACES, shown
from tui.text.plain import plain
from tui.widgets.hints import Hints
from tui.widgets.story_rows import SIGNS


class HelpScreen(ModalScreen[None]):
    """The commands of `tui.keys.commands` with the keys that they really have, the user's own included."""

    BINDINGS = bindings(HELP)

    def __init__(self, first: Sequence[str], own: Mapping[str, str]) -> None:
        super().__init__()
        self._places = [*first, *(place for place in PLACES if place not in first)]
        self._own = own
        self._input = Input(placeholder="type to search the keys", compact=True)
        self._lines = Static(id="keys")
        self._scroll = VerticalScroll(self._lines, can_focus=False)

    def compose(self) -> ComposeResult:
        """Yield the line to type in, and the keys."""
        with Vertical(classes="dialogue tall"):
            yield self._input
            yield self._scroll
            yield Hints()

    def on_mount(self) -> None:
        """Paint for the first time."""
        self._search()

    @on(Input.Changed)
    def _search(self) -> None:
        words = self._input.value.casefold().split()
        parts: list[Content] = []
        for place in self._places:
            lines = [
                Content(f"{keys:>16}  ").stylize("$accent")
                + Content(command.help)
                + Content(f"  {command.id}").stylize("$quiet")
                for command in COMMANDS
                if command.where == place
                and (keys := self._keys(command.id, command.keys)) is not None
                and all(word in f"{keys} {command.id} {command.label} {command.help}".casefold() for word in words)
            ]
            if lines:
                parts += [Content(PLACES[place]).stylize("bold"), *lines, Content("")]
        signs = [
            Content(f"{sign:>16}  ").stylize("$accent") + Content(meaning)
            for sign, meaning in SIGNS
            if all(word in f"{sign} {meaning}".casefold() for word in words)
        ]
        if signs:
            parts += [Content("Signs in the list").stylize("bold"), *signs, Content("")]
        self._lines.update(Content("\n").join(parts) if parts else plain("No key does that."))

    def _keys(self, command_id: str, keys: Sequence[str]) -> str:
        own = self._own.get(command_id)
        return " ".join(shown(key.strip()) for key in (own.split(",") if own else keys))

    def action_help_down(self) -> None:
        """Scroll a page down."""
        self._scroll.scroll_page_down(animate=False)

    def action_help_up(self) -> None:
        """Scroll a page up."""
        self._scroll.scroll_page_up(animate=False)

    def action_help_close(self) -> None:
        """Go back."""
        self.dismiss()
