"""A story file that breaks off, was emptied or is gone: kept aside as it is, and put together again from its own lines
and the last backup."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Final

from storage.files.backups import note_repair
from storage.files.disk import fingerprint, open_regular, replacing, set_aside, shown
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.files.tinydb_lines import META, Lines, copy_as_line, line_of, on_one_line
from storage.files.tinydb_scan import BrokenError, Document, Table, walk
from storage.stories.backups import backups_of
from storage.stories.reader import story_of
from storage.stories.report import PREFERRED, choose_table, looks_like_story

_SMALL: Final = 1 << 12
"""A file of more bytes than this is not looked at for being empty."""


def is_emptied(places: Places) -> bool:
    """Return whether the story file is gone, or has no document though its newest good backup has some. Cheap,
    whatever its size. Never raises."""
    found = fingerprint(places.stories)
    if (found is None and os.path.lexists(places.stories)) or (found and found[0] > _SMALL):
        return False
    with suppress(BrokenError, StorageError, OSError):
        if found:
            with open_regular(places.stories) as file:
                if any(isinstance(item, Document) and item.table != META for item in walk(file)):
                    return False
        backup = _good_backup(places)
        if backup is not None:
            with open_regular(backup) as file:
                return any(isinstance(item, Document) and item.table != META for item in walk(file))
    return False


def mend(places: Places, today: date, why: str) -> str:
    """Replace a broken story file by what can be read of it, and by what the newest good backup has besides; the broken
    one is kept under another name. Returns a sentence about it. The lock of the file must be held.

    Raises StorageError, and then the file is as it was.
    """
    path, backup = places.stories, _good_backup(places)
    emptied = is_emptied(places)
    aside = set_aside(path, today) if os.path.lexists(path) else None
    sources = [each for each in (None if emptied else path, backup) if each]
    table = next(filter(None, map(_table, sources)), PREFERRED[0])
    with replacing(path) as target:
        lines = Lines(target)
        for source in sources[:1]:
            _other_tables(source, table, lines)
        lines.table(table)
        keys: set[str] = set()
        ids: set[str] = set()
        saved = dict.fromkeys(sources, 0)
        for source in sources:
            for key, raw, body in _documents(source, table):
                if source != backup or not ids.issuperset(_id(body)):
                    lines.document(_unused(key, keys), raw)
                    saved[source] += 1
                if source != backup:
                    ids.update(_id(body))
        lines.end()
    sentence = f"{_how(path, why, aside)}: {_saved(saved, path, backup)}."
    note_repair(places.backups, today, sentence)
    return sentence


def _how(path: Path, why: str, aside: Path | None) -> str:
    if aside is None:
        return f"{shown(path)} was gone"
    return f"{shown(path)} was broken ({why.rstrip('.')}) and is kept as {aside.name}"


def _saved(saved: Mapping[Path, int], path: Path, backup: Path | None) -> str:
    """Return how many stories came from where."""
    own, more = saved.get(path), saved[backup] if backup else 0
    if own is None:
        return f"its stories, {more}, were restored from the backup {backup.name}" if backup else "nothing was restored"
    came = f", {more} more from the backup {backup.name}" if backup and more else ""
    return f"{own} stories were saved from it{came}"


def restore(places: Places, today: date) -> str:
    """Restore a story file that is gone or emptied from its newest good backup and return a sentence about it, "" where
    there was nothing to do. The lock of the file must be held. Raises StorageError, and then it is as it was."""
    return mend(places, today, EMPTIED) if is_emptied(places) else ""


EMPTIED: Final = "it is empty, and its backup is not"


def _good_backup(places: Places) -> Path | None:
    return next((each for each in backups_of(places) if _is_whole(each)), None)


def _table(path: Path) -> str:
    """Return the table of stories, "" for none."""
    with suppress(FileNotFoundError), open_regular(path) as file:
        table = choose_table(file)
        file.seek(0)
        with suppress(BrokenError):
            if any(isinstance(found, Table) and found.name == table for found in walk(file)):
                return table
    return ""


def _is_whole(path: Path) -> bool:
    try:
        with open_regular(path) as file:
            for _ in walk(file):
                pass
    except (BrokenError, StorageError, OSError):
        return False
    return True


def _other_tables(path: Path, table: str, lines: Lines) -> None:
    with suppress(BrokenError, FileNotFoundError), open_regular(path) as walked, open_regular(path) as source:
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
