"""Files in a folder that others write to: opened so that none can be a trap, and what goes wrong as a sentence."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from civic.text import clean_line
from team.errors import TeamFault, Unreachable

_PLAIN: Final = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)
_AWAY: Final = frozenset(
    getattr(errno, name)
    for name in ("ENOENT", "ENOTDIR", "EIO", "ESTALE", "ENOTCONN", "EHOSTDOWN", "EHOSTUNREACH", "ETIMEDOUT", "ENODEV",
                 "ENXIO", "EREMOTEIO", "ECONNABORTED", "ECONNRESET")
    if hasattr(errno, name)
)  # fmt: skip
"""What a disk or a network says that is not there."""
_FULL: Final = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


class NotPlainError(Exception):
    """A link, a pipe, a folder or a device where a file should be; the message ends a sentence that names it."""


@contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """Give a file for reading, never by a link and never waiting on a pipe. Raises NotPlainError, OSError."""
    with os.fdopen(_open(path, os.O_RDONLY), "rb") as file:
        yield file


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Give a file, made where there is none, for reading and writing, as `reading` otherwise."""
    with os.fdopen(_open(path, os.O_RDWR | os.O_CREAT), "r+b") as file:
        yield file


def _open(path: Path, flags: int) -> int:
    try:
        descriptor = os.open(path, flags | _PLAIN, 0o666)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise NotPlainError("it is a link") from error
        if error.errno == errno.EISDIR:
            raise NotPlainError("it is a folder") from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotPlainError("it is no regular file")
    return descriptor


def is_away(error: OSError) -> bool:
    """Return whether an error says that disk or network are not there, rather than that something is not allowed."""
    return error.errno in _AWAY


def fault(path: Path, error: OSError) -> TeamFault:
    """Return the fault, with its sentence, for what could not be read or written."""
    where = shown(path)
    if is_away(error):
        return Unreachable(f"The team's folder {where} does not answer: see whether its disk or network is there.")
    if error.errno in _FULL:
        return TeamFault(f"There is no room in the team's folder {where}: free some space there.")
    reason = clean_line(error.strerror or "an error of the system", 120).lower()
    return TeamFault(f"The team's folder {where} can't be used: {reason}; see to its permissions.")


def shown(path: Path) -> str:
    """Return a path or the name of a file fit for a sentence: one clean line."""
    return clean_line(str(path), 300)
