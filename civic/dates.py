"""Dates as people write them, in English whatever the locale."""

from datetime import datetime
from typing import Final

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(moment: datetime, *, year: bool = False) -> str:
    """Return the day of a moment in its own time zone: "20 Nov", with `year` "20 Nov 2026"."""
    return f"{moment.day} {_MONTHS[moment.month - 1]}" + (f" {moment.year}" if year else "")
