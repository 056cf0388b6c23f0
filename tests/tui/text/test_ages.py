"""Ages in a few letters."""

from datetime import UTC, datetime, timedelta

import pytest

from tui.text.ages import age, ahead

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=30), "now"),
        (timedelta(hours=-3), "now"),
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(days=2), "2 d"),
        (timedelta(days=9), "14 Nov"),
        (timedelta(days=800), "Sep 2024"),
    ],
)
def test_says_how_long_ago(ago: timedelta, said: str) -> None:
    assert age(int((NOW - ago).timestamp()), NOW) == said


def test_what_is_unknown_is_empty() -> None:
    assert age(0, NOW) == ""


@pytest.mark.parametrize(
    ("ahead_by", "said"),
    [(timedelta(seconds=5), "now"), (timedelta(minutes=5), "in 5 min"), (timedelta(hours=30), "in 1 d")],
)
def test_says_how_soon(ahead_by: timedelta, said: str) -> None:
    assert ahead(NOW + ahead_by, NOW) == said
