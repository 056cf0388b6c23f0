"""What makes a desk that a test drives quick: it is waited for until it rests, drawn then, and its styles read once."""

import asyncio
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

import pytest
import textual.app
import textual.pilot
from textual._compositor import Compositor
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from tests.background import InThread

_SOON: Final = 0.02
"""Seconds in which a timer belongs to what is under way: a screen is laid out and drawn by one of 8 ms."""
_LONG: Final = 0.1
"""Seconds after which timers that go on and on are waited for no more."""
_THREADS: Final = 2.0
"""Seconds that a pause waits for threads at most: some wait for the test itself."""
_LOOP: Final = 3.0
"""Seconds that it waits for the loop at most."""
_ANALYSIS: Final = 20.0
"""Seconds that it waits for the analysis at most."""
_STYLES: Final[dict[object, list[RuleSet]]] = {}
"""What the styles of this process say, by their text and the colours in it; the rules of one are never changed."""


def _next_timer(loop: Any, end: float) -> float | None:
    """Return when the loop's next timer goes off, if that is before the end."""
    return min((each.when() for each in loop._scheduled if not each.cancelled() and each.when() <= end), default=None)


async def settle(*_: float) -> None:
    """Wait until nothing is left to do in the loop, nor will be in a moment.

    Textual's own wait sleeps until the process has done nothing for 20 ms: two of these a key are most of what a test
    takes, and where the machine is busy with others, the process does nothing, too."""
    loop = asyncio.get_running_loop()
    start, waited = loop.time(), 0.0
    while waited < _LONG:
        await asyncio.sleep(0)
        now = loop.time()
        if loop._ready and now < start + _LOOP:  # type: ignore[attr-defined]
            continue
        # counted from when the loop has nothing more to do, which on a busy machine may take longer than any timer
        if (due := _next_timer(loop, now + (_SOON / 2 if waited else _SOON))) is None:
            break
        await asyncio.sleep(max(0.0, due - now))
        waited += loop.time() - now
    deadline = time.monotonic() + _ANALYSIS
    while InThread.at_work() and time.monotonic() < deadline:  # noqa: ASYNC110 — a thread's end sets no event
        await asyncio.sleep(0.002)


def quick_pilots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the pilot's keys and pauses end when the desk is at rest, its threads and what they lead to included, and
    the screen drawn once by then."""
    working: set[Future[Any]] = set()
    submit, pause, press, render = ThreadPoolExecutor.submit, Pilot.pause, Pilot.press, Compositor.render_update

    def noted(self: ThreadPoolExecutor, *arguments: Any, **keywords: Any) -> Future[Any]:
        future = submit(self, *arguments, **keywords)
        working.add(future)
        future.add_done_callback(working.discard)
        return future

    def draw(app: App[Any]) -> None:
        if app._running and not app._exit and app._screen_stack:
            render(app.screen._compositor, screen_stack=app._background_screens)

    async def rest(pilot: Pilot[Any]) -> None:
        end = time.monotonic() + _THREADS
        while working and time.monotonic() < end:
            await asyncio.sleep(0.002)
            if not working:
                await pause(pilot)
        draw(pilot.app)

    async def pause_and_rest(pilot: Pilot[Any], delay: float | None = None) -> None:
        await pause(pilot, delay)
        if delay is None:
            await rest(pilot)

    async def press_and_rest(pilot: Pilot[Any], *keys: str) -> None:
        await press(pilot, *keys)
        await rest(pilot)

    monkeypatch.setattr(textual.app, "wait_for_idle", settle)
    monkeypatch.setattr(textual.pilot, "wait_for_idle", settle)
    monkeypatch.setattr(ThreadPoolExecutor, "submit", noted)
    monkeypatch.setattr(Pilot, "pause", pause_and_rest)
    monkeypatch.setattr(Pilot, "press", press_and_rest)
    monkeypatch.setattr(Compositor, "render_update", lambda *_, **__: None)


def styles_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all desks of this process share what was read of the same styles."""
    parse = Stylesheet._parse_rules

    def known(sheet: Stylesheet, css: str, *about: Any, **more: Any) -> list[RuleSet]:
        key = (css, about, tuple(more.items()), frozenset(sheet._variables.items()))
        if key not in _STYLES:
            _STYLES[key] = parse(sheet, css, *about, **more)
        return _STYLES[key]

    monkeypatch.setattr(Stylesheet, "_parse_rules", known)
