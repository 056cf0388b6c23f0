"""Rows of figures, and what finds the stories behind them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.codebook import DEFAULT
from civic.overview import WEEK, YEAR, ConcernFigure, Overview, Period, StakeholderFigure
from civic.query import QueryError, parse
from civic.stakeholder_page import Meeting, stakeholder_page
from tui.screens.charts.rows import overview_rows, quoted, stakeholder_rows, within

NOW = datetime(2026, 11, 23, tzinfo=UTC)
FIGURES = Overview(
    stories=5, tagged=2, dated=5, unit=WEEK, periods=(Period(date(2026, 11, 16), date(2026, 11, 23)),), counts=(5,),
    concerns=(ConcernFigure("privacy", 2, 1, (2,), (1,)), ConcernFigure("own-tag", 1, 0, (1,), (0,))),
    sources=(("BBC News", 4), ('The "Paper" OR (two)', 1)),
    stakeholders=(StakeholderFigure("Met Police", 3, (("deployer", 2),), (("privacy", 2), ("own-tag", 0))),),
)  # fmt: skip


def test_every_row_is_behind_a_filter_that_is_understood() -> None:
    rows = overview_rows(FIGURES, DEFAULT)
    assert [row.label for row in rows] == [
        "16 Nov 2026", "Privacy & surveillance", "own-tag", "Met Police", "Met Police", "BBC News",
        'The "Paper" OR (two)',
    ]  # fmt: skip
    for row in rows:
        for query in [cell.query for cell in row.cells] or [row.query]:
            assert parse(within("a OR b", query), NOW)
    assert rows[1].query == 'concern:"privacy"'
    assert (rows[1].value, rows[1].light) == (2, 1)
    assert rows[4].cells[0].query == 'stakeholder:"Met Police" concern:"privacy"'


def test_the_rows_over_time_have_every_story_the_undated_and_the_oldest_apart() -> None:
    year = Period(date(1987, 1, 1), date(1988, 1, 1))
    rows = overview_rows(Overview(stories=9, dated=7, unit=YEAR, periods=(year,), counts=(4,)), DEFAULT)
    assert [(row.label, row.value) for row in rows] == [("before 1987", 3), ("1987", 4), ("no date", 2)]
    page = stakeholder_page("Met", [Meeting(str(when), "T", "BBC", when, (), (), ()) for when in (1_770_000_000, 0, 0)])
    years = [row for row in stakeholder_rows(page, DEFAULT) if row.section == "Over the years"]
    assert [(row.label, row.value) for row in years] == [("2026", 1), ("no date", 2)]


def test_a_filter_with_a_choice_is_held_together() -> None:
    assert within("", "role:supplier") == "role:supplier"
    assert within("police", "role:supplier") == "police role:supplier"
    assert within("a OR b", "role:supplier") == "(a OR b) role:supplier"


@given(st.text())
def test_any_name_can_be_asked_for(name: str) -> None:
    try:
        parse(quoted("stakeholder", name), NOW)
    except QueryError as error:
        assert len(name) > 1900, error


def test_a_stakeholders_page_is_told_in_rows() -> None:
    met = ("Met", ("the Met",), "public_body", ("deployer", "own-role"))
    union, firm = ("Union", (), "", ("advocate",)), ("Firm", (), "", ("supplier",))
    stakeholders = (met, ("X", (), "", ()), union, firm)
    page = stakeholder_page("Met", [Meeting("s1", "T", "BBC", 1_770_000_000, ("privacy",), (), stakeholders)])
    rows = stakeholder_rows(page, DEFAULT)
    assert {row.section.split(",")[0] for row in rows} == {
        "Roles", "Over the years", "Named together", "Critics and overseers", "Also appears with", "Concerns around it",
        "Stories",
    }  # fmt: skip
    assert [row.story for row in rows if row.story] == ["s1"]
    for row in rows:
        if row.query and "own-role" not in row.query:
            assert parse(row.query, NOW)
    assert page.about == "public body · also the Met · 1 story"


@pytest.mark.parametrize(
    "empty", [overview_rows(Overview(), DEFAULT), stakeholder_rows(stakeholder_page("Nobody", []), DEFAULT)]
)
def test_nothing_gives_no_rows(empty: list[object]) -> None:
    assert empty == []
