"""Python's search for garbage waits for the first frame, and spares what is there by then: no key waits for it."""

import gc
from collections.abc import Iterator

import pytest

from tests.types import OpenDesk, WaitUntil


@pytest.fixture
def _as_before() -> Iterator[None]:
    """What a test did to the collector is over with it."""
    yield
    gc.enable()
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
