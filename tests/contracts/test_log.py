"""What every implementation of `team.log.Log` keeps to. One more is one more entry in TEAMS: how a team is begun in a
folder of the test's own, as a function from a coder to that coder's log."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from civic.export import Entry
from civic.judgement import Decision, Judgement, Verdict
from civic.judgement import concern_field as concern
from civic.operation import Operation
from civic.story import Story
from team.folder import FolderLog, make_folder
from team.log import BEGINNING, LEASE, Coder, Log
from tests.team.server.teams import Team

Open = Callable[[Coder], Log]


def in_folder(folder: Path) -> Open:
    make_folder(folder)
    return lambda coder: FolderLog(folder, coder)


TEAMS: Final[dict[str, Callable[[Path], Open]]] = {"folder": in_folder}
ADA, BEN = Coder("Ada", desk="a1"), Coder("Ben", desk="b1")
STORY = Story("s", "The council bought cameras", text="It did so on Monday.", url="https://example.org/1")


def operation(number: int, who: str = "Ada", field: str = concern("privacy"), **more: object) -> Operation:
    value: object = Decision(Verdict.TAGGED) if field.startswith("concern:") else True
    at = f"2026-03-01T10:{number // 60:02}:{number % 60:02}.000000+00:00"
    return Operation(f"{who}{number}", "s", field, value, None, at, who, **more)  # type: ignore[arg-type]


def entry(*operations: Operation, story: Story = STORY) -> Entry:
    return Entry(story, Judgement(), None, operations)


def pulled(log: Log, after: str = BEGINNING) -> tuple[dict[str, Operation], dict[str, Story], str]:
    """All that comes behind a cursor: operations and stories by id, and the cursor behind them."""
    operations, stories = dict[str, Operation](), dict[str, Story]()
    for batch in log.pull(after):
        after = batch.cursor
        for one in batch.entries:
            stories.setdefault(one.story.id, one.story)
            operations.update({each.id: each for each in one.history})
    return operations, stories, after


def ids(operations: Iterable[Operation]) -> frozenset[str]:
    return frozenset(one.id for one in operations)


@pytest.fixture(params=[*TEAMS, "server"])
def join(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    if request.param == "server":
        team: Team = request.getfixturevalue("new_team")(Ada="adjudicator", Ben="coder")
        return team.log_of
    return TEAMS[request.param](tmp_path)


def test_what_one_pushes_others_pull(join: Open) -> None:
    given = [operation(1), operation(2)]
    assert join(ADA).push([entry(*given)]).acknowledged == ids(given)
    found, stories, _ = pulled(join(BEN))
    assert list(found.values()) == given
    assert stories == {"s": STORY}


def test_what_a_desk_pushed_it_does_not_pull(join: Open) -> None:
    log = join(ADA)
    log.push([entry(operation(1))])
    assert pulled(log)[0] == {}
    assert pulled(join(Coder("Ada", desk="a2")))[0].keys() == {"Ada1"}


def test_a_cursor_leaves_out_what_came_before(join: Open) -> None:
    ada, ben = join(ADA), join(BEN)
    ada.push([entry(operation(1))])
    _, _, cursor = pulled(ben)
    assert pulled(ben, cursor)[0] == {}
    ada.push([entry(operation(2))])
    assert pulled(join(BEN), cursor)[0].keys() == {"Ada2"}


def test_pushing_again_adds_nothing(join: Open) -> None:
    for _ in range(3):
        assert join(ADA).push([entry(operation(1), operation(2))]).acknowledged == {"Ada1", "Ada2"}
    ben = join(BEN)
    assert sum(len(one.history) for batch in ben.pull(BEGINNING) for one in batch.entries) == 2


def test_what_is_settled_is_given_by_whoever_settled_it(join: Open) -> None:
    join(ADA).push([entry(operation(1, "agreed", by="Ada"))])
    assert pulled(join(BEN))[0].keys() == {"agreed1"}


def test_names_from_before_are_kept(join: Open) -> None:
    join(Coder("Ada", ("root",), "a1")).push([entry(operation(1, "root"), operation(2))])
    found = pulled(join(BEN))[0]
    assert {one.who for one in found.values()} == {"root", "Ada"}


def test_a_batch_is_as_large_as_it_comes(join: Open) -> None:
    given = [entry(operation(number), story=Story(f"s{number}", f"Case {number}", text="It."))
             for number in range(1200)]  # fmt: skip
    join(ADA).push(given)
    found, stories, _ = pulled(join(BEN))
    assert (len(found), len(stories)) == (1200, 1200)


def test_members_are_named(join: Open) -> None:
    join(ADA).push([entry(operation(1))])
    standing = join(BEN).standing()
    assert standing.me == "Ben" and "Ada" in standing.members and "Ben" not in standing.members


def test_outside_text_comes_out_clean(join: Open) -> None:
    join(ADA).push([entry(operation(1), story=Story("s", "A \x1b]52;c;x\x07 title", text="Words\x9b31m\u202e."))])
    (story,) = pulled(join(BEN))[1].values()
    assert not any(letter in story.title + story.text for letter in "\x1b\x07\x9b\u202e")


def test_a_story_that_nobody_decided_on_is_given_alone(join: Open) -> None:
    assert join(ADA).push([entry()]).acknowledged == frozenset()
    assert pulled(join(BEN))[:2] == ({}, {"s": STORY})
    join(BEN).push([entry()])
    join(ADA).push([entry(), entry(operation(1))])
    found, stories, _ = pulled(join(BEN))
    assert ([*found], stories) == (["Ada1"], {"s": STORY})


def test_one_desk_fetches_a_feed_for_all(join: Open) -> None:
    ada, ben, other = join(ADA), join(BEN), join(Coder("Ada", desk="a2"))
    one, two, three = (f"https://{name}.example/feed" for name in ("one", "two", "three"))
    assert ada.lease([one, two]) == {one, two}
    assert ben.lease([two, three]) == {three}
    assert ada.lease([one, two, three]) == {one, two}
    assert other.lease([one, three]) == frozenset()
    assert [(feed.address, feed.who) for feed in ben.feeds()] == [(one, "Ada"), (three, "Ben"), (two, "Ada")]
    now = datetime.now(UTC)
    assert all(timedelta(0) < feed.until - now <= LEASE + timedelta(minutes=1) for feed in ben.feeds())
    assert ben.lease([]) == frozenset()


def test_what_a_desk_forgets_is_not_lost_of_other_stories(join: Open) -> None:
    ada, other = join(ADA), Story("t", "Another case", text="It.")
    ada.push([entry(operation(1)), entry(story=other)])
    _, _, cursor = pulled(join(BEN))
    ada.forget(["s", "unknown"])
    ada.forget(["s"])
    ada.push([entry(story=Story("u", "One more", text="It."))])
    assert pulled(join(BEN))[1].keys() >= {"t", "u"}
    assert "u" in pulled(join(BEN), cursor)[1]
