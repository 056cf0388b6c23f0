"""What is looked at before a library opens, and how a story file is described to the user."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from civic.text import clean_line
from storage.files.disk import make_folder, open_regular, shown, unwritable
from storage.files.errors import UnreadableError, UnwritableError
from storage.files.migrations import STORIES
from storage.files.tinydb_scan import BrokenError, ForeignError, Table, walk

if TYPE_CHECKING:
    from storage.files.places import Places
    from storage.stories.report import Report


def sniff(path: Path) -> None:
    """Raise UnreadableError for a file that can't be a TinyDB file at all; also raises FileNotFoundError."""
    odd = ""
    try:
        with open_regular(path) as file:
            for found in walk(file):
                if not isinstance(found, Table) or found.end is None:
                    return
                odd = odd or clean_line(found.name, 40)
    except ForeignError as error:
        raise UnreadableError(f"{shown(path)} is no TinyDB file: {error}.") from error
    except BrokenError:
        return
    if odd:
        raise UnreadableError(f"{shown(path)} is no TinyDB file: {odd!r} is no table of documents.")


def with_cache(places: Places) -> Places:
    """Return the places, with a borrowed cache folder where their own can't be written. Raises UnwritableError."""
    try:
        make_folder(places.cache)
        _write_in(places.cache)
        return places
    except (UnwritableError, OSError):
        import tempfile

        try:
            return replace(places, cache=Path(tempfile.mkdtemp(prefix="civicdesk-")))
        except OSError as error:
            raise unwritable(places.cache, error) from error


def recoded(count: int, name: str) -> str:
    """Return the sentence on rows that are not in UTF-8."""
    rows, were = ("row", "was") if count == 1 else ("rows", "were")
    how = "read as Windows-1252: where letters are wrong, save the file as UTF-8"
    return f"{count} {rows} of {name} {were} not in UTF-8 and {were} {how}."


def describe(report: Report, path: Path) -> Iterator[str]:
    """Yield the sentences that the user should read about a story file."""
    name = shown(path)
    if report.skipped:
        count = sum(report.skipped.values())
        why = ", ".join(f"{reason} ({number})" for reason, number in report.skipped.items())
        rows, were = ("row", "was") if count == 1 else ("rows", "were")
        yield f"{count} {rows} of {name} {were} left out: {why}."
    if report.recoded:
        yield recoded(report.recoded, name)
    if report.fault:
        yield f"{name} is broken ({report.fault}): what stands before that is shown; mend it by hand or by a backup."
    if report.schema > len(STORIES):
        yield f"{name} was written by a newer civicdesk, so it is only read: update this one to change it."


def _write_in(folder: Path) -> None:
    """Open a file for writing in a folder that is gone at once. Raises OSError."""
    if hasattr(os, "O_TMPFILE"):
        with suppress(OSError):  # not every file system has files without names
            os.close(os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o600))
            return
    import tempfile  # brings much along that no command needs else

    with tempfile.TemporaryFile(dir=folder):
        pass
