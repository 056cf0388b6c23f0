"""Moments in a few letters: how long ago, how soon, which day."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from civic.dates import day

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR


def age(when: int, now: datetime) -> str:
    """Return the age of a moment (seconds since 1970, 0 for unknown): "5 min", "3 h", "2 d", then the date; "" for
    unknown. What lies ahead by a wrong clock is "now"."""
    if not when:
        return ""
    seconds = int(now.timestamp()) - when
    if seconds < _MINUTE:
        return "now"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min"
    if seconds < _DAY:
        return f"{seconds // _HOUR} h"
    if seconds < 7 * _DAY:
        return f"{seconds // _DAY} d"
    moment = datetime.fromtimestamp(when, UTC)
    return day(moment) if moment.year == now.year else day(moment, year=True).split(" ", 1)[1]


def ahead(moment: datetime, now: datetime) -> str:
    """Return how soon a moment is: "now", "in 5 min", "in 3 h", "in 2 d"."""
    seconds = int((moment - now).total_seconds())
    for size, unit in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= size:
            return f"in {seconds // size} {unit}"
    return "now"


def heading_day(written: str, now: datetime) -> str:
    """Return a day (ISO 8601) as a heading: "Today", "Yesterday", "Monday 16 Nov", with the year where it is
    another."""
    that = date.fromisoformat(written)
    if that == now.date():
        return "Today"
    if that == now.date() - timedelta(days=1):
        return "Yesterday"
    return f"{_WEEKDAYS[that.weekday()]} {day(datetime.combine(that, time(), now.tzinfo), year=that.year != now.year)}"
