"""The judgements as they stand in the index, so that nothing has to be loaded to show a row.

What a row shows is the user's own view, so that the index knows by which names that is. Every command looks whether
all is mirrored: what only mirroring needs of the domain is imported where it is used.
"""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from civic.coder import coder_key
from civic.judgement import Judgement
from civic.registers import OwnView
from storage.files.disk import Fingerprint, fingerprint
from storage.files.lock import locked
from storage.index.rows import LIST, Read, named, names_of, set_judgement
from storage.index.schema import GENERATION, get_meta, has_words, set_meta
from storage.index.stakeholders import set_corrections
from storage.judgements.entries import Entry, history_of, together, with_steps
from storage.judgements.journal import Forgotten, Journal, Position, Step
from storage.judgements.snapshot import Snapshot, by_story
from storage.past.mirror import set_decided

if TYPE_CHECKING:
    from civic.operation import Operation

_AT = "judgements"
_FOLLOWING = "tags renamed"
_AT_ONCE = 200
"""So many entries are looked at in one go: some hundredths of a second."""
_VIEW = "own view"
_ROUNDS = "own rounds"
_HIDDEN = "stories of blind rounds"
_NUMBERED = "judgements numbered"
_TRIES = 2
_TAGS = re.compile(r'"field": "concern:((?:[^"\\]|\\.)*)"')


def entry(db: sqlite3.Connection, story: str) -> Entry | None:
    """Return what is mirrored of one story, None for nothing."""
    row = db.execute("SELECT body FROM judgement WHERE story = ?", (story,)).fetchone()
    return json.loads(row[0]) if row else None


def has_entries(db: sqlite3.Connection) -> bool:
    """Return whether anything is mirrored."""
    return db.execute("SELECT 1 FROM judgement LIMIT 1").fetchone() is not None


def naming(db: sqlite3.Connection, word: str) -> Iterable[Entry]:
    """Return what is mirrored and has a word in it."""
    found = db.execute("SELECT body FROM judgement WHERE instr(body, ?)", (word,)).fetchall()
    return (json.loads(body) for (body,) in found)


def changed_since(db: sqlite3.Connection, mark: str) -> tuple[list[str], str]:
    """Return the ids, as operations were written with them, of what was judged since a mark was given, and the present
    mark; all of them where it is of another index, or can't be, or is ""."""
    generation, _, number = mark.partition(":")
    now = get_meta(db, GENERATION)
    last = _last_number(db)
    after = int(number) if generation == now and number.isdecimal() and int(number) <= last else 0
    found = db.execute("SELECT story FROM judgement WHERE number > ? AND number <= ?", (after, last)).fetchall()
    return sorted(story for (story,) in found), f"{now}:{last}"


def _last_number(db: sqlite3.Connection) -> int:
    """Return the number that what was mirrored last has, or had before it went; 0 where nothing was. None is given
    twice: what is mirrored anew has been changed since all marks that were given."""
    last: int = db.execute("SELECT coalesce(max(number), 0) FROM judgement").fetchone()[0]
    return max(last, get_meta(db, _NUMBERED) or 0)


def show(db: sqlite3.Connection, stories: Iterable[str], read: Read) -> None:
    """Have the rows of stories, which show no decision yet, show what is mirrored of them under all of their ids.
    `read`: evidence is looked up in the stories."""
    if not has_entries(db):
        return
    own, words = view(db), has_words(db)
    for story in stories:
        found = next((body for name in names_of(db, story) if (body := entry(db, name))), None)
        if found:
            _show(db, found, own, words, read)


def _show(db: sqlite3.Connection, body: Entry, own: OwnView, words: bool, read: Read) -> None:
    """Show what an entry that is mirrored says, and those of the same story under other ids."""
    from civic.versions import last_decided

    names = names_of(db, body["story"])
    bodies = (body if name == body["story"] else entry(db, name) for name in names)
    history = together(history_of(found) for found in bodies if found)
    judgement = own.judgement(history)
    set_judgement(db, names[0], judgement, words, read)
    set_corrections(db, names[0], judgement.stakeholders)
    _set_coders(db, names[0], history, own)
    set_decided(db, names[0], last_decided(history, own))


def _set_coders(db: sqlite3.Connection, story: str, history: Sequence[Operation], view: OwnView) -> None:
    """Have the row of a story, if there is one, show who decided on it, and whether that is a conflict."""
    from civic.conflicts import coders, conflicts_of, other_coders

    row = db.execute("SELECT key FROM stories WHERE id = ?", (story,)).fetchone()
    if row is None:
        return
    names, others = coders(history, view), other_coders(history, view)
    in_conflict = bool(others and conflicts_of(history, view))
    db.execute("UPDATE stories SET others = ?, conflict = ? WHERE key = ?", (LIST.join(others), in_conflict, row[0]))
    db.execute("DELETE FROM facet WHERE key = ? AND kind = 'who'", row)
    db.executemany("INSERT OR IGNORE INTO facet VALUES('who', ?, ?)", [(coder_key(who), row[0]) for who in names])


def view(db: sqlite3.Connection) -> OwnView:
    """Return whose view the rows show."""
    body = get_meta(db, _VIEW)
    return OwnView(frozenset(body[0]), dict(body[1]), _rounds(db), _hidden(db)) if body else OwnView()


def _rounds(db: sqlite3.Connection) -> Mapping[str, str]:
    row = db.execute("SELECT value FROM meta WHERE name = ?", (_ROUNDS,)).fetchone()
    return _read_rounds(row[0]) if row else {}


def _hidden(db: sqlite3.Connection) -> frozenset[str]:
    row = db.execute("SELECT value FROM meta WHERE name = ?", (_HIDDEN,)).fetchone()
    return _read_hidden(row[0]) if row else frozenset()


@lru_cache(maxsize=2)
def _read_hidden(written: str) -> frozenset[str]:
    return frozenset(json.loads(written))


@lru_cache(maxsize=2)  # a round may have many stories, and the view is asked for with each decision
def _read_rounds(written: str) -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads(written)
    return found


def set_view(db: sqlite3.Connection, now: OwnView) -> None:
    """Write down whose view the rows show."""
    set_meta(db, _VIEW, [sorted(now.names), sorted(now.renamed.items())])
    if now.rounds != _rounds(db):
        set_meta(db, _ROUNDS, dict(now.rounds))
    if now.hidden != _hidden(db):
        set_meta(db, _HIDDEN, sorted(now.hidden))


def set_position(db: sqlite3.Connection, snapshot: Fingerprint | None, end: Position) -> None:
    """Write down which snapshot is mirrored, and how much of which journal."""
    set_meta(db, _AT, [snapshot, end.journal, end.offset])


def position(db: sqlite3.Connection, snapshot: Snapshot, journal: Journal, own: OwnView) -> Position | None:
    """Return from where in the journal the mirror lacks operations; None where it is of another snapshot, or shows
    another view than the user's. Where all that it lacked has been compacted into a new snapshot, nothing is missing.
    Raises UnreadableError."""
    body = get_meta(db, _AT)
    if body is None or view(db) != own:
        return None
    now, mirrored, heading = fingerprint(snapshot.path), Position(body[1], body[2]), journal.heading()
    if _version(body[0]) == now and heading.begin.journal == mirrored.journal:
        return mirrored
    return heading.begin if heading.after == mirrored and heading.snapshot == now else None


def follow(db: sqlite3.Connection, now: OwnView) -> None:
    """Take over a view by which tags are called otherwise than by the one that the rows show; one that differs in
    anything else is left to `refill`. The rows follow by `show_renamed`."""
    before = view(db)
    if before.renamed == now.renamed or before.names != now.names or get_meta(db, _VIEW) is None:
        return
    earlier, _ = get_meta(db, _FOLLOWING) or ([], "")
    set_meta(db, _FOLLOWING, [[*earlier, sorted(before.renamed.items())], ""])
    set_view(db, replace(now, rounds=before.rounds, hidden=before.hidden))


def follow_rounds(db: sqlite3.Connection, now: OwnView, read: Read) -> None:
    """Take over a view by which the user codes other stories in rounds, or others are hidden by these, than by the one
    that the rows show, and have the rows of these follow. `read`: evidence is looked up in the stories."""
    before = view(db)
    if before == now or replace(before, rounds=now.rounds, hidden=now.hidden) != now:
        return
    set_view(db, now)
    coded = {story for story, _ in before.rounds.items() ^ now.rounds.items()}
    words, changed = has_words(db), coded | (before.hidden ^ now.hidden)
    for story in changed:
        if found := entry(db, story):
            _show(db, found, now, words, read)


def following(db: sqlite3.Connection) -> tuple[int, int] | None:
    """Return of how many entries the rows show what their tags are called now, and of how many there are; None where
    it is all."""
    body = get_meta(db, _FOLLOWING)
    if body is None:
        return None
    sql = "SELECT count(*) FILTER (WHERE story <= ?), count(*) FROM judgement"
    done, total = db.execute(sql, (body[1],)).fetchone()
    return done, total


def show_renamed(db: sqlite3.Connection, read: Read) -> bool:
    """Have the rows of some more stories show what their tags are called now; return whether any are left."""
    body = get_meta(db, _FOLLOWING)
    if body is None:
        return False
    earlier, after = body
    now, words = view(db), has_words(db)
    befores = [replace(now, renamed=dict(renamed)) for renamed in earlier]
    moved = {tag for before in befores for name in (*before.renamed, *now.renamed)
             if before.tag(name) != now.tag(name) for tag in (before.tag(name), now.tag(name))}  # fmt: skip
    page = db.execute("SELECT story, body FROM judgement WHERE story > ? ORDER BY story LIMIT ?", (after, _AT_ONCE))
    found = page.fetchall()
    for _, written in found:
        tags = {json.loads(f'"{tag}"') for tag in _TAGS.findall(written)}
        if any(now.tag(tag) in moved or tag in moved for tag in tags):
            _show(db, json.loads(written), now, words, read)
    if len(found) < _AT_ONCE:
        db.execute("DELETE FROM meta WHERE name = ?", (_FOLLOWING,))
        return False
    set_meta(db, _FOLLOWING, [earlier, found[-1][0]])
    return True


def _version(body: list[int] | None) -> Fingerprint | None:
    return (body[0], body[1], body[2]) if body else None


def lost(
    db: sqlite3.Connection, snapshot: Snapshot, journal: Journal, forgotten: Collection[str], *, thorough: bool = True
) -> list[Operation]:
    """Return the operations that are mirrored and that the files have no longer: none but where the journal has become
    shorter than what is mirrored of it, or is another one that nobody began in its place; where `thorough`, also where
    lines of it are not as they were written. Those on `forgotten` stories went because somebody said so. Raises
    UnreadableError."""
    body = get_meta(db, _AT)
    mirrored, heading = Position(body[1], body[2]) if body else Position(), journal.heading()
    if not mirrored.journal or not snapshot.path.exists():
        return []
    if heading.begin.journal == mirrored.journal:
        if journal.size() >= mirrored.offset and (not thorough or journal.is_whole(mirrored.offset)):
            return []
    elif heading.after is not None:
        return []
    from civic.earlier_format import Earlier

    known: set[str] = set()
    for one in snapshot.entries():
        known.update(operation.id for operation in history_of(one))
    for step in journal.read().steps:
        match step:
            case Forgotten():
                known.update(*step.operations.values())
            case Earlier():
                known.add(step.operation.id)
            case _:
                known.add(step.id)
    bodies = (json.loads(body) for story, body in db.execute("SELECT story, body FROM judgement ORDER BY story")
              if story not in forgotten)  # fmt: skip
    return [operation for found in bodies for operation in history_of(found) if operation.id not in known]


def add(db: sqlite3.Connection, steps: Iterable[Step], read: Read) -> None:
    """Add what a journal tells to the mirror. `read`: evidence is looked up in the stories."""
    put(db, (with_steps(entry(db, story) or {"story": story}, told) for story, told in by_story(steps).items()), read)


def put(db: sqlite3.Connection, entries: Iterable[Entry], read: Read) -> None:
    """Set what is mirrored of some stories, and their rows with it. `read`: evidence is looked up in the stories."""
    words, own, number = has_words(db), view(db), _last_number(db) + 1
    set_meta(db, _NUMBERED, number)
    for body in entries:
        db.execute("INSERT OR REPLACE INTO judgement VALUES(?, ?, ?)", (body["story"], json.dumps(body), number))
        _show(db, body, own, words, read)


def _with_mirrored(db: sqlite3.Connection, body: Entry) -> Entry:
    """Return an entry with what is mirrored of its story: another program may have given a story two."""
    known = entry(db, body["story"])
    return with_steps(body, history_of(known)) if known else body


def refill(db: sqlite3.Connection, snapshot: Snapshot, journal: Journal, own: OwnView, read: Read) -> None:
    """Mirror everything anew as the user sees it, in the transaction that is open. `read`: evidence is looked up in the
    stories. Raises StorageError."""
    set_view(db, own)
    db.execute("DELETE FROM meta WHERE name = ?", (_FOLLOWING,))
    for _ in range(_TRIES):
        if _refill(db, snapshot, journal, read):
            return
    # Somebody compacts again and again. (Whoever holds this lock has succeeded above: nothing moves then.)
    with locked(snapshot.path, timeout=5):
        _refill(db, snapshot, journal, read)


def _refill(db: sqlite3.Connection, snapshot: Snapshot, journal: Journal, read: Read) -> bool:
    """Mirror everything; return False where the journal was compacted between the readings of journal and snapshot."""
    words, own = has_words(db), view(db)
    before = fingerprint(snapshot.path), journal.heading()
    for (story,) in db.execute("SELECT story FROM judgement").fetchall():
        row = named(db, story) or story
        set_judgement(db, row, Judgement(), words, read)
        set_corrections(db, row, {})
        _set_coders(db, row, (), own)
        set_decided(db, row, None)
    db.execute("DELETE FROM judgement")
    put(db, (_with_mirrored(db, body) for body in snapshot.readable()), read)
    page = journal.read()
    add(db, page.steps, read)
    if before != (fingerprint(snapshot.path), journal.heading()):
        return False
    if not snapshot.broken:  # else it is mirrored again once it has been mended
        set_position(db, before[0], page.end)
    return True
