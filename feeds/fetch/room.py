"""A bound on what is there at once, where many things come side by side."""

import asyncio


class Room:
    """Room for so many bytes, say. What is as large as all of it still gets in, once there is any room at all. Who came
    first gets in first."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._freed = asyncio.Event()
        self._turn = asyncio.Lock()

    async def take(self, size: int) -> None:
        """Wait until there is room, and take so much of it."""
        async with self._turn:
            while self._left <= 0:
                self._freed.clear()
                await self._freed.wait()
            self._left -= size

    def grab(self, size: int) -> None:
        """Take so much, whether or not there is room."""
        self._left -= size

    def give(self, size: int) -> None:
        """Give so much back."""
        self._left += size
        self._freed.set()
