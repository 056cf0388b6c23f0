"""Rows of the list, read some at once and kept for a while."""

from collections.abc import Sequence
from typing import Final

from workspace.ports import Library, Row

CHUNK: Final = 60
_CACHED: Final = 2000


class Rows:
    """Reads rows as they are asked for, and those around them."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._rows: dict[int, Row] = {}

    def at(self, keys: Sequence[int], index: int) -> Row | None:
        """Return the row of a position among keys; None for a story that is gone from the library."""
        key = keys[index]
        if key not in self._rows:
            if len(self._rows) > _CACHED:
                self._rows.clear()
            around = keys[max(0, index - CHUNK // 3) : index + CHUNK]
            self._rows.update((row.key, row) for row in self._library.rows(around))
        return self._rows.get(key)

    def forget(self, key: int | None = None) -> None:
        """Read the row of a key again when it is next asked for; all rows for None."""
        if key is None:
            self._rows.clear()
        else:
            self._rows.pop(key, None)
