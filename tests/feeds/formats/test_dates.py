"""When an entry was published."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.formats.dates import moment, written_time


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("Fri, 20 Nov 2026 09:30:00 +0100", "2026-11-20T09:30:00+01:00"),
        ("2026-11-20T09:30:00Z", "2026-11-20T09:30:00+00:00"),
        ("20 Nov 2026", "2026-11-20T00:00:00+00:00"),
        ("20.11.2026 10:00 CET", "2026-11-20T10:00:00+01:00"),
        ("November 20, 2026 9:30 pm EST", "2026-11-20T21:30:00-05:00"),
        ("11/20/2026", "2026-11-20T00:00:00+00:00"),
    ],
)
def test_dates_are_read_with_their_offset(written: str, iso: str) -> None:
    found = written_time(written)
    assert found is not None
    assert found.isoformat() == iso


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "Nov 2026",
        "10:30",
        "2026",
        "12345678",
        "2026-11-20" * 100,
        "32 Foo 2026",
        "٢٠٢٦",
        "99999999999999",
    ],
)
def test_what_is_no_whole_date_is_none(written: str) -> None:
    assert written_time(written) is None


def test_feedparsers_reading_comes_first() -> None:
    assert moment((2026, 11, 20, 9, 30, 0, 4, 324, 0), "rubbish") == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert moment(None, "2026-11-20") == datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "parsed", [(1, 1, 1, 0, 0, 0, 0, 1, 0), (1970, 1, 1, 0, 0, 0, 3, 1, 0), (10**9, 1, 1, 0, 0, 0, 0, 0, 0), ()]
)
def test_zero_and_impossible_dates_are_none(parsed: tuple[int, ...]) -> None:
    assert moment(parsed, "") is None


@given(st.text(max_size=40))
def test_any_text_is_a_time_with_an_offset_or_none(written: str) -> None:
    found = written_time(written)
    assert found is None or found.tzinfo is not None
