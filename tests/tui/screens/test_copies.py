"""Copies on the desk: folded, unfolded, judged alike, split off; hidden stories leave the list."""

from pathlib import Path

import pytest

from civic.judgement import READ, STAR, Verdict
from civic.story import Story
from civic.wording import describe_count
from tests.tui.conftest import MemoryShelf
from tests.tui.sessions import desk_on
from tests.types import Drawn, OpenDesk, Toasts, WaitUntil, present
from tui.desk.session import Desk
from workspace.workspace import Workspace

DAYS = ("twelve", "forty", "ninety", "seven")
TEXTS = (
    "Campaigners had found that it flagged single parents three times as often as others in the borough.",
    "The bus company said that drivers were watched by software which nobody had asked them about.",
    "A hospital in the north lost the letters of two thousand patients when its supplier went out of business.",
    "Pupils may keep their telephones, the school board decided, but not the games that came with them.",
)


@pytest.fixture
def desk(shelf: MemoryShelf) -> Desk:
    """s5, s4 and s2 are copies."""
    shelf.groups = {5: 1, 4: 1, 2: 1}
    return desk_on(shelf)


def titles(desk: Desk) -> list[int]:
    return list(desk.view.keys)


def test_copies_stand_behind_the_newest_until_they_are_unfolded(desk: Desk) -> None:
    assert titles(desk) == [5, 3, 1]
    assert desk.view.arrangement.copies == {5: 2}
    assert desk.view.toggle_duplicates()
    assert titles(desk) == [5, 4, 2, 3, 1]
    desk.view.select(2)
    assert desk.view.toggle_duplicates()
    assert titles(desk) == [5, 3, 1]
    assert desk.story and desk.story.id == "s5"


def test_a_story_without_copies_has_nothing_to_unfold(desk: Desk) -> None:
    desk.view.select(1)
    assert not desk.view.toggle_duplicates()


def test_a_story_behind_another_is_opened_where_it_is_wanted(desk: Desk) -> None:
    assert desk.view.place_of(2) is None
    assert desk.view.reveal("s2")
    assert desk.story and desk.story.id == "s2"
    assert desk.view.arrangement.inner == {4, 2}
    desk.view.filter_by("park")
    assert not desk.view.reveal("s2")


def test_copies_are_judged_alike_in_one_step(desk: Desk, shelf: MemoryShelf) -> None:
    desk.toggle_star()
    desk.decide("privacy", Verdict.ACCEPTED)
    desk.write_note(present(desk.story).id, "Mine alone", "")
    step = desk.judge_duplicates()
    assert step and step.label == "judged 2 copies alike"
    for name in ("s4", "s2"):
        said = shelf.judgement(name)
        assert (said.tags, said.starred, said.read, said.note) == (("privacy",), True, True, "")
    assert not shelf.judgement("s3")
    desk.undo()
    assert not shelf.judgement("s4").starred and not shelf.judgement("s2").tags
    assert shelf.judgement("s5").value(STAR) and shelf.judgement("s5").value(READ)


def test_what_is_read_or_hidden_is_so_with_the_copies_behind_it(desk: Desk, shelf: MemoryShelf) -> None:
    desk.mark_read()
    assert [shelf.judgement(name).read for name in ("s5", "s4", "s2", "s3")] == [True, True, True, False]
    desk.toggle_read()
    assert not shelf.judgement("s2").read
    desk.toggle_hidden()
    assert titles(desk) == [3, 1]
    desk.undo()
    desk.view.toggle_duplicates()
    desk.mark_read()
    assert shelf.judgement("s2").read  # unfolded or not: the state of the screen plays no part
    desk.toggle_hidden()
    assert [shelf.judgement(name).hidden for name in ("s5", "s4", "s2", "s3")] == [True, True, True, False]


def test_one_that_is_split_off_has_a_row_of_its_own_and_undo_folds_it_again(desk: Desk) -> None:
    desk.view.toggle_duplicates()
    desk.view.select(1)
    desk.toggle_apart()
    assert titles(desk) == [5, 2, 4, 3, 1]
    assert desk.story and desk.story.id == "s4"
    desk.undo()
    assert titles(desk) == [5, 4, 2, 3, 1]


@pytest.mark.parametrize("at", [1, 3])
def test_a_story_that_is_kept_apart_is_so_no_longer_by_the_same_key(desk: Desk, at: int) -> None:
    desk.view.toggle_duplicates()
    desk.view.select(at)
    for label, apart in (("kept apart", True), ("no longer kept apart", False)) * 2:
        step = desk.toggle_apart()
        assert step and step.label == label
        assert desk.judgement.apart is apart


def test_a_hidden_story_leaves_the_list_and_the_next_one_is_selected(desk: Desk) -> None:
    desk.view.select(1)
    desk.toggle_hidden()
    assert titles(desk) == [5, 1]
    assert desk.story and desk.story.id == "s1"
    desk.view.filter_by("is:hidden")
    assert titles(desk) == [3]
    desk.toggle_hidden()
    assert titles(desk) == []
    desk.view.filter_by("")
    desk.undo()
    assert titles(desk) == [5, 1]


async def test_a_library_of_copies_is_counted_alike_wherever_it_is_told(
    home: Path, open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn
) -> None:
    told = [f"On day {day} the council of town {day} stopped the cameras {DAYS[day]} times over." for day in range(4)]
    with Workspace.open(home) as workspace:
        workspace.library.put_many([
            Story(f"{day}-{feed}", f"Cameras stopped {DAYS[day]}", source=f"Paper {feed}", text=f"{text} {TEXTS[day]}")
            for day, text in enumerate(told)
            for feed in range(5)
        ])  # fmt: skip
        workspace.library.find_copies()
        count = workspace.library.count()
        single = workspace.library.count(grouped=True)
    assert (count, single) == (21, 5)  # with the first story
    async with open_desk((120, 40)) as (app, pilot):
        await wait_until(pilot, lambda: "of 5 and 16 copies" in drawn(app))
        await pilot.press("O")
        await wait_until(pilot, lambda: describe_count(count, count - single) in drawn(app))


async def test_a_story_without_copies_is_kept_apart_from_none(
    open_desk: OpenDesk, wait_until: WaitUntil, toasts: Toasts
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("X")
        await wait_until(pilot, lambda: "This story has no copies." in toasts(app))
        assert not app.desk.judgement.apart
