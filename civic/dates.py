"""Dates as people write them, in English whatever the locale."""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from civic.story import Story

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(moment: datetime, *, year: bool = False) -> str:
    """Return the day of a moment in its own time zone: "20 Nov", with `year` "20 Nov 2026"."""
    return f"{moment.day} {_MONTHS[moment.month - 1]}" + (f" {moment.year}" if year else "")


def day_of(story: Story) -> str:
    """Return the day of a story in words: "20 Nov 2026", with "first seen" where that is when it came, and with its own
    date where that was ahead of it; "" for none."""
    when = story.when
    if when is None:
        return ""
    if story.published is None:
        return f"first seen {day(when, year=True)}"
    written = day(story.published, year=True)
    return f"first seen {day(when, year=True)}, dated ahead {written}" if story.ahead else written
