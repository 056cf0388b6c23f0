"""Fetching feeds with its progress on the screen; and questions on how one is fetched: agent, headers, local network,
limits."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from textual.worker import Worker

from civic.fault import Fault
from civic.operation import Operation
from civic.text import clean_line
from tui.desk.guidance import OFFLINE
from tui.handlers.context import Context
from tui.screens.ask import AskScreen
from tui.screens.choose import ChooseScreen
from workspace.feed_states import FeedState

_WORK: Final = "fetching"
_LIMITS: Final = {
    "interval": (31 * 24 * 60, "Minutes between fetches (0 leaves it to the feed)"),
    "megabytes": (1000, "How many megabytes it may have (0: as all others)"),
    "entries": (1_000_000, "How many of its newest entries are kept (0: as of all others)"),
}
_QUESTIONS: Final = {
    "agent": "The User-Agent to send to it (empty: that of civicdesk)",
    "title": "What to call the feed",
    "group": "The group to put the feed into",
}
_LONGEST: Final = 4000
"""Code points of an answer."""
_FIELDS: Final = ("agent", "header", "megabytes", "entries", "local")
_NAMED: Final = 3
"""So many feeds are named one by one."""


class Fetcher:
    """Fetches one set of feeds at a time; what is added meanwhile is fetched afterwards."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._worker: Worker[None] | None = None
        self._added: list[str] = []
        self.offline = False
        """whether no feed could be reached the last time, for want of a connection"""

    @property
    def is_at_work(self) -> bool:
        """Say whether fetching goes on."""
        return self._worker is not None

    def start(self, urls: Sequence[str], *, everything: bool = True) -> None:
        """Fetch the feeds of these addresses, or every one, or those that are due."""
        self._worker = self._context.start(self._fetch(urls, everything), "refresh")

    def add(self, urls: Iterable[str]) -> None:
        """Fetch feeds that were added, now or after the present fetching."""
        self._added += urls
        self._go_on()

    def _go_on(self) -> None:
        if self._added and not self.is_at_work:
            urls, self._added = self._added, []
            self.start(urls)

    def cancel(self) -> None:
        """End the fetching; what came is kept."""
        self._added.clear()
        if self._worker is not None:
            self._worker.cancel()

    async def _fetch(self, urls: Sequence[str], everything: bool) -> None:
        context = self._context
        new = changed = failed = lacking = done = 0
        waiting: list[str] = []
        ruled: list[Operation] = []
        try:
            self._show(f"fetching 0 of {len(urls)}" if urls else "fetching …")
            async for arrival in context.workspace.refresher.run(everything=everything, urls=urls or None):
                new += arrival.new
                changed += arrival.changed
                failed += arrival.failed
                lacking += arrival.lacks_connection
                ruled += arrival.ruled
                done = arrival.done
                if arrival.waits:
                    waiting.append(f"{arrival.result.feed.name}: {arrival.result.message}")
                elif not arrival.lacks_connection:
                    self._set_offline(False)
                self._show(f"fetching {arrival.done} of {arrival.total}")
                if arrival.new or arrival.changed:
                    context.show_changes()
            if lacking and lacking + len(waiting) == done:
                self._set_offline(True)
            if (everything or new or changed) and not self.offline:
                self._report(new, changed, failed)
            elif everything:
                context.notify_user(f"{OFFLINE} r tries again.", "warning")
            self._report_waiting(waiting)
        except asyncio.CancelledError:
            self._added.clear()
            context.notify_user(f"Fetching stopped; what came is kept ({new} new).")
            raise
        except Fault as fault:
            context.notify_fault(fault)
        finally:
            self._worker = None
            context.show_progress("", _WORK)
            context.workspace.library.analyse_rest()
            if ruled:
                context.show_step("rules on what came", ruled)
            self._go_on()

    def _show(self, progress: str) -> None:
        self._context.show_progress(f"{progress} · r cancels", _WORK)

    def _set_offline(self, offline: bool) -> None:
        if offline != self.offline:
            self.offline = offline
            self._context.show_offline(offline)

    def _report(self, new: int, changed: int, failed: int) -> None:
        found = f"{new} new" + (f", {changed} changed" if changed else "")
        wrong = f"; {failed} failed, F shows why" if failed else ""
        self._context.notify_user(f"Feeds fetched: {found}{wrong}.", "warning" if failed else "information")

    def _report_waiting(self, waiting: Sequence[str]) -> None:
        """Notify the user of feeds whose servers asked to wait."""
        for sentence in waiting[:_NAMED]:
            self._context.notify_user(sentence, "warning")
        if len(waiting) > _NAMED:
            more = len(waiting) - _NAMED
            self._context.notify_user(f"{more} more feeds were asked to wait; F shows until when.", "warning")


class FetchingQuestions:
    """Shows what is set of a feed, and has `set_fields`, which may raise a Fault, set what is answered."""

    def __init__(self, context: Context, set_fields: Callable[[str, Mapping[str, str | int | bool]], None]) -> None:
        self._context = context
        self._set = set_fields

    def open(self, feed: FeedState) -> None:
        """List what can be set, as it stands, and ask for what is chosen."""
        lines = (
            f"agent          {feed.agent or 'that of civicdesk'}",
            f"headers        {', '.join(feed.headers) or 'none'}",
            f"megabytes      {feed.megabytes or 'as all others'}",
            f"entries        {feed.entries or 'as of all others'}",
            f"local network  {'it may be of this machine or its network' if feed.local else 'no'}",
        )

        def ask(index: int | None) -> None:
            if index is not None:
                self.ask(feed, _FIELDS[index])

        self._context.open(ChooseScreen(f"How {feed.name} is fetched", lines), ask)

    def ask(self, feed: FeedState, field: str) -> None:
        """Ask what to set a field to; an answer that can't be set stays to be mended."""
        there = f"; “{feed.headers[0]}:” alone removes that one" if feed.headers else ""
        match field:
            case "local":
                self._context.attempt(lambda: self._set(feed.url, {"local": not feed.local}))
            case "header":
                self._ask_text(feed, field, f"A header to send to its host, as “Name: value”{there}", "")
            case "agent" | "title" | "group":
                typed = {"agent": feed.agent, "title": feed.name, "group": feed.group}[field]
                self._ask_text(feed, field, _QUESTIONS[field], typed)
            case _:
                self._ask_number(feed, field)

    def _ask_text(self, feed: FeedState, field: str, question: str, typed: str) -> None:
        def take(answer: str) -> None:
            if answer != clean_line(typed, _LONGEST):  # else it would undo what another process has set meanwhile
                self._set(feed.url, {field: clean_line(answer, _LONGEST)})

        self._open(AskScreen(question, typed, take=take))

    def _ask_number(self, feed: FeedState, field: str) -> None:
        most, question = _LIMITS[field]
        there: int = getattr(feed, field)

        def take(answer: str) -> None:
            if not (answer.isascii() and answer.isdecimal() and len(answer) < 10 and int(answer) <= most):
                raise Fault(f"Give a whole number up to {most}.")
            if int(answer) != there:
                self._set(feed.url, {field: int(answer)})

        self._open(AskScreen(question, str(there), take=take))

    def _open(self, asked: AskScreen) -> None:
        self._context.open(asked, lambda _: self._context.show_feeds())  # once they are shown again
