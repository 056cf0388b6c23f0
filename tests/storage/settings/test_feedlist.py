"""Subscriptions are changed at once or not at all."""

from pathlib import Path

import pytest
from tinydb import TinyDB

from storage.files.errors import UnwritableError
from storage.files.migrations import FEEDS
from storage.settings import feedlist
from storage.settings.feedlist import FeedList


@pytest.fixture
def feeds(tmp_path: Path) -> FeedList:
    feeds = FeedList(tmp_path / "feeds.json")
    feeds.update(lambda rows: [*rows, {"url": "http://a", "etag": None}, {"url": "http://b", "fails": 2}])
    return feeds


def test_no_file_is_an_empty_list(tmp_path: Path) -> None:
    feeds = FeedList(tmp_path / "feeds.json")
    assert feeds.rows() == []
    assert feeds.update(lambda rows: rows) == []
    assert not feeds.path.exists()


def test_rows_come_back_in_their_order(feeds: FeedList) -> None:
    assert FeedList(feeds.path).rows() == [{"url": "http://a", "etag": None}, {"url": "http://b", "fails": 2}]


def test_a_change_that_fails_changes_nothing(feeds: FeedList) -> None:
    def fail(rows: object) -> list[dict[str, object]]:
        raise ZeroDivisionError

    before = feeds.path.read_bytes()
    with pytest.raises(ZeroDivisionError):
        feeds.update(fail)  # type: ignore[arg-type]
    assert feeds.path.read_bytes() == before


def test_other_tables_stay_and_stock_tinydb_reads_the_file(feeds: FeedList) -> None:
    with TinyDB(feeds.path) as stock:
        stock.table("mine").insert({"x": 1})
    feeds.update(lambda rows: rows[1:])
    with TinyDB(feeds.path) as stock:
        assert stock.table("mine").all() == [{"x": 1}]
        assert stock.table("feeds").all() == [{"url": "http://b", "fails": 2}]


def test_a_broken_list_is_put_together_from_its_lines_and_its_backup(feeds: FeedList) -> None:
    feeds.update(lambda rows: [*rows, {"url": "http://c"}])
    broken = feeds.path.read_bytes().replace(b'"url": "http://a"', b'"url: "http://a"')
    feeds.path.write_bytes(broken)
    assert {str(row["url"]) for row in feeds.rows()} == {"http://a", "http://b", "http://c"}
    (notice,) = feeds.notices
    assert "3 feeds were saved" in notice
    assert next(feeds.path.parent.glob("feeds.json.broken-*")).read_bytes() == broken
    assert len(FeedList(feeds.path).rows()) == 3


def test_a_list_of_a_newer_program_is_only_read(feeds: FeedList) -> None:
    feeds.path.write_bytes(feeds.path.read_bytes().replace(b'"schema": %d' % len(FEEDS), b'"schema": 99'))
    before = feeds.path.read_bytes()
    assert len(feeds.rows()) == 2
    with pytest.raises(UnwritableError, match="newer civicdesk"):
        feeds.update(lambda rows: rows[1:])
    assert feeds.path.read_bytes() == before


def test_rows_of_before_are_read_as_those_of_today(feeds: FeedList, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedlist, "FEEDS", (*FEEDS, lambda row: {**row, "paused": False}))
    assert [row["paused"] for row in feeds.rows()] == [False, False]
    feeds.update(lambda rows: [*rows, {"url": "http://c", "paused": True}])
    with TinyDB(feeds.path) as stock:
        assert stock.table("_meta").all() == [{"schema": len(FEEDS) + 1}]
        assert [row["paused"] for row in stock.table("feeds")] == [False, False, True]
