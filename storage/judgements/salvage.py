"""What the backups still have of the judgements, for a snapshot that is broken, emptied or gone."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from civic.earlier_format import Earlier
from storage.files.disk import open_regular
from storage.files.errors import StorageError
from storage.files.tinydb_scan import BrokenError, Document, walk
from storage.judgements.entries import Entry, history_of, in_this_format, is_earlier_entry, with_steps
from storage.judgements.journal import Forgotten, Journal, Step

TABLE: Final = "judgements"


def documents_of(path: Path) -> Iterator[Entry]:
    """Yield the entries of a snapshot file as their version wrote them, one at a time. Raises FileNotFoundError,
    BrokenError, UnreadableError."""
    with open_regular(path) as file:
        for found in walk(file):
            if isinstance(found, Document) and found.table == TABLE and is_entry(found.body):
                yield found.body


def is_entry(body: Any) -> bool:
    """Return whether a document is what is kept of one story."""
    return isinstance(body, dict) and isinstance(body.get("story"), str)


def from_backups(backups: Path) -> dict[str, Entry]:
    """Return what the good backups and the journals compacted since then have, by story, each entry as its version
    wrote it where no other says more.

    All of them are merged, since a clock that was wrong may have given any of them the latest date. Never raises.
    """
    saved: dict[str, Entry] = {}
    for path in sorted(backups.glob("judgements-*.json"), reverse=True):
        for entry in _whole(path):
            known = saved.get(entry["story"])
            saved[entry["story"]] = merged(known, entry) if known else entry
    for path in sorted(backups.glob("judgements-*.journal")):
        with suppress(StorageError, OSError):
            for story, steps in by_story(Journal(path).read().steps).items():
                saved[story] = in_this_format(saved.get(story, {"story": story}), steps)
    return saved


def merged(newer: Entry, older: Entry | None) -> Entry:
    """Return an entry with what an older one of its story has besides. What an earlier version wrote is not mixed:
    what it repeated can be told only by all that came before."""
    if older is None or is_earlier_entry(newer) or is_earlier_entry(older):
        return newer
    return with_steps(newer, history_of(older))


def by_story(steps: Iterable[Step]) -> dict[str, list[Step]]:
    """Return what a journal tells, sorted by stories, each in its order."""
    found: dict[str, list[Step]] = {}
    for step in steps:
        match step:
            case Forgotten():
                stories = [*step.operations]
            case Earlier():
                stories = [step.operation.story]
            case _:
                stories = [step.story]
        for story in stories:
            found.setdefault(story, []).append(step)
    return found


def know_more(backups: Path) -> bool:
    """Return whether the backups have any decision: more than a snapshot without a single entry."""
    return any(entry.get("history") or is_earlier_entry(entry) for entry in from_backups(backups).values())


def _whole(path: Path) -> list[Entry]:
    """Return the entries of a backup, none of one that can't be read to its end."""
    with suppress(BrokenError, StorageError, OSError):
        return list(documents_of(path))
    return []
