"""Rows of the log as entries, and entries as rows. What comes out is outside text and is read as such."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from civic.coder import coder_key, is_reserved
from civic.export import FORMAT, Entry, RecordError, exchange_lines, read_record
from civic.judgement import Judgement
from civic.operation import Operation
from civic.story import EVERYWHERE, Story
from civic.text import clean_line
from team.server.place import At

_BARE: Final = f'{{"format": "{FORMAT}", "id": "{EVERYWHERE}"}}'
"""The line of what is decided on all stories."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the log: an operation of a member (its JSON; "" for a story alone) and the versions of its story, the
    newest first, each a JSON object; `at` is where it stands."""

    story: str
    who: str
    operation: str
    versions: Sequence[str]
    at: At = At()  # noqa: RUF009  # it can't be changed


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
    """Return the entries of rows, one for each story and member, and the rows that can't be read.

    `holders` says by the key of each name which member signs by it: an operation that is signed by another's name is
    signed by the member's own here, whatever it says of itself.
    """
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        grouped.setdefault((row.story, row.who if row.operation else ""), []).append(row)
    entries: list[Entry] = []
    bad: list[Bad] = []
    for (story, who), group in grouped.items():
        lines = [_BARE] if story == EVERYWHERE else [version for row in group for version in row.versions]
        entry = _entry(list(dict.fromkeys(lines)), group, bad)
        if entry is not None:
            entries.append(replace(entry, history=tuple(_signed(one, who, holders) for one in entry.history)))
    return entries, bad


def _entry(lines: Sequence[str], rows: Sequence[Row], bad: list[Bad]) -> Entry | None:
    """Return an entry with the first of the lines that can be read, and all operations that can."""
    for line in lines:
        try:
            return read_record(_with(line, [row.operation for row in rows if row.operation]))
        except RecordError:
            if _can_be_read(line):  # then one bad operation must not keep others away
                return _with_good_ones(line, rows, bad)
    problem = f"The team's story {clean_line(rows[0].story, 60)} can't be read, and is passed over."
    bad += [Bad(row, problem) for row in rows]
    return None


def _can_be_read(line: str) -> bool:
    try:
        read_record(_with(line, []))
    except RecordError:
        return False
    return True


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
