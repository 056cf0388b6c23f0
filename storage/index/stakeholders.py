"""The stakeholders of stories in the index, as the user corrected them: names, other names and roles to be found by.

What was found in a text stands with the suggestions, what an author named in `stories.author_stakeholders`; both as
they came, so that a correction can be taken back.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from civic.correction import EVERYWHERE, Correction, Corrections, corrected, said_of
from civic.involved import additions, with_additions
from civic.query import spaced, tokens
from civic.story import AuthorStakeholder, Story
from civic.suggestions import Stakeholder
from storage.index.analyses import stakeholders_of
from storage.index.schema import has_words

_KINDS: Final = "('role', 'type', 'stakeholder', 'alias', 'plays', 'corrected')"
"""The kinds of facet by which a story's stakeholders are found, the author's, the suggested and the coder's; "plays" is
who has which role, as `plays` writes it, "corrected" are the names that a correction is about."""
_MOST_NAMES: Final = 50_000
"""So many are compared with one that nobody has: a tenth of a second."""


def authors_column(story: Story) -> str:
    """Return the author's stakeholders of a story as JSON for their column, "" for none."""
    return json.dumps([stakeholder.to_json() for stakeholder in story.stakeholders]) if story.stakeholders else ""


class StoredCorrections(Mapping[str, Correction]):
    """A mapping of the corrections to stakeholders of one story, or EVERYWHERE, each looked up when it is asked for:
    hardly any story has corrections, and of all that there are it needs few."""

    def __init__(self, db: sqlite3.Connection, story: str) -> None:
        self._db = db
        self._story = story

    def __getitem__(self, name: str) -> Correction:
        sql = "SELECT body FROM correction WHERE story = ? AND name = ?"
        row = self._db.execute(sql, (self._story, name)).fetchone()
        if row is None:
            raise KeyError(name)
        return Correction.from_json(json.loads(row[0]))

    def __iter__(self) -> Iterator[str]:
        return (name for (name,) in self._db.execute("SELECT name FROM correction WHERE story = ?", (self._story,)))

    def __len__(self) -> int:
        (count,) = self._db.execute("SELECT count(*) FROM correction WHERE story = ?", (self._story,)).fetchone()
        return int(count)

    def __bool__(self) -> bool:
        return (
            self._db.execute("SELECT 1 FROM correction WHERE story = ? LIMIT 1", (self._story,)).fetchone() is not None
        )


def corrections(db: sqlite3.Connection, story: str) -> tuple[Corrections, Corrections]:
    """Return the corrections to the stakeholders of a story, and those that hold for all stories."""
    return StoredCorrections(db, story), StoredCorrections(db, EVERYWHERE)


def set_corrections(db: sqlite3.Connection, story: str, now: Corrections) -> None:
    """Set the corrections to the stakeholders of a story, or EVERYWHERE, and have stories found by what changed."""
    before = dict(db.execute("SELECT name, body FROM correction WHERE story = ?", (story,)))
    after = {name: json.dumps(one.to_json()) for name, one in now.items()}
    if before == after:
        return
    db.execute("DELETE FROM correction WHERE story = ?", (story,))
    db.executemany("INSERT INTO correction VALUES(?, ?, ?)", [(story, name, body) for name, body in after.items()])
    if story == EVERYWHERE:
        _show_everywhere(db, {name for name in {*before, *after} if before.get(name) != after.get(name)})
    else:
        show_stakeholders(db, story)


def show_stakeholders(db: sqlite3.Connection, story: str, found: Sequence[Stakeholder] | None = None) -> None:
    """Have a story found by its stakeholders as they are now. `found` are the suggested ones before any correction,
    None to have them looked up."""
    row = db.execute("SELECT key, author_stakeholders FROM stories WHERE id = ?", (story,)).fetchone()
    if row is None:
        return
    key, written = row
    suggested = stakeholders_of(db, story) if found is None else found
    authors = [_stakeholder(body) for body in json.loads(written)] if written else []
    here, everywhere = corrections(db, story)
    named = [one.name for one in authors]
    about = said_of([*named, *(one.name for one in (*suggested, *additions(here)))], here, everywhere)
    facets = [("corrected", name) for name in about]
    stakeholders: list[Stakeholder | AuthorStakeholder] = [*with_additions(suggested, here, everywhere)]
    for one in (*stakeholders, *corrected(authors, here, everywhere)):
        aliases = one.aliases if isinstance(one, Stakeholder) else ()
        facets += [("stakeholder", one.name), *(("alias", alias) for alias in aliases)]
        facets += [("role", role) for role in one.roles] + ([("type", one.type)] if one.type else [])
        numbers = _numbered(db, (one.name, *aliases))
        facets += [("plays", plays(number, role)) for number in numbers for role in one.roles]
    db.execute(f"DELETE FROM facet WHERE key = ? AND kind IN {_KINDS}", (key,))  # noqa: S608  # a constant
    db.executemany("INSERT OR IGNORE INTO facet VALUES(?, ?, ?)", [(kind, value, key) for kind, value in facets])


def plays(number: int, role: str) -> str:
    """Return how it is written that the stakeholder whose name has this number has a role."""
    return f"{number}/{role}"


def spellings(db: sqlite3.Connection, name: str) -> list[str]:
    """Return the names of stakeholders that have the words of this one, and that a story has, or had before a
    correction."""
    words = tokens(name)
    if words and has_words(db):
        sql = "SELECT name FROM names WHERE id IN (SELECT rowid FROM name_words WHERE name_words MATCH ?)"
        found = db.execute(sql, (f'"{" ".join(words)}"',))
    else:
        found = db.execute("SELECT name FROM names WHERE ? OR name = ?", (bool(words), name))
    alike = [one for (one,) in found.fetchall() if tokens(one) == words]
    return [one for one in alike if _is_used(db, one)]


def _is_used(db: sqlite3.Connection, name: str) -> bool:
    sql = """SELECT 1 FROM facet WHERE kind IN ('stakeholder', 'alias') AND value = ?
             UNION ALL SELECT 1 FROM facet WHERE kind = 'corrected' AND value = ? LIMIT 1"""
    return db.execute(sql, (name, name.casefold())).fetchone() is not None


def names_in_use(db: sqlite3.Connection) -> list[str]:
    """Return the names and other names of stakeholders that any story has, at most `_MOST_NAMES` of them."""
    sql = """SELECT name FROM names WHERE EXISTS (
             SELECT 1 FROM facet WHERE kind IN ('stakeholder', 'alias') AND value = name) LIMIT ?"""
    return [name for (name,) in db.execute(sql, (_MOST_NAMES,))]


def _show_everywhere(db: sqlite3.Connection, names: Iterable[str]) -> None:
    """Have all stories that name one of these stakeholders (case folded) found as the user has them now. Takes as
    long as there are many."""
    wanted = set(names)
    spelt = [name for (name,) in db.execute("SELECT name FROM names") if name.casefold() in wanted]
    sql = """SELECT DISTINCT id FROM facet JOIN stories USING (key) WHERE
             (kind IN ('stakeholder', 'alias') AND value IN (SELECT value FROM json_each(?)))
             OR (kind = 'corrected' AND value IN (SELECT value FROM json_each(?)))"""
    for (story,) in db.execute(sql, (json.dumps(spelt), json.dumps(sorted(wanted)))).fetchall():
        show_stakeholders(db, story)


def _stakeholder(body: dict[str, object]) -> AuthorStakeholder:
    name, kind, roles = body.get("name"), body.get("type"), body.get("roles")
    return AuthorStakeholder(str(name), str(kind), tuple(map(str, roles)) if isinstance(roles, list) else ())


def _numbered(db: sqlite3.Connection, names: Iterable[str]) -> list[int]:
    """Return the numbers of names, each of which can be searched by its words from now on."""
    numbers = []
    for name in names:
        row = db.execute("SELECT id FROM names WHERE name = ?", (name,)).fetchone()
        if row is None:
            row = db.execute("INSERT INTO names(name) VALUES(?) RETURNING id", (name,)).fetchone()
            if has_words(db):
                db.execute("INSERT INTO name_words(rowid, name) VALUES(?, ?)", (row[0], spaced(name)))
        numbers.append(int(row[0]))
    return numbers
