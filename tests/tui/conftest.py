"""Desks on a library in memory, and the real program on a home of its own."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from textual.app import App
from textual.geometry import Size
from textual.notifications import Notification
from textual.pilot import Pilot

from civic.story import Story
from storage.live import jobs
from tests.background import child
from tests.doubles import NOW, MemoryLibrary
from tests.tui.rest import quick_pilots, styles_read_once
from tests.types import Drawn, OpenDesk, Put, Toasts, WaitUntil
from tui.app import CivicDesk
from workspace.workspace import Workspace

DEADLINE: Final = 60.0
"""Seconds that anything may take before it counts as never; generous, for busy machines."""
MemoryShelf = MemoryLibrary
"""As the double was called before."""


def a_story(number: int, title: str, text: str = "") -> Story:
    return Story(id=f"s{number}", title=title, text=text or title + ".", published=NOW - timedelta(hours=100 - number))


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def shelf() -> MemoryLibrary:
    """Five stories, the newest is s5."""
    shelf = MemoryLibrary()
    titles = ["Bins emptied", "Palantir in the police", "A park reopens", "Palantir in health", "Face scans in shops"]
    for number, title in enumerate(titles, 1):
        shelf.put(a_story(number, title), number)
    return shelf


async def until(pilot: Pilot[None], condition: Callable[[], object], seconds: float = DEADLINE) -> None:
    """Wait for what the program will come to by itself; the deadline only ends a test that has failed."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        await pilot.pause(0.01)


def screen_text(app: App[None]) -> str:
    """What stands on the screen, line by line."""
    width, height = app.size
    lines = app.screen._compositor.render_strips(Size(width, height))
    return "\n".join(strip.text for strip in lines)


@pytest.fixture
def put() -> Put:
    """Brings stories into the library of a desk, and shows them."""

    def bring(app: CivicDesk, *stories: Story) -> None:
        app.workspace.library.put_many(stories)
        app._desk_screen.take_in_changes()

    return bring


@pytest.fixture
def toasts() -> Toasts:
    """All messages that a desk shows just now."""
    return lambda app: " ".join(note.message for note in app._notifications)


@pytest.fixture
def wait_until() -> WaitUntil:
    return until


@pytest.fixture
def drawn() -> Drawn:
    return screen_text


@pytest.fixture(autouse=True)
def notifications_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep each notification until it is cleared: on a busy machine its seconds are over before a test looks."""
    monkeypatch.setattr(Notification, "time_left", 3600.0)


@pytest.fixture(autouse=True)
def pilots_are_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pilots(monkeypatch)
    styles_read_once(monkeypatch)


@pytest.fixture(autouse=True)
def background(monkeypatch: pytest.MonkeyPatch) -> None:
    """Analyse in threads: that starts no process for each desk."""
    monkeypatch.setattr(jobs, "Child", child)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def open_desk(home: Path) -> OpenDesk:
    """Opens the real program on the home folder: `async with open_desk(size) as (app, pilot)`."""

    @asynccontextmanager
    async def opened(size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[CivicDesk, Pilot[None]]]:
        with Workspace.open(home=home) as workspace:
            app = CivicDesk(workspace)
            async with app.run_test(size=size) as pilot:
                await until(pilot, lambda: app.screen.id == "desk")
                await until(pilot, lambda: app.desk.story is None or app.desk.analysis is not None)
                await until(pilot, lambda: "Reading …" not in screen_text(app))
                yield app, pilot

    return opened
