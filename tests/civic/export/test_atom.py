"""The feed, as feedparser and an XML parser read it."""

import re
import uuid
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import feedparser
import pytest
from msgspec.structs import replace

from civic.codebook import DEFAULT
from civic.export import Entry, atom, is_export
from civic.judgement import NOTE, READ, STAR, Decision, Judgement, Value, Verdict, concern_field
from civic.operation import Operation
from civic.story import Story
from tests.civic.export.nasty import NASTY

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def written(entries: Iterable[Entry], about: str = "Filter: all", who: str = "ada") -> str:
    return "".join(atom(entries, DEFAULT, title="Stories", about=about, who=who, updated=NOW))


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


def after(entry: Entry, field: str, value: Value, at: str, who: str = "ada") -> Entry:
    """The entry once a field was set at a time."""
    history = (*entry.history, Operation(f"later {at}", entry.story.id, field, value, None, at, who))
    return replace(entry, judgement=entry.view.judgement(history), history=history)


@pytest.mark.parametrize(
    ("field", "value", "at", "updated"),
    [
        (concern_field("labour"), Decision(Verdict.TAGGED), "2026-11-25T08:00:00+02:00", "2026-11-25T06:00:00Z"),
        (concern_field("open-data"), None, "2026-11-25T08:00:00+00:00", "2026-11-25T08:00:00Z"),
        (NOTE, "Called.", "2026-11-25T08:00:00+00:00", "2026-11-25T08:00:00Z"),
        (NOTE, "Called.", "2026-11-22T08:00:00+00:00", "2026-11-23T10:00:00Z"),
        (STAR, True, "2026-11-25T08:00:00+00:00", "2026-11-23T10:00:00Z"),
        (READ, True, "2026-11-25T08:00:00+00:00", "2026-11-23T10:00:00Z"),
        (NOTE, "Called.", "some day", "2026-11-23T10:00:00Z"),
    ],
)
def test_an_entry_changes_when_it_is_tagged_or_written_on(
    field: str, value: Value, at: str, updated: str, full: Entry
) -> None:
    (entry,) = feedparser.parse(written([after(full, field, value, at)]).encode()).entries
    assert (entry.updated, entry.published) == (updated, "2026-11-20T00:00:00Z")


def test_what_others_decide_is_not_in_the_feed_and_changes_none_of_its_entries(full: Entry) -> None:
    later = after(full, concern_field("bias"), Decision(Verdict.TAGGED), "2026-11-25T08:00:00+00:00", "bob")
    assert written([later]) == written([full])


def test_without_a_history_an_entry_is_as_old_as_its_story(full: Entry) -> None:
    (entry,) = feedparser.parse(written([replace(full, history=())]).encode()).entries
    assert entry.updated == entry.published == "2026-11-20T00:00:00Z"
    (entry,) = feedparser.parse(written([Entry(Story("s", "T"), full.judgement)]).encode()).entries
    assert entry.updated == "2026-11-24T00:00:00Z"
    assert "published" not in entry


ONCE = {"id", "title", "updated"}
FEED = {"id", "title", "updated", "subtitle", "author", "generator", "entry"}
ENTRY = {"id", "title", "updated", "published", "link", "author", "category", "summary", "content"}
MANY = {"entry", "author", "link", "category"}


@pytest.mark.parametrize("text", ["An ordinary text", *NASTY])
def test_a_feed_keeps_to_the_grammar_of_the_standard(text: str, full: Entry, made_of: Callable[[str], Entry]) -> None:
    # RFC 4287, sections 3.3, 4.1.1, 4.1.2 and 4.2.6.
    root = read(written([full, made_of(text)], about=text, who=text).encode())
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert list(root)[-len(entries) :] == entries
    for place, allowed in ((root, FEED), *((entry, ENTRY) for entry in entries)):
        found = Counter(child.tag.removeprefix(ATOM) for child in place)
        assert set(found) <= allowed
        assert all(count == 1 for name, count in found.items() if name not in MANY)
        assert set(found) >= ONCE
        for author in place.findall(f"{ATOM}author"):
            assert [child.tag for child in author] == [f"{ATOM}name"]
    ids = [uuid.UUID((one.text or "").removeprefix("urn:uuid:")) for one in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids) == 3
    times = [one.text or "" for name in ("updated", "published") for one in root.iter(ATOM + name)]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one) for one in times)
    assert all("term" in one.attrib for one in root.iter(f"{ATOM}category"))


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
