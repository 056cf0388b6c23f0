"""Which index file serves a story file. A rebuild makes a new file and then points at it, so that whoever has the old
one open goes on undisturbed; the old ones are removed by the next rebuild."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import os
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from civic.suggestions import VERSION as SUGGESTIONS
from storage.files.disk import check_room, fingerprint, make_folder, open_regular, replacing
from storage.files.errors import StorageError
from storage.files.lock import locked
from storage.index import mirror
from storage.index.build import fill, get_report, keep_report, remember_suggested
from storage.index.schema import VERSION, Index, create, expect_many, get_meta, is_complete, set_meta
from storage.judgements.journal import Journal
from storage.judgements.snapshot import Snapshot
from storage.past.mirror import add_version
from storage.past.versions import Versions
from storage.settings.codebook import basis
from storage.settings.own_view import own_view
from storage.stories.reader import read_on_demand
from storage.stories.repair import mend

if TYPE_CHECKING:
    from storage.files.places import Places
    from storage.stories.report import Report

MENDED: Final = "mended"
BASIS: Final = "basis"
"""What the suggestions in an index rest on, besides the texts."""
SETTLE = 1.0
"""For how many seconds nobody may have written a file before it is held to be broken."""
_PATIENCE: Final = 3600.0
_LONGEST: Final = 200
_SIZE: Final = 2.5
"""An index takes at most so many times the bytes of its story file."""
_OF: Final = "stories"
"""Which story file an index is of."""
_NAME: Final = re.compile(r"(index-[0-9a-f]{16})(?:-[0-9a-f]{12}\.sqlite(?:-wal|-shm)?)?")


def current(places: Places) -> Index | None:
    """Return the index that is pointed at, whether it fits the story file or not; None where there is none of use:
    of this version and whole."""
    path = pointed_at(places)
    if path is None:
        return None
    index = Index(path)
    try:
        db = index.connection
        if get_meta(db, "version") == VERSION and get_report(db) and is_complete(db):
            return index
    except (sqlite3.Error, LookupError, ValueError, TypeError):
        pass
    index.close()
    return None


def pointed_at(places: Places) -> Path | None:
    """Return the index file that is pointed at, None for none."""
    return _named_by(places.index)


def _named_by(pointer: Path) -> Path | None:
    try:
        with open_regular(pointer) as file:
            name = file.read(_LONGEST).decode()
        path = pointer.with_name(name)
        return path if name.startswith(pointer.name) and os.sep not in name and path.is_file() else None
    except (OSError, StorageError, ValueError):
        return None


def fits(index: Index, places: Places) -> bool:
    """Return whether the index is of the story file and the codebook as they stand. Raises sqlite3.Error."""
    report = get_report(index.connection)
    if report is None or report.version != fingerprint(places.stories):
        return False
    return bool(get_meta(index.connection, BASIS) == basis(places))


def build(places: Places, progress: Callable[[int], None], today: date | None = None, *, held: bool = False) -> None:
    """Build a new index, unless somebody else just did, and point at it. A broken file of our own is mended first,
    where `today` is given; `held`: its lock is held. `progress` is called with the bytes read. Raises StorageError,
    FileNotFoundError."""
    fault = _build_one(places, progress)
    if fault and today and not places.named and settled(places.stories):
        with nullcontext() if held else locked(places.stories, timeout=60):
            mended = mend(places, today, fault)
        _build_one(places, progress)
        if index := current(places):
            with index.writing() as db:
                set_meta(db, MENDED, mended)
            index.close()


def in_memory(places: Places) -> Index:
    """Return an index of the story file as it stands, in memory alone. Raises StorageError, FileNotFoundError,
    sqlite3.Error."""
    index = Index(None)
    create(index.connection)
    fill_and_mirror(index.connection, places, lambda _: None)
    return index


def settled(path: Path) -> bool:
    """Return whether nobody has written the file lately. TinyDB's own storage writes in place, so that a file may
    look broken for a moment while another program saves it."""
    for _ in range(2):
        before = fingerprint(path)
        if before is None:
            return False
        age = time.time() - before[1] / 1e9
        if 0 <= age < SETTLE:
            time.sleep(SETTLE - age)
        if fingerprint(path) == before:
            return True
    return False


def _build_one(places: Places, progress: Callable[[int], None]) -> str:
    """Build, unless there is one that fits, and point at it; the fault of the story file, "" for none."""
    make_folder(places.cache)
    with locked(places.index, timeout=_PATIENCE):
        before = current(places)
        try:
            if before and fits(before, places):
                return _fault(before)
            remove_abandoned(places)
            size = (fingerprint(places.stories) or (0,))[0]
            check_room(places.cache, int(_SIZE * size), "the index")
            name = f"{places.index.name}-{os.urandom(6).hex()}.sqlite"
            path = places.cache / name
            try:
                fault = _build(path, places, before, progress)
            except BaseException:
                _remove(path)
                raise
        finally:
            if before:
                before.close()
        with replacing(places.index) as pointer:
            pointer.write(name.encode())
        for other in places.cache.glob(f"{places.index.name}-*.sqlite"):
            if other != path:
                _remove(other)
        return fault


def _build(path: Path, places: Places, before: Index | None, progress: Callable[[int], None]) -> str:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))  # what SQLite adds to it, it makes alike
    db = sqlite3.connect(path, isolation_level=None)
    try:
        # Nobody sees this file before it is whole, so nothing in it needs to survive an end in the middle.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = MEMORY", "cache_size = -32000"):
            db.execute(f"PRAGMA {pragma}")
        create(db)
        kept = before.path if before else pointed_at(places)
        if before and get_meta(before.connection, BASIS) == basis(places):
            _carry_over(db, before)
        elif kept and _is_of_another_version(kept):
            remember_suggested(db, kept)
        report = fill_and_mirror(db, places, progress)
        if before:
            keep_groups(db, before)
        db.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error as error:
        raise StorageError(f"The index can't be built in {places.cache}: {error}.") from error
    finally:
        db.close()
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return report.fault


def _fault(index: Index) -> str:
    report = get_report(index.connection)
    return report.fault if report else ""


def _is_of_another_version(path: Path) -> bool:
    """Return whether the suggestions in an index of whatever form were made by another version than this one."""
    index = Index(path)
    try:
        made_by = str(get_meta(index.connection, BASIS)).split()
        return bool(made_by) and made_by[0].isdecimal() and made_by[0] != str(SUGGESTIONS)
    except (sqlite3.Error, ValueError):
        return False
    finally:
        index.close()


def _carry_over(db: sqlite3.Connection, before: Index) -> None:
    """Take the suggestions of the index before; they are used for the stories that are still the same."""
    if before.path is not None:
        db.execute("ATTACH ? AS before", (str(before.path),))
        db.execute("INSERT INTO analysis SELECT story, digest, body FROM before.analysis")
        if db.execute("SELECT 1 FROM before.sqlite_master WHERE name = 'earlier'").fetchone():
            db.execute("CREATE TABLE earlier AS SELECT * FROM before.earlier")
        db.execute("DETACH before")


def keep_groups(db: sqlite3.Connection, before: Index) -> None:
    """Put the stories of an index into the duplicate groups that they had in the one before, so that no list is folded
    anew while duplicates are looked for again. Who belongs there no longer is found by that search. Raises
    sqlite3.Error."""
    if before.path is not None:
        db.execute("ATTACH ? AS before", (str(before.path),))
        db.execute("""INSERT INTO duplicate SELECT now.key, number FROM before.duplicate JOIN before.stories AS was
                      USING (key) JOIN main.stories AS now ON now.id = was.id""")
        db.execute("DETACH before")


def fill_and_mirror(db: sqlite3.Connection, places: Places, progress: Callable[[int], None]) -> Report:
    """Put stories and judgements into an empty index. Raises StorageError, FileNotFoundError."""
    set_meta(db, BASIS, basis(places))
    set_meta(db, _OF, os.fspath(places.stories))
    expect_many(db, many=True)
    report = fill(db, places.stories, progress)
    expect_many(db, many=False)
    snapshot, journal = Snapshot(places.judgements, places.backups), Journal(places.journal)
    db.execute("BEGIN")
    with suppress(StorageError):  # where they can't be read, no story is put either, and that says why
        for head in Versions(places).heads():
            add_version(db, head.story, head.until)
    with read_on_demand(places.stories) as read:
        mirror.refill(db, snapshot, journal, own_view(places), read)
    keep_report(db, report)
    db.execute("COMMIT")
    return report


def remove_abandoned(places: Places) -> None:
    """Remove from the cache what no story file has any use for: indexes of files that are gone, and those that an end
    in the middle left unfinished. What somebody works on just now stays."""
    found: dict[str, list[Path]] = {}
    with suppress(OSError):
        for path in places.cache.iterdir():
            if match := _NAME.fullmatch(path.name):
                found.setdefault(match[1], []).append(path)
    for name, paths in found.items():
        pointer = places.cache / name
        if pointer != places.index and _is_abandoned(pointer):
            with suppress(OSError, StorageError), locked(pointer, timeout=0):
                if _is_abandoned(pointer):
                    for path in paths:
                        path.unlink(missing_ok=True)


def _is_abandoned(pointer: Path) -> bool:
    """Return whether nothing is pointed at, or the index of a story file that is gone; of one that does not say which
    file it is of, or can't be asked, that is not known."""
    if not pointer.exists():
        return True
    path = _named_by(pointer)
    if path is None:
        return False
    index = Index(path)
    try:
        of = get_meta(index.connection, _OF)
        return isinstance(of, str) and not os.path.lexists(of)
    except (sqlite3.Error, ValueError):
        return False
    finally:
        index.close()


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        with suppress(OSError):
            path.with_name(name).unlink()
