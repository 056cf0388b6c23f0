"""Bytes to stories: every dialect, faults that are survived, and children that are not."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from msgspec.structs import replace

from civic.story import Link, story_id
from feeds.errors import FormatError
from feeds.formats.parse import Answer, Parsed, Parsers, _Child, _Seat
from feeds.subscriptions import Feed
from tests.feeds.samples import atom, item, rdf, rss

FEED = Feed("https://example.org/news/feed")


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def parsers() -> AsyncIterator[Parsers]:
    """One child for all tests that leave it alive."""
    async with Parsers(size=1, jobs_each=10**6) as pool:
        yield pool


async def read(parsers: Parsers, body: bytes, content_type: str = "application/xml", feed: Feed = FEED) -> Parsed:
    return await parsers.feed(body, feed=feed, content_type=content_type)


async def test_rss_2(parsers: Parsers) -> None:
    channel = "<title>The &amp;lt;b&amp;gt;Feed</title><language>en-GB</language><ttl>90</ttl>"
    fields = {"creator": "Ann", "category": "police", "content": "<p>One</p><p>Two</p>", "description": "A teaser."}
    parsed = await read(parsers, rss([item(1, **fields)], channel))
    assert (parsed.lang, parsed.pace, parsed.warning) == ("en-GB", 5400, "")
    (story,) = parsed.stories
    assert (story.title, story.url, story.author) == ("Story 1", "http://example.org/1", "Ann")
    assert (story.text, story.summary) == ("One\n\nTwo", "A teaser.")
    assert (story.lang, story.tags, story.feed) == ("en-GB", ("police",), FEED.url)
    assert story.published == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


async def test_rss_1(parsers: Parsers) -> None:
    parsed = await read(parsers, rdf())
    assert parsed.title == "The RDF"
    assert [story.title for story in parsed.stories] == ["One", "Two"]
    assert parsed.stories[0].published == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert parsed.stories[0].text == "It says so."


async def test_atom(parsers: Parsers) -> None:
    entry = (
        '<entry xml:lang="fr"><title type="html">A &lt;b&gt;bold&lt;/b&gt; &amp;amp; title</title><id>urn:x:1</id>'
        '<link href="/page"/><author><name>Ann</name></author><author><name>Ben</name></author>'
        "<updated>2026-11-20T09:30:00Z</updated><summary>Short.</summary>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><ul><li>a</li></ul></div></content>'
        "</entry>"
    )
    (story,) = (await read(parsers, atom(entry))).stories
    assert (story.title, story.url, story.author) == ("A bold & title", "https://example.org/page", "Ann, Ben")
    assert (story.text, story.summary, story.lang) == ("One\n\n- a", "Short.", "fr")
    assert story.published == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


async def test_json_feed(parsers: Parsers) -> None:
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The JSON",
        "language": "en",
        "authors": [{"name": "Ann"}],
        "items": [
            {"id": 7, "url": "/7", "title": "[/nope]\u001b]52;c;x\u0007", "content_html": "<p>One<p>Two",
             "summary": "S.", "date_published": "2026-11-20T09:30:00Z", "tags": ["police", 3, "police"]},
            {"id": "8", "content_text": "Plain <b>", "external_url": "javascript:alert(1)", "author": {"name": "Ben"}},
            "no entry",
        ],
    }  # fmt: skip
    parsed = await read(parsers, b"\xef\xbb\xbf " + json.dumps(body).encode())
    first, second = parsed.stories
    assert (first.title, first.url, first.author) == ("[/nope]", "https://example.org/7", "Ann")
    assert (first.text, first.summary, first.tags, first.lang) == ("One\n\nTwo", "S.", ("police",), "en")
    assert (second.text, second.url, second.author) == ("Plain <b>", "", "Ben")
    assert "1 of its items" in parsed.warning


async def test_a_summary_that_stands_alone_is_the_text(parsers: Parsers) -> None:
    (story,) = (await read(parsers, rss([item(description="<p>All there is.</p>")]))).stories
    assert (story.text, story.summary) == ("All there is.", "")


async def test_a_teaser_that_only_repeats_the_text_is_none(parsers: Parsers) -> None:
    fields = {"content": "<p>The council voted on it at length.</p>", "description": "The council voted […]"}
    (story,) = (await read(parsers, rss([item(1, **fields)]))).stories
    assert (story.text, story.summary) == ("The council voted on it at length.", "")


@pytest.mark.parametrize(
    ("written", "published"),
    [("20.11.2026 10:00 CET", "2026-11-20T09:00:00+00:00"), ("soonish", ""), ("", "")],
)
async def test_dates_are_read_or_left_to_first_seen(parsers: Parsers, written: str, published: str) -> None:
    (story,) = (await read(parsers, rss([item(pubDate=written)]))).stories
    assert (story.published.astimezone(UTC).isoformat() if story.published else "") == published


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
async def test_links_that_are_no_web_pages_are_left_out(parsers: Parsers, link: str) -> None:
    (story,) = (await read(parsers, rss([item(link=link, guid="7")]))).stories
    assert story.url == ""


async def test_identity_is_guid_else_link_else_words(parsers: Parsers) -> None:
    async def ids(**fields: str) -> str:
        (story,) = (await read(parsers, rss([item(1, **fields)]))).stories
        return story.id

    assert await ids(guid="7") == await ids(guid="7", link="http://other.example/", title="Changed")
    assert await ids(guid="7") != await ids(guid="8")
    assert await ids(guid="") == await ids(guid="", title="Changed", pubDate="")
    assert await ids(guid="") != await ids(guid="", link="http://example.org/2")
    assert await ids(guid="", link="") == await ids(guid="", link="")
    assert await ids(guid="", link="") != await ids(guid="", link="", title="Changed")


async def test_a_guid_counts_within_its_feed(parsers: Parsers) -> None:
    body = rss([item(guid="7")])
    other = Feed("https://example.net/feed")
    assert (await read(parsers, body)).stories[0].id != (await read(parsers, body, feed=other)).stories[0].id


async def test_repeated_ids_are_kept_apart_whatever_else_is_in_the_feed(parsers: Parsers) -> None:
    def repeated(number: int) -> str:
        return item(number, guid="0")

    all_three = {s.title: s.id for s in (await read(parsers, rss([repeated(n) for n in (1, 2, 3)]))).stories}
    assert len(set(all_three.values())) == 3
    later = {s.title: s.id for s in (await read(parsers, rss([repeated(n) for n in (2, 3, 4)]))).stories}
    assert all(all_three[title] == later[title] for title in ("Story 2", "Story 3"))


async def test_one_link_for_all_entries_makes_them_no_one_story(parsers: Parsers) -> None:
    items = [item(number, guid="", link="http://example.org/live") for number in (1, 2, 3)]
    assert len({story.id for story in (await read(parsers, rss(items))).stories}) == 3


async def test_an_entry_that_is_there_twice_counts_once(parsers: Parsers) -> None:
    assert len((await read(parsers, rss([item(1), item(1)]))).stories) == 1


async def test_entries_that_say_nothing_are_left_out(parsers: Parsers) -> None:
    body = rss([item(1), item(2, title="", description="")])
    assert [story.title for story in (await read(parsers, body)).stories] == ["Story 1"]


@pytest.mark.parametrize(
    "body",
    [
        rss().replace(b"</item>", b"<unclosed></item>", 1),
        rss().replace(b"Story 1", b"Story & 1"),
        rss()[:-16],
        rss().replace(b"Story 1", b"Story \xff 1"),
        b"  \n" + rss(),
        rss() + b"trailing <garbage",
    ],
    ids=["unclosed", "ampersand", "cut", "byte", "spaces first", "trailing"],
)
async def test_broken_xml_keeps_the_entries(parsers: Parsers, body: bytes) -> None:
    parsed = await read(parsers, body)
    assert len(parsed.stories) == 2
    assert parsed.stories[1].title == "Story 2"


async def test_broken_xml_gives_a_warning_in_a_sentence(parsers: Parsers) -> None:
    parsed = await read(parsers, rss()[:-40])
    assert "broken" in parsed.warning
    assert parsed.warning.endswith(".")


async def test_entities_of_html_are_read_with_and_without_a_document_type(parsers: Parsers) -> None:
    doctype = b'<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd"><rss'
    body = rss().replace(b"Story 1", b"Caf&eacute;&nbsp;1")
    for variant in (body, body.replace(b"<rss", doctype, 1)):
        assert (await read(parsers, variant)).stories[0].title == "Café 1"


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("utf-8", "text/xml; charset=iso-8859-1"),
        ("utf-8", ""),
        ("utf-8", "text/html"),
        ("utf-8", "text/plain; charset=us-ascii"),
        ("iso-8859-1", "application/xml"),
        ("windows-1252", "text/xml; charset=windows-1252"),
        ("utf-16", "application/xml"),
        ("utf-16-le", "application/xml; charset=utf-16-le"),
        ("koi8-r", "application/xml"),
        ("gb2312", "application/xml"),
    ],
)
async def test_character_sets_declared_missing_or_wrong(parsers: Parsers, encoding: str, content_type: str) -> None:
    word = {"koi8-r": "Новости", "gb2312": "新闻"}.get(encoding, "Café über")
    text = rss([item(title=word)]).decode().replace('encoding="UTF-8"', f'encoding="{encoding}"')
    if encoding == "utf-16-le":
        text = text.replace(' encoding="utf-16-le"', "")
    parsed = await read(parsers, text.encode(encoding), content_type)
    assert [story.title for story in parsed.stories] == [word]
    contradicted = encoding == "utf-8" and "charset" in content_type
    assert ("was read as UTF-8" in parsed.warning) == contradicted


async def test_one_bad_byte_spoils_one_letter(parsers: Parsers) -> None:
    items = [item(1, title="Überwachung – “Pilot” gestoppt"), item(2, title="Zo@ spricht")]
    body = rss(items, "<title>Gazette für Köln</title>").replace(b"@", b"\xeb")
    parsed = await read(parsers, body, "text/xml; charset=utf-8")
    assert parsed.title == "Gazette für Köln"
    assert [story.title for story in parsed.stories] == ["Überwachung – “Pilot” gestoppt", "Zo\ufffd spricht"]
    assert parsed.warning == "1 of its characters can't be read and stands as \ufffd."


@pytest.mark.parametrize(
    ("label", "codec", "title"),
    [
        ("Shift_JIS", "cp932", "市議会、顔認証カメラを停止 ①"),
        ("EUC-KR", "cp949", "똠방각하"),
        ("iso-2022-jp", "iso2022_jp", "市議会"),
    ],
)
async def test_labels_mean_what_they_mean_to_browsers(parsers: Parsers, label: str, codec: str, title: str) -> None:
    body = rss([item(title=title)]).decode().replace('encoding="UTF-8"', f'encoding="{label}"').encode(codec)
    parsed = await read(parsers, body)
    assert ([story.title for story in parsed.stories], parsed.warning) == ([title], "")


@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "utf-16"])
async def test_a_feed_cut_anywhere_keeps_its_letters(parsers: Parsers, codec: str) -> None:
    titles = [f"Größe {number} – geprüft" for number in range(6)]
    body = rss([item(number, title=title) for number, title in enumerate(titles)]).decode()
    data = body.replace('encoding="UTF-8"', f'encoding="{codec.replace("cp", "windows-")}"').encode(codec)
    for tenth in range(1, 10):
        with contextlib.suppress(FormatError):
            parsed = await read(parsers, data[: len(data) * tenth // 10])
            whole = [story.title for story in parsed.stories[:-1]]
            assert whole == titles[: len(whole)]


async def test_a_broken_beginning_hides_no_character_set(parsers: Parsers) -> None:
    body = b"\n  " + rss([item(title="Café")]).decode().replace("UTF-8", "iso-8859-1").encode("latin-1")
    parsed = await read(parsers, body)
    assert ([story.title for story in parsed.stories], parsed.warning) == (["Café"], "")


async def test_a_name_that_was_misread_is_mended(parsers: Parsers) -> None:
    body = rss([item()], "<title>Gazette für Köln</title>")
    for known, name in (("Gazette fÃ¼r KÃ¶ln", "Gazette für Köln"), ("Mine", "Mine"), ("", "Gazette für Köln")):
        parsed = await read(parsers, body, feed=replace(FEED, title=known))
        assert parsed.stories[0].source == name


async def test_ligatures_are_letters(parsers: Parsers) -> None:
    (story,) = (await read(parsers, rss([item(title="An oﬃcer", description="Traﬃc &#xFB02;ow")]))).stories
    assert (story.title, story.text) == ("An officer", "Traffic flow")


async def test_days_and_months_are_told_by_the_other_entries(parsers: Parsers) -> None:
    items = [item(1, pubDate="03/11/2025 10:00"), item(2, pubDate="25/11/2025 10:00"), item(3, pubDate="soonish")]
    parsed = await read(parsers, rss(items))
    assert [story.published and story.published.isoformat()[:10] for story in parsed.stories] == [
        "2025-11-03", "2025-11-25", None,
    ]  # fmt: skip
    assert "The date of one entry can't be read for certain (“soonish”)" in parsed.warning


async def test_a_better_reader_of_dates_makes_no_new_ids(parsers: Parsers) -> None:
    written = {"guid": "", "link": "", "title": "T", "description": "Words."}
    (bst,) = (await read(parsers, rss([item(1, pubDate="Tue, 04 Aug 2026 12:00:00 BST", **written)]))).stories
    (gmt,) = (await read(parsers, rss([item(1, pubDate="Tue, 04 Aug 2026 12:00:00 GMT", **written)]))).stories
    assert bst.published == datetime(2026, 8, 4, 11, tzinfo=UTC)
    assert bst.id == gmt.id  # as the zone was passed over before


EVIL = "\x1b]52;c;AAAA\x07\x1b[2J\x9b31m\u202eevil\u2066\u200b\ufeff [/nope] [@click=app.quit]x[/]"


async def test_no_field_carries_what_acts_on_a_terminal(parsers: Parsers) -> None:
    entry = "".join(
        f"<{name}>{EVIL}</{name}>"
        for name in ("title", "id", "summary", "author><name", "category", "rights", "updated", "source><title")
    )
    entry = entry.replace("</author><name>", "</name></author>").replace("</source><title>", "</title></source>")
    body = atom(f'<entry><link href="http://example.org/{EVIL}"/><content>{EVIL}</content>{entry}</entry>')
    fields = dict.fromkeys(("title", "guid", "creator", "category", "content"), "&#27;[2J\u202e x [/nope]")
    escaped = rss([item(1, **fields)])
    for parsed in (await read(parsers, body), await read(parsers, escaped)):
        (story,) = parsed.stories
        assert "[/nope]" in story.title
        shown = json.dumps(story.to_document(), ensure_ascii=False) + parsed.title + parsed.warning
        assert not any(mark in shown for mark in "\x1b\x07\x9b\u202e\u2066\u200b\ufeff")
        assert "u001b" not in json.dumps(story.to_document())


@pytest.mark.parametrize(
    "body",
    [
        b"", b"   ", b"hello", b"\x00" * 1000, b"<html><body>hi</body></html>", b"{}", b'{"items": 3}', b"{" * 100_000,
        b'{"items":' + b"[" * 100_000, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, b"<?xml version='1.0'?><a/>",
    ],
    ids=lambda body: f"{body[:12]!r}…{len(body)}",
)  # fmt: skip
async def test_what_is_no_feed_gets_a_sentence_and_the_child_lives(parsers: Parsers, body: bytes) -> None:
    await read(parsers, rss())
    before = _child(parsers).process.pid
    with pytest.raises(FormatError) as caught:
        await read(parsers, body)
    assert str(caught.value).endswith(".")
    assert len((await read(parsers, rss())).stories) == 2
    assert _child(parsers).process.pid == before


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b']><rss version="2.0"><channel><item><title>t&m;</title></item></channel></rss>'
)
QUADRATIC = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "' + b"a" * 100_000 + b'">]>'
    b'<rss version="2.0"><channel><item><title>' + b"&a;" * 50_000 + b"</title></item></channel></rss>"
)
EXTERNAL = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<rss version="2.0"><channel><item><title>t&x;</title></item></channel></rss>'
)


@pytest.mark.parametrize("body", [LAUGHS, QUADRATIC, EXTERNAL], ids=["laughs", "quadratic", "external"])
async def test_entities_bring_nothing_in(parsers: Parsers, body: bytes) -> None:
    try:
        parsed = await read(parsers, body)
    except FormatError:
        return
    for story in parsed.stories:
        assert "root:" not in story.title
        assert len(story.title) <= 1000


SLOW = b'<rss version="2.0"><channel><item ' + b" ".join(b'a%d="1"' % n for n in range(60_000)) + b"/></channel></rss>"


@pytest.mark.parametrize(
    "body",
    [
        rss([item(content="<div>" * 50_000 + "deep")]),
        rss([item(content="<b><p>" * 50_000 + "deep")]),
        b"<rss version='2.0'><channel>" + b"<item>" * 50_000,
        b"<rss version='2.0'><channel><item>" + b"<x>" * 50_000,
        b'<rss version="2.0"><channel><item '
        + b" ".join(b'a%d="1"' % n for n in range(30_000))
        + b"/></channel></rss>",
        rss([item(author="a@b.c (x) " * 6_000)]),
        rss([item(creator="(" * 60_000)]),
        rss([item(title="x" * 2**20)]),
        rss([item(title="<b>" * 2**18)]),
        rss([item(content="x " * 2**21)]),
        rss([item(number) for number in range(20_000)]),
        rss([item(category="x" * 2**20)]),
    ],
    ids=lambda body: f"{body[60:100]!r}…{len(body)}",
)
async def test_monsters_end_in_stories_within_bounds_or_in_a_sentence(
    parsers: Parsers, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    await read(parsers, rss())
    with monkeypatch.context() as shortly:
        shortly.setattr(parsers, "_deadline", 0.6)  # of a child that has started
        try:
            parsed = await read(parsers, body)
        except FormatError as error:
            assert str(error).endswith(".")
        else:
            for story in parsed.stories:
                assert max(map(len, (story.title, story.author, *story.tags))) <= 1000
                assert len(story.text) <= 500_000
            assert len(parsed.stories) <= 5_000
    assert len((await read(parsers, rss())).stories) == 2


def _child(parsers: Parsers) -> _Child:
    child = parsers._seats[0].child
    assert child is not None
    return child


async def test_a_child_that_overruns_is_killed_and_replaced() -> None:
    async with Parsers(size=1, deadline=0.5) as parsers:
        with pytest.raises(FormatError, match="longer than"):
            await read(parsers, SLOW)
    async with Parsers(size=1) as parsers:
        await read(parsers, rss())
        first = _child(parsers).process.pid
        parsers._deadline = 0.2
        with pytest.raises(FormatError):
            await read(parsers, SLOW)
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)
        parsers._deadline = 20.0
        assert len((await read(parsers, rss())).stories) == 2
        assert parsers.started == 2


def instead(monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
    """Have children do other things than answer."""
    probe = (
        f"import sys, time\nsys.path.insert(0, sys.argv[1])\nfrom feeds.formats import worker\n{lines}\nworker.main()\n"
    )
    monkeypatch.setattr("feeds.formats.parse.command", lambda _: [sys.executable, "-c", probe, os.getcwd()])


async def test_a_child_is_handed_the_next_feed_while_it_reads_one() -> None:
    async with Parsers(size=1) as parsers:
        await parsers.prepare()
        child = _child(parsers)
        readings = [asyncio.create_task(read(parsers, rss([item(number)]))) for number in range(3)]
        await asyncio.sleep(0)  # each goes as far as it can
        assert (child.asked, child.answered) == (2, 0)
        found = [(await reading).stories[0].title for reading in readings]
        assert found == ["Story 0", "Story 1", "Story 2"]
        assert parsers.started == 1


async def test_what_a_child_was_handed_is_read_by_another_where_that_one_fails() -> None:
    async with Parsers(size=1, deadline=0.3) as parsers:
        await parsers.prepare()
        slow, quick = asyncio.create_task(read(parsers, SLOW)), asyncio.create_task(read(parsers, rss()))
        with pytest.raises(FormatError, match="longer than"):
            await slow
        assert len((await quick).stories) == 2
        assert parsers.started == 2


async def test_what_nobody_waits_for_any_more_is_no_answer_to_anybody_else() -> None:
    async with Parsers(size=1) as parsers:
        await parsers.prepare()
        child = _child(parsers)
        first, given_up = (asyncio.create_task(read(parsers, rss([item(number)]))) for number in range(2))
        await asyncio.sleep(0)  # each goes as far as it can
        assert child.asked == 2
        given_up.cancel()
        others = [asyncio.create_task(read(parsers, rss([item(number)]))) for number in (2, 3)]
        assert [(await one).stories[0].title for one in (first, *others)] == ["Story 0", "Story 2", "Story 3"]
        assert parsers.started == 2


async def test_only_the_time_of_the_processor_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, "worker.answers = lambda request, body: iter([time.sleep(0.6), {'done': {'title': 'T'}}][1:])")
    async with Parsers(size=1, deadline=0.3) as parsers:
        assert (await read(parsers, rss())).title == "T"


async def test_a_child_that_spins_is_ended_by_its_own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, "worker.answers = lambda request, body: iter([max(iter(int, 1))])")
    async with Parsers(size=1, deadline=0.3, patience=1e6) as parsers:
        with pytest.raises(FormatError, match=r"longer than 0\.3 seconds"):
            await read(parsers, rss())


async def test_a_child_that_waits_for_ever_is_ended_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    instead(monkeypatch, "worker.answers = lambda request, body: time.sleep(1e6)")
    async with Parsers(size=1, deadline=1e6, patience=0.5) as parsers:
        with pytest.raises(FormatError, match=r"longer than 0\.5 seconds"):
            await read(parsers, rss())


async def test_nothing_is_read_while_nobody_takes_it() -> None:
    async with Parsers(size=1) as parsers:
        parsers.wanted.clear()
        reading = asyncio.create_task(read(parsers, rss()))
        await asyncio.sleep(0.05)
        assert parsers.started == 0
        parsers.wanted.set()
        assert len((await reading).stories) == 2


async def test_a_child_that_dies_is_a_sentence_and_replaced(parsers: Parsers) -> None:
    await read(parsers, rss())
    _child(parsers).process.kill()
    await _child(parsers).process.wait()
    with pytest.raises(FormatError, match="fails"):
        await read(parsers, rss())
    assert len((await read(parsers, rss())).stories) == 2


async def test_memory_of_a_child_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.formats.parse.command", lambda _: [sys.executable, "-c", PROBE, os.getcwd()])
    async with Parsers(size=1) as parsers:
        with pytest.raises(FormatError, match="memory"):
            await read(parsers, rss())


PROBE = """\
import sys
sys.path.insert(0, sys.argv[1])
from feeds.formats import worker
worker.answers = lambda request, body: iter([{"item": {"title": "x" * len(bytearray(2**30))}}])
worker.main()
"""


async def test_many_entries_come_each_with_its_own_text(parsers: Parsers) -> None:
    texts = [f"The council read “item {number}”. " * (number * 400) for number in range(30)]
    feed = rss([item(number, content=text, title=f"Story {number}") for number, text in enumerate(texts)])
    parsed = await read(parsers, feed)
    said = [text.strip() or f"The council voted on matter {number}." for number, text in enumerate(texts)]
    assert [story.text for story in parsed.stories] == said


async def test_children_are_recycled() -> None:
    async with Parsers(size=1, jobs_each=2) as parsers:
        for _ in range(5):
            await read(parsers, rss())
        assert parsers.started == 3


async def test_guids_stay_what_they_are_when_the_address_changes(parsers: Parsers) -> None:
    body = rss([item(guid="p7", link="")])
    first = await parsers.feed(body, feed=FEED, base="https://example.org/news/feed")
    moved = await parsers.feed(body, feed=FEED, base="https://cdn.example.net/other/feed")
    assert first.stories[0].id == moved.stories[0].id


async def test_secrets_of_the_address_are_in_no_story(parsers: Parsers) -> None:
    feed = Feed("https://ann:hunter2@example.org/feed?token=hunter2")
    parsed = await read(parsers, rss([item(link="a", guid="")]), feed=feed)
    assert "hunter2" not in str(parsed)
    assert parsed.stories[0].url == "https://example.org/a"


async def test_links_of_entries_start_from_their_own_base_else_from_the_feeds(parsers: Parsers) -> None:
    entry = (
        '<entry><title>T</title><id>urn:x:1</id><summary type="html">&lt;a href="/e"&gt;E&lt;/a&gt;</summary>'
        '<content type="html" xml:base="https://b.example/c/">&lt;a href="d"&gt;See&lt;/a&gt;</content></entry>'
    )
    (story,) = (await read(parsers, atom(entry))).stories
    assert story.links == (Link("https://b.example/c/d", "See"), Link("https://example.org/e", "E"))
    body = {"version": "https://jsonfeed.org/version/1.1", "title": "J",
            "items": [{"id": "1", "title": "T", "content_html": "<a href='/f'>F</a>"}]}  # fmt: skip
    (story,) = (await read(parsers, json.dumps(body).encode())).stories
    assert story.links == (Link("https://example.org/f", "F"),)


async def test_relative_links_start_from_the_page_of_the_entry_then_from_the_site(parsers: Parsers) -> None:
    body = '<p>See <a href="more.html">more</a>, <a href="/root.html">root</a>, <a href="www.a.example">A</a></p>'
    items = [item(1, link="/blog/tram/", guid="g1", description=body), item(2, link="harrow.example/2", guid="g2")]
    first, second = (await read(parsers, rss(items, "<title>T</title><link>https://harrow.example/</link>"))).stories
    assert first.url == "https://harrow.example/blog/tram/"
    assert [link.url for link in first.links] == [
        "https://harrow.example/blog/tram/more.html", "https://harrow.example/root.html", "https://www.a.example",
    ]  # fmt: skip
    assert second.url == "https://harrow.example/2"


async def test_entries_lead_to_their_pages_and_keep_their_ids(parsers: Parsers) -> None:
    """Ids are made of the address and the title as the first version read them."""
    counted = "https://gazette.example/pilot?at_medium=RSS&id=7&utm_source=feed"
    google = "https://www.google.com/url?sa=t&url=https://gazette.example/pilot%3Fid%3D7&ct=ga"
    title = "Eastmere pauses its camera pilot - Harbour Gazette"
    items = [
        item(1, link=counted, guid=""),
        item(2, link=google, guid="", title=title),
        item(3, link="/3", guid=""),
        item(4, link="", guid="", title=title, source="Harbour Gazette"),
    ]
    stories = (await read(parsers, rss(items, "<title>T</title><link>https://harrow.example/</link>"))).stories
    first, second, third, fourth = stories
    assert first.url == second.url == "https://gazette.example/pilot?id=7"
    assert (second.title, second.source) == ("Eastmere pauses its camera pilot", "Harbour Gazette")
    assert (fourth.title, fourth.source) == (second.title, second.source)
    assert [story.id for story in (first, second, third)] == [
        story_id(feed=FEED.key, url=url) for url in (counted, google, "https://example.org/3")
    ]
    assert fourth.id == story_id(feed=FEED.key, title=title, when=fourth.published, text=fourth.text)


async def test_a_json_feeds_links_start_from_its_site(parsers: Parsers) -> None:
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "home_page_url": "https://harrow.example/",
        "items": [{"id": "1", "url": "/a/?utm_source=x", "content_html": '<a href="b">B</a>'}],
    }
    (story,) = (await read(parsers, json.dumps(body).encode())).stories
    assert (story.url, story.links) == ("https://harrow.example/a/", (Link("https://harrow.example/a/b", "B"),))


async def test_feedburner_names_the_page(parsers: Parsers) -> None:
    burner = 'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    origin = "<feedburner:origLink>https://harrow.example/1?utm_medium=rss</feedburner:origLink></item>"
    body = rss([item(1, link="http://feedproxy.google.com/~r/harrow/~3/x/", guid="g")]).replace(
        b"<rss", f"<rss {burner}".encode()
    )
    (story,) = (await read(parsers, body.replace(b"</item>", origin.encode()))).stories
    assert story.url == "https://harrow.example/1"


async def test_large_feeds_that_come_together_do_not_wait_for_each_other() -> None:
    feed = rss([item(number, content="<p>The council met.</p>" * 20_000) for number in range(6)])
    async with Parsers(size=1, patience=20.0) as parsers:
        await parsers.prepare()
        found = await asyncio.gather(*(read(parsers, feed) for _ in range(3)))
    assert [len(parsed.stories) for parsed in found] == [6, 6, 6]


class Echo(_Child):
    """A child that answers each request with its header, in the order in which it was handed them."""

    def __init__(self) -> None:
        self.asked = self.answered = 0
        self.spoilt = False
        self._handed: list[dict[str, str]] = []

    def ask(self, header: dict[str, str], body: bytes) -> None:
        self.asked += 1
        self._handed.append(header)

    async def answer(self, take: Callable[[Answer], None]) -> Answer:
        await asyncio.sleep(0)
        self.answered += 1
        return dict(self._handed.pop(0))


async def test_each_feed_gets_its_own_answer_also_where_a_child_starts_just_when_the_next_one_comes() -> None:
    seat = _Seat(200)

    def asked(name: str) -> asyncio.Task[Answer]:
        seat.taken += 1
        return asyncio.create_task(seat.ask({"name": name}, b"", lambda _: None, 60.0, 60.0))

    await seat._turn.acquire()  # as whoever starts a child has it
    first = asked("first")
    await asyncio.sleep(0)
    seat.child = Echo()
    second = asked("second")
    seat._turn.release()
    assert [one["name"] for one in await asyncio.gather(first, second)] == ["first", "second"]
