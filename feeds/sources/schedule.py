"""When a subscription is due again, by what servers and feeds ask for and after failures. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Final

from civic.dates import day
from civic.story import read_time

USUAL: Final = timedelta(hours=1)
"""Between fetches of a feed that asks for nothing."""
LONGEST: Final = timedelta(hours=24)
SHORTEST_OWN: Final = timedelta(minutes=5)
FIRST_RETRY: Final = timedelta(hours=1)
LONGEST_ASKED: Final = timedelta(days=31)
"""A server that asks for a longer wait than that is not believed."""
_FOR_EVER: Final = 10**10
"""Seconds, some centuries: a number that a wait may have."""
_SPREAD: Final = 0.1
_MAX_AGE: Final = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NO_KEEPING: Final = re.compile(r"(?:^|[,\s])no-(?:cache|store)\b", re.IGNORECASE)


def next_due(
    now: datetime, headers: Mapping[str, str], *, pace: timedelta = timedelta(), own: timedelta = timedelta(), url: str
) -> datetime:
    """Return when a feed that answered is due again.

    It is the longest of what the answer's caching headers (names in lower case), the feed itself (`pace`: <ttl>,
    sy:updatePeriod) and USUAL ask for, at most LONGEST. The interval that the user set (`own`) replaces USUAL and
    `pace`, not the headers. Up to a tenth is added, by a hash of `url` and day, so that feeds do not stay bunched.
    """
    wanted = max(own, SHORTEST_OWN) if own else max(USUAL, pace)
    wait = max(min(max(wanted, fresh_for(headers, now)), LONGEST), min(own, LONGEST_ASKED))
    seed = blake2b(f"{url} {now.date()}".encode(), digest_size=4).digest()
    return now + min(wait * (1 + _SPREAD * int.from_bytes(seed, "big") / 2**32), max(LONGEST, own))


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta:
    """Return how long an answer is fresh, by Cache-Control max-age less Age, else Expires less Date (RFC 9111)."""
    control = headers.get("cache-control", "")
    if _NO_KEEPING.search(control):
        return timedelta()
    if found := _MAX_AGE.search(control):
        age = headers.get("age", "").strip()
        old = int(age) if re.fullmatch(r"[0-9]{1,9}", age) else 0
        return timedelta(seconds=max(int(found[1]) - old, 0))
    until = read_time(headers.get("expires", ""))
    since = read_time(headers.get("date", "")) or now
    return max(until - since, timedelta()) if until else timedelta()


def asked_to_wait(value: str, now: datetime) -> timedelta | None:
    """Return the wait that a Retry-After header (RFC 9110, 10.2.3) asks for, in seconds or as a date; None where it is
    neither, is over, or is longer than LONGEST_ASKED."""
    wait = _wait_in(value, now)
    return wait if wait and timedelta() < wait <= LONGEST_ASKED else None


def asks_too_much(value: str, now: datetime) -> bool:
    """Return whether a Retry-After header asks for a longer wait than LONGEST_ASKED."""
    wait = _wait_in(value, now)
    return wait is not None and wait > LONGEST_ASKED


def _wait_in(value: str, now: datetime) -> timedelta | None:
    value = value.strip()
    if re.fullmatch(r"[0-9]+", value, re.ASCII):
        return timedelta(seconds=min(int(value[:12]), _FOR_EVER))
    moment = read_time(value)
    return moment - now.astimezone(UTC) if moment else None


def after_failure(now: datetime, failures: int, wait: timedelta | None = None) -> datetime:
    """Return when to try again after so many failures in a row: after `wait`, which the server asked for, else after
    FIRST_RETRY, doubled each time up to LONGEST."""
    doublings = min(max(failures, 1) - 1, 10)
    return now + (wait or min(FIRST_RETRY * (1 << doublings), LONGEST))


def waits(due: datetime | None, own: timedelta, now: datetime) -> bool:
    """Return whether a feed is due later than `now`, as far as any interval reaches: `own` is that of the user. A later
    time was written by a clock that was wrong."""
    return due is not None and now < due <= now + max(LONGEST * (1 + _SPREAD), min(own, LONGEST_ASKED))


def describe_wait(until: str, now: datetime) -> str:
    """Return the sentence that says until when a server asked to be left alone (`until`, ISO 8601, "" for never), in
    the time zone of `now`; "" where it may get a request again, also where no server can have asked for so long."""
    moment = read_time(until)
    if moment is None or not now < moment <= now + LONGEST_ASKED:
        return ""
    return f"Its server asked to wait until {_at(moment, now)}."


def describe_own_wait(due: str, now: datetime) -> str:
    """Return the sentence that says until when a feed that failed is left alone of our own accord (`due`, ISO 8601), in
    the time zone of `now`; "" where it is due."""
    moment = read_time(due)
    if moment is None or not waits(moment, timedelta(), now):
        return ""
    return f"civicdesk tries it again at {_at(moment, now)}."


def _at(moment: datetime, now: datetime) -> str:
    local = moment.astimezone(now.tzinfo)
    date = f"{day(local)}, " if local.date() != now.date() else ""
    return f"{date}{local:%H:%M}"
