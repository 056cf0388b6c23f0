"""Rounds of a team on a server: opened and closed by its owner, coded by those whom they are assigned to."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct, field

from civic.anchoring import TextVersion
from civic.coder import LONGEST
from civic.naming import same_name
from civic.story import Story
from civic.text import clean_line, counted
from team.errors import TeamFault
from team.server.log import ServerLog, shown_role


class Round(Struct, frozen=True):
    """A round to open. `codebook` is what it is coded by, as plain JSON with its "version"; `assigned` has for each
    member the ids of the stories that they code; `seed` is what the stories were drawn by, "" for all of a filter."""

    name: str
    stories: Sequence[Story]
    assigned: Mapping[str, Sequence[str]]
    codebook: Mapping[str, Any]
    filter: str = ""
    seed: str = ""
    coders: int = 1
    blind: bool = False
    unaided: bool = False


class RoundState(Struct, frozen=True):
    """How a round stands. `progress` has for each member that the user may know of how many stories they have to code,
    and how many of these they are done with; `closed` is None while it is open."""

    name: str
    filter: str
    seed: str
    coders: int
    blind: bool
    unaided: bool
    opened: datetime
    closed: datetime | None
    codebook_version: str
    stories: int
    progress: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def open_round(log: ServerLog, opened: Round) -> None:
    """Open a round: its stories are given to the log, and coded in the text that they have now. Raises TeamFault."""
    name = clean_line(opened.name, LONGEST)
    if len(opened.name) > LONGEST:
        raise TeamFault(f"The name of a round has at most {LONGEST} characters, and this one {len(opened.name)}.")
    if not name or name != opened.name:
        raise TeamFault("The name of a round is one line, with single spaces between words and no unseen signs in it.")
    if not opened.stories:
        raise TeamFault("A round without stories can't be opened: try its filter with civicdesk count.")
    if log.rights() != "owner":
        raise TeamFault(f"Only an owner of the team at {log.address.shown} can open a round: ask one.")
    names = [str(one) for (one,) in log.rows("SELECT name FROM civicdesk.round")]
    if taken := next((one for one in names if same_name(one, name)), ""):
        raise TeamFault(f"There was a round {clean_line(taken, LONGEST)!r} already: give this one another name.")
    homes = log.homes(opened.stories)
    stories = [homes[one.id] for one in opened.stories]
    ids = [one.id for one in stories]
    gone = log.rows("SELECT id FROM civicdesk.story WHERE redacted AND id = ANY (%s)", [ids])
    if gone:
        raise TeamFault(f"The story {clean_line(str(gone[0][0]), 60)} was removed from the team: draw without it.")
    every = [one for found in stories for one in (found.id, *found.aliases)]
    _refuse_overlap(log.rows("SELECT * FROM civicdesk.open_rounds_with(%s)", [every]))
    log.give(stories)
    pairs = [(homes[story].id, role) for role, theirs in opened.assigned.items() for story in theirs]
    shas = [TextVersion(one.text).sha256 for one in stories]
    codebook = json.dumps(dict(opened.codebook))
    version = str(opened.codebook.get("version", ""))
    said = clean_line(opened.filter, 2000), clean_line(opened.seed, 100)
    others = log.rows(
        "SELECT * FROM civicdesk.open_round(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::name[], %s)",
        [
            *(name, codebook, version, *said, opened.coders, opened.blind, opened.unaided, ids, shas),
            *([story for story, _ in pairs], [role for _, role in pairs], every),
        ],
    )
    _refuse_overlap(others)  # of a round that another owner has opened meanwhile


def _refuse_overlap(found: Sequence[tuple[object, ...]]) -> None:
    """Raise TeamFault where rounds that are open have stories of the one that is wanted, each with how many: whoever
    decides on these could not know in which of the two."""
    for name, number in found:
        there = counted(int(str(number)), "of these stories is", "of these stories are")
        raise TeamFault(
            f"The round {clean_line(str(name), LONGEST)!r} is open, and {there} coded in it: close that one first, or"
            " open this one on others."
        )


def coders(log: ServerLog) -> list[str]:
    """Return the roles of the members whose work coding is. Raises TeamFault."""
    found = log.rows("SELECT role::text FROM civicdesk.member WHERE rights = 'coder' AND gone IS NULL ORDER BY role")
    return [str(role) for (role,) in found]


def close_round(log: ServerLog, name: str) -> None:
    """Close a round: what comes later is late, and what was hidden goes to all. Raises TeamFault."""
    if not log.rows("SELECT 1 FROM civicdesk.round WHERE name = %s", [name]):
        raise TeamFault(f"The team has no round {clean_line(name, 80)!r}: civicdesk team round status names them.")
    if not log.rows("SELECT civicdesk.close_round(%s)", [name])[0][0]:
        raise TeamFault(f"The round {clean_line(name, 80)!r} is closed already.")


def rounds(log: ServerLog) -> list[RoundState]:
    """Return the rounds, the newest first. Raises TeamFault."""
    progress: dict[str, dict[str, tuple[int, int]]] = {}
    for name, role, assigned, coded in log.rows("SELECT round, role::text, assigned, coded FROM civicdesk.progress()"):
        progress.setdefault(str(name), {})[shown_role(role)] = int(str(assigned)), int(str(coded))
    found = log.rows(
        "SELECT r.name, r.filter, r.seed, r.coders, r.blind, r.unaided, r.opened, r.closed, r.codebook_version,"
        " (SELECT count(*) FROM civicdesk.round_story AS s WHERE s.round = r.name)"
        " FROM civicdesk.round AS r ORDER BY r.opened DESC, r.name"
    )
    return [_state(row, progress.get(str(row[0]), {})) for row in found]


def _state(row: Sequence[Any], progress: Mapping[str, tuple[int, int]]) -> RoundState:
    name, asked, seed, coders, blind, unaided, opened, closed, version, stories = row
    return RoundState(
        clean_line(name, LONGEST), clean_line(asked, 2000), clean_line(seed, 100), coders, blind, unaided, opened,
        closed, clean_line(version, 100), stories, progress,
    )  # fmt: skip
