"""When a feed is due again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.sources.schedule import after_failure, asked_to_wait, describe_own_wait, describe_wait, fresh_for, next_due

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
URL = "https://example.org/feed"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "public, max-age=7200"}, 7200),
        ({"cache-control": "max-age=7200", "age": "200"}, 7000),
        ({"cache-control": "no-cache, max-age=7200"}, 0),
        ({"cache-control": "max-age=300", "expires": "Tue, 24 Nov 2026 12:00:00 GMT"}, 300),
        ({"expires": "Mon, 23 Nov 2026 14:00:00 GMT"}, 7200),
        ({"expires": "Mon, 23 Nov 2026 14:00:00 GMT", "date": "Mon, 23 Nov 2026 13:00:00 GMT"}, 3600),
        ({"expires": "Mon, 23 Nov 2020 14:00:00 GMT"}, 0),
        ({"expires": "0"}, 0),
        ({"cache-control": "s-maxage=7200"}, 0),
    ],
)
def test_caching_headers_say_how_long_an_answer_keeps(headers: dict[str, str], seconds: int) -> None:
    assert fresh_for(headers, NOON) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("headers", "pace", "own", "hours"),
    [
        ({}, 0, 0, 1),
        ({"cache-control": "max-age=10800"}, 0, 0, 3),
        ({"cache-control": "max-age=10800"}, 6 * 3600, 0, 6),
        ({"cache-control": "max-age=99999999"}, 0, 0, 24),
        ({}, 10**8, 0, 24),
        ({}, 6 * 3600, 30, 0.5),
        ({"cache-control": "max-age=7200"}, 0, 30, 2),
        ({}, 0, 3 * 24 * 60, 72),
    ],
)
def test_the_longest_wish_counts_with_a_little_spread(
    headers: dict[str, str], pace: int, own: int, hours: float
) -> None:
    due = next_due(NOON, headers, pace=timedelta(seconds=pace), own=timedelta(minutes=own), url=URL)
    assert hours * HOUR <= due - NOON <= hours * HOUR * 1.1


def test_feeds_do_not_stay_bunched() -> None:
    dues = {next_due(NOON, {}, url=f"https://example.org/{number}") for number in range(20)}
    assert len(dues) == 20


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=40))
def test_any_headers_give_a_time_from_an_hour_to_a_day_away(control: str, age: str, expires: str) -> None:
    due = next_due(NOON, {"cache-control": control, "age": age, "expires": expires}, url=URL)
    assert HOUR <= due - NOON <= 24 * HOUR


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("3600", HOUR),
        ("1", timedelta(seconds=1)),
        ("0", None),
        ("Mon, 23 Nov 2026 14:00:00 GMT", 2 * HOUR),
        ("Mon, 23 Nov 2020 14:00:00 GMT", None),
        ("9999999999", None),
        (str(31 * 86400), timedelta(days=31)),
        ("Mon, 23 Nov 2099 14:00:00 GMT", None),
        ("", None),
        ("soon", None),
        ("-5", None),
    ],
)
def test_what_a_server_asks_for_is_what_is_waited_up_to_a_month(value: str, wait: timedelta | None) -> None:
    assert asked_to_wait(value, NOON) == wait


def test_failures_back_off_from_an_hour_to_a_day() -> None:
    waits = [after_failure(NOON, failures) - NOON for failures in (1, 2, 3, 4, 5, 6, 1000)]
    assert waits == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, 24 * HOUR, 24 * HOUR]
    assert after_failure(NOON, 1, 48 * HOUR) - NOON == 48 * HOUR
    assert after_failure(NOON, 6, HOUR) - NOON == HOUR


def test_until_when_a_server_wants_to_be_left_alone_is_said_in_the_users_time_zone() -> None:
    assert (
        describe_wait("", NOON) == describe_wait("2026-11-23T11:59:00+00:00", NOON) == describe_wait("soon", NOON) == ""
    )
    assert describe_wait("2026-11-23T15:40:00+00:00", NOON) == "Its server asked to wait until 15:40."
    assert describe_wait("2026-11-24T01:05:00+02:00", NOON) == "Its server asked to wait until 23:05."
    assert describe_wait("2026-11-25T08:00:00+00:00", NOON) == "Its server asked to wait until 25 Nov, 08:00."


def test_a_wait_of_our_own_is_called_so() -> None:
    said = "civicdesk tries it again at 13:00."
    assert describe_own_wait("2026-11-23T13:00:00+00:00", NOON) == said
    assert describe_own_wait("", NOON) == describe_own_wait("2026-11-23T11:00:00+00:00", NOON) == ""
    assert describe_own_wait("2031-01-01T00:00:00+00:00", NOON) == ""
