"""Many feeds at once: validators, failures that stay alone, limits, cancelling."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from feeds.fetch.http import Fetcher, Limits
from feeds.formats.parse import Parsers
from feeds.refresh import FeedResult, Outcome, due, refresh
from feeds.sources.http_feed import HttpFeed
from feeds.sources.source import Resources
from feeds.subscriptions import Feed
from tests.feeds.samples import item, rss
from tests.feeds.server import Server, conditional, drip, raw, redirect, reply, silence

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def noon() -> datetime:
    return NOON


async def all_of(
    feeds: Sequence[Feed], now: datetime = NOON, seconds: float = 20.0, at_once: int = 20
) -> list[FeedResult]:
    limits = Limits(seconds=seconds)
    there = {result.asked: result async for result in refresh(feeds, now=lambda: now, limits=limits, at_once=at_once)}
    return [there[feed.url] for feed in feeds]


async def one(url: str, now: datetime = NOON, **state: object) -> FeedResult:
    return (await all_of([replace(Feed(url, local=True), **state)], now))[0]


async def test_fifty_entries_arrive_and_the_second_time_it_asks_with_validators(server: Server) -> None:
    url = server.at("/feed", conditional(rss(50), etag='"v1"', modified="Fri, 20 Nov 2026 10:00:00 GMT"))
    first = await one(url)
    assert first.outcome is Outcome.UPDATED
    assert len(first.stories) == 50
    assert {story.feed for story in first.stories} == {url}
    assert first.stories[0].title == "Story 1"
    assert first.stories[0].source == first.feed.title == "The Feed"
    assert first.stories[0].fetched == NOON
    assert first.stories[0].published == datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

    (second,) = await all_of([first.feed])
    assert second.outcome is Outcome.UNCHANGED
    assert second.stories == ()
    headers = server.asked("/feed")[1].headers
    assert headers["if-none-match"] == '"v1"'
    assert headers["if-modified-since"] == "Fri, 20 Nov 2026 10:00:00 GMT"
    assert headers["user-agent"].startswith("civicdesk/")


async def test_the_same_bytes_without_validators_are_unchanged(server: Server) -> None:
    first = await one(server.at("/feed", reply(rss())))
    (second,) = await all_of([first.feed])
    assert second.outcome is Outcome.UNCHANGED
    server.at("/feed", reply(rss(3)))
    (third,) = await all_of([second.feed])
    assert (third.outcome, len(third.stories)) == (Outcome.UPDATED, 3)


async def test_one_failure_never_stops_another(server: Server) -> None:
    good = server.at("/good", reply(rss()))
    bad = [
        server.at("/page", reply(b"<html><body>hi</body></html>")),
        server.at("/drip", drip(0.05)),
        server.at("/silence", silence()),
        server.at("/garbage", raw(b"\x00\x01\x02 nonsense\r\n\r\n")),
        server.at("/empty", reply(b"")),
        server.url("/missing"),
        "http://nowhere.invalid/feed",
        "file:///etc/passwd",
    ]
    results = await all_of([Feed(url, local=True) for url in [*bad, good]], seconds=1.0)
    assert [result.outcome for result in results] == [Outcome.FAILED] * len(bad) + [Outcome.UPDATED]
    for result in results[:-1]:
        assert result.message.endswith(".")
        assert result.feed.error == result.message
        assert result.feed.failures == 1


async def test_a_failed_feed_keeps_its_state_and_recovers(server: Server) -> None:
    first = await one(server.at("/feed", conditional(rss(), etag='"1"')))
    server.at("/feed", reply(b"", status=500))
    (broken,) = await all_of([first.feed])
    assert broken.feed.etag == '"1"'
    assert broken.feed.due > first.feed.fetched
    server.at("/feed", conditional(rss(), etag='"1"'))
    (again,) = await all_of([broken.feed])
    assert (again.outcome, again.feed.error, again.feed.failures) == (Outcome.UNCHANGED, "", 0)


async def test_a_feed_of_which_nothing_can_be_read_has_failed(server: Server) -> None:
    first = await one(server.at("/feed", reply(rss())))
    server.at("/feed", reply(b'<rss version="2.0"><channel><title>News</title><item><title>x</tit'))
    (broken,) = await all_of([first.feed])
    assert (broken.outcome, broken.feed.failures, broken.stories) == (Outcome.FAILED, 1, ())
    assert broken.message.startswith("Its XML is broken (line ")
    server.at("/feed", reply(b'<rss version="2.0"><channel><title>News</title></channel></rss>'))
    (empty,) = await all_of([broken.feed])
    assert (empty.outcome, empty.feed.error) == (Outcome.UPDATED, "")


async def test_gone_pauses_the_feed(server: Server) -> None:
    result = await one(server.at("/feed", reply(b"", status=410)))
    assert result.outcome is Outcome.GONE
    assert result.feed.paused
    assert (
        result.message
        == "What was at this address is gone for good (410 Gone). The feed is paused now; its stories stay."
    )
    assert due([result.feed], NOON + timedelta(days=365)) == []


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_heeded(server: Server, status: int) -> None:
    result = await one(server.at("/feed", reply(b"", status=status, headers={"Retry-After": "86400"})))
    assert datetime.fromisoformat(result.feed.due) == NOON + timedelta(days=1)


@pytest.mark.parametrize("wait", ["999999999", "9" * 30, "Wed, 21 Oct 2099 07:28:00 GMT"])
async def test_a_wait_that_nobody_can_mean_is_told(server: Server, wait: str) -> None:
    result = await one(server.at("/feed", reply(b"", status=429, headers={"Retry-After": wait})))
    assert (
        result.message
        == "It asks for fewer fetches (429 Too Many Requests). It asks to wait for over a month, which is not done."
    )
    assert (result.feed.held, result.feed.due) == ("", (NOON + timedelta(hours=1)).isoformat(timespec="seconds"))


async def test_more_cookies_than_are_read_are_called_so(server: Server) -> None:
    result = await one(server.at("/feed", reply(rss(), headers={"Set-Cookie": "k=" + "v" * 2**20})))
    assert "longer headers or cookies than are read" in result.message


@pytest.mark.parametrize("status", [429, 503])
async def test_a_server_that_asked_to_be_left_alone_is_not_asked_by_anyone(server: Server, status: int) -> None:
    url = server.at("/feed", reply(b"", status=status, headers={"Retry-After": "7200"}))
    refused = (await one(url)).feed
    asked = len(server.asked("/feed"))
    (result,) = await all_of([refused], NOON + timedelta(hours=1))
    assert (result.outcome, result.feed) == (Outcome.WAITING, refused)
    assert "asked to wait until" in result.message
    assert due([refused], NOON + timedelta(hours=1)) == []
    assert len(server.asked("/feed")) == asked
    (result,) = await all_of([refused], NOON + timedelta(hours=2, minutes=1))
    assert result.outcome is Outcome.FAILED
    assert len(server.asked("/feed")) == asked + 1


async def test_an_answer_ends_the_waiting(server: Server) -> None:
    feed = Feed(server.at("/feed", reply(rss())), local=True, held="2026-11-23T11:00:00+00:00")
    (result,) = await all_of([feed])
    assert result.feed.held == ""


async def test_permanent_redirects_are_adopted_after_three_days_and_ids_stay(server: Server) -> None:
    there = server.at("/new", reply(rss([item(1, guid="1", link="")])))
    here = server.at("/old", redirect(there, 301))
    feed = Feed(here, local=True)
    ids, messages = set(), []
    async with Fetcher() as fetcher, Parsers(size=1) as parsers:

        async def fetch(feed: Feed, day: int) -> FeedResult:
            resources = Resources(fetcher, parsers, lambda: NOON + timedelta(days=day))
            return await HttpFeed(replace(feed, digest=""), resources).fetch()

        for day in (0, 0, 1, 2):
            result = await fetch(feed, day)
            feed = result.feed
            ids |= {story.id for story in result.stories}
            messages.append(result.message)
        assert feed.url == there
        assert messages[:3] == ["", "", ""]
        assert "moved for good" in messages[3]
        result = await fetch(feed, 3)
    assert {story.id for story in result.stories} | ids == ids
    assert len(ids) == 1
    assert result.stories[0].feed == here


async def test_temporary_redirects_are_never_adopted(server: Server) -> None:
    there = server.at("/new", reply(rss()))
    feed = Feed(server.at("/old", redirect(there, 302)), local=True)
    for day in range(4):
        (result,) = await all_of([feed], NOON + timedelta(days=day))
        feed = result.feed
    assert feed.url == server.url("/old")


async def test_at_most_two_requests_at_once_go_to_one_host(server: Server) -> None:
    server.latency = 0.02
    urls = [server.at(f"/{number}", reply(rss())) for number in range(8)]
    results = await all_of([Feed(url, local=True) for url in urls])
    assert all(result.outcome is Outcome.UPDATED for result in results)
    assert server.most_at_once == 2


async def test_at_most_so_many_requests_at_once_go_out_at_all() -> None:
    hosts = tuple(f"127.0.0.{number}" for number in range(1, 9))
    with Server(hosts=hosts, latency=0.02) as server:
        server.at("/feed", reply(rss()))
        feeds = [Feed(server.url("/feed", host), local=True) for host in hosts]
        results = await all_of(feeds, at_once=3)
        assert all(result.outcome is Outcome.UPDATED for result in results)
        assert server.most_at_once == 3


async def test_closing_the_stream_stops_everything(server: Server) -> None:
    quick = server.at("/quick", reply(rss()))
    feeds = [Feed(quick, local=True), *(Feed(server.at(f"/{n}", silence()), local=True) for n in range(5))]
    before = asyncio.all_tasks()
    stream = refresh(feeds, now=noon)
    first = await anext(stream)
    assert first.feed.url == quick
    await stream.aclose()  # type: ignore[attr-defined]
    assert asyncio.all_tasks() == before


def test_due_leaves_out_the_paused_and_the_later() -> None:
    never = Feed("http://a.example/")
    later = Feed("http://b.example/", due="2026-11-23T12:00:01+00:00")
    now = Feed("http://c.example/", due="2026-11-23T13:00:00+01:00")
    paused = Feed("http://d.example/", paused=True)
    unreadable = Feed("http://e.example/", due="soon")
    assert due([never, later, now, paused, unreadable], NOON) == [never, now, unreadable]


async def test_broken_off_is_read_as_far_as_it_came_and_asked_again_in_full(server: Server) -> None:
    body = rss(3)
    head = f'HTTP/1.1 200 OK\r\nETag: "x"\r\nContent-Length: {len(body) + 10}\r\n\r\n'.encode()
    result = await one(server.at("/feed", raw(head + body)))
    assert len(result.stories) == 3
    assert "broke off" in result.message
    assert (result.feed.etag, result.feed.digest) == ("", "")


async def test_validators_that_can_not_be_sent_back_are_not_kept(server: Server) -> None:
    head = 'HTTP/1.1 200 OK\r\nETag: "é"\r\nLast-Modified: ' + "x" * 2000 + "\r\nConnection: close\r\n\r\n"
    first = await one(server.at("/feed", raw(head.encode() + rss())))
    assert (first.feed.etag, first.feed.modified) == ("", "")
    (second,) = await all_of([first.feed])
    assert second.outcome is Outcome.UNCHANGED


async def test_the_feed_asks_for_its_pace(server: Server) -> None:
    daily = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
    channel = f"<title>T</title><ttl>300</ttl>{daily}"
    result = await one(server.at("/feed", reply(rss(channel=channel))))
    assert result.feed.pace == 6 * 3600
    wait = datetime.fromisoformat(result.feed.due) - NOON
    assert timedelta(hours=6) <= wait <= timedelta(hours=6.6)


async def test_what_the_user_named_stays(server: Server) -> None:
    result = await one(server.at("/feed", reply(rss())), title="Mine", lang="nl")
    assert (result.feed.title, result.feed.lang) == ("Mine", "nl")
    assert {story.source for story in result.stories} == {"Mine"}
    assert {story.lang for story in result.stories} == {"nl"}


async def test_a_feed_that_is_not_marked_local_can_not_reach_this_machine(server: Server) -> None:
    result = await one(server.at("/feed", reply(rss())), local=False)
    assert result.outcome is Outcome.FAILED
    assert "local" in result.message
    assert server.requests == []


async def test_a_fault_of_our_own_is_one_feeds_failure(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    good = server.at("/good", reply(rss()))
    bad = server.at("/bad", reply(b"", status=500))

    def fault(*_: object) -> FeedResult:
        raise KeyError("secret")

    monkeypatch.setattr("feeds.sources.http_feed.refused", fault)
    results = await all_of([Feed(bad, local=True), Feed(good, local=True)])
    assert [result.outcome for result in results] == [Outcome.FAILED, Outcome.UPDATED]
    assert "KeyError" in results[0].message
    assert "secret" not in results[0].message


async def test_the_loop_goes_on_while_children_choke(server: Server) -> None:
    """What takes a parser its whole deadline never holds up the loop, which draws, for as long."""
    deadline = 1.0
    attributes = " ".join(f'a{n}="x"' for n in range(30_000))
    hostile = [
        rss([item(creator="a" * 30_000 + "(" * 30_000)]),
        rss(["<item><title>T</title><description>" + "&lt;p " + attributes + "&gt;</description></item>"]),
        rss(["<a>" * 50_000]),
        rss([item(n) for n in range(5_000)]),
        rss([item(title="T" * 1_000_000)]),
    ]
    feeds = [Feed(server.at(f"/{n}", reply(body)), local=True) for n, body in enumerate(hostile)]
    clock = asyncio.get_running_loop().time
    longest, choked = 0.0, 0

    async def watch() -> None:
        nonlocal longest
        while True:
            before = clock()
            await asyncio.sleep(0)
            longest = max(longest, clock() - before)

    watching = asyncio.create_task(watch())
    async for result in refresh(feeds, now=noon, deadline=deadline):
        choked += "takes longer" in result.message
    watching.cancel()
    assert choked
    assert longest < deadline
