"""A story file that breaks off: kept aside as it is, and put together again from its own lines and the last backup."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from storage.files.disk import open_regular, replacing, set_aside, shown
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.files.tinydb_lines import Lines, copy_as_line, line_of, on_one_line
from storage.files.tinydb_scan import BrokenError, Document, Table, walk
from storage.stories.reader import story_of
from storage.stories.report import choose_table, looks_like_story


def backups_of(places: Places) -> list[Path]:
    """Return the backups of the story file, the newest first."""
    return sorted(places.backups.glob(f"{backup_stem(places)}-*.json"), reverse=True)


def backup_stem(places: Places) -> str:
    """Return what the names of this story file's backups begin with."""
    return places.index.name.replace("index", places.stories.stem, 1)


def drop_old_backups(places: Places) -> None:
    """Keep the three newest backups of the story file: each is as large as that."""
    for backup in backups_of(places)[3:]:
        with suppress(OSError):
            backup.unlink()


def mend(places: Places, today: date, why: str) -> str:
    """Replace a broken story file by what can be read of it, and by what the newest good backup has besides; the broken
    one is kept under another name. Returns a sentence about it. The lock of the file must be held.

    Raises StorageError, and then the file is as it was.
    """
    path = places.stories
    aside = set_aside(path, today)
    table = _table(path)
    backup = next((each for each in backups_of(places) if _is_whole(each)), None)
    with replacing(path) as target:
        lines = Lines(target)
        _other_tables(path, table, lines)
        lines.table(table)
        keys: set[str] = set()
        ids: set[str] = set()
        saved = restored = 0
        for key, raw, body in _documents(path, table):
            lines.document(_unused(key, keys), raw)
            ids.update(_id(body))
            saved += 1
        for key, raw, body in _documents(backup, table) if backup else ():
            if not ids.issuperset(_id(body)):
                lines.document(_unused(key, keys), raw)
                restored += 1
        lines.end()
    came = f", {restored} more from the backup {backup.name}" if backup and restored else ""
    return (
        f"{shown(path)} was broken ({why.rstrip('.')}): {saved} stories were saved from it{came}; "
        f"the broken file is kept as {aside.name}."
    )


def _table(path: Path) -> str:
    with open_regular(path) as file:
        return choose_table(file)


def _is_whole(path: Path) -> bool:
    try:
        with open_regular(path) as file:
            for _ in walk(file):
                pass
    except (BrokenError, StorageError, OSError):
        return False
    return True


def _other_tables(path: Path, table: str, lines: Lines) -> None:
    with suppress(BrokenError), open_regular(path) as walked, open_regular(path) as source:
        for found in walk(walked):
            if (found.name if isinstance(found, Table) else found.table) != table:
                copy_as_line(found, source, lines)


def _documents(path: Path, table: str) -> Iterator[tuple[str, bytes, Any]]:
    """Key, JSON and value of each document of a table that can be read; after a fault, of each line."""
    with open_regular(path) as walked, open_regular(path) as source:
        try:
            for found in walk(walked):
                if isinstance(found, Document) and found.table == table:
                    source.seek(found.start)
                    yield found.key, on_one_line(source.read(found.end - found.start)), found.body
            return
        except BrokenError as error:
            source.seek(error.offset)
        yield from _good_lines(source)


def _good_lines(file: BinaryIO) -> Iterator[tuple[str, bytes, Any]]:
    for line in file:
        found = line_of(line)
        if found and looks_like_story(found[1]):
            yield found[0], line[line.index(b"{") :].rstrip(b", \r\n"), found[1]


def _id(body: Any) -> Iterable[str]:
    story = story_of(body)
    return (story.id,) if story else ()


def _unused(key: str, keys: set[str]) -> str:
    """Return the key, or the next number that is free."""
    if key in keys:
        key = str(max((int(each) for each in keys if each.isdecimal()), default=0) + 1)
    keys.add(key)
    return key
