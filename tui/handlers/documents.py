"""Files of the user's as stories, by their paths."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from civic.fault import Fault
from civic.text import clean_line
from tui.handlers.context import Answers, Context
from tui.screens.ask import AskScreen
from tui.screens.messages import Asked, DocumentAdded, DocumentWanted, ImportWanted
from workspace.file_names import completed
from workspace.files import full

if TYPE_CHECKING:
    from workspace.exchange.documents import Added

_ASKED: Final = {"title": "title", "text": "text", "published": "date"}
"""Fields that the user is asked for where a table does not name them, and the words for them."""
_SHOWN: Final = 200
"""Columns of a table that can be chosen from."""
_NAMED: Final = 3
"""So many files are named that could not be read."""


class DocumentHandler:
    """Adds files and folders; what they hold is read in a process of its own."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @property
    def answers(self) -> Answers:
        """Return what answers requests."""
        return {
            DocumentWanted: lambda _: self._ask(),
            DocumentAdded: lambda request: self._start(request.name),
        }

    def _ask(self, typed: str = "") -> None:
        question = (
            "The file to add as a story (.pdf .docx .eml .csv .html .md .txt .json), or a folder of them; or the list"
            " of feeds of another reader (.opml)"
        )
        asked = AskScreen(question, typed, example="~/report.pdf", complete=completed)
        self._context.open(asked, lambda name: self._start(name or ""))

    def _start(self, name: str) -> None:
        if name:
            self._context.start(self._add(name), "documents")

    async def _add(self, name: str) -> None:
        from workspace.exchange.documents import LISTS, add_documents, path_in  # the readers: not at every start

        path = path_in(name) or full(Path(name))
        if path.suffix.lower() in LISTS:
            self._context.screen.post_message(Asked(ImportWanted(str(path))))
            return
        try:
            self._context.show_progress("reading the file …")
            done = await asyncio.to_thread(
                add_documents, self._context.workspace, [path], lambda _: None, ask=self._asker()
            )
        except Fault as fault:
            self._context.notify_fault(fault)
            self._ask(name)
            return
        finally:
            self._context.show_progress("")
        self._context.show_changes()
        self._report(done, name)

    def _report(self, done: "Added", name: str) -> None:
        """Say what came of a file, and open it where it is one; where nothing did, ask again."""
        for skipped in done.skipped[:_NAMED]:
            self._context.notify_user(f"{clean_line(skipped.path.name, 100)}: {skipped.reason}.", "warning", 10)
        if len(done.skipped) > _NAMED:
            self._context.notify_user(f"{len(done.skipped) - _NAMED} more files were left out.", "warning")
        for path, remark in done.remarks[:_NAMED]:
            self._context.notify_user(f"{clean_line(path.name, 100)}: {remark}.", "warning", 10)
        if not done.new + done.changed + done.same:
            self._ask(name)
            return
        if done.new or done.changed:
            new = "1 new story" if done.new == 1 else f"{done.new} new stories"
            changed = f", {done.changed} changed" if done.changed else ""
            self._context.notify_user(f"Added {new}{changed}; u takes it back.")
        else:
            self._context.notify_user("That is here already.")
        if len(done.ids) == 1 and self._context.is_on_desk:
            self._context.open_story(done.ids[0])

    def _asker(self) -> Callable[[Path, Sequence[str]], Mapping[str, str]]:
        """Return what asks for the columns of a table, for a worker thread."""
        loop = asyncio.get_running_loop()

        def ask(path: Path, names: Sequence[str]) -> Mapping[str, str]:
            question: Coroutine[Any, Any, dict[str, str]] = self._ask_columns(path, names)
            return asyncio.run_coroutine_threadsafe(question, loop).result()

        return ask

    async def _ask_columns(self, path: Path, names: Sequence[str]) -> dict[str, str]:
        """Return the numbers of the columns that the user chooses, by the fields that they hold."""
        chosen: dict[str, str] = {}
        answers = ["none of them", *(clean_line(name, 60) or "(no name)" for name in names[:_SHOWN])]
        for field, word in _ASKED.items():
            index = await self._context.choose(
                f"Which column of {clean_line(path.name, 60)} holds the {word}?", answers
            )
            if index is None:
                return {}
            if index:
                chosen[field] = str(index)
        return chosen
