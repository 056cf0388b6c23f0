"""Keys and pastes one after the other: each one is done with before the next is looked at.

Textual forwards keys as fast as they come, and looks up what they mean when they come back up from the focus. Two keys
in one read of the terminal (a slow line, a busy machine) would so mean what they mean where the *first* one was
pressed: letters typed right behind the key of the filter would accept and reject suggestions. A paste goes to what has
the focus when its turn comes: let past the keys before it, it would be lost on the way to the box that they open.

ESC and a key right behind it are read as that key with alt. They are what they were typed as, unless the key with alt
means something.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Container
from contextlib import suppress
from typing import Final

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

from tui.terminal.input_parser import split

_LOOK: Final = 0.5
"""Seconds between two looks at whether a part of the screen that takes its time is still there."""
_PATIENCE: Final = 10.0
"""Seconds after which the next key is looked at all the same: then something hangs, and the key may lead out of it."""
_SERIES: Final = 0.15
"""Seconds after a key in which another one may come: keys that are held or typed come faster."""

_REST: Final = 2.0
"""Seconds without a key after which the user reads, or is away."""


class KeyQueue:
    """Holds back the keys and pastes of an app; `deliver` is what the app did with an event without it, `own` are the
    keys that the user gave to commands."""

    def __init__(
        self, app: App[None], deliver: Callable[[events.Event], Awaitable[None]], own: Container[str] = ()
    ) -> None:
        self._app = app
        self._deliver = deliver
        self._own = own
        self._keys: deque[events.Key | events.Paste] = deque()
        self._turn: asyncio.Task[None] | None = None
        self._last = 0.0

    @property
    def in_series(self) -> bool:
        """Return whether a key came just now, and the next one may follow in a moment."""
        return time.monotonic() - self._last < _SERIES

    @property
    def rests(self) -> bool:
        """Return whether no key has come for a while, so that none is likely to come in a moment."""
        return time.monotonic() - self._last > _REST

    @property
    def held(self) -> bool:
        """Return whether a key waits for its turn, or one is not yet done with."""
        return bool(self._keys) or self._turn is not None

    async def put(self, key: events.Key | events.Paste) -> None:
        """Deliver a key or a paste when the ones before it are done with."""
        self._last = time.monotonic()
        self._keys.extend(self._as_typed(key) if isinstance(key, events.Key) else [key])
        await self._take()

    def _as_typed(self, key: events.Key) -> list[events.Key]:
        keys = split(key)
        is_one = len(keys) == 1 or key.key in self._own or key.key in self._app.screen.active_bindings
        return [key] if is_one else keys

    async def _take(self) -> None:
        """Deliver the key whose turn it is, and see to the next when it is done with."""
        if not self._keys or self._turn is not None:
            return
        target = self._app.focused or self._app.screen
        await self._deliver(self._keys.popleft())
        self._turn = asyncio.create_task(self._see_out([*target.ancestors_with_self]))

    async def _see_out(self, way: list[MessagePump]) -> None:
        """Wait until the key has gone all the way up from where it was pressed, and what it led to is done."""
        for part in (*way, self._app.screen):
            await _done_with(part)
        await _done_with(self._app.screen)  # another one, if the key has opened it
        self._turn = None
        if self._keys and self._app.is_running:
            self._app.call_later(self._take)


async def _done_with(part: MessagePump) -> None:
    """Wait until a part of the screen has handled all that it was sent so far, or is gone."""
    handled = asyncio.Event()
    until = time.monotonic() + _PATIENCE
    is_there = part.call_later(handled.set)
    while is_there and not handled.is_set() and time.monotonic() < until:
        with suppress(TimeoutError):
            await asyncio.wait_for(handled.wait(), _LOOK)
        is_there = part.is_running
