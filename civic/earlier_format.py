"""Operations of the first format, which had no rounds, and what of them stays in the second.

The first format kept one state a story for all coders: the last operation held, whoever made it. An import wrote one's
own decision down again behind a differing one of somebody else, so that it held on. Such repetitions are dropped,
since every coder has registers of their own now.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from civic.coder import coder_key
from civic.jsonvalue import JsonValue
from civic.judgement import Decision, Judgement, fields_of, value_to_json
from civic.operation import Operation
from civic.story import Span

_REPEATED: Final = "d9a3d1f2-3c0e-5c55-8b7e-0f7d3f0a9e21"
"""The name space of the ids of operations that an import wrote down again."""
_IMPLIED: Final = "6f1c4f0e-5d0b-5a55-9c1c-1d2a6a5f7b11"
"""The name space of the ids of operations that a file implies without telling them."""
_DEEPEST: Final = 4
"""A repetition could be repeated by the next who imported it; so many steps are followed."""


class Earlier(Struct, frozen=True):
    """An operation as the first format wrote it."""

    operation: Operation


def is_earlier(body: Mapping[str, JsonValue]) -> bool:
    """Return whether an operation is of the first format."""
    return "round" not in body


def migrated(history: Sequence[Operation], earlier: Operation, repeated: Collection[str] = ()) -> Operation | None:
    """Return an operation of the first format in the second, behind the `history` of its story; None where it says
    nothing that is not there already. `repeated` are the ids of repetitions that were dropped from that history."""
    if earlier.id in repeated or any(past.id == earlier.id for past in history):
        return None
    if _is_repeated(history, repeated, earlier):
        return None
    moment, key = earlier.moment, coder_key(earlier.who)
    same = [
        past.n
        for past in history
        if past.private == earlier.private and past.moment == moment and coder_key(past.who) == key
    ]
    implied = _is_derived(earlier) and earlier.id == _implied_id(earlier)
    return replace(earlier, n=1 + max(same, default=-1), implied=implied)


def all_migrated(operations: Iterable[Operation]) -> list[Operation]:
    """Return the history of a story in the first format, oldest first, in the second."""
    found: list[Operation] = []
    repeated: list[str] = []
    for operation in operations:
        now = migrated(found, operation, repeated)
        if now is not None:
            found.append(now)
        else:
            repeated.append(operation.id)
    return found


def implied_by(state: Judgement, history: Iterable[Operation], story: str, *, who: str, at: str) -> list[Operation]:
    """Return what a state says that the history beside it does not tell, as operations of coder `who`; `history` is in
    the order of the first format, whose last operation held. Their ids are the same every time."""
    told = Judgement.of({one.field: one.value for one in history})
    found: list[Operation] = []
    for name in fields_of(state):
        if (value := state.value(name)) != told.value(name):
            operation = Operation("", story, name, value, told.value(name), at, who, n=len(found), implied=True)
            found.append(replace(operation, id=_implied_id(operation)))
    return found


def _is_repeated(history: Sequence[Operation], repeated: Collection[str], earlier: Operation) -> bool:
    """Return whether an import wrote this down again: its id comes from that of another operation, and what it says
    stands in its register already."""
    if not _is_derived(earlier) or not any(
        (past.field, coder_key(past.who), past.value) == (earlier.field, coder_key(earlier.who), earlier.value)
        for past in history
    ):
        return False
    ids = [*(past.id for past in history), *repeated]
    for _ in range(_DEEPEST):
        if any(_repeated_id(f"{name} {earlier.at}") == earlier.id for name in ids):
            return True
        ids = [_repeated_id(name) for name in ids]
        if earlier.id in ids:
            return True
    return False


def _is_derived(operation: Operation) -> bool:
    """Return whether an id is made of a name, as a UUID of version 5 is: most are not, and no more need be asked."""
    return operation.id[12:13] == "5" and len(operation.id) == 32


def _repeated_id(name: str) -> str:
    return _id_of(_REPEATED, name)


def _implied_id(operation: Operation) -> str:
    """Return the id of an implied operation. It is made as the first format made it, without context of passages."""
    value = operation.value
    if isinstance(value, Decision):
        value = replace(value, evidence=tuple(Span(one.start, one.end, one.text) for one in value.evidence), more=())
    said: list[JsonValue] = [operation.story, operation.field, value_to_json(value), operation.who]
    return _id_of(_IMPLIED, json.dumps(said))


def _id_of(space: str, name: str) -> str:
    from uuid import UUID, uuid5  # it looks at the platform, and few files are of the first format

    return uuid5(UUID(space), name).hex
