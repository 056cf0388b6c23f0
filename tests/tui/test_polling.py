"""How often the desk looks for what others changed."""

import pytest

from tests.types import OpenDesk, WaitUntil
from tui.terminal import key_queue


async def test_where_all_is_quiet_the_desk_looks_once_a_second(
    open_desk: OpenDesk, wait_until: WaitUntil, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk() as (app, pilot):
        await wait_until(pilot, lambda: not app.lookout._under_way and not app.lookout._stale)
        looks = list[int]()

        def poll() -> bool:
            looks.append(1)
            return False

        monkeypatch.setattr(app.workspace.library, "poll", poll)
        monkeypatch.setattr(key_queue, "_REST", 0.0)
        monkeypatch.setattr(app.lookout, "_quiet", 0)

        def ten() -> int:
            looks.clear()
            for _ in range(10):
                app.lookout.poll()
            return len(looks)

        assert ten() == 5
        monkeypatch.setattr(app.workspace.library, "pending", lambda: (1, 2))
        assert ten() >= 9
        assert ten() == 10
        monkeypatch.setattr(app.workspace.library, "pending", lambda: (2, 2))
        monkeypatch.setattr(key_queue, "_REST", 1e9)
        assert ten() == 10
