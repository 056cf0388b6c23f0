"""The app's part that touches the world outside the terminal: the browser, the clipboard, what the next start knows."""

import contextlib
from functools import partial

from textual import on
from textual.app import App
from textual.notifications import SeverityLevel

from civic.fault import Fault
from tui.messages import CopyWanted, LinkWanted, RememberWanted
from tui.terminal.clipboard import copy
from tui.text.plain import host
from workspace.workspace import Workspace


class Worldly(App[None]):
    """A part of `CivicDesk`."""

    workspace: Workspace

    def tell(self, sentence: str, severity: SeverityLevel = "information", seconds: float = 5) -> None:
        """A message that goes away by itself."""
        raise NotImplementedError

    @on(LinkWanted)
    def _open_link(self, message: LinkWanted) -> None:
        import webbrowser

        if not host(message.url):
            self.tell("Only http and https links are opened.", "warning")
        elif not webbrowser.open(message.url):
            self.tell("No browser was found; y copies the link.", "warning")

    @on(CopyWanted)
    def _copy(self, message: CopyWanted) -> None:
        """By the terminal's own sequence (OSC 52), and for terminals without it by a clipboard program."""
        self.copy_to_clipboard(message.text)
        self.run_worker(partial(copy, message.text), thread=True, group="copy", exit_on_error=False)
        self.tell(f"Copied {message.what}.", seconds=2)

    @on(RememberWanted)
    def _remember(self, message: RememberWanted) -> None:
        with contextlib.suppress(Fault):  # it is forgotten then, and nothing else
            self.workspace.memory.set(message.name, message.value)
