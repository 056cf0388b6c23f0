"""How the user's decisions re-weigh suggestions, where `reweigh = true` in `config.toml` asks for it: which shifts
hold, and what the index finds by them."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import asdict

from civic.habits import Habit
from civic.views import samples
from storage.files.disk import Fingerprint, fingerprint
from storage.files.places import Places
from storage.index.analyses import concerns_of
from storage.index.queries.habits import habits
from storage.index.rows import listed, show_concerns
from storage.index.schema import Index, get_meta, set_meta
from storage.settings.config import Settings, remember, remembered
from storage.settings.views import load as load_views

if TYPE_CHECKING:
    from civic.jsonvalue import JsonValue
    from civic.reweighing import Reweighed
    from civic.suggestions import Analysis

_SHIFTS: Final = "shifts"
_RESET: Final = "shifts since"
"""The names under which `state.json` has the shifts, and the decisions that count no more."""
_SHOWN: Final = "reweighed by"
_BATCH: Final = 500


class Reweighing(Struct, frozen=True):
    """What re-weighs suggestions: shifts of log-odds by the ids of concerns, none where that is not asked for; and the
    ids of the stories whose suggestions stay as all coders have them, since they are in a sample."""

    on: bool = False
    shifts: tuple[tuple[str, float], ...] = ()
    drawn: frozenset[str] = frozenset()

    def of(self, story: str, analysis: Analysis) -> Analysis:
        """Return the suggestions for a story, by its id, as they are re-weighed now."""
        from civic.reweighing import reweighed

        return reweighed(analysis, {} if story in self.drawn else dict(self.shifts))

    @property
    def basis(self) -> str:
        """Return all of this that what is found depends on, "" where nothing is re-weighed."""
        return repr((self.shifts, sorted(self.drawn))) if self.shifts else ""


class ReweighingFile:
    """What re-weighs suggestions in these places. It may be asked with each story: looking costs three calls of the
    system and no parsing."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._held: tuple[tuple[Fingerprint | None, ...] | None, Reweighing] = (None, Reweighing())

    def current(self) -> Reweighing:
        """Return it as the files stand now."""
        files = (self._places.settings, self._places.state, self._places.views)
        seen = tuple(map(fingerprint, files))
        held = self._held
        if seen != held[0]:
            held = self._held = (seen, load(self._places))
        return held[1]

    def shifted(self, story: str) -> frozenset[str]:
        """Return the concerns whose scores are shifted in a story now, by its id."""
        now = self.current()
        return frozenset() if story in now.drawn else frozenset(tag for tag, _ in now.shifts)


def load(places: Places) -> Reweighing:
    """Return what re-weighs suggestions in these places; never fails."""
    if not Settings.load(places).reweigh:
        return Reweighing()
    kept = remembered(places).get(_SHIFTS)
    shifts = kept if isinstance(kept, dict) else {}
    good = tuple((tag, float(by)) for tag, by in sorted(shifts.items()) if isinstance(by, int | float))
    drawn = (ids for ids in samples(load_views(places).views).values()) if good else ()
    return Reweighing(True, good, frozenset[str]().union(*drawn))


def counted_since(places: Places) -> tuple[Habit, ...]:
    """Return the decisions that count no more, since the user began anew."""
    kept = remembered(places).get(_RESET)
    rows = kept if isinstance(kept, list) else []
    found = []
    for row in rows:
        if isinstance(row, dict) and isinstance(tag := row.get("concern"), str):
            counts = [count if isinstance(count := row.get(name), int) else 0 for name in _COUNTS]
            found.append(Habit(tag, *counts))
    return tuple(found)


_COUNTS: Final = ("accepted", "rejected", "tagged")


def count_anew(places: Places, db: sqlite3.Connection, *, reset: bool = False) -> None:
    """Work the shifts out by the decisions as they stand, where that is asked for, and write them down where they have
    changed; with `reset` no decision of up to now counts any more. Raises StorageError, sqlite3.Error."""
    from civic.reweighing import shifts_of

    if not (reset or Settings.load(places).reweigh):
        return
    found = habits(db)
    if reset:
        rows: list[JsonValue] = [asdict(habit) for habit in found]
        remember(places, _RESET, rows or None)
    shifts: dict[str, JsonValue] = dict(shifts_of(found, counted_since(places)))
    if (shifts or None) != remembered(places).get(_SHIFTS):
        remember(places, _SHIFTS, shifts or None)


def is_shown(db: sqlite3.Connection, wanted: Reweighing) -> bool:
    """Return whether stories are found by their suggestions as they are re-weighed now. Raises sqlite3.Error."""
    return (get_meta(db, _SHOWN) or "") == wanted.basis


def show(index: Index, wanted: Reweighing, patience: float = 60.0) -> int:
    """Have stories found by their suggestions as they are re-weighed now; return of how many that changed anything. No
    text is read and nothing analysed: scores are kept. Raises sqlite3.Error."""
    if is_shown(index.connection, wanted):
        return 0
    changed, last = 0, ""
    while batch := _after(index.connection, last):
        last = batch[-1][0]
        moved = {story: now for story, was, now in _suggested(index.connection, batch, wanted) if set(was) != set(now)}
        if moved:
            with index.writing(timeout=patience) as db:
                for story, now in moved.items():
                    show_concerns(db, story, now)
        changed += len(moved)
    with index.writing(timeout=patience) as db:
        set_meta(db, _SHOWN, wanted.basis)
    return changed


def _after(db: sqlite3.Connection, last: str) -> list[tuple[str, str]]:
    sql = "SELECT id, suggested FROM stories WHERE id > ? AND suggested IS NOT NULL ORDER BY id LIMIT ?"
    return db.execute(sql, (last, _BATCH)).fetchall()


def _suggested(
    db: sqlite3.Connection, batch: Iterable[tuple[str, str]], wanted: Reweighing
) -> Iterable[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield ids with what the index says is suggested, and what is now."""
    for story, was in batch:
        if analysis := concerns_of(db, story):
            now = tuple(one.concern for one in wanted.of(story, analysis).suggested)
            yield story, listed(was), now


def reweighed_now(places: Places, db: sqlite3.Connection) -> Reweighed:
    """Return what the user's decisions come to now. Raises sqlite3.Error."""
    from civic.reweighing import Reweighed, since

    found = load(places)
    return Reweighed(found.on, since(habits(db), counted_since(places)), dict(found.shifts))
