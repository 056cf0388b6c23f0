"""Two stories that came under one id, which a feed gave to both: what was decided on the one is never on the other."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from civic.identity import Terms
from civic.judgement import NOTE, Decision, Verdict
from civic.judgement import concern_field as concern
from civic.story import Story
from feeds.subscriptions import Feed
from tests.team.server.teams import Team
from workspace.workspace import Workspace

FEED = "https://news.example/feed"
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
COUNCIL = Story("d1", "Council buys cameras", "https://news.example/d/1", feed=FEED, fetched=NOON, published=NOON,
                text="The council bought forty cameras for the harbour district on Monday.")  # fmt: skip
DIGEST = replace(COUNCIL, title="Weekly digest: swimming pool",
                 text="The swimming pool opens again in March, with longer hours for schools.")  # fmt: skip
PRIVACY, BIAS = concern("privacy"), concern("bias")
TAGGED = Decision(Verdict.TAGGED)
Desk = Callable[[str], AbstractContextManager[Workspace]]


@pytest.fixture(params=["folder", "server"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    """Opens the desk of a coder, who takes part once `join` is called."""
    (tmp_path / "team").mkdir()
    where = {who: str(tmp_path / "team") for who in ("ada", "ben", "carl", "dora")}
    if request.param == "server":
        team: Team = request.getfixturevalue("new_team")(**dict.fromkeys(where, "coder"))
        where = {who: team.address(who) for who in where}

    @contextmanager
    def opened(who: str) -> Iterator[Workspace]:
        home = tmp_path / who
        home.mkdir(exist_ok=True)
        (home / "config.toml").write_text(f'who = "{who}"\n')
        with Workspace.open(home, whole=True) as workspace:
            workspace.subscriptions.subscribe([Feed(FEED, local=True)])
            workspace.team.look(where[who])
            workspace.team.join(where[who])
            yield workspace

    return opened


def said(workspace: Workspace) -> dict[str, set[str]]:
    """Who decided on the stories of a desk, by their titles."""
    return {story.title: {one.who for one in workspace.library.history(story.id) if not one.private}
            for story in workspace.library.iterate() if story.feed == FEED}  # fmt: skip


def fetch(workspace: Workspace, story: Story) -> None:
    workspace.library.put_many([story], Terms(subscribed=frozenset((FEED,))))


def in_turn(desks: Sequence[Workspace]) -> None:
    for workspace in desks:
        for _ in range(2):
            turn = workspace.team.sync()
            assert not turn.refused and not turn.offline


BOTH = {COUNCIL.title: {"ada"}, DIGEST.title: {"ben"}}


@pytest.mark.parametrize("first", ["ada", "ben"])
def test_what_was_decided_on_one_of_two_stories_is_on_no_desk_on_the_other(desk: Desk, first: str) -> None:
    with ExitStack() as stack:
        ada, ben, carl = (stack.enter_context(desk(who)) for who in ("ada", "ben", "carl"))
        for workspace, story, tag in ((ada, COUNCIL, PRIVACY), (ben, DIGEST, BIAS)):
            fetch(workspace, story)
            workspace.library.judge([("d1", tag, TAGGED)])
        others = (ada, ben) if first == "ada" else (ben, ada)
        in_turn((*others, carl, ada, ben, carl))
        for workspace in (ada, ben, carl):
            found = said(workspace)
            assert found.keys() == BOTH.keys()
            assert all(found[title] <= BOTH[title] for title in BOTH)
            missing = {(title, who) for title in BOTH for who in BOTH[title] - found[title]}
            held = workspace.team.state().held
            assert {(one["title"], one["operation"]["who"]) for one in held} == missing
        for workspace, own in ((ada, COUNCIL), (ben, DIGEST)):
            assert said(workspace)[own.title] == BOTH[own.title]


def test_a_desk_that_has_the_second_story_decides_on_that(desk: Desk) -> None:
    with ExitStack() as stack:
        ada, ben, carl, dora = (stack.enter_context(desk(who)) for who in ("ada", "ben", "carl", "dora"))
        for workspace, story, tag in ((ada, COUNCIL, PRIVACY), (ben, DIGEST, BIAS)):
            fetch(workspace, story)
            workspace.library.judge([("d1", tag, TAGGED)])
        fetch(dora, DIGEST)
        dora.library.judge([("d1", PRIVACY, TAGGED)])
        in_turn((ada, ben, dora, carl))
        assert said(carl)[COUNCIL.title] == {"ada"}
        assert said(carl)[DIGEST.title] <= {"ben", "dora"}
        assert said(ada)[COUNCIL.title] == {"ada"}


def test_what_is_decided_later_on_either_comes_to_it_on_every_desk(desk: Desk) -> None:
    with ExitStack() as stack:
        desks = ada, ben, carl = [stack.enter_context(desk(who)) for who in ("ada", "ben", "carl")]
        fetch(ada, COUNCIL)
        fetch(ben, DIGEST)
        for workspace in (ada, ben):
            workspace.library.judge([("d1", NOTE, "mine")])
        in_turn((ada, ben, carl, ada))
        for workspace in (ben, carl):
            ids = {story.title: story.id for story in workspace.library.iterate()}
            own = COUNCIL.title if ids[COUNCIL.title] != "d1" else DIGEST.title
            workspace.library.judge([(ids[own], PRIVACY, TAGGED)])
        in_turn((ada, ben, carl, ada, ben, carl))
        notes = {COUNCIL.title: {"ada"}, DIGEST.title: {"ben"}}
        for workspace in desks:
            found = {
                story.title: [(one.who, one.field) for one in workspace.library.history(story.id)]
                for story in workspace.library.iterate()
                if story.feed == FEED
            }
            assert found.keys() == notes.keys()
            tagged = {title: {who for who, field in said if field == PRIVACY} for title, said in found.items()}
            assert tagged == {COUNCIL.title: {"ben"}, DIGEST.title: {"carl"}}
            assert all(len(said) == len(set(said)) for said in found.values())
            assert all({who for who, field in found[title] if field == NOTE} <= notes[title] for title in notes)
