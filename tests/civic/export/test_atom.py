"""The feed, as feedparser and an XML parser read it."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import feedparser
import pytest

from civic.export import Entry, atom, is_export
from civic.judgement import Judgement
from civic.story import Story
from tests.civic.export.nasty import NASTY

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def written(entries: Iterable[Entry], about: str = "Filter: all", who: str = "ada") -> str:
    return "".join(atom(entries, title="Stories", about=about, who=who, updated=NOW))


def read(feed: str | bytes) -> ET.Element:
    return ET.fromstring(feed)  # noqa: S314 - our own


def test_a_feed_reader_finds_what_was_tagged(full: Entry) -> None:
    feed = feedparser.parse(written([full]).encode())
    assert not feed.bozo
    assert (feed.feed.title, feed.feed.author, feed.version) == ("Stories", "ada", "atom10")
    (entry,) = feed.entries
    assert entry.title == "Met scans faces"
    assert entry.link == "https://example.org/a?x=1&y=(2)"
    assert entry.updated == "2026-11-23T10:00:00Z"
    assert entry.published == "2026-11-20T00:00:00Z"
    assert [tag.term for tag in entry.tags] == ["privacy", "open-data"]
    assert "accepted by ada, 23 Nov 2026; high, alleged" in entry.content[0].value
    assert "Call them." in entry.content[0].value


def test_what_the_standard_asks_for_is_there_and_stays_the_same(full: Entry) -> None:
    first, second = (read(written([full])) for _ in range(2))
    for place in (first, *first.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(place.findall(ATOM + name)) == 1, name
        assert place.find(f"{ATOM}author/{ATOM}name") is not None
    ids = [one.text for one in first.iter(f"{ATOM}id")]
    assert ids == [one.text for one in second.iter(f"{ATOM}id")]
    assert len(set(ids)) == 2
    assert ids[0] != read(written([], about="Filter: other")).findtext(f"{ATOM}id")


def test_stories_without_a_tag_are_left_out_and_no_story_is_still_a_feed() -> None:
    text = written([Entry(Story("s", "Untagged"), Judgement())], about="", who="")
    assert feedparser.parse(text.encode()).entries == []
    assert read(text).findtext(f"{ATOM}author/{ATOM}name") == "civicdesk"
    assert is_export(text[:100])


@pytest.mark.parametrize("text", NASTY)
def test_no_text_breaks_the_feed_or_is_run(text: str, made_of: Callable[[str], Entry]) -> None:
    feed = written([made_of(text)], about=text, who=text)
    body = feed.encode()  # no lone surrogate is left
    root = read(body)
    assert [one.tag for one in root.iter(f"{ATOM}link")] == []
    content = root.findtext(f"{ATOM}entry/{ATOM}content") or ""
    assert "<script" not in content
    assert "<!--" not in content
    assert not feedparser.parse(body).bozo


def test_an_early_year_keeps_its_zeros(full: Entry) -> None:
    old = Entry(Story("s", "Old", published=datetime(33, 4, 3, tzinfo=UTC)), full.judgement)
    assert "<published>0033-04-03T00:00:00Z</published>" in written([old])
