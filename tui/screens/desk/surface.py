"""What the parts of the main screen are given of it: the session, painting, questions and notifications."""

from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any, Protocol, TypeAlias, TypeVar

from textual.message import Message
from textual.screen import Screen

from tui.desk.guidance import without_story
from tui.desk.session import Desk
from tui.screens.messages import Notifier
from workspace.undo.undo import Done

_Answer = TypeVar("_Answer")

Commands: TypeAlias = Mapping[str, Callable[[], object]]
"""What a part does, by the ids of the commands in `tui.keys.commands`."""


class Surface(Notifier, Protocol):
    """The main screen as its parts know it."""

    @property
    def desk(self) -> Desk:
        """Return the session that is shown."""

    def show_view(self) -> None:
        """Paint the stories in view and the open one."""

    def show_turn(self, done: Done | None) -> None:
        """Paint what has been taken back or made again."""

    def show_story(self) -> None:
        """Paint the open story."""

    def show_advice(self) -> None:
        """Paint what to do next."""

    def post_message(self, message: Message) -> bool:
        """Ask something of the app."""

    def ask(self, question: Screen[_Answer], then: Callable[[_Answer | None], None]) -> None:
        """Show a question, and call `then` with the answer."""

    async def answer(self, question: Screen[_Answer]) -> _Answer | None:
        """Show a question and return the answer. In a worker only."""

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Do long work in a worker."""


def done_to_a_story(surface: Surface, *parts: Commands) -> Commands:
    """Return the commands of all parts, of which those that are done to a story say it where there is none."""

    def run(command: str, do: Callable[[], object]) -> None:
        if sentence := without_story(surface.desk, command):
            surface.notify_user(sentence)
        else:
            do()

    return {command: partial(run, command, do) for part in parts for command, do in part.items()}
