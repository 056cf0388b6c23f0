"""When an entry was published."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.formats.date_words import _MONTHS, folded, month_named
from feeds.formats.dates import Order, moment, order_in, written_time


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("Sat, 18 Mar 2023 20:21:00 America/Los_Angeles", "2023-03-19T03:21"),
        ("Sat, Oct 28 2023 08:28:28 PM", "2023-10-28T20:28:28"),
        ("2017-08-01 13:55:44.364419679 +0200 CEST", "2017-08-01T11:55:44"),
        ("2026/08/04 12:00:00", "2026-08-04T12:00"),
        ("2025.11.04", "2025-11-04"),
        ("20251103T101500Z", "2025-11-03T10:15"),
        ("2025-W45-2", "2025-11-04"),
        ("2025-308", "2025-11-04"),
        ("Tue, 04 Aug 2026 12:00:00 BST", "2026-08-04T11:00"),
        ("Tue, 04 Nov 2025 12:00:00 KST", "2025-11-04T03:00"),
        ("Tue, 04 Nov 2025 12:00:00 NZDT", "2025-11-03T23:00"),
        ("Tue, 04 Nov 2025 12:00:00 MEZ", "2025-11-04T11:00"),
        ("Tue, 04 Nov 2025 12:00:00 Europe/Paris", "2025-11-04T11:00"),
        ("2025-11-04 01:00 PM", "2025-11-04T13:00"),
        ("Tue, 04 Nov 2025 1:00 PM EST", "2025-11-04T18:00"),
        ("2025-11-04 12:00:00 CET", "2025-11-04T11:00"),
        ("Tue Nov 04 12:00:00 CET 2025", "2025-11-04T11:00"),
        ("Tue Nov  4 12:00:00 2025", "2025-11-04T12:00"),
        ("2025年11月04日 12:00", "2025-11-04T12:00"),
        ("2025-11-04 오후 1:00", "2025-11-04T13:00"),
        ("2025년 11월 4일 오후 1시 5분", "2025-11-04T13:05"),
        ("2025年11月4日(火) 午後1時30分", "2025-11-04T13:30"),
        ("2025年11月4日 星期二 下午1:30", "2025-11-04T13:30"),
        ("Tue, 04 Nov 2025 12:00:00 GMT+7", "2025-11-04T05:00"),
        ("2025-11-04T12:00:00+5:30", "2025-11-04T06:30"),
        ("2025-11-04 12:00:00 +0200 CEST", "2025-11-04T10:00"),
        ("2025-11-04 12:00:00 +0000 UTC m=+0.0123", "2025-11-04T12:00"),
        ("Tue Nov 04 2025 12:00:00 GMT+0100 (Central European Standard Time)", "2025-11-04T11:00"),
        ("03.11.2025", "2025-11-03"),
        ("03.11.2025 08:00", "2025-11-03T08:00"),
        ("3.11.25 08:00", "2025-11-03T08:00"),
        ("4. November 2025, 12:00 Uhr", "2025-11-04T12:00"),
        ("Dienstag, 4. Nov. 2025 12.30 Uhr", "2025-11-04T12:30"),
        ("mardi 4 novembre 2025 à 12h30", "2025-11-04T12:30"),
        ("mar. 4 nov. 2025", "2025-11-04"),
        ("1er août 2025", "2025-08-01"),
        ("4 de noviembre de 2025", "2025-11-04"),
        ("4 de março de 2025 às 10:00", "2025-03-04T10:00"),
        ("4 listopada 2025", "2025-11-04"),
        ("4 ноября 2025 г., 12:00", "2025-11-04T12:00"),
        ("November 4th, 2025 at 9:30 a.m.", "2025-11-04T09:30"),
        ("1762257600", "2025-11-04T12:00"),
        ("1762257600000", "2025-11-04T12:00"),
        ("762257600", "1994-02-26T10:13:20"),
        ("202511041200", "2025-11-04T12:00"),
        ("2025110412", "2025-11-04T12:00"),
        ("2025-11-04T24:00:00Z", "2025-11-05"),
        ("Tue, 04 Nov 2025 24:00:00 GMT", "2025-11-05"),
        ("04 Nov 25 12:00 EST", "2025-11-04T17:00"),
        ("Thu, 01 Jan 04 19:48:21 GMT", "2004-01-01T19:48:21"),
        ("Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53"),
        ("2004-07-08 23:56:58.7", "2004-07-08T23:56:58"),
        ("2003-12-31T10:14:55.5+01:00", "2003-12-31T09:14:55"),
        ("20031231", "2003-12-31"),
        ("2004-július-13T9:15-05:00", "2004-07-13T14:15"),
        ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00"),
        ("2004년 05월 28일 01:31:15", "2004-05-28T01:31:15"),
        ("12:00, Tuesday 4 November 2025", "2025-11-04T12:00"),
        ("11/20/2026", "2026-11-20"),
        ("25/11/2025 10:00", "2025-11-25T10:00"),
        ("Tue, 4 Nov 2025 12:00:00 PM EST", "2025-11-04T17:00"),
        ("2025-11-04T12:00:00.000+0100", "2025-11-04T11:00"),
        ("2025-11-04T12:00", "2025-11-04T12:00"),
        ("2025-11-04+01:00", "2025-11-03T23:00"),
        ("20251104120000", "2025-11-04T12:00"),
        ("Sept 4, 2025", "2025-09-04"),
        ("2025-11-04T12:00:00 Z", "2025-11-04T12:00"),
        ("November 20, 2026 9:30 pm EST", "2026-11-21T02:30"),
        ("20.11.2026 10:00 CET", "2026-11-20T09:00"),
        ("Thu, 5 Apr 2012 10:00:00 CET", "2012-04-05T09:00"),
        ("8 Sept 2025 7pm", "2025-09-08T19:00"),
        ("04-Nov-2025 12:00:00", "2025-11-04T12:00"),
        ("Tue, 04-Nov-25 12:00:00 GMT", "2025-11-04T12:00"),
        ("Nov 4, 2025 12:00 +01:00", "2025-11-04T11:00"),
        ("４ Nov 2025", "2025-11-04"),
        ("Tuesday, November 4, 2025 - 13:00", "2025-11-04T13:00"),
        ("2025/11/04 - 13:00", "2025-11-04T13:00"),
        ("13:00 - 04.11.2025", "2025-11-04T13:00"),
        ("Tue, 4 Nov 2025 12:00:00 -0000", "2025-11-04T12:00"),
        ("Tue, 04 Nov 2025 12:00 UT", "2025-11-04T12:00"),
        ("Di, 4 Nov 2025 12:00:00 +0100", "2025-11-04T11:00"),
        ("Tue,04 Nov 2025 12:00:00 GMT", "2025-11-04T12:00"),
        ("Tue, 4 Nov 2025 12:00:00 Etc/GMT+7", "2025-11-04T19:00"),
        ("2025-11-04T12:00:00[Europe/Paris]", "2025-11-04T11:00"),
        ("2025-11-04T12:00:00+01:00[Europe/Paris]", "2025-11-04T11:00"),
        ("2025-11-04 at 12:00", "2025-11-04T12:00"),
        ("4 Kasım 2025 Salı, 12:00", "2025-11-04T12:00"),
        ("2025. november 4. 12:00", "2025-11-04T12:00"),
        ("2025. 11. 4. 오후 1:00:00", "2025-11-04T13:00"),
        ("11 Mar 2025 10:00 (EST)", "2025-03-11T15:00"),
        ("4.11.2025 klo 12.30", "2025-11-04T12:30"),
        ("/Date(1762257600000)/", "2025-11-04T12:00"),
        ("/Date(1762257600000+0100)/", "2025-11-04T12:00"),
        (r"\/Date(1762257600000)\/", "2025-11-04T12:00"),
        ("2025-11-04T12:00:00\u221202:00", "2025-11-04T14:00"),
        ("Tue, 04 Nov 2025 12:00:00 \u22120200", "2025-11-04T14:00"),
        ("2025\u201111\u201104 12:00", "2025-11-04T12:00"),
        ("04/Nov/2025:12:00:00 +0200", "2025-11-04T10:00"),
        ("令和7年11月4日", "2025-11-04"),
        ("令和７年１１月４日(火) 12時00分", "2025-11-04T12:00"),
        ("令和元年5月1日", "2019-05-01"),
        ("㋿7年11月4日", "2025-11-04"),
        ("平成31年4月30日", "2019-04-30"),
        ("中華民國114年11月4日 下午1:00", "2025-11-04T13:00"),
    ],
)
def test_dates_are_read_whole(written: str, utc: str) -> None:
    found = written_time(written)
    assert found is not None
    assert found.astimezone(UTC).replace(microsecond=0, tzinfo=None) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("Fri, 20 Nov 2026 09:30:00 +0100", "2026-11-20T09:30:00+01:00"),
        ("20.11.2026 10:00 CET", "2026-11-20T10:00:00+01:00"),
        ("November 20, 2026 9:30 pm EST", "2026-11-20T21:30:00-05:00"),
        ("Tue, 04 Nov 2025 12:00:00 Asia/Kolkata", "2025-11-04T12:00:00+05:30"),
        ("Tue, 04 Nov 2025 12:00:00 +0100 (Europe/Athens)", "2025-11-04T12:00:00+01:00"),
        ("2025-11-04T12:00:00.25Z", "2025-11-04T12:00:00.250000+00:00"),
    ],
)
def test_dates_keep_their_offset(written: str, iso: str) -> None:
    found = written_time(written)
    assert found is not None
    assert found.isoformat() == iso


@pytest.mark.parametrize(
    "written",
    [
        "", "yesterday", "2026-11-20" * 100, "٢٠٢٦", "0001-01-01T00:00:00Z", "1970-01-01", "9999-12-31T23:59:59-14:00",
        "2025-W60-1", "2025-000", "2025-366", "1:00 PM", "4 Nov 2025 13:00 AM", "2025-11-04 12:61",
        "03/11/2025",
        "Tue, 04 Nov 2025 12:00:00 XQZ",
        "soonish 7",
        "Nov 2026",
        "10:30",
        "2026",
        "12345678",
        "32 Foo 2026",
        "2025-13-01",
        "2025-02-30",
        "Tue, 31 Nov 2025 12:00:00 GMT",
        "2025-11-04 25:00",
        "99999999999999",
        "202513041200",
        "123456789012",
        "123456789",
        "2025-11-04 12:00 or 2025-11-05",
        "Tue, 04 Nov 2025 12:00:00 Nowhere/Land",
        "03-11-2025",
        "11/04/2025 1:30 PM",
        "令和7年13月4日",
        "/Date(-1)/",
        "/Date(soon)/",
    ],
)  # fmt: skip
def test_what_is_no_whole_date_is_none(written: str) -> None:
    assert written_time(written) is None


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("CET", 11), ("CEST", 10), ("EET", 10), ("EEST", 9), ("MSK", 9), ("JST", 3), ("AEST", 2),
        ("KST", 3), ("MEZ", 11), ("GMT", 12), ("UTC", 12), ("Z", 12), ("EDT", 16), ("PST", 20), ("GMT+7", 5),
        ("UTC-3", 15), ("+0530", 6.5),
        ("+5:30", 6.5),
        ("-08", 20), ("America/New_York", 17), ("gmt", 12),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["Tue, 04 Nov 2025 12:00:00 {}", "2025-11-04 12:00 {}", "4 November 2025, 12:00 {}"])
def test_zones_are_read_in_every_form(form: str, zone: str, hours: float) -> None:
    found = written_time(form.format(zone))
    assert found is not None
    there = found.astimezone(UTC)
    assert (there.day, there.hour + there.minute / 60) == (4, hours)


@pytest.mark.parametrize("row", _MONTHS.split("\n"))
def test_every_month_of_every_language_is_one_month(row: str) -> None:
    assert [month_named(folded(name)) for name in row.split()] == list(range(1, 13))


def test_a_month_of_iso_8601_is_its_first_day() -> None:
    assert moment("2025-11") == datetime(2025, 11, 1, tzinfo=UTC)
    assert moment("2025") is None


@pytest.mark.parametrize(
    ("dates", "lang", "order"),
    [
        (["03/11/2025", "25/11/2025"], "", "day"),
        (["03/11/2025 10:00", "11/25/2025 10:00"], "", "month"),
        (["13/11/2025", "11/13/2025"], "", ""),
        (["01/11/2025", "02/11/2025", "03/11/2025"], "", "day"),
        (["11/01/2025", "11/02/2025", "11/03/2025"], "", "month"),
        (["03/11/2025", "Mon, 03 Nov 2025 10:00:00 GMT"], "", "day"),
        (["03-11-2025"], "fr", "day"),
        (["03/11/2025"], "en-GB", "day"),
        (["03/11/2025"], "en-us", "month"),
        (["03/11/2025"], "en", ""),
        (["2025-11-03", "soonish"], "de", ""),
        ([], "de", ""),
    ],
)
def test_what_comes_first_is_told_by_the_rest_of_the_feed(dates: list[str], lang: str, order: Order) -> None:
    assert order_in(dates, lang) == order


def test_the_order_tells_day_from_month() -> None:
    days = [found.day for order in ("day", "month") if (found := written_time("03/11/2025", order))]
    assert days == [3, 11]
    assert written_time("03.11.2025", "month") == datetime(2025, 11, 3, tzinfo=UTC)


@given(st.text(max_size=40) | st.text("0123456789:/.-+ TZapm年月日,", max_size=30))
def test_any_text_is_a_time_with_an_offset_or_none(written: str) -> None:
    found = written_time(written)
    assert found is None or found.tzinfo is not None


_FORMS = (
    "%Y-%m-%dT%H:%M:%SZ", "%d %B %Y %H:%M:%S", "%Y/%m/%d %I:%M:%S %p", "%Y%m%dT%H%M%SZ", "%d.%m.%Y %H:%M:%S",
    "%Y年%m月%d日 %H時%M分%S秒",
)  # fmt: skip


@given(st.integers(86400 * 366, 6_900_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_what_is_written_is_read(when: datetime) -> None:
    for form in _FORMS:
        assert written_time(when.strftime(form)) == when
    for cut in range(0, 20, 2):
        found = written_time(when.strftime("%a, %d %b %Y %H:%M:%S GMT")[:cut])
        assert found is None or found.tzinfo is not None
