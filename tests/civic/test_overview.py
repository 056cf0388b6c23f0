"""Figures over stories."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.codebook import DEFAULT
from civic.export.brief import bars, columns, key_figures
from civic.overview import MONTH, WEEK, YEAR, ConcernFigure, Overview, Period, overview, periods_of


@dataclass(frozen=True)
class ARow:
    when: int = 0
    source: str = ""
    read: bool = False
    tags: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()


def on(year: int, month: int, day: int, **fields: object) -> ARow:
    return ARow(int(datetime(year, month, day, 12, tzinfo=UTC).timestamp()), **fields)  # type: ignore[arg-type]


def test_stories_are_counted_by_week_with_the_empty_ones_between() -> None:
    found = overview([on(2026, 11, 2), on(2026, 11, 8), on(2026, 11, 16), ARow()])
    assert (found.stories, found.dated, found.unit) == (4, 3, WEEK)
    assert (found.first, found.last) == (date(2026, 11, 2), date(2026, 11, 16))
    assert found.counts == (2, 0, 1)
    assert found.periods[0].query == "since:2026-11-02 before:2026-11-09"


def test_tags_and_suggestions_are_told_apart_also_over_time() -> None:
    rows = [
        on(2026, 11, 2, tags=("privacy", "own"), suggested=("bias",)),
        on(2026, 11, 9, suggested=("privacy",)),
        ARow(suggested=("bias",)),
    ]
    found = overview(rows)
    assert found.concerns == (
        ConcernFigure("privacy", 1, 1, (1, 0), (0, 1)),
        ConcernFigure("own", 1, 0, (1, 0), (0, 0)),
        ConcernFigure("bias", 0, 2, (0, 0), (1, 0)),
    )
    assert found.tagged == 1


def test_sources_come_the_most_frequent_first() -> None:
    rows = [ARow(source="A"), ARow(source="B", read=True), ARow(source="B"), ARow()]
    found = overview(rows)
    assert found.sources == (("B", 2), ("A", 1))
    assert found.unread == 3


@pytest.mark.parametrize(
    ("first", "last", "unit", "count"),
    [
        (date(2026, 11, 2), date(2026, 11, 2), WEEK, 1),
        (date(2026, 1, 1), date(2026, 11, 23), MONTH, 11),
        (date(2016, 5, 1), date(2026, 11, 23), YEAR, 11),
        (date(1, 1, 1), date(2026, 1, 1), YEAR, 40),
        (date(9999, 12, 31), date(9999, 12, 31), WEEK, 1),
        (date(9000, 1, 1), date(9999, 12, 31), YEAR, 40),
        (date(1, 1, 1), date(1, 1, 1), WEEK, 1),
    ],
)
def test_the_longer_the_time_the_longer_the_periods(first: date, last: date, unit: str, count: int) -> None:
    found = periods_of(first, last)
    assert (found[0], len(found[1])) == (unit, count)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 20_000))
def test_periods_follow_each_other_and_cover_every_day(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    _, periods = periods_of(first, last)
    assert all(before.end == after.start for before, after in pairwise(periods))
    assert periods[-1].start <= last < periods[-1].end
    assert periods[0].start <= first or len(periods) == 40


@given(st.lists(st.builds(ARow, st.integers(-(10**12), 10**12), st.sampled_from(["", "A"]), st.booleans(),
                          st.sets(st.sampled_from(["privacy", "x"])).map(tuple))))  # fmt: skip
def test_every_figure_adds_up(rows: list[ARow]) -> None:
    found = overview(rows)
    assert found.stories == len(rows)
    assert len(found.periods) == len(found.counts) <= 40
    assert sum(found.counts) <= found.dated <= found.stories
    for one in found.concerns:
        assert sum(one.tagged_over_time) <= one.tagged
        assert len(one.tagged_over_time) == len(found.periods)


def test_charts_stay_on_their_ground() -> None:
    found = overview([on(2026, 11, day, tags=("privacy",), suggested=("bias",)) for day in range(1, 29)])
    drawn = columns(found, 720, 140)
    assert max(column.height for column in drawn) == 140
    assert all(column.x >= 0 and column.x + column.width <= 720 for column in drawn)
    assert all(bar.tagged_width + bar.suggested_width <= 400 for bar in bars(found, 400, DEFAULT))
    assert columns(Overview(), 720, 140) == []
    assert key_figures(Overview(), DEFAULT) == []


def test_a_period_says_how_to_find_it() -> None:
    assert Period(date(2026, 1, 1), date(2027, 1, 1)).query == "since:2026-01-01 before:2027-01-01"
