"""Keys one after the other: each one is done with before the next is looked at.

Textual forwards keys as fast as they come, and looks up what they mean when they come back up from the focus. Two keys
in one read of the terminal (a slow line, a busy machine) would so mean what they mean where the *first* one was
pressed: letters typed right behind the key of the filter would accept and reject suggestions.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

_PATIENCE: Final = 0.5
"""Seconds that one part of the screen may take over a key before the next one is looked at all the same."""


class KeyQueue:
    """Holds back the keys of an app; `deliver` is what the app did with an event without it."""

    def __init__(self, app: App[None], deliver: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app = app
        self._deliver = deliver
        self._keys: deque[events.Key] = deque()
        self._turn: asyncio.Task[None] | None = None

    async def put(self, key: events.Key) -> None:
        """Deliver a key when the ones before it are done with."""
        self._keys.append(key)
        await self._take()

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
    """Wait until a part of the screen has handled all that it was sent so far."""
    handled = asyncio.Event()
    if part.call_later(handled.set):
        try:
            await asyncio.wait_for(handled.wait(), _PATIENCE)
        except TimeoutError:
            return
