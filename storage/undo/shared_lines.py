"""A file of lines to which several processes append, and which one of them may replace by a shorter one meanwhile."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from storage.files.disk import make_folder, open_regular, replacing, shown, sync_folder, unwritable
from storage.files.errors import UnwritableError
from storage.files.lock import locked

_SYNC: Final = getattr(os, "fdatasync", os.fsync)
_TRIES: Final = 5


class SharedLines:
    """The file, kept open for appending once it was appended to. Of lines that are too long, or have no end yet,
    nothing is read.

    Appending takes no lock, which would cost a key as much as all the rest that it does: a line is one write at the
    end. Whoever appends looks afterwards whether the file is still the one of this name, else does so once more; and
    whoever replaces it takes over what came to the old one until then. So a line may be there twice, never not at all.
    """

    def __init__(self, path: Path, longest: int) -> None:
        self.path = path
        self._longest = longest
        self._descriptor: int | None = None
        self._left = -1  # where the last thing that was appended ended

    def version(self) -> tuple[int, int]:
        """Return the inode and the size of the file, (0, 0) where there is none."""
        try:
            found = self.path.stat()
        except OSError:
            return 0, 0
        return found.st_ino, found.st_size

    def read(self, offset: int) -> Iterator[tuple[int, bytes]]:
        """Yield the whole lines from an offset on, each with its own. Raises FileNotFoundError, UnreadableError."""
        with open_regular(self.path) as file:
            file.seek(offset)
            while line := file.readline(self._longest):
                if not line.endswith(b"\n") and len(line) < self._longest:
                    return  # somebody is writing it, or nobody will: the next one begins behind it
                yield offset, line
                offset += len(line)

    def at(self, offset: int, length: int) -> bytes:
        """Return what stands at a place. Raises FileNotFoundError, UnreadableError."""
        with open_regular(self.path) as file:
            file.seek(offset)
            return file.read(length)

    def append(self, lines: bytes, *, first: bytes, durable: bool) -> tuple[int, int]:
        """Add lines, after `first` in an empty file; they survive a power cut where `durable`. Return the inode of the
        file, and where in it they begin. Raises StorageError, and then they are not there."""
        try:
            for _ in range(_TRIES):
                place = self._append(lines, first, durable=durable)
                if place[0] == self.version()[0]:
                    return place
                self.close()
        except OSError as error:
            self.close()
            raise unwritable(self.path, error) from error
        raise UnwritableError(f"{shown(self.path)} is replaced again and again: do it again.")

    def _append(self, lines: bytes, first: bytes, *, durable: bool) -> tuple[int, int]:
        file = self._open()
        found = os.fstat(file)
        # A line that a power cut or a full disk left unfinished must not swallow ours.
        lead = first if not found.st_size else b"" if found.st_size == self._left else b"\n"
        data = lead + lines
        rest = data
        try:
            while rest:
                rest = rest[os.write(file, rest) :]
            if durable:
                _SYNC(file)
        except OSError:
            with suppress(OSError):
                if os.fstat(file).st_size == found.st_size + len(data) - len(rest):
                    os.ftruncate(file, found.st_size)
            raise
        if durable and not found.st_size:
            sync_folder(self.path.parent)
        self._left = os.lseek(file, 0, os.SEEK_CUR)
        return found.st_ino, self._left - len(lines)

    def _open(self) -> int:
        if self._descriptor is None:
            make_folder(self.path.parent)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
            file = os.open(self.path, flags, 0o600)
            if not stat.S_ISREG(os.fstat(file).st_mode):
                os.close(file)
                raise UnwritableError(f"{shown(self.path)} is no regular file: put it aside.")
            self._descriptor, self._left = file, -1
        return self._descriptor

    def replace(self, lines: Iterator[bytes], upto: int) -> None:
        """Replace the file by these lines and what stands from `upto` on, or will until then; where another process is
        at it, nothing happens. Raises StorageError."""
        with suppress(FileNotFoundError), locked(self.path, timeout=0), open_regular(self.path) as old:
            with replacing(self.path) as new:
                new.writelines(lines)
            self.close()
            old.seek(upto)
            if tail := old.read():
                self.append(tail, first=b"", durable=False)

    def close(self) -> None:
        """Close the file; it is opened again when something is appended."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
