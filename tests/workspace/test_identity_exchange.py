"""Two desks that name one story differently, or two stories alike: decisions come to their story, and to no other."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from civic.export import Entry
from civic.export.records import exchange_lines
from civic.identity import Terms, id_by_words
from civic.judgement import NOTE, Decision, Judgement, Verdict, concern_field
from civic.operation import Operation
from civic.story import Story
from workspace.exchange.records import Imported, Records, forget_records, import_records, take_in
from workspace.workspace import Workspace

TEXT = "The town council of Millbrook paused its camera trial after residents objected to the retention of faces."
CAMERAS = Story("one", "Camera trial paused in Millbrook", "https://harrow.example/n/0", feed="https://harrow.example/feed",
                published=datetime(2026, 11, 20, 10, tzinfo=UTC), text=TEXT)  # fmt: skip
SCORES = replace(CAMERAS, title="Leeford signs fraud scoring deal", url="https://harrow.example/n/1",
                 text="Leeford signed a contract with Vantro for scoring benefit claims by an algorithm.")  # fmt: skip
PRIVACY, BIAS = concern_field("privacy"), concern_field("bias")
YES = Decision(Verdict.TAGGED)
FETCHED = Terms(subscribed=frozenset((CAMERAS.feed,)))


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Workspace, Workspace]]:
    for who in ("ada", "bert"):
        (tmp_path / who).mkdir()
        (tmp_path / who / "config.toml").write_text(f'who = "{who}"\n')
    with Workspace.open(tmp_path / "ada") as ada, Workspace.open(tmp_path / "bert") as bert:
        yield ada, bert


def hand_over(giver: Workspace, taker: Workspace, folder: Path) -> Imported:
    """Export all of one desk and import it at the other."""
    stories = sorted(giver.library.iterate(), key=lambda story: story.id)
    entries = [Entry(story, Judgement(), history=giver.library.history(story.id)) for story in stories]
    file = folder / "given.jsonl"
    file.write_text("".join(exchange_lines(entries)))
    return import_records(taker, Records(str(file)))


def values(desk: Workspace, story: str) -> set[tuple[str, str]]:
    """Who decided what on a story."""
    return {(one.who, one.field) for one in desk.library.history(story)}


def test_one_story_by_two_ids_exchanged_both_ways(desks: tuple[Workspace, Workspace], tmp_path: Path) -> None:
    ada, bert = desks
    theirs = replace(CAMERAS, id="two", url="http://www.harrow.example/n/0/", feed="http://harrow.example/feed")
    ada.library.put_many([CAMERAS])
    bert.library.put_many([theirs])
    ada.library.judge([("one", PRIVACY, YES)])
    bert.library.judge([("two", BIAS, YES)])
    here, there = hand_over(bert, ada, tmp_path), hand_over(ada, bert, tmp_path)
    assert (here.new, here.decisions, here.held_back) == (0, 1, [])
    assert (there.new, there.held_back) == (0, [])
    both = {("ada", PRIVACY), ("bert", BIAS)}
    for desk, own in ((ada, "one"), (bert, "two")):
        for name in ("one", "two"):
            story = desk.library.story(name)
            assert story and story.id == own
            assert values(desk, name) == both
    for _ in range(2):
        assert hand_over(bert, ada, tmp_path).decisions == hand_over(ada, bert, tmp_path).decisions == 0
    assert {one.story for one in ada.library.history("one")} == {"one", "two"}
    assert forget_records(ada, Records(str(tmp_path / "given.jsonl"))) == 1
    assert values(ada, "two") == {("ada", PRIVACY)}


def test_an_id_of_two_stories_that_the_other_desk_saw_once(desks: tuple[Workspace, Workspace], tmp_path: Path) -> None:
    ada, bert = desks
    (second,) = (id_by_words(SCORES),)
    ada.library.put_many([CAMERAS])
    assert ada.library.put_many([SCORES], FETCHED).new == (second,)
    bert.library.put_many([SCORES])
    ada.library.judge([("one", PRIVACY, YES), (second, BIAS, YES)])
    bert.library.judge([("one", NOTE, "On the scores.")])

    taken = hand_over(bert, ada, tmp_path)
    assert (taken.new, taken.decisions) == (0, 0)
    assert [(one.who, one.field) for one in taken.held_back] == [("bert", NOTE)]
    assert values(ada, "one") == {("ada", PRIVACY)}
    assert values(ada, second) == {("ada", BIAS)}

    given = hand_over(ada, bert, tmp_path)
    assert [(one.who, one.field) for one in given.held_back] == [("ada", PRIVACY)]
    assert values(bert, "one") == values(bert, second) == {("ada", BIAS), ("bert", NOTE)}
    cameras = [story for story in bert.library.iterate() if story.title == CAMERAS.title]
    assert [values(bert, story.id) for story in cameras] == [set()]

    again = hand_over(bert, ada, tmp_path)  # what was written with her own id of it comes back, and nothing else
    assert {one.field for one in again.held_back} == {NOTE}
    assert values(ada, "one") == {("ada", PRIVACY)}


@pytest.mark.parametrize("own", [None, CAMERAS, SCORES])
def test_two_stories_of_one_id_in_one_file(
    desks: tuple[Workspace, Workspace], tmp_path: Path, own: Story | None
) -> None:
    ada, bert = desks
    ada.library.put_many([CAMERAS])
    bert.library.put_many([replace(SCORES, id="one")])
    lines: list[str] = []
    for desk, field in ((ada, PRIVACY), (bert, BIAS)):
        desk.library.judge([("one", field, YES)])
        given = [
            Entry(story, Judgement(), history=desk.library.history("one")) for story in desk.library.stories(["one"])
        ]
        lines += exchange_lines(given)
    (file := tmp_path / "both.jsonl").write_text("".join(lines))
    with Workspace.open(tmp_path / "carl") as carl:
        carl.library.put_many([replace(own, id="one")] if own else [])
        done = import_records(carl, Records(str(file)))
        kept, other = (SCORES, CAMERAS) if own == SCORES else (CAMERAS, SCORES)
        decided = {CAMERAS.title: ("ada", PRIVACY), SCORES.title: ("bert", BIAS)}
        found = {story.title: values(carl, story.id) for story in carl.library.iterate()}
        assert (found[kept.title], found[other.title]) == ({decided[kept.title]}, set())
        assert [(one.who, one.field) for one in done.held_back] == [decided[other.title]]


def test_what_is_about_the_second_of_two_stories_is_not_kept_for_the_first(
    desks: tuple[Workspace, Workspace],
) -> None:
    ada, _ = desks
    operation = Operation("o1", "one", BIAS, YES, None, "2026-11-20T10:00:00+00:00", "bert")
    both = [Entry(CAMERAS, Judgement()), Entry(replace(SCORES, id="one"), Judgement(), history=[operation])]
    done = Imported()
    take_in(ada.library, both, done, wanted=lambda story: story.title == SCORES.title)
    assert (done.new, done.held_back) == (1, [operation])
    ada.library.put_many([CAMERAS])
    assert values(ada, "one") == set()


def test_aliases_in_a_circle_and_two_claims(desks: tuple[Workspace, Workspace], tmp_path: Path) -> None:
    ada, bert = desks
    ada.library.put_many(
        [replace(CAMERAS, aliases=("two", "both")), replace(SCORES, id="two", aliases=("one", "both"))]
    )
    ada.library.judge([("one", PRIVACY, YES), ("two", BIAS, YES), ("both", NOTE, "Mine.")])
    for desk in (ada, bert):
        assert {one.field for one in ada.library.history("one")} == {PRIVACY, NOTE}
        assert {one.field for one in ada.library.history("two")} == {BIAS}
        hand_over(ada, desk, tmp_path)
    assert {one.field for one in bert.library.history("one")} == {PRIVACY, NOTE}
    assert {one.field for one in bert.library.history("two")} == {BIAS}
