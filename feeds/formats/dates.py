"""When an entry was published: by feedparser, else by dateutil; a date that can't be read is none, never a guess."""

import re
import warnings
from calendar import timegm
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from dateutil import parser

from civic.story import read_time

_USUAL = re.compile(r"\d{4}-\d\d-\d\d|[A-Za-z]{3}, \d")
"""How ISO 8601 and e-mail (RFC 5322) write dates, which is read strictly."""
_YEAR = re.compile(r"\d{4}|'?\d{2}\b")
_EARLIEST: Final = 1971
"""Zero dates of programs (1970-01-01, 0001-01-01) are no dates; nobody published a feed before."""
_HOURS: Final = {
    "UT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "WEST": 1, "MSK": 3, "JST": 9, "KST": 9,
}  # fmt: skip
"""Zone names in dates, in hours east of UTC: RFC 822 and what European and Asian feeds write besides."""
_ZONES: Final = {name: hours * 3600 for name, hours in _HOURS.items()}


def moment(parsed: Sequence[int] | None, written: str) -> datetime | None:
    """Return the time that feedparser read (`parsed`, nine numbers in UTC), else the one in `written`, with an offset;
    None where there is none from 1971 on."""
    found = None
    if parsed:
        try:
            found = datetime.fromtimestamp(timegm(tuple(parsed)), UTC)
        except (ValueError, OverflowError, OSError, TypeError):
            found = None
    found = found or written_time(written)
    return found if found and found.year >= _EARLIEST else None


def written_time(written: str) -> datetime | None:
    """Return the time in a text, with an offset (UTC where it names none); None where day, month or year is missing."""
    written = written.strip()
    if not written or len(written) > 100 or not _YEAR.search(written):
        return None
    if _USUAL.match(written) and (known := read_time(written)):
        return known
    # What the text leaves out, dateutil takes from `default`: two that differ show a date that is not whole.
    first, second = (_read(written, datetime(*default, tzinfo=UTC)) for default in ((2000, 1, 1), (2004, 2, 2)))
    return read_time(first) if first is not None and first == second else None


def _read(written: str, default: datetime) -> datetime | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = parser.parse(written, default=default, tzinfos=_ZONES)
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
    if isinstance(found, datetime) and found.tzinfo and abs(found.utcoffset() or timedelta()) < timedelta(hours=24):
        return found
    return None
