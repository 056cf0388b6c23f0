"""Dated backups: which are given up, and how a journal is added to one."""

import os
import shutil
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from storage.files.disk import open_regular, replacing


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


def outdated(backups: Iterable[Path], today: date) -> list[Path]:
    """Return the backups to give up, of files named NAME-YYYY-MM-DD.json: all but those of the last seven days and
    the newest of each of the four weeks before. What is dated otherwise, or in days to come, stays."""
    weeks: dict[int, Path] = {}
    gone = []
    for backup in sorted(backups, reverse=True):
        try:
            day = date.fromisoformat(backup.stem[-10:])
        except ValueError:
            continue
        age = (today - day) // timedelta(days=1)
        week = (age - 7) // 7
        if age >= 7 and (week >= 4 or week in weeks):
            gone.append(backup)
        elif age >= 7:
            weeks[week] = backup
    return gone
