"""Python's search for garbage waits for the first frame, and spares what is there by then: no key waits for it."""

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from tests.types import OpenDesk, WaitUntil
from tui.terminal import key_queue


@pytest.fixture
def _as_before() -> Iterator[None]:
    """What a test did to the collector is over with it."""
    thresholds = gc.get_threshold()
    yield
    gc.enable()
    gc.set_threshold(*thresholds)
    gc.unfreeze()


@pytest.mark.usefixtures("_as_before")
async def test_garbage_is_looked_for_from_the_first_frame_on(open_desk: OpenDesk, wait_until: WaitUntil) -> None:
    gc.disable()
    async with open_desk() as (_, pilot):
        await wait_until(pilot, gc.isenabled)
        assert gc.get_freeze_count() > 100_000


@pytest.mark.usefixtures("_as_before")
async def test_a_desk_within_another_program_leaves_its_garbage_alone(open_desk: OpenDesk) -> None:
    async with open_desk():
        assert gc.get_freeze_count() == 0


class Held:
    def __init__(self) -> None:
        self.itself = self


@pytest.mark.usefixtures("_as_before")
async def test_what_has_lasted_is_looked_through_while_the_user_rests_not_with_a_key(
    open_desk: OpenDesk, wait_until: WaitUntil, monkeypatch: pytest.MonkeyPatch
) -> None:
    gc.disable()
    async with open_desk() as (app, pilot):
        await wait_until(pilot, gc.isenabled)
        thing = Held()
        held = ref(thing)
        for _ in range(20):
            gc.collect(1)
        del thing
        monkeypatch.setattr(key_queue, "_REST", 1e9)
        app.lookout.poll()
        assert held() is not None
        monkeypatch.setattr(key_queue, "_REST", 0.0)
        app.lookout.poll()
        assert held() is None
