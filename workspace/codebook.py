"""The codebook in use, read again only when a file that it is made of has changed."""

from pathlib import Path
from typing import Final

from civic.codebook import Codebook
from storage.files.places import Places
from storage.settings.codebook import load

_NEVER: Final = ((-1, -1, -1),)


class CodebookFile:
    """The user's codebook. Whoever shows labels asks for it twice a second, so that looking costs two calls of the
    system and no parsing."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._seen: tuple[tuple[int, int, int] | None, ...] = _NEVER
        self._codebook = Codebook()

    def current(self) -> Codebook:
        """Return the codebook as the files stand now."""
        seen = tuple(map(_fingerprint, (self._places.codebook, self._places.state)))
        if seen != self._seen:
            self._seen = seen
            self._codebook = load(self._places).codebook
        return self._codebook


def _fingerprint(path: Path) -> tuple[int, int, int] | None:
    """Return inode, size and time of change of a file; None where it can't be looked at."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
