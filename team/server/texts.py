"""Which text of a story the rows of the log are about.

An id may have come to the log with the words of several stories: from a feed that gave it to several, or from a member
who meant to. The first text that the team had by an id is what the id stands for, whatever came later by it; what
somebody decided is about the text that they had.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Final, LiteralString, NamedTuple, TypeAlias

from msgspec.structs import replace

from civic.operation import Operation
from civic.versions import digests
from team.server.place import At
from team.server.records import Row

_TEXTS: Final = """
    SELECT wanted.id, v.sha256, v.who::text, v.xid::text, v.seq FROM unnest(%s::text[]) AS wanted(id)
    CROSS JOIN LATERAL (
        SELECT * FROM (
            SELECT sha256, who, xid, seq FROM civicdesk.story_version
            WHERE story = wanted.id AND body IS NOT NULL OFFSET 0  -- or all of the log may be gone through
        ) AS every
        ORDER BY xid, seq LIMIT 100
    ) AS v
    ORDER BY v.xid, v.seq
"""
"""The texts that there are of some stories, the first ones first."""
_FROZEN: Final = """
    SELECT s.round, s.story, s.sha256 FROM civicdesk.round_story AS s
    JOIN (SELECT DISTINCT * FROM unnest(%s::text[], %s::text[]) AS u(round, story)) AS wanted USING (round, story)
"""
"""In which texts some rounds froze some stories."""
_BODIES: Final = """
    SELECT v.story, v.sha256, v.body FROM civicdesk.story_version AS v
    JOIN (SELECT DISTINCT * FROM unnest(%s::text[], %s::text[]) AS u(story, sha256)) AS wanted USING (story, sha256)
    WHERE v.body IS NOT NULL
"""
FIRST: Final = """
    SELECT u.n, v.body FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS u(id, line, n)
    CROSS JOIN LATERAL (
        SELECT body FROM (
            SELECT body, xid, seq FROM civicdesk.story_version WHERE story = u.id AND body IS NOT NULL OFFSET 0
        ) AS every
        ORDER BY xid, seq LIMIT 1
    ) AS v
    WHERE encode(sha256(convert_to(v.body, 'UTF8')), 'hex') <> u.line
"""
"""What was given first by some ids, by the places of these, where it is not just what has this SHA-256."""
_MOST: Final = 3
"""Of so many texts the first that can be read is taken."""


Ask: TypeAlias = Callable[[LiteralString, Sequence[object]], Sequence[Sequence[object]]]
"""Returns the rows of a query with these parameters."""


class Text(NamedTuple):
    """A text of a story in the log: its SHA-256, who gave it, and where."""

    sha256: str
    who: str
    at: At


def fingerprint(line: str) -> str:
    """Return what tells a story as it is given from any other: the SHA-256 that FIRST asks for."""
    return sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def with_texts(rows: Sequence[Row], ask: Ask) -> list[Row]:
    """Return rows with the texts that they are about, asked for by `ask`. Most stories have but one, and what was
    decided on these is not looked at."""
    there: dict[str, list[Text]] = {}
    for story, number, who, xid, seq in ask(_TEXTS, [list({row.story for row in rows})]):
        there.setdefault(str(story), []).append(Text(str(number), str(who), At(str(xid), int(str(seq)))))
    made = {row.at: _operation(row) for row in rows if len(there.get(row.story, ())) > 1}
    frozen = _frozen(rows, made, ask)
    about = {row.at: _about(row, there.get(row.story, ()), made.get(row.at), frozen) for row in rows}
    keys = [(row.story, one.sha256) for row in rows for one in about[row.at]]
    asked = [[story for story, _ in keys], [number for _, number in keys]]
    bodies = {(str(story), str(number)): str(body) for story, number, body in ask(_BODIES, asked)}

    def filled(row: Row) -> Row:
        found = about[row.at]
        first = there[row.story][0] if found else None
        return replace(
            row,
            versions=[body for one in found if (body := bodies.get((row.story, one.sha256)))],
            first=bodies.get((row.story, first.sha256), "") if first and first != found[0] else "",
        )

    return list(map(filled, rows))


def _about(
    row: Row, texts: Sequence[Text], made: Operation | None, frozen: Mapping[tuple[str, str], str]
) -> list[Text]:  # fmt: skip
    """Return the text that a row is about, and what stands in for it where it can't be read. A member decided on the
    one that their round froze, that they chose passages of, or that they gave last before; else on the first."""
    if not row.operation:
        wanted = [one for one in texts if one.at == row.at]
    else:
        in_round = [frozen.get((made.round, name)) for name in (row.story, made.story)] if made else []
        chosen = digests([made]) if made else frozenset()
        wanted = [
            *(one for one in texts if one.sha256 in in_round),
            *(one for one in texts if one.sha256 in chosen),
            *[one for one in texts if one.who == row.who and one.at.seq < row.at.seq][-1:],
        ]
    return list(dict.fromkeys((*wanted[:1], *texts)))[:_MOST]


def _frozen(rows: Sequence[Row], made: Mapping[At, Operation | None], ask: Ask) -> dict[tuple[str, str], str]:
    """Return in which texts the rounds of operations froze their stories, by round and id."""
    pairs = [
        (one.round, name) for row in rows if (one := made.get(row.at)) and one.round for name in (row.story, one.story)
    ]
    if not pairs:
        return {}
    found = ask(_FROZEN, [[name for name, _ in pairs], [story for _, story in pairs]])
    return {(str(name), str(story)): str(number) for name, story, number in found}


def _operation(row: Row) -> Operation | None:
    try:
        body = json.loads(row.operation) if row.operation else None
        return Operation.from_json(body) if isinstance(body, dict) else None
    except (ValueError, RecursionError):
        return None
