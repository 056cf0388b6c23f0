"""Types of the fixtures that are functions, for the annotations of the tests that use them."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

from textual.app import App
from textual.pilot import Pilot

from civic.story import Story
from tui.app import CivicDesk

T = TypeVar("T")
Opened = AbstractAsyncContextManager[tuple[CivicDesk, Pilot[None]]]
"""What `async with … as (app, pilot)` opens."""
Drawn = Callable[[App[None]], str]
"""Returns what stands on the screen, line by line."""
Toasts = Callable[[CivicDesk], str]
"""Returns the notifications that are shown just now, in one line."""


class OpenDesk(Protocol):
    """Opens the program on the home folder of the test, in a terminal of this size (columns, rows)."""

    def __call__(self, size: tuple[int, int] = (120, 40)) -> Opened: ...


class DeskOf(Protocol):
    """Opens the program on this many made-up stories."""

    def __call__(self, number: int, size: tuple[int, int] = (120, 40)) -> Opened: ...


class WaitUntil(Protocol):
    """Waits for what the program comes to by itself; fails after so many seconds."""

    async def __call__(self, pilot: Pilot[None], condition: Callable[[], object], seconds: float = 20) -> None: ...


class Put(Protocol):
    """Brings stories into the library of a desk, and shows them."""

    def __call__(self, app: CivicDesk, *stories: Story) -> None: ...


def present(value: T | None) -> T:
    """Return the value; the test fails where it is None."""
    assert value is not None
    return value
