"""Figures over many stories: when they came, what is at stake over time, where they came from, who is in them.

What a coder tagged and what the machine merely suggests are counted apart throughout.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice
from typing import Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from civic.codebook import CONCERNS

WEEK, MONTH, YEAR = "week", "month", "year"
_MOST_WEEKS: Final = 30
_MOST_MONTHS: Final = 36
_MOST_YEARS: Final = 40


class Row(Protocol):
    """What is known of a story without reading it. `when` is seconds since 1970, 0 for unknown; `tags` hold by the
    coder's decision, `suggested` are open."""

    @property
    def source(self) -> str:
        """Return where it came from."""

    @property
    def when(self) -> int:
        """When it happened."""

    @property
    def read(self) -> bool:
        """Return whether it has been read."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the tags."""

    @property
    def suggested(self) -> tuple[str, ...]:
        """Return the open suggestions."""


class Period(Struct, frozen=True):
    """A week (from Monday), a month or a year: its first day, and the first day after it."""

    start: date
    end: date

    @property
    def query(self) -> str:
        """Return what finds its stories, in the filter language."""
        return f"since:{self.start.isoformat()} before:{self.end.isoformat()}"


UNDATED: Final = "-since:2000-01-01 -before:2000-01-01"
"""What finds the stories without a date, in the filter language: neither of the two does, whatever the day."""


class ConcernFigure(Struct, frozen=True):
    """In how many stories a concern or tag stands by the coder's decision, and in how many more it is suggested; the
    same for each period, in their order."""

    tag: str
    tagged: int
    suggested: int
    tagged_over_time: tuple[int, ...]
    suggested_over_time: tuple[int, ...]

    @property
    def stories(self) -> int:
        """Return how many stories it is tagged or suggested in."""
        return self.tagged + self.suggested


class StakeholderFigure(Struct, frozen=True):
    """A stakeholder: how many stories it is in, in which roles how often (the most frequent first), and how many of its
    stories each concern of the matrix is at stake in."""

    name: str
    stories: int
    roles: tuple[tuple[str, int], ...] = ()
    concerns: tuple[tuple[str, int], ...] = ()


class Overview(Struct, frozen=True):
    """Figures over some stories. `unit` says what the `periods` are, `counts` how many stories came in each; concerns
    and sources come the most frequent first. `dated` is how many stories have a time."""

    stories: int = 0
    tagged: int = 0
    unread: int = 0
    dated: int = 0
    first: date | None = None
    last: date | None = None
    unit: str = WEEK
    periods: tuple[Period, ...] = ()
    counts: tuple[int, ...] = ()
    concerns: tuple[ConcernFigure, ...] = ()
    sources: tuple[tuple[str, int], ...] = ()
    stakeholders: tuple[StakeholderFigure, ...] = ()
    copies: int = 0
    """how many of the stories are duplicates of others among them"""

    @property
    def undated(self) -> int:
        """Return how many stories have no time."""
        return self.stories - self.dated

    @property
    def earlier(self) -> int:
        """Return how many stories came before the first of the periods."""
        return self.dated - sum(self.counts)

    @property
    def parties(self) -> tuple[StakeholderFigure, ...]:
        """Return the stakeholders by their old name, which users' own templates may still say."""
        return self.stakeholders

    def with_stakeholders(self, stakeholders: Sequence[StakeholderFigure]) -> "Overview":
        """Return the same figures with those of stakeholders."""
        return replace(self, stakeholders=tuple(stakeholders))


def overview(rows: Iterable[Row], zone: tzinfo | None = UTC) -> Overview:
    """Return the figures over these rows, in memory that does not grow with their number; days are those of `zone`
    (None: of this machine)."""
    tally = _Tally(zone)
    for row in rows:
        tally.add(row)
    return tally.result()


class _Tally:
    """Counts by day, so that weeks, months or years can be made of them once it is known how long the time is."""

    def __init__(self, zone: tzinfo | None) -> None:
        self._zone = zone
        self._stories = self._tagged = self._unread = 0
        self._days: Counter[date] = Counter()
        self._sources: Counter[str] = Counter()
        self._concerns: Counter[tuple[str, bool]] = Counter()
        self._concern_days: Counter[tuple[str, bool, date]] = Counter()

    def add(self, row: Row) -> None:
        """Count a story in."""
        self._stories += 1
        self._tagged += bool(row.tags)
        self._unread += not row.read
        if row.source:
            self._sources[row.source] += 1
        day = self._day(row.when)
        if day:
            self._days[day] += 1
        for tags, decided in ((row.tags, True), (row.suggested, False)):
            for tag in tags:
                self._concerns[tag, decided] += 1
                if day:
                    self._concern_days[tag, decided, day] += 1

    def _day(self, when: int) -> date | None:
        try:
            return datetime.fromtimestamp(when, self._zone).date() if when else None
        except (ValueError, OverflowError, OSError):  # out of the calendar's range
            return None

    def result(self) -> Overview:
        """Return the figures so far."""
        first, last = min(self._days, default=None), max(self._days, default=None)
        unit, periods = periods_of(first, last) if first and last else (WEEK, ())
        number = {period.start: index for index, period in enumerate(periods)}
        counts = [0] * len(periods)
        for day, count in self._days.items():
            if (index := number.get(_begin(day, unit))) is not None:
                counts[index] += count
        return Overview(
            self._stories, self._tagged, self._unread, sum(self._days.values()), first, last, unit, periods,
            tuple(counts), tuple(self._figures(unit, number)), tuple(self._sources.most_common(200)),
        )  # fmt: skip

    def _figures(self, unit: str, number: dict[date, int]) -> Iterator[ConcernFigure]:
        none = [0] * len(number)
        over = {key: [*none] for key in self._concerns}
        for (tag, decided, day), count in self._concern_days.items():
            if (index := number.get(_begin(day, unit))) is not None:
                over[tag, decided][index] += count
        order = [concern.id for concern in CONCERNS]
        order += sorted({tag for tag, _ in self._concerns}.difference(order))
        found = [
            ConcernFigure(
                tag, self._concerns[tag, True], self._concerns[tag, False],
                tuple(over.get((tag, True), none)), tuple(over.get((tag, False), none)),
            )
            for tag in order
        ]  # fmt: skip
        yield from sorted((one for one in found if one.stories), key=lambda one: (-one.tagged, -one.suggested))


def periods_of(first: date, last: date) -> tuple[str, tuple[Period, ...]]:
    """Return the weeks from one day to another, or the months or years where those would be too many to look at; of
    years the latest forty."""
    for unit, most in ((WEEK, _MOST_WEEKS), (MONTH, _MOST_MONTHS)):
        found = tuple(islice(_periods(_begin(first, unit), last, unit), most + 1))
        if len(found) <= most:
            return unit, found
    start = date(max(first.year, last.year - _MOST_YEARS + 1), 1, 1)
    return YEAR, tuple(_periods(start, last, YEAR))


def _periods(start: date, last: date, unit: str) -> Iterator[Period]:
    while start <= last:
        end = _next(start, unit)
        yield Period(start, end)
        if end == date.max:  # the end of the calendar
            return
        start = end


def _begin(day: date, unit: str) -> date:
    if unit == WEEK:
        return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
    return day.replace(day=1) if unit == MONTH else day.replace(month=1, day=1)


def _next(start: date, unit: str) -> date:
    try:
        if unit == WEEK:
            return start + timedelta(days=7 - start.weekday())
        if unit == MONTH:
            return date(start.year + start.month // 12, start.month % 12 + 1, 1)
        return date(start.year + 1, 1, 1)
    except (ValueError, OverflowError):
        return date.max
