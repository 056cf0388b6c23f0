"""What is found by a few letters: every command that applies here with its key, every view, every theme."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.theme import Theme
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from civic.views import View
from tui.keys.binding import bindings
from tui.keys.commands import COMMANDS, DESK, SEARCH, Command
from tui.keys.places import applying
from tui.text.plain import plain
from tui.widgets.frame import Frame
from tui.widgets.hints import key_of
from tui.widgets.options import BarredOptions

_WIDEST_NAME: Final = 34
_ROOM_FOR_ABOUT: Final = 60
"""Columns of the screen from which on what a command does stands in a column of its own."""


class Offer(NamedTuple):
    """Something to choose: its name, what it does, and how that is done."""

    name: str
    about: str
    run: Callable[[], object]


def run_offer(offer: Offer | None) -> None:
    """Do what was chosen, where anything was."""
    if offer is not None:
        offer.run()


class SearchScreen(ModalScreen[Offer | None]):
    """Ends with what was chosen, or with None where it was left."""

    BINDINGS = bindings(SEARCH)

    def __init__(self, title: str, offers: Sequence[Offer], *, chosen: str = "", hint: str) -> None:
        """`chosen` is the name of the one that is highlighted first, `hint` says what may be typed."""
        super().__init__()
        self._title = title
        self._offers = offers
        self._found = list(offers)
        self._chosen = chosen
        self._input = Input(placeholder=hint, compact=True)
        self._options = BarredOptions(id="offers-found", classes="lines", compact=True)
        self._options.can_focus = False

    def compose(self) -> ComposeResult:
        """Yield the line to type in, and what is found."""
        yield Frame(self._title, self._input, self._options, tall=True)

    def on_resize(self) -> None:
        """Show all of them, and in another width in other columns."""
        at = self._options.highlighted
        self._show(self._chosen if at is None else self._found[at].name)

    @on(Input.Changed)
    def _search(self) -> None:
        self._found = found(self._input.value, self._offers)
        self._show()

    def _show(self, chosen: str = "") -> None:
        width = min(_WIDEST_NAME, max((len(one.name) for one in self._found), default=0))
        if self.app.size.width < _ROOM_FOR_ABOUT:
            width = 0
        nothing = Option("Nothing is called that: a part of the name is enough; esc goes back.", disabled=True)
        options = [Option(_line(one, width)) for one in self._found] or [nothing]
        self._options.set_options(options)
        names = [one.name for one in self._found]
        self._options.highlighted = (names.index(chosen) if chosen in names else 0) if names else None

    @on(OptionList.OptionSelected)
    def _clicked(self, message: OptionList.OptionSelected) -> None:
        self.dismiss(self._found[message.option_index] if self._found else None)

    def action_search_choose(self) -> None:
        """End with the highlighted one, once the letters in front of the key have reached the line."""

        def choose() -> None:
            self._found = found(self._input.value, self._offers)
            at = self._options.highlighted or 0
            if self._found:
                self.dismiss(self._found[min(at, len(self._found) - 1)])

        self._input.call_later(choose)

    def action_search_down(self) -> None:
        """Go to the next one."""
        self._options.action_cursor_down()

    def action_search_up(self) -> None:
        """Go to the one before."""
        self._options.action_cursor_up()

    def action_search_close(self) -> None:
        """Leave without a choice."""
        self.dismiss(None)


def commands_on(screen: Screen[object], run: Callable[[Command, DOMNode], object]) -> list[Offer]:
    """Return the commands that apply on a screen, each with its key, in the order of help; `run` is given the one that
    is chosen and what runs it."""
    here = {command.id: (command, node) for command, node in applying(screen)}
    if screen.id == DESK:  # also those whose keys mean another thing in the pane that is used
        here |= {one.id: (one, screen) for one in COMMANDS if one.where == DESK and one.id not in here}
    return [
        Offer(f"{one.label} ({key_of(screen, one.id)})", one.help, partial(run, *here[one.id]))
        for one in COMMANDS
        if one.id in here
    ]


def views(those: Iterable[View], show: Callable[[View], object]) -> list[Offer]:
    """Return views by their names; `show` is given the one that is chosen."""
    return [Offer(f"View: {view.name}", view.filter or "all stories", partial(show, view)) for view in those]


def themes(those: Iterable[Theme], choose: Callable[[str], object]) -> list[Offer]:
    """Return themes by their names; `choose` is given the name of the one that is chosen."""
    return [
        Offer(theme.name, "dark" if theme.dark else "light", partial(choose, theme.name))
        for theme in sorted(those, key=lambda one: one.name)
    ]


def found(typed: str, offers: Iterable[Offer]) -> list[Offer]:
    """Return the offers that have all words typed: those whose name has them first, at the beginning of a word before
    within one; else those whose name has all the letters in this order."""
    words = typed.casefold().split()
    ranked = [(rank, offer) for offer in offers if (rank := _rank(words, offer)) is not None]
    return [offer for _, offer in sorted(ranked, key=lambda each: each[0])]


def _rank(words: Sequence[str], offer: Offer) -> int | None:
    name, about = f" {offer.name.casefold()}", f" {offer.about.casefold()}"
    for rank, text in enumerate((name, f"{name} {about}")):
        if all(f" {word}" in text for word in words):
            return 2 * rank
        if all(word in text for word in words):
            return 2 * rank + 1
    letters = iter(name)
    return 4 if all(letter in letters for letter in "".join(words)) else None


def _line(offer: Offer, width: int) -> Content:
    return plain(offer.name.ljust(width)) + plain(f"  {offer.about}").stylize("$quiet")
