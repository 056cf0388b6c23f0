"""A query in words, as the desk shows it beside the count."""

from datetime import datetime
from typing import Final, assert_never

from civic.codebook import STAKEHOLDER_TYPES, role_label
from civic.dates import day
from civic.query.nodes import Among, And, AtLeast, Before, Has, Is, Not, Or, Query, Since, Words
from civic.query.words import joined

_IN_FIELD: Final = {
    "": "{}",
    "title": "{} in the title",
    "text": "{} in the text",
    "source": "from source {}",
    "author": "by {}",
    "note": "{} in the note",
}
_HAVING: Final = {
    "feed": "from feed {}",
    "tag": "tagged {}",
    "concern": "concern {}",
    "evidence": "with evidence that is {}",
    "stakeholder": "stakeholder {}",
    "rejected": "rejected {}",
    "severity": "severity {}",
    "certainty": "certainty {}",
    "who": "decided on by {}",
}


def explain(query: Query, now: datetime | None = None) -> str:
    """Return the query in words: "unread, tagged privacy, since 16 Nov 2026, not 'football'"; "all stories" where it
    asks for everything. With `now`, its year is left out of dates."""
    match query:
        case And(()):
            return "all stories"
        case Or(()):
            return "no story"
        case And(parts):
            return ", ".join(_part(part, now) for part in parts)
        case Or(parts):
            return " or ".join(_part(part, now) for part in parts)
        case Not(part):
            return f"not {_part(part, now)}"
        case Words(words, field, prefix):
            quoted = f"'{joined(words)}'" if prefix else f'"{joined(words)}"'
            return _IN_FIELD.get(field, f"{field} {{}}").replace("{}", quoted)
        case Has("role", value):
            return f"with {role_label(value)}"
        case Has("type", value):
            return f"with a stakeholder of type {STAKEHOLDER_TYPES.get(value, value).lower()}"
        case Has("stakeholder", value, whole) if "/" in value:
            name, _, role = value.partition("/")
            name = f'"{name}"' if whole else name
            return f"stakeholder {name} as {role_label(role)}"
        case Has(field, value, whole):
            value = f'"{value}"' if whole else value
            return _HAVING.get(field, f"{field} {{}}").replace("{}", value)
        case Is("conflict"):
            return "in conflict"
        case Is("todo"):
            return "to do"
        case Is(mark):
            return mark
        case AtLeast(number):
            return f"at least {number} concern{'' if number == 1 else 's'}"
        case Among(_, sample) if sample:
            return f"of the sample “{sample}”"
        case Among(ids):
            return f"{len(ids)} chosen {'story' if len(ids) == 1 else 'stories'}"
        case Since(moment):
            return f"since {_date(moment, now)}"
        case Before(moment):
            return f"before {_date(moment, now)}"
    assert_never(query)


def _part(part: Query, now: datetime | None) -> str:
    """Return one part of a larger query, in brackets where it would fall apart without."""
    words = explain(part, now)
    return f"({words})" if isinstance(part, And | Or) and len(part.parts) > 1 else words


def _date(moment: datetime, now: datetime | None) -> str:
    words = day(moment, year=now is None or now.year != moment.year)
    return words if (moment.hour, moment.minute) == (0, 0) else f"{words} {moment:%H:%M}"
