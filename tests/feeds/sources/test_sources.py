"""The kinds of sources: each passes the contract, and the refresh finds each by the kind of its subscription."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from civic.jsonvalue import JsonValue
from feeds.refresh import refresh
from feeds.sources.http_feed import HttpFeed
from feeds.sources.registry import SOURCES
from feeds.sources.source import Outcome
from feeds.subscriptions import WEB_FEED, Feed
from tests.feeds.conftest import NOON
from tests.feeds.samples import item, rss
from tests.feeds.server import Request, Server, conditional, reply, silence
from tests.feeds.sources.memory_source import Memory
from tests.feeds.sources.source_contract import Place, SourceContract


class WebFeed:
    """A feed on the loopback server."""

    make = HttpFeed

    def __init__(self, server: Server) -> None:
        self._server = server
        self.feed = Feed(server.url("/feed"), local=True)
        self.offer([3, 2, 1])

    def offer(self, numbers: Sequence[int]) -> None:
        body = rss([item(number, guid=str(number), title=f"Story {number}") for number in numbers])
        self._server.at("/feed", conditional(body, etag=f'"{numbers}"'))

    def fail(self) -> None:
        self._server.at("/feed", reply(b"", status=500))

    def hang(self) -> None:
        self._server.at("/feed", silence())


class TestHttpFeed(SourceContract):
    @pytest.fixture
    def place(self, server: Server) -> Place:
        return WebFeed(server)


class TestTheDouble(SourceContract):
    @pytest.fixture
    def place(self) -> Place:
        return Memory()


async def test_the_kind_of_a_subscription_names_its_source(server: Server) -> None:
    memory, web = Memory(), WebFeed(server)
    sources = {**SOURCES, "memory": memory.make}
    results = {
        result.asked: result async for result in refresh([memory.feed, web.feed], now=lambda: NOON, sources=sources)
    }
    assert {url: len(result.stories) for url, result in results.items()} == {memory.feed.url: 3, web.feed.url: 3}
    assert {story.feed for story in results[memory.feed.url].stories} == {memory.feed.key}


async def test_a_kind_that_nobody_knows_fails_with_a_sentence_and_is_kept(server: Server) -> None:
    url = server.url("/feed")
    row: dict[str, JsonValue] = {"url": url, "kind": "tele\x07graph", "local": True, "token": "x", "etag": "1"}
    feed = Feed.from_row(row)
    (result,) = [result async for result in refresh([feed], now=lambda: NOON)]
    assert (result.outcome, result.stories) == (Outcome.FAILED, ())
    assert "'telegraph'" in result.message
    assert server.requests == []
    kept = result.feed.to_row()
    assert kept["error"] == result.message
    assert {name: kept[name] for name in row} == row | {"kind": "telegraph"}


def test_a_feed_needs_no_kind_in_its_row() -> None:
    for row in ({"url": "http://a.example/"}, {"url": "http://a.example/", "kind": WEB_FEED}):
        feed = Feed.from_row(row)
        assert feed.kind in SOURCES
        assert feed.to_row() == {"url": "http://a.example/"}


async def test_a_source_that_is_waited_for_is_not_made() -> None:
    memory = Memory()
    held = Feed("https://memory.example/", kind="memory", held=datetime(2026, 11, 23, 13, tzinfo=UTC).isoformat())
    memory.fail()
    (result,) = [one async for one in refresh([held], now=lambda: NOON, sources={"memory": memory.make})]
    assert (result.outcome, result.feed) == (Outcome.WAITING, held)


async def test_a_server_that_refuses_conditions_is_asked_once_the_next_time(server: Server) -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        asked = "if-modified-since" in request.headers or "if-none-match" in request.headers
        answer = reply(status=412) if asked else reply(rss(), headers={"ETag": '"1"'})
        await answer(request, writer)

    feed = Feed(server.at("/feed", handler), local=True)
    requests = []
    for _ in range(4):
        before = len(server.requests)
        (result,) = [result async for result in refresh([feed], now=lambda: NOON)]
        assert result.outcome in (Outcome.UPDATED, Outcome.UNCHANGED)
        feed = replace(result.feed, due="")
        requests.append(len(server.requests) - before)
    assert requests == [1, 2, 1, 1]
