"""What stories said before. A story that somebody has judged keeps the words that were judged when others replace them.

Reading, hiding and keeping apart are no judgements of words; everything else that a coder can say is one.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from civic.anchoring import TextVersion
from civic.changes import Part, changes
from civic.flags import APART, HIDE, READ
from civic.judgement import Decision
from civic.operation import Operation
from civic.registers import OwnView
from civic.story import Story

MOST: Final = 50
"""Versions that are kept of one story."""
LONGEST: Final = 5_000_000
"""Code points of a text that is kept; of a longer one, title, time and digest are."""
_NO_JUDGEMENT: Final = frozenset((READ, HIDE, APART))
_TICK: Final = timedelta(microseconds=1)


class Version(Struct, frozen=True):
    """A version of a story's words: `title` and `text` as they stood `until` others came, by `feed` (an address, ""
    for none). `sha256` is of the text in UTF-8, hexadecimal, as in the evidence that was chosen in it; `whole` is False
    where the text was too long to be kept."""

    story: str
    title: str
    text: str
    until: datetime
    sha256: str
    feed: str = ""
    lang: str = ""
    whole: bool = True

    @classmethod
    def of(cls, story: Story, until: datetime) -> "Version":
        """Return the version that a story's words are until this moment."""
        whole = len(story.text) <= LONGEST
        text = story.text if whole else ""
        return cls(
            story.id, story.title, text, until, TextVersion(story.text).sha256, story.feed, story.lang, whole=whole
        )

    def precedes(self, story: Story) -> bool:
        """Return whether the story has other words now."""
        return (self.title, self.sha256) != (story.title, TextVersion(story.text).sha256)


def is_judged(history: Iterable[Operation]) -> bool:
    """Return whether any coder, or a rule of theirs, has judged a story of this history."""
    return any(one.field not in _NO_JUDGEMENT for one in history)


def differs(before: Story, after: Story) -> bool:
    """Return whether a story's words are others than before."""
    return (before.title, before.text) != (after.title, after.text)


def last_decided(history: Iterable[Operation], view: OwnView) -> datetime | None:
    """Return when the user last did anything to a story, reading it included; None for never."""
    return max((one.moment for one in history if view.owns(one)), default=None)


def replaced_at(history: Iterable[Operation], view: OwnView, now: datetime) -> datetime:
    """Return the moment at which words give way to others: later than all that the user did to the story before,
    whatever the clock says."""
    latest = last_decided(history, view)
    if latest is not None and latest >= now:
        with suppress(OverflowError):  # at the end of the calendar, where somebody's clock was
            return latest + _TICK
    return now


def digests(history: Iterable[Operation]) -> frozenset[str]:
    """Return the SHA-256 of the texts that evidence in a history was chosen in."""
    values = (value for one in history for value in (one.value, one.was))
    return frozenset(span.sha256 for one in values if isinstance(one, Decision) for span in one.evidence if span.sha256)


def surplus(sha256s: Sequence[str], needed: Iterable[str]) -> list[int]:
    """Return which versions of one story (their digests, oldest first) are given up, so that MOST are left: the oldest
    that no evidence was chosen in, then the oldest."""
    over = len(sha256s) - MOST
    if over <= 0:
        return []
    needed = frozenset(needed)
    free = [place for place, sha256 in enumerate(sha256s) if sha256 not in needed]
    held = [place for place, sha256 in enumerate(sha256s) if sha256 in needed]
    return sorted([*free, *held][:over])


class Revision(Struct, frozen=True):
    """How a story's words became others: `before` gave way at `before.until` to `title` and `text`. `changed_title`
    and `changed_text` are the passages of both, by `civic.changes`; of a text that was too long to be kept there are
    none."""

    before: Version
    changed_title: tuple[Part, ...]
    changed_text: tuple[Part, ...]


def revisions(story: Story, kept: Sequence[Version]) -> tuple[Revision, ...]:
    """Return how a story came to its words from the versions that are kept of it (oldest first), the latest change
    first."""
    after = [*((one.title, one.text, one.whole) for one in kept[1:]), (story.title, story.text, True)]
    found = [
        Revision(
            before,
            changes(before.title, title) if before.title != title else (),
            changes(before.text, text) if before.whole and whole and before.text != text else (),
        )
        for before, (title, text, whole) in zip(kept, after, strict=False)
    ]
    return tuple(reversed(found))
