"""How the term that is being typed can go on: fields, and the values of a field."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from civic.concern_status import STATES
from civic.query.parse import CHOICES, FIELDS, MARKS, TAG_FIELDS
from civic.query.words import normalise

_TERM: Final = re.compile(r'[(\s-]*(?:(?P<field>[^\W\d]+):)?(?P<rest>"[^"]*|[^\s()":]*)$')
_MOMENTS: Final = ("1d", "7d", "2w", "1m", "1y")
_PLAIN: Final = re.compile(r"[^\s()\":]+")
_MOST: Final = 8


def completions(text: str, values: Callable[[str], Sequence[str]]) -> list[str]:
    """Return what the text of a filter could be when its last term is finished, the likeliest first; at most eight.

    `values` gives the values that a field has in the library ("concern", "tag", "source", "stakeholder", "feed",
    "sample"), the most frequent first. A value of several words is put in quotes, and a tag that others
    begin with. Nothing is offered for a term that
    says nothing yet.
    """
    term = _TERM.search(text)
    if term is None:
        return []
    field, rest = (term["field"] or "").casefold(), term["rest"]
    if not term["field"]:
        begun = rest.casefold()
        return [text[: term.start("rest")] + name + ":" for name in FIELDS if begun and name.startswith(begun)]
    written = normalise(rest.lstrip('"'))
    found = [value for value in _values(field, values) if _goes_on(value, written)]
    # A tag that others begin with is meant alone, which quotation marks say.
    alone = {one for one in found[:_MOST] if field in TAG_FIELDS and any(_goes_on(other, one) for other in found)}
    return [text[: term.start("rest")] + _quoted(value, always=value in alone) for value in found[:_MOST]]


def _values(field: str, values: Callable[[str], Sequence[str]]) -> Sequence[str]:
    match field:
        case "is":
            return MARKS
        case "evidence":
            return STATES
        case field if field in CHOICES:
            return CHOICES[field]
        case "rejected":
            return values("tag")
        case "since" | "before":
            return _MOMENTS
        case "concern" | "tag" | "source" | "stakeholder" | "feed" | "sample":
            return values(field)
    return ()


def _goes_on(value: str, written: str) -> bool:
    """Return whether a value, or a word in it, begins as written and has more to it."""
    folded = normalise(value)
    return folded != written and (folded.startswith(written) or f" {written}" in folded)


def _quoted(value: str, *, always: bool) -> str:
    return value if _PLAIN.fullmatch(value) and not always else f'"{value.replace(chr(34), "")}"'
