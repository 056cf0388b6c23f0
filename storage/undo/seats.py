"""Which desk this is. A desk that is opened again takes back what the one before it did, but never what another one
does that is open beside it: each that is open has a seat of its own."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storage.files.disk import make_folder
from storage.files.errors import StorageError

if TYPE_CHECKING:
    pass

_MOST: Final = 20


class Seat:
    """The first seat that is free, till the process ends or it is left. `name` is "desk", "desk 2", …"""

    def __init__(self, folder: Path) -> None:
        """`folder` is where the locks of the seats stand; where it can't be written, the seat is the first."""
        from filelock import FileLock, Timeout  # no command takes a seat

        self.name = "desk"
        self._lock: FileLock | None = None
        with suppress(StorageError, OSError, NotImplementedError):
            make_folder(folder)
            for number in range(1, _MOST + 1):
                lock = FileLock(folder / f".desk-{number}.lock", timeout=0)
                try:
                    lock.acquire()
                except Timeout:
                    continue
                self._lock = lock
                self.name = "desk" if number == 1 else f"desk {number}"
                return

    def leave(self) -> None:
        """Let the next desk have the seat."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
