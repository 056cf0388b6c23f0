"""The work of child processes in the test's own process: the same work, without the start of a process."""

import json
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import ClassVar, Self

from feeds.formats.parse import Answer
from feeds.formats.worker import answers
from storage.files.child import Child
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.live import analyser

_PATIENCE = 20.0


class InThread(Child):
    """A child that is a thread of this process, and does not pause for keys."""

    _threads: ClassVar[set[threading.Thread]] = set()

    def __init__(self, places: Places) -> None:
        self._wishes = analyser.Wishes()
        self._thread = threading.Thread(target=self._run, args=(places, self._wishes), daemon=True)
        self._threads.add(self._thread)
        self._thread.start()

    @classmethod
    def at_work(cls) -> bool:
        """Return whether any of them is at work."""
        cls._threads = {thread for thread in cls._threads if thread.is_alive()}
        return bool(cls._threads)

    @staticmethod
    def _run(places: Places, wishes: analyser.Wishes) -> None:
        with suppress(StorageError, OSError):
            analyser.run(places, wishes)

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def lines(self) -> list[str]:
        return []

    def tell(self, line: str) -> None:
        if line:
            self._wishes.hear(line)

    def wait(self, timeout: float) -> int | None:
        self._thread.join(timeout)
        return None if self.running else 0

    def end(self) -> None:
        self._thread.join(_PATIENCE)


def child(module: str, places: Places, arguments: Sequence[str] = ()) -> Child:
    """Return a child for a module: for the analyser a thread, else a process."""
    return InThread(places) if module == analyser.__name__ else Child(module, places, arguments)


class ReaderHere:
    """What reads feeds for `feeds.formats.parse`, without limits of time and memory."""

    def __init__(self) -> None:
        self.asked = self.answered = 0
        self.spoilt = False
        self._requests: deque[tuple[dict[str, str], bytes]] = deque()

    @classmethod
    async def start(cls) -> Self:
        return cls()

    def ask(self, header: dict[str, str], body: bytes) -> None:
        self.asked += 1
        self._requests.append((header, body))

    async def answer(self, take: Callable[[Answer], None]) -> Answer:
        for written in map(json.dumps, answers(*self._requests.popleft())):
            answer: Answer = json.loads(written)
            if not isinstance(item := answer.get("item"), dict):
                self.answered += 1
                return answer
            take(item)
        raise EOFError

    async def overran(self) -> bool:
        return False

    async def stop(self) -> None:
        pass
