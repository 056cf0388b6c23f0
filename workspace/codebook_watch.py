"""The codebook in use, read again when the user has changed its file."""

from civic.codebook import Codebook
from storage.files.places import Places
from storage.settings.codebook import load


class CodebookWatch:
    """Reads the codebook, and looks cheaply whether its file has changed since."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._seen = self._fingerprint()
        self.codebook: Codebook = load(places).codebook

    def poll(self) -> bool:
        """Read the codebook again where its file has changed. Return whether the codebook is another one now."""
        seen = self._fingerprint()
        if seen == self._seen:
            return False
        self._seen = seen
        before, self.codebook = self.codebook, load(self._places).codebook
        return self.codebook != before

    def _fingerprint(self) -> tuple[int, int, int] | None:
        """Return inode, size and time of change of the file; None where it can't be looked at."""
        try:
            status = self._places.codebook.stat()
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns
