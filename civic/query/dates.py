"""The dates of a filter: `7d`, `2026-01-01`, `16 Nov`, `yesterday`."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

_AGO: Final = re.compile(r"(\d{1,6}) ?(?:(h|d|w|m|y)|(hour|day|week|month|year)s?)")
_ISO: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_DAY_MONTH: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ .-]*([a-z]{3,9})\.?(?:[ ,-]+(\d{4}))?")
_MONTH_DAY: Final = re.compile(r"([a-z]{3,9})\.?[ -]*(\d{1,2})(?:st|nd|rd|th)?(?:[ ,-]+(\d{4}))?")
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DAYS_IN: Final = {"d": 1, "w": 7, "m": 30, "y": 365}
# What a date looks like while it is typed: digits of a number of days, of a year, of a month.
_UNFINISHED: Final = re.compile(r"\d{1,4}(-([01]|0?[1-9]|1[0-2])?(-[0-3]?)?)?|\d{1,2} ?[a-z]{1,2}")


def read_date(written: str, now: datetime) -> datetime | None:
    """Return the moment that a written date means, in the time zone of `now`, or None for what is no date.

    Days, weeks, months (of 30 days) and years (of 365) ago count from midnight, so that the answer is the same all
    day; hours from this minute. A year or a month means its first day, and a day without a year the latest such day
    that is not to come.
    """
    now = now if now.tzinfo else now.replace(tzinfo=UTC)
    written = " ".join(written.casefold().split())
    try:
        if written in ("today", "now"):
            return _midnight(now.date(), now)
        if written == "yesterday":
            return _midnight(now.date() - timedelta(days=1), now)
        if match := _AGO.fullmatch(written):
            return _ago(int(match[1]), match[2] or match[3][0], now)
        day = _day(written, now.date())
        return _midnight(day, now) if day else None
    except (ValueError, OverflowError):
        return None


def unfinished_date(written: str) -> bool:
    """Return whether this could become a date if somebody typed on."""
    written = written.casefold().strip()
    words = ("today", "yesterday", *_MONTHS)
    return bool(_UNFINISHED.fullmatch(written)) or any(word.startswith(written) for word in words)


def _ago(count: int, unit: str, now: datetime) -> datetime:
    if unit == "h":
        return now.replace(second=0, microsecond=0) - timedelta(hours=count)
    return _midnight(now.date() - timedelta(days=count * _DAYS_IN[unit]), now)


def _day(written: str, today: date) -> date | None:
    if match := _ISO.fullmatch(written):
        year, month, day = match.groups("1")
        return date(int(year), int(month), int(day))
    if match := _DAY_MONTH.fullmatch(written):
        return _named_day(match[1], match[2], match[3], today)
    if match := _MONTH_DAY.fullmatch(written):
        return _named_day(match[2], match[1], match[3], today)
    return None


def _named_day(day: str, name: str, year: str | None, today: date) -> date | None:
    month = next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)), None)
    if month is None:
        return None
    if year:
        return date(int(year), month, int(day))
    # 29 February is there in one year of four, or of eight around a century.
    for candidate in range(today.year, today.year - 8, -1):
        try:
            found = date(candidate, month, int(day))
        except ValueError:
            continue
        if found <= today:
            return found
    return None


def _midnight(day: date, now: datetime) -> datetime:
    moment = datetime.combine(day, time(), now.tzinfo)
    moment.astimezone(UTC)  # a moment at the edge of the calendar overflows here, not at the one who compares it
    return moment
