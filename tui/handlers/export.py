"""Stories to a file, as the desk is asked for it."""

import asyncio
from pathlib import Path

from textual.worker import Worker

from civic.fault import Fault
from civic.query import Query
from civic.text import clean_line
from civic.wording import describe_count
from tui.handlers.context import Answers, Context
from tui.screens.ask import AskScreen
from tui.screens.messages import StoriesExportWanted
from workspace.file_names import completed, proposed
from workspace.files import full


class ExportHandler:
    """Writes one file at a time."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._worker: Worker[None] | None = None

    @property
    def answers(self) -> Answers:
        """Return what answers requests."""
        return {StoriesExportWanted: self._open}

    def _open(self, request: StoriesExportWanted) -> None:
        if self._worker is not None and not self._worker.is_finished:
            self._context.notify_user("Another file is still being written; a moment, please.", "warning")
        else:
            self._worker = self._context.start(self._ask(request.which, request.query), "export")

    async def _ask(self, which: str, query: Query) -> None:
        """Ask for a file, and for a title where it has one, until it is written or the user leaves; what was typed
        stays there to be changed."""
        from civic.export.formats import BRIEFING  # brings every format along: not at every start
        from workspace.export import format_for, require_target

        question = f"Write {which} to which file? Its name ends with .md, .html, .csv, .json, .jsonl or .atom."
        name, title = "", ""

        def take(answer: str) -> None:
            if answer:
                require_target(self._context.workspace, full(Path(answer)))

        while True:
            asked = AskScreen(
                question, name or proposed("stories", ".md"), complete=completed, is_proposal=not name, take=take
            )
            answer = await self._context.answer(asked)
            if not answer:
                return
            name = answer
            if "title" in format_for(Path(name)).options:
                called = await self._context.answer(AskScreen("What is it called?", title, example=BRIEFING))
                if called is None:
                    continue
                title = called
            if await self._is_written(query, full(Path(name)), title) or not self._context.is_on_desk:
                return

    async def _is_written(self, query: Query, path: Path, title: str) -> bool:
        from workspace.export import export_to_file, unblinded

        def show(progress: str) -> None:
            self._context.from_thread(self._context.show_progress, progress)

        try:
            written, copies = await asyncio.to_thread(export_to_file, self._context.workspace, query, path, show, title)
        except (Fault, OSError) as fault:
            self._context.notify_fault(fault)
            return False
        finally:
            self._context.show_progress("")
        self._context.notify_user(f"Wrote {describe_count(written, copies)} to {clean_line(str(path), 300)}.")
        if warning := unblinded(self._context.workspace, query):
            self._context.notify_user(warning, "warning", 12)
        return True
