"""A bound on what is in memory at once, where many things come side by side."""

import asyncio


class Room:
    """Room for so many bytes. What is as large as all of it still gets in, once there is any room at all."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._freed = asyncio.Event()

    async def take(self, size: int) -> None:
        """Wait until there is room, and take so much of it."""
        while self._left <= 0:
            self._freed.clear()
            await self._freed.wait()
        self._left -= size

    def give(self, size: int) -> None:
        """Give so much back."""
        self._left += size
        self._freed.set()
