"""Lists of feeds in and out: a round trip without loss, and nothing that a list can do to us."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seeds
from feeds.errors import FormatError
from feeds.formats.opml import read, write
from feeds.subscriptions import WEB_FEED, Feed


def opml(body: str, head: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<opml version="2.0"><body>{body}</body></opml>'.encode()


def test_the_starter_feeds_are_read_without_refusals() -> None:
    found = read(seeds.feeds_opml())
    assert found.refused == ()
    assert len(found.feeds) == seeds.feeds_opml().count(b"xmlUrl=")
    groups = list(dict.fromkeys(feed.group for feed in found.feeds))
    assert groups[0] == "civic tech"
    assert len(groups) == 5
    assert {feed.lang for feed in found.feeds} == {"", "de", "nl"}
    assert all(feed.title for feed in found.feeds)


WORD = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=12).filter(lambda word: word != "/")
FEEDS = st.builds(
    Feed,
    url=st.integers(0, 10**6).map(lambda number: f"https://example.org/{number}"),
    kind=st.sampled_from([WEB_FEED, "miniflux"]),
    title=st.lists(WORD, max_size=3).map(" ".join),
    group=st.lists(WORD, max_size=3).map(" / ".join),
    lang=st.sampled_from(["", "de", "en-GB"]),
    paused=st.booleans(),
    fulltext=st.booleans(),
    interval=st.integers(0, 10000),
)


@given(st.lists(FEEDS, max_size=8))
def test_what_is_written_is_read_back_whole(feeds: list[Feed]) -> None:
    assert read(write(feeds).encode()).feeds == tuple(feeds)


def test_nested_groups_stay_nested() -> None:
    inner = '<outline text="in"><outline xmlUrl="http://a.example/1"/></outline><outline xmlUrl="http://a.example/2"/>'
    found = read(opml(f'<outline text="out">{inner}</outline><outline text="x" xmlurl="http://a.example/3"/>'))
    assert [(feed.group, feed.title) for feed in found.feeds] == [("out / in", ""), ("out", ""), ("", "x")]
    assert write(found.feeds).count("<outline text=") == 2


def test_each_outline_that_can_be_no_feed_is_named_with_its_reason() -> None:
    found = read(
        opml(
            '<outline text="Local file" xmlUrl="file:///etc/passwd"/><outline type="rss" text="Bare"/>'
            '<outline xmlUrl="javascript:alert(1)"/><outline text="Good" xmlUrl="https://example.org/"/>'
        )
    )
    assert [feed.title for feed in found.feeds] == ["Good"]
    assert [what for what, _ in found.refused] == ["Local file", "Bare", "javascript:alert(1)"]
    assert all(reason for _, reason in found.refused)


def test_a_list_can_not_open_our_network() -> None:
    (feed,) = read(opml('<outline local="true" civicdesk:local="true" xmlUrl="http://127.0.0.1/"/>')).feeds
    assert not feed.local


def test_credentials_and_tokens_stay_out_of_an_export() -> None:
    written = write([Feed("https://ann:hunter2@example.org/feed?token=hunter2&page=1")])
    assert "hunter2" not in written
    assert "https://example.org/feed?page=1" in written


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE opml [<!ENTITY % x SYSTEM "http://127.0.0.1/"> %x;]>',
    ],
)
def test_entities_of_its_own_are_refused(head: str) -> None:
    with pytest.raises(FormatError, match="entities"):
        read(opml('<outline text="&x;" xmlUrl="http://a.example/"/>', head))


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"<html/>", b"<opml><body>", b"\x00\xff", b"<rss version='2.0'/>", b'{"a": 1}']
)
def test_what_is_no_opml_gets_a_sentence(data: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        read(data)
    assert str(caught.value).endswith(".")


def test_endless_nesting_is_refused() -> None:
    with pytest.raises(FormatError, match="deep"):
        read(opml('<outline text="x">' * 1000 + "</outline>" * 1000))


def test_bare_ampersands_and_entities_of_html_are_mended() -> None:
    (feed,) = read(opml('<outline text="Caf&eacute; & caf&#233; &amp;" xmlUrl="http://a.example/?b=1&c=2"/>')).feeds
    assert (feed.title, feed.url) == ("Café & café &", "http://a.example/?b=1&c=2")


def test_other_character_sets_are_read() -> None:
    text = '<?xml version="1.0" encoding="{}"?><opml><body><outline text="é" xmlUrl="http://a.example/"/></body></opml>'
    for encoding in ("iso-8859-1", "utf-16"):
        assert read(text.format(encoding).encode(encoding)).feeds[0].title == "é"
    assert read(b"\xef\xbb\xbf" + text.format("utf-8").encode()).feeds[0].title == "é"


def test_titles_are_cleaned() -> None:
    (feed,) = read(opml('<outline text="a\u202eb&#x9b;31m [/nope]" xmlUrl="http://a.example/"/>')).feeds
    assert feed.title == "ab [/nope]"


def test_flat_lists_name_groups_as_categories() -> None:
    (feed,) = read(opml('<outline text="x" category="/News/Tech,/Other" xmlUrl="http://a.example/"/>')).feeds
    assert feed.group == "News / Tech"
