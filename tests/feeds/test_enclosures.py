"""A PDF file that came along with a story becomes one of its own."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from civic.story import Enclosure, Link, Story
from feeds.enclosures import enclosed_story
from feeds.errors import FeedError
from feeds.subscriptions import Feed
from tests.feeds.server import Server, broken_off, reply

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def pdf(text: str) -> bytes:
    """A PDF file of one page, made by hand."""
    drawing = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawing), drawing),
        b"<< /Title (The vote) /Author (Ann) /CreationDate (D:20261120093000+01'00') >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size 6 /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF" % len(written)
    return written + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


async def added(server: Server, path: str, *, local: bool = True) -> Story:
    url = server.url(path)
    feed = Feed(server.url("/feed"), local=local, headers=(("X-Key", "k"),))
    story = Story("s", "Pilot paused", "https://a.example/1", "Gazette", published=NOON, feed=feed.key)
    return await enclosed_story(story, Enclosure(url, "application/pdf", "The report"), NOON, feed=feed)


async def test_a_pdf_is_fetched_and_leads_back(server: Server) -> None:
    server.at("/r.pdf", reply(pdf("The council paused its pilot."), headers={"Content-Type": "application/pdf"}))
    story = await added(server, "/r.pdf")
    assert "The council paused its pilot." in story.text
    assert (story.title, story.url, story.source) == ("The vote", server.url("/r.pdf"), "Gazette")
    assert (story.links, story.published, story.feed) == ((Link("https://a.example/1", "Pilot paused"),), NOON, "")
    assert story.id == (await added(server, "/r.pdf")).id
    assert server.asked("/r.pdf")[0].headers["x-key"] == "k"


async def test_what_is_no_pdf_is_one_sentence(server: Server, tmp_path: Path) -> None:
    server.at("/page", reply(b"<html>Sign in</html>"))
    server.at("/cut", broken_off(b"%PDF-1.4", 1000))
    for path in ("/page", "/cut", "/gone"):
        with pytest.raises(FeedError) as caught:
            await added(server, path)
        assert str(caught.value).endswith(".")
    with pytest.raises(FeedError):
        await added(server, "/page", local=False)
