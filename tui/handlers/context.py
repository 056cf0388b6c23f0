"""What a handler is given: the workspace, and as much of the app as it takes to answer a screen."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias, TypeVar

from textual.app import App
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.worker import Worker

from civic.codebook import Codebook
from civic.fault import Fault
from civic.operation import Operation
from tui.screens.desk.screen import DeskScreen
from tui.screens.messages import Request, ShowsFeeds
from tui.widgets.told import tell
from workspace.workspace import Workspace

if TYPE_CHECKING:
    from tui.screens.feeds import FeedsScreen

_Answer = TypeVar("_Answer")
_Arguments = ParamSpec("_Arguments")

Answers: TypeAlias = Mapping[type[Request], Callable[[Any], object]]
"""What answers each kind of request. What it returns is awaited where that can be."""


class Context:
    """The workspace, the main screen, workers, questions and notifications."""

    def __init__(
        self, app: App[None], workspace: Workspace, desk_screen: DeskScreen, now: Callable[[], datetime]
    ) -> None:
        self._app = app
        self.now = now
        self.reloads: list[Callable[[], None]] = []
        """what shows again what a step can change beside the desk: views, feeds, the codebook"""
        self._under_way: dict[str, str] = {}
        self.workspace = workspace
        self.desk_screen = desk_screen

    @property
    def codebook(self) -> Codebook:
        """Return the codebook that concerns are named by, of whatever story."""
        return self.desk_screen.desk.own_codebook

    @property
    def screen(self) -> Screen[object]:
        """Return the screen that is shown."""
        return self._app.screen

    @property
    def is_open(self) -> bool:
        """Return whether app and desk are there, and not just being closed."""
        return self._app.is_running and self.desk_screen.is_running

    @property
    def is_on_desk(self) -> bool:
        """Return whether the desk is shown, with nothing over it."""
        return self.screen is self.desk_screen

    @property
    def feeds_screen(self) -> "FeedsScreen | None":
        """Return the screen of the feeds, where that is shown."""
        if self.screen.id != "feeds":
            return None
        from tui.screens.feeds import FeedsScreen  # like every screen that a key alone opens

        return self.screen if isinstance(self.screen, FeedsScreen) else None

    # to the user

    def notify_user(
        self, sentence: str, severity: SeverityLevel = "information", seconds: float = 5, *, is_lasting: bool = False
    ) -> None:
        """Show a sentence for some seconds, also where the screen changes meanwhile if it is lasting."""
        tell(self._app, sentence, severity, seconds, is_lasting=is_lasting)

    def notify_fault(self, fault: Exception, severity: SeverityLevel = "error") -> None:
        """Show why something could not be done."""
        self.notify_user(str(fault), severity, 10)

    @property
    def progress(self) -> str:
        """Return how far long work is, of several the one that was begun last; "" where there is none."""
        return next(reversed(self._under_way.values()), "")

    def show_progress(self, text: str, work: str = "") -> None:
        """Show how far long work is ("" when it is done), on the desk and among the feeds. `work` tells what goes on
        beside other work, whose end does not hide it."""
        if text:
            self._under_way[work] = text
        else:
            self._under_way.pop(work, None)
        self.desk_screen.status.show_progress(self.progress)
        if isinstance(self.screen, ShowsFeeds):
            self.screen.show_progress()
            if not text:
                self.screen.show_feeds()

    def show_feeds(self) -> None:
        """Show the subscriptions as they are now, where a screen has them, and what to do where there are none."""
        self.desk_screen.show_advice()
        if isinstance(self.screen, ShowsFeeds):
            self.screen.show_feeds()

    def show_offline(self, offline: bool) -> None:
        """Show on the desk, as long as it is so, that no feed can be reached."""
        self.desk_screen.status.show_offline(offline)
        self.desk_screen.show_advice()

    def show_changes(self) -> None:
        """Show stories and suggestions that have come."""
        self.desk_screen.take_in_changes()

    def show_step(self, label: str, operations: Sequence[Operation]) -> None:
        """Show what rules have written, as one step to undo."""
        self.desk_screen.show_step(label, operations)

    def back_to_desk(self) -> None:
        """Close every screen above the desk."""
        while self.screen is not self.desk_screen and len(self._app.screen_stack) > 1:
            self._app.pop_screen()

    def open_story(self, story: str) -> None:
        """Show the story with this id on the desk."""
        self.back_to_desk()
        self.desk_screen.open_story(story)

    # questions and screens

    def open(self, screen: Screen[_Answer], then: Callable[[_Answer | None], None] | None = None) -> None:
        """Show a screen, and call `then` with its answer."""
        self._app.push_screen(screen, then)

    async def show(self, screen: Screen[_Answer], then: Callable[[_Answer | None], None]) -> None:
        """Show a screen, and return when it is there; call `then` with its answer."""
        await self._app.push_screen(screen, then)

    async def choose(self, question: str, answers: Sequence[str]) -> int | None:
        """Return the position of the answer that the user chooses; None where they leave. In a worker only."""
        from tui.screens.choose import ChooseScreen

        return await self.answer(ChooseScreen(question, answers))

    async def answer(self, screen: Screen[_Answer]) -> _Answer | None:
        """Show a screen and return its answer. In a worker only."""
        return await self._app.push_screen_wait(screen)

    # work

    def start(self, work: Coroutine[Any, Any, None], group: str) -> Worker[None]:
        """Do work beside the screen, in the same thread."""
        return self._app.run_worker(work, group=group, exit_on_error=False)

    def start_thread(self, work: Callable[[], None], group: str, *, exclusive: bool = False) -> None:
        """Do work in a thread; with `exclusive`, in place of what its group still does."""
        self._app.run_worker(work, thread=True, group=group, exclusive=exclusive, exit_on_error=False)

    def from_thread(
        self, do: Callable[_Arguments, object], *arguments: _Arguments.args, **keywords: _Arguments.kwargs
    ) -> None:
        """Do something on the screen, from a thread, and wait for it."""
        self._app.call_from_thread(do, *arguments, **keywords)

    def open_in_browser(self, url: str) -> bool:
        """Open an address in the user's browser, and return whether there is one: where the desk itself is shown in a
        browser, in that, which may be on another machine."""
        if self._app.is_web:
            self._app.open_url(url)
            return True
        import webbrowser

        return webbrowser.open(url)

    def copy(self, text: str) -> None:
        """Put text on the clipboard by the terminal's own sequence (OSC 52)."""
        self._app.copy_to_clipboard(text)

    def attempt(self, change: Callable[[], _Answer]) -> _Answer | None:
        """Return what a change returns; None, with a notification, where it can't be made."""
        try:
            return change()
        except Fault as fault:
            self.notify_fault(fault)
            return None
