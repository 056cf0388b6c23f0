"""The list of subscriptions and what is known of each feed: `feeds.json`, a TinyDB file with a table `feeds`."""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final

from civic.jsonvalue import JsonValue
from storage.files.backups import note_repair
from storage.files.disk import open_regular, replacing, set_aside, shown
from storage.files.errors import StorageError, UnwritableError
from storage.files.lock import locked
from storage.files.migrations import FEEDS, stepped, version_of, with_version
from storage.files.tinydb_lines import META, LineStorage, line_of
from storage.files.tinydb_scan import BrokenError

_TABLE: Final = "feeds"

Rows = list[dict[str, JsonValue]]


class FeedList:
    """A list of subscriptions in rows. What a row holds is decided in `feeds.subscriptions`; here it is only kept.

    `notices` are sentences for the user.
    """

    def __init__(self, path: Path, today: Callable[[], date] = date.today) -> None:
        self.path = path
        self.notices: list[str] = []
        self._today = today

    def rows(self) -> Rows:
        """Return all rows, in their order; none where there is no file. Raises StorageError for one that can't be
        read."""
        try:
            rows = _rows(LineStorage(self.path).read() or {})
        except BrokenError:
            rows = []
        if rows or not (self.path.exists() or self._backup.exists()):
            return rows
        with locked(self.path):
            return _rows(self._read())

    def problems(self) -> tuple[str, ...]:
        """Return sentences about the file that the user should see."""
        try:
            self.rows()
        except StorageError as error:
            return (*self.notices, str(error))
        return tuple(self.notices)

    def fault(self) -> str:
        """Return why the file can't be what was written, "" for a good one. Raises UnreadableError."""
        return self._examined()[1]

    def _examined(self) -> tuple[dict[str, dict[str, Any]], str]:
        """Return all tables, and why the file can't be what was written, "" for a good one. Raises UnreadableError."""
        try:
            tables = LineStorage(self.path).read() or {}
        except BrokenError as error:
            return {}, str(error)
        if _rows(tables):
            return tables, ""
        with suppress(BrokenError, StorageError):
            if _rows(LineStorage(self._backup).read() or {}):
                return tables, "it is empty, and its backup is not" if os.path.lexists(self.path) else "it is gone"
        return tables, ""

    def update(self, change: Callable[[Rows], Rows]) -> Rows:
        """Read, change and write under the lock, at once; return what stands there afterwards, which is what `change`
        returned.

        Other tables of the file stay. Nothing is written where nothing changes. Raises StorageError; what `change`
        raises goes through, and the file is as it was.
        """
        with locked(self.path):
            tables = self._read()
            if version_of(tables.get(META, {})) > len(FEEDS):
                raise UnwritableError(
                    f"{shown(self.path)} was written by a newer civicdesk: update this one to change it."
                )
            before = _rows(tables)
            after = change([dict(row) for row in before])
            if after != before:
                tables[_TABLE] = {str(number): row for number, row in enumerate(after, 1)}
                tables[META] = with_version(tables.get(META, {}), len(FEEDS))
                LineStorage(self.path).write(tables)
                self._keep_backup()
            return after

    @property
    def _backup(self) -> Path:
        return self.path.parent / "backups" / self.path.name

    def _keep_backup(self) -> None:
        """Keep a copy of what stands there now as the backup. Without one, the change is still made."""
        with suppress(OSError, StorageError), open_regular(self.path) as file, replacing(self._backup) as backup:
            shutil.copyfileobj(file, backup)

    def _read(self) -> dict[str, dict[str, Any]]:
        """Return all tables. A broken or emptied file is set aside, and put together again from its lines and its
        backup; the lock must be held. Raises StorageError."""
        tables, why = self._examined()
        if not why:
            return tables
        aside = set_aside(self.path, self._today()) if os.path.lexists(self.path) else None
        saved: dict[str, dict[str, Any]] = {_TABLE: {}}
        with suppress(BrokenError, StorageError):
            saved = LineStorage(self._backup).read() or saved
        rows = {json.dumps(row.get("url")): row for row in _rows(saved)}
        with suppress(FileNotFoundError), open_regular(self.path) as file:
            lines = (body for line in file if (found := line_of(line)) and "url" in (body := found[1]))
            rows |= {json.dumps(row["url"]): row for row in lines}
        saved[_TABLE] = {str(number): row for number, row in enumerate(rows.values(), 1)}
        LineStorage(self.path).write(saved)
        was = f"broken ({why})" if aside else "gone"
        kept = f", and the broken file is kept as {aside.name}" if aside else ""
        self.notices.append(f"{shown(self.path)} was {was}: {len(rows)} feeds were saved from it and its backup{kept}.")
        note_repair(self._backup.parent, self._today(), self.notices[-1])
        return saved


def read_rows(path: Path) -> Rows:
    """Return the rows of a list of subscriptions, and leave it as it is. Raises StorageError, BrokenError."""
    return _rows(LineStorage(path).read() or {})


def _rows(tables: dict[str, dict[str, Any]]) -> Rows:
    steps = FEEDS[version_of(tables.get(META, {})) :]
    return [dict(stepped(row, steps)) for row in tables.get(_TABLE, {}).values() if isinstance(row, dict)]
