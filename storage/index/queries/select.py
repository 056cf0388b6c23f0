"""From a query to SQL. One rule for speed: what the words tables can answer goes into one MATCH, which gives the
newest first and stops after as many as are wanted; everything else is a condition on the row.

Plain words are looked for in notes, too, which stand in a table of their own, so that to write one costs little. Where
a word of a query is in any note, the stories with these notes are found by conditions alone, beside the MATCH.
"""

import json
import math
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias, assert_never

from civic.flags import FLAG_BY_WORD
from civic.query import Among, And, AtLeast, Before, Has, Is, Not, Or, Query, Since, Words, asks_for_hidden, tokens
from storage.index.duplicates import BEHIND_CODED
from storage.index.rows import has_words_ahead
from storage.index.schema import BEGINNINGS, EVERY, SEQUENCE_BITS
from storage.index.stakeholders import plays
from storage.past.mirror import UPDATED

Value: TypeAlias = str | int
Condition: TypeAlias = tuple[str, list[Value]]

_COLUMNS: Final = {"": "title text", "title": "title", "text": "text", "source": "source", "author": "author"}
_EVERYTHING: Final = f"({{{EVERY}}} : {EVERY})"
_IS: Final = {
    **{word: f"s.{flag.attribute} = {int(value)}" for word, (flag, value) in FLAG_BY_WORD.items()},
    "todo": f"s.coded = 0 AND NOT {BEHIND_CODED}",
    "tagged": "s.tags <> ''",
    "untagged": "s.tags = ''",
    "noted": "s.noted = 1",
    "conflict": "s.conflict = 1",
}
"""The condition of each word after `is:`; that of "new" has a value of its own, that of "updated" a table."""
_ENDS: Final = {ord('"'): None, 0: None}
"""What would end a quoted phrase, or the whole expression, for FTS5. No token holds either."""

_MOST_WORDS: Final = 60
"""So many words with one beginning are looked for one by one: each costs the tenth part of a millisecond."""
_FEW: Final = 3000
"""Up to so many stories are fetched first and then put in order."""


class Plan(NamedTuple):
    """A query in SQL: `match` for the words table or None, and the conditions on a row `s` and its key, which is
    `{key}` where it bounds the walk and `{is}` where it is compared. `noted` is the condition of stories that words in
    notes may find, and `beside` all conditions on these; both None where no word is in any note."""

    match: str | None
    where: str
    values: tuple[Value, ...]
    noted: Condition | None = None
    beside: Condition | None = None

    def select(self, what: str, tail: str = "") -> tuple[str, list[Value]]:
        """Return SQL that selects `what` (with `{key}` for the key) of all stories that the query asks for, and its
        values; `tail` is the order, how many, and a condition that begins with AND."""
        if self.noted and self.beside:
            return self._with_noted(self.noted, self.beside, what, tail)
        return self._one(what, tail)

    def _with_noted(self, noted: Condition, beside: Condition, what: str, tail: str) -> tuple[str, list[Value]]:
        """Return the same of stories without these notes by the MATCH, and of those with them by the conditions. SQLite
        merges the two in their order where both have it, so that neither is gone through to its end."""
        among, besides = noted, (f"{noted[0]} AND ({beside[0]})", (*noted[1], *beside[1]))
        plain = Plan(self.match, f"NOT ({among[0]}) AND ({self.where})", (*among[1], *self.values))
        first, values = plain.select("{key} AS key")
        second, more = Plan(None, *besides).select("{key} AS key")
        sql = f"SELECT {what} FROM ({first} UNION ALL {second}) f WHERE 1 {tail}"  # noqa: S608  # parts of ours
        return sql.replace("{key}", "f.key"), [*values, *more]

    def _one(self, what: str, tail: str) -> tuple[str, list[Value]]:
        if self.match is None:
            sql = f"SELECT {what} FROM stories s WHERE {self.where}"  # noqa: S608  # parts of ours
            key, values = "s.key", list(self.values)
        else:
            # CROSS JOIN keeps the order of the tables: hits first, their rows after.
            rows = "CROSS JOIN stories s ON s.key = w.rowid " if "s." in self.where or "s." in what else ""
            sql = f"SELECT {what} FROM words w {rows}WHERE words MATCH ? AND {self.where}"  # noqa: S608  # parts of ours
            key, values = "w.rowid", [self.match, *self.values]
        # A plus keeps FTS5 from being asked anew for each of the keys that a condition names.
        is_one_of = "s.key" if self.match is None else "+w.rowid"
        return f"{sql} {tail}".replace("{key}", key).replace("{is}", is_one_of), values


class _Asking(NamedTuple):
    """What is known while a query is planned."""

    db: sqlite3.Connection
    left: int
    whole: bool

    def prefers_set(self, sql: str, values: list[Value]) -> bool:
        """Return whether the answers to a question are best fetched first, as a set: where every hit is wanted, and
        where they are few. Many are met soon on the way down from the newest."""
        if self.whole:
            return True
        (count,) = self.db.execute(f"SELECT count(*) FROM ({sql} LIMIT ?)", (*values, _FEW)).fetchone()  # noqa: S608
        return bool(count < _FEW)

    def phrases(self, words: tuple[str, ...], prefix: bool) -> str:
        """Return words that follow each other, the last one also as the beginning of a word, in FTS5's own language:
        where few words begin so, by these, since FTS5 gathers all stories with any of them else before it gives the
        newest."""
        if prefix and len(words[-1]) > BEGINNINGS and (found := self._beginning(words[-1])):
            return f"({' OR '.join(_phrase((*words[:-1], word), False) for word in found)})"
        return _phrase(words, prefix)

    def _beginning(self, begin: str) -> list[str]:
        """Return the words that begin so, by one step through the index for each; none where they are many."""
        found: list[str] = []
        at = begin
        while len(found) <= _MOST_WORDS:
            row = self.db.execute("SELECT term FROM vocabulary WHERE term >= ? LIMIT 1", (at,)).fetchone()
            if row is None or not row[0].startswith(begin):
                return found
            found.append(row[0])
            at = row[0] + "\x01"  # no word has that in it
        return []


def plan(query: Query, db: sqlite3.Connection, left: int, *, whole: bool = False) -> Plan:
    """Return how to find what a query asks for; `left` (seconds since 1970) is when the desk was last left. `whole`:
    every hit is wanted, not only the newest few."""
    asking = _Asking(db, left, whole)
    found = _plan(query, asking)
    noted = _in_notes(query, db) if found.match else None
    return found._replace(noted=noted, beside=_all_conditions(query, asking)) if noted else found


def _in_notes(query: Query, db: sqlite3.Connection) -> Condition | None:
    """Return the condition of stories in whose notes any of the plain words of a query is; None where there is none."""
    words = dict.fromkeys(_phrase(one.words, one.prefix) for one in _plain_words(query))
    if not words:
        return None
    match = " OR ".join(words)
    if not db.execute("SELECT 1 FROM note_words WHERE note_words MATCH ? LIMIT 1", (match,)).fetchone():
        return None
    return "{is} IN (SELECT rowid FROM note_words WHERE note_words MATCH ?)", [match]


def _plain_words(query: Query) -> Iterator[Words]:
    match query:
        case Words(words, "") if words:
            yield query
        case And(parts) | Or(parts):
            for part in parts:
                yield from _plain_words(part)
        case Not(part):
            yield from _plain_words(part)


def _all_conditions(query: Query, asking: _Asking) -> Condition:
    """Return the whole query as one condition on a row, hidden stories included only where it asks for them."""
    sql, values = _condition(query, asking)
    return (sql if asks_for_hidden(query) else f"({sql}) AND s.hidden = 0"), values


def _plan(query: Query, asking: _Asking) -> Plan:
    db = asking.db
    parts = query.parts if isinstance(query, And) else (query,)
    wanted, unwanted, conditions = [], [], []
    for part in parts:
        if expression := _match(part, asking):
            wanted.append(expression)
        elif isinstance(part, Not) and (expression := _match(part.part, asking)):
            unwanted.append(expression)
        else:
            sql, bound = _condition(part, asking)
            # A bound on the key ends the walk down the keys, but only where it holds for the whole query.
            is_bound = isinstance(part, Since | Before) or (isinstance(part, Among) and len(part.ids) == 1)
            conditions.append((sql.replace("{is}", "{key}") if is_bound else sql, bound))
    if not asks_for_hidden(query) and db.execute("SELECT 1 FROM stories WHERE hidden = 1 LIMIT 1").fetchone():
        conditions.append(("{is} NOT IN (SELECT key FROM stories WHERE hidden = 1)", []))
    if (wanted or unwanted) and has_words_ahead(db):
        conditions.append(("{is} IN (SELECT key FROM place)", []))
    if unwanted and not wanted:
        wanted.append(_EVERYTHING)
    match = " AND ".join(wanted) if wanted else None
    for expression in unwanted:
        match = f"({match}) NOT {expression}"
    where, values = _joined(conditions, " AND ", "1")
    return Plan(match, where, tuple(values))


def _match(query: Query, asking: _Asking) -> str | None:
    """Return the query in FTS5's own language, None where that can't express it."""
    match query:
        case Words(words, field, prefix) if words and field in _COLUMNS:
            return f"({{{_COLUMNS[field]}}} : {asking.phrases(words, prefix)})"
        case And(parts) | Or(parts) if parts:
            found = [expression for part in parts if (expression := _match(part, asking))]
            word = " AND " if isinstance(query, And) else " OR "
            return f"({word.join(found)})" if len(found) == len(parts) else None
    return None


def _phrase(words: tuple[str, ...], prefix: bool) -> str:
    """Words that follow each other, in quotes that none of them can end."""
    return f'"{" ".join(words).translate(_ENDS)}"{" *" if prefix else ""}'


def _joined(conditions: list[Condition], word: str, none: str) -> Condition:
    if not conditions:
        return none, []
    return word.join(sql for sql, _ in conditions), [value for _, values in conditions for value in values]


def _condition(query: Query, asking: _Asking) -> Condition:
    match query:
        case Words():
            return _words(query, asking)
        case Has():
            return _has(query, asking)
        case Is("new"):
            return "s.fetched >= ?", [asking.left]
        case Is("updated"):
            return f"s.id IN ({UPDATED})", []
        case Is(word):
            return _IS.get(word, "0"), []
        case AtLeast(number):
            return _at_least(asking, number)
        case Among(ids):
            return (
                "{is} IN (SELECT key FROM stories WHERE id IN (SELECT value FROM json_each(?)))",
                [json.dumps(sorted(ids))],
            )
        case Since(moment):
            return f"s.at <> 0 AND {_since(moment)}", [_bound(moment)]
        case Before(moment):
            return f"s.at <> 0 AND NOT ({_since(moment)})", [_bound(moment)]
        case Not(part):
            sql, values = _condition(part, asking)
            return f"NOT ({sql})", values
        case And(parts):
            sql, values = _joined([_condition(part, asking) for part in parts], ") AND (", "1")
            return f"(({sql}))", values
        case Or(parts):
            sql, values = _joined([_condition(part, asking) for part in parts], ") OR (", "0")
            return f"(({sql}))", values
    assert_never(query)


def _words(query: Words, asking: _Asking) -> Condition:
    if not query.words:
        return "1", []
    if query.field == "note":
        match = _phrase(query.words, query.prefix)
        return "{is} IN (SELECT rowid FROM note_words WHERE note_words MATCH ?)", [match]
    expression = _match(query, asking)
    if expression is None:
        return "0", []
    sql = "{is} IN (SELECT rowid FROM words WHERE words MATCH ?)"
    if query.field:
        return sql, [expression]
    notes = "{is} IN (SELECT rowid FROM note_words WHERE note_words MATCH ?)"
    # Notes first: where they answer, all that has the words elsewhere is never gathered.
    return f"({notes} OR {sql})", [_phrase(query.words, query.prefix), expression]


def _since(moment: datetime) -> str:
    # The key carries the time, from 1970 on.
    return "{is} >= ?" if moment.timestamp() > 0 else "s.at >= ?"


def _bound(moment: datetime) -> int:
    bound = math.ceil(moment.timestamp())
    return bound << SEQUENCE_BITS if moment.timestamp() > 0 else bound


def _has(query: Has, asking: _Asking) -> Condition:
    match query.field:
        case "tag" | "concern" | "rejected" | "who":
            found = [query.value] if query.whole else _beginning(asking.db, query.field, query.value)
            return _any_facet(asking, [(query.field, value) for value in found])
        case "role" | "type" | "evidence" | "severity" | "certainty":
            return _any_facet(asking, [(query.field, query.value)])
        case "feed":
            sql = "SELECT id FROM feeds WHERE instr(casefolded, ?) AND address <> ''"
            feeds: list[Value] = [row[0] for row in asking.db.execute(sql, (query.value,))]
            return f"s.feed IN ({', '.join('?' * len(feeds))})", feeds
        case "stakeholder":
            name, _, role = query.value.partition("/")
            if query.whole:
                return _called(asking, tuple(name.split()), role)
            match = " AND ".join(_phrase((word,), True) for word in name.split())
            if not match:
                return ("1", []) if not role else _facet(asking, "role", role)
            sql = "SELECT rowid FROM name_words WHERE name_words MATCH ?"
            return _playing(asking, asking.db.execute(sql, (match,)), role) if role else _named(asking, match)
    return "0", []


def _named(asking: _Asking, match: str) -> Condition:
    """Return the condition of stories with a stakeholder whose name matches."""
    names = "name_words CROSS JOIN names ON names.id = name_words.rowid"
    facets = (
        f"{names} CROSS JOIN facet ON kind IN ('stakeholder', 'alias') AND value = names.name WHERE name_words MATCH ?"
    )
    if asking.prefers_set(f"SELECT 1 FROM {facets}", [match]):  # noqa: S608  # parts of ours
        # The plus has the set made once, not looked into anew for each story.
        return f"{{is}} IN (SELECT +facet.key FROM {facets})", [match]  # noqa: S608
    matching = f"SELECT names.name FROM {names} WHERE name_words MATCH ?"  # noqa: S608
    facets = "facet INDEXED BY facet_key WHERE facet.key = {is} AND kind IN ('stakeholder', 'alias')"
    return f"EXISTS (SELECT 1 FROM {facets} AND +value IN ({matching}))", [match]  # noqa: S608


def _called(asking: _Asking, words: tuple[str, ...], role: str) -> Condition:
    """Return the condition of stories with a stakeholder who has a name of just these words, and this role in them, if
    one is asked for."""
    sql = "SELECT id, names.name FROM name_words JOIN names ON id = name_words.rowid WHERE name_words MATCH ?"
    found = asking.db.execute(sql, (f"^{_phrase(words, False)}",)).fetchall()
    called = [(number, name) for number, name in found if tokens(name) == words]
    if role:
        return _playing(asking, ((number,) for number, _ in called), role)
    return _with_facet(asking, ("stakeholder", "alias"), [name for _, name in called])


def _playing(asking: _Asking, numbers: Iterable[tuple[int]], role: str) -> Condition:
    """Return the condition of stories in which a stakeholder whose name has one of these numbers has this role."""
    return _with_facet(asking, ("plays",), [plays(number, role) for (number,) in numbers])


def _with_facet(asking: _Asking, kinds: tuple[str, ...], values: list[str]) -> Condition:
    """Return the condition of stories that have one of these values in a facet of one of these kinds."""
    wanted, kind = json.dumps(values), f"kind IN ({', '.join(map(repr, kinds))})"
    facets = f"SELECT +facet.key FROM json_each(?) CROSS JOIN facet ON {kind} AND facet.value = json_each.value"  # noqa: S608
    if asking.prefers_set(facets, [wanted]):
        return f"{{is}} IN ({facets})", [wanted]
    # The plus has each of a story's values looked up among the wanted, not each of the wanted among the story's.
    facets = f"facet INDEXED BY facet_key WHERE facet.key = {{is}} AND {kind}"
    return f"EXISTS (SELECT 1 FROM {facets} AND +value IN (SELECT value FROM json_each(?)))", [wanted]  # noqa: S608


def _at_least(asking: _Asking, number: int) -> Condition:
    """Return the condition of stories with at least so many concerns."""
    if asking.prefers_set("SELECT 1 FROM stories WHERE concerns >= ?", [number]):
        return "{is} IN (SELECT key FROM stories WHERE concerns >= ?)", [number]
    return "s.concerns >= ?", [number]


def _any_facet(asking: _Asking, facets: list[tuple[str, str]]) -> Condition:
    sql, values = _joined([_facet(asking, kind, value) for kind, value in facets], " OR ", "0")
    return f"({sql})", values


def _facet(asking: _Asking, kind: str, value: str) -> Condition:
    if asking.prefers_set("SELECT 1 FROM facet WHERE kind = ? AND value = ?", [kind, value]):
        return "{is} IN (SELECT key FROM facet WHERE kind = ? AND value = ?)", [kind, value]
    return "EXISTS (SELECT 1 FROM facet WHERE kind = ? AND value = ? AND key = {is})", [kind, value]


def _beginning(db: sqlite3.Connection, kind: str, beginning: str) -> list[str]:
    """Return the values of a kind that begin so, by one step through the table for each."""
    sql = "SELECT min(value) FROM facet WHERE kind = ? AND value > ?"
    found: list[str] = []
    value: str | None = beginning
    row = db.execute("SELECT 1 FROM facet WHERE kind = ? AND value = ? LIMIT 1", (kind, beginning)).fetchone()
    if row:
        found.append(beginning)
    while value is not None:
        (value,) = db.execute(sql, (kind, value)).fetchone()
        if value is None or not value.startswith(beginning):
            break
        found.append(value)
    return found
