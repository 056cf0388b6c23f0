"""The stakeholders of stories in the index, as the person has them: names, other names and roles to be found by.

What was found in a text stands with the suggestions, what an author named in `stories.named`; both as they came, so
that a correction can be taken back.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from civic.analysis.model import Party
from civic.correction import EVERYWHERE, Corrections, corrected
from civic.judgement import JudgementError, from_json
from civic.query import spaced
from civic.story import Stakeholder, Story
from storage.index.analyses import parties_of
from storage.index.schema import has_words

_KINDS: Final = "('role', 'party', 'alias', 'said')"
"""All that a story's stakeholders are found by, the author's and the suggested alike; "said" are the names of which a
correction says something."""


def named_column(story: Story) -> str:
    """The author's stakeholders as they are kept."""
    return json.dumps([party.to_json() for party in story.stakeholders]) if story.stakeholders else ""


def corrections(db: sqlite3.Connection, story: str) -> tuple[Corrections, Corrections]:
    """What the person said of the stakeholders of a story, and of those of all stories."""
    return _said_in(db, story), _said_in(db, EVERYWHERE)


def _said_in(db: sqlite3.Connection, story: str) -> Corrections:
    # Looked for in the text first: hardly any story has corrections, and its history is long to read.
    sql = """SELECT body FROM judged WHERE story = ? AND instr(body, '"parties"')"""
    row = db.execute(sql, (story,)).fetchone()
    try:
        return from_json({"parties": json.loads(row[0]).get("parties")}).parties if row else {}
    except JudgementError:
        return {}


def show_parties(db: sqlite3.Connection, story: str, found: Sequence[Party] | None = None) -> None:
    """Have a story found by its stakeholders as they are now. `found` are the suggested ones as they came, where they
    are known already."""
    row = db.execute("SELECT key, named FROM stories WHERE id = ?", (story,)).fetchone()
    if row is None:
        return
    key, named = row
    suggested = parties_of(db, story) if found is None else found
    authors = [_stakeholder(body) for body in json.loads(named)] if named else []
    here, everywhere = corrections(db, story)
    names = [party.name.casefold() for party in suggested] + [party.name.casefold() for party in authors]
    said = {name for name in names if name in here or name in everywhere}
    suggested, authors = corrected(suggested, here, everywhere), list(corrected(authors, here, everywhere))
    parties: list[Party | Stakeholder] = [*suggested, *authors]
    facets = [("role", role) for party in parties for role in party.roles]
    facets += [("party", party.name) for party in parties]
    facets += [("alias", alias) for party in suggested for alias in party.aliases]
    facets += [("said", name) for name in said]
    db.execute(f"DELETE FROM facet WHERE key = ? AND kind IN {_KINDS}", (key,))  # noqa: S608  # a constant
    db.executemany("INSERT OR IGNORE INTO facet VALUES(?, ?, ?)", [(kind, value, key) for kind, value in facets])
    _add_names(db, (value for kind, value in facets if kind in ("party", "alias")))


def show_everywhere(db: sqlite3.Connection, names: Iterable[str]) -> None:
    """Have all stories that name one of these stakeholders (case folded) found as the person has them now. Takes as
    long as there are many."""
    wanted = set(names)
    spelt = [name for (name,) in db.execute("SELECT name FROM names") if name.casefold() in wanted]
    sql = """SELECT DISTINCT id FROM facet JOIN stories USING (key) WHERE
             (kind IN ('party', 'alias') AND value IN (SELECT value FROM json_each(?)))
             OR (kind = 'said' AND value IN (SELECT value FROM json_each(?)))"""
    for (story,) in db.execute(sql, (json.dumps(spelt), json.dumps(sorted(wanted)))).fetchall():
        show_parties(db, story)


def _stakeholder(body: dict[str, object]) -> Stakeholder:
    name, kind, roles = body.get("name"), body.get("type"), body.get("roles")
    return Stakeholder(str(name), str(kind), tuple(map(str, roles)) if isinstance(roles, list) else ())


def _add_names(db: sqlite3.Connection, names: Iterable[str]) -> None:
    for name in names:
        row = db.execute("INSERT OR IGNORE INTO names(name) VALUES(?) RETURNING id", (name,)).fetchone()
        if row and has_words(db):
            db.execute("INSERT INTO name_words(rowid, name) VALUES(?, ?)", (row[0], spaced(name)))
