"""The app's part that fetches feeds and keeps the list of them."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from textual import on
from textual.app import App
from textual.notifications import SeverityLevel
from textual.worker import Worker

from civic.fault import Fault
from civic.judgement import Operation
from civic.story import Story
from civic.text import clean_line
from feeds.addresses import public
from feeds.extras import require_fulltext
from feeds.subscriptions import Feed
from tui.handlers.feed_lines import starter_lines, subscription_lines
from tui.messages import (
    AddressAdded,
    ExportWanted,
    FeedChanged,
    FeedLine,
    FeedsWanted,
    ImportWanted,
    RefreshWanted,
    RemoveWanted,
    SubscribeWanted,
    WholeTextWanted,
)
from tui.screens.choose import ChooseScreen
from tui.screens.feeds import FeedsScreen
from tui.screens.starter import StarterScreen
from workspace.files import full
from workspace.workspace import Workspace

_SAID: Final = 3
"""So many feeds are named one by one."""


class Feeding(App[None]):
    """What `CivicDesk` is built on: subscriptions and refreshing, on a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace = workspace
        self._refreshing: Worker[None] | None = None
        self.has_feeds = bool(workspace.subscriptions.feeds())

    def tell(self, sentence: str, severity: SeverityLevel = "information", seconds: float = 5) -> None:
        """Say something to the person, as a message that goes by itself."""
        self.notify(sentence, severity=severity, timeout=seconds, markup=False)

    def show_progress(self, text: str) -> None:
        """Say what a refresh is at ("" when it is done)."""
        raise NotImplementedError

    def stories_arrived(self) -> None:
        """Take what a refresh brought into view."""
        raise NotImplementedError

    def show_rules_run(self, label: str, operations: Sequence[Operation]) -> None:
        """Take what rules changed into view, as one step to undo."""
        raise NotImplementedError

    # fetching

    @on(RefreshWanted)
    def _refresh_wanted(self, message: RefreshWanted) -> None:
        self.refresh_feeds(message.urls)

    def refresh_due(self) -> None:
        """Fetch the feeds that are due, unless fetching goes on. Nobody asked just now, so that only what is new is
        told; feeds that failed say so on their screen."""
        if self._refreshing is None and self.workspace.subscriptions.feeds():
            self.refresh_feeds((), everything=False)

    def refresh_feeds(self, urls: Sequence[str], *, everything: bool = True) -> None:
        """Fetch the feeds of these addresses, or every one, or those that are due; cancel where fetching goes on."""
        if self._refreshing is not None:
            self._refreshing.cancel()
        elif not self.workspace.subscriptions.feeds():
            self.tell("There are no feeds to fetch; press F to choose some.", "warning")
        else:
            self._refreshing = self.run_worker(self._fetch(urls, everything), group="refresh", exit_on_error=False)

    async def _fetch(self, urls: Sequence[str], everything: bool) -> None:
        new = changed = failed = 0
        waiting: list[str] = []
        ruled: list[Operation] = []
        try:
            self.show_progress("fetching …")
            async for arrival in self.workspace.refresher.run(everything=everything, urls=urls or None):
                new += arrival.new
                changed += arrival.changed
                failed += arrival.failed
                ruled += arrival.ruled
                if arrival.waits:
                    waiting.append(f"{arrival.result.feed.name}: {arrival.result.message}")
                self.show_progress(f"fetching {arrival.done} of {arrival.total} · r cancels")
                if arrival.new or arrival.changed:
                    self.stories_arrived()
            found = f"{new} new" + (f", {changed} changed" if changed else "")
            wrong = f"; {failed} failed, F shows why" if failed else ""
            if everything or new or changed:
                self.tell(f"Feeds fetched: {found}{wrong}.", "warning" if failed else "information")
            for sentence in waiting[:_SAID]:
                self.tell(sentence, "warning")
            if len(waiting) > _SAID:
                self.tell(f"{len(waiting) - _SAID} more feeds were asked to wait; F shows until when.", "warning")
        except asyncio.CancelledError:
            self.tell(f"Fetching stopped; what came is kept ({new} new).")
            raise
        except Fault as fault:
            self.tell(str(fault), "error", 10)
        finally:
            self._refreshing = None
            self.show_progress("")
            self.workspace.library.analyse_rest()
            if ruled:
                self.show_rules_run("rules on what came", ruled)

    @on(WholeTextWanted)
    def _fetch_whole_text(self, message: WholeTextWanted) -> None:
        self.run_worker(self._whole_text(message.story), group="whole text", exit_on_error=False)

    async def _whole_text(self, story: Story) -> None:
        try:
            self.show_progress("fetching the text …")
            await self.workspace.refresher.fetch_whole_text(story)
            self.stories_arrived()
        except Fault as fault:
            self.tell(str(fault), "warning", 10)
        finally:
            self.show_progress("")

    # the list of feeds

    @on(FeedsWanted)
    def _open_feeds(self) -> None:
        self.push_screen(FeedsScreen(self._subscriptions, self._starter))

    def _subscriptions(self) -> Sequence[FeedLine]:
        now = datetime.now(UTC).astimezone()
        return subscription_lines(self.workspace.subscriptions.feeds(), self.workspace.library.feed_counts(), now)

    def _starter(self) -> Sequence[FeedLine]:
        return starter_lines(self.workspace.subscriptions.starter_feeds().feeds, self.workspace.subscriptions.feeds())

    def _show_feeds(self) -> None:
        self.has_feeds = bool(self.workspace.subscriptions.feeds())
        if isinstance(self.screen, FeedsScreen | StarterScreen):
            self.screen.show_feeds()

    @on(SubscribeWanted)
    def _subscribe_to_starters(self, message: SubscribeWanted) -> None:
        wanted = set(message.urls)
        self._subscribe([feed for feed in self.workspace.subscriptions.starter_feeds().feeds if feed.url in wanted])

    def _subscribe(self, feeds: Sequence[Feed]) -> None:
        try:
            added = self.workspace.subscriptions.subscribe(feeds)
        except Fault as fault:
            self.tell(str(fault), "error", 10)
            return
        self._show_feeds()
        names = added[0].name if len(added) == 1 else f"{len(added)} feeds"
        self.tell(f"Added {names}; r on the desk fetches them." if added else "That is subscribed to already.")

    @on(AddressAdded)
    def _add_address(self, message: AddressAdded) -> None:
        self.run_worker(self._discover(message.url), group="discover", exit_on_error=False)

    async def _discover(self, url: str) -> None:
        try:
            self.show_progress("looking for a feed …")
            found = await self.workspace.subscriptions.discover(url)
        except Fault as fault:
            self.tell(str(fault), "error", 10)
            return
        finally:
            self.show_progress("")
        if len(found) == 1:
            self._subscribe(found)
        elif found:
            names = [f"{feed.name}  {public(feed.url)}" for feed in found]
            self.push_screen(
                ChooseScreen("Several feeds were found there", names),
                lambda chosen: None if chosen is None else self._subscribe([found[chosen]]),
            )
        else:
            self.tell("No feed was found there; give the address of the feed itself.", "warning")

    @on(FeedChanged)
    def _change_feed(self, message: FeedChanged) -> None:
        try:
            if message.values.get("fulltext"):
                require_fulltext()
            self.workspace.subscriptions.change_feed(message.url, **message.values)
        except Fault as fault:
            self.tell(str(fault), "error", 10)
        self._show_feeds()

    @on(RemoveWanted)
    def _remove(self, message: RemoveWanted) -> None:
        try:
            feed = self.workspace.subscriptions.unsubscribe(message.url)
        except Fault as fault:
            self.tell(str(fault), "error", 10)
            return
        self._show_feeds()
        if feed and message.stories:
            self.run_worker(self._remove_stories(feed), group="remove", exit_on_error=False)
        elif feed:
            self.tell(f"Removed {feed.name}; its stories stay.")

    async def _remove_stories(self, feed: Feed) -> None:
        try:
            gone, stay = await asyncio.to_thread(self.workspace.subscriptions.remove_stories, feed)
        except Fault as fault:
            self.tell(f"{feed.name} is removed, its stories stay: {fault}", "error", 10)
            return
        self.stories_arrived()
        judged = f"; {stay} that you judged stay" if stay else ""
        self.tell(f"Removed {feed.name} and {gone} of its stories{judged}.")

    # lists in and out

    @on(ImportWanted)
    def _import(self, message: ImportWanted) -> None:
        self.run_worker(self._import_from(Path(message.name)), group="opml", exit_on_error=False)

    async def _import_from(self, path: Path) -> None:
        try:
            done = await asyncio.to_thread(lambda: self.workspace.subscriptions.import_feeds(full(path)))
        except Fault as fault:
            self.tell(str(fault), "error", 10)
            return
        self._show_feeds()
        known = f"; {done.known} were there already" if done.known else ""
        self.tell(f"Added {len(done.added)} feeds{known}. R fetches them.")
        if done.refused:
            reasons = [f"{title}: {reason}" for title, reason in done.refused]
            self.push_screen(ChooseScreen(f"{len(reasons)} could not be taken", reasons))

    @on(ExportWanted)
    def _export(self, message: ExportWanted) -> None:
        self.run_worker(self._export_to(Path(message.name)), group="opml", exit_on_error=False)

    async def _export_to(self, path: Path) -> None:
        try:
            number = await asyncio.to_thread(lambda: self.workspace.subscriptions.export_feeds(full(path)))
        except Fault as fault:
            self.tell(str(fault), "error", 10)
            return
        self.tell(f"Wrote {number} feeds to {clean_line(str(path), 200)}.")
