"""Dated backups: which are given up, and how a journal is added to one."""

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from civic.text import clean_line
from storage.files.disk import Fingerprint, copy_range, fingerprint, keep, open_regular, replacing, shown
from storage.files.errors import StorageError
from storage.files.places import TEMPORARY


def append(source: Path, backup: Path) -> None:
    """Add what a file holds to the end of a backup, durably. Raises OSError, StorageError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NONBLOCK", 0)  # never waiting on a pipe
    with open_regular(source) as file, os.fdopen(os.open(backup, flags, 0o600), "ab") as kept:
        shutil.copyfileobj(file, kept)
        kept.flush()
        os.fsync(kept.fileno())


def copy_once(source: Path, backup: Path) -> None:
    """Keep a file as it is now under another name, durably, unless there is such a backup already. Raises OSError,
    StorageError."""
    if not backup.exists():
        with open_regular(source) as file, replacing(backup) as kept:
            shutil.copyfileobj(file, kept)


LATEST: Final = "latest"
"""What stands in the name of the backup that goes with each change, where others have a date."""
_COPIED: Final = 8 << 20
"""A file of at most so many bytes is copied after each change."""
_REPAIRS: Final = "repairs.txt"
_REMEMBERED: Final = 20
KEPT: Final = 7
"""So many of the newest backups stay, whatever their dates and today's: a clock that is wrong once costs none."""


def outdated(backups: Iterable[Path], today: date) -> list[Path]:
    """Return the backups to give up, of files named NAME-YYYY-MM-DD.json: all but those of the last seven days, the
    newest of each of the four weeks before, and in any case the newest seven that are not of days to come. What is
    dated otherwise, or in days to come, stays."""
    weeks: dict[int, Path] = {}
    gone = []
    newest = 0
    for backup in sorted(backups, reverse=True):
        day = day_of(backup)
        if day is None or day > today:
            continue
        newest += 1
        age = (today - day) // timedelta(days=1)
        week = (age - 7) // 7
        if newest > KEPT and age >= 7 and (week >= 4 or week in weeks):
            gone.append(backup)
        elif age >= 7:
            weeks.setdefault(week, backup)
    return gone


def day_of(backup: Path) -> date | None:
    """Return the date in the name of a backup, None where there is none."""
    try:
        return date.fromisoformat(backup.stem[-10:])
    except ValueError:
        return None


def note_repair(backups: Path, today: date, sentence: str) -> None:
    """Remember what was repaired, for the doctor: whoever starts the desk may not be who reads its notifications.
    Nothing depends on it."""
    with suppress(OSError, StorageError):
        lines = [*repairs(backups), f"{today}: {sentence}"]
        with replacing(backups / _REPAIRS) as file:
            file.write("".join(f"{line}\n" for line in lines[-_REMEMBERED:]).encode("utf-8", "backslashreplace"))


def repairs(backups: Path) -> list[str]:
    """Return what was repaired, the last at the end. Never raises."""
    with suppress(OSError, StorageError), open_regular(backups / _REPAIRS) as file:
        return [clean_line(line, 600) for line in file.read(1 << 16).decode("utf-8", "replace").splitlines()]
    return []


class Latest:
    """The latest backup of a file, which goes with a change of it: a copy of a small file, and of one that has grown
    by half since the last copy; of another one the version before the change, which costs nothing."""

    def __init__(self, path: Path, backup: Path) -> None:
        """Keep hold of the version of the file that stands there before the change."""
        self._path = path
        self._backup = backup
        self._previous = self._backup.with_name(f".{self._backup.name}{TEMPORARY}{os.getpid()}-previous")
        self._before = fingerprint(self._path)
        if self._before and self._before[0] > _COPIED:
            with suppress(OSError):
                self._previous.unlink(missing_ok=True)
                keep(self._path, self._previous)

    def follow(self, notify: Callable[[str], None]) -> None:
        """Bring the backup up to the change, if there was one."""
        now = fingerprint(self._path)
        try:
            if now and now != self._before:
                self._renew(now)
        except (OSError, StorageError) as error:
            notify(f"No backup of {shown(self._path)} could be kept in {shown(self._backup.parent)}: {error}")

    def let_go(self) -> None:
        """Remove what was kept for the time of the change."""
        with suppress(OSError):
            self._previous.unlink(missing_ok=True)

    def _renew(self, now: Fingerprint) -> None:
        copied = fingerprint(self._backup)
        if now[0] > _COPIED and copied and now[0] <= copied[0] * 3 // 2 and self._previous.exists():
            self._previous.replace(self._backup)
            return
        with open_regular(self._path) as source, replacing(self._backup) as target:
            copy_range(source, target, 0, now[0])
