"""Rows of the log as entries, and entries as rows. What comes out is outside text and is read as such."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from civic.coder import LONGEST, coder_key, is_reserved
from civic.export import FORMAT, Entry, RecordError, exchange_lines, read_record
from civic.identity import as_another
from civic.judgement import Judgement
from civic.likeness import are_apart
from civic.operation import Operation
from civic.story import EVERYWHERE, Story
from civic.text import clean_line
from team.server.place import At

_BARE: Final = f'{{"format": "{FORMAT}", "id": "{EVERYWHERE}"}}'
"""The line of what is decided on all stories."""


class Row(Struct, frozen=True):
    """A row of the log: an operation of a member (its JSON; "" for a story alone) and the text of its story that it is
    about, before others that stand in where that can't be read, each a JSON object; `at` is where it stands. `first` is
    the text that the team had first by the id of the story, where that is not the one that the row is about."""

    story: str
    who: str
    operation: str
    versions: Sequence[str]
    at: At = At()  # it can't be changed
    first: str = ""


class Bad(NamedTuple):
    """A row that can't be read, and that in a sentence."""

    row: Row
    problem: str


def story_line(story: Story) -> str:
    """Return a story as it is given to the log."""
    return next(iter(exchange_lines([Entry(story, Judgement())]))).rstrip("\n")


def can_be_sent(body: str) -> bool:
    """Return whether the database can hold what is written so in JSON: it knows no NUL, nor half of a character."""
    if "\\u" not in body:
        return True
    told = json.dumps(json.loads(body), ensure_ascii=False)
    try:
        told.encode()
    except UnicodeEncodeError:
        return False
    return "\\u0000" not in told.replace("\\\\", "")


def entries_of(rows: Iterable[Row], holders: Mapping[str, str]) -> tuple[list[Entry], list[Bad]]:
    """Return the entries of rows, one for each text of a story and member, and the rows that can't be read.

    What is about the words of another story than the team had first by an id has an id of its own: nothing that was
    decided on the one must be on the other. `holders` says by the key of each name which member signs by it: an
    operation that is signed by another's name is signed by the member's own here, whatever it says of itself.
    """
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        about = next(iter(row.versions), "")
        grouped.setdefault((row.story, row.who if row.operation else "", about), []).append(row)
    entries: list[Entry] = []
    bad: list[Bad] = []
    for (story, who, _), group in grouped.items():
        lines = [_BARE] if story == EVERYWHERE else [version for row in group for version in row.versions]
        entry = _entry(list(dict.fromkeys(lines)), group, bad)
        if entry is not None:
            if _is_displaced(entry.story, group[0]):
                entry = _by_its_own_id(entry)
            entries.append(replace(entry, history=tuple(_signed(one, who, holders) for one in entry.history)))
    return entries, bad


def story_of(line: str) -> Story | None:
    """Return the story of a line, None where it can't be read."""
    try:
        return read_record(_with(line, [])).story
    except RecordError:
        return None


def displaced(rows: Iterable[Row]) -> list[str]:
    """Return a sentence for each row that gives the words of another story by an id that the team had before."""
    said: list[str] = []
    for row in rows:
        now = story_of(row.versions[0]) if row.first and row.versions and not row.operation else None
        if now and _is_displaced(now, row) and (first := story_of(row.first)):
            who, shown = clean_line(row.who, LONGEST), [clean_line(one.headline, 80) for one in (now, first)]
            said.append(
                f"{who} gave the team “{shown[0]}” by the id of “{shown[1]}” ({clean_line(row.story, 60)}): it is a"
                " story of its own here, and what was decided on the other is not on it."
            )
    return said


def _is_displaced(story: Story, row: Row) -> bool:
    """Return whether the words of a row's story are another's than those that the team had first by its id."""
    first = story_of(row.first) if row.first else None
    return first is not None and are_apart(first, story)


def _by_its_own_id(entry: Entry) -> Entry:
    """Return an entry whose story came by another one's id with an id of its own, and what was decided on it there; but
    for what was decided in a round, which has the story by the id that it froze it by."""
    story = as_another(entry.story)
    kept = [one if one.round or one.story != entry.story.id else replace(one, story=story.id) for one in entry.history]
    return replace(entry, story=story, history=kept)


def _entry(lines: Sequence[str], rows: Sequence[Row], bad: list[Bad]) -> Entry | None:
    """Return an entry with the first of the lines that can be read, and all operations that can."""
    for line in lines:
        try:
            return read_record(_with(line, [row.operation for row in rows if row.operation]))
        except RecordError:
            if story_of(line):  # then one bad operation must not keep others away
                return _with_good_ones(line, rows, bad)
    problem = f"The team's story {clean_line(rows[0].story, 60)} can't be read, and is passed over."
    bad += [Bad(row, problem) for row in rows]
    return None


def _with_good_ones(line: str, rows: Sequence[Row], bad: list[Bad]) -> Entry:
    good = []
    for row in rows:
        if not row.operation:
            continue
        try:
            read_record(_with(line, [row.operation]))
            good.append(row.operation)
        except RecordError as error:
            shown = clean_line(row.story, 60)
            bad.append(
                Bad(row, f"A decision of the team on story {shown} is passed over, since it can't be read: {error}.")
            )
    return read_record(_with(line, good))


def _with(line: str, bodies: Sequence[str]) -> str:
    """Return the line of a story with these operations, and with no others and no judgement that it may hold: of keys
    that stand there twice, the last counts."""
    ours = f'"format": "{FORMAT}", "judgement": null, "analysis": null, "history": [{", ".join(bodies)}]'
    return f"{line.rstrip()[:-1]}, {ours}}}"


def _signed(operation: Operation, who: str, holders: Mapping[str, str]) -> Operation:
    if is_reserved(operation.who):
        return operation if holders.get(coder_key(operation.by)) == who else replace(operation, by=who)
    return operation if holders.get(coder_key(operation.who)) == who else replace(operation, who=who)
