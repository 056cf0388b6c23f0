"""Flags that a story has by its duplicates: whoever has read or hidden a report has done so for the copies, too, that
come later.

A copy gets such a flag by an operation that is derived from the one which set it on the other story, its source. It is
the same whoever derives it, so that two processes, or two desks, make one; and it is taken back with its source.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final

from civic.flags import HIDE, READ
from civic.operation import Operation
from civic.registers import OwnView

SHARED: Final = (READ, HIDE)
"""The flags that hold for a whole duplicate group."""
DUPLICATE: Final = "duplicate"
"""The rule by which a story has a flag of its duplicate."""
_OF: Final = "of"
"""The key of a derived operation that names the story of its source."""
_SETTLING: Final = timedelta(minutes=10)
"""Duplicates are looked for so long after they came at the latest: what was decided meanwhile is for them, too. Later
than that a decision which left a copy out did so on purpose."""

Histories = Mapping[str, Sequence[Operation]]
"""All operations on each of some stories."""


def derived_id(source: str, story: str) -> str:
    """Return the id of what is derived for a story from the operation `source`."""
    return blake2b(f"{source}\0{story}".encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def derived(source: Operation, story: str) -> Operation:
    """Return the operation by which a story has the flag that `source` set on a duplicate of it."""
    return Operation(
        derived_id(source.id, story), story, source.field, source.value, None, source.at, source.who,
        rule=DUPLICATE, n=source.n, more=((_OF, source.story),),
    )  # fmt: skip


def is_derived(operation: Operation, source: Operation) -> bool:
    """Return whether an operation was derived from this one."""
    return operation.id == derived_id(source.id, operation.story)


def source_of(operation: Operation) -> str:
    """Return the story whose duplicate has its flag by this operation; "" where it was set in another way."""
    story = dict(operation.more).get(_OF) if operation.rule == DUPLICATE else None
    return story if isinstance(story, str) else ""


def inherited(view: OwnView, heirs: Mapping[str, datetime | None], group: Histories) -> list[Operation]:
    """Return what stories get that have just been found to be duplicates of others. `heirs` are these stories, each
    with the time when it came, None for unknown; `group` has the whole group, themselves included. A story whose flag
    was ever set or cleared keeps its own state."""
    found = []
    for field in SHARED:
        sources = list(_sources(view, field, group))
        for heir, came in heirs.items():
            if field in view.last(group.get(heir, ())):
                continue
            source = next((one for one in sources if one.story != heir and _came_later(came, one)), None)
            if source is not None:
                found.append(derived(source, heir))
    return found


def _sources(view: OwnView, field: str, group: Histories) -> Iterable[Operation]:
    """Return the operations by which the flag is set in a group: those of somebody first, then the earliest."""
    held = (view.own(history).get(field) for history in group.values())
    return sorted((one for one in held if one is not None), key=lambda one: (one.rule == DUPLICATE, one.order))


def _came_later(came: datetime | None, source: Operation) -> bool:
    return came is None or came + _SETTLING >= source.moment
