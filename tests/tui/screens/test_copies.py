"""Copies on the desk: folded, unfolded, judged alike, split off; hidden stories leave the list."""

import pytest

from civic.judgement import READ, STAR, Verdict
from tests.tui.conftest import MemoryShelf
from tests.tui.sessions import desk_on
from tui.desk.session import Desk


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
    assert not desk.view.go_to("s2")
    assert desk.view.reveal("s2")
    assert desk.story and desk.story.id == "s2"
    assert desk.view.arrangement.inner == {4, 2}
    desk.view.filter_by("park")
    assert not desk.view.reveal("s2")


def test_copies_are_judged_alike_in_one_step(desk: Desk, shelf: MemoryShelf) -> None:
    desk.toggle_star()
    desk.decide("privacy", Verdict.ACCEPTED)
    desk.write_note("Mine alone")
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
