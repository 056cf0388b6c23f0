"""When a desk rests: nothing left to do now or in a moment, and whatever goes on for ever is not waited for."""

import asyncio

from tests.tui.rest import settle


async def test_what_leads_to_the_next_is_waited_for_to_its_end() -> None:
    done: list[int] = []

    async def step(number: int) -> None:
        await asyncio.sleep(0)
        done.append(number)
        if number < 50:
            asyncio.get_running_loop().call_soon(asyncio.ensure_future, step(number + 1))

    first = asyncio.ensure_future(step(0))
    await settle()
    assert first.done()
    assert done == [*range(51)]


async def test_a_timer_is_waited_for_where_it_goes_off_soon() -> None:
    loop, done = asyncio.get_running_loop(), list[str]()
    loop.call_later(0.008, lambda: loop.call_later(0.008, done.append, "soon"))
    late = loop.call_later(3600, done.append, "late")
    await settle()
    assert done == ["soon"]
    late.cancel()


async def test_what_never_ends_is_not_waited_for() -> None:
    loop, ended = asyncio.get_running_loop(), False

    def spin() -> None:
        if not ended:
            loop.call_soon(spin)

    spin()
    await settle()
    ended = True
