"""Questions on how a feed is fetched: agent, headers, local network, limits."""

from collections.abc import Callable, Sequence
from typing import Final

from civic.text import clean_line
from tui.handlers.context import Context
from tui.screens.ask import AskScreen
from tui.screens.choose import ChooseScreen
from tui.screens.messages import FeedChanged
from workspace.feed_states import FeedState

_LIMITS: Final = {
    "megabytes": (1000, "How many megabytes it may have (0: as all others)"),
    "entries": (1_000_000, "How many of its newest entries are kept (0: as of all others)"),
}
_FIELDS: Final = ("agent", "headers", "megabytes", "entries", "local")


class FetchingQuestions:
    """Shows what is set of a feed, and has `change` set what is answered."""

    def __init__(self, context: Context, change: Callable[[FeedChanged], None]) -> None:
        self._context = context
        self._have_changed = change

    def open(self, feed: FeedState) -> None:
        """List what can be set, as it stands, and ask for what is chosen."""
        lines = (
            f"agent          {feed.agent or 'that of civicdesk'}",
            f"headers        {', '.join(feed.headers) or 'none'}",
            f"megabytes      {feed.megabytes or 'as all others'}",
            f"entries        {feed.entries or 'as of all others'}",
            f"local network  {'it may be of this machine or its network' if feed.local else 'no'}",
        )
        self._context.open(ChooseScreen(f"How {feed.name} is fetched", lines), lambda index: self._ask(feed, index))

    def _ask(self, feed: FeedState, index: int | None) -> None:
        match None if index is None else _FIELDS[index]:
            case "local":
                self._change(feed.url, {"local": not feed.local})
            case "agent":
                self._ask_line("The User-Agent to send to it (empty: that of civicdesk)", feed.agent, self._agent(feed))
            case "headers":
                self.ask_header(feed.url, feed.headers)
            case "megabytes" | "entries" as field:
                self._ask_number(feed, field, str(getattr(feed, field)))

    def ask_header(self, url: str, names: Sequence[str] = (), typed: str = "") -> None:
        """Ask for a header; `names` are those of the present ones, `typed` is what was answered before, and did not
        work."""

        def answered(answer: str) -> None:
            if answer:
                self._change(url, {"header": answer})

        there = f"; “{names[0]}:” alone removes that one" if names else ""
        self._ask_line(f"A header to send to its host, as “Name: value”{there}", typed, answered)

    def _agent(self, feed: FeedState) -> Callable[[str], None]:
        return lambda answer: self._change(feed.url, {"agent": clean_line(answer, 500)})

    def _ask_number(self, feed: FeedState, field: str, typed: str) -> None:
        most, question = _LIMITS[field]

        def answered(answer: str) -> None:
            if answer.isascii() and answer.isdecimal() and len(answer) < 10 and int(answer) <= most:
                self._change(feed.url, {field: int(answer)})
            else:
                self._context.notify_user(f"Give a whole number up to {most}.")
                self._ask_number(feed, field, answer)

        self._ask_line(question, typed, answered)

    def _ask_line(self, question: str, typed: str, then: Callable[[str], None]) -> None:
        def answered(answer: str | None) -> None:
            if answer is not None:
                then(answer)

        self._context.open(AskScreen(question, typed), answered)

    def _change(self, url: str, values: dict[str, str | int | bool]) -> None:
        self._have_changed(FeedChanged(url, values))
