"""Reading and replacing files so that a kill, a full disk or a surprise in place of a file loses nothing."""

import errno
import hashlib
import math
import os
import re
import shutil
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

from civic.text import clean_line
from storage.files.errors import UnreadableError, UnwritableError
from storage.files.places import ASIDE, TEMPORARY

Fingerprint: TypeAlias = tuple[int, int, int]
"""Size in bytes, modification time in nanoseconds, inode: differs when a file has been written or replaced."""

_CHUNK: Final = 1 << 20
_STALE: Final = 3600.0
"""A temporary file that nobody has written for so many seconds is one that a kill left behind."""


def shown(path: Path) -> str:
    """Return a path fit for a sentence: one clean line."""
    return clean_line(str(path), 300)


def fingerprint(path: Path) -> Fingerprint | None:
    """Return what distinguishes this version of a file from any other; None where there is no regular file."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return fingerprint_of(found) if stat.S_ISREG(found.st_mode) else None


def fingerprint_of(found: os.stat_result) -> Fingerprint:
    """Return the fingerprint of a file from what `stat` found."""
    return found.st_size, found.st_mtime_ns, found.st_ino


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading, never waiting on a pipe. Raises FileNotFoundError, UnreadableError. A link that
    leads nowhere can't be read: what it led to may come back with its disk."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as error:
        if not path.is_symlink():
            raise
        there = shown(Path(os.path.realpath(path)))
        raise UnreadableError(f"{shown(path)} leads to {there}, which is not there: bring that back.") from error
    except (OSError, ValueError) as error:
        raise UnreadableError(f"{shown(path)} can't be read: {_reason(error)}.") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        kind = "a folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "no regular file"
        os.close(descriptor)
        raise UnreadableError(f"{shown(path)} is {kind}: name a file.")
    return os.fdopen(descriptor, "rb")


def unwritable(path: Path, error: OSError) -> UnwritableError:
    """Return the error, with its sentence, for a file that could not be saved."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return UnwritableError(f"There is no room to save {shown(path)}: free some space and do it again.")
    return UnwritableError(f"{shown(path)} can't be saved: {_reason(error)}.")


def check_room(folder: Path, size: int, what: str) -> None:
    """See to it that there is room for so many bytes in a folder, or where it will be, before `what` is begun. Raises
    UnwritableError."""
    if (free := free_room(folder)) < size:
        raise UnwritableError(
            f"There is no room for {what} in {shown(folder)}: about {_megabytes(size)} are needed and "
            f"{_megabytes(free)} are free; free some space and do it again."
        )


def free_room(folder: Path) -> int:
    """Return how many bytes are free in a folder, or where it will be; more than any disk has, where that can't be
    told."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 1 << 62


def _megabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1_000_000_000 else f"{math.ceil(size / 1e6)} MB"


def make_folder(folder: Path) -> None:
    """Create a folder and those of its parents that are missing, each for this user alone. Raises UnwritableError."""
    try:
        _make_private(folder)
    except OSError as error:
        raise unwritable(folder, error) from error


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        if folder.parent == folder:
            raise
        _make_private(folder.parent)  # what mkdir makes of parents by itself has the mode of the umask
        folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def replacing(path: Path, *, backup: Path | None = None) -> Iterator[BinaryIO]:
    """Give a file to write that takes the place of `path` at once when the block ends, and never when it raises.

    It is written beside it, synced and renamed, and the folder synced; the permissions of the old file are kept. Of
    a link, the file that it leads to is replaced. With `backup`, the old file stays under that name. Raises
    UnwritableError, also for a device, a pipe or a folder, which a file in its place would destroy.
    """
    import tempfile  # who only reads needs none of what it brings along

    path = Path(os.path.realpath(path))
    if os.path.lexists(path) and not path.is_file():
        raise UnwritableError(f"{shown(path)} is no regular file: put it aside.")
    make_folder(path.parent)
    part: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}{TEMPORARY}{_mark()}", dir=path.parent)
        part = Path(name)
        with os.fdopen(descriptor, "wb", buffering=_CHUNK) as file:
            with suppress(FileNotFoundError):
                os.fchmod(file.fileno(), stat.S_IMODE(path.stat().st_mode))
            yield file
            file.flush()
            os.fsync(file.fileno())
        if backup is not None:
            keep(path, backup)
        part.replace(path)
        part = None
        sync_folder(path.parent)
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        if part is not None:
            with suppress(OSError):
                part.unlink()


def left_behind(folders: Iterable[Path]) -> list[Path]:
    """Return the temporary files that a kill left in these folders: those of a process of this machine that is gone,
    and those that nobody has written for an hour."""
    found: list[Path] = []
    for folder in folders:
        with suppress(OSError):  # a folder that can't be entered is named elsewhere
            found += (path for path in folder.glob(f".*{TEMPORARY}*") if path.is_file() and _is_left(path))
    return sorted(found)


def _is_left(path: Path) -> bool:
    with suppress(OSError):
        if abs(time.time() - path.stat().st_mtime) > _STALE:
            return True
        here, _, pid = _mark()[:-1].partition("-")
        found = re.search(rf"{re.escape(TEMPORARY)}{here}-([0-9]+)-", path.name)
        return found is not None and found[1] != pid and not is_running(int(found[1]))
    return False


def _mark() -> str:
    """Return what tells a temporary file of this process from those of others, on this machine and on others."""
    import socket  # who only reads makes no temporary file, and finds none left behind

    return f"{hashlib.blake2b(socket.gethostname().encode(), digest_size=3).hexdigest()}-{os.getpid()}-"


def is_running(pid: int) -> bool:
    """Return whether there is a process of this number on this machine; True where that can't be told."""
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def keep(path: Path, backup: Path) -> None:
    """Keep the present version of a file under another name: by a link, since the file is about to be replaced, or
    by a copy where links are not to be had. A backup that is there already stays. Raises OSError."""
    if backup.exists() or not path.exists():
        return
    _make_private(backup.parent)
    try:
        os.link(path, backup)
    except OSError:
        shutil.copy2(path, backup)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder last. Does nothing where folders can't be synced."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def copy_range(source: BinaryIO, target: BinaryIO, start: int, end: int) -> None:
    """Append bytes `start` to `end` of one file to another, inside the kernel where it can do so. Raises OSError."""
    target.flush()
    while start < end and hasattr(os, "copy_file_range"):
        try:
            copied = os.copy_file_range(source.fileno(), target.fileno(), min(end - start, 64 * _CHUNK), start)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
                raise
            break
        if not copied:
            break
        start += copied
    source.seek(start)
    while start < end:
        chunk = source.read(min(end - start, _CHUNK))
        if not chunk:
            raise OSError(errno.EIO, "the file became shorter while it was read")
        target.write(chunk)
        start += len(chunk)


def set_aside(path: Path, today: date) -> Path:
    """Copy a file that can't be read to NAME.broken-DATE (or the copy of the same content that is there already) and
    return where it is. Raises UnwritableError."""
    digest = _digest(path)
    number = 1
    while True:
        copy = path.with_name(f"{path.name}{ASIDE}{today.isoformat()}{f'-{number}' if number > 1 else ''}")
        if not copy.exists():
            break
        if _digest(copy) == digest:
            return copy
        number += 1
    with open_regular(path) as source, replacing(copy) as target:
        shutil.copyfileobj(source, target, _CHUNK)
    return copy


def _digest(path: Path) -> bytes:
    with open_regular(path) as file:
        digest = hashlib.sha256()
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
        return digest.digest()


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, PermissionError):
        return "there is no permission for it"
    if isinstance(error, OSError) and error.errno == errno.EROFS:
        return "the file system is read-only"
    return clean_line(getattr(error, "strerror", None) or str(error), 120).lower() or "an unknown reason"
