"""Decisions that were made elsewhere, written down as they were signed."""

from collections.abc import Sequence
from contextlib import suppress

from civic.operation import Operation
from storage.files.errors import StorageError
from storage.files.lock import locked
from storage.files.places import Places
from storage.index.schema import Index
from storage.judgements.entries import history_of
from storage.live.decisions import Decisions


def adopt(
    places: Places, decisions: Decisions, index: Index, operations: Sequence[Operation], *, whole: bool
) -> list[Operation]:
    """Write operations down as one step, in their order, each once however often it comes; return those that were
    new. They are on disk on return. Raises StorageError, and then nothing has changed."""
    with locked(places.judgements, timeout=5):
        decisions.catch_up(index)
        known: set[str] = set()
        for story in dict.fromkeys(operation.story for operation in operations):
            known |= {past.id for past in history_of(decisions.entry(index, story, whole=whole) or {})}
        new = list({one.id: one for one in operations if one.id not in known}.values())
        if new:
            decisions.journal.append(new)
    if new:
        with suppress(StorageError):
            decisions.catch_up(index)
    return new
