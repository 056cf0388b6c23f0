"""Decisions of coders in words, one a line."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from civic.codebook import Codebook
from civic.correction import EVERYWHERE, Correction
from civic.dates import day
from civic.export import Entry
from civic.jsonvalue import canonical
from civic.judgement import Decision, Unread, Value, stakeholder_of, tag_of
from civic.news import news_of
from civic.operation import Operation
from civic.shared_flags import source_of
from civic.story import read_time
from civic.text import clean_line

_SHORT: Final = 80
_LONG: Final = 1000


def describe_story(story: str) -> str:
    """Return which story a decision is on."""
    return "every story" if story == EVERYWHERE else clean_line(story, 60)


def describe_coder(who: str) -> str:
    """Return who signed a decision."""
    return clean_line(who, _SHORT) or "nobody"


def describe_field(name: str, codebook: Codebook) -> str:
    """Return what a decision is about: the label of a concern, a stakeholder, else the field as it is called."""
    if (tag := tag_of(name)) is not None:
        return clean_line(codebook.label(tag), 100)
    stakeholder = stakeholder_of(name)
    return clean_line(name if stakeholder is None else f"stakeholder {stakeholder}", _SHORT)


def describe_value(value: Value, limit: int = _SHORT) -> str:
    """Return what was decided: "accepted (high, alleged)"; a text on one line, cut to `limit` characters; as it was
    written where only a later version of the program can read it."""
    if value is None:
        return "nothing"
    if isinstance(value, Decision):
        more = ", ".join(part for part in (value.severity, value.certainty) if part)
        return f"{value.verdict.value} ({more})" if more else value.verdict.value
    if isinstance(value, Correction):
        return clean_line(value.words, limit)
    if isinstance(value, Unread):
        return clean_line(canonical(value.body), limit)
    return "yes" if value is True else "no" if value is False else repr(clean_line(value, limit))


def describe_moment(at: str, *, seconds: bool = False) -> str:
    """Return the day and the time of day of a decision."""
    moment = read_time(at)
    return f"{day(moment, year=True)} {_clock(moment, seconds)}" if moment else clean_line(at, 40)


def describe_operation(operation: Operation, codebook: Codebook) -> str:
    """Return a line of a history: when, who, what was changed to what, and how that came about."""
    change = f"{describe_value(operation.was)} → {describe_value(operation.value)}"
    what = f"{describe_field(operation.field, codebook)}: {change}{_how(operation)}"
    return f"{describe_moment(operation.at)}  {describe_coder(operation.who)}  {what}"


def decisions_of_others(entry: Entry, codebook: Codebook) -> Iterator[tuple[str, str, str]]:
    """Yield what holds by the decision of each other coder: who decided, on what, and how."""
    for who, held in entry.others.items():
        for name, operation in held.items():
            if not operation.private:
                said = describe_value(operation.value, _LONG) + _how(operation)
                yield describe_coder(who), describe_field(name, codebook), said


def _clock(moment: datetime, seconds: bool) -> str:
    return f"{moment:%H:%M:%S}" if seconds else f"{moment:%H:%M}"


def _how(operation: Operation) -> str:
    """Return how an operation came about, where there is more to say than that its coder decided."""
    rule = operation.rule or (operation.value.rule if isinstance(operation.value, Decision) else "")
    said = f" by the rule {clean_line(rule, _SHORT)}" if rule else ""
    said += f" in round {clean_line(operation.round, _SHORT)}" if operation.round else ""
    said += f" (settled by {clean_line(operation.by, _SHORT)})" if operation.by else ""
    said += " (implied)" if operation.implied else ""
    if source := source_of(operation):
        return f"{said}, of {describe_story(source)}"
    if news := news_of(operation):
        return f"{said}: {clean_line(news, _SHORT)}"
    return said + (f" {clean_line(canonical(dict(operation.more)), _SHORT)}" if operation.more else "")
