"""Entries as JSON for programs, and back."""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from civic.correction import EVERYWHERE, Correction
from civic.export.entry import FORMAT, Entry
from civic.fault import Fault
from civic.judgement import (
    Decision,
    Judgement,
    JudgementError,
    Operation,
    Value,
    apply,
    concern_field,
    fields_of,
    from_json,
    stakeholder_field,
    to_json,
)
from civic.story import Span, Story, StoryError, read_time
from civic.suggestions import Analysis
from civic.text import clean, clean_line

_NAMES: Final = uuid.UUID("6f1c4f0e-5d0b-5a55-9c1c-1d2a6a5f7b11")
"""The name space of the ids of operations that a file implies without telling them."""


class RecordError(Fault):
    """A line that is no entry; the message ends a sentence that names the line."""


def record(entry: Entry) -> dict[str, Any]:
    """Return the entry as plain JSON: the story's own fields as in a story file, and beside them "judgement",
    "analysis" (what `civicdesk analyse` prints, less the id) and "history", each only where there is any. A record with
    the id EVERYWHERE is no story: it says what was decided on all of them."""
    body: dict[str, Any] = {"format": FORMAT, **entry.story.to_document()}
    if entry.judgement:
        body["judgement"] = to_json(entry.judgement)
    if entry.analysis:
        body["analysis"] = entry.analysis.to_json()
    if entry.history:
        body["history"] = [operation.to_json() for operation in entry.history]
    return body


def json_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Return one line of JSON an entry, in ASCII: whatever hostile character a text may hold is escaped."""
    for entry in entries:
        yield json.dumps(record(entry)) + "\n"


def json_array(entries: Iterable[Entry]) -> Iterator[str]:
    """Return the same as one JSON array, still an entry a line."""
    between = "[\n"
    for line in json_lines(entries):
        yield between + line.rstrip("\n")
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def read_record(line: str | bytes, who: str = "") -> Entry:
    """Return the entry of a line that `json_lines` wrote, from anywhere: all text is cleaned. The history is whole:
    what the judgement says and no operation tells is an operation of its own, with an id that is the same every time,
    signed `who` as are all that carry no name. Raises RecordError."""
    try:
        body = json.loads(line)
    except (ValueError, RecursionError):
        raise RecordError("it is no JSON") from None
    if not isinstance(body, dict):
        raise RecordError("it is no object with the fields of a story")
    if body.get("format", FORMAT) != FORMAT:
        raise RecordError(f"its format {clean_line(str(body['format']), 40)!r} is not {FORMAT}")
    try:
        story = Story(EVERYWHERE) if body.get("id") == EVERYWHERE else Story.from_document(body)
        stated = _stated(body.get("judgement"))
        history = [_operation(past, story.id, who) for past in _listed(body.get("history"))]
        analysis = Analysis.from_json(body["analysis"]) if body.get("analysis") else None
    except (StoryError, JudgementError) as error:
        raise RecordError(clean_line(str(error), 200)) from error
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise RecordError("its analysis is not what civicdesk analyse prints") from error
    if stated is not None:
        history += _missing(stated, history, story, who)
    return Entry(story, state_of(history), analysis, tuple(history))


def state_of(history: Iterable[Operation]) -> Judgement:
    """Return the state that operations add up to."""
    state = Judgement()
    for operation in history:
        state = apply(state, operation)
    return state


def _stated(body: object) -> Judgement | None:
    if body is None:
        return None
    if not isinstance(body, dict):
        raise JudgementError("its judgement is no table")
    state = from_json(body)
    concerns = {
        name: _cleaned_decision(decision) for tag, decision in state.concerns.items() if (name := clean_line(tag, 100))
    }
    stakeholders = {clean_line(name, 200): _cleaned_correction(said) for name, said in state.stakeholders.items()}
    return replace(state, concerns=concerns, note=clean(state.note), stakeholders=stakeholders)


def _listed(body: object) -> list[Mapping[str, Any]]:
    past = [] if body is None else body
    if not isinstance(past, list) or not all(isinstance(one, dict) for one in past):
        raise JudgementError("its history is no list of operations")
    return past


def _operation(body: Mapping[str, Any], story: str, who: str) -> Operation:
    found = Operation.from_json({**body, "story": story})
    if read_time(found.at) is None:
        raise JudgementError(f"{clean_line(found.at, 40)!r} in its history is no time")
    name = found.field
    if found.tag is not None:
        name = concern_field(clean_line(found.tag, 100))
    elif found.stakeholder is not None:
        name = stakeholder_field(clean_line(found.stakeholder, 200))
    return replace(
        found,
        id=clean_line(found.id, 100),
        field=name,
        value=_cleaned(found.value),
        was=_cleaned(found.was),
        at=clean_line(found.at, 40),
        who=clean_line(found.who, 80) or who,
    )


def _cleaned(value: Value) -> Value:
    if isinstance(value, Decision):
        return _cleaned_decision(value)
    if isinstance(value, Correction):
        return _cleaned_correction(value)
    return clean(value) if isinstance(value, str) else value


def _cleaned_decision(decision: Decision) -> Decision:
    spans = (Span(span.start, span.end, clean(span.text)) for span in decision.evidence)
    return replace(decision, evidence=tuple(spans), rule=clean_line(decision.rule, 60))


def _cleaned_correction(said: Correction) -> Correction:
    roles = None if said.roles is None else tuple(clean_line(role, 40) for role in said.roles)
    return replace(said, name=clean_line(said.name, 200), type=clean_line(said.type, 40), roles=roles)


def _missing(stated: Judgement, history: list[Operation], story: Story, who: str) -> list[Operation]:
    """Return operations that lead from what the history adds up to, to what the judgement says."""
    state = state_of(history)
    at = history[-1].at if history else (story.when.isoformat() if story.when else "1970-01-01T00:00:00+00:00")
    return [
        Operation(_implied_id(story.id, name, stated.value(name), who), story.id, name, stated.value(name),
                  state.value(name), at, who)
        for name in fields_of(state, stated)
        if stated.value(name) != state.value(name)
    ]  # fmt: skip


def _implied_id(story: str, name: str, value: Value, who: str) -> str:
    written = value.to_json() if isinstance(value, Decision | Correction) else value
    return uuid.uuid5(_NAMES, json.dumps([story, name, written, who])).hex
