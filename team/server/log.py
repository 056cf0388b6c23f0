"""A team's log in PostgreSQL: the port `team.log.Log` over one connection."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final, LiteralString

import psycopg

from civic.anchoring import TextVersion
from civic.coder import LONGEST, coder_key
from civic.export import Entry
from civic.identity import as_another
from civic.likeness import are_apart
from civic.operation import Operation
from civic.rounds import Basis, Round
from civic.story import EVERYWHERE, Story
from civic.text import clean_line
from team.errors import NoMemberError, TeamFault
from team.log import BEGINNING, LEASE, Batch, Late, Pushed, Standing, TeamFeed
from team.server import records, texts, versions
from team.server.connection import Address, Ask, Connection
from team.server.faults import in_a_sentence
from team.server.place import At, Place, place_of
from team.server.records import Row

AT_ONCE: Final = 1000
"""Operations or stories of one transaction."""
_BYTES_AT_ONCE: Final = 4 << 20
_REASONS: Final = {
    "private": "it is your own affair, and no team's",
    "settles": "only an adjudicator can settle for all: ask the team's owner to make you one",
    "name": "it is signed by a name that is another member's",
    "redacted": "the team's owner has had its story removed",
    "blind": "its story is coded in a blind round: it can be sent when that is closed",
    "unknown round": "the team has no round of this name",
    "closed": "its round was closed before it came",
    "not assigned": "its story is not yours to code in this round",
    "differs": "the team has another decision of yours under its id, which stays",
    "taken": "its id is that of another member's decision, which stays",
}  # fmt: skip
_PULL: Final = """
    SELECT xid, seq, story, who, body FROM civicdesk.pull(
        %(desk)s, %(xid)s::text::xid8, %(seq)s::bigint, %(edge)s::text::xid8, %(most)s::integer,
        %(since)s
    )
"""


class ServerLog:
    """A team's log on a PostgreSQL server, as one of its members sees it. Not for several threads at once.

    `notices` are sentences about the server that its user should see once; they grow. A connection that was lost is
    made anew by the next call.
    """

    def __init__(self, address: Address, *, desk: str = "", ask: Ask | None = None) -> None:
        self.address = address
        self.notices: list[str] = []
        self._desk = desk
        self._ask = ask
        self._open: Connection | None = None
        self._epoch = ""

    def __enter__(self) -> "ServerLog":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def connection(self) -> Connection:
        """Return the connection, made anew where there is none. Raises TeamFault; Unreachable."""
        if self._open is None or self._open.closed:
            with in_a_sentence(self.address.shown):
                made = self.address.connect(self._ask)
                try:
                    versions.check(made, self.address)
                    row = made.execute("SELECT civicdesk.rights(), civicdesk.arrive()").fetchone()
                    made.execute("LISTEN civicdesk")
                except BaseException:
                    made.close()
                    raise
            if row is None or row[0] is None:
                made.close()
                raise self._stranger()
            self._open, self._epoch = made, str(row[1])
            self.notices += [one for one in self.address.warnings(made) if one not in self.notices]
        return self._open

    def _stranger(self) -> TeamFault:
        return NoMemberError(f"You are no member of the team at {self.address.shown}: ask its owner to invite you.")

    def arrive(self, coder: str) -> None:
        """Connect, and find out whether the user can sign by a name here. Raises TeamFault; Unreachable."""
        holder = self._holders().get(coder_key(coder))
        if holder is not None and holder != self.standing().me:
            shown = clean_line(coder, LONGEST)
            raise TeamFault(f"{shown} is the name of another member of the team: take another in config.toml, as who.")

    def rows(
        self, query: LiteralString, parameters: Sequence[object] | Mapping[str, object] | None = None
    ) -> list[tuple[object, ...]]:
        """Return the rows of a query, in a transaction of its own. Raises TeamFault."""
        connection = self.connection
        try:
            with in_a_sentence(self.address.shown):
                return connection.execute(query, parameters).fetchall()
        except TeamFault:
            if _is_shut_out(connection):  # removed since the connection was made
                raise self._stranger() from None
            raise

    def standing(self) -> Standing:
        """Return who takes part, by their roles."""
        found = self.rows(
            "SELECT role::text, role = session_user, rights FROM civicdesk.member WHERE gone IS NULL ORDER BY 1"
        )
        me = next((shown_role(role) for role, mine, _ in found if mine), "")
        if not me:  # removed since the connection was made
            raise self._stranger()
        may = next(str(rights) for _, mine, rights in found if mine)
        others = tuple(shown_role(role) for role, mine, _ in found if not mine)
        return Standing(self.address.shown, me, others, may != "reader", may)

    def rights(self) -> str:
        """Return what the user may do here: reader, coder, adjudicator or owner."""
        return str(self.rows("SELECT civicdesk.rights()")[0][0])

    def push(self, entries: Sequence[Entry]) -> Pushed:
        """Append the operations in the histories of entries, and their stories where the log has none of the same text;
        by an id of its own, one whose id the team has for another story. What was acknowledged before a fault is asked
        for again by pushing again."""
        homes = self.homes([one.story for one in entries if one.story.id != EVERYWHERE])
        self.give(homes.values())
        acknowledged: set[str] = set()
        late: list[Late] = []
        going = ((one, _given_as(one, entry.story, homes)) for entry in entries for one in entry.history)
        for batch in _batches(going):
            self._push(batch, acknowledged, late)
        return Pushed(frozenset(acknowledged), late)

    def _push(self, batch: Sequence[tuple[Operation, Story]], acknowledged: set[str], late: list[Late]) -> None:
        sent: list[Operation] = []
        bodies: list[str] = []
        names: list[str] = []
        for operation, story in batch:
            body = operation.canonical
            if operation.private:
                late.append(Late(operation, _sentence("private")))
            elif not records.can_be_sent(body):
                late.append(Late(operation, "it holds a character that the team's server can't keep"))
            else:
                sent.append(operation)
                bodies.append(body)
                names.append(_json([story.id, *story.aliases]))
        if not sent:
            return
        said = self.rows("SELECT place, said FROM civicdesk.push(%s, %s, %s)", [self._desk, bodies, names])
        for place, what in said:
            operation = sent[int(str(place)) - 1]
            if what == "kept":
                acknowledged.add(operation.id)
            else:
                late.append(Late(operation, _sentence(str(what))))

    def homes(self, stories: Iterable[Story]) -> dict[str, Story]:
        """Return stories as what they are given, by their ids here: by an id of its own, one whose id the team has for
        another story."""
        homes = {one.id: one for one in stories}
        ids = [*homes]
        lines = [texts.fingerprint(records.story_line(one)) for one in homes.values()]
        for n, body in self.rows(texts.FIRST, [ids, lines]) if ids else ():
            story, first = homes[ids[int(str(n)) - 1]], records.story_of(str(body))
            if first and are_apart(first, story):
                homes[story.id] = as_another(story)
        return homes

    def give(self, stories: Iterable[Story]) -> None:
        """Give the stories that the log has not, in the texts that it has not."""
        coming = iter(stories)
        while batch := list(islice(coming, AT_ONCE)):
            ids = [one.id for one in batch]
            shas = [TextVersion(one.text).sha256 for one in batch]
            missing = self.rows(
                "SELECT u.n FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS u(id, sha, n) WHERE NOT EXISTS"
                " (SELECT FROM civicdesk.story_version AS v WHERE v.story = u.id AND v.sha256 = u.sha) AND NOT EXISTS"
                " (SELECT FROM civicdesk.story AS s WHERE s.id = u.id AND s.redacted)",
                [ids, shas],
            )
            lines = (records.story_line(batch[int(str(n)) - 1]) for (n,) in missing)
            for part in _by_size([line for line in lines if records.can_be_sent(line)]):
                self.rows("SELECT civicdesk.give(%s, %s)", [self._desk, part])

    def forget(self, stories: Collection[str]) -> None:
        """Do nothing: what is in the log an owner redacts."""

    def pull(self, after: str, since: datetime | None = None) -> Iterator[Batch]:
        """Yield what came after a cursor. Only what no running transaction can still come before is yielded: a place in
        the order is given when a row is written, and seen when its transaction ends."""
        connection = self.connection
        found = place_of(after, self._epoch)
        place, renewed = found or Place(), found is None
        with in_a_sentence(self.address.shown):
            row = connection.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text").fetchone()
        asked = {"edge": str(row[0]) if row else "0", "desk": self._desk, "since": _day_before(since)}
        holders = self._holders()
        entries, bad = records.entries_of(self._again(place.bad, asked), holders)
        changed = len(bad) < len(place.bad) or renewed  # of what can't be read, some can now, or is there no more
        place = place._replace(bad=tuple(one.row.at for one in bad))
        if entries:
            yield Batch(entries, place.cursor(self._epoch))
        while True:
            rows = self.rows(_PULL, {"xid": place.at.xid, "seq": place.at.seq, "most": AT_ONCE, **asked})
            if rows or renewed or after == BEGINNING:  # whoever has nothing to take must know the next epoch, too
                read = self._rows(rows)
                entries, new = records.entries_of(read, holders)
                bad += new
                problems = [*(one.problem for one in new), *records.displaced(read)]
                place = place.after(_at(rows[-1]) if rows else place.at, [one.row.at for one in new])
                after = place.cursor(self._epoch)
                yield Batch(entries, after, list(dict.fromkeys(problems)), renewed)
                renewed = False
            if len(rows) < AT_ONCE:
                break
        if changed:
            yield Batch((), place.cursor(self._epoch), amiss=[one.problem for one in bad])

    def _again(self, places: Iterable[At], asked: Mapping[str, object]) -> list[Row]:
        """Return the rows that stand at some places still."""
        found = [
            row
            for at in places
            for row in self.rows(_PULL, {"xid": at.xid, "seq": at.seq - 1, "most": 1, **asked})
            if _at(row) == at
        ]
        return self._rows(found)

    def noted(self, cursor: str) -> str:
        """Return the same: a server that loses anything is of another epoch then."""
        return cursor

    def rounds(self) -> Sequence[Round]:
        """Return the rounds in the order in which they were opened, without their stories."""
        found = self.rows("SELECT name, blind, unaided, closed IS NOT NULL FROM civicdesk.round ORDER BY opened, name")
        return [
            Round(clean_line(str(name), LONGEST), blind is True, unaided is True, closed is True)
            for name, blind, unaided, closed in found
        ]

    def stories_of(self, name: str) -> tuple[Sequence[str], Sequence[str]]:
        """Return the ids of the stories of a round, and of those that the user codes."""
        found = self.rows(
            "SELECT s.story, a.role IS NOT NULL FROM civicdesk.round_story AS s LEFT JOIN civicdesk.assignment AS a"
            " ON a.round = s.round AND a.story = s.story AND a.role = session_user WHERE s.round = %s ORDER BY s.story",
            [name],
        )
        ids = [(clean_line(str(story), 200), mine) for story, mine in found]
        return [story for story, _ in ids], [story for story, mine in ids if mine]

    def basis_of(self, name: str) -> Basis:
        """Return the codebook of a round, and the stories that the user codes in it, as it froze them."""
        bodies = self.rows(
            "SELECT v.story, v.body FROM civicdesk.assignment AS a JOIN civicdesk.round_story AS s USING (round, story)"
            " JOIN civicdesk.story_version AS v ON v.story = s.story AND v.sha256 = s.sha256"
            " WHERE a.round = %s AND a.role = session_user AND v.body IS NOT NULL ORDER BY v.story",
            [name],
        )
        entries, _ = records.entries_of([records.Row(str(one), "", "", [str(body)]) for one, body in bodies], {})
        found = self.rows("SELECT codebook FROM civicdesk.round WHERE name = %s", [name])
        codebook = json.loads(str(found[0][0])) if found else {}
        return Basis(codebook if isinstance(codebook, dict) else {}, [entry.story for entry in entries])

    def lease(self, feeds: Sequence[str]) -> frozenset[str]:
        """Return which feeds this desk is to fetch now, and have no other one fetch these."""
        wanted = [one for one in feeds if records.can_be_sent(json.dumps(one))]
        if self.rights() == "reader":
            held = self.rows("SELECT address FROM civicdesk.feed WHERE until > now() AND address = ANY (%s)", [wanted])
            return frozenset(feeds) - {str(address) for (address,) in held}
        mine = self.rows("SELECT * FROM civicdesk.lease(%s, %s, %s)", [self._desk, wanted, LEASE])
        return frozenset(str(address) for (address,) in mine)

    def feeds(self) -> Sequence[TeamFeed]:
        """Return the feeds that members' desks fetch, or last did."""
        found = self.rows("SELECT address, who::text, until FROM civicdesk.feed ORDER BY address")
        return [
            TeamFeed(clean_line(str(address), 2000), shown_role(who), until)
            for address, who, until in found
            if isinstance(until, datetime)
        ]

    def _rows(self, found: Iterable[Sequence[object]]) -> list[Row]:
        """Return what was pulled, less what is outside of the window, with the texts that it is about."""
        pulled = [Row(str(row[2]), str(row[3]), str(row[4]), (), _at(row)) for row in found if row[4] is not None]
        return texts.with_texts(pulled, self.rows) if pulled else []

    def _holders(self) -> dict[str, str]:
        """Return which member signs by each name, by its key; the first who did, where several do."""
        found = self.rows("SELECT name, role::text FROM civicdesk.member_name ORDER BY since DESC, key DESC")
        return {coder_key(str(name)): str(role) for name, role in found}

    def rang(self) -> bool:
        """Return whether the bell rang since this was last asked; not where nobody is connected just now."""
        if self._open is None or self._open.closed:
            return False
        try:
            return any(True for _ in [*self._open.notifies(timeout=0)])
        except psycopg.Error:
            self.close()
            return False

    def close(self) -> None:
        """Close the connection."""
        if self._open is not None:
            self._open.close()
            self._open = None


def _given_as(operation: Operation, story: Story, homes: Mapping[str, Story]) -> Story:
    """Return the story that an operation is given with: in a round that is the one that the round has, whatever became
    of it here."""
    home = homes.get(story.id, story)
    return story if operation.round and home.id not in story.aliases else home


def _at(row: Sequence[object]) -> At:
    return At(str(row[0]), int(str(row[1])))


def _is_shut_out(connection: Connection) -> bool:
    """Return whether who is connected may see nothing of the team."""
    try:
        row = connection.execute("SELECT NOT has_schema_privilege('civicdesk', 'USAGE')").fetchone()
    except psycopg.Error:  # nobody is connected any more, or there is no team
        return False
    return row is not None and row[0] is True


def shown_role(role: object) -> str:
    """Return a member's role as it is shown."""
    return clean_line(str(role), LONGEST)


def _day_before(since: datetime | None) -> str:
    """Return a day, as text, that no story has which happened at a moment or later, whatever its time zone; "" for
    none."""
    return (since.astimezone(UTC).date() - timedelta(days=1)).isoformat() if since and since.year > 1 else ""


def _sentence(code: str) -> str:
    return _REASONS.get(code, f"the team's server says {code}")


def _json(names: Sequence[str]) -> str:
    return json.dumps([name for name in names if records.can_be_sent(json.dumps(name))])


def _batches(going: Iterable[tuple[Operation, Story]]) -> Iterator[list[tuple[Operation, Story]]]:
    coming = iter(going)
    while batch := list(islice(coming, AT_ONCE)):
        yield batch


def _by_size(lines: Sequence[str]) -> Iterator[list[str]]:
    """Yield lines together as long as they are not too many bytes for one statement; a longer one goes alone."""
    part: list[str] = []
    size = 0
    for line in lines:
        if part and size + len(line) > _BYTES_AT_ONCE:
            yield part
            part, size = [], 0
        part.append(line)
        size += len(line)
    if part:
        yield part
