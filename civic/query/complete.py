"""How the term that is being typed can go on: fields, and the values of a field."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from civic.concern_status import STATES
from civic.query.guide import GUIDE
from civic.query.parse import CHOICES, FIELDS, MARKS, TAG_FIELDS, meant, near_field
from civic.query.words import normalise

_TERM: Final = re.compile(r'[(\s-]*(?:(?P<field>[^\W\d]+):)?(?P<rest>"[^"]*|[^\s()":]*)$')
_MOMENTS: Final = ("1d", "7d", "2w", "1m", "1y")
_NUMBERS: Final = ("1", "2", "3", "4", "5")
_PLAIN: Final = re.compile(r"[^\s()\":]+")
_MOST: Final = 8


_MEANINGS: Final = {
    field: next(meaning for example, meaning in GUIDE if example.startswith(f"{field}:")) for field in FIELDS
}
"""What each field asks for."""


class Offer(Struct, frozen=True):
    """A way in which a filter can go on: its whole `text` then, the `field` of its last term, the `value` of that (""
    while only the field is offered), and what the field means."""

    text: str
    field: str
    value: str
    meaning: str

    @property
    def term(self) -> str:
        """Return the last term, as it would be typed."""
        return f"{self.field}:{_quoted(self.value, always=False) if self.value else ''}"


def offers(text: str, values: Callable[[str], Sequence[str]]) -> list[Offer]:
    """Return how the last term of a filter could be finished, the likeliest first; at most eight. In the place of a
    field or of a value that there is not, the one that was most likely meant.

    `values` gives the values that a field has in the library ("concern", "tag", "rejected", "source", "stakeholder",
    "feed", "who", "sample"), the most frequent first. A value of several words is put in quotes, a stakeholder, and a
    tag that others begin with. Nothing is offered for a term that says nothing yet.
    """
    term = _TERM.search(text)
    if term is None:
        return []
    field, rest = (term["field"] or "").casefold(), term["rest"]
    if not field:
        begun = rest.casefold()
        found = [name for name in FIELDS if begun and name.startswith(begun)]
        return [Offer(f"{text[: term.start('rest')]}{name}:", name, "", _MEANINGS[name]) for name in found]
    if field not in FIELDS:
        near = near_field(field)
        whole = f"{text[: term.start('field')]}{near}:{rest}"
        return [Offer(whole, near, rest.strip('"'), _MEANINGS[near])] if near else []
    written = normalise(rest.lstrip('"'))
    known = _values(field, values)
    if field == "stakeholder" and "/" in rest:
        known = _in_roles(rest.lstrip('"'))
    going_on = [value for value in known if _goes_on(value, written)]
    if not going_on and written and all(normalise(value) != written for value in known):
        going_on = [near] if (near := meant(written, known)) else []
    # Who is named is meant alone, and so is a tag that others begin with, which quotation marks say.
    is_name = field == "stakeholder" and "/" not in rest
    alone = {
        one
        for one in going_on[:_MOST]
        if is_name or (field in TAG_FIELDS and any(_goes_on(other, one) for other in going_on))
    }
    begin = text[: term.start("rest")]
    return [
        Offer(begin + _quoted(value, always=value in alone), field, value, _MEANINGS[field])
        for value in going_on[:_MOST]
    ]


def completions(text: str, values: Callable[[str], Sequence[str]]) -> list[str]:
    """Return what the text of a filter could be when its last term is finished, as `offers` says."""
    return [one.text for one in offers(text, values)]


def _values(field: str, values: Callable[[str], Sequence[str]]) -> Sequence[str]:
    match field:
        case "is":
            return MARKS
        case "evidence":
            return STATES
        case field if field in CHOICES:
            return CHOICES[field]
        case "concerns":
            return _NUMBERS
        case "since" | "before":
            return _MOMENTS
        case "concern" | "tag" | "rejected" | "source" | "stakeholder" | "feed" | "who" | "sample":
            return values(field)
    return ()


def _in_roles(written: str) -> list[str]:
    """Return a stakeholder, as far as it is written, in each of the roles."""
    return [f"{written.rpartition('/')[0]}/{role}" for role in CHOICES["role"]]


def _goes_on(value: str, written: str) -> bool:
    """Return whether a value, or a word in it, begins as written and has more to it."""
    folded = normalise(value)
    return folded != written and (folded.startswith(written) or f" {written}" in folded)


def _quoted(value: str, *, always: bool) -> str:
    return value if _PLAIN.fullmatch(value) and not always else f'"{value.replace(chr(34), "")}"'
