"""The index of a briefing on many stories: under each concern the newest stories in which it is at stake."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from typing import Final, Protocol

from msgspec import Struct

from civic.codebook import Codebook
from civic.dates import day
from civic.overview import Row
from civic.text import clean_line

MANY: Final = 50
"""A briefing on more stories is an overview, with the stories in short as its appendix."""
_EACH: Final = 5
_CONCERNS: Final = 16


class TitledRow(Row, Protocol):
    """What is known of a story without reading it, with its id and title."""

    @property
    def id(self) -> str:
        """Return its id."""

    @property
    def title(self) -> str:
        """Return its headline."""


class Listed(Struct, frozen=True):
    """A story in the index: `anchor` is that of its entry in the appendix, `day` "" for unknown."""

    anchor: str
    title: str
    source: str
    day: str

    @property
    def origin(self) -> str:
        """Return source and day on a line."""
        return " · ".join(part for part in (self.source, self.day) if part)


class Heading(Struct, frozen=True):
    """A concern of the index with its newest stories; `decided` where a coder tagged these, else they are suggested;
    `stories` is how many there are in all."""

    label: str
    decided: bool
    stories: int
    listed: tuple[Listed, ...]

    @property
    def said(self) -> str:
        """Return how many stories there are, and how it came to be one of their concerns."""
        newest = f", the newest {len(self.listed)}" if self.stories > len(self.listed) else ""
        return f"{'tagged' if self.decided else 'only suggested'} in {self.stories}{newest}"


def anchor_of(story: str) -> str:
    """Return the name of a story's place on the page: whatever its id holds, it is fit for a link."""
    return f"story-{hashlib.sha256(story.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def index(rows: Iterable[TitledRow], codebook: Codebook, zone: tzinfo | None = UTC) -> tuple[Heading, ...]:
    """Return the concerns that most stories are tagged with, then those of which there are only suggestions, each with
    the first stories of `rows`, which come newest first. Memory does not grow with the number of rows."""
    counts: dict[tuple[str, bool], int] = {}
    first: dict[tuple[str, bool], list[Listed]] = {}
    for row in rows:
        for tags, decided in ((row.tags, True), (row.suggested, False)):
            for tag in tags:
                key = tag, decided
                counts[key] = counts.get(key, 0) + 1
                if len(listed := first.setdefault(key, [])) < _EACH:
                    listed.append(_listed(row, zone))
    tagged = {tag for tag, decided in counts if decided}
    order = sorted(
        (key for key in counts if key[1] or key[0] not in tagged), key=lambda key: (not key[1], -counts[key])
    )
    return tuple(
        Heading(clean_line(codebook.label(tag), 200), decided, counts[tag, decided], tuple(first[tag, decided]))
        for tag, decided in order[:_CONCERNS]
    )


def _listed(row: TitledRow, zone: tzinfo | None) -> Listed:
    try:
        when = day(datetime.fromtimestamp(row.when, zone), year=True) if row.when else ""
    except (ValueError, OverflowError, OSError):  # out of the calendar's range
        when = ""
    return Listed(anchor_of(row.id), clean_line(row.title, 300), clean_line(row.source, 100), when)
