"""Feeds that rename, move, edit and reuse, fetched from a server on this machine: what was decided stays with its
story, and no other story gets it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from civic.judgement import NOTE, READ, Decision, Verdict, concern_field
from feeds.subscriptions import Feed
from tests.feeds.samples import item, rss
from tests.feeds.server import Server, reply
from workspace.workspace import Workspace

STORIES = (
    ("Camera trial paused in Millbrook", "The council of Millbrook paused its camera trial after residents objected."),
    ("Leeford signs fraud scoring deal", "Leeford signed a contract with Vantro for scoring claims by an algorithm."),
    ("Ombudsman asks for audit of Vantro", "The ombudsman asked for an audit of scoring by Vantro in three districts."),
)
DATES = tuple(f"{day}, {number} Nov 2026 10:00:00 GMT" for day, number in (("Fri", 20), ("Thu", 19), ("Wed", 18)))
SITE = "harrow.example"


pytestmark = pytest.mark.usefixtures("reads_here")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "home") as workspace:
        workspace.library.remove_many(workspace.library.ids(""))
        yield workspace


@dataclass(frozen=True)
class Entry:
    """An entry; "" leaves an element out."""

    title: str
    text: str = ""
    link: str = ""
    guid: str = ""
    date: str = ""

    def written(self) -> str:
        return item(1, title=self.title, description=self.text, link=self.link, guid=self.guid, pubDate=self.date)


def entries(link: str = "", guid: str = "", *, dates: Sequence[str] = ("", "", ""), texts: bool = True) -> list[Entry]:
    """The three stories with links and guids made from these."""
    return [
        Entry(title, text if texts else "", link.format(n), guid.format(n), dates[n])
        for n, (title, text) in enumerate(STORIES)
    ]


async def fetch(workspace: Workspace, server: Server, found: Sequence[Entry], path: str = "/feed") -> int:
    """Have the feed bring these, and return how many were new."""
    url = server.at(path, reply(rss([entry.written() for entry in found])))
    if url not in {feed.url for feed in workspace.subscriptions.feeds()}:
        workspace.subscriptions.subscribe([Feed(url, local=True)])
    return sum([arrival.new async for arrival in workspace.refresher.run(everything=True)])


def decide(workspace: Workspace, title: str = STORIES[0][0]) -> None:
    """Read all, and tag and annotate one story."""
    there = list(workspace.library.iterate())
    (one,) = [story for story in there if story.title == title]
    workspace.library.judge([(story.id, READ, True) for story in there])
    workspace.library.judge([(one.id, concern_field("privacy"), Decision(Verdict.TAGGED)), (one.id, NOTE, "Mine.")])


def shown(workspace: Workspace) -> dict[str, tuple[bool, tuple[str, ...], str]]:
    """What the list shows of each story, and its note, by title."""
    rows = workspace.library.rows(workspace.library.search())
    assert len({row.title for row in rows}) == len(rows)
    return {row.title: (row.read, row.tags, workspace.library.judgement(row.id).note) for row in rows}


DECIDED = {
    STORIES[0][0]: (True, ("privacy",), "Mine."), STORIES[1][0]: (True, (), ""), STORIES[2][0]: (True, (), "")
}  # fmt: skip
UNTOUCHED = (False, (), "")
PLAIN = f"https://{SITE}/n/{{}}"


@pytest.mark.parametrize("texts", [True, False], ids=["texts", "titles"])
@pytest.mark.parametrize("dates", [DATES, ("", "", "")], ids=["dated", "undated"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"http://{SITE}/n/{{}}", PLAIN),
        (PLAIN, f"https://www.{SITE}/n/{{}}"),
        (PLAIN, f"{PLAIN}/"),
        (f"{PLAIN}?utm_source=a1", f"{PLAIN}?utm_source=b2"),
        (PLAIN, f"{PLAIN}#comments"),
        (PLAIN, "https://ledger.example/n/{}"),
    ],
    ids=["https", "www", "slash", "tracking", "fragment", "host"],
)
async def test_a_feed_whose_links_and_ids_change_their_form(
    workspace: Workspace, server: Server, before: str, after: str, dates: Sequence[str], texts: bool
) -> None:
    await fetch(workspace, server, entries(before, before, dates=dates, texts=texts))
    decide(workspace)
    assert await fetch(workspace, server, entries(after, after, dates=dates, texts=texts)) == 0
    assert shown(workspace) == DECIDED


@pytest.mark.parametrize("link", ["", f"https://{SITE}/", f"{PLAIN}?r=FETCH"], ids=["none", "home", "token"])
@pytest.mark.parametrize("dates", ["none", "same", "new"])
async def test_new_ids_at_every_fetch(workspace: Workspace, server: Server, link: str, dates: str) -> None:
    for number in range(12 if dates == "none" else 4):  # more than a story has aliases
        written = {"none": [""] * 3, "same": DATES, "new": [f"Fri, 20 Nov 2026 {10 + number}:00:00 GMT"] * 3}[dates]
        new = await fetch(
            workspace, server, entries(link.replace("FETCH", str(number)), f"{number}-{{}}", dates=written)
        )
        if number == 0:
            decide(workspace)
        else:
            assert new == 0
    assert shown(workspace) == DECIDED


async def test_fragments_that_count_the_versions(workspace: Workspace, server: Server) -> None:
    story, other = (Entry(*STORIES[n], PLAIN.format(n), f"{PLAIN.format(n)}#0", DATES[n]) for n in (0, 1))

    def version(number: int, more: str = "") -> Entry:
        return Entry(story.title + more, story.text + more, story.link, f"{story.link}#{number}", story.date)

    await fetch(workspace, server, [story, other])
    decide(workspace)
    for found in ([version(3), story], [version(4)], [version(5)], [version(6, " again")]):
        assert await fetch(workspace, server, [*found, other]) == 0
    assert shown(workspace)[f"{story.title} again"] == DECIDED[story.title]


@pytest.mark.parametrize("link", [f"https://{SITE}/", f"https://{SITE}/live"])
@pytest.mark.parametrize("guids", [True, False])
async def test_a_new_story_with_a_link_of_others(workspace: Workspace, server: Server, link: str, guids: bool) -> None:
    known = entries(link, "id-{}" if guids else "", dates=DATES)
    await fetch(workspace, server, known)
    decide(workspace)
    assert await fetch(workspace, server, known[:1]) == 0
    new = Entry(
        "Brand new", "Fresh text about the trams.", link, "id-9" if guids else "", "Sat, 21 Nov 2026 10:00:00 GMT"
    )
    assert await fetch(workspace, server, [new]) == 1
    assert shown(workspace) == {**DECIDED, "Brand new": UNTOUCHED}
    assert await fetch(workspace, server, [new, known[0]]) == 0
    assert shown(workspace) == {**DECIDED, "Brand new": UNTOUCHED}


@pytest.mark.parametrize("dates", [DATES, ("", "", "")], ids=["dated", "undated"])
async def test_one_id_for_one_story_after_the_other(workspace: Workspace, server: Server, dates: Sequence[str]) -> None:
    known = entries(f"https://{SITE}/alert", "alert", dates=dates)
    await fetch(workspace, server, known[:1])
    decide(workspace)
    assert await fetch(workspace, server, known[1:2]) == 1
    assert await fetch(workspace, server, known[2:]) == 1
    assert await fetch(workspace, server, known[1:2]) == 0
    there = shown(workspace)
    assert there == {STORIES[0][0]: DECIDED[STORIES[0][0]], STORIES[1][0]: UNTOUCHED, STORIES[2][0]: UNTOUCHED}
    assert {story.title: story.text for story in workspace.library.iterate()} == dict(STORIES)


async def test_a_feed_at_a_new_address_brings_nothing_again(workspace: Workspace, server: Server) -> None:
    found = entries(PLAIN, PLAIN, dates=DATES)
    await fetch(workspace, server, found, "/feed.xml")
    decide(workspace)
    (before,) = workspace.subscriptions.feeds()
    workspace.subscriptions.unsubscribe(before.url)
    assert await fetch(workspace, server, found, "/rss.xml") == 0
    assert shown(workspace) == DECIDED
    (feed,) = workspace.subscriptions.feeds()
    assert {story.feed for story in workspace.library.iterate()} == {feed.key}
    assert await fetch(workspace, server, found, "/other.xml") == 3


async def test_a_feed_that_shrinks_and_changes_its_ids(workspace: Workspace, server: Server) -> None:
    await fetch(workspace, server, entries(PLAIN, "a-{}", dates=DATES))
    decide(workspace)
    assert await fetch(workspace, server, entries(PLAIN, "a-{}", dates=DATES)[:1]) == 0
    assert await fetch(workspace, server, entries(PLAIN, "b-{}", dates=DATES)) == 0
    assert shown(workspace) == DECIDED
