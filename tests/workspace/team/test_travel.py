"""Stories travel: what one desk fetches comes to all others of the team, and no feed is asked by each of them."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from civic.judgement import HIDE, NOTE
from civic.story import Story
from cli import main
from feeds.subscriptions import Feed
from team.errors import TeamFault
from team.folder import FolderLog, leases
from team.log import Batch
from tests.feeds import samples
from tests.feeds.samples import rss
from tests.feeds.server import Server, reply
from workspace.clock import utc_now
from workspace.workspace import Workspace

Desk = Callable[..., AbstractContextManager[Workspace]]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Opens the desk of a coder who has joined: `with desk("Ada") as workspace`."""
    folder = tmp_path / "team"
    folder.mkdir()

    @contextmanager
    def opened(who: str, window: str | None = None, config: str = "") -> Iterator[Workspace]:
        home = tmp_path / who
        if not home.exists():
            home.mkdir()
            (home / "config.toml").write_text(f'who = "{who}"\n')
        with Workspace.open(home, whole=True) as workspace:
            if not workspace.team.joined.where:
                workspace.team.look(str(folder))
                workspace.team.join(str(folder), window)
                if config:
                    with workspace.places.team.open("a") as file:
                        file.write(config)
            yield workspace

    return opened


def item(number: int) -> str:
    """An entry of today, so that it is in every window."""
    return samples.item(number, pubDate="")


def fetched(workspace: Workspace, *, everything: bool = False) -> int:
    """How many feeds this desk asked just now."""

    async def run() -> int:
        return len([arrival async for arrival in workspace.refresher.run(everything=everything)])

    return asyncio.run(run())


def subscribed(workspace: Workspace, url: str, **how: object) -> None:
    workspace.subscriptions.subscribe([Feed(url, local=True, **how)])  # type: ignore[arg-type]


def old(number: int, feed: str, *, years: int) -> Story:
    return Story(f"s{number}", f"Case {number}", text=f"The council met {number} times.", feed=feed,
                 fetched=utc_now(), published=utc_now() - timedelta(days=366 * years))  # fmt: skip


def test_one_desk_fetches_and_all_have_the_stories(desk: Desk, server: Server, tmp_path: Path) -> None:
    url = server.at("/feed", reply(rss([item(1), item(2)])))
    with desk("Ada") as ada, desk("Ben") as ben:
        for each in (ada, ben):
            subscribed(each, url)
        assert (fetched(ada), ada.refresher.spared) == (1, 0)
        assert (fetched(ben), ben.refresher.spared) == (0, 1)
        assert [(one.address, one.who) for one in ben.team.feeds()] == [(url, "Ada")]
        assert ada.team.sync().given == 2
        turn = ben.team.sync()
        assert (turn.taken.new, turn.given, turn.taken.decisions) == (2, 0, 0)
        assert list(ben.library.as_they_came()) == list(ada.library.as_they_came())
        assert len(server.requests) == 1
        assert not ada.team.sync().brought and ada.team.sync().given == 0
        # what the user asks for is fetched, and gives nobody anything twice
        assert fetched(ben, everything=True) == 1
        assert (ben.team.sync().given, len(server.requests)) == (0, 2)
    size = sum(one.stat().st_size for one in tmp_path.glob("team/*.civicdesk"))
    with desk("Ada") as ada:
        assert ada.team.sync(again=True).given == 2  # which adds nothing twice
    assert size == sum(one.stat().st_size for one in tmp_path.glob("team/*.civicdesk"))


def test_the_commands_fetch_for_the_team(
    desk: Desk, server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = server.at("/feed", reply(rss([item(1), item(2)])))
    for who in ("Ada", "Ben"):
        with desk(who) as each:
            subscribed(each, url)

    def said(who: str, *words: str) -> str:
        assert main.main(["--home", str(tmp_path / who), *words]) == 0
        return capsys.readouterr().out

    with desk("Ben") as ben:
        subscribed(ben, secret := server.at("/keyed", reply(rss([item(3)]))) + "?token=abc")
    assert said("Ben", "team", "feeds").splitlines() == [
        f"{url}  nobody yet: your desk, when it is due", f"{secret.partition('?')[0]}  your desk, for you alone"
    ]  # fmt: skip
    with desk("Ben") as ben:
        ben.subscriptions.unsubscribe(secret)
    assert said("Ada", "refresh") == "1 feed fetched: 2 new stories, 0 changed; 2 stories given to the team.\n"
    assert said("Ben", "refresh") == (
        "0 feeds fetched: 0 new stories, 0 changed; 1 feed is fetched by others of the team; 2 new stories from the"
        " team.\n"
    )
    assert said("Ben", "count", "title:story").strip() == "2"
    assert said("Ben", "team", "feeds").startswith(f"{url}  Ada, until ")
    assert "not among" not in said("Ben", "team", "feeds")
    assert said("Ben", "team", "window") == "since:2y\n"


def test_what_is_fetched_with_a_secret_or_not_to_be_given_stays(desk: Desk, server: Server) -> None:
    plain, keyed = (server.at(path, reply(rss([item(number)]))) for number, path in ((1, "/a"), (2, "/b")))
    token = server.at("/c", reply(rss([item(3)]))) + "?token=abc"
    with desk("Ada") as ada, desk("Ben", config="give = false\n") as ben, desk("Carl") as carl:
        subscribed(ada, plain)
        subscribed(ada, keyed, headers=(("X-Key", "abc"),))
        subscribed(ada, token)
        assert fetched(ada) == 3
        assert ada.team.sync().given == 1
        assert [one.address for one in carl.team.feeds()] == [plain]
        subscribed(ben, server.at("/d", reply(rss([item(4)]))))
        subscribed(ben, plain)
        assert (fetched(ben), ben.refresher.spared) == (1, 1)
        assert (ben.team.sync().given, carl.team.sync().taken.new) == (0, 1)
        ben.library.judge([(one.id, NOTE, "look") for one in ben.library.iterate() if one.feed.endswith("/d")])
        ben.team.sync()
        assert carl.team.sync().taken.new == 1


def test_nobody_waits_for_a_team_that_is_away(desk: Desk, server: Server, tmp_path: Path) -> None:
    url = server.at("/feed", reply(rss([item(1)])))
    with desk("Ada") as ada, desk("Ben") as ben:
        for each in (ada, ben):
            subscribed(each, url)
        assert fetched(ada) == 1
        (tmp_path / "team").rename(tmp_path / "away")
        assert (fetched(ben), ben.refresher.spared) == (1, 0)


def test_a_lease_ends_and_one_of_a_wrong_clock_is_none(tmp_path: Path) -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    path = tmp_path / "ada-1.civicdesk-feeds"
    leases.write(path, "Ada", {"a": now + timedelta(minutes=59), "b": now - timedelta(days=40)}, now)
    assert [(one.address, one.who, one.until > now) for one in leases.read(path, now)] == [("a", "Ada", True)]
    leases.write(path, "Ada", {"a": now + timedelta(days=365)}, now)
    assert [one.until > now for one in leases.read(path, now)] == [False]
    for damage in (b"", b"{", b"[1]", b'{"who": "Ada", "feeds": {"a": 3, "b": "soon"}}', b'{"who": "", "feeds": {}}'):
        path.write_bytes(damage)
        assert leases.read(path, now) == []
    path.unlink()
    path.mkdir()
    assert leases.read(path, now) == []


def test_a_window_is_two_years_until_it_is_widened(desk: Desk) -> None:
    feed = "https://news.example/feed"
    stories = [old(0, feed, years=0), old(1, feed, years=1), old(3, feed, years=3), Story("u", "Undated", text="It.",
               feed=feed)]  # fmt: skip
    with desk("Ada", "") as ada, desk("Ben") as ben:
        subscribed(ada, feed)
        ada.library.put_many(stories)
        assert (ada.team.joined.window, ben.team.joined.window) == ("", "since:2y")
        assert ada.team.sync().given == 4
        assert ben.team.sync().taken.new == 3
        ben.team.set_window("since:5y")
        assert (ben.team.sync().taken.new, ben.team.sync().taken.new) == (1, 0)
        ben.team.set_window("since:1d")
        assert (ben.team.sync().taken.new, len(ben.library.came_by([feed], 0))) == (0, 4)
        with pytest.raises(TeamFault, match="window"):
            ben.team.set_window("concern:privacy")
        assert ben.team.joined.window == "since:1d"


def test_a_window_bounds_what_goes(desk: Desk) -> None:
    feed = "https://news.example/feed"
    with desk("Ada") as ada, desk("Ben", "") as ben:
        subscribed(ada, feed)
        ada.library.put_many([old(number, feed, years=number) for number in range(4)])
        ada.library.judge([("s0", HIDE, True)])  # which is nobody's business
        assert ada.team.sync().given == 2
        assert ben.team.sync().taken.new == 2
        ada.library.put_many([replace(old(9, feed, years=0), fetched=utc_now())])
        assert ada.team.sync().given == 1
        ada.team.set_window("")
        assert (ada.team.sync().given, ben.team.sync().taken.new) == (2, 3)


def test_rules_run_on_what_the_team_brings(desk: Desk) -> None:
    feed = "https://news.example/feed"
    with desk("Ada") as ada, desk("Ben") as ben:
        ben.places.rules.write_text('[[rule]]\nname = "Cases"\nwhen = "title:1"\ndo = ["hide"]\n')
        subscribed(ada, feed)
        ada.library.put_many([old(number, feed, years=0) for number in range(2)])
        ada.team.sync()
        ben.team.sync()
        assert [ben.library.judgement(f"s{number}").hidden for number in range(2)] == [False, True]


def test_two_desks_may_know_one_story_by_two_ids(desk: Desk) -> None:
    feed, text = "https://news.example/feed", "The council bought forty cameras for the harbour district on Monday."
    ours = replace(old(1, feed, years=0), title="Cameras for the harbour", text=text, url="https://news.example/1")
    theirs = replace(ours, id="t1")
    with desk("Ada") as ada, desk("Ben") as ben:
        for each, story in ((ada, ours), (ben, theirs)):
            subscribed(each, feed)
            each.library.put_many([story])
        ada.team.sync()
        turn = ben.team.sync()
        assert (turn.taken.new, ben.library.count(), len(ben.library.came_by([feed], 0))) == (0, 2, 1)
        found = ben.library.story("s1")
        assert found is not None and (found.id, found.aliases) == ("t1", ("s1",))
        assert turn.given == 0  # the team has it, by its other name
        ada.library.judge([("s1", NOTE, "look")])
        ada.team.sync()
        ben.team.sync()
        assert [one.who for one in ben.library.history("t1")] == ["Ada"]


def test_what_is_said_to_come_is_what_comes_and_is_read_once(
    tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = "https://news.example/feed"
    with desk("Ada") as ada, desk("Ben") as ben:
        for each in (ada, ben):
            subscribed(each, feed)
        ada.library.put_many([old(number, feed, years=number) for number in range(4)])
        ada.library.judge([(f"s{number}", NOTE, "look") for number in (0, 3)])
        ada.team.sync()
        ben.library.put_many([old(0, feed, years=0), old(7, feed, years=0), old(8, feed, years=5)])
        ben.library.judge([("s0", NOTE, "mine")])
        coming = ben.team.look(str(tmp_path / "team"))
        assert (coming.stories, coming.decisions, coming.coders) == (1, 2, 1)
        assert (coming.waiting, coming.to_give) == (1, 1)
        begun: list[str] = []
        pull = FolderLog.pull

        def noted(log: FolderLog, after: str, since: datetime | None = None) -> Iterator[Batch]:
            begun.append(after)
            return pull(log, after, since)

        monkeypatch.setattr(FolderLog, "pull", noted)
        turn = ben.team.sync()
        assert (turn.taken.new, turn.taken.decisions, turn.sent, turn.given) == (1, 2, 1, 1)
        assert "" not in begun
        again = ben.team.look(str(tmp_path / "team"))
        assert (again.stories, again.decisions, again.coders, again.waiting, again.to_give) == (0, 0, 0, 0, 0)


def test_what_is_forgotten_leaves_the_folder(desk: Desk, tmp_path: Path) -> None:
    feed = "https://news.example/feed"
    with desk("Ada") as ada, desk("Ben") as ben:
        subscribed(ada, feed)
        ada.library.put_many([old(number, feed, years=0) for number in range(3)])
        ada.library.judge([(f"s{number}", NOTE, f"note {number}") for number in range(3)])
        ada.team.sync()
        (file,) = (tmp_path / "team").glob("ada-*.civicdesk")
        assert "note 1" in file.read_text()
        ada.library.erase(["s1"])
        ada.team.sync()
        written = file.read_text()
        assert "note 1" not in written and "Case 1" not in written and '"s1"' not in written
        assert written.count("note 0") == written.count("note 2") == 1
        turn = ben.team.sync()
        assert (turn.taken.new, turn.taken.decisions, turn.problems) == (2, 2, [])
        assert (ada.team.sync().sent, ada.team.sync().given) == (0, 0)
        assert [one.name for one in (tmp_path / "team").iterdir() if one.name.endswith(".new")] == []


def test_what_a_coder_forgets_is_awaited_by_nobody_who_had_it(desk: Desk, tmp_path: Path) -> None:
    with desk("Ada") as ada, desk("Ben") as ben:
        ada.library.put_many([old(number, "", years=0) for number in range(3)])
        ada.library.judge([(f"s{number}", NOTE, f"note {number}") for number in range(3)])
        ada.library.judge([("s1", NOTE, "another note")])
        ada.team.sync()
        assert ben.team.sync().taken.decisions == 4
        for forgotten in ("s1", "s2"):
            ada.library.erase([forgotten])
            ada.team.sync()
            assert ben.team.sync().lacking == []
        ben.library.erase(["s0"])
        ben.team.sync()
        ben.team.leave()
        coming = ben.team.look(str(tmp_path / "team"))
        assert (coming.stories, coming.decisions, coming.coders) == (0, 0, 0)
