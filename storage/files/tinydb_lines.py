"""TinyDB files with one document per line: as a storage for TinyDB, and spliced without parsing what stays.

The whole file is one JSON object, so that TinyDB's own JSONStorage opens it too:

    {
    "stories": {
    "1": {"id": "…", "title": "…"},
    "2": {"id": "…", "title": "…"}
    }
    }
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from tinydb.storages import Storage

from storage.files.disk import copy_range, open_regular, replacing, shown
from storage.files.errors import UnreadableError
from storage.files.tinydb_scan import Document, Table, read_json, walk

META: Final = "_meta"
"""The table that states the version of a file."""


class LineStorage(Storage):
    """A storage for TinyDB, `TinyDB(path, storage=LineStorage)`: a document a line, replaced at once and whole,
    never written in place."""

    def __init__(self, path: str | Path) -> None:
        """`path` need not exist; it is created by the first write."""
        super().__init__()
        self.path = Path(path)

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return all tables, None for a file that is missing or empty. Raises UnreadableError, BrokenError."""
        try:
            file = open_regular(self.path)
        except FileNotFoundError:
            return None
        tables: dict[str, dict[str, Any]] = {}
        with file:
            for found in walk(file):
                if isinstance(found, Table):
                    if found.end is not None:
                        raise UnreadableError(f"In {shown(self.path)}, {found.name!r:.60} is no table.")
                    tables[found.name] = {}
                elif found.why:
                    raise UnreadableError(
                        f"{shown(self.path)} can't be read: in document {found.key:.40}, {found.why}."
                    )
                else:
                    tables[found.table][found.key] = found.body
        return tables or None

    def write(self, data: Mapping[str, Mapping[Any, Any]]) -> None:
        """Replace all tables. Raises UnwritableError, and then the file is as it was."""
        with replacing(self.path) as file:
            write_tables(file, data)


def write_tables(file: BinaryIO, data: Mapping[str, Mapping[Any, Any]]) -> None:
    """Write all tables of a TinyDB file, a line per document."""
    layout = Lines(file)
    for name, documents in data.items():
        layout.table(name)
        for key, document in documents.items():
            layout.document(str(key), as_json(document))
    layout.end()


def as_json(document: object) -> bytes:
    """Return a document as it stands on its line: in ASCII, as TinyDB's own storage writes it, whatever the encoding
    of the system."""
    return json.dumps(document).encode("ascii")


class Lines:
    """A writer of the lines of a TinyDB file, table by table."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._before_table = b"{\n"
        self._before_document = b""

    def table(self, name: str) -> None:
        """Begin a table."""
        self._file.write(self._before_table + json.dumps(name).encode() + b": {")
        self._before_table = b"\n},\n"
        self._before_document = b"\n"

    def document(self, key: str, body: bytes) -> None:
        """Add a document, its JSON on one line, to the table that was begun last."""
        self._file.write(self._before_document + json.dumps(key).encode() + b": " + body)
        self._before_document = b",\n"

    def value(self, name: str, body: bytes) -> None:
        """Add something at the top that is no table, as it is."""
        end = b"\n}" if self._before_document else b""
        lead = b"{\n" if self._before_table == b"{\n" else end + b",\n"
        self._file.write(lead + json.dumps(name).encode() + b": " + body)
        self._before_table, self._before_document = b",\n", b""

    def end(self) -> None:
        """Close the last table and the file."""
        if self._before_table == b"{\n":
            self._file.write(b"{\n}\n")
        else:
            self._file.write(b"\n}\n}\n" if self._before_document else b"\n}\n")


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a file: bytes `start` to `end` give way to `text`."""

    start: int
    end: int
    text: bytes


def splice(path: Path, edits: Sequence[Edit], *, backup: Path | None = None) -> None:
    """Replace a file by itself with the edits (in order, not overlapping) made; nothing else is looked at.

    Raises UnwritableError, and then the file is as it was.
    """
    with open_regular(path) as source, replacing(path, backup=backup) as target:
        at = 0
        for edit in edits:
            copy_range(source, target, at, edit.start)
            target.write(edit.text)
            at = edit.end
        copy_range(source, target, at, source.seek(0, 2))


def copy_as_line(found: Table | Document, source: BinaryIO, lines: Lines) -> None:
    """Copy what was found in `source` to lines of another file, bytes kept but for line ends."""
    if isinstance(found, Table) and found.end is None:
        lines.table(found.name)
        return
    source.seek(found.start)
    body = source.read((found.end or 0) - found.start)
    body = on_one_line(body)
    if isinstance(found, Table):
        lines.value(found.name, body)
    else:
        lines.document(found.key, body)


_LINE: Final = re.compile(rb'("(?:[^"\\]|\\.)*")\s*:\s*(\{.*\})\s*,?\s*')


def line_of(line: bytes) -> tuple[str, dict[str, Any]] | None:
    """Return key and document of one line of a file that may be broken elsewhere; None where there is none on it."""
    match = _LINE.fullmatch(line.strip())
    try:
        return (json.loads(match[1]), read_json(match[2])) if match else None
    except (ValueError, RecursionError):
        return None


_STRING_OR_LINE_END: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|\s*[\r\n]\s*', re.DOTALL)


def on_one_line(body: bytes) -> bytes:
    """Return a piece of JSON without line ends: a space for those between its parts, an escape for those within
    strings."""
    return _STRING_OR_LINE_END.sub(_without_line_end, body) if b"\n" in body or b"\r" in body else body


def _without_line_end(match: re.Match[bytes]) -> bytes:
    part = match[0]
    return part.replace(b"\r", b"\\r").replace(b"\n", b"\\n") if part[:1] == b'"' else b" "
