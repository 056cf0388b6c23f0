"""From what somebody typed to a query. Tolerant of the term that is being typed, plain about what it can't read."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from civic.codebook import ROLES, STAKEHOLDER_TYPES, slug
from civic.coder import coder_key
from civic.fault import Fault
from civic.flags import FLAG_BY_WORD
from civic.judgement import UNSAID, WEIGHED
from civic.query.dates import read_date, unfinished_date
from civic.query.nodes import Among, And, AtLeast, Before, Has, Is, Not, Or, Query, Since, Words
from civic.query.words import normalise, tokens
from civic.text import clean_line

_WORD_FIELDS: Final = ("title", "text", "source", "author", "note")
FIELDS: Final = ("title", "text", "source", "author", "feed", "tag", "concern", "concerns", "stakeholder", "role",
                 "type", "severity", "certainty", "rejected", "evidence", "who", "is", "since", "before", "note",
                 "sample")  # fmt: skip
"""The fields of the language, in the order that help and error messages list them."""
MARKS: Final = (*FLAG_BY_WORD, "todo", "tagged", "untagged", "noted", "new", "updated", "conflict")
"""What may stand after `is:`."""
CHOICES: Final[Mapping[str, Sequence[str]]] = {
    "role": [role.id for role in ROLES],
    "type": [*STAKEHOLDER_TYPES],
    **{field: [*words, UNSAID] for field, words in WEIGHED.items()},
}
"""The fields that have only these values. The beginning of one will do; with any other value nothing is found, and
`civic.query.doubts` says so."""

TAG_FIELDS: Final = ("tag", "concern", "rejected")
"""The fields of tags and concerns: the beginning of one will do, but in quotation marks it is that one alone."""

Samples: TypeAlias = Callable[[], Mapping[str, frozenset[str]]]
"""Returns the ids of the stories of each sample, by its name."""

LONGEST: Final = 2000
"""Code points of a filter."""
_ROLE_BEGINS: Final = 3
"""So many letters behind a stakeholder's "/" are the beginning of a role: no two begin alike, and "AC/DC" is a name."""
_DEEPEST: Final = 40

VALUES: Final = ("open", "phrase", "word")
"""The kinds of pieces that may stand behind a field."""

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+)
      | (?P<open>\() | (?P<close>\))
      | (?P<minus>-(?=[^\s)]))
      | (?P<field>[^\W\d]+):(?!//)
      | "(?P<phrase>[^"]*)(?P<quote>"?)
      | (?P<word>[^\s()"]+)""",
    re.VERBOSE,
)


class QueryError(Fault):
    """A filter that can't be read: `message` says why in one sentence, `start` and `end` (code points) where."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end


class Token(Struct, frozen=True):
    """A piece of a filter: `kind` is "word", "phrase", "field", "open", "close", "minus", "OR", "AND" or "NOT"; `start`
    and `end` are code points. A phrase that is not `closed` has no quotation mark at its end."""

    kind: str
    text: str
    start: int
    end: int
    closed: bool = True


def _no_samples() -> Mapping[str, frozenset[str]]:
    return {}


def parse(text: str, now: datetime, samples: Samples = _no_samples) -> Query:
    """Return the query that a filter asks for, with `now` to count `since:7d` from (its time zone holds for all dates)
    and `samples`, which is only called for a filter that names one.

    A term that is still being typed is left out: `tag:`, `is:unr`, `since:2026-0` at the end, an `OR` without a right
    side; an open quote or bracket ends with the text. Raises QueryError for what can't be read.
    """
    if len(text) > LONGEST:
        raise QueryError(f"The filter is too long: use at most {LONGEST} characters.", LONGEST, len(text))
    return _Parser(text, now, samples).parse()


def cut(text: str) -> list[Token]:
    """Return the pieces of a filter, in their order."""
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "space":
            continue
        if kind == "quote":
            found.append(Token("phrase", match["phrase"], match.start(), match.end(), bool(match["quote"])))
        elif kind == "word" and match["word"] in ("OR", "AND", "NOT"):
            found.append(Token(match["word"], match["word"], match.start(), match.end()))
        else:
            found.append(Token(kind, match[kind], match.start(), match.end()))
    return found


def near_field(written: str) -> str:
    """Return the field that was most likely meant; "" where none is like it."""
    from civic.naming import nearest  # what compares spellings is much, and few filters ask for it

    return next(iter(nearest(written, FIELDS, 1)), "")


def meant(written: str, values: Iterable[str]) -> str:
    """Return the value of a field that was most likely meant: the only one that goes on so, or else the nearest; ""
    where none is like it."""
    from civic.naming import nearest

    values = list(values)
    begun = [one for one in values if one.casefold().startswith(written.casefold())]
    return begun[0] if len(begun) == 1 else next(iter(nearest(written, values, 1)), "")


def with_role(token: Token, following: Token) -> bool:
    """Return whether a name in quotation marks goes on behind them, as in stakeholder:"Fair Streets"/advocate."""
    is_joined = token.kind == "phrase" and following.start == token.end
    return is_joined and following.kind == "word" and following.text.startswith("/")


class _Parser:
    """Recursive descent over the tokens of one text. A part that is left out is None."""

    def __init__(self, text: str, now: datetime, samples: Samples) -> None:
        self._tokens = cut(text)
        self._samples = samples
        self._position = 0
        self._end = len(text)
        self._now = now
        self._depth = 0

    def parse(self) -> Query:
        query = self._either("")
        if token := self._peek():
            raise QueryError("There is a closing bracket without an opening one.", token.start, token.end)
        return query or And(())

    def _peek(self) -> Token | None:
        return self._tokens[self._position] if self._position < len(self._tokens) else None

    def _take(self, *kinds: str) -> Token | None:
        token = self._peek()
        if token is None or token.kind not in kinds:
            return None
        self._position += 1
        return token

    def _either(self, field: str) -> Query | None:
        parts = [self._all(field)]
        while self._take("OR"):
            parts.append(self._all(field))
        return _joined(Or, [part for part in parts if part])

    def _all(self, field: str) -> Query | None:
        parts = []
        while (token := self._peek()) and token.kind not in ("OR", "close"):
            if part := self._one(field):
                parts.append(part)
        return _joined(And, parts)

    def _one(self, field: str) -> Query | None:
        negative = False
        while token := self._take("minus", "NOT", "AND"):
            negative ^= token.kind != "AND"
        part = self._term(field)
        return Not(part) if part and negative else part

    def _term(self, field: str) -> Query | None:
        token = self._peek()
        if token is None or token.kind in ("OR", "close"):
            return None
        self._position += 1
        if token.kind == "open":
            return self._bracket(token, field)
        if token.kind == "field":
            return self._in_field(token)
        return self._value(token, field)

    def _bracket(self, token: Token, field: str) -> Query | None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QueryError(f"The brackets go deeper than {_DEEPEST}: use fewer.", token.start, token.end)
        part = self._either(field)
        self._take("close")
        self._depth -= 1
        return part

    def _in_field(self, token: Token) -> Query | None:
        field = token.text.casefold()
        if field not in FIELDS:
            near = near_field(field)
            meant = f"; did you mean {near}:?" if near else f": use {_listed(FIELDS)}."
            raise QueryError(f"There is no field {clean_line(token.text, 40)!r}{meant}", token.start, token.end)
        following = self._peek()
        if following is None or following.start != token.end or following.kind not in VALUES:
            return None
        return self._term(field)

    def _value(self, token: Token, field: str) -> Query | None:
        if field in ("", *_WORD_FIELDS):
            words = tokens(token.text)
            return Words(words, field, prefix=token.kind == "word" or not token.closed) if words else None
        if not token.text.strip():
            return None
        following = self._peek()
        if field == "stakeholder" and following and with_role(token, following):
            self._position += 1
            token = replace(token, text=token.text + following.text, end=following.end)
        last = token.end == self._end
        if field == "sample":
            return _sample(token, self._samples(), last and (token.kind == "word" or not token.closed))
        return _READERS.get(field, _has)(field, token, self._now, last)


def _joined(kind: type[And] | type[Or], parts: list[Query]) -> Query | None:
    """Return the parts as one query, those of the same kind taken in; None where nothing is left."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,))]
    return flat[0] if len(flat) == 1 else kind(tuple(flat)) if flat else None


def _has(field: str, token: Token, _now: datetime, _last: bool) -> Query | None:
    value = coder_key(token.text.strip()) if field == "who" else token.text.strip().casefold()
    if field not in TAG_FIELDS:
        return Has(field, value) if value else None
    value = slug(clean_line(value))
    return Has(field, value, whole=token.kind == "phrase" and token.closed) if value else None


def _sample(token: Token, samples: Mapping[str, frozenset[str]], unfinished: bool) -> Query | None:
    wanted = token.text.strip().casefold()
    written = {name: name.replace('"', "").casefold() for name in samples}  # as they can be typed
    for name, ids in samples.items():
        if written[name] == wanted:
            return Among(ids, name)
    if unfinished and any(name.startswith(wanted) for name in written.values()):
        return None
    near = meant(wanted, samples)
    there = f"use {_listed([*samples])}" if samples else "civicdesk sample draws one"
    end = f"; did you mean {clean_line(near, 60)}?" if near else f": {there}."
    raise QueryError(f"There is no sample {clean_line(token.text, 60)!r}{end}", token.start, token.end)


def _choice(field: str, token: Token, _now: datetime, _last: bool) -> Query | None:
    """Return what asks for each value of a closed field that begins so."""
    wanted = as_choice(token.text)
    found = [Has(field, one) for one in CHOICES[field] if one == wanted]
    found = found or [Has(field, one) for one in CHOICES[field] if one.startswith(wanted)]
    return _joined(Or, [*(found or [Has(field, wanted)])]) if wanted else None


def as_choice(written: str) -> str:
    """Return a value of a closed field as its id would be written: "public_body" for "Public-body"."""
    return "_".join(normalise(written).replace("-", " ").replace("_", " ").split())


def _stakeholder(field: str, token: Token, _now: datetime, last: bool) -> Query | None:
    """Return what asks for a stakeholder by name, in quotation marks the whole of it; behind a "/", in a role. A role
    that is still being typed is left out."""
    whole = token.kind == "phrase" and token.closed
    name, parted, role = token.text.rpartition("/")
    wanted = as_choice(role)
    begun = [one for one in CHOICES["role"] if one.startswith(wanted)]
    if parted and len(wanted) >= _ROLE_BEGINS and begun:
        words = " ".join(tokens(name))
        return Has(field, f"{words}/{begun[0]}", whole) if words else Has("role", begun[0])
    words = " ".join(tokens(name if parted and last and begun else token.text))
    return Has(field, words, whole) if words else None


def _evidence(_field: str, token: Token, _now: datetime, last: bool) -> Query | None:
    from civic.concern_status import STATES  # what looks passages up is much, and few filters ask for it

    wanted = [one for one in token.text.strip().casefold().split("|") if one]
    if all(one in STATES for one in wanted):
        return _joined(Or, [Has("evidence", one) for one in wanted])
    if last and any(state.startswith(wanted[-1]) for state in STATES):
        return None
    raise _not_among("evidence", "Evidence", next(one for one in wanted if one not in STATES), STATES, token)


def _is(_field: str, token: Token, _now: datetime, last: bool) -> Query | None:
    wanted = token.text.strip().casefold()
    if wanted in MARKS:
        return Is(wanted)
    if last and any(mark.startswith(wanted) for mark in MARKS):
        return None
    raise _not_among("is", "A story", wanted, MARKS, token)


def _not_among(field: str, subject: str, written: str, values: Sequence[str], token: Token) -> QueryError:
    """Return the error of a value that a field with these alone does not have."""
    near = meant(written, values)
    end = f"; did you mean {field}:{near}?" if near else f": after {field}: use {_listed(values)}."
    return QueryError(f"{subject} can't be {clean_line(written, 40)!r}{end}", token.start, token.end)


def _concerns(_field: str, token: Token, _now: datetime, _last: bool) -> Query:
    written = token.text.strip().lstrip(">=")
    if written.isdecimal() and len(written) < 4:
        return AtLeast(int(written))
    message = f"{clean_line(token.text, 40)!r} is no number: write concerns:3 for at least three concerns."
    raise QueryError(message, token.start, token.end)


def _moment(field: str, token: Token, now: datetime, last: bool) -> Query | None:
    moment = read_date(token.text, now)
    if moment is not None:
        return Since(moment) if field == "since" else Before(moment)
    if last and unfinished_date(token.text):
        return None
    message = f'{clean_line(token.text, 40)!r} is no date: write 7d, 2026-01-31 or "16 Nov".'
    raise QueryError(message, token.start, token.end)


_READERS: Final[dict[str, Callable[[str, Token, datetime, bool], Query | None]]] = {
    **dict.fromkeys(CHOICES, _choice),
    "stakeholder": _stakeholder,
    "evidence": _evidence,
    "concerns": _concerns,
    "is": _is,
    "since": _moment,
    "before": _moment,
}


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
