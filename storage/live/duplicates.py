"""Find duplicates among the stories of an index, in the background: each story is compared with the few that share a
hash with it, so that what comes in later costs no more than itself."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from civic.duplicates import Print, are_duplicates, print_of
from storage.index.duplicates import (
    WaitingHashes,
    add_hashes,
    add_heirs,
    candidates,
    groups_of,
    members,
    put_in_group,
    set_hashed,
    take_out,
    without_hashes,
)
from storage.index.schema import Index
from storage.stories.reader import StoryReader

_BLOCK: Final = 600
"""Stories looked at one after the other: several days of a user who reads much, so that duplicates are among them."""
_BATCH: Final = 50
"""Stories put into groups at once: nobody waits for the index longer than these take."""
_WAITING: Final = 4000
"""Stories whose hashes are written together; an end before that loses no more than having looked at these."""
_REMEMBERED: Final = 16_000
"""Prints that are kept in memory, packed, 4 kB each: duplicates stand near each other, but of feeds that are read for
the first time all stories are of a few days, and to take a story apart anew costs more than all else here."""
_OPEN: Final = 400
"""Of these, those that are kept as they are compared: among stories of one time a few are near most others."""
_Packed: TypeAlias = tuple[str, str, str, str, int, str]


class DuplicateFinder:
    """A search for the duplicates of those stories of one index that have no hashes yet, newest first."""

    def __init__(
        self, index: Index, reader: StoryReader, joined: Callable[[Index], None] = lambda _: None,
        pause: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        """`joined` is called when stories may have been put into groups whose flags they have to get, `pause` before
        each few stories: it may take its time."""
        self._index = index
        self._reader = reader
        self._joined = joined
        self._pause = pause
        self._prints: dict[int, _Packed] = {}  # what was asked for last comes last
        self._waiting = WaitingHashes()
        self._below = 1 << 62
        self.finished = False

    def run(self, most: int | None = None) -> int:
        """Look at them all, or at about the newest `most`, and return how many there were; `finished` says whether none
        is left. Raises sqlite3.Error."""
        done = 0
        while most is None or done < most:
            found = self.step()
            if found is None:
                self.finished = True
                break
            done += found
        self.write()
        return done

    def step(self) -> int | None:
        """Look at the newest block that is left and return how many of its stories could be read; None at the end. In a
        block the oldest comes first, as they would have come by themselves. Raises sqlite3.Error."""
        block = without_hashes(self._index.connection, self._below, _BLOCK)
        if not block:
            self.write()
            self._joined(self._index)  # what an earlier search may have left
            return None
        self._below = block[-1][0]
        block.reverse()
        done = 0
        for start in range(0, len(block), _BATCH):
            self._pause()
            some = block[start : start + _BATCH]
            places = {key: (start, length) for key, _, start, length in some}
            prints = {place[0]: found for place in some if (found := self._read(*place))}
            near = {}
            for key, print_ in prints.items():  # find and read what they may be like before others wait
                near[key] = candidates(self._index.connection, key, print_, self._waiting)
                for other in near[key]:
                    if other not in self._prints:
                        self._print(self._index.connection, other)
                self._waiting.add(key, print_, *places[key])
            with self._index.writing(timeout=60) as db:
                joined = []
                for key, print_ in prints.items():
                    joined += self._group(db, key, print_, near[key])
                add_heirs(db, joined)
            self._joined(self._index)
            done += len(prints)
        if len(self._waiting) >= _WAITING:
            self.write()
        return done

    def write(self) -> None:
        """Write the hashes of the stories that were looked at. Raises sqlite3.Error."""
        waiting, self._waiting = self._waiting, WaitingHashes()
        for rows in waiting.slices():
            with self._index.writing(timeout=60) as db:
                add_hashes(db, rows)
            self._index.give_way()
        if waiting:
            with self._index.writing(timeout=60) as db:
                set_hashed(db, waiting.places())
            self._index.give_way()

    def _group(self, db: sqlite3.Connection, key: int, print_: Print, near: Sequence[int]) -> list[int]:
        """Put a story into the group of most of its duplicates, which are among those `near` it, if most of that group
        are its duplicates: what merely quotes two reports must not make one of them. Return the keys of the stories
        that were in no group before."""
        if self._stays(db, key, print_):
            return []
        found = [other for other in near if self._are_duplicates(db, print_, other)]
        grouped = groups_of(db, found)
        group = None
        for number, _ in Counter(grouped.values()).most_common():
            there = members(db, number)
            if 2 * sum(other in grouped or self._are_duplicates(db, print_, other) for other in there) > len(there):
                group = number
                break
        loose = [other for other in found if other not in grouped]
        if group is None and not loose:
            return []
        put_in_group(db, [key, *loose], group)
        return [key, *loose]

    def _stays(self, db: sqlite3.Connection, key: int, print_: Print) -> bool:
        """Return whether a story is in a group that an earlier index found, and belongs there still; else it is taken
        out."""
        number = groups_of(db, [key]).get(key)
        if number is None:
            return False
        there = [other for other in members(db, number) if other != key]
        if there and 2 * sum(self._are_duplicates(db, print_, other) for other in there) > len(there):
            return True
        take_out(db, key)
        return False

    def _are_duplicates(self, db: sqlite3.Connection, print_: Print, other: int) -> bool:
        its = self._print(db, other)
        return its is not None and are_duplicates(print_, its)

    def _print(self, db: sqlite3.Connection, key: int) -> Print | None:
        if known := self._prints.pop(key, None):
            self._prints[key] = known
            return _unpacked(known)
        sql = "SELECT id, start, length FROM stories JOIN place USING (key) WHERE key = ?"
        place = db.execute(sql, (key,)).fetchone()
        return self._read(key, *place) if place else None

    def _read(self, key: int, story: str, start: int, length: int) -> Print | None:
        found = self._reader.story(story, start, length)
        if found is None:  # the file has been replaced since: the next run finds it
            return None
        while len(self._prints) >= _REMEMBERED:
            del self._prints[next(iter(self._prints))]
        print_ = print_of(found)
        self._prints[key] = _packed(print_)
        return print_


def _packed(print_: Print) -> _Packed:
    """Return a print without its hashes, in a tenth of the memory: none of its words has a space in it."""
    title, words, facts = map(" ".join, (print_.title, print_.words, print_.facts))
    return print_.address, print_.feed, title, words, print_.at, facts


@lru_cache(_OPEN)
def _unpacked(packed: _Packed) -> Print:
    address, feed, title, words, at, facts = packed
    return Print(address, feed, frozenset(title.split()), frozenset(words.split()), at, (), frozenset(facts.split()))
