"""One writer at a time, across processes: a lock file beside what it guards."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from storage.files.disk import make_folder, open_regular, shown, unwritable
from storage.files.errors import LockedError, StorageError
from storage.files.places import holder_of, lock_of


@contextmanager
def locked(path: Path, timeout: float = 10.0) -> Iterator[None]:
    """Hold the lock of the file `path` (it need not exist) for a block; `timeout` in seconds, 0 to try once.

    Threads of one process exclude each other too. Raises LockedError, with a sentence that names the holder, and
    UnwritableError where no lock file can be made.
    """
    make_folder(path.parent)
    lock = FileLock(lock_of(path), timeout=timeout, poll_interval=0.01)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(_held(path)) from None
    except (OSError, NotImplementedError) as error:
        raise unwritable(path, error if isinstance(error, OSError) else OSError(str(error))) from error
    try:
        _sign(path)
        yield
    finally:
        lock.release()


def _sign(path: Path) -> None:
    """Say who holds the lock, for the sentence of those who wait in vain. Nothing depends on it."""
    with suppress(OSError):
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NONBLOCK", 0)  # never waiting on a pipe
        descriptor = os.open(holder_of(path), flags, 0o600)
        try:
            os.write(descriptor, b'{"pid": %d, "since": %d}' % (os.getpid(), datetime.now(UTC).timestamp()))
        finally:
            os.close(descriptor)


def _held(path: Path) -> str:
    who = "another process"
    with suppress(OSError, StorageError, ValueError, OverflowError), open_regular(holder_of(path)) as file:
        match json.load(file):
            case {"pid": int(pid), "since": int(since)}:
                clock = datetime.fromtimestamp(since, UTC).astimezone()
                who = f"process {pid} (since {clock:%H:%M:%S})"
    return f"{shown(path)} is being written by {who}: wait for it or end it, then do it again."
