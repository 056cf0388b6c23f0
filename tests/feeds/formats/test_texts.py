"""What becomes of the texts of entries: furniture, teasers, files that came along, and XML that was broken by hand."""

import json
from collections.abc import Mapping

import pytest

from feeds.formats import broken_xml
from feeds.formats.worker import answers
from tests.feeds.samples import atom, item, rss

PAGE = "https://gazette.example/pilot/"
TITLE = "Eastmere pauses camera pilot"
BODY = "<p>The council of Eastmere paused its pilot.</p><p>Residents had asked for an impact assessment.</p>"
PLAIN = "The council of Eastmere paused its pilot.\n\nResidents had asked for an impact assessment."
TAIL = f'<p>The post <a href="{PAGE}">{TITLE}</a> appeared first on <a href="https://gazette.example">Harbour</a>.</p>'
BASE = "https://gazette.example/feed"


def read(body: bytes, entries: int = 5000) -> tuple[list[Mapping[str, object]], Mapping[str, object]]:
    request = {
        "job": "feed",
        "base": BASE,
        "type": "application/xml",
        "feed": BASE,
        "source": "",
        "entries": str(entries),
    }
    *found, last = answers(request, body)
    return [one["item"] for one in found if isinstance(one["item"], dict)], last


def one(**fields: str) -> Mapping[str, object]:
    ((entry,), _) = read(rss([item(1, **{"title": TITLE, "link": PAGE, **fields})]))
    return entry


def test_furniture_goes_from_text_and_teaser() -> None:
    entry = one(
        content=BODY + TAIL, description=f"<p>The council of Eastmere paused its pilot. Resid [&#8230;]</p>{TAIL}"
    )
    assert (entry["text"], entry.get("summary")) == (PLAIN, None)


@pytest.mark.parametrize(
    "teaser",
    [
        f'The council of Eastmere paused its pilot. Residents &#8230; <a href="{PAGE}">Continue reading &#8594;</a>',
        "The council of Eastmere paused its pilot. Residents had asked for an impact [...]",
        "The council of Eastmere paused its pilot.",
        "Residents had asked for an impact assessment.",
    ],
)
def test_a_teaser_that_repeats_the_text_is_none(teaser: str) -> None:
    assert one(content=BODY, description=teaser).get("summary") is None


def test_a_teaser_that_says_something_else_stays() -> None:
    assert one(content=BODY, description="Nobody had told them.")["summary"] == "Nobody had told them."


def test_an_entry_of_furniture_has_a_title_alone() -> None:
    assert one(description='<a href="https://links.example/item?id=1">Comments</a>').get("text") is None
    who = '&#32; submitted by &#32; <a href="https://r.example/u/a">/u/a</a>'
    there = f'{who}<br/><a href="x">[link]</a> <a href="y">[comments]</a>'
    assert one(description=there).get("text") is None


def test_plain_text_of_video_descriptions_keeps_its_lines() -> None:
    said = "Roads &amp; trams: the vote.\n\n00:00 Opening\n12:30 Vote"
    body = atom(
        '<entry><title>Meeting</title><id>yt:1</id><media:group xmlns:media="http://search.yahoo.com/mrss/">'
        f"<media:description>{said}</media:description></media:group></entry>"
    )
    ((entry,), _) = read(body)
    assert entry["text"] == "Roads & trams: the vote.\n\n00:00 Opening\n12:30 Vote"


def test_enclosures_and_attachments_are_kept() -> None:
    body = rss(1).replace(
        b"</item>",
        b'<enclosure url="/report.pdf" type="application/pdf; x=y" length="9"/><enclosure url="javascript:x"/>'
        b'<media:content xmlns:media="http://search.yahoo.com/mrss/" url="https://a.example/t.mp3" type="audio/mpeg"/>'
        b'<media:content xmlns:media="http://search.yahoo.com/mrss/" url="https://a.example/p.png" type="image/png"/>'
        b"</item>",
    )
    ((entry,), _) = read(body)
    report = {"url": "https://gazette.example/report.pdf", "type": "application/pdf"}
    assert entry["enclosures"] == [report, {"url": "https://a.example/t.mp3", "type": "audio/mpeg"}]
    attachment = {"url": "https://a.example/r.pdf", "mime_type": "application/pdf", "title": "The report"}
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "items": [{"id": "1", "title": "A", "attachments": [attachment, 7]}],
    }
    ((entry,), _) = read(json.dumps(feed).encode())
    assert entry["enclosures"] == [{"url": "https://a.example/r.pdf", "type": "application/pdf", "title": "The report"}]


def test_a_bare_ampersand_breaks_nothing_and_grows_no_semicolon() -> None:
    words = "<title>AT&T and R&D</title><link>https://a.example/?a=1&b=2</link>"
    body = rss([f"<item>{words}<description>x<![CDATA[ & <b>y</b> ]]></description></item>"])
    ((entry,), done) = read(body)
    assert (entry["title"], entry["url"], entry["text"]) == ("AT&T and R&D", "https://a.example/?a=1&b=2", "x & y")
    assert done["done"]["warning"] == ""  # type: ignore[index]


def test_prefixes_that_nothing_declares_are_read_as_the_usual_ones() -> None:
    body = (
        b'<?xml version="1.0"?><rss version="2.0"><rss:channel><rss:title>Log</rss:title><rss:item>'
        b"<rss:title>Paused</rss:title><odd:x a:b='1'>y</odd:x><dc:creator>Ann</dc:creator></rss:item>"
        b"</rss:channel></rss>"
    )
    ((entry,), _done) = read(body)
    assert (entry["title"], entry["author"]) == ("Paused", "Ann")
    assert broken_xml.undeclared(body.decode()) == ["rss", "odd", "a", "dc"]
    assert broken_xml.mended("<a>&amp; &#8230; x</a>") == "<a>&amp; &#8230; x</a>"


def test_a_feed_of_which_no_entry_can_be_read_says_so() -> None:
    found, done = read(b'<rss version="2.0"><channel><title>Log</title><item <title>x</title></channel></rss>')
    assert found or "no entries could be read" in str(done)


def test_of_too_many_entries_the_newest_are_kept_and_the_message_says_so() -> None:
    items = [item(n, pubDate=f"{1 + n // 24:02} Nov 2026 {n % 24:02}:00:00 GMT") for n in range(60)]
    for body in (rss(items), rss(items[::-1])):
        found, done = read(body, entries=50)
        assert {entry["title"] for entry in found} == {f"Story {n}" for n in range(10, 60)}
        assert "Only the newest 50 of its 60 entries are kept" in str(done)


@pytest.mark.parametrize(
    "whole",
    [
        rss([item(1, title=TITLE, link=PAGE, content=BODY + TAIL, description="AT&T & more <img alt='a van there'>")]),
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [
            {"id": "1", "title": "A", "content_html": BODY + TAIL, "attachments": [{"url": "https://a.example/r.pdf"}]},
        ]}).encode(),
    ],
)  # fmt: skip
def test_bytes_cut_at_every_tenth_position_raise_nothing(whole: bytes) -> None:
    for end in range(0, len(whole), 10):
        found, last = read(whole[:end])
        assert "done" in last or "error" in last
        assert not any(ord(char) < 32 and char not in "\n\t" for entry in found for char in str(entry.get("text", "")))
