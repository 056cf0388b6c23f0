"""The judgements as they stand in the index, so that nothing has to be loaded to show a row."""

import json
import sqlite3
from collections.abc import Iterable

from civic.judgement import Judgement
from civic.operation import Operation
from storage.files.disk import Fingerprint, fingerprint
from storage.files.lock import locked
from storage.index.rows import set_judgement
from storage.index.schema import get_meta, has_words, set_meta
from storage.index.stakeholders import set_corrections
from storage.judgements.entries import Entry, apply, judgement_of, signers
from storage.judgements.journal import Journal, Position
from storage.judgements.snapshot import Snapshot

_AT = "judgements"
_TRIES = 2


def entry(db: sqlite3.Connection, story: str) -> Entry | None:
    """Return what is mirrored of one story, None for nothing."""
    row = db.execute("SELECT body FROM judgement WHERE story = ?", (story,)).fetchone()
    return json.loads(row[0]) if row else None


def set_position(db: sqlite3.Connection, snapshot: Fingerprint | None, end: Position) -> None:
    """Write down which snapshot is mirrored, and how much of which journal."""
    set_meta(db, _AT, [snapshot, end.journal, end.offset])


def position(db: sqlite3.Connection, snapshot: Snapshot, journal: Journal) -> Position | None:
    """Return from where in the journal the mirror lacks operations; None where it is of another snapshot. Where all
    that it lacked has been compacted into a new snapshot, nothing is missing. Raises UnreadableError."""
    body = get_meta(db, _AT)
    if body is None:
        return None
    now, mirrored, heading = fingerprint(snapshot.path), Position(body[1], body[2]), journal.heading()
    if _version(body[0]) == now and heading.begin.journal == mirrored.journal:
        return mirrored
    return heading.begin if heading.after == mirrored and heading.snapshot == now else None


def _version(body: list[int] | None) -> Fingerprint | None:
    return (body[0], body[1], body[2]) if body else None


def add(db: sqlite3.Connection, operations: Iterable[Operation]) -> None:
    """Add operations to the mirror."""
    changed: dict[str, Entry] = {}
    for operation in operations:
        before = changed.get(operation.story) or entry(db, operation.story)
        changed[operation.story] = apply(before, operation)
    put(db, changed.values())


def put(db: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    """Set what is mirrored of some stories, and their rows with it."""
    words = has_words(db)
    for body in entries:
        db.execute("INSERT OR REPLACE INTO judgement VALUES(?, ?)", (body["story"], json.dumps(body)))
        judgement = judgement_of(body)
        set_judgement(db, body["story"], judgement, words, signers(body))
        set_corrections(db, body["story"], judgement.stakeholders)


def refill(db: sqlite3.Connection, snapshot: Snapshot, journal: Journal) -> None:
    """Mirror everything anew, in the transaction that is open. Raises StorageError."""
    for _ in range(_TRIES):
        if _refill(db, snapshot, journal):
            return
    # Somebody compacts again and again. (Whoever holds this lock has succeeded above: nothing moves then.)
    with locked(snapshot.path, timeout=5):
        _refill(db, snapshot, journal)


def _refill(db: sqlite3.Connection, snapshot: Snapshot, journal: Journal) -> bool:
    """Mirror everything; return False where the journal was compacted between the readings of journal and snapshot."""
    words = has_words(db)
    before = fingerprint(snapshot.path), journal.heading()
    for (story,) in db.execute("SELECT story FROM judgement").fetchall():
        set_judgement(db, story, Judgement(), words)
        set_corrections(db, story, {})
    db.execute("DELETE FROM judgement")
    put(db, snapshot.readable())
    page = journal.read()
    add(db, page.operations)
    if before != (fingerprint(snapshot.path), journal.heading()):
        return False
    set_position(db, before[0], page.end)
    return True
