"""Bringing a TinyDB file of an older version, or of another program, to the version that is written here.

The version stands in the table `_meta`, as the field `schema` of one of its documents; a file without is of version 0.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import reduce
from pathlib import Path
from typing import Any, Final, TypeAlias

from storage.files.disk import check_room, fingerprint, open_regular, replacing, shown
from storage.files.errors import UnwritableError
from storage.files.tinydb_lines import META, Lines, as_json, begins_table, copy_as_line, line_of, lines_in
from storage.files.tinydb_scan import BrokenError, Document, Table, walk

Step: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Makes of a document of one version that of the next; what it does not know, it keeps."""


def as_it_is(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a document of version 0 as one of version 1: as it is, since fields of any usual name are understood.
    `migrate` puts it on a line of its own."""
    return document


STORIES: Final[tuple[Step, ...]] = (as_it_is,)
"""The steps of the story file: the one at index n leads from version n to n + 1. New ones are added at the end."""
FEEDS: Final[tuple[Step, ...]] = (as_it_is,)
"""The steps of the subscriptions, which are few: they are made when these are read."""


def version_in(body: object) -> int | None:
    """Return the version that a document of `_meta` states, None for one that states none."""
    version = body.get("schema") if isinstance(body, Mapping) else None
    return max(version, 0) if isinstance(version, int) else None


def version_at_head(path: Path) -> int:
    """Return the version of a file of ours, in which `_meta` comes first; 0 for any other, and for none."""
    with suppress(FileNotFoundError), open_regular(path) as file:
        for line in lines_in(file):
            if begins_table(line) and not begins_table(line, META):
                break
            if (found := line_of(line)) and (version := version_in(found[1])) is not None:
                return version
    return 0


def version_of(meta: Mapping[str, object]) -> int:
    """Return the version that the documents of `_meta` state, 0 for none."""
    return max((version_in(body) or 0 for body in meta.values()), default=0)


def stepped(document: Mapping[str, Any], steps: Sequence[Step]) -> Mapping[str, Any]:
    """Return a document as it is after these steps."""
    return reduce(lambda before, step: step(before), steps, document)


def migrate(path: Path, table: str, steps: Sequence[Step], *, backup: Path | None = None) -> None:
    """Rewrite a file in the version that the steps lead to: `table` (added where it is missing) document by document,
    all else as it is, each document on a line of its own. A missing file is created; the old one stays as `backup`.

    Bytes of documents that no step changes are kept, but for line ends. Raises UnwritableError, also for a newer or a
    broken file, and then the file is as it was.
    """
    try:
        meta = _meta(path)
        version = version_of(meta)
        if version > len(steps):
            raise UnwritableError(f"{shown(path)} was written by a newer civicdesk: update this one to change it.")
        if found := fingerprint(path):
            check_room(path.parent, found[0] + found[0] // 8, f"{shown(path)} in a new format")
        with replacing(path, backup=backup) as target:
            lines = Lines(target)
            lines.table(META)
            for key, body in with_version(meta, len(steps)).items():
                lines.document(key, as_json(body))
            _copy(path, table, steps[version:], lines)
            lines.end()
    except BrokenError as error:
        raise UnwritableError(f"{shown(path)} is broken ({error}): mend it, then do it again.") from error


def _copy(path: Path, table: str, steps: Sequence[Step], lines: Lines) -> None:
    """Copy all tables but `_meta`, with the steps made on the documents of one."""
    there = False
    try:
        with open_regular(path) as walked, open_regular(path) as source:
            for found in walk(walked):
                name = found.name if isinstance(found, Table) else found.table
                there |= name == table
                if name == META:
                    continue
                if isinstance(found, Document) and name == table and isinstance(found.body, Mapping):
                    after = stepped(found.body, steps)
                    if after != found.body:
                        lines.document(found.key, as_json(after))
                        continue
                copy_as_line(found, source, lines)
    except FileNotFoundError:
        pass
    if not there:
        lines.table(table)


def _meta(path: Path) -> dict[str, Any]:
    """Return the documents of the table `_meta`; none where there is no such table. Raises BrokenError,
    StorageError."""
    documents = {}
    try:
        with open_regular(path) as file:
            for found in walk(file):
                if isinstance(found, Document) and found.table == META:
                    documents[found.key] = found.body
                elif isinstance(found, Table) and found.name == META and found.end is not None:
                    raise UnwritableError(f"In {shown(path)}, {META!r} is no table: rename it, then do it again.")
    except FileNotFoundError:
        pass
    return documents


def with_version(meta: Mapping[str, Any], version: int) -> dict[str, Any]:
    """Return the documents of `_meta` with this version in one of them; all else in them is kept."""
    key = next((key for key, body in meta.items() if version_in(body) is not None), None)
    if key is None:
        numbers = [int(key) for key in meta if key.isdecimal()]
        return {**meta, str(max(numbers, default=0) + 1): {"schema": version}}
    return {**meta, key: {**meta[key], "schema": version}}
