"""A story: read tolerantly, written strictly, and with an id that stays."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.dates import day_of
from civic.story import FIELDS, MOST_LINKS, AuthorStakeholder, Link, Span, Story, StoryError, read_time, story_id

TIMES = ("published", "fetched", "changed")
WHEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(st.sampled_from([*FIELDS, "body", "link", "date", "headline", "extra"]), JSON)


@pytest.mark.parametrize(
    ("document", "field", "value"),
    [
        ({"headline": "T"}, "title", "T"),
        ({"body": "One.\n\nTwo."}, "text", "One.\n\nTwo."),
        ({"title": "T", "content": ["One.", "Two."]}, "text", "One.\n\nTwo."),
        ({"title": "T", "description": "D"}, "text", "D"),
        ({"title": "T", "text": "", "body": "B"}, "text", "B"),
        ({"title": "T", "link": "https://x.org"}, "url", "https://x.org"),
        ({"title": "T", "href": "https://x.org"}, "url", "https://x.org"),
        ({"title": "T", "date": "2026-11-20T09:30:00Z"}, "published", WHEN),
        ({"title": "T", "created": "Fri, 20 Nov 2026 09:30:00 GMT"}, "published", WHEN),
        ({"title": "T", "published": 1795167000}, "published", WHEN),
        ({"title": "T", "published": "soon"}, "published", None),
        ({"title": "T", "id": 7}, "id", "7"),
        ({"title": "T", "tags": "one"}, "tags", ("one",)),
        ({"title": "T", "tags": ["one", "one", 3, ""]}, "tags", ("one",)),
        ({"title": "T", "stakeholders": ["Met"]}, "stakeholders", (AuthorStakeholder("Met"),)),
        ({"title": "T", "stakeholders": [{"name": "Met", "role": "deployer"}, {"type": "x"}, 3]}, "stakeholders",
         (AuthorStakeholder("Met", "", ("deployer",)),)),
        ({"title": "T", "links": [{"url": "https://x.org", "text": "X\x1b[0m"}, "http://y.org", {"url": "https://x.org"}]},
         "links", (Link("https://x.org", "X"), Link("http://y.org"))),
        ({"title": "T", "links": [{"href": "https://x.org", "title": "X", "rel": "self"}, {"url": 3}, None, "file:///x"]},
         "links", (Link("https://x.org", "X"),)),
        ({"title": "T", "links": "https://x.org"}, "links", ()),
        ({"title": "T\x1b[31m\nU"}, "title", "T U"),
        ({"title": "T", "source": "B\u202eBC"}, "source", "BBC"),
    ],
)  # fmt: skip
def test_other_peoples_fields_are_read(document: dict[str, object], field: str, value: object) -> None:
    assert getattr(Story.from_document(document), field) == value


@pytest.mark.parametrize("document", [{}, {"title": " ", "text": "\n"}, {"title": ["x", 3][1:]}, {"url": "https://x"}])
def test_neither_title_nor_text_is_no_story(document: dict[str, object]) -> None:
    with pytest.raises(StoryError):
        Story.from_document(document)


@given(DOCUMENTS)
def test_any_document_is_a_story_or_refused_and_then_stays_as_it_is(document: dict[str, object]) -> None:
    try:
        story = Story.from_document(document)
    except StoryError:
        return
    assert story.id
    written = story.to_document()
    assert list(written) == [name for name in FIELDS if name in written]
    assert Story.from_document(json.loads(json.dumps(written))).to_document() == written


def test_a_document_that_is_no_table_is_refused() -> None:
    with pytest.raises(StoryError):
        Story.from_document([1])  # type: ignore[arg-type]


def test_only_what_is_set_is_written_with_times_that_carry_an_offset() -> None:
    story = Story("a", "T", published=WHEN.astimezone(timezone(timedelta(hours=1))))
    assert story.to_document() == {"id": "a", "title": "T", "published": "2026-11-20T10:30:00+01:00"}


def test_the_headline_and_the_time_have_something_to_stand_in() -> None:
    assert Story("a", text="word " * 100).headline.endswith("…")
    assert Story("a", fetched=WHEN).when == WHEN


@pytest.mark.parametrize(
    ("ahead", "stands", "said"),
    [
        (timedelta(hours=23), "published", "20 Nov 2026"),
        (timedelta(days=200), "fetched", "first seen 20 Nov 2026, dated ahead 8 Jun 2027"),
        (None, "fetched", "first seen 20 Nov 2026"),
    ],
)
def test_a_date_far_ahead_is_not_when_the_story_came(ahead: timedelta | None, stands: str, said: str) -> None:
    came = datetime(2026, 11, 20, tzinfo=UTC)
    story = Story("a", title="T", published=came + ahead if ahead else None, fetched=came)
    assert story.when == getattr(story, stands)
    assert day_of(story) == said


def test_an_id_hangs_on_what_identifies_the_story() -> None:
    assert story_id(feed="f", guid="1") != story_id(feed="g", guid="1")
    assert story_id(feed="f", guid="urn:1") == story_id(feed="f", guid="urn:1", url="https://x", title="A")
    assert story_id(url="https://x", title="A") == story_id(url="https://x", title="B")
    assert story_id(title="A", when=WHEN, text="t") == story_id(
        title="A", when=WHEN.astimezone(timezone(timedelta(hours=5))), text="t"
    )
    assert len({story_id(title="A"), story_id(title="B"), story_id(text="A"), story_id(title="A", when=WHEN)}) == 4
    assert len(story_id(title="\ud800")) == 16


@pytest.mark.parametrize(
    "entry", [{"guid": "1"}, {"guid": "urn:1"}, {"url": "https://x/1"}, {"title": "A", "text": "t"}]
)
def test_no_feed_can_claim_a_story_of_another(entry: dict[str, str]) -> None:
    assert len({story_id(feed=feed, **entry) for feed in ("", "https://x/feed", "https://y/feed")}) == 3  # type: ignore[arg-type]


@given(st.none() | st.text() | st.floats() | st.integers() | st.datetimes() | st.booleans())
def test_any_time_is_read_with_an_offset_or_not_at_all(value: object) -> None:
    moment = read_time(value)
    assert moment is None or moment.astimezone(UTC).tzinfo is UTC


@given(st.integers(0, 50), st.text())
def test_spans_survive_json(start: int, text: str) -> None:
    span = Span(start, start + len(text), text)
    assert Span.from_json(json.loads(json.dumps(span.to_json()))) == span


def test_two_passages_of_the_same_place_and_words_are_equal_whatever_their_context() -> None:
    bare, known = Span(0, 2, "A."), Span(0, 2, "A.", "", " B.", "0f" * 32, 1, 0, (("in", "title"), ("later", [])))
    assert (bare, hash(bare)) == (known, hash(known))
    assert bare not in (Span(0, 1, "A."), Span(0, 2, "B."), (0, 2, "A."))


@pytest.mark.parametrize("body", [None, {}, {"start": 2, "end": 1, "text": ""}, {"start": "0", "end": 1, "text": ""}])
def test_what_is_no_span_is_refused(body: object) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span.from_json(body)


def test_links_are_written_where_there_are_any_and_change_no_id() -> None:
    bare = Story.from_document({"title": "T"})
    linked = Story.from_document({"title": "T", "links": [f"https://x.org/{n}" for n in range(MOST_LINKS + 9)]})
    assert "links" not in bare.to_document()
    assert linked.to_document()["links"][0] == {"url": "https://x.org/0"}
    assert len(linked.links) == MOST_LINKS
    assert linked.id == bare.id


def test_the_id_that_stands_for_every_story_is_no_storys() -> None:
    found = Story.from_document({"id": "*", "title": "T"})
    assert found.id == Story.from_document({"title": "T"}).id != "*"


@given(DOCUMENTS)
def test_a_story_that_was_read_is_the_same_when_it_is_read_back(document: dict[str, object]) -> None:
    """What feeds bring is not cleaned once more before it is written."""
    try:
        story = Story.from_document(document)
    except StoryError:
        return
    times = {name: time and time.replace(microsecond=0) for name in TIMES for time in [getattr(story, name)]}
    assert Story.from_document(story.to_document()) == replace(story, **times)
