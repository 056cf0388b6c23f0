"""The lines of a member's file: each has a checksum, and behind it either who writes the file, or an entry.

An entry is written as for any exchange between coders (`civic.export.exchange_lines`), with operations that the file
had not before. The words of a story stand in the first entry of it alone; later ones have what names it. Each line ends
with its number in the file.
"""

import json
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from civic.checked_line import as_written, with_checksum
from civic.coder import coder_name, is_reserved
from civic.export import Entry, RecordError, exchange_lines, read_record
from civic.operation import Operation
from civic.story import Story
from team.log import Coder

VERSION: Final = 1
LONGEST: Final = 64 << 20
"""A line of more bytes than this is nobody's."""
_TEAM: Final = "civicdesk-team"
_MOST_NAMES: Final = 50
_MOST_FORGOTTEN: Final = 1_000_000
"""Of one line, so many decisions are believed to have stood in its place."""
_NUMBER: Final = re.compile(rb', "line": ([1-9]\d{0,11})\}\Z')


class Heading(NamedTuple):
    """Who writes the file: the names of the coder, the present one first, and the id of the desk. `forgotten` is how
    many decisions stood in its place that were taken out."""

    names: tuple[str, ...]
    desk: str
    forgotten: int = 0


class Line(NamedTuple):
    """What a line holds, and its number, None for one of an earlier version."""

    what: Heading | Entry
    number: int | None


def heading_line(coder: Coder, number: int, forgotten: int = 0) -> bytes:
    """Return the line that says who writes the file from there on, and how many decisions are `forgotten` that stood
    in its place."""
    body = {"team": _TEAM, "version": VERSION, "who": coder.who, "formerly": [*coder.formerly], "desk": coder.desk}
    return _line(json.dumps(body | {"forgotten": forgotten} if forgotten else body), number)


def entry_line(entry: Entry, operations: Sequence[Operation], number: int, *, briefly: bool) -> bytes:
    """Return the line of an entry with some of its operations; `briefly` leaves out what a story need say only once."""
    bare = Entry(brief(entry.story) if briefly else entry.story, entry.judgement, None, operations)
    (line,) = exchange_lines([bare])
    return _line(line.rstrip("\n"), number)


def _line(body: str, number: int) -> bytes:
    return with_checksum(f'{body[:-1]}, "line": {number}}}'.encode("ascii"))


def split_number(text: bytes) -> tuple[bytes, int | None]:
    """Return the JSON of a line without its number, and that."""
    found = _NUMBER.search(text)
    return (text[: found.start()] + b"}", int(found[1])) if found else (text, None)


def brief(story: Story) -> Story:
    """Return a story with what it is known by; all of one that has no title."""
    if not story.title:
        return story
    return replace(story, text="", summary="", stakeholders=(), concerns=(), tags=(), links=(), enclosures=())


def read_line(line: bytes, who: str) -> Line:
    """Return what a line holds; what is unsigned in it is signed `who`. Raises RecordError, whose message ends a
    sentence that names the line."""
    written = as_written(line)
    if written is None:
        raise RecordError("it is not as it was written")
    text, number = split_number(written)
    return Line(_heading(text) or read_record(text, who), number)


def _heading(text: bytes) -> Heading | None:
    """Return the heading that a line is, None for an entry. Raises RecordError."""
    if not text.startswith(b'{"team": "'):
        return None
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise RecordError("it is no JSON") from None
    match body:
        case {"team": str(), "version": int(version)} if version > VERSION:
            raise RecordError("a newer civicdesk wrote it: update this one")
        case {"team": str(), "who": str(who), "formerly": [*formerly], "desk": str(desk), **more}:
            said = more.get("forgotten")
            forgotten = min(max(said, 0), _MOST_FORGOTTEN) if isinstance(said, int) else 0
            names = [coder_name(one) for one in (who, *formerly[:_MOST_NAMES]) if isinstance(one, str)]
            if names[0] and not is_reserved(names[0]):
                kept = tuple(one for one in names if one and not is_reserved(one))
                return Heading(kept, coder_name(desk), forgotten)
    raise RecordError("it does not say whose file it is")
