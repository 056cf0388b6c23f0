"""Copies that programs which keep folders alike leave beside a file of ours when two machines have changed it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

from civic.jsonvalue import JsonValue
from civic.operation import Operation
from civic.story import Story
from storage.files.disk import open_regular
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.files.tinydb_scan import BrokenError, Document, walk
from storage.judgements.entries import Entry, history_of, in_this_format
from storage.judgements.journal import Journal
from storage.judgements.salvage import by_story, documents_of
from storage.settings.feedlist import read_rows
from storage.stories.reader import story_of
from storage.stories.report import choose_table

_MARKS: Final = (
    r" ?[(\[].*[)\]]",  # Dropbox, Nextcloud, Google Drive, pCloud, in every language
    r"\.sync-conflict-.*",  # Syncthing
    r"[._-]conflict(?:ed)?(?:[ ._-].*)?",  # ownCloud, Resilio, Seafile
    r"-(?=[^/]*[A-Z])[A-Za-z0-9_-]+",  # OneDrive: the name of the other machine
    r" [0-9]+",  # iCloud
)
_NAMES: Final = ("stories", "judgements", "journal", "versions", "forgotten", "feeds", "settings", "codebook", "views",
                 "rules")  # fmt: skip
"""The files of which a copy is named."""


def find(places: Places) -> list[tuple[str, Path]]:
    """Return each copy that lies beside a file of ours, with the name of that file in `Places.own_files`. Never
    raises."""
    found: list[tuple[str, Path]] = []
    ours = {one.path for one in places.own_files()}
    for one in places.own_files():
        if one.name not in _NAMES:
            continue
        stem, kind = re.escape(one.path.stem), re.escape(one.path.suffix)
        pattern = re.compile(f"{stem}(?:{'|'.join(_MARKS)}){kind}|{stem}{kind}(?:{'|'.join(_MARKS[:3])})")
        with suppress(OSError):
            beside = sorted(path for path in one.path.parent.iterdir() if pattern.fullmatch(path.name))
            found += [(one.name, path) for path in beside if path.is_file() and path not in ours]
    return found


def operations_in(path: Path) -> Iterator[Operation]:
    """Yield the decisions in a copy of the judgements, or of their journal. Raises StorageError, BrokenError."""
    if path.suffix == ".journal":
        told = by_story(Journal(path).read().steps)
        entries: Iterator[Entry] = (in_this_format({"story": story}, steps) for story, steps in told.items())
    else:
        entries = map(in_this_format, documents_of(path))
    for entry in entries:
        yield from history_of(entry)


def stories_in(path: Path) -> Iterator[Story]:
    """Yield the stories in a copy of the story file. Raises StorageError, BrokenError."""
    with open_regular(path) as file:
        table = choose_table(file)
    with open_regular(path) as file:
        for found in walk(file):
            if isinstance(found, Document) and found.table == table and (story := story_of(found.body)):
                yield story


def feeds_in(path: Path) -> list[dict[str, JsonValue]]:
    """Return the rows of a copy of the list of feeds. Raises StorageError, BrokenError."""
    return read_rows(path)


def is_readable(name: str, path: Path) -> bool:
    """Return whether a copy can be taken in: it is of a kind that is merged, and can be read to its end."""
    try:
        if name == "stories":
            return sum(1 for _ in stories_in(path)) > 0
        if name in ("judgements", "journal"):
            return sum(1 for _ in operations_in(path)) > 0
        return name == "feeds" and bool(feeds_in(path))
    except (StorageError, BrokenError, OSError):
        return False


def put_away(places: Places, path: Path, today: date) -> Path:
    """Move a copy that has been taken in to the backups, where nobody takes it for one again. Raises OSError."""
    places.backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = 1
    while (target := places.backups / f"{path.name}.taken-in-{today}{f'-{number}' if number > 1 else ''}").exists():
        number += 1
    return path.rename(target)
