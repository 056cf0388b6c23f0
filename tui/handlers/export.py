"""Stories to a file, as the desk is asked for it."""

import asyncio
from pathlib import Path

from textual.worker import Worker

from civic.fault import Fault
from civic.query import Query
from civic.text import clean_line
from civic.wording import describe_count
from tui.handlers.context import Answers, Context
from tui.screens.messages import StoriesExportWanted
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
            self._worker = self._context.start(
                self._export(request.query, full(Path(request.name)), request.title), "export"
            )

    async def _export(self, query: Query, path: Path, title: str) -> None:
        from workspace.export import export_to_file, unblinded  # brings every format along: not at every start

        def show(progress: str) -> None:
            self._context.from_thread(self._context.show_progress, progress)

        try:
            written, copies = await asyncio.to_thread(export_to_file, self._context.workspace, query, path, show, title)
        except (Fault, OSError) as fault:
            self._context.notify_fault(fault)
        else:
            self._context.notify_user(f"Wrote {describe_count(written, copies)} to {clean_line(str(path), 300)}.")
            if warning := unblinded(self._context.workspace, query):
                self._context.notify_user(warning, "warning", 12)
        finally:
            self._context.show_progress("")
