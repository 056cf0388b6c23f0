"""Which of its numbered lines a file has: one that is lost in the middle leaves a hole, wherever others stand."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from civic.jsonvalue import JsonValue

_MOST_HOLES: Final = 1000


class Numbers(Struct, frozen=True):
    """The number that the line after the last one has, and the first and last number of each run that is missing before
    it. Lines of earlier versions have no number: such a one has the next."""

    next: int = 1
    holes: tuple[tuple[int, int], ...] = ()

    def with_line(self, number: int | None) -> "Numbers":
        """Return it with one more line."""
        if number is None or number == self.next:
            return replace(self, next=self.next + 1)
        if number > self.next:
            return Numbers(number + 1, (*self.holes, (self.next, number - 1))[-_MOST_HOLES:])
        parts = (part for first, last in self.holes for part in _without(first, last, number))
        return replace(self, holes=tuple(parts)[-_MOST_HOLES:])

    def __iter__(self) -> Iterator[int]:
        """Yield the numbers that new lines can have: first those that are missing."""
        for first, last in self.holes:
            yield from range(first, last + 1)
        at = self.next
        while True:
            yield at
            at += 1

    @property
    def missing(self) -> int:
        """Return how many lines are missing."""
        return sum(last - first + 1 for first, last in self.holes)

    def to_json(self) -> JsonValue:
        """Return it as plain JSON."""
        return [self.next, [[*one] for one in self.holes]]

    @classmethod
    def from_json(cls, body: object) -> "Numbers":
        """Return what `to_json` wrote; the beginning for anything else."""
        match body:
            case [int(following), [*holes]]:
                found = tuple((one[0], one[1]) for one in holes if isinstance(one, list) and _is_run(one))
                return cls(following, found)
        return cls()


def _without(first: int, last: int, number: int) -> Iterator[tuple[int, int]]:
    if not first <= number <= last:
        yield first, last
        return
    if first < number:
        yield first, number - 1
    if number < last:
        yield number + 1, last


def _is_run(body: list[object]) -> bool:
    return len(body) == 2 and all(isinstance(one, int) for one in body)
