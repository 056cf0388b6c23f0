"""What a refresh brings, put on disk, against a server on this machine: changed stories, changed ids, moved feeds."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from civic.judgement import HIDE, NOTE, READ, STAR, Decision, Verdict, concern_field
from civic.query import And, Has, Is
from civic.story import Span, Story
from feeds.sources.source import FeedResult, Outcome
from feeds.subscriptions import Feed
from tests.feeds.samples import item, rss
from tests.feeds.server import Server, redirect, reply
from tui.desk.session import Desk
from workspace.clock import utc_now
from workspace.origins import remarks_on
from workspace.refresh import Arrival, in_batches
from workspace.workspace import Workspace

TEXT = "The council voted on Tuesday to buy forty cameras for the harbour district after a long debate."


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "home") as workspace:
        yield workspace


async def refreshed(workspace: Workspace) -> list[Arrival]:
    return [arrival async for arrival in workspace.refresher.run(everything=True)]


def brought(workspace: Workspace, title: str) -> list[Story]:
    return [story for story in workspace.library.iterate() if story.title == title]


def entry(guid: str, **fields: str) -> str:
    usual = {"title": "Cameras", "link": "http://example.org/1", "description": TEXT}
    return item(1, guid=guid, **{**usual, **fields})


@pytest.mark.parametrize(
    "fields", [{"title": "Harbour cameras"}, {"link": "http://example.org/moved", "description": TEXT + " So it is."}]
)
async def test_a_story_whose_id_the_feed_has_changed_stays_one_row(
    workspace: Workspace, server: Server, fields: dict[str, str]
) -> None:
    url = server.at("/feed", reply(rss([entry("old"), item(2)])))
    workspace.subscriptions.subscribe([Feed(url, local=True)])
    await refreshed(workspace)
    (old,) = brought(workspace, "Cameras")
    decision = Decision(Verdict.TAGGED, (Span(0, 11, "The council"),), "high", "alleged")
    field = concern_field("privacy")
    workspace.library.judge([(old.id, *change) for change in ((field, decision), (NOTE, "Ask."), (STAR, True))])
    before = workspace.library.history(old.id)

    server.at("/feed", reply(rss([entry("new", **fields), item(2)])))
    (arrival,) = await refreshed(workspace)
    assert (arrival.new, arrival.changed) == (0, 1)
    (now,) = brought(workspace, fields.get("title", "Cameras"))
    assert now.id == old.id
    assert len(now.aliases) == 1
    assert workspace.library.history(now.aliases[0]) == before
    there = workspace.library.judgement(now.id)
    assert (there.concerns["privacy"], there.note, there.starred, there.read) == (decision, "Ask.", True, False)


async def test_a_feed_that_always_gives_new_ids_is_marked(workspace: Workspace, server: Server) -> None:
    url = server.at("/feed", reply(rss([entry("old"), item(2, guid="b")])))
    workspace.subscriptions.subscribe([Feed(url, local=True)])
    aliases = []
    for fetch in range(5):
        server.at("/feed", reply(rss([entry(f"old-{fetch}"), item(2, guid=f"b-{fetch}"), item(3)])))
        await refreshed(workspace)
        (story,) = brought(workspace, "Cameras")
        aliases.append(len(story.aliases))
    assert aliases == [0, 1, 2, 2, 2]
    (feed,) = workspace.subscriptions.feeds()
    assert feed.renumbered == 4
    assert Feed.from_row(feed.to_row()) == feed


async def test_a_new_story_of_a_known_feed_inherits_nothing(workspace: Workspace, server: Server) -> None:
    url = server.at("/feed", reply(rss([entry("one")])))
    workspace.subscriptions.subscribe([Feed(url, local=True)])
    await refreshed(workspace)
    (old,) = brought(workspace, "Cameras")
    workspace.library.judge([(old.id, READ, True)])
    server.at("/feed", reply(rss([entry("two", title="Bins", link="http://example.org/2"), entry("one")])))
    await refreshed(workspace)
    (new,) = brought(workspace, "Bins")
    assert not workspace.library.judgement(new.id)


async def test_a_changed_entry_says_when_and_one_that_left_stays(workspace: Workspace, server: Server) -> None:
    url = server.at("/feed", reply(rss([entry("a"), item(2)])))
    workspace.subscriptions.subscribe([Feed(url, local=True)])
    await refreshed(workspace)
    (before,) = brought(workspace, "Cameras")
    assert before.changed is None
    workspace.library.judge([(before.id, concern_field("privacy"), Decision(Verdict.TAGGED))])
    server.at("/feed", reply(rss([entry("a", description=TEXT + " It was close.")])))
    (arrival,) = await refreshed(workspace)
    assert (arrival.new, arrival.changed) == (0, 1)
    (after,) = brought(workspace, "Cameras")
    assert after.changed is not None
    assert after.fetched == before.fetched
    assert after.changed >= before.fetched  # type: ignore[operator]
    assert workspace.library.judgement(after.id).tags == ("privacy",)
    assert brought(workspace, "Story 2")


async def test_no_feed_can_overwrite_a_story_of_another(workspace: Workspace, server: Server) -> None:
    good = server.at("/good", reply(rss([entry("urn:1")])))
    workspace.subscriptions.subscribe([Feed(good, local=True)])
    await refreshed(workspace)
    bad = server.at("/bad", reply(rss([entry("urn:1", title="Forged"), item(1, guid="", title="Forged, too")])))
    workspace.subscriptions.subscribe([Feed(bad, local=True)])
    assert sum(arrival.changed for arrival in await refreshed(workspace)) == 0
    (story,) = brought(workspace, "Cameras")
    assert story.feed == good


async def test_a_feed_that_moves_to_where_another_is_leaves_one_row(workspace: Workspace, server: Server) -> None:
    there = server.at("/there", reply(rss(2)))
    old = server.at("/old", redirect(there, 301))
    moving = Feed(old, title="Mine", local=True, moved_to=there, moved_times=2, moved_on="2020-01-01")
    workspace.subscriptions.subscribe(
        [moving, replace(moving, url=there, title="", moved_to="", moved_times=0, moved_on="")]
    )
    arrivals = await refreshed(workspace)
    assert len(arrivals) == 2
    (feed,) = workspace.subscriptions.feeds()
    assert (feed.url, feed.title, feed.origin) == (there, "The Feed", "")
    await refreshed(workspace)
    assert len(workspace.subscriptions.feeds()) == 1


PAUSED = (
    "The town council of Millbrook paused its camera trial on Friday after residents objected to the retention of "
    "faces for thirty days. Vantro, the supplier, said that it would delete all templates. The vote was seven to four."
)


async def test_a_report_that_was_read_and_hidden_stays_so_when_a_second_feed_brings_it(
    workspace: Workspace, server: Server
) -> None:
    first = server.at("/a", reply(rss([entry("a1", description=PAUSED)], "<title>Ledger A</title>")))
    second = server.at("/b", reply(rss([item(9)])))
    workspace.subscriptions.subscribe([Feed(first, local=True), Feed(second, local=True)])
    await refreshed(workspace)
    (one,) = brought(workspace, "Cameras")
    workspace.decisions.apply([(one.id, READ, True), (one.id, HIDE, True)], label="done")
    copy = entry("b1", description=PAUSED, link="http://two.example/9", title="Cameras in Millbrook")
    server.at("/b", reply(rss([copy, item(9)])))
    await refreshed(workspace)
    assert brought(workspace, "Cameras in Millbrook") == []
    (found,) = workspace.library.search(And((Has("feed", second.casefold()), Is("hidden"))))
    (row,) = workspace.library.rows([found])
    assert row.read
    assert list(remarks_on(workspace.library, row.id)) == ["read and hidden, as its copy from Ledger A"]


async def test_a_rule_reaches_the_copies_that_a_later_refresh_brings(workspace: Workspace, server: Server) -> None:
    workspace.places.rules.parent.mkdir()
    workspace.places.rules.write_text('[[rule]]\nname = "R"\nwhen = "title:pauses"\ndo = ["hide", "read"]\n')
    first = server.at("/a", reply(rss([entry("a1", description=PAUSED, title="Millbrook pauses trial")])))
    second = server.at("/b", reply(rss([item(9)])))
    workspace.subscriptions.subscribe([Feed(first, local=True), Feed(second, local=True)])
    await refreshed(workspace)
    server.at("/b", reply(rss([entry("b1", description=PAUSED, link="http://two.example/9", title="No more faces")])))
    await refreshed(workspace)
    assert brought(workspace, "No more faces") == []
    keys = workspace.library.search(Is("hidden"))
    assert {row.title for row in workspace.library.rows(keys) if row.read} == {
        "Millbrook pauses trial",
        "No more faces",
    }


NEWS = " On Sunday the minister ordered all towns to stop their trials."


@pytest.mark.parametrize(
    ("fields", "unread"),
    [
        ({"description": TEXT + NEWS}, True),
        ({"description": TEXT + NEWS, "title": "Cameras: what we know"}, True),
        ({"description": TEXT.replace("forty", "fourteen")}, False),
        ({"description": TEXT.replace(" after", "\n\nafter")}, False),
        ({"link": "http://example.org/1?utm_source=2"}, False),
        ({"description": TEXT, "content": TEXT}, False),
        ({"title": "Updated: Cameras"}, False),
    ],
    ids=["sentence", "sentence and title", "figure", "spaces", "link", "teaser", "label"],
)
async def test_a_story_that_was_read_is_unread_again_only_when_it_says_something_new(
    workspace: Workspace, server: Server, fields: dict[str, str], unread: bool
) -> None:
    url = server.at("/feed", reply(rss([entry("a"), item(2)])))
    workspace.subscriptions.subscribe([Feed(url, local=True)])
    await refreshed(workspace)
    (one,) = brought(workspace, "Cameras")
    workspace.decisions.apply([(one.id, READ, True), (one.id, STAR, True)], label="done")
    server.at("/feed", reply(rss([entry("a", **fields), item(2)])))
    await refreshed(workspace)
    after = workspace.library.judgement(one.id)
    assert (after.read, after.starred) == (not unread, True)
    said = ("new since you read it: " + NEWS.strip(),) if unread else ()
    assert tuple(remarks_on(workspace.library, one.id)) == said
    desk = Desk(workspace.library, workspace.decisions, workspace.settling, workspace.undo, utc_now, workspace.codebook)
    assert desk.view.reveal(one.id)
    assert desk.remarks == said
    desk.mark_read()
    assert desk.remarks == said  # for as long as it is open
    assert workspace.library.judgement(one.id).read
    assert not list(remarks_on(workspace.library, one.id))
    await refreshed(workspace)
    assert workspace.library.judgement(one.id).read


async def test_what_a_rule_marked_as_read_stays_so_whatever_it_says(workspace: Workspace, server: Server) -> None:
    workspace.places.rules.parent.mkdir()
    workspace.places.rules.write_text('[[rule]]\nname = "R"\nwhen = "title:cameras"\ndo = ["read"]\n')
    url = server.at("/feed", reply(rss([entry("a"), item(2)])))
    workspace.subscriptions.subscribe([Feed(url, local=True)])
    await refreshed(workspace)
    (one,) = brought(workspace, "Cameras")
    server.at("/feed", reply(rss([entry("a", description=TEXT + NEWS), item(2)])))
    await refreshed(workspace)
    assert workspace.library.judgement(one.id).read
    assert workspace.library.story(one.id) != one


async def test_what_is_put_at_once_and_what_waits_for_it_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workspace.refresh._MOST_AT_ONCE", 100)
    taken = 0

    async def results() -> AsyncIterator[FeedResult]:
        nonlocal taken
        for number in range(40):
            taken += 1
            yield FeedResult(
                Feed(f"https://{number}.example/"), (Story(str(number), text="x" * 30),), Outcome.UPDATED, ""
            )

    done = 0
    async for batch in in_batches(results()):
        assert 0 < len(batch) <= 4
        await asyncio.sleep(0.01)
        done += len(batch)
        assert taken - done <= 5
    assert done == 40
