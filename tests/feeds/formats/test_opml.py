"""Lists of feeds in and out: a round trip without loss, and nothing that a list can do to us."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import seeds
from civic.jsonvalue import JsonValue
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


@pytest.mark.parametrize(
    ("written", "urls"),
    [
        ("https://https://h.example/f", ["https://h.example/f"]),
        ("https//h.example/f", ["https://h.example/f"]),
        ("feed:http//h.example/f", ["http://h.example/f"]),
        ("&quot;https://h.example/f&quot;", ["https://h.example/f"]),
        ("“h.example/f”", ["https://h.example/f"]),
        ("https://h.example/a&#10;b/f", ["https://h.example/ab/f"]),
        ("notaurl", []),
        ("https://https/f", []),
    ],
)
def test_an_odd_address_is_mended_or_skipped_with_its_line(written: str, urls: list[str]) -> None:
    found = read(opml(f'<outline text="A" xmlUrl="{written}"/>'))
    assert [feed.url for feed in found.feeds] == urls
    assert [reason.startswith("line 1: ") for _, reason in found.refused] == [True] * (1 - len(urls))


def test_a_bad_byte_is_told() -> None:
    found = read(opml('<outline text="Zürich @" xmlUrl="https://h.example/f"/>').replace(b"@", b"\xe9"))
    assert [feed.title for feed in found.feeds] == ["Zürich \ufffd"]
    assert found.warning == "1 of its characters can't be read and stands as \ufffd."
    assert read(opml('<outline text="Zürich" xmlUrl="https://h.example/f"/>')).warning == ""


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
    outline=st.dictionaries(
        st.sampled_from(["htmlUrl", "description", "version", "xml:lang", "maxItems"]), WORD, max_size=4
    ),
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
    assert all(reason.startswith("line 1: ") for _, reason in found.refused)


BROKEN = """<?xml version="1.0"?>
<opml version="1.0"><head><title>Civic & feeds</title></head><body>
<!-- <outline text="Off" xmlUrl="https://off.example/"/> -->
<outline text="Group">
<outline text="Law & Order" type="rss" xmlUrl="https://a.example/?b=1&c=2"/>
<outline text="The "Harbour" Gazette" description="News <b>from</b> the harbour" xmlUrl="https://b.example/"/>
<outline text='It's "here"' xmlUrl=https://c.example/>
<outline text="Cut xmlUrl="https://d.example/" ""/>
</outline>
<outline text="Last &eacute;" xmlUrl="https://e.example/"></outline>
</body></opml>"""


def test_a_broken_outline_takes_no_other_with_it() -> None:
    found = read(BROKEN.encode())
    assert [(feed.title, feed.url, feed.group) for feed in found.feeds] == [
        ("Law & Order", "https://a.example/?b=1&c=2", "Group"),
        ('The "Harbour" Gazette', "https://b.example/", "Group"),
        ('It\'s "here"', "https://c.example/", "Group"),
        ("Last é", "https://e.example/", ""),
    ]
    ((title, reason),) = found.refused
    assert title.startswith("Cut")
    assert reason == "line 8: its quotation marks can't be told apart"


def test_a_list_that_breaks_off_gives_what_is_whole_and_says_so() -> None:
    whole = {feed.url for feed in read(BROKEN.encode()).feeds}
    for size in range(len(BROKEN)):
        try:
            found = read(BROKEN[:size].encode())
        except FormatError:
            continue
        assert {feed.url for feed in found.feeds} <= whole
        assert size > BROKEN.index("</body") or any("breaks off" in reason for _, reason in found.refused)


def test_feeds_without_ends_are_not_within_each_other() -> None:
    outlines = "".join(f'<outline text="{n}" xmlUrl="https://a.example/{n}">' for n in range(300))
    found = read(opml(f'<outline text="G">{outlines}</outline>'))
    assert len(found.feeds) == 300
    assert {feed.group for feed in found.feeds} == {"G"}


@given(st.text("<>\"'&= /outlinexmlUrl!-", max_size=80))
def test_whatever_is_broken_gives_feeds_or_a_sentence(body: str) -> None:
    try:
        found = read(opml(f'{body}<outline text="a" xmlUrl="https://a.example/"/>'))
    except FormatError:
        return
    assert all(reason for _, reason in found.refused)


def test_what_a_list_says_besides_survives() -> None:
    outline = (
        '<outline type="atom" text="A" title="B" htmlUrl="https://u:hunter2@a.example/" description="On &lt;b&gt;trams"'
        ' category="/News" x:rank="1" xmlUrl="https://a.example/feed"/>'
    )
    data = opml(outline).replace(b"<opml ", b'<opml xmlns:x="urn:x" ')
    feed = Feed.from_row(read(data).feeds[0].to_row())
    assert feed.outline["description"] == "On <b>trams"
    again = read(write([feed]).encode()).feeds[0]
    assert again.outline == {**feed.outline, "htmlUrl": "https://a.example/"}
    assert set(again.outline) == {"type", "title", "htmlUrl", "description", "category", "x:rank", "xmlns:x"}
    assert again.group == "News"


def test_what_a_list_says_of_groups_survives() -> None:
    outer = '<outline text="News" description="All &amp; more" x:rank="1" htmlUrl="https://u:pw@n.example/">'
    inner = '<outline text="A / B" color="red"><outline text="F" xmlUrl="https://a.example/feed"/></outline>'
    alone = '<outline text="G" xmlUrl="https://b.example/feed"/>'
    data = opml(f"{outer}{inner}{alone}</outline>{alone.replace('b.', 'c.')}").replace(
        b"<opml ", b'<opml xmlns:x="urn:x" '
    )
    feeds = [Feed.from_row(feed.to_row()) for feed in read(data).feeds]
    assert [feed.group for feed in feeds] == ["News / A / B", "News", ""]
    written = write(feeds)
    assert written.count('description="All &amp; more"') == written.count('color="red"') == 1
    assert "pw@" not in written
    first, second, third = read(written.encode()).feeds
    assert first.group_outlines[0] == {
        "description": "All & more", "x:rank": "1", "xmlns:x": "urn:x", "htmlUrl": "https://n.example/",
    }  # fmt: skip
    assert [dict(outline) for outline in first.group_outlines[1:]] == [{}, {"color": "red"}]
    assert (second.group_outlines, third.group_outlines) == (first.group_outlines[:1], ())


def test_what_a_file_says_of_an_outline_is_bounded() -> None:
    many = " ".join(f'a{n}="{"x" * 9000}"' for n in range(200))
    outline = read(opml(f'<outline text="A" xmlUrl="https://a.example/" {many}/>')).feeds[0].outline
    assert len(outline) == 40
    assert max(map(len, outline.values())) == 4000
    row: dict[str, JsonValue] = {
        "url": "https://a.example/",
        "outline": {"a b": "x", "c": 1, "text": "x", "d": "\x1b[31mred"},
    }
    assert Feed.from_row(row).outline == {"d": "red"}


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
