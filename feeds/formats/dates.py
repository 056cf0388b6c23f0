"""When an entry was published: a strict reader of dates. One that can't be read whole is none, never a guess.

Our own, since no library is strict. feedparser reads `2026/08/04` as the first of this month and passes over BST, CET,
"PM" and what else it does not know. dateutil does the same with zones and takes what it finds missing from today.
dateparser needs 100 ms for an odd date, reads `20251103T101500Z` as a day of 1749, and brings twice the start-up.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, TypeAlias

Order: TypeAlias = Literal["", "day", "month"]
"""What comes first in `03/11/2025`; "" where nothing tells."""

_LONGEST: Final = 100
EARLIEST: Final = 1971
"""Zero dates of programs (1970-01-01, 0001-01-01) are no dates; nobody published a feed before."""
_LATEST: Final = 2200
_ENOUGH: Final = 100
"""So many dates of a feed tell how near its entries are to each other."""
_USUAL: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)"
    r"|(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) (?:GMT|([+-]\d{4}))",
    re.ASCII,
)
"""How nearly all feeds write dates: in ISO 8601, which the standard library reads right, or as in mail, which it does
too, at many times the cost."""
_MONTHS: Final = {
    name: f"{number:02}"
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
_MONTH_ONLY: Final = re.compile(r"(\d{4})-(\d\d)")
_EITHER: Final = re.compile(r"(?<![\d/.-])(\d{1,2})([/-])(\d{1,2})\2(?:\d{4}|\d\d)(?![\d/-])")


def moment(written: str, order: Order = "") -> datetime | None:
    """Return the time that an entry gives, as `written_time` reads it, or the first day of a month in ISO 8601."""
    if found := written_time(written, order):
        return found
    month = _MONTH_ONLY.fullmatch(written.strip())
    return written_time(f"{written.strip()}-01") if month else None


def written_time(written: str, order: Order = "") -> datetime | None:
    """Return the time in a text, with an offset (UTC where it names none); None where day, month or year is missing,
    where something in it can't be read, and before 1971. `order` tells what comes first in `03/11/2025`."""
    written = written.strip()
    if len(written) > _LONGEST or not any(char.isdecimal() for char in written):
        return None
    try:
        found = _usual(written) or _read(written, order)
        found.astimezone(UTC)  # a moment at the edge of the calendar overflows here
    except (ValueError, OverflowError):
        return None
    return found if EARLIEST <= found.year <= _LATEST else None


def _usual(written: str) -> datetime | None:
    """Return the time in a text that is written as in nearly all feeds; None where it is not, or is no time."""
    found = _USUAL.fullmatch(written)
    if found is None:
        return None
    day, name, year, clock, zone = found.groups()
    month = _MONTHS.get(name or "", "00")
    try:
        return datetime.fromisoformat(f"{year}-{month}-{day:0>2}T{clock}{zone or 'Z'}" if name else written)
    except ValueError:
        return None


def order_in(dates: Iterable[str], lang: str) -> Order:
    """Return what comes first in the dates of one feed: told by one that has no such month or day, else by that
    entries of a feed are near each other, else by its language, else by nothing."""
    written = [text for text in dates if text]
    pairs = [(int(found[1]), int(found[3])) for text in written if (found := _EITHER.search(text[:_LONGEST]))]
    if not pairs:
        return ""
    days, months = any(one > 12 for one, _ in pairs), any(two > 12 for _, two in pairs)
    if days or months:
        return "" if days and months else "day" if days else "month"
    spans: dict[Order, timedelta] = {order: _span(written[:_ENOUGH], order) for order in ("day", "month")}
    if spans["day"] != spans["month"]:
        return min(spans, key=lambda order: spans[order])
    language = lang.casefold().replace("_", "-")
    if language.startswith("en-us"):
        return "month"
    return "day" if language.partition("-")[2] or language[:2] not in ("", "en") else ""


def is_ambiguous(written: str) -> bool:
    """Return whether the rest of its feed tells what comes first in a date."""
    return _EITHER.search(written[:_LONGEST]) is not None


def _span(dates: list[str], order: Order) -> timedelta:
    there = [found for text in dates if (found := written_time(text, order))]
    return max(there) - min(there) if there else timedelta()


def _read(written: str, order: Order) -> datetime:
    from feeds.formats.odd_dates import read  # its many patterns take longer to make ready than a feed to read

    return read(written, order)
