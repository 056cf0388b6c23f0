"""Which handler answers which request. Those that only a key of the user calls are imported and made by the first such
request: the first frame does not wait for them."""

from collections.abc import Iterable
from importlib import import_module
from typing import Final, Protocol

from tui.handlers.context import Answers, Context
from tui.screens.messages import (
    AskWanted,
    CodebookChangeWanted,
    CodebookWanted,
    DocumentAdded,
    DocumentWanted,
    OverviewWanted,
    RelatedWanted,
    Request,
    RulesWanted,
    StakeholderWanted,
    StoriesExportWanted,
)

WHEN_ASKED: Final[dict[type[Request], tuple[str, str]]] = {
    CodebookWanted: ("codebook", "CodebookHandler"),
    CodebookChangeWanted: ("codebook", "CodebookHandler"),
    AskWanted: ("second_opinion", "SecondOpinionHandler"),
    RulesWanted: ("rules", "RulesHandler"),
    StoriesExportWanted: ("export", "ExportHandler"),
    DocumentWanted: ("documents", "DocumentHandler"),
    DocumentAdded: ("documents", "DocumentHandler"),
    RelatedWanted: ("overview", "RelatedHandler"),
    OverviewWanted: ("overview", "OverviewHandler"),
    StakeholderWanted: ("overview", "OverviewHandler"),
}
"""The module of this folder and the class that answer a request."""


class Handler(Protocol):
    """What answers requests of some kinds."""

    @property
    def answers(self) -> Answers:
        """Return what answers each of them."""


class Handlers:
    """The handlers of a desk: those that are there from the start, and those that come when they are asked."""

    def __init__(self, context: Context, at_once: Iterable[Handler]) -> None:
        self.context = context
        self._answers = {request: answer for handler in at_once for request, answer in handler.answers.items()}
        self.made: dict[str, Handler] = {}
        """those that came when they were asked, by their modules"""

    def answer(self, request: Request) -> object:
        """Return what the handler of a request returns."""
        kind = type(request)
        if kind not in self._answers:
            module, name = WHEN_ASKED[kind]
            handler: Handler = getattr(import_module(f"tui.handlers.{module}"), name)(self.context)
            self.made[module] = handler
            self._answers.update(handler.answers)
        return self._answers[kind](request)

    def requests(self) -> set[type[Request]]:
        """Return the kinds of requests that are answered."""
        return {*self._answers, *WHEN_ASKED}
