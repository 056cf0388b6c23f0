"""One writer at a time, across processes: a lock file beside what it guards."""

import errno
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from inspect import signature
from pathlib import Path
from typing import Any, Final

from storage.files.disk import is_running, make_folder, open_regular, shown, unwritable
from storage.files.errors import LockedError, StorageError
from storage.files.places import held_of, holder_of, lock_of

_NO_LOCKS: Final = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP)
"""What a file system without locks answers."""
_POLL: Final = 0.01
_SECOND_WAIT: Final = 0.05
"""Seconds to wait for a holder that has been waited for in vain: one that is stopped costs one wait, not one a key."""
_FORGOTTEN: Final = 3600.0
"""Seconds after which a lock that another machine left is nobody's."""
_in_vain: Final[dict[Path, bytes]] = {}
"""By the file that it guards, the holder of a lock that this process has last waited for in vain."""


class _InVainError(Exception):
    """The lock was waited for as long as it was to be."""


@contextmanager
def locked(path: Path, timeout: float = 10.0) -> Iterator[None]:
    """Hold the lock of the file `path` (it need not exist) for a block; `timeout` in seconds, 0 to try once. Who has
    waited in vain hardly waits again for the same holder.

    Threads of one process exclude each other too. Raises LockedError, with a sentence that names the holder, and
    UnwritableError where no lock file can be made.
    """
    make_folder(path.parent)
    if path in _in_vain and _in_vain[path] == _holder(path):
        timeout = min(timeout, _SECOND_WAIT)
    try:
        release = _acquire(path, timeout)
    except _InVainError:
        _in_vain[path] = _holder(path)
        raise LockedError(_held(path)) from None
    except OSError as error:
        in_the_way = error.errno in (errno.EISDIR, errno.ELOOP) and error.filename
        raise unwritable(Path(os.fsdecode(error.filename)) if in_the_way else path, error) from error
    try:
        _in_vain.pop(path, None)
        _sign(path)
        yield
    finally:
        release()


def _acquire(path: Path, timeout: float) -> Callable[[], object]:
    """Acquire the lock and return what gives it back. Raises _InVainError, OSError."""
    from filelock import FileLock, Timeout  # costs as much as a command that only reads, which locks nothing

    # Its own stand-in for missing locks takes the file that we leave lying for one that is held.
    strict: dict[str, Any] = (
        {"fallback_to_soft": False} if "fallback_to_soft" in signature(FileLock.__init__).parameters else {}
    )
    lock = FileLock(lock_of(path), timeout=timeout, poll_interval=_POLL, mode=0o600, **strict)
    try:
        lock.acquire()
    except Timeout:
        raise _InVainError from None
    except NotImplementedError:
        return _acquire_by_name(held_of(path), timeout)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        return _acquire_by_name(held_of(path), timeout)
    return lock.release


def _acquire_by_name(held: Path, timeout: float) -> Callable[[], object]:
    """Acquire a lock that is a file: whoever creates it has it. One of a process that is gone is taken over."""
    end = time.monotonic() + timeout
    while True:
        try:
            descriptor = os.open(held, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            if not _take_away_stale(held):
                if time.monotonic() >= end:
                    raise _InVainError from None
                time.sleep(_POLL)
            continue
        try:
            os.write(descriptor, json.dumps({"pid": os.getpid(), "host": _host()}).encode())
        finally:
            os.close(descriptor)
        return lambda: held.unlink(missing_ok=True)


def _host() -> str:
    import socket  # who only reads takes no such lock

    return socket.gethostname()


def _take_away_stale(held: Path) -> bool:
    """Remove a lock file whose process is gone, unless it became another's meanwhile; return whether to try again."""
    try:
        found = held.stat()
        body = held.read_bytes()
    except FileNotFoundError:
        return True
    match _parsed(body):
        case {"pid": int(pid), "host": str(host)} if host == _host():
            is_stale = not is_running(pid)
        case _:
            is_stale = abs(time.time() - found.st_mtime) > _FORGOTTEN
    if is_stale and held.exists() and held.stat().st_ino == found.st_ino:
        with suppress(FileNotFoundError):
            held.unlink()
    return is_stale


def _sign(path: Path) -> None:
    """Say who holds the lock, for those who wait in vain; "turn" tells this time from the next."""
    with suppress(OSError):
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NONBLOCK", 0)  # never waiting on a pipe
        descriptor = os.open(holder_of(path), flags, 0o600)
        try:
            body = {"pid": os.getpid(), "since": int(datetime.now(UTC).timestamp()), "turn": time.monotonic_ns()}
            os.write(descriptor, json.dumps(body).encode())
        finally:
            os.close(descriptor)


def _holder(path: Path) -> bytes:
    """Return what the holder of a lock wrote down, b"" for nothing."""
    with suppress(OSError, StorageError), open_regular(holder_of(path)) as file:
        return file.read(1000)
    return b""


def _parsed(body: bytes) -> object:
    with suppress(ValueError, RecursionError):
        return json.loads(body)
    return None


def _held(path: Path) -> str:
    who = "another process"
    with suppress(ValueError, OverflowError, OSError):
        match _parsed(_holder(path)):
            case {"pid": int(pid), "since": int(since)}:
                clock = datetime.fromtimestamp(since, UTC).astimezone()
                who = f"process {pid} (since {clock:%H:%M:%S})"
    return f"{shown(path)} is being written by {who}: wait for it or end it, then do it again."
