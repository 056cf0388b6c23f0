"""The subscriptions: what each is called, how it stands, and why."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Static
from textual.widgets.option_list import Option

from tui.keys.binding import bindings
from tui.keys.commands import FEEDS
from tui.screens.ask import AskScreen, line_with_address
from tui.screens.choose import ChooseScreen
from tui.screens.messages import (
    AddressAdded,
    Asked,
    ExportWanted,
    FeedChanged,
    FetchingWanted,
    ImportWanted,
    RefreshWanted,
    RemoveWanted,
    UndoWanted,
)
from tui.screens.starter import StarterScreen
from tui.text.plain import plain
from tui.widgets.feed_rows import WIDE, column_heads, feed_row, group_row
from tui.widgets.hints import Hints
from tui.widgets.options import Options
from workspace.feed_states import FeedState
from workspace.file_names import completed

_lists: Final = partial(completed, endings=(".opml", ".xml"))
_WAYS_TO_BEGIN: Final = ("feeds.starter", "feeds.add", "feeds.import")
_ON_FEEDS: Final = {f"feeds_{what}" for what in ("fetching", "fulltext", "group", "interval", "pause", "refresh_all",
                                                "refresh_one", "remove", "rename")}  # fmt: skip
_NONE: Final = (
    "No feeds yet. Press s to choose from the starter feeds, a to add one by its address, I to import an OPML file."
)


class FeedsScreen(Screen[None]):
    """Lists the feeds; what it asks for is done by the app, which calls `show_feeds` when something changed."""

    BINDINGS = bindings(FEEDS)

    def __init__(
        self,
        feeds: Callable[[], Sequence[FeedState]],
        starter: Callable[[], Sequence[FeedState]],
        now: Callable[[], datetime],
        progress: Callable[[], str],
    ) -> None:
        """`progress` returns what is at work and how far it is, "" for nothing: also what was begun elsewhere."""
        super().__init__(id="feeds")
        self._now = now
        self._feeds = feeds
        self._starter = starter
        self._lines: Sequence[FeedState] = ()
        self._progress = progress
        self._width = 0
        self._title = Static(classes="title")
        self._heads = Static(id="column-heads")
        self._options = Options(id="subscriptions")

    def compose(self) -> ComposeResult:
        """Yield a title, the feeds, keys."""
        with Vertical():
            yield self._title
            yield self._heads
            yield self._options
        yield Hints(lambda: () if self._lines else _WAYS_TO_BEGIN)

    def on_mount(self) -> None:
        """Paint for the first time."""
        self._width = self.app.size.width
        self.show_feeds()

    def on_screen_resume(self) -> None:
        """Show what has changed while another screen was above."""
        if self._width:
            self.show_feeds()

    def on_resize(self, event: Resize) -> None:
        """Paint again: another width has other columns."""
        if self._width and event.size.width != self._width:
            self._width = event.size.width
            self.show_feeds()

    def show_feeds(self) -> None:
        """Paint the feeds as they are now, the highlighted one kept."""
        chosen = self._line
        at = self._options.highlighted or 0
        self._lines = self._feeds()
        width = self._width - 3  # margins, and the scrollbar
        self._heads.display = width >= WIDE
        self._heads.update(column_heads(width))
        options: list[Option] = []
        highlighted = None
        now = self._now()
        grouped = any(line.group for line in self._lines)
        for group, lines in groupby(enumerate(self._lines), key=lambda each: each[1].group):
            feeds = list(lines)
            if grouped:
                options.append(Option(group_row(group, len(feeds)), disabled=True))
            for number, line in feeds:
                if chosen is not None and line.url == chosen.url:
                    highlighted = len(options)
                options.append(Option(feed_row(line, width, now), id=str(number)))
        self._options.clear_options()
        self._options.add_options(options)
        if options:
            at = min(at, len(options) - 1) if highlighted is None else highlighted
            self._options.highlighted = at + options[at].disabled
        self.show_progress()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether an action can be run: what is done to feeds, where there are any."""
        return bool(self._lines) or action not in _ON_FEEDS

    def show_progress(self) -> None:
        """Say how many feeds there are, how many failed, and what is at work."""
        failed = sum(line.state == "failed" for line in self._lines)
        number = len(self._lines)
        counts = f"{number} feed{'' if number == 1 else 's'}" + (f" · {failed} failed" if failed else "")
        parts = ("Feeds", counts if self._lines else _NONE, self._progress())
        self._title.update(plain(" · ".join(part for part in parts if part)))

    @property
    def _line(self) -> FeedState | None:
        chosen = self._options.chosen if self._options.option_count else None
        return self._lines[int(chosen)] if chosen and int(chosen) < len(self._lines) else None

    def action_feeds_add(self) -> None:
        """Ask for an address and subscribe to what is there."""
        self.ask_address()

    def ask_address(self, typed: str = "") -> None:
        """Ask for the address of a feed; `typed` is what was answered before, and did not work."""
        question = "The address of a feed, or of a site that has one; or the path of a file"
        self.app.push_screen(
            AskScreen(question, typed, example="example.org/feed", pasted=line_with_address, complete=completed),
            self._add,
        )

    def _add(self, url: str | None) -> None:
        if url:
            self.post_message(Asked(AddressAdded(url)))

    def action_feeds_starter(self) -> None:
        """Offer the starter feeds."""
        self.app.push_screen(StarterScreen(self._starter, self._progress), lambda _: self.show_feeds())

    def action_feeds_remove(self) -> None:
        """Unsubscribe from the highlighted feed; where it has brought stories, ask what becomes of them."""
        line = self._line
        if line is None:
            return
        url = line.url
        if not line.stories:
            self.post_message(Asked(RemoveWanted(url)))
            return

        def answered(answer: int | None) -> None:
            if answer in (1, 2):
                self.post_message(Asked(RemoveWanted(url, stories=answer == 2)))

        stories = "its 1 story" if line.stories == 1 else f"its {line.stories} stories"
        answers = (
            "Leave it as it is",
            f"Unsubscribe, and keep {stories}",
            f"Unsubscribe, and remove {stories}, but for those that you judged",
        )
        self.app.push_screen(ChooseScreen(f"Unsubscribe from {line.name}?", answers), answered)

    def action_feeds_refresh_one(self) -> None:
        """Fetch the highlighted feed."""
        if line := self._line:
            self.post_message(Asked(RefreshWanted((line.url,))))

    def action_feeds_refresh_all(self) -> None:
        """Fetch every feed."""
        self.post_message(Asked(RefreshWanted()))

    def action_feeds_rename(self) -> None:
        """Ask for another name."""
        if line := self._line:
            self.post_message(Asked(FetchingWanted(line, "title")))

    def action_feeds_group(self) -> None:
        """Ask for a group."""
        if line := self._line:
            self.post_message(Asked(FetchingWanted(line, "group")))

    def action_feeds_interval(self) -> None:
        """Ask for an interval of one's own."""
        if line := self._line:
            self.post_message(Asked(FetchingWanted(line, "interval")))

    def action_feeds_fetching(self) -> None:
        """Show how the feed is fetched, to change it."""
        if line := self._line:
            self.post_message(Asked(FetchingWanted(line)))

    def action_feeds_pause(self) -> None:
        """Pause the feed, or go on with it."""
        if line := self._line:
            self.post_message(Asked(FeedChanged(line.url, {"paused": line.state != "paused"})))

    def action_feeds_fulltext(self) -> None:
        """Fetch the whole texts of a feed's stories, or no more."""
        if line := self._line:
            self.post_message(Asked(FeedChanged(line.url, {"fulltext": not line.fulltext})))

    def action_feeds_import(self) -> None:
        """Ask for an OPML file to take feeds from."""
        self.ask_import()

    def ask_import(self, typed: str = "~/") -> None:
        """Ask for an OPML file; `typed` is what was answered before, and did not work."""
        self.app.push_screen(AskScreen("The OPML file to take feeds from", typed, complete=_lists), self._import)

    def _import(self, name: str | None) -> None:
        if name:
            self.post_message(Asked(ImportWanted(name)))

    def action_feeds_export(self) -> None:
        """Ask for a file to write the subscriptions to."""
        self.ask_export()

    def ask_export(self, typed: str = "~/feeds.opml") -> None:
        """Ask for a file to write to; `typed` is what was answered before, and did not work."""
        question = "The OPML file to write your feeds to"
        self.app.push_screen(AskScreen(question, typed, complete=_lists), self._export)

    def _export(self, name: str | None) -> None:
        if name:
            self.post_message(Asked(ExportWanted(name)))

    def action_feeds_undo(self) -> None:
        """Take the last change back."""
        self.post_message(Asked(UndoWanted()))

    def action_feeds_close(self) -> None:
        """Go back to the desk."""
        self.dismiss()
