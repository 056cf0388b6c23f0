"""What is kept of one story's judgements: its state and how it came to be."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from civic.judgement import STATE, Judgement, JudgementError, from_json, to_json
from civic.judgement import apply as apply_operation
from civic.operation import Operation

Entry: TypeAlias = dict[str, Any]
"""What is kept of one story: "story" (its id), the state as `civic.judgement.to_json` gives it, and "history", the
operations that led to it, oldest first, each without the story's id."""


def judgement_of(entry: Mapping[str, Any]) -> Judgement:
    """Return the state that an entry holds; what can't be read of it counts as not decided."""
    try:
        return from_json(entry)
    except JudgementError:
        state = Judgement()
        for operation in history_of(entry):
            state = apply_operation(state, operation)
        return state


def history_of(entry: Mapping[str, Any]) -> list[Operation]:
    """Return the operations of an entry, oldest first; those that can't be read are left out."""
    found = []
    past = entry.get("history")
    for body in past if isinstance(past, list) else ():
        try:
            found.append(Operation.from_json({**body, "story": entry.get("story")}))
        except (JudgementError, TypeError):
            continue
    return found


def signers(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return who decided last on each tag of an entry."""
    return {operation.tag: operation.who for operation in history_of(entry) if operation.tag is not None}


def apply(entry: Mapping[str, Any] | None, operation: Operation) -> Entry:
    """Return the entry after an operation; as it is where that is in its history already."""
    before: Entry = dict(entry) if entry else {"story": operation.story}
    history = before.pop("history", None)
    history = history if isinstance(history, list) else []
    if any(isinstance(past, dict) and past.get("id") == operation.id for past in history):
        return {**before, "history": history}
    body = operation.to_json()
    del body["story"]
    other = {name: value for name, value in before.items() if name not in ("story", *STATE)}
    state = to_json(apply_operation(judgement_of(entry or {}), operation))
    return {"story": operation.story, **state, **other, "history": [*history, body]}
