"""From a site's address to its feeds."""

from datetime import UTC, datetime

import pytest

from feeds.discover import discover
from feeds.errors import FeedError, TooSlowError
from feeds.fetch.http import Limits
from feeds.formats.parse import Parsed, Parsers
from feeds.subscriptions import Feed
from tests.feeds.samples import atom, rss
from tests.feeds.server import Server, gzip_bomb, redirect, reply, silence


def noon() -> datetime:
    return datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


async def found(url: str, seconds: float = 10.0) -> list[Feed]:
    return await discover(url, local=True, now=noon, limits=Limits(seconds=seconds))


def page(*links: str, kind: str = "application/rss+xml") -> bytes:
    named = "".join(f'<link rel="alternate" type="{kind}" href="{link}">' for link in links)
    return f"<!doctype html><html><head><title>Site</title>{named}</head><body>Hello</body></html>".encode()


async def test_the_address_of_a_feed_is_that_feed_without_fetch_state(server: Server) -> None:
    url = server.at("/feed", reply(rss(channel="<title>News</title><language>nl</language>"), headers={"ETag": '"1"'}))
    assert await found(url) == [Feed(url, title="News", lang="nl", local=True)]


async def test_the_feeds_that_a_page_names_are_found_with_their_titles(server: Server) -> None:
    site = server.at("/", reply(page("comments", "/atom", "http://127.0.0.1:1/dead", "/nothing")))
    server.at("/comments", reply(rss(channel="<title>Comments on News</title>")))
    server.at("/atom", reply(atom("<entry><title>x</title></entry>")))
    assert [feed.title for feed in await found(site)] == ["The Atom", "Comments on News"]


async def test_addresses_with_blanks_and_bars_are_asked_for_encoded(server: Server) -> None:
    feed = server.at("/my%20feed%7C1.xml", reply(rss()))
    assert [one.url for one in await found(server.at("/", reply(page("my feed|1.xml"))))] == [feed]
    moved = server.at("/old", redirect("/my feed|1.xml", 301))
    assert [one.url for one in await found(moved)] == [feed]
    assert [one.url for one in await found(f"https://{server.url('/my feed|1.xml')}")] == [feed]


async def test_a_page_that_names_none_has_them_in_common_places(server: Server) -> None:
    site = server.at("/blog", reply(page()))
    server.at("/feed.xml", reply(rss(channel="<title>Of the site</title>")))
    server.at("/blog/feed", reply(rss(channel="<title>Of the blog</title>")))
    assert [feed.title for feed in await found(site)] == ["Of the blog", "Of the site"]


async def test_a_site_that_redirects_is_searched_where_it_is(server: Server) -> None:
    site = server.at("/old", redirect("/new/"))
    server.at("/new/", reply(page("feed")))
    url = server.at("/new/feed", reply(rss()))
    assert [feed.url for feed in await found(site)] == [url]


async def test_a_feed_that_has_moved_for_good_is_subscribed_where_it_is_now(server: Server) -> None:
    there = server.at("/new", reply(rss()))
    assert [feed.url for feed in await found(server.at("/old", redirect(there, 301)))] == [there]
    assert [feed.url for feed in await found(server.at("/now", redirect(there, 302)))] == [server.url("/now")]


async def test_a_page_can_not_lead_into_our_network(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    site = server.at("/", reply(page("http://127.0.0.2:1/feed", "file:///etc/passwd", "javascript:1")))
    monkeypatch.setattr("feeds.fetch.http.closed", lambda address: str(address) != "127.0.0.1")
    with pytest.raises(FeedError, match="No feed was found"):
        await discover(site, local=False, now=noon)


async def test_a_feed_of_which_nothing_can_be_read_is_refused_with_what_is_wrong(server: Server) -> None:
    site = server.at("/", reply(b'<rss version="2.0"><channel><title>News</title><item><title>x</tit'))
    with pytest.raises(FeedError, match=r"^Its XML is broken .*; no entries could be read of it\.$"):
        await found(site)


async def test_what_is_neither_feed_nor_page_is_refused_as_no_feed(server: Server) -> None:
    with pytest.raises(FeedError, match=r"^It is no feed that this program can read; check the address\.$"):
        await found(server.at("/", reply(bytes(range(256)) * 40)))


async def test_of_an_address_that_is_gone_nothing_else_is_told(server: Server) -> None:
    with pytest.raises(FeedError, match=r"^What was at this address is gone for good \(410 Gone\)\.$"):
        await found(server.at("/", reply(b"", status=410)))


@pytest.mark.parametrize("handler", [reply(b"x"), reply(b""), reply(b"", status=404), gzip_bomb(), silence()])
async def test_where_there_is_none_a_sentence_says_so(server: Server, handler: object) -> None:
    site = server.at("/", handler)  # type: ignore[arg-type]
    with pytest.raises(FeedError) as caught:
        await found(site, seconds=0.5)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "", "nonsense here", "http://127.0.0.1:1/"])
async def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(FeedError):
        await discover(url, local=False, now=noon)


async def test_a_feed_that_takes_too_long_is_no_site_without_a_feed(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(*_: object, **__: object) -> Parsed:
        raise TooSlowError("Reading it takes longer than 5 seconds; it was left.")

    monkeypatch.setattr(Parsers, "feed", slow)
    with pytest.raises(FeedError, match="Reading it takes longer than"):
        await found(server.at("/feed", reply(rss())))
