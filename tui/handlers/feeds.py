"""Subscriptions on the desk: adding and removing feeds, lists of them in and out; what is fetched by a key."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from civic.fault import Fault
from civic.story import Story
from civic.text import clean_line, counted
from tui.handlers.context import Answers, Context
from tui.screens.messages import (
    AddressAdded,
    Asked,
    DocumentAdded,
    EnclosureWanted,
    ExportWanted,
    FeedChanged,
    FeedsWanted,
    FetchingWanted,
    ImportWanted,
    RefreshWanted,
    RemoveWanted,
    SubscribeWanted,
    WholeTextWanted,
)
from workspace.files import full

if TYPE_CHECKING:  # fetching and its screens cost time to import, and the first frame shows none of them
    from tui.handlers.fetching import Fetcher, FetchingQuestions
    from tui.screens.feeds import FeedsScreen
    from workspace.feed_states import Feed, FeedState

_ALLOW: Final = ("Leave it", "Allow it for this feed")
"""What may become of a feed of this machine or its network."""


class FeedHandler:
    """Fetches one set of feeds at a time, which the same key cancels, and keeps the list of subscriptions."""

    def __init__(self, context: Context) -> None:
        self._context = context
        context.reloads.append(self.show_feeds)
        self._fetcher: Fetcher | None = None
        self.has_feeds = context.workspace.has_feeds
        """whether there are subscriptions, as of the last look at the list"""
        self._stamp = self._stamped()

    @property
    def answers(self) -> Answers:
        """Return what answers requests."""
        return {
            RefreshWanted: lambda request: self._refresh(request.urls),
            WholeTextWanted: lambda request: self._start(self._fetch_whole_text(request.story), "whole text"),
            EnclosureWanted: lambda request: self._start(self._add_enclosure(request), "enclosure"),
            FeedsWanted: self._open,
            SubscribeWanted: self._subscribe_to_starters,
            AddressAdded: lambda request: self._start(self._discover(request.url), "discover"),
            FeedChanged: self._change,
            FetchingWanted: self._ask_to_set,
            RemoveWanted: lambda request: self._start(self._remove(request), "remove"),
            ImportWanted: lambda request: self._start(self._import_from(request.name), "opml"),
            ExportWanted: lambda request: self._start(self._export_to(request.name), "opml"),
        }

    @cached_property
    def _fetching(self) -> "FetchingQuestions":
        from tui.handlers.fetching import FetchingQuestions

        return FetchingQuestions(self._context, self._set)

    def _start(self, work: Coroutine[Any, Any, None], group: str) -> None:
        self._context.start(work, group)

    # fetching

    @property
    def is_refreshing(self) -> bool:
        """Say whether fetching goes on."""
        return self._fetcher is not None and self._fetcher.is_at_work

    @property
    def offline(self) -> bool:
        """Say whether no feed could be reached when they were last fetched, for want of a connection."""
        return self._fetcher is not None and self._fetcher.offline

    def _made_fetcher(self) -> "Fetcher":
        if self._fetcher is None:
            from tui.handlers.fetching import Fetcher

            self._fetcher = Fetcher(self._context)
        return self._fetcher

    def refresh_due(self) -> None:
        """Fetch the feeds that are due, unless fetching goes on. The user has not asked for it, so that only what is
        new is notified; feeds that failed are marked on their screen."""
        if not self.is_refreshing and self._context.workspace.has_feeds:
            self._made_fetcher().start((), everything=False)

    def _refresh(self, urls: Sequence[str]) -> None:
        """Fetch the feeds of these addresses, or every one; cancel where fetching goes on."""
        if self._fetcher is not None and self._fetcher.is_at_work:
            self._fetcher.cancel()
        elif not self._context.workspace.has_feeds:
            self._context.notify_user("There are no feeds to fetch; press F to choose some.", "warning")
        else:
            self._made_fetcher().start(urls)

    async def _fetch_whole_text(self, story: Story) -> None:
        try:
            self._context.show_progress("fetching the text …")
            await self._context.workspace.refresher.fetch_whole_text(story)
            self._context.show_changes()
        except Fault as fault:
            self._context.notify_fault(fault, "warning")
        finally:
            self._context.show_progress("")

    async def _add_enclosure(self, request: EnclosureWanted) -> None:
        try:
            self._context.show_progress("fetching the file …")
            added, changes = await self._context.workspace.refresher.add_enclosure(request.story, request.enclosure)
            self._context.show_changes()
            name = f"“{clean_line(added.headline, 60)}”"
            is_there = not changes.new and not changes.changed
            said = f"{name} is a story already." if is_there else f"Added {name} as a story; u takes it back."
            self._context.notify_user(said)
        except Fault as fault:
            self._context.notify_fault(fault, "warning")
        finally:
            self._context.show_progress("")

    # the list of feeds

    def _open(self, _: FeedsWanted) -> None:
        from tui.screens.feeds import FeedsScreen

        context = self._context
        context.open(FeedsScreen(self._subscribed, self._offered, context.now, lambda: context.progress))

    def _subscribed(self) -> "Sequence[FeedState]":
        from workspace.feed_states import subscribed_states

        workspace = self._context.workspace
        return subscribed_states(workspace.subscriptions.feeds(), workspace.library.feed_counts(), self._context.now())

    def _offered(self) -> "Sequence[FeedState]":
        from workspace.feed_states import offered_states

        workspace = self._context.workspace
        return offered_states(workspace.subscriptions.starter_feeds().feeds, workspace.subscriptions.feeds())

    def _stamped(self) -> tuple[int, int]:
        """Return what tells whether the list was written since; cheaper than to read it."""
        try:
            found = self._context.workspace.places.feeds.stat()
        except OSError:
            return 0, 0
        return found.st_mtime_ns, found.st_size

    def look_again(self) -> None:
        """Show the subscriptions as they are where the list was written since, here or by another process."""
        stamp = self._stamped()
        if stamp != self._stamp:
            self._stamp = stamp
            had = self.has_feeds
            with suppress(Fault):  # of a list that can't be read its own screen says so
                self.show_feeds()
            if had != self.has_feeds:
                self._context.show_changes()

    def show_feeds(self) -> None:
        """Show the subscriptions as they are now, where a screen has them."""
        self.has_feeds = self._context.workspace.has_feeds
        self._context.show_feeds()

    def _subscribe_to_starters(self, request: SubscribeWanted) -> None:
        offered = self._context.workspace.subscriptions.starter_feeds().feeds
        self._subscribe([feed for feed in offered if feed.url in set(request.urls)])

    def _subscribe(self, feeds: "Sequence[Feed]") -> None:
        added = self._context.attempt(lambda: self._context.workspace.subscriptions.subscribe(feeds))
        if added is None:
            return
        self.show_feeds()
        names = added[0].name if len(added) == 1 else f"{len(added)} feeds"
        self._context.notify_user(f"Added {names}." if added else "That is subscribed to already.")
        self._made_fetcher().add(feed.url for feed in added)

    def _ask_again(self, fault: Fault, ask: "Callable[[FeedsScreen], None]") -> None:
        """Show why something could not be done, and what was typed for it; not where the user has gone on."""
        self._context.show_progress("")  # while the feeds are on top
        self._context.notify_fault(fault)
        if screen := self._context.feeds_screen:
            ask(screen)

    async def _discover(self, url: str) -> None:
        from workspace.exchange.documents import LISTS, path_in  # brings the readers of files along

        if path := path_in(url):
            request = ImportWanted if path.suffix.lower() in LISTS else DocumentAdded
            self._context.screen.post_message(Asked(request(str(path))))
            return
        try:
            self._context.show_progress("looking for a feed …")
            found = await self._found_at(url)
        except Fault as fault:
            self._ask_again(fault, lambda screen: screen.ask_address(url))
            return
        finally:
            self._context.show_progress("")
        if len(found) == 1:
            self._subscribe(found)
        elif found:
            from workspace.feed_states import public

            names = [f"{feed.name}  {public(feed.url)}" for feed in found]
            chosen = await self._context.choose("Several feeds were found there", names)
            if chosen is not None:
                self._subscribe([found[chosen]])
        else:
            self._context.notify_user("No feed was found there; give the address of the feed itself.", "warning")

    async def _found_at(self, url: str) -> "Sequence[Feed]":
        """Return the feeds at an address; where it is of this machine or its network, as the user allows. Raises a
        Fault."""
        from workspace.feed_states import ClosedError

        subscriptions = self._context.workspace.subscriptions
        try:
            return await subscriptions.discover(url)
        except ClosedError:
            if await self._context.choose("That is on this machine or its network", _ALLOW) != 1:
                raise
        return await subscriptions.discover(url, local=True)

    def _ask_to_set(self, request: FetchingWanted) -> None:
        if request.field:
            self._fetching.ask(request.feed, request.field)
        else:
            self._fetching.open(request.feed)

    def _change(self, request: FeedChanged) -> None:
        self._context.attempt(lambda: self._set(request.url, request.values))

    def _set(self, url: str, values: Mapping[str, str | int | bool]) -> None:
        """Set fields of a subscription, as FeedChanged names them. Raises a Fault."""
        subscriptions = self._context.workspace.subscriptions
        try:
            if values.get("fulltext"):
                from workspace.feed_states import require_fulltext

                require_fulltext()
            if isinstance(header := values.get("header"), str):
                subscriptions.set_header(url, header)
            else:
                subscriptions.change_feed(url, **values)
        finally:
            self.show_feeds()

    async def _remove(self, request: RemoveWanted) -> None:
        remove = partial(self._context.workspace.subscriptions.remove, request.url, stories=request.stories)
        try:
            done = await asyncio.to_thread(remove)
        except Fault as fault:
            self._context.notify_fault(fault)
            return
        finally:
            self.show_feeds()
        if done is None:
            return
        if request.stories:
            self._context.show_changes()
        judged = f"; {done.stay} that you judged stay" if done.stay else ""
        what = f"and {done.gone} of its stories{judged}" if request.stories else "; its stories stay"
        self._context.notify_user(f"Removed {done.feed.name}{'' if what[0] == ';' else ' '}{what}; u takes it back.")

    # lists in and out

    async def _import_from(self, name: str) -> None:
        path = full(Path(name))
        try:
            take_in = partial(self._context.workspace.subscriptions.import_feeds, path, may_add=self._asker())
            done = await asyncio.to_thread(take_in)
        except Fault as fault:
            self._ask_again(fault, lambda screen: screen.ask_import(name))
            return
        self.show_feeds()
        were = "was" if done.known == 1 else "were"
        known = f"; {done.known} {were} there already" if done.known else ""
        known += f"; left out {done.left_out} of this machine or its network" if done.left_out else ""
        self._context.notify_user(f"Added {counted(len(done.added), 'feed')}{known}. {done.warning}".rstrip())
        self._made_fetcher().add(feed.url for feed in done.added)
        if done.refused:
            reasons = [f"{title}: {reason}" for title, reason in done.refused]
            from tui.screens.choose import ChooseScreen

            self._context.open(ChooseScreen(f"{len(reasons)} could not be taken", reasons))

    def _asker(self) -> Callable[[int], bool]:
        """Return what asks, once for all of a list, whether feeds of this machine or its network are allowed; for a
        worker thread."""
        loop = asyncio.get_running_loop()

        async def ask(count: int) -> bool:
            if count == 1:
                question, answers = "One of these feeds is on this machine or its network", _ALLOW
            else:
                question = f"{count} of these feeds are on this machine or its network"
                answers = ("Leave them", f"Allow it for these {count} feeds")
            return await self._context.choose(question, answers) == 1

        return lambda count: asyncio.run_coroutine_threadsafe(ask(count), loop).result()

    async def _export_to(self, name: str) -> None:
        path = full(Path(name))
        try:
            count = await asyncio.to_thread(partial(self._context.workspace.subscriptions.export_feeds, path))
        except Fault as fault:
            self._ask_again(fault, lambda screen: screen.ask_export(name))
            return
        self._context.notify_user(f"Wrote {counted(count, 'feed')} to {clean_line(str(path), 200)}.")
