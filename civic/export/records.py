"""Entries as JSON for programs, and back."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from msgspec.structs import replace

from civic.anchoring import Passage, TextVersion, anchored
from civic.coder import LONGEST, coder_name
from civic.concern_status import looked_up
from civic.conflicts import Conflict
from civic.correction import EVERYWHERE, Correction
from civic.earlier_format import all_migrated, implied_by, is_earlier
from civic.export.entry import EARLIER_FORMAT, FORMAT, Entry
from civic.fault import Fault
from civic.jsonvalue import JsonValue, cleaned
from civic.judgement import (
    WEIGHED,
    Decision,
    Judgement,
    JudgementError,
    Value,
    concern_field,
    from_json,
    stakeholder_field,
    stakeholder_of,
    tag_of,
    to_json,
    value_to_json,
)
from civic.operation import Operation
from civic.registers import judgement_of, sorted_history
from civic.story import ENTRY, FILE, Story, StoryError, read_time
from civic.suggestions import Analysis
from civic.text import clean, clean_line

Said = TypeVar("Said", bound=Value)
_MOST_PLACES: Final = 1 << 52
"""Half of the places that an operation can have: none from outside may be behind all that can be done here."""
_EPOCH: Final = "1970-01-01T00:00:00+00:00"


class RecordError(Fault):
    """A line that is no entry; the message ends a sentence that names the line."""


def record(entry: Entry) -> dict[str, Any]:
    """Return the entry as plain JSON: the story's own fields as in a story file, and beside them "judgement" (what the
    user decided, or the coder whom "as" names), "signed" (who decided each field of that, and when), "others" (what
    each other coder did, by name), "settled" (what was settled, and by whom), "conflicts" (where coders differ and
    nobody has settled that, the user first), "analysis" (what `civicdesk analyse` prints, less the id, with the
    stakeholders that were "added") and "history", each only where there is any. Evidence has its "state", and `start`,
    `end` and `text` as the story has it now; "quote" is what was chosen where that differs. Only history tells where it
    stood then."""
    body: dict[str, Any] = {"format": FORMAT, **_own_fields(entry.story), **_judged(entry)}
    if others := {who: _present(judgement_of(held), entry.story) for who, held in entry.others.items()}:
        body["others"] = others
    if settled := [_settled(one) for held in entry.view.settled(entry.history).values() for one in held.values()]:
        body["settled"] = settled
    if conflicts := [_conflict(conflict, entry.story) for conflict in entry.conflicts]:
        body["conflicts"] = conflicts
    if entry.analysis:
        body["analysis"] = entry.analysis.to_json()
    if entry.history:
        body["history"] = [operation.to_json() for operation in entry.history]
    return body


def _judged(entry: Entry) -> dict[str, Any]:
    """Return what the coder decided whose judgement the entry has, and who that is where it is not the user."""
    body: dict[str, Any] = {"as": entry.whose} if entry.whose else {}
    if entry.judgement:
        body["judgement"] = _present(entry.judgement, entry.story)
    if signed := {name: {"who": one.who, "at": one.at} for name, one in entry.own.items() if one.value is not None}:
        body["signed"] = signed
    return body


def _settled(answer: Operation) -> dict[str, JsonValue]:
    return {"field": answer.field, "value": value_to_json(answer.value), "by": answer.by, "at": answer.at}


def _conflict(conflict: Conflict, story: Story) -> dict[str, Any]:
    """Return a conflict as plain JSON; a value is null for what a coder left open when they were done."""
    sides = [
        {"who": side.who or side.operation.who, "value": _present_value(side.value, story), "at": side.operation.at}
        for side in conflict.sides
    ]
    return {"field": conflict.field, "what": [*conflict.what], "sides": sides}


def _present_value(value: Value, story: Story) -> JsonValue:
    return _present_said(value, story) if isinstance(value, Decision | Correction) else value_to_json(value)


def _present(judgement: Judgement, story: Story) -> dict[str, JsonValue]:
    """Return a judgement as plain JSON with its evidence as the story has it now."""
    body = to_json(judgement)
    if judgement.concerns:
        body["concerns"] = {tag: _present_said(one, story) for tag, one in judgement.concerns.items()}
    if judgement.stakeholders:
        body["parties"] = {name: _present_said(one, story) for name, one in judgement.stakeholders.items()}
    return body


def _present_said(said: Decision | Correction, story: Story) -> JsonValue:
    """Return a decision or correction as plain JSON with its evidence as the story has it; of a concern that is
    rejected without that, and without severity and certainty, which an earlier version kept."""
    body = said.to_json()
    if said.evidence and isinstance(body, dict):
        body["evidence"] = [_present_passage(one) for one in looked_up(said.evidence, story)]
    if isinstance(said, Decision) and not said.verdict.holds and isinstance(body, dict):
        return {key: value for key, value in body.items() if key not in (*WEIGHED, "evidence")}
    return body


def _present_passage(passage: Passage) -> JsonValue:
    """Return a passage as plain JSON: without offsets where it stands nowhere."""
    quote, place = passage.quote, passage.place
    body: dict[str, JsonValue] = {"state": passage.state.value, **quote.to_json()}
    if place is None:
        return {key: value for key, value in body.items() if key not in ("start", "end")}
    body |= {"start": place.start, "end": place.end, "text": place.text}
    return body if place.text == quote.text else {**body, "quote": quote.text}


def _own_fields(story: Story) -> dict[str, Any]:
    """Return a story's own fields as in a story file, but for where its file is on this machine."""
    kept = tuple(alias for alias in story.aliases if not alias.startswith((FILE, ENTRY)))
    return replace(story, aliases=kept).to_document()


def exchange_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Return one line of JSON an entry, for other coders: the story's own fields and "history", the operations of all
    coders in their order. Nothing in it depends on who exports, and equal states give equal bytes. An entry that is
    exported as somebody has their judgement, too, which an import passes over. A record with the id
    EVERYWHERE is no story: its operations are on all of them."""
    for entry in entries:
        body = {**_own_fields(entry.story), **(_judged(entry) if entry.whose else {})}
        if entry.history:
            body["history"] = [operation.to_json() for operation in sorted_history(entry.history)]
        # The format stands first, by which a file is known again; all is ASCII, whatever hostile letters it may hold.
        yield f'{{"format": "{FORMAT}", {json.dumps(body, sort_keys=True)[1:]}\n'


def json_array(entries: Iterable[Entry]) -> Iterator[str]:
    """Return the records of entries as one JSON array, an entry a line."""
    between = "[\n"
    for entry in entries:
        yield between + json.dumps(record(entry))
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def read_record(line: str | bytes, who: str = "", at: str = "") -> Entry:
    """Return the entry of a line that was exported here or anywhere, in this format or the one before: all text is
    cleaned, and the history is in order. What carries no name is signed `who`. What an earlier file says without
    telling how it came about is an implied operation, made at the time `at` where the file knows none.

    The judgement is empty: whose it would be, only the reader's own names can tell. Raises RecordError.
    """
    who = coder_name(who)
    try:
        body = json.loads(line)
    except (ValueError, RecursionError):
        raise RecordError("it is no JSON") from None
    if not isinstance(body, dict):
        raise RecordError("it is no object with the fields of a story")
    if body.get("format", FORMAT) not in (FORMAT, EARLIER_FORMAT):
        raise RecordError(f"its format {clean_line(str(body['format']), 40)!r} is not {FORMAT}")
    try:
        story = Story(EVERYWHERE) if body.get("id") == EVERYWHERE else Story.from_document(body)
        past = [(_operation(one, story, who), is_earlier(one)) for one in _listed(body.get("history"))]
        stated = None if body.get("format") == FORMAT else _stated(body.get("judgement"))
        analysis = Analysis.from_json(body["analysis"]) if body.get("analysis") else None
    except (StoryError, JudgementError) as error:
        raise RecordError(clean_line(str(error), 200)) from error
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise RecordError("its analysis is not what civicdesk analyse prints") from error
    history = _history(story, past, stated, who, at or _EPOCH)
    return Entry(story, Judgement(), analysis, tuple(sorted_history(history)))


def _history(
    story: Story, past: Sequence[tuple[Operation, bool]], stated: Judgement | None, who: str, at: str
) -> list[Operation]:
    """Return the operations of a record; of those in `past` that are of the format before, what stays of them."""
    version = TextVersion(story.text)
    found = [operation for operation, earlier in past if not earlier]
    found += (anchored(one, version) for one in all_migrated(operation for operation, earlier in past if earlier))
    if stated is not None:
        told = [operation for operation, _ in past]
        latest = told[-1].at if told else at
        found += [anchored(one, version) for one in implied_by(stated, told, story.id, who=who, at=latest)]
    return found


def _stated(body: object) -> Judgement | None:
    if body is None:
        return None
    if not isinstance(body, dict):
        raise JudgementError("its judgement is no table")
    state = from_json(_cleaned_table(body))
    concerns = {name: _on_lines(decision) for tag, decision in state.concerns.items() if (name := clean_line(tag, 100))}
    stakeholders = {clean_line(name, 200): _on_lines(said) for name, said in state.stakeholders.items()}
    return replace(state, concerns=concerns, stakeholders=stakeholders)


def _listed(body: object) -> list[Mapping[str, Any]]:
    past = [] if body is None else body
    if not isinstance(past, list) or not all(isinstance(one, dict) for one in past):
        raise JudgementError("its history is no list of operations")
    return past


def _operation(body: Mapping[str, JsonValue], story: Story, who: str) -> Operation:
    """Return an operation from outside, cleaned; it was written with the id of its story, or with an alias. Raises
    JudgementError."""
    table = _cleaned_table(body)
    about = table["story"] if table.get("story") in story.aliases else story.id
    if isinstance(name := table.get("field"), str):
        table["field"] = _field(name)  # first, since it says how the value is read
    found = Operation.from_json({**table, "story": about})
    if read_time(found.at) is None:
        raise JudgementError(f"{clean_line(found.at, 40)!r} in its history is no time")
    if found.n >= _MOST_PLACES:
        raise JudgementError(f"the place {found.n} in its history leaves none for what comes later")
    signed = " ".join(found.who.split())
    if len(signed) > LONGEST:
        raise JudgementError(f"a coder's name in its history is longer than {LONGEST} characters")
    return replace(
        found,
        id=clean_line(found.id, 100),
        value=_on_lines(found.value),
        was=_on_lines(found.was),
        at=clean_line(found.at, 100),  # none that is a time is longer
        who=coder_name(signed) or who,
        round=clean_line(found.round, 100),
        by=clean_line(found.by, LONGEST),
        rule=clean_line(found.rule, 60),
        codebook=clean_line(found.codebook, 100),
        step=clean_line(found.step, 100),
    )


def _field(name: str) -> str:
    """Return the name of a field from outside, cleaned; once more changes nothing."""
    name = clean_line(name, 300)
    if (tag := tag_of(name)) is not None:
        return concern_field(clean_line(tag, 100))
    if (stakeholder := stakeholder_of(name)) is not None:
        return stakeholder_field(clean_line(stakeholder.casefold(), 200))
    return name


def _cleaned_table(body: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    try:
        return {clean(key): cleaned(value) for key, value in body.items()}
    except ValueError as error:
        raise JudgementError(f"it is refused: {error}") from error


def _on_lines(value: Said) -> Said:
    """Return a cleaned value with each name in it on one line; a note keeps its lines."""
    if isinstance(value, Decision):
        return replace(value, rule=clean_line(value.rule, 60))
    if isinstance(value, Correction):
        roles = None if value.roles is None else tuple(clean_line(role, 40) for role in value.roles)
        return replace(value, name=clean_line(value.name, 200), type=clean_line(value.type, 40), roles=roles)
    return value
