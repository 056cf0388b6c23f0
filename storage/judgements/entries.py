"""What is kept of one story's judgements: the operations of all coders.

What they add up to depends on who asks, so that no state is kept. Version 1 of the file kept one for all coders beside
the history; what it said beyond that becomes an implied operation.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from civic.earlier_format import Earlier, implied_by, is_earlier, migrated
from civic.flags import FLAG_BY_FIELD
from civic.judgement import Judgement, JudgementError, from_json
from civic.operation import Operation
from civic.registers import added, sorted_history
from civic.story import read_time
from storage.files.migrations import Step as Migration
from storage.files.migrations import as_it_is
from storage.judgements.journal import Forgotten, Step

Entry: TypeAlias = dict[str, Any]
"""What is kept of one story: "story" (its id) and "history", the operations of all coders in their order, each without
the story's id. What can't be read of a history is kept at its end. "repeated" has
the ids of the repetitions that were dropped with the first format: others may come that were made of these."""

_STATE: Final = ("concerns", "note", *FLAG_BY_FIELD, "parties")
"""What version 1 kept beside the history."""
_REPEATED: Final = "repeated"
_EPOCH: Final = "1970-01-01T00:00:00+00:00"
_NO_TIME: Final = datetime.min.replace(tzinfo=UTC)


def history_of(entry: Mapping[str, Any]) -> list[Operation]:
    """Return the operations of an entry in their order; those that can't be read are left out."""
    story = str(entry.get("story"))
    return [one for body in _listed(entry) if (one := _read(body, story))]


def together(histories: Iterable[Sequence[Operation]]) -> list[Operation]:
    """Return the operations on one story that were written with several ids of it, in their order, each once."""
    first, *rest = [history for history in histories if history] or [()]
    if not rest:
        return list(first)
    return sorted_history({one.id: one for history in (*reversed(rest), first) for one in history}.values())


def is_earlier_entry(entry: Mapping[str, Any]) -> bool:
    """Return whether an entry has something of an earlier version."""
    return any(name in entry for name in _STATE) or any(
        isinstance(body, dict) and is_earlier(body) for body in _listed(entry)
    )


def in_this_format(entry: Mapping[str, Any], more: Sequence[Step] = ()) -> Entry:
    """Return an entry of any version in this one, after what a journal tells `more` of its story."""
    if not is_earlier_entry(entry):
        return with_steps(entry, more) if more else dict(entry)
    story = str(entry.get("story"))
    read = [(body, _read(body, story)) for body in _listed(entry)]
    told = [operation for _, operation in read if operation]
    implied = implied_by(_stated(entry), told, story, who="", at=told[-1].at if told else _EPOCH)
    steps = [Earlier(one) if is_earlier(body) else one for body, one in read if one]
    other = {name: value for name, value in entry.items() if name not in ("history", *_STATE)}
    return with_steps({**other, "history": [body for body, one in read if not one]}, [*steps, *implied, *more])


VERSIONS: Final[tuple[Migration, ...]] = (as_it_is, in_this_format)
"""The steps of the snapshot's entries from version to version."""


def with_steps(entry: Mapping[str, Any], steps: Iterable[Step]) -> Entry:
    """Return an entry after what a journal tells of its story, one after the other. What it holds already, it holds
    once; of two operations with one id the one that holds everywhere."""
    history, repeated = list(_listed(entry)), list(entry.get(_REPEATED, ()))
    known: list[Operation] | None = None  # the history as it was read, while only earlier operations come
    for step in steps:
        match step:
            case Forgotten():
                gone = step.operations.get(str(entry.get("story")), frozenset())
                history = [body for body in history if not (isinstance(body, dict) and body.get("id") in gone)]
                known = None
            case Earlier():
                if known is None:
                    known = history_of({**entry, "history": history})
                if (operation := migrated(known, step.operation, repeated)) is not None:
                    _add(history, operation, str(entry.get("story")))
                    known.append(operation)
                elif all(one.id != step.operation.id for one in known) and step.operation.id not in repeated:
                    repeated.append(step.operation.id)
            case Operation():
                _add(history, step, str(entry.get("story")))
                known = None
    return {**entry, "history": history, **({_REPEATED: repeated} if repeated else {})}


def with_each(entry: Mapping[str, Any], change: Callable[[Operation], Operation]) -> Entry:
    """Return an entry with each of its operations changed, ids and times as they were."""
    story, history = str(entry.get("story")), []
    for body in _listed(entry):
        operation = _read(body, story)
        history.append(_body(change(operation)) if operation else body)
    return {**entry, "history": history}


def _body(operation: Operation) -> dict[str, Any]:
    """Return an operation as it stands in the history of its story."""
    body = operation.to_json()
    del body["story"]
    return body


def _add(history: list[Any], operation: Operation, story: str) -> None:
    """Add an operation to the bodies of a history, where it belongs."""
    body = _body(operation)
    for place, past in enumerate(history):
        if isinstance(past, dict) and past.get("id") == operation.id and (known := _read(past, story)):
            if added(known, operation)[0] is known:
                return
            del history[place]
            break
    history.append(body)
    if len(history) > 1 and _order(history[-2]) > _order(body):
        history.sort(key=_order)


def _order(body: Any) -> tuple[bool, datetime, int, str]:
    """Return what the bodies of a history are sorted by: as `Operation.order`, and what can't be read behind."""
    if not isinstance(body, dict) or not all(isinstance(body.get(key), str) for key in ("id", "field", "at", "who")):
        return True, _NO_TIME, 0, ""
    n = body.get("n")
    return False, read_time(body["at"]) or _NO_TIME, n if isinstance(n, int) else 0, body["id"]


def _listed(entry: Mapping[str, Any]) -> list[Any]:
    past = entry.get("history")
    return past if isinstance(past, list) else []


def _read(body: Any, story: str) -> Operation | None:
    try:
        return Operation.from_json({**body, "story": story})
    except (JudgementError, TypeError):
        return None


def _stated(entry: Mapping[str, Any]) -> Judgement:
    """Return the state that version 1 kept; the empty one where it can't be read."""
    try:
        return from_json(entry)
    except JudgementError:
        return Judgement()
