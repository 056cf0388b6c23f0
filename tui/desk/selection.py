"""Which stories are marked, so that one key does something to all of them. Plain Python, like the desk."""

from collections.abc import Iterable, Sequence


class Selection:
    """Marked stories by their keys. A range grows and shrinks with the selection until it is ended."""

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
        """The marked stories, newest first."""
        return sorted(self._kept | self._range, reverse=True)

    @property
    def in_range(self) -> bool:
        """Whether a range is being drawn."""
        return self.begin is not None

    def toggle(self, key: int) -> None:
        """Mark a story, or take its mark away; a range is ended by it, with what it marked."""
        if self.in_range:
            self.end_range()
        elif key in self._kept:
            self._kept.discard(key)
        else:
            self._kept.add(key)

    def begin_range(self, position: int, keys: Sequence[int]) -> None:
        """Mark from this position on, to wherever the selection goes."""
        self.begin = keys[position]
        self.draw_to(position, keys, position)

    def draw_to(self, position: int, keys: Sequence[int], begin: int | None) -> None:
        """The selection has moved: the range reaches to it from `begin`, where its first story stands now (None:
        nowhere any more)."""
        if self.begin is not None:
            begin = position if begin is None else begin
            self._range = frozenset(keys[min(begin, position) : max(begin, position) + 1])

    def end_range(self) -> None:
        """Keep what the range has marked."""
        self._kept |= self._range
        self._range, self.begin = frozenset(), None

    def add(self, keys: Iterable[int]) -> None:
        """Mark all of these."""
        self.end_range()
        self._kept.update(keys)

    def clear(self) -> None:
        """No story is marked any more."""
        self._kept.clear()
        self._range, self.begin = frozenset(), None
