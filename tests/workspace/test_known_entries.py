"""What a refresh keeps is the same whether entries that are known by their bytes were read again or not."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from civic.judgement import READ
from feeds.subscriptions import Feed
from storage.files.tinydb_lines import LineStorage
from tests.feeds.samples import item, rss
from tests.feeds.server import Server, reply
from workspace.refresh import Arrival
from workspace.workspace import Workspace

TEXT = "The council voted on Tuesday to buy forty cameras for the {} district after a long debate of number {}."
WHERE = ("harbour", "station", "market", "river", "castle", "garden")


def entry(number: int, **fields: str) -> str:
    where = WHERE[number % len(WHERE)]
    usual = {"title": f"Cameras in {where} {number}", "description": TEXT.format(where, number)}
    return item(number, **{**usual, **fields})


ROUNDS = (
    [entry(1), entry(2), entry(3)],
    [entry(5), entry(4), entry(1), entry(2), entry(3)],
    [entry(3), entry(5), entry(1)],
    [entry(5), entry(1, description=TEXT.format("harbour", 1) + " It was close."), entry(3)],
    [entry(5, guid="urn:new"), entry(3), entry(1)],
    [entry(3), entry(6), entry(7, title=f"Cameras in {WHERE[3]} 3", description=TEXT.format("river", 3))],
)


async def refreshed(workspace: Workspace) -> list[Arrival]:
    return [arrival async for arrival in workspace.refresher.run(everything=True)]


def documents(workspace: Workspace) -> list[dict[str, Any]]:
    stories = (LineStorage(workspace.places.stories).read() or {})["stories"]
    return [{**body, "fetched": "", "changed": bool(body.get("changed"))} for body in stories.values()]


async def test_the_stories_of_many_rounds_are_equal(tmp_path: Path, server: Server) -> None:
    with Workspace.open(tmp_path / "new") as new, Workspace.open(tmp_path / "old") as old:
        old.refresher._library.known_entries = dict  # type: ignore[method-assign]
        for number, items in enumerate(ROUNDS):
            url = server.at("/feed", reply(rss(items)))
            for workspace in (new, old):
                if not number:
                    workspace.subscriptions.subscribe([Feed(url, local=True)])
            (one,), (other,) = await refreshed(new), await refreshed(old)
            assert (one.new, one.changed) == (other.new, other.changed)
            assert bool(one.result.known) == (number in {1, 2, 3, 4, 5})
            assert documents(new) == documents(old)
            (mine,), (theirs,) = new.subscriptions.feeds(), old.subscriptions.feeds()
            assert (mine.stories, mine.digest, mine.renumbered) == (theirs.stories, theirs.digest, theirs.renumbered)


async def test_a_story_that_was_removed_comes_again(tmp_path: Path, server: Server) -> None:
    with Workspace.open(tmp_path / "home") as workspace:
        url = server.at("/feed", reply(rss([entry(1), entry(2)])))
        workspace.subscriptions.subscribe([Feed(url, local=True)])
        await refreshed(workspace)
        first, second = [story.id for story in workspace.library.iterate() if story.feed == url]
        workspace.library.judge([(first, READ, True)])
        workspace.library.remove_many([first])
        known = workspace.library.known_entries()[url]
        assert list(known.values()) == [second]
        (arrival,) = await refreshed(workspace)
        assert (arrival.new, arrival.changed) == (1, 0)
        assert arrival.result.known == {second}
        assert workspace.library.judgement(first).read


async def test_what_is_lost_with_the_cache_costs_a_reading(tmp_path: Path, server: Server) -> None:
    home = tmp_path / "home"
    with Workspace.open(home) as workspace:
        workspace.subscriptions.subscribe([Feed(server.at("/feed", reply(rss([entry(1)]))), local=True)])
        await refreshed(workspace)
    for file in (home / "cache").iterdir():
        if file.is_file():
            file.unlink()
    server.at("/feed", reply(rss([entry(2), entry(1)])))
    with Workspace.open(home) as workspace:
        (arrival,) = await refreshed(workspace)
        assert (arrival.new, arrival.result.known) == (1, frozenset())
        (arrival,) = await refreshed(workspace)
        assert arrival.result.outcome.value == "unchanged"
        server.at("/feed", reply(rss([entry(3), entry(2), entry(1)])))
        (arrival,) = await refreshed(workspace)
        assert (arrival.new, len(arrival.result.known)) == (1, 2)


async def test_a_story_removed_while_its_feed_is_fetched_leaves_no_validators(tmp_path: Path, server: Server) -> None:
    with Workspace.open(tmp_path / "home") as workspace:
        url = server.at("/feed", reply(rss([entry(1), entry(2)])))
        workspace.subscriptions.subscribe([Feed(url, local=True)])
        await refreshed(workspace)
        library = workspace.library
        known = dict(library.known_entries())  # as they were looked up before
        first = next(story.id for story in library.iterate() if story.feed == url)

        def known_before() -> Mapping[str, Mapping[str, str]]:
            library.remove_many([first])
            return known

        workspace.refresher._library.known_entries = known_before  # type: ignore[method-assign]
        server.at("/feed", reply(rss([entry(3), entry(1), entry(2)])))
        await refreshed(workspace)
        (feed,) = workspace.subscriptions.feeds()
        assert feed.digest == ""
