"""What sees to it that there is a story file: created at the first start, restored where it was emptied or
removed. Files of the past are restored with it."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import seeds
from civic.story import Story
from storage.files.disk import Fingerprint, fingerprint, left_behind, open_regular, shown
from storage.files.errors import StorageError
from storage.files.lock import locked
from storage.files.migrations import STORIES
from storage.files.tinydb_lines import META, LineStorage
from storage.live import generations
from storage.stories.backups import backups_of
from storage.stories.repair import is_emptied, restore
from storage.stories.report import PREFERRED

if TYPE_CHECKING:
    from storage.files.places import Places
    from storage.past.kept_lines import KeptLines


def own_folders(places: Places) -> list[Path]:
    """Return the folders in which files of the library are, each once."""
    return [*dict.fromkeys((places.data, places.config, places.cache, places.backups, places.stories.parent))]


class Guardian:
    """A guardian of a story file: restores ours, and only tells of one that the user named, which other programs may
    have emptied for good. `notify` is called with sentences for the user."""

    def __init__(
        self, places: Places, kept: Sequence[KeptLines], today: Callable[[], date], notify: Callable[[str], None]
    ) -> None:
        """`kept` are other files that are restored as well."""
        self._places = places
        self._kept = kept
        self._kept_seen: list[Fingerprint | None] = []
        self._today = today
        self._notify = notify
        self._seen: Fingerprint | None = None
        self._lost_since: float | None = None

    def open(self) -> bool:
        """Restore a file that is gone or emptied, or create one where there never was any; return whether this is the
        first start, with nothing of ours in the home. Never raises: what can't be done is reported."""
        path = self._places.stories
        self._restore_kept(timeout=10)
        for part in left_behind(own_folders(self._places)):
            with suppress(OSError):
                part.unlink()
        if self._places.named:
            if is_emptied(self._places):
                self._notify(f"{shown(path)} is empty, and its backup is not: civicdesk doctor --fix restores it.")
            return False
        try:
            if is_emptied(self._places) and (generations.settled(path) or not path.exists()):
                self._restore(timeout=10)
            if not os.path.lexists(path):
                with locked(path):
                    return not os.path.lexists(path) and self._create()
        except StorageError as error:
            self._notify(str(error))
        return False

    def poll(self) -> None:
        """Restore a file that has been gone or empty for a moment: longer than a program that saves it takes. Cheap
        enough for every second. Raises StorageError."""
        self._restore_kept(timeout=0)
        now = fingerprint(self._places.stories)
        if now is None and now != self._seen:
            self._tell_what_stands_there()
        if self._places.named or (now == self._seen and self._lost_since is None):
            return
        if not is_emptied(self._places):
            self._lost_since = None
        elif now != self._seen or self._lost_since is None:
            self._lost_since = time.monotonic()
        self._seen = now
        if self._lost_since is not None and time.monotonic() - self._lost_since >= generations.SETTLE:
            self._lost_since = None
            self._restore(timeout=0)

    def _tell_what_stands_there(self) -> None:
        """Say it where something that can't be read has come into the place of the file."""
        try:
            with suppress(FileNotFoundError):
                open_regular(self._places.stories).close()
        except StorageError as error:
            self._notify(str(error))

    def _restore_kept(self, timeout: float) -> None:
        if (now := [fingerprint(one.path) for one in self._kept]) != self._kept_seen:
            self._kept_seen = now
            for one in self._kept:
                one.restore(self._today(), timeout)

    def _restore(self, timeout: float) -> None:
        with locked(self._places.stories, timeout):
            if restored := restore(self._places, self._today()):
                self._notify(restored)

    def _create(self) -> bool:
        """Create the file; return whether that is the first start."""
        is_first = not self._was_used()
        # With the first story at once, so that no other process sees a library without, nor a kill leaves one.
        first = {1: Story.from_document(seeds.story()).to_document()} if is_first else {}
        LineStorage(self._places.stories).write({META: {1: {"schema": len(STORIES)}}, PREFERRED[0]: first})
        if not is_first:
            name = shown(self._places.stories)
            self._notify(f"{name} was gone, and there is no backup of it: a refresh brings what the feeds still have.")
        return is_first

    def _was_used(self) -> bool:
        """Return whether there are files that only a library leaves. Settings and feeds may come before it."""
        places = self._places
        there = any(map(os.path.lexists, (places.judgements, places.journal, places.index)))
        return there or bool(backups_of(places)) or any(places.backups.glob("judgements-*"))
