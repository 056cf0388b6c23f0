"""The tree that a filter is read to. `civic.query.match` decides by it, and the index translates it to SQL."""

from datetime import datetime
from typing import TypeAlias

from msgspec import Struct


class Words(Struct, frozen=True):
    """A word or phrase in one field, or in title, text and the coder's note where `field` is "".

    `words` are folded tokens that must follow each other; with `prefix` the last one need only begin a word.
    Fields: "", "title", "text", "source", "author", "note".
    """

    words: tuple[str, ...]
    field: str = ""
    prefix: bool = True


class Has(Struct, frozen=True):
    """A value among those of a field, case folded. Fields: "feed" (part of the address), "tag" and "concern" (an id of
    the codebook or an own tag, or the beginning of either, which with `whole` will not do), "rejected" (the same, of
    what the coder turned down), "severity" and "certainty" (what the coder says of a concern that stands: a word of
    `civic.judgement.WEIGHED`, or UNSAID for one of which nothing is said), "stakeholder" (folded words, each of which
    begins a word of one name, or with `whole` all words of one in their order; with "/" and an id behind them, of one
    in that role), "role" and "type" (an id of the codebook), "evidence" (what has become of a passage that a tag of
    the coder's rests on: one of `civic.concern_status.STATES`), "who" (the beginning of a coder's name, as
    `civic.coder.coder_key` gives it: somebody who decided anything of the story that is not private).

    "tag" sees only what the coder decided, "concern" also open suggestions: those that the coder has not decided
    on. "stakeholder", "role" and "type" see the author's stakeholders, those that the coder added and the suggested
    ones, with their aliases.
    """

    field: str
    value: str
    whole: bool = False


class Is(Struct, frozen=True):
    """A mark: "unread", "read", "starred", "tagged", "untagged", "new", "updated", "hidden", "coded", "todo",
    "noted", "conflict"."""

    mark: str


class AtLeast(Struct, frozen=True):
    """At least so many concerns: tagged by the coder, or suggested and not decided on."""

    number: int


class Since(Struct, frozen=True):
    """Happened at this moment or later (published, else fetched)."""

    moment: datetime


class Before(Struct, frozen=True):
    """Happened before this moment (published, else fetched)."""

    moment: datetime


class Among(Struct, frozen=True):
    """The stories of these ids, hidden or not: what somebody selected, for which the language has no words; or the
    sample of this name."""

    ids: frozenset[str]
    sample: str = ""


class Not(Struct, frozen=True):
    """The stories that `part` does not match."""

    part: "Query"


class And(Struct, frozen=True):
    """The stories that all parts match; with no parts, every story."""

    parts: tuple["Query", ...]


class Or(Struct, frozen=True):
    """The stories that at least one part matches."""

    parts: tuple["Query", ...]


Query: TypeAlias = Words | Has | Is | AtLeast | Since | Before | Among | Not | And | Or

EVERYTHING = And(())
"""The query that asks for nothing more: every story that is not hidden."""
EVEN_HIDDEN = Or((Is("hidden"), Not(Is("hidden"))))
"""The query that matches every story. As a part of another it finds the hidden ones, too."""


def asks_for_hidden(query: Query) -> bool:
    """Return whether a query says anything about hidden stories; those that don't are not asking for them."""
    match query:
        case Is(mark):
            return mark == "hidden"
        case Among():
            return True
        case Not(part):
            return asks_for_hidden(part)
        case And(parts) | Or(parts):
            return any(map(asks_for_hidden, parts))
    return False


def asks_for_suggestions(query: Query) -> bool:
    """Return whether the answer depends on what the machine suggests."""
    return bool(fields_of(query) & {"concern", "concerns", "stakeholder", "role", "type"})


def asks_for_decisions(query: Query) -> bool:
    """Return whether the answer depends on what coders decided, or on what the desk has seen."""
    match query:
        case Is():
            return True
        case Not(part):
            return asks_for_decisions(part)
        case And(parts) | Or(parts):
            return any(map(asks_for_decisions, parts))
    return bool(fields_of(query) & {"tag", "rejected", "severity", "certainty", "evidence", "who", "note"})


def since_of(query: Query) -> datetime | None:
    """Return a moment before which nothing happened that a query finds; None where it sets none."""
    match query:
        case Since(moment):
            return moment
        case And(parts):
            return max(filter(None, map(since_of, parts)), default=None)
        case Or(parts):
            found = [since_of(part) for part in parts]
            return min(filter(None, found), default=None) if all(found) else None
    return None


def fields_of(query: Query) -> frozenset[str]:
    """Return the fields that a query asks about, "" for title and text."""
    match query:
        case Words() | Has():
            return frozenset({query.field})
        case AtLeast():
            return frozenset({"concerns"})
        case Not(part):
            return fields_of(part)
        case And(parts) | Or(parts):
            return frozenset().union(*map(fields_of, parts))
    return frozenset()
