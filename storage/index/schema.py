"""The tables of the index, and connections to it."""

import json
import os
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from civic.query.words import SIGNS

VERSION: Final = 25
"""Raised whenever what stands in the index would come out differently; an index of another version is rebuilt."""

SEQUENCE_BITS: Final = 20
"""A key is seconds since 1970 shifted by this, plus the story's place in the file: newest first is largest first,
which is also the order in which FTS5 gives its hits, so that a search for the newest 200 stops after 200."""

_LOG: Final = 16 << 20
"""Bytes of the log of changes beside an index from which on it is brought into the index."""
GENERATION: Final = "generation"
"""What tells this index from any other one of the same story file."""
_PAGE_BITS: Final = 12
"""A page has 4096 bytes, as SQLite makes them."""
_PAUSE: Final = 0.05
"""How many seconds what works in the background waits for a reader at a time."""

_PIECES: Final = 48
"""Pieces of the words that are left as they are: to look into each of so many takes a third of a millisecond more than
into a few, and to merge those of ten thousand stories a second."""
_PAGES_MERGED: Final = 1000
_NEVER: Final = 1999
"""More pieces than FTS5 may ever have on one level."""

EVERY: Final = "every"
"""A word that each story has, in a column of its own: FTS5 can exclude only from what it has found."""
BEGINNINGS: Final = 3
"""Beginnings of words of up to so many letters are kept like words; longer ones are looked up among the words."""
_PREFIXES: Final = f"prefix='{' '.join(map(str, range(1, BEGINNINGS + 1)))}'"
_WORDS: Final = f"tokenize='unicode61 remove_diacritics 2 tokenchars {SIGNS}'"
_TABLES: Final = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE stories(
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, source TEXT NOT NULL,
    feed INTEGER NOT NULL, at INTEGER NOT NULL, fetched INTEGER NOT NULL,
    read INTEGER NOT NULL DEFAULT 0, starred INTEGER NOT NULL DEFAULT 0, noted INTEGER NOT NULL DEFAULT 0,
    hidden INTEGER NOT NULL DEFAULT 0, apart INTEGER NOT NULL DEFAULT 0,
    coded INTEGER NOT NULL DEFAULT 0, conflict INTEGER NOT NULL DEFAULT 0, others TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '', rejected TEXT NOT NULL DEFAULT '', suggested TEXT,
    concerns INTEGER NOT NULL DEFAULT 0, hashed INTEGER NOT NULL DEFAULT 0,
    author_stakeholders TEXT NOT NULL DEFAULT '');
CREATE INDEX unread ON stories(key) WHERE read = 0;
CREATE INDEX starred ON stories(key) WHERE starred = 1;
CREATE INDEX noted ON stories(key) WHERE noted = 1;
CREATE INDEX tagged ON stories(key) WHERE tags <> '';
CREATE INDEX hidden ON stories(key) WHERE hidden = 1;
CREATE INDEX apart ON stories(key) WHERE apart = 1;
CREATE INDEX coded ON stories(key) WHERE coded = 1;
CREATE INDEX conflict ON stories(key) WHERE conflict = 1;
CREATE INDEX unanalysed ON stories(key) WHERE suggested IS NULL;
CREATE INDEX unhashed ON stories(key) WHERE hashed = 0;
CREATE INDEX feed ON stories(feed, key);
CREATE INDEX unread_of_feed ON stories(feed, read, hidden) WHERE read = 0 AND hidden = 0;
CREATE INDEX source ON stories(source);
CREATE INDEX by_concerns ON stories(concerns);
CREATE TABLE place(key INTEGER PRIMARY KEY, start INTEGER NOT NULL, length INTEGER NOT NULL);
CREATE TABLE alias(alias TEXT, story TEXT, PRIMARY KEY(alias, story)) WITHOUT ROWID;
CREATE INDEX alias_story ON alias(story);
CREATE TABLE sign(sign INTEGER, feed INTEGER, key INTEGER, PRIMARY KEY(sign, feed, key)) WITHOUT ROWID;
CREATE TABLE feeds(id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, casefolded TEXT NOT NULL);
CREATE TABLE facet(kind TEXT, value TEXT, key INTEGER, PRIMARY KEY(kind, value, key DESC)) WITHOUT ROWID;
CREATE INDEX facet_key ON facet(key, kind);
CREATE TABLE duplicate_hash(hash INTEGER, key INTEGER, PRIMARY KEY(hash, key)) WITHOUT ROWID;
CREATE TABLE duplicate(key INTEGER PRIMARY KEY, number INTEGER NOT NULL);
CREATE INDEX duplicate_group ON duplicate(number);
CREATE TABLE names(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE judgement(story TEXT PRIMARY KEY, body TEXT NOT NULL, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX judgement_number ON judgement(number);
CREATE TABLE correction(story TEXT, name TEXT, body TEXT NOT NULL, PRIMARY KEY(story, name)) WITHOUT ROWID;
CREATE TABLE version(
    story TEXT PRIMARY KEY, kept INTEGER NOT NULL, until INTEGER NOT NULL, decided INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE seen(feed INTEGER, story TEXT, mark BLOB NOT NULL, PRIMARY KEY(feed, story)) WITHOUT ROWID;
CREATE TABLE analysis(story TEXT PRIMARY KEY, digest BLOB NOT NULL, body BLOB NOT NULL);
"""
_NAMES: Final = re.findall(r"CREATE TABLE (\w+)", _TABLES)
_WORD_TABLES: Final = f"""
CREATE VIRTUAL TABLE words USING fts5(title, text, source, author, every, content='', {_PREFIXES}, {_WORDS});
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, instance);
CREATE VIRTUAL TABLE name_words USING fts5(name, content='', {_WORDS});
CREATE VIRTUAL TABLE note_words USING fts5(note, {_WORDS});
"""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty database; those for words only where this SQLite has FTS5."""
    connection.executescript(_TABLES)
    with suppress(sqlite3.OperationalError):
        connection.executescript(_WORD_TABLES)
    set_meta(connection, "version", VERSION)
    set_meta(connection, GENERATION, os.urandom(8).hex())


def expect_many(connection: sqlite3.Connection, many: bool, *, in_slices: bool = False) -> None:
    """Set FTS5 up for the filling of the whole index (or back): it then writes larger pieces and merges them less,
    which halves the time at the price of memory (48 MB instead of 1). `in_slices`: for stories that come some
    megabytes at a time, each of which is one piece; they are merged by `merge_pieces`, or with what comes later, a
    little at a time, and never as FTS5 does it by itself: all that are there in one transaction."""
    megabytes, merged = (8, 0) if in_slices else (48, 8) if many else (1, 4)
    if has_words(connection):
        for option, value in (("hashsize", megabytes << 20), ("automerge", merged), ("crisismerge", _NEVER)):
            connection.execute("INSERT INTO words(words, rank) VALUES(?, ?)", (option, value))


def has_many_pieces(connection: sqlite3.Connection) -> bool:
    """Return whether the words stand in so many pieces that searching takes longer: each is looked into."""
    sql = """WITH RECURSIVE piece(id) AS (
                 SELECT min(segid) FROM words_idx
                 UNION ALL SELECT (SELECT min(segid) FROM words_idx WHERE segid > id) FROM piece WHERE id NOT NULL)
             SELECT count(id) FROM piece"""
    return bool(connection.execute(sql).fetchone()[0] > _PIECES)


def merge_pieces(connection: sqlite3.Connection) -> bool:
    """Merge some of the pieces that the words stand in, by some MB of log; return whether there is more to merge."""
    before = connection.total_changes
    connection.execute("INSERT INTO words(words, rank) VALUES('merge', ?)", (_PAGES_MERGED,))
    return connection.total_changes - before > 1  # the INSERT itself counts as one


def is_complete(connection: sqlite3.Connection) -> bool:
    """Return whether every table is there, but for those that need FTS5."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return there.issuperset(_NAMES)


def has_words(connection: sqlite3.Connection) -> bool:
    """Return whether words can be searched."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'words'").fetchone() is not None


def get_meta(connection: sqlite3.Connection, name: str) -> Any:
    """Return a fact about the index itself, None where it is not known."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return json.loads(row[0]) if row else None


def set_meta(connection: sqlite3.Connection, name: str, value: object) -> None:
    """Write down a fact about the index itself."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES(?, ?)", (name, json.dumps(value)))


class Index:
    """An index file, with a connection for each thread that asks; or a database in memory, with one for all."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._local = threading.local()
        self._closed = False
        self._guard = threading.RLock()
        self._memory = None if path else self._connect(":memory:")

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of this thread. Raises sqlite3.Error for a file that is no database, and once all is
        closed."""
        if self._closed:
            raise sqlite3.ProgrammingError("the index has been closed")
        if self._memory is not None:
            return self._memory
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect(str(self.path))
        return connection

    @contextmanager
    def writing(self, timeout: float = 10.0) -> Iterator[sqlite3.Connection]:
        """Give a transaction, waiting at most `timeout` seconds for other writers. Raises sqlite3.OperationalError
        where they don't finish."""
        connection = self.connection
        if not self._guard.acquire(timeout=timeout):
            raise sqlite3.OperationalError("another thread is writing")
        try:
            connection.execute(f"PRAGMA busy_timeout = {int(timeout * 1000)}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
            finally:
                connection.execute("PRAGMA busy_timeout = 2000")
        finally:
            self._guard.release()

    def checkpoint(self) -> None:
        """Bring the log of changes into the index file. Takes as long as the disk needs."""
        with suppress(sqlite3.Error):
            self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def give_way(self, patience: float = 3600.0) -> bool:
        """Bring the log of changes into the index file once it has grown, and wait at most `patience` seconds while a
        reader holds it: what works in the background writes no faster than the log can be emptied. Return whether it
        is small, or can begin anew."""
        deadline = time.monotonic() + patience
        while self._log_size() > _LOG and not self._emptied():
            if time.monotonic() >= deadline:
                return False
            time.sleep(_PAUSE)
        return True

    def _log_size(self) -> int:
        try:
            return self.path.with_name(f"{self.path.name}-wal").stat().st_size if self.path else 0
        except OSError:
            return 0

    def _emptied(self) -> bool:
        """Bring what can be into the index file; return whether the log can begin anew, or the disk says no."""
        try:
            busy, pages, done = self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except sqlite3.Error:
            return True
        return not busy and (pages == done or pages < _LOG >> _PAGE_BITS)

    def close(self) -> None:
        """Close this thread's connection and let go of those of others. One that another thread is asking just now
        closes when it has its answer: to close it under its hands would end the whole process."""
        self._closed = True
        own = getattr(self._local, "connection", None)
        self._local = threading.local()
        self._memory = None
        if own is not None:
            own.close()

    def _connect(self, name: str) -> sqlite3.Connection:
        connection = sqlite3.connect(name, isolation_level=None, check_same_thread=False, cached_statements=256)
        connection.execute("PRAGMA busy_timeout = 2000")
        if self._local_file(name):
            connection.execute("PRAGMA journal_mode = WAL")
            # In WAL mode this loses at most the last changes at a power cut and never mixes them up; they are caught
            # up from the journal of judgements.
            connection.execute("PRAGMA synchronous = NORMAL")
            # A checkpoint waits for the disk, so it is made where nobody waits for it, see `checkpoint`; but the log
            # stays small where that does not come.
            connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG >> _PAGE_BITS}")
            connection.execute(f"PRAGMA journal_size_limit = {_LOG}")
        connection.execute("PRAGMA temp_store = MEMORY")
        return connection

    @staticmethod
    def _local_file(name: str) -> bool:
        return name != ":memory:"
