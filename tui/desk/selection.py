"""The stories that are selected for a change of many at once. Plain Python, like the desk."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Doing(NamedTuple):
    """What is done with selected stories, as it is called once it is done ("starred") and when it is asked about
    ("Star"); their number follows."""

    done: str
    asked: str


class Selection:
    """Stories by their keys. A range grows and shrinks with the cursor until it is ended."""

    def __init__(self) -> None:
        self._kept: set[int] = set()
        self._range: frozenset[int] = frozenset()
        self.begin: int | None = None
        """the key that a range is being drawn from"""

    def __len__(self) -> int:
        return len(self._kept | self._range) if self._range else len(self._kept)

    def __contains__(self, key: int) -> bool:
        return key in self._kept or key in self._range

    @property
    def keys(self) -> list[int]:
        """Return the keys of the selected stories, newest first."""
        return sorted(self._kept | self._range, reverse=True)

    @property
    def in_range(self) -> bool:
        """Say whether a range is being drawn."""
        return self.begin is not None

    def toggle(self, key: int) -> None:
        """Select a story, or no longer; a range is ended by it, and what it selected stays selected."""
        if self.in_range:
            self.end_range()
        elif key in self._kept:
            self._kept.discard(key)
        else:
            self._kept.add(key)

    def begin_range(self, position: int, keys: Sequence[int]) -> None:
        """Select from this position on, to wherever the cursor goes."""
        self.begin = keys[position]
        self.draw_to(position, keys, position)

    def draw_to(self, position: int, keys: Sequence[int], begin: int | None) -> None:
        """Let the range reach from `begin`, the position of its first story now (None: no longer in view), to the
        position of the cursor."""
        if self.begin is not None:
            begin = position if begin is None else begin
            self._range = frozenset(keys[min(begin, position) : max(begin, position) + 1])

    def end_range(self) -> None:
        """End the range; what it selected stays selected."""
        self._kept |= self._range
        self._range, self.begin = frozenset(), None

    def add(self, keys: Iterable[int]) -> None:
        """Select all of these."""
        self.end_range()
        self._kept.update(keys)

    def clear(self) -> None:
        """Select nothing."""
        self._kept.clear()
        self._range, self.begin = frozenset(), None
