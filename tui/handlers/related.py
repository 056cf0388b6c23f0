"""Stories that are related to the open one, to choose from."""

import asyncio
from datetime import UTC, datetime
from typing import Final

from textual.worker import Worker

from civic.codebook import Codebook
from civic.dates import day
from civic.related import Kinship
from civic.text import clean_line
from civic.unaided import NOT_RELATED
from tui.handlers.context import Answers, Context
from tui.screens.messages import RelatedWanted
from workspace.ports import Row

_RELATED: Final = 30
_WIDE: Final = 68
"""Characters that stand on one line of a question."""


class RelatedHandler:
    """Looks for related stories; a new request takes the place of the last."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._worker: Worker[None] | None = None

    @property
    def answers(self) -> Answers:
        """Return what answers requests."""
        return {RelatedWanted: self._open}

    def _open(self, request: RelatedWanted) -> None:
        if self._worker is not None:
            self._worker.cancel()
        self._worker = self._context.start(self._offer(request.story), "related")

    async def _offer(self, story: str) -> None:
        library = self._context.workspace.library
        found = await asyncio.to_thread(library.related, story, _RELATED)
        rows = {row.key: row for row in library.rows([one.key for one in found])}
        there = [(rows[one.key], one) for one in found if one.key in rows]
        if not there:
            self._context.notify_user(
                NOT_RELATED
                if self._context.workspace.sight.unaided
                else "No other story shares its stakeholders or concerns; p and t add what was missed."
            )
            return
        lines = [_line(row, one, self._context.codebook) for row, one in there]
        question = "Stories that share stakeholders and concerns with this one"
        answer = await self._context.choose(question, lines)
        if answer is not None:
            self._context.open_story(there[answer][0].id)


def _line(row: Row, one: Kinship, codebook: Codebook) -> str:
    """Return a related story on two lines: its title; where and when, and what it shares."""
    when = day(datetime.fromtimestamp(row.when, UTC), year=True) if row.when else ""
    shared = ", ".join(codebook.label(value) if kind == "concern" else value for kind, value in one.shared[:4])
    details = " · ".join(part for part in (clean_line(row.source, 24), when, shared) if part)
    return f"{clean_line(row.title, _WIDE)}\n   {clean_line(details, _WIDE - 3)}"
