"""Documents of a story file by their place: one seek, one reading of JSON."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from civic.story import Story, StoryError
from storage.files.disk import Fingerprint, fingerprint_of, open_regular
from storage.files.errors import StorageError
from storage.files.tinydb_scan import read_json


def story_of(body: Any) -> Story | None:
    """Return the story of a document, None for one that is no story."""
    with suppress(StoryError, RecursionError):
        return Story.from_document(body)
    return None


class StoryReader:
    """A reader of one version of a story file, held open, so that places keep their meaning while others replace the
    file."""

    def __init__(self, path: Path) -> None:
        """Raises FileNotFoundError, UnreadableError."""
        self._file: BinaryIO = open_regular(path)
        self.version: Fingerprint = fingerprint_of(os.fstat(self._file.fileno()))

    def document(self, start: int, length: int) -> Any:
        """Return the document at these bytes, None where there is none. Safe to call from several threads."""
        with suppress(ValueError, RecursionError, OSError):
            return read_json(os.pread(self._file.fileno(), length, start))
        return None

    def story(self, story: str, start: int, length: int) -> Story | None:
        """Return the story at these bytes, None where another one stands there or none."""
        found = story_of(self.document(start, length))
        return found if found and found.id == story else None

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


@contextmanager
def read_on_demand(path: Path) -> Iterator[Callable[[str, int, int], Story | None]]:
    """Give what reads stories as `StoryReader.story` does, and opens the file when it is first asked; a file that can't
    be read has none."""
    opened: list[StoryReader] = []

    def read(story: str, start: int, length: int) -> Story | None:
        with suppress(OSError, StorageError):
            if not opened:
                opened.append(StoryReader(path))
            return opened[0].story(story, start, length)
        return None

    try:
        yield read
    finally:
        for reader in opened:
            reader.close()
