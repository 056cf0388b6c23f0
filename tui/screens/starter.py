"""The starter feeds, offered by group: one key subscribes to a group or to all, which are fetched then."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.keys.binding import bindings
from tui.keys.commands import STARTER
from tui.screens.messages import Asked, SubscribeWanted
from tui.text.plain import plain
from tui.widgets.feed_rows import offer_row
from tui.widgets.hints import Hints
from tui.widgets.options import Options
from workspace.feed_states import FeedState

_TITLE: Final = "Starter feeds · enter subscribes to a group or a feed, A to all; they are fetched at once"


class StarterScreen(Screen[None]):
    """Groups with their feeds under them; `✓` for what is subscribed to already, `✗` for what could not be fetched."""

    BINDINGS = bindings(STARTER)

    def __init__(self, feeds: Callable[[], Sequence[FeedState]], progress: Callable[[], str]) -> None:
        """`progress` is as for `FeedsScreen`."""
        super().__init__(id="starter")
        self._feeds = feeds
        self._progress = progress
        self._options = Options(id="offers")
        self._title = Static(classes="title")

    def compose(self) -> ComposeResult:
        """Yield what this is, the offers, keys."""
        with Vertical():
            yield self._title
            yield self._options
        yield Hints()

    def on_mount(self) -> None:
        """Paint for the first time."""
        self.show_progress()
        self.show_feeds()

    def show_progress(self) -> None:
        """Show how far fetching them is, or what can be done."""
        text = self._progress()
        self._title.update(plain(f"Starter feeds · {text}" if text else _TITLE))

    def show_feeds(self) -> None:
        """Paint the offers as they are now, the highlighted one kept."""
        at = self._options.highlighted
        self._options.clear_options()
        for group, lines in groupby(self._feeds(), key=lambda line: line.group):
            feeds = list(lines)
            taken = sum(line.is_subscribed for line in feeds)
            failed = sum(line.state == "failed" for line in feeds)
            head = plain(group).stylize("bold") + Content(f"  {taken} of {len(feeds)}").stylize("$quiet")
            head += Content(f", {failed} failed").stylize("$error") if failed else Content("")
            self._options.add_option(Option(head, id=f"group:{group}"))
            for line in feeds:
                self._options.add_option(Option(offer_row(line, self._room), id=line.url))
        self._options.highlighted = at or 0

    @property
    def _room(self) -> int:
        return (self._options.scrollable_content_region.width or self.app.size.width) - 2

    def on_resize(self) -> None:
        """Fit the reasons to the width, once that is known."""
        self.call_after_refresh(self.show_feeds)

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_starter_subscribe()

    def action_starter_subscribe(self) -> None:
        """Subscribe to the highlighted group or feed."""
        wanted = self._options.chosen or ""
        group = wanted.removeprefix("group:") if wanted.startswith("group:") else None
        self._subscribe([line.url for line in self._feeds() if line.group == group or line.url == wanted])

    def action_starter_all(self) -> None:
        """Subscribe to all of them."""
        self._subscribe([line.url for line in self._feeds()])

    def _subscribe(self, urls: Sequence[str]) -> None:
        self.post_message(Asked(SubscribeWanted(tuple(urls))))

    def action_starter_close(self) -> None:
        """Go back."""
        self.dismiss()
