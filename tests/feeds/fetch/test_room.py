"""Room for what comes side by side."""

import asyncio

from feeds.fetch.http import _BODIES, Fetcher
from feeds.fetch.room import Room
from tests.feeds.server import Server, reply

BIG = 5_000_000


async def test_who_finds_no_room_waits_until_there_is_some() -> None:
    room, came = Room(10), []

    async def take(name: str, size: int) -> None:
        await room.take(size)
        came.append(name)

    tasks = [asyncio.create_task(take(name, size)) for name, size in (("a", 6), ("b", 30), ("c", 1))]
    await asyncio.sleep(0)
    assert came == ["a", "b"]  # what is larger than all of it gets in, too
    room.give(6)
    await asyncio.sleep(0)
    assert came == ["a", "b"]
    room.give(30)
    await asyncio.gather(*tasks)
    assert came == ["a", "b", "c"]


async def test_answers_wait_at_their_servers_while_enough_of_them_are_here(server: Server) -> None:
    urls = [server.at(f"/{number}", reply(b"x" * BIG)) for number in range(5)]
    there = most = 0

    async def get(fetcher: Fetcher, url: str) -> int:
        nonlocal there, most
        async with fetcher.get(url, local=True) as answer:
            there += len(answer.body)
            most = max(most, there)
            await asyncio.sleep(0.05)
            there -= len(answer.body)
            return len(answer.body)

    async with Fetcher() as fetcher:
        assert await asyncio.gather(*(get(fetcher, url) for url in urls)) == [BIG] * 5
        assert fetcher._room._left == _BODIES
    assert most <= _BODIES + BIG


async def test_waiting_for_room_is_not_the_servers_time(server: Server) -> None:
    from feeds.fetch.http import Limits

    url = server.at("/", reply(b"body"))
    async with Fetcher(limits=Limits(seconds=1.0)) as fetcher:
        await fetcher._room.take(_BODIES)
        asyncio.get_running_loop().call_later(1.5, fetcher._room.give, _BODIES)
        async with fetcher.get(url, local=True) as answer:
            assert answer.body == b"body"


async def test_a_large_answer_takes_the_place_of_other_requests(server: Server) -> None:
    large, small = server.at("/large", reply(b"x" * 300_000)), server.at("/small", reply(b"x"))
    async with Fetcher(at_once=5) as fetcher:
        async with fetcher.get(small, local=True):
            assert fetcher._places._left == 4
        async with fetcher.get(large, local=True):
            assert fetcher._places._left == 0
        assert fetcher._places._left == 5
