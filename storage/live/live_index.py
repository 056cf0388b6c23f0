"""The index in use: the one that fits the story file, or a first page while that is being built."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

from civic.correction import EVERYWHERE
from storage.files.child import Child
from storage.files.disk import Fingerprint, fingerprint, shown, unwritable
from storage.files.errors import LockedError, StorageError, UnreadableError, UnwritableError
from storage.files.lock import locked
from storage.files.places import Places, lock_of
from storage.index import mirror
from storage.index.build import get_report
from storage.index.first_page import first_page
from storage.index.schema import Index, create, get_meta
from storage.live import generations
from storage.live.jobs import Jobs
from storage.stories.open import describe, sniff, with_cache
from storage.stories.reader import StoryReader, read_on_demand

if TYPE_CHECKING:
    from storage.live.judged import Judged
    from storage.stories.report import Report

Answer = TypeVar("Answer")

_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)

_RETIRED: Final = 2
"""Indexes that gave way and stay open for who is still asking them."""
SMALL: Final = 1 << 20
"""Story files up to this size in bytes are indexed on the spot: sooner done than a process is started."""


class LiveIndex:
    """A pair of the index and the story file that answer now.

    `whole` means that the index has every story, not only the newest.
    """

    def __init__(self, places: Places, judged: Judged, today: Callable[[], date], notify: Callable[[str], None],
                 progress: Callable[[str], None] | None) -> None:  # fmt: skip
        self.places = with_cache(places)
        self.jobs = Jobs(self.places)
        self.whole = False
        self.numbering = 0
        """how often another index has come to serve, whose keys are its own"""
        self._borrowed_cache = self.places.cache if self.places.cache != places.cache else None
        self._judged = judged
        self._today = today
        self._notify = notify
        self._progress = progress or (lambda _: None)
        self._child: Child | None = None
        self._retired: list[Index] = []
        self._reader: StoryReader | None = None
        self._guard = threading.RLock()
        self._seen: tuple[object, ...] = ()
        self._version: Fingerprint | None = None
        self._given_up: Fingerprint | None = None
        self._failure = ""
        self.index = Index(None)
        create(self.index.connection)

    @property
    def indexing(self) -> bool:
        """Whether a child is building the index."""
        return self._child is not None and not self.whole

    @property
    def report(self) -> Report | None:
        """What was found in the story file; None while that is not known."""
        return get_report(self.index.connection) if self.whole else None

    def start(self) -> None:
        """Serve what there is, at once. Raises UnreadableError for a file that is no story file."""
        if not self._take_current():
            self._take_or_rebuild()
        self._seen = self._look()

    def _take_or_rebuild(self) -> None:
        """Wait for those who write the story file just now, then serve the index that fits it, or have one built."""
        with ExitStack() as stack:
            held = False
            # Without a lock file nobody of us has ever written here, and looking leaves none behind.
            if lock_of(self.places.stories).exists():
                with suppress(StorageError):
                    stack.enter_context(locked(self.places.stories))
                    held = True
            if not self._take_current():
                self._rebuild(held)

    def _rebuild(self, held: bool) -> None:
        """Have an index built that fits: here for a small file, in a child for a large one. `held`: the lock of the
        story file is. Raises StorageError."""
        found = fingerprint(self.places.stories)
        if found is None or found == self._given_up:
            return
        if self.places.named:
            sniff(self.places.stories)
        if found[0] <= SMALL:
            try:
                generations.build(self.places, lambda _: None, self._today(), held=held)
                self._take_built()
            except UnreadableError:
                raise
            except (StorageError, OSError) as error:
                self._serve_from_memory(error)
            return
        with self._guard:
            if self._child is None:
                self._child = Child("storage.live.indexer", self.places, (self._today().isoformat(),))
                self._progress("The index is being built; the newest stories are shown meanwhile.")
                self._switch(self._first_page(), whole=False)

    def build_now(self) -> None:
        """Build the index in this process, or wait for the child that does. Raises StorageError."""
        child = own = self._child
        try:
            if child is None and (fingerprint(self.places.stories) or (0,))[0] > SMALL:
                child = Child("storage.live.indexer", self.places)
            if child is not None:
                while child.wait(0.1) is None:
                    self._read_progress(child)
                self._read_progress(child)
                if child is not own:
                    child.end()
            else:
                generations.build(self.places, lambda _: None)
            with self._guard:
                if self._child is child:
                    self._child = None
                self._take_built()
        except UnreadableError:
            raise
        except (StorageError, OSError) as error:
            self._serve_from_memory(error)

    def _serve_from_memory(self, why: StorageError | OSError) -> None:
        """Serve an index that is in memory alone, since none can be kept on disk. Raises StorageError."""
        try:
            index = generations.in_memory(self.places)
        except (OSError, sqlite3.Error):
            raise (why if isinstance(why, StorageError) else unwritable(self.places.cache, why)) from why
        with self._guard:
            self._switch(index, whole=True)
        self._notify(f"No index can be kept in {shown(self.places.cache)}, so each start makes one: free some space.")

    def _serve_later(self) -> None:
        """Do the same while the desk goes on with its first page."""

        def serve() -> None:
            with suppress(StorageError):
                self._serve_from_memory(StorageError(self._failure))

        threading.Thread(target=serve, daemon=True).start()

    def _take_built(self) -> None:
        if not self._take_current():
            raise StorageError(self._failure or f"{shown(self.places.stories)} changes too fast: try again.")

    def fitting(self) -> Report | None:
        """Return what is in the story file as it stands, with an index that fits it; None where there is no file.
        The lock of the file must be held; takes as long as the building of the index. Raises StorageError."""
        if fingerprint(self.places.stories) is None:
            return None
        if not (self.whole and generations.fits(self.index, self.places)):
            self.build_now()
        return self.report

    def reader(self, fresh: bool = False) -> StoryReader | None:
        """Return the story file, opened anew when it has been replaced and `fresh` is asked for."""
        with self._guard:
            if self._reader and fresh and self._reader.version != fingerprint(self.places.stories):
                self._reader = None
            if self._reader is None:
                with suppress(FileNotFoundError, StorageError):
                    self._reader = StoryReader(self.places.stories)
            return self._reader

    def poll(self) -> bool:
        """Return whether others have changed what is served; brings it up to date."""
        for sentence in self.jobs.reap():
            self._notify(sentence)
        with suppress(sqlite3.Error, OSError):
            if self.whole and self._judged.following(self.index):
                self.jobs.show_renamed()
        child = self._child
        if child is not None:
            self._read_progress(child)
            if not child.running:
                child.end()
                self._child = None
                if self._failure:
                    self._given_up = fingerprint(self.places.stories)
                    self._notify(self._failure)
                    self._serve_later()
        now = self._look()
        before, self._seen = self._seen, now
        changed = now[0] != before[0]
        if now[1] != before[1]:
            changed |= self._take_current()
        if fingerprint(self.places.stories) != self._version:
            changed |= self._follow()
        self._seen = self._look()
        return changed

    def ask(self, question: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Return the answer of the index to a question; of a new one where it turns out to be damaged."""
        try:
            return question(self.index.connection)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGE and not str(error).startswith("no such"):
                raise
            self.distrust()
            self._take_or_rebuild()
            return question(self.index.connection)

    def distrust(self) -> None:
        """Let go of an index that is damaged; the next one is built anew."""
        with suppress(OSError):
            self.places.index.unlink()
        self._switch(Index(None), whole=False)
        create(self.index.connection)

    def close(self) -> None:
        """End the child and close the files."""
        if self._child:
            self._child.end()
        self.jobs.close()
        for index in (*self._retired, self.index):
            index.close()
        if self._reader:
            self._reader.close()
        if self._borrowed_cache:
            shutil.rmtree(self._borrowed_cache, ignore_errors=True)

    def _follow(self) -> bool:
        """See whether the index went with a story file that has changed, or have a new one built; return whether
        what is served may have changed."""
        if self._child is not None or fingerprint(self.places.stories) is None:
            return False
        if self._fits():
            return True
        try:
            # A process of ours that writes holds this lock until the index fits again.
            with locked(self.places.stories, timeout=0):
                if not self._fits() and not self._take_current():
                    before = self.index
                    with suppress(StorageError):
                        self._rebuild(held=True)
                    return self.index is not before
        except LockedError:
            return False
        except UnwritableError:
            with suppress(StorageError):
                self._rebuild(held=False)
        return True

    def _fits(self) -> bool:
        """Return whether the index that serves has gone with the story file; if so, the file is opened anew."""
        with suppress(sqlite3.Error):
            if self.whole and generations.fits(self.index, self.places):
                self._version = fingerprint(self.places.stories)
                self._reader = None
                return True
        return False

    def _look(self) -> tuple[object, ...]:
        version = 0
        with suppress(sqlite3.Error):
            version = self.index.connection.execute("PRAGMA data_version").fetchone()[0]
        return (id(self.index), version), fingerprint(self.places.index)

    def _take_current(self) -> bool:
        """Serve the index that is pointed at, where it fits."""
        found = generations.current(self.places)
        if found is None:
            return False
        self._judged.rescue(found, thorough=True)
        if not generations.fits(found, self.places):
            found.close()
            return False
        self._switch(found, whole=True)
        self._notify_of_report(found)
        return True

    def _notify_of_report(self, index: Index) -> None:
        """Notify the user once of what there is to know about the story file."""
        report = get_report(index.connection)
        for sentence in describe(report, self.places.stories) if report else ():
            self._notify(sentence)
        with suppress(sqlite3.Error):
            if mended := get_meta(index.connection, generations.MENDED):
                self._notify(mended)
                with index.writing(timeout=1) as db:
                    db.execute("DELETE FROM meta WHERE name = ?", (generations.MENDED,))

    def _switch(self, index: Index, *, whole: bool) -> None:
        with self._guard:
            self._retired.append(self.index)
            while len(self._retired) > _RETIRED:
                self._retired.pop(0).close()
            self.numbering += 1
            self.index, self.whole = index, whole
            self._reader = None
            self._version = None
            if whole:
                self._judged.catch_up(index)
                self._fits()

    def _first_page(self) -> Index:
        index = first_page(self.places.stories)
        db = index.connection
        stories = [name for (name,) in db.execute("SELECT id FROM stories UNION SELECT alias FROM alias")]
        page = self._judged.journal.read()
        mirror.set_view(db, self._judged.view())
        with read_on_demand(self.places.stories) as read:
            mirror.put(db, self._judged.snapshot.find([*stories, EVERYWHERE]), read)
            mirror.add(db, page.steps, read)
        mirror.set_position(db, fingerprint(self._judged.snapshot.path), page.end)
        if before := generations.current(self.places):
            with suppress(sqlite3.Error):
                generations.keep_groups(db, before)
            before.close()
        return index

    def _read_progress(self, child: Child) -> None:
        """Read what the indexing child has written since."""
        size = (fingerprint(self.places.stories) or (0,))[0]
        for line in child.lines():
            if line.startswith("! "):
                self._failure = line[2:]
            elif line.isdecimal() and size:
                self._progress(f"Building the index: {min(100, 100 * int(line) // size)} % read.")
