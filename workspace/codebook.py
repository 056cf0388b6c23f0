"""The codebook in use, read again only when a file that it is made of has changed."""

from civic.codebook import Codebook
from storage.files.disk import Fingerprint, fingerprint
from storage.files.places import Places
from storage.settings.codebook import load


class CodebookFile:
    """The user's codebook. Whoever shows labels asks for it twice a second, so that looking costs two calls of the
    system and no parsing."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._seen: tuple[Fingerprint | None, ...] | None = None
        self._codebook = Codebook()

    def current(self) -> Codebook:
        """Return the codebook as the files stand now."""
        seen = tuple(map(fingerprint, (self._places.codebook, self._places.state)))
        if seen != self._seen:
            self._seen = seen
            self._codebook = load(self._places).codebook
        return self._codebook
