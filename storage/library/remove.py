"""Stories removed from a story file: their lines go, all else stays to the byte."""

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from typing import BinaryIO, Final

from msgspec import Struct
from msgspec.structs import replace

from civic.story import Story
from storage.files.disk import fingerprint, open_regular, shown
from storage.files.errors import StorageError
from storage.files.tinydb_lines import Edit, splice
from storage.index import mirror
from storage.index.build import keep_report
from storage.index.rows import named, remove_story
from storage.index.schema import Index
from storage.library.change import StoryFile, is_too_much, move_places

_STEP: Final = 4096
_SPACES: Final = b" \t\r\n"


class _Found(Struct, frozen=True):
    """A story that is in the file: its key in the index, and where its document stands."""

    key: int
    story: Story
    start: int
    end: int


def remove(index: Index, story_file: StoryFile, ids: Iterable[str]) -> tuple[str, ...]:
    """Remove stories from the file and the index; return the ids of those that were there. What was decided on them
    stays where it is. Raises StorageError, and then the file is as it was."""
    gone = sorted(_found(index, story_file, ids), key=lambda found: found.start)
    if not gone:
        return ()
    with open_regular(story_file.path) as file:
        edits = _edits(file, gone)
    if fingerprint(story_file.path) != story_file.report.version:
        raise StorageError(f"{shown(story_file.path)} has just been changed by another program: do it again.")
    splice(story_file.path, edits, backup=story_file.backup)
    version = fingerprint(story_file.path)
    if version is None:
        raise StorageError(f"{shown(story_file.path)} has just been removed by another program.")
    # The stories are gone. Where the index can't follow, it no longer fits, and is built anew.
    if is_too_much(found.story for found in gone):
        return tuple(found.story.id for found in gone)
    with suppress(sqlite3.Error), index.writing(timeout=30) as db:
        for found in gone:
            remove_story(db, found.key, found.story)
        names = {name for found in gone for name in (found.story.id, *found.story.aliases)}
        others = {other for name in names if (other := named(db, name))}  # it is an alias of theirs, too
        mirror.show(db, others, story_file.reader.story)
        move_places(db, edits)
        tail = story_file.report.tail - sum(edit.end - edit.start for edit in edits)
        with open_regular(story_file.path) as file:
            empty = _before(file, tail)[1] == b"{"
        keep_report(db, replace(story_file.report, version=version, tail=tail, empty=empty))
    return tuple(found.story.id for found in gone)


def _found(index: Index, story_file: StoryFile, ids: Iterable[str]) -> Iterable[_Found]:
    sql = "SELECT key, id, start, length FROM stories JOIN place USING (key) WHERE id = ?"
    for story_id in dict.fromkeys(named(index.connection, name) for name in ids):
        for key, name, start, length in index.connection.execute(sql, (story_id,)):
            story = story_file.reader.story(name, start, length)
            if story is None:
                raise StorageError("The story file is not as the index says: close the desk, then open it again.")
            yield _Found(key, story, start, start + length)


def _edits(file: BinaryIO, gone: Iterable[_Found]) -> list[Edit]:
    """Return the edits that take the documents out. Neighbours go as one, from the separator before the first to the
    end of the last; the comma before goes with them, or where they open the table, the one behind."""
    runs: list[tuple[int, int]] = []
    for found in gone:
        separator = _separator_before(file, found.start)
        if runs and _after(file, runs[-1][1]) == separator:
            runs[-1] = (runs[-1][0], found.end)
        else:
            runs.append((separator, found.end))
    edits = []
    for start, end in runs:
        if _byte(file, start) == b",":
            edits.append(Edit(start, end, b""))
        else:
            behind = _after(file, end)
            edits.append(Edit(start + 1, behind + 1 if _byte(file, behind) == b"," else end, b""))
    return edits


def _separator_before(file: BinaryIO, document: int) -> int:
    """Return where the comma or the brace stands that parts a document and its key from what comes before: at the
    end of the line before theirs."""
    at, separator = document, b""
    while separator not in (b",", b"{"):
        at, separator = _before(file, _line_of(file, at))
    return at


def _line_of(file: BinaryIO, position: int) -> int:
    """Return where the line begins that the position is in. Raises StorageError for the first one of the file."""
    at, line = position, b""
    while b"\n" not in line:
        step = min(_STEP, at)
        if not step:
            raise StorageError("The story file is not as the index says: close the desk, then open it again.")
        at -= step
        file.seek(at)
        line = file.read(step) + line
    return at + line.rfind(b"\n")


def _before(file: BinaryIO, at: int) -> tuple[int, bytes]:
    """Return the last byte before `at` that is no space: where it is, and what."""
    byte = b""
    while at and (not byte or byte in _SPACES):
        at -= 1
        byte = _byte(file, at)
    return at, byte


def _after(file: BinaryIO, at: int) -> int:
    """Return the first byte from `at` on that is no space."""
    while (byte := _byte(file, at)) and byte in _SPACES:
        at += 1
    return at


def _byte(file: BinaryIO, at: int) -> bytes:
    file.seek(at)
    return file.read(1)
