"""What a feed has brought and the library has lost comes again with the next refresh."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from feeds.refresh import due
from feeds.subscriptions import Feed
from tests.feeds.samples import item, rss
from tests.feeds.server import Request, Server, reply
from workspace.clock import utc_now
from workspace.workspace import Workspace

BODY = rss([item(1), item(2), item(3)])


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


def tagged(server: Server) -> str:
    """A feed with a validator, which is not sent again to who has it."""

    async def answer(request: Request, writer: object) -> None:
        known = request.headers.get("if-none-match") == '"1"'
        await (reply(b"", status=304) if known else reply(BODY, headers={"ETag": '"1"'}))(request, writer)  # type: ignore[arg-type]

    return server.at("/feed", answer)


async def refresh(workspace: Workspace, *, everything: bool = False) -> list[tuple[str, int]]:
    found: AsyncIterator[object] = workspace.refresher.run(everything=everything)
    return [(one.result.outcome.value, one.new) async for one in found]  # type: ignore[attr-defined]


async def test_stories_that_are_gone_come_again(tmp_path: Path, server: Server) -> None:
    home = tmp_path / "home"
    with Workspace.open(home, whole=True) as workspace:
        workspace.subscriptions.subscribe([Feed(tagged(server), local=True)])
        assert await refresh(workspace) == [("updated", 3)]
        assert await refresh(workspace, everything=True) == [("unchanged", 0)]
        assert await refresh(workspace) == []
        (feed,) = workspace.subscriptions.feeds()
        lost = [story.id for story in workspace.library.iterate() if story.feed == feed.key][:2]
        workspace.library.remove_many(lost[:1])
        assert await refresh(workspace) == [("updated", 1)]
        workspace.library.remove_many(lost)
    with Workspace.open(home, whole=True) as workspace:
        assert await refresh(workspace) == [("updated", 2)]
        assert await refresh(workspace, everything=True) == [("unchanged", 0)]


async def test_a_story_file_that_is_lost_for_good_is_filled_again(tmp_path: Path, server: Server) -> None:
    home = tmp_path / "home"
    with Workspace.open(home, whole=True) as workspace:
        workspace.subscriptions.subscribe([Feed(tagged(server), local=True)])
        await refresh(workspace)
    (home / "stories.json").unlink()
    for backup in (home / "backups").glob("stories-*"):
        backup.unlink()
    with Workspace.open(home, whole=True) as workspace:
        assert workspace.library.count() == 0
        assert await refresh(workspace) == [("updated", 3)]


def test_a_due_time_beyond_every_interval_is_due() -> None:
    now = utc_now()

    def feed(days: float, **more: int) -> Feed:
        return Feed("http://a", due=(now + timedelta(days=days)).isoformat(), **more)  # type: ignore[arg-type]

    assert due([feed(-1), feed(365), feed(2)], now) == [feed(-1), feed(365), feed(2)]
    assert due([feed(0.5), feed(1), feed(6, interval=7 * 24 * 60)], now) == []
    assert due([feed(8, interval=7 * 24 * 60)], now) != []
    held = Feed("http://a", held=(now + timedelta(days=400)).isoformat())
    assert due([held], now) == [held]
