"""Dates in the many ways that feeds write them, read whole or not at all."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

from feeds.formats.date_words import folded, hours_east, is_day, month_named, says_nothing

_ISO: Final = re.compile(
    r"(\d{4})(?:-?(\d\d)-?(\d\d)|-?w(\d\d)(?:-?(\d))?|-?(\d{3}))"
    r"(?:(?:t|\s)*(\d\d)(?::?(\d\d))?(?::?(\d\d))?(?:[.,](\d+))?)?\s*(z|[+-]\d{1,2}(?::?\d\d)?)?"
)
"""ISO 8601, extended or compact: a day of a month, of a week or of the year."""
_EPOCH: Final = re.compile(
    r"(?!(?:199\d|20\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])$)"
    r"(?:(\d{10})\d{3}|(\d{9,10}))(?:\.\d+)?"
)
"""Seconds since 1970, or thousandths of them; "2026080412" is rather an hour of a day."""
_OF_EPOCH: Final = range(1990, 2100)
"""Years that are written in this way."""
_OF_JSON: Final = re.compile(r"\\?/?date\((\d{10,13})(?:[+-]\d{4})?\)\\?/?")
"""How older programs of Microsoft write thousandths of seconds since 1970, whatever the offset behind them."""
_HYPHENS: Final = str.maketrans("\u2010\u2212", "--")
"""Signs that stand for "-" in offsets and between numbers; `folded` makes the others one of them."""
_ERAS: Final = {"昭和": 1925, "平成": 1988, "令和": 2018, "民國": 1911, "民国": 1911}
"""Years before the first one of each reign in Japan, and of the Republic in Taiwan."""
_OF_ERA: Final = re.compile(rf"(?:中華|中华)?({'|'.join(_ERAS)})\s*(\d{{1,3}}|元)\s*(?=年)")
_OF_LOG: Final = re.compile(r"(?<=[^\W\d_][\s/-]\d{4}):(?=\d\d:\d\d)")
"""What stands between day and time in the logs of web servers: 04/Aug/2026:12:00:00."""
_HALF: Final = (
    ("am", re.compile(r"(?<![^\W\d_])a\.?\s?m\b\.?|오전|午前|上午|凌晨|早上|\bπ\.?μ\b\.?")),
    ("pm", re.compile(r"(?<![^\W\d_])p\.?\s?m\b\.?|오후|午後|下午|晚上|傍晚|中午|\bμ\.?μ\b\.?")),
)
_EASTERN_DAY: Final = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]?")
_EASTERN_TIME: Final = re.compile(r"(\d{1,2})\s*[时時点點시]\s*(?:(\d{1,2})\s*[分분])?\s*(?:(\d{1,2})\s*[秒초])?")
_TIME: Final = re.compile(
    r"(?<![\d.:/-])(?:t\s?)?(\d{1,2})\s?(?::|h(?=\s?\d)|\.(?=\d\d(?:\.\d\d)?\s*(?:uhr|[ap]m\b|$)))\s?(\d{1,2})"
    r"(?:[:.m]\s?(\d{1,2})(?:[.,:](\d{1,9}))?)?s?(?![\d/])"
    r"|(?<![\d.:/-])(\d{1,2})(?=\s?(?:[ap]m\b|uhr\b|h\b|hs\b))"
)
_OFFSET: Final = re.compile(r"(?:\b(?:gmt|utc|ut|z)\s?)?(?<![\d/.])([+-])(\d{1,2}):?(\d\d)?(?![\d./:-])")
_PLACE: Final = re.compile(r"\b[A-Z][A-Za-z]+(?:/[A-Za-z][A-Za-z0-9_+-]*){1,2}\b")
"""A name of the time zone database, as "Europe/Paris"."""
_COMMENT: Final = re.compile(r"[(\[（]([^()\[\]（）]*)[)\]）]|\bm=[+-][\d.]+")
"""What stands in brackets, and the clock of a process that Go adds."""
_WORD: Final = r"([^\W\d_]{3,12})"
_ORDINAL: Final = r"(?:st|nd|rd|th|er|e|o|º|ª|a|va)?"
_NUMBERS: Final = re.compile(r"(?<!\d)(\d{1,4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{1,2})(?!\d)")
_NAMED: Final = (
    (re.compile(rf"(?<!\d)(\d{{4}})[\s./,-]*{_WORD}[\s./,-]*(\d{{1,2}}){_ORDINAL}(?![\d:])"), "ymd"),
    (re.compile(rf"(?<!\d)(\d{{1,2}}){_ORDINAL}[\s./,-]*(?:(?:de|of|d)\s)?\s*{_WORD}[\s./,-]*(?:(?:de|del|of)\s)?\s*"
                r"'?(\d{4}|\d\d)?(?![\d:])"), "dmy"),
    (re.compile(rf"{_WORD}[\s./,-]*(?:the\s)?(\d{{1,2}}){_ORDINAL}(?![\d:])[\s./,-]*(\d{{4}})?(?![\d:])"), "mdy"),
)  # fmt: skip
_TOKEN: Final = re.compile(r"[^\W\d_]+|\d+|[@#]")


class _UnreadableError(ValueError):
    """A part of a date that can't be read."""


def read(written: str, order: str) -> datetime:
    """Return the time in a text, with an offset (UTC where it names none). `order` is what comes first in
    `03/11/2025`: "day", "month", or "" where that is not known. Raises ValueError where something can't be read."""
    text = folded(written).translate(_HYPHENS)
    text = _OF_JSON.sub(r"\1", text)
    if found := _EPOCH.fullmatch(text):
        since = datetime.fromtimestamp(int(found[1] or found[2]), UTC)
        if since.year in _OF_EPOCH:
            return since
    if found := _ISO.fullmatch(text):
        return _of_iso(found)
    place = _PLACE.search(written)
    if place:
        text = folded(written[: place.start()] + " " + written[place.end() :]).translate(_HYPHENS)
    text = _OF_LOG.sub(" ", text)
    text = _OF_ERA.sub(_common_year, text)
    text = _EASTERN_DAY.sub(r"\1-\2-\3 ", text)
    text = _EASTERN_TIME.sub(lambda time: ":".join(part or "00" for part in time.groups()) + " ", text)
    half = ""
    for name, pattern in _HALF:
        text, count = pattern.subn(f" {name} ", text)
        half = name if count else half
    comments = " ".join(found[1] or "" for found in _COMMENT.finditer(text))
    text = _COMMENT.sub(" ", text)
    text, clock = _without_time(text, half)
    text = re.sub(r"\b[ap]m\b", " ", text) if half else text
    text, offset = _without_offset(text)
    text, parts = _without_date(text, order)
    day, named = _rest(text, parts)
    zone = offset or named or (_zone_of(comments) if clock is not None else None)
    when = datetime(day.year, day.month, day.day, tzinfo=UTC) + (clock or timedelta())
    if place:
        return _at_place(when, place[0], zone)
    return when.replace(tzinfo=zone or UTC)


def _common_year(found: re.Match[str]) -> str:
    """Return the year of a year of an era; the first one is called so by a word, too."""
    return str(_ERAS[found[1]] + (1 if found[2] == "元" else int(found[2])))


def _of_iso(found: re.Match[str]) -> datetime:
    year, month, day, week, weekday, ordinal, hour, minute, second, part, zone = found.groups()
    if week:
        there = date.fromisocalendar(int(year), int(week), int(weekday or 1))
    elif ordinal:
        there = date(int(year), 1, 1) + timedelta(days=int(ordinal) - 1)
        if there.year != int(year) or ordinal == "000":
            raise _UnreadableError(ordinal)
    else:
        there = date(int(year), int(month), int(day))
    clock = _clock(int(hour or 0), int(minute or 0), int(second or 0), part or "", "")
    offset = _OFFSET.fullmatch(zone) if zone and zone != "z" else None
    return datetime(there.year, there.month, there.day, tzinfo=_offset(offset) if offset else UTC) + clock


def _without_time(text: str, half: str) -> tuple[str, timedelta | None]:
    """Return a text with "@" for the time of day in it, and that time; None where it has none."""
    found = _TIME.search(text)
    if not found:
        if half:
            raise _UnreadableError(text)
        return text, None
    hour, minute, second, part, alone = found.groups()
    clock = _clock(int(hour or alone), int(minute or 0), int(second or 0), part or "", half)
    return f"{text[: found.start()]} @ {text[found.end() :]}", clock


def _clock(hour: int, minute: int, second: int, part: str, half: str) -> timedelta:
    """Return a time of day; 24:00 is the next midnight, and a leap second the one before."""
    if half:
        if hour > 12 and half == "am":
            raise _UnreadableError(half)
        hour = (hour % 12 if hour <= 12 else hour) + (12 if half == "pm" and hour <= 12 else 0)
    if minute > 59 or second > 60 or hour > 24 or (hour == 24 and (minute or second)):
        raise _UnreadableError(f"{hour}:{minute}:{second}")
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59), microseconds=int(f"{part:0<6}"[:6] or 0))


def _without_offset(text: str) -> tuple[str, timezone | None]:
    """Return a text without the offset behind its time, and that offset."""
    before, at, behind = text.partition("@")
    found = _OFFSET.search(behind)
    if not found:
        return text, None
    return f"{before}{at}{behind[: found.start()]} {behind[found.end() :]}", _offset(found)


def _offset(found: re.Match[str]) -> timezone:
    sign, hours, minutes = found.groups()
    if int(hours) > 14 or int(minutes or 0) > 59:
        raise _UnreadableError(found[0])
    east = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(east if sign == "+" else -east)


def _without_date(text: str, order: str) -> tuple[str, tuple[int | None, int, int]]:
    """Return a text with "#" for the date in it, and its year (None where it stands elsewhere), month and day."""
    for pattern, form in _NAMED:
        for found in pattern.finditer(text):
            parts = dict(zip(form, found.groups(), strict=True))
            if month := month_named(parts["m"]):
                there = _year(parts["y"]) if parts["y"] else None
                return f"{text[: found.start()]} # {text[found.end() :]}", (there, month, int(parts["d"]))
    numbers = _NUMBERS.search(text)
    if not numbers:
        raise _UnreadableError(text)
    one, between, two, three = numbers.groups()
    rest = f"{text[: numbers.start()]} # {text[numbers.end() :]}"
    if len(one) == 4 and len(three) < 3:
        return rest, (int(one), int(two), int(three))
    if len(one) > 2 or len(three) == 1:
        raise _UnreadableError(text)
    day_first = order == "day" if between != "." else True
    if int(one) > 12 or int(two) > 12:
        day_first = int(one) > 12
    elif not order and between != "." and one != two:
        raise _UnreadableError(text)
    first, second = int(one), int(two)
    return rest, (_year(three), second, first) if day_first else (_year(three), first, second)


def _year(written: str) -> int:
    """Return a year; one of two digits is the nearer one (RFC 5322, 4.3)."""
    return int(written) + (0 if len(written) == 4 else 2000 if int(written) < 50 else 1900)


def _rest(text: str, parts: tuple[int | None, int, int]) -> tuple[date, timezone | None]:
    """Return the day and the zone of a text of which date and time have been taken out: what stands before both is a
    day of the week or a heading, what stands behind must be known."""
    year, month, day = parts
    zone = None
    words = _TOKEN.findall(text)
    first = next(at for at, word in enumerate(words) if word in "@#")
    behind_time = "@" not in words
    for at, word in enumerate(words):
        if word == "@":
            behind_time = True
        elif word.isdecimal():
            if year is not None or len(word) != 4:
                raise _UnreadableError(word)
            year = int(word)
        elif word == "#" or at < first or says_nothing(word) or is_day(word):
            continue
        elif behind_time and zone is None:
            zone = _zone(word)
        elif _zone(word) is None:
            raise _UnreadableError(word)
    if year is None:
        raise _UnreadableError(text)
    return date(year, month, day), zone


def _zone(name: str) -> timezone:
    """Return the zone of a name. Raises ValueError for one that is not known."""
    hours = hours_east(name)
    if hours is None:
        raise _UnreadableError(name)
    return timezone(timedelta(hours=hours))


def _zone_of(comment: str) -> timezone | None:
    hours = hours_east(comment.strip())
    return None if hours is None else timezone(timedelta(hours=hours))


def _at_place(when: datetime, place: str, zone: timezone | None) -> datetime:
    """Return a time at a place of the time zone database, with the offset that is kept there then; one that is written
    beside it counts."""
    if zone is None:
        try:
            local = when.replace(tzinfo=ZoneInfo(place))
        except (KeyError, OSError) as error:  # no such name, or a folder of names
            raise _UnreadableError(place) from error
        zone = timezone(local.utcoffset() or timedelta())
    return when.replace(tzinfo=zone)
