"""The world outside the terminal: the browser, the clipboard, what the next start remembers."""

import contextlib
from functools import partial

from civic.fault import Fault
from tui.handlers.context import Answers, Context
from tui.screens.messages import CopyWanted, LinkWanted, RememberWanted
from tui.terminal.clipboard import copy
from tui.text.plain import host


class SystemHandler:
    """Opens links, copies text, remembers values."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @property
    def answers(self) -> Answers:
        """Return what answers requests."""
        return {LinkWanted: self._open_link, CopyWanted: self._copy, RememberWanted: self._remember}

    def _open_link(self, request: LinkWanted) -> None:
        if not host(request.url):
            self._context.notify_user("Only http and https links are opened.", "warning")
        elif not self._context.open_in_browser(request.url):
            self._context.notify_user("No browser was found; y copies the link.", "warning")

    def _copy(self, request: CopyWanted) -> None:
        """Copy by the terminal's own sequence, and for terminals without it by a clipboard program."""
        self._context.copy(request.text)
        self._context.start_thread(partial(_copy_by_program, request.text), "copy")
        self._context.notify_user(f"Copied {request.what}.", seconds=2)

    def _remember(self, request: RememberWanted) -> None:
        with contextlib.suppress(Fault):  # it is forgotten then, and nothing else
            self._context.workspace.memory.set(request.name, request.value)


def _copy_by_program(text: str) -> None:
    copy(text)
