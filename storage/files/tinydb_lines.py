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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

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


class Edit(NamedTuple):
    """A change of a file: bytes `start` to `end` give way to `text`."""

    start: int
    end: int
    text: bytes | bytearray


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


_LONGEST: Final = 64 << 20
"""Bytes of a line; a longer one is no document."""
_FRAME: Final = frozenset((b"{\n", b"}\n", b"},\n"))
# A key is a number, or some short name: bounded, so that a line which is no document costs only a look at its head.
_DOCUMENT: Final = re.compile(rb'"((?:[^"\\]|\\.){0,400})": \{.*\},?\s*')
_TABLE: Final = re.compile(rb'"(?:[^"\\]|\\.){0,400}": \{\n')


def lines_in(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file; of one that is too long for any document, pieces."""
    while line := file.readline(_LONGEST):
        yield line


def begins_table(line: bytes, name: str = "") -> bool:
    """Return whether a table begins on a line; with a name, whether this one does."""
    return line == _beginning(name) if name else _TABLE.fullmatch(line) is not None


def _beginning(table: str) -> bytes:
    return json.dumps(table).encode() + b": {\n"


def has_a_line_each(path: Path, table: str) -> bool:
    """Return whether a file is whole, by its lines: each is a document, or the beginning or end of a table, and `table`
    is there. False for none that can be read."""
    try:
        file = open_regular(path)
    except (FileNotFoundError, UnreadableError):
        return False
    with file:
        there, last = False, b""
        for line in lines_in(file):
            last = line
            there |= begins_table(line, table)
            if line not in _FRAME and not begins_table(line) and not _DOCUMENT.fullmatch(line):
                return False
    return there and last == b"}\n"


def rewrite(path: Path, table: str, change: Callable[[bytes], bytes | None], new: Iterable[Mapping[str, Any]]) -> None:
    """Write a file that has a document a line anew: each line of a table as `change` makes it, without its comma (None:
    not at all), and documents added under the next numbers. All else keeps its bytes. Raises UnwritableError, and then
    the file is as it was."""
    begin = _beginning(table)
    with open_regular(path) as source, replacing(path) as target:
        inside, last, before = False, 0, b""
        for line in lines_in(source):
            if inside and line in _FRAME:
                for number, body in enumerate(new, last + 1):
                    target.write(b'%s"%d": %s' % (before, number, as_json(body)))
                    before = b",\n"
                target.write(b"\n" + line if before else line)
                inside = False
            elif inside:
                key = _DOCUMENT.fullmatch(line)
                last = max(last, int(key[1])) if key and key[1].isdigit() else last
                if (now := change(line.rstrip(b",\r\n"))) is not None:
                    target.write(before + now)
                    before = b",\n"
            else:
                target.write(line)
                inside = line == begin


_STRING_OR_LINE_END: Final = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|\s*[\r\n]\s*', re.DOTALL)


def on_one_line(body: bytes) -> bytes:
    """Return a piece of JSON without line ends: a space for those between its parts, an escape for those within
    strings."""
    return _STRING_OR_LINE_END.sub(_without_line_end, body) if b"\n" in body or b"\r" in body else body


def _without_line_end(match: re.Match[bytes]) -> bytes:
    part = match[0]
    return part.replace(b"\r", b"\\r").replace(b"\n", b"\\n") if part[:1] == b'"' else b" "
