"""The way through the stories in view: which one is to do next, and what has been done on the way."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Final

from civic.judgement import CODED, Decision, tag_of
from civic.operation import Operation
from civic.query import And, Is, Not
from tui.desk.story_view import ARRANGED, StoryView
from workspace.ports import Library

_CHUNK: Final = 60


class Way(IntEnum):
    """How the next story to do was found; false where there is none."""

    NONE = 0
    BELOW = 1
    FROM_TOP = 2


class ToDo:
    """Opens the next story that the user is not done with, or one that they come back to. The unit is the row: what
    stands behind a duplicate in view, or unfolded under it, is not to be done by itself."""

    def __init__(self, library: Library, view: StoryView) -> None:
        self._library = library
        self._view = view
        self.tally = Tally()

    @property
    def finished(self) -> str:
        """Return what there is to say at the end of the list, where the user is done with all stories in view; else
        ""."""
        view = self._view
        if not view.coded or view.left != 0:
            return ""
        filtered = ("esc clears the filter",) if view.filter.strip() else ()
        return finish_line(view.count, self.tally.describe(), (*filtered, "V has other views"))

    @property
    def still_finished(self) -> str:
        """Return what there is to say where the user, at the end of the list, says once more that the last one is
        done."""
        return f"{_all_done(self._view.count)}: u takes the last one back."

    @property
    def all_hidden(self) -> bool:
        """Return whether there is no story in view without a filter, but hidden ones are kept."""
        view = self._view
        return not view.keys and not view.filter.strip() and bool(self._library.search(Is("hidden"), limit=1))

    def open_next(self) -> Way:
        """Open the next story to do below the open one, else the first from the top down to it."""
        view = self._view
        at = self._first_among(range(view.position + 1, min(view.position + ARRANGED, len(view.keys))))
        if at is not None:
            view.select(at)
            return Way.BELOW
        here = view.keys[view.position] if view.keys else None
        way, found = Way.BELOW, self._newest(here) if view.arrangement.falling else None
        if found is None:
            way, at = Way.FROM_TOP, self._first_among(range(min(view.position, ARRANGED)))
            found = self._newest(None) if at is None else view.keys[at]
        if found is None:
            return Way.NONE
        view.open_key(found)
        return way

    def _first_among(self, positions: Iterable[int]) -> int | None:
        view = self._view
        here = view.keys[view.position] if view.keys else None
        rows = ((at, view.row(at)) for at in positions)
        out = {here, *view.arrangement.inner}
        return next((at for at, row in rows if row and not row.coded and row.key not in out), None)

    def _newest(self, before: int | None) -> int | None:
        """Return the key of the newest story to do below one, or of all but the open one."""
        view = self._view
        wanted = And((view.query, Not(Is("coded"))))
        here = view.keys[view.position] if view.keys else None
        while keys := self._library.search(wanted, limit=_CHUNK, before=before):
            for key in keys:
                if key != here and not self._is_behind(key):
                    return key
            before = keys[-1]
        return None

    def _is_behind(self, key: int) -> bool:
        """Return whether a story is put away behind, or stands under, a duplicate in view."""
        view = self._view
        if view.is_complete or view.place_of(key) is not None:
            return not view.is_counted(key)
        rows = self._library.rows([key])
        return bool(rows) and any(view.place_of(other) is not None for other in self._library.copies(rows[0].id)[1])


class Tally:
    """Counts what the user has done since the desk was opened; what is taken back counts no more."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, operations: Iterable[Operation]) -> None:
        """Count what operations change."""
        for one in operations:
            if one.field == CODED:
                self._counts["done"] += (one.value is True) - (one.was is True)
            elif tag_of(one.field):
                for value, by in ((one.value, 1), (one.was, -1)):
                    if isinstance(value, Decision):
                        self._counts["tagged" if value.verdict.holds else "rejected"] += by

    def describe(self) -> str:
        """Return what was done, in words: "12 done, 20 concerns tagged, 9 rejected"; "" where nothing was."""
        done, tagged, rejected = (max(0, self._counts[what]) for what in ("done", "tagged", "rejected"))
        concerns = f"{tagged} concern{'' if tagged == 1 else 's'} tagged" if tagged else ""
        turned_down = f"{rejected} rejected" if rejected else ""
        return ", ".join(part for part in (f"{done} done" if done else "", concerns, turned_down) if part)


def finish_line(count: int, tally: str, ways_on: Sequence[str]) -> str:
    """Return what is said where the user is done with all `count` stories in view: `tally` says what was done,
    `ways_on` what to do next."""
    did = f" (since you began: {tally})" if tally else ""
    return f"{_all_done(count)}{did}; {', '.join(ways_on)}."


def _all_done(count: int) -> str:
    return f"All {count} stories here are done" if count > 1 else "The one story here is done"
