"""Stories and what was decided on them, as the desk and the command line ask for them."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Final, Self, TypeVar

import seeds
from civic.judgement import Operation, Value
from civic.story import Story
from civic.suggestions import Analysis
from storage.files.disk import fingerprint, open_regular, shown
from storage.files.errors import DamagedIndexError, StorageError, UnreadableError
from storage.files.lock import locked
from storage.files.places import Places
from storage.index.build import PREFERRED
from storage.index.queries.listing import Row
from storage.index.rows import set_analysis
from storage.index.schema import Index
from storage.library.adopt import adopt
from storage.library.change import Ready, changing
from storage.library.put import Changes, put
from storage.library.reads import Asking
from storage.library.remove import remove
from storage.live.decisions import COMPACT_AT, Decisions
from storage.live.duplicates import Folding
from storage.live.live_index import Serving
from storage.settings.codebook import learn
from storage.settings.config import remember, remembered
from storage.stories.migrations import STORIES, migrate

__all__ = ["Changes", "Library", "Row"]

_LEFT: Final = "left"
_PAGE: Final = 500
Changed = TypeVar("Changed")


class Library(Asking):
    """One story file with its judgements and its index. Open it with `Library.open`, as a context manager.

    All methods may be called from any thread; those that bring stories are for a worker. `notices` are sentences for
    the person, which grow while the library is open; `first_run` says that the seed story was just put there.
    """

    def __init__(self, places: Places, who: str, now: Callable[[], datetime],
                 progress: Callable[[str], None] | None) -> None:  # fmt: skip
        self.places = places
        self.notices: list[str] = []
        self.first_run = False
        self.only_suggestions = False
        """whether what the last `poll` saw were at most suggestions and copies, found in the background"""
        self._files: tuple[object, ...] = ()
        self._now = now
        self._decisions = Decisions(places, who, now, self._tell)
        self._serving = Serving(places, self._decisions, lambda: now().date(), self._tell, progress)
        left = remembered(places).get(_LEFT)
        self._left = left if isinstance(left, int) else 0

    @classmethod
    def open(
        cls, places: Places, *, who: str, now: Callable[[], datetime], progress: Callable[[str], None] | None = None
    ) -> Self:
        """Open the library of these places; `who` signs the decisions, `now` tells the time with its offset, and
        `progress` is given sentences about long work.

        The first start puts the seed story into a new file; a file that was named and is not there is an error.
        Raises StorageError.
        """
        if places.named and not os.path.lexists(places.stories):
            raise UnreadableError(f"There is no story file {shown(places.stories)}: check the name and its folder.")
        library = cls(places, who, now, progress)
        try:
            library._open()
        except BaseException:
            library._serving.close()
            raise
        return library

    def _open(self) -> None:
        if not os.path.lexists(self.places.stories):
            try:
                with locked(self.places.stories):
                    if not os.path.lexists(self.places.stories):
                        migrate(self.places.stories, PREFERRED[0], STORIES)
                        self.first_run = True
            except StorageError as error:
                self._tell(str(error))
        with suppress(FileNotFoundError), open_regular(self.places.stories):
            pass  # a folder or a pipe in its place is told at once
        self._decisions.snapshot.open(self._now().date())
        self._serving.start()
        if self.first_run:
            self.put_many([Story.from_document(seeds.story())])

    def _tell(self, sentence: str) -> None:
        if sentence not in self.notices:
            self.notices.append(sentence)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what runs in the background and fold the journal into the snapshot. Never raises."""
        with suppress(StorageError, sqlite3.Error):
            if self._serving.whole and self._decisions.journal.size():
                self._decisions.compact(self._serving.index)
                learn(self.places, self._serving.index.connection, self._decisions.who)
        self._serving.close()

    def _look_at_files(self) -> tuple[object, ...]:
        paths = (self.places.stories, self.places.judgements, self.places.journal)
        return (self.numbering, *map(fingerprint, paths))

    def leave(self) -> None:
        """Remember that the desk is left now: what is fetched from here on is new next time. Raises StorageError."""
        remember(self.places, _LEFT, int(self._now().timestamp()))

    @property
    def read_only(self) -> bool:
        """Whether no story can be brought: the file or its folder can't be written, or a newer program wrote it."""
        report = self._serving.report
        writable = os.access(self.places.stories.parent, os.W_OK)
        return not writable or (report is not None and report.schema > len(STORIES))

    @property
    def indexing(self) -> bool:
        """Whether the index is being built in the background; meanwhile only the newest stories are found."""
        return self._serving.indexing

    def wait(self) -> None:
        """Wait until every story can be found. Raises StorageError."""
        if self._serving.indexing:
            self._serving.build_now()

    # stories

    def put_many(self, stories: Sequence[Story]) -> Changes:
        """Bring stories: new ones are added, changed ones replaced, and on return they are on disk and can be found.
        For a worker thread: it takes as long as the disk needs to copy the file. Raises StorageError, and then the
        file is as it was."""
        return self._change(lambda index, ready: put(index, ready, stories))

    def remove_many(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Take stories out of the file; the ids of those that were there. What was decided on them is kept, as for
        every story that is gone. For a worker thread, like `put_many`. Raises StorageError likewise."""
        gone = tuple(ids)
        return self._change(lambda index, ready: remove(index, ready, gone))

    def _change(self, change: Callable[[Index, Ready], Changed]) -> Changed:
        """Change the story file and the index with it; once more with a new index where that one was damaged."""
        try:
            return self._change_once(change)
        except DamagedIndexError:
            return self._change_once(change)

    def _change_once(self, change: Callable[[Index, Ready], Changed]) -> Changed:
        with changing(self.places, self._serving, self._now().date(), self._tell) as ready:
            return change(self._serving.index, ready)

    # decisions

    def judge(self, changes: Sequence[tuple[str, str, Value]]) -> list[Operation]:
        """Write changes of (story id, field, value) down as one step; they are on disk on return.

        Gives the operations, one for each field that really changed. Raises StorageError, and then nothing changed;
        JudgementError for a field or a value that there is not.
        """
        done = self._decisions.judge(self._serving.index, changes, whole=self._serving.whole)
        if self._serving.whole and self._decisions.journal.size() > COMPACT_AT:
            self._serving.background.compact()
        return done

    def adopt(self, operations: Sequence[Operation]) -> list[Operation]:
        """Write decisions of others down as they signed them; those that were new. Raises StorageError."""
        return adopt(self.places, self._decisions, self._serving.index, operations, whole=self._serving.whole)

    # suggestions

    def keep_analysis(self, story: Story, analysis: Analysis, *, patience: float = 0.02) -> None:
        """Keep the suggestions for a story with the text that it has here, so that it is found by them. Where another
        process is writing the index for longer than `patience` seconds, they are let go: they can be had again."""
        with suppress(sqlite3.OperationalError), self._serving.index.writing(timeout=patience) as db:
            set_analysis(db, story, analysis)

    def find_copies(self) -> None:
        """Fold the copies among all stories now, rather than in the background. For a worker thread. Where the index
        can't be written, those that are known are all there are."""
        if reader := self._serving.reader(fresh=True):
            with suppress(sqlite3.Error):
                Folding(self._serving.index, reader).run()

    def analyse_rest(self) -> None:
        """Have all stories that have no suggestions yet analysed in the background, newest first."""
        self._serving.background.analyse()

    def poll(self) -> bool:
        """Whether another process or one in the background has changed anything since the last call; what this
        library shows is up to date afterwards. Cheap enough for every second."""
        changed = self._serving.poll()
        before, self._files = self._files, self._look_at_files()
        self.only_suggestions = self._files == before
        with suppress(StorageError, sqlite3.Error):
            changed |= self._decisions.poll(self._serving.index)
        return changed
