"""Decisions of coders in words, one a line."""

from datetime import datetime
from typing import Final

from civic.codebook import Codebook
from civic.conflicts import OWN, Conflict, Side
from civic.correction import EVERYWHERE, Correction
from civic.dates import day
from civic.jsonvalue import canonical
from civic.judgement import NOTE, Decision, Unread, Value, stakeholder_of, tag_of
from civic.news import news_of
from civic.operation import Operation
from civic.shared_flags import source_of
from civic.story import read_time
from civic.text import clean_line

_SHORT: Final = 80
LONG: Final = 1000
"""So many characters are shown of a text where there is room."""


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
        more = ", ".join(value.weight)
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
    change = _describe_change(operation.was, operation.value)
    what = f"{describe_field(operation.field, codebook)}: {change}{describe_how(operation)}"
    if operation.codebook and operation.codebook != codebook.version:
        what += f", by the codebook {clean_line(operation.codebook, 20)}"
    return f"{describe_moment(operation.at)}  {describe_coder(operation.who)}  {what}"


def _describe_change(was: Value, value: Value) -> str:
    """Return what was said and what is said now; where that differs in its passages only, what became of these."""
    before, now = describe_value(was), describe_value(value)
    if isinstance(was, Decision) and isinstance(value, Decision) and before == now and was.evidence != value.evidence:
        old, new = _passages(len(was.evidence)), _passages(len(value.evidence))
        return f"{now}: {old} → {new if new != old else 'others'}"
    return f"{before} → {now}"


def _passages(count: int) -> str:
    return f"{count or 'no'} {'passage' if count == 1 else 'passages'}"


def describe_side(side: Side) -> str:
    """Return what one coder says where several do, and how that came about: "tagged (high), 23 Nov 2026 10:15"."""
    if side.by_silence:
        return f"left open when done with the story, {describe_moment(side.operation.at)}"
    said = describe_value(side.value, LONG) + describe_how(side.operation)
    return f"{said}, {describe_moment(side.operation.at)}"


def describe_who(side: Side, own: str = "you") -> str:
    """Return whose side it is; `own` is what the user is called."""
    return own if side.who == OWN else describe_coder(side.who)


def sign_of(value: Value) -> str:
    """Return the sign of a verdict: "●" for one by which a concern stands, "✗" for one by which it does not (None is
    such, too); "✎" for a note."""
    if isinstance(value, str):
        return "✎"
    return "●" if isinstance(value, Decision) and value.verdict.holds else "✗"


def describe_conflict(conflict: Conflict, codebook: Codebook, own: str = "you") -> str:
    """Return where coders differ, in what, and what each says: "Privacy (verdict): you tagged, bob rejected"."""
    sides = ", ".join(
        f"{describe_who(side, own)} {'left it open' if side.by_silence else describe_value(side.value)}"
        for side in conflict.sides
    )
    what = "" if conflict.field == NOTE else f" ({', '.join(conflict.what)})"
    return f"{describe_field(conflict.field, codebook)}{what}: {sides}"


def _clock(moment: datetime, seconds: bool) -> str:
    return f"{moment:%H:%M:%S}" if seconds else f"{moment:%H:%M}"


def describe_how(operation: Operation) -> str:
    """Return how an operation came about, to put behind what it says; "" where there is no more to say than that its
    coder decided."""
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


def describe_count(stories: int, copies: int) -> str:
    """Return how many stories there are, of which so many are duplicates of others: "391 stories and 14 copies" for 405
    of which 14 are."""
    rest = stories - copies
    beside = f" and {copies} {'copy' if copies == 1 else 'copies'}" if copies else ""
    return f"{rest} {'story' if rest == 1 else 'stories'}{beside}"
