"""The backups of a story file: which there are, which are given up, and the one that goes with each change."""

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from storage.files.backups import LATEST
from storage.files.places import Places

_KEPT: Final = 3


def backups_of(places: Places) -> list[Path]:
    """Return the backups of the story file, the newest first: the one that goes with each change, then the dated
    ones."""
    return sorted(places.backups.glob(f"{backup_stem(places)}-*.json"), reverse=True)


def backup_stem(places: Places) -> str:
    """Return what the names of this story file's backups begin with."""
    return places.index.name.replace("index", places.stories.stem, 1)


def latest_backup(places: Places) -> Path:
    """Return the backup that goes with each change."""
    return places.backups / f"{backup_stem(places)}-{LATEST}.json"


def drop_old_backups(places: Places, today: date) -> None:
    """Keep the latest backup, and the three newest of those of days up to today and of those of days to come, which a
    clock that was wrong has left: each is as large as the story file."""
    stem = len(backup_stem(places)) + 1
    dated = [path for path in backups_of(places) if not path.name.startswith(LATEST, stem)]
    past = [path for path in dated if path.name[stem:] < f"{today + timedelta(days=1)}"]
    for backup in (*past[_KEPT:], *[path for path in dated if path not in past][_KEPT:]):
        with suppress(OSError):
            backup.unlink()
