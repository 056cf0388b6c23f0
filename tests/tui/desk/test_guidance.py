"""What to do next on the desk, and what was done."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.concern_status import ConcernStatus
from civic.judgement import Decision, Verdict
from tests.doubles import NOW, MemoryLibrary
from tests.tui.conftest import a_story
from tests.tui.sessions import desk_on
from tests.types import present
from tui.desk.guidance import Advice, idle_commands, list_advice, next_commands
from tui.desk.session import Desk
from tui.desk.to_do import Tally, Way, finish_line
from tui.screens.desk.status import describe_place


def told(advice: Sequence[Advice]) -> str:
    return " ".join(f"{one.command} {one.text}" for one in advice)


@pytest.fixture
def desk(shelf: MemoryLibrary, now: datetime) -> Desk:
    return desk_on(shelf, now)


@pytest.fixture
def empty(now: datetime) -> Desk:
    return desk_on(MemoryLibrary(), now)


@pytest.mark.parametrize(
    ("filtered", "has_feeds", "offline", "words"),
    [
        ("", False, False, "no feeds yet"),
        ("", False, False, "document.add or your feeds of another reader"),
        ("", True, False, "feeds.refresh No stories yet"),
        ("", True, True, "no connection"),
        ("palantr", True, False, "filter.clear"),
        ("palantr", False, False, "No story matches"),
    ],
)
def test_an_empty_list_says_why_and_which_key_helps(
    filtered: str, has_feeds: bool, offline: bool, words: str, empty: Desk
) -> None:
    empty.view.filter_by(filtered)
    assert words in told(list_advice(empty, has_feeds=has_feeds, offline=offline))


def test_the_first_story_stands_beside_the_ways_to_begin_and_a_desk_in_use_is_left_alone(
    desk: Desk, now: datetime
) -> None:
    shelf = MemoryLibrary()
    shelf.put(a_story(1, "Seed"), 1)
    assert "no feeds yet" in told(list_advice(desk_on(shelf, now), has_feeds=False, offline=False))
    assert not list_advice(desk_on(shelf, now), has_feeds=True, offline=False)
    assert not list_advice(desk, has_feeds=False, offline=False)


def test_the_keys_that_go_on_follow_the_state(desk: Desk, empty: Desk) -> None:
    assert next_commands(desk, has_feeds=True)[:2] == ("concern.accept", "concern.reject")
    for status in desk.statuses():
        desk.decide(status.tag, Verdict.REJECTED)
    assert next_commands(desk, has_feeds=True)[0] == "story.done"
    desk.toggle_coded()
    assert next_commands(desk, has_feeds=True) == ("story.next-to-do",)
    while desk.to_do.open_next():
        desk.toggle_coded()
    assert next_commands(desk, has_feeds=True)[0] == "view.open"
    desk.selection.add(desk.view.keys)
    assert next_commands(desk, has_feeds=True)[0] == "story.done"
    assert next_commands(empty, has_feeds=False)[0] == "feeds.open"
    assert next_commands(empty, has_feeds=True)[0] == "feeds.refresh"
    empty.view.filter_by("x")
    assert next_commands(empty, has_feeds=True)[0] == "filter.clear"
    for any_desk in (desk, empty):
        any_desk.view.filter_by("is:unred x")
        assert next_commands(any_desk, has_feeds=True) == ("filter.open", "filter.clear")


def test_the_way_begins_from_the_top_again_and_ends_with_what_was_done(desk: Desk) -> None:
    desk.view.select(3)
    ways = []
    for _ in range(5):
        desk.decide("privacy", Verdict.ACCEPTED)
        desk.toggle_coded()
        ways.append(desk.to_do.open_next())
    assert ways == [Way.BELOW, Way.FROM_TOP, Way.BELOW, Way.BELOW, Way.NONE]
    assert desk.to_do.finished == (
        "All 5 stories here are done (since you began: 5 done, 5 concerns tagged); V has other views."
    )
    desk.undo()
    assert (desk.to_do.finished, desk.to_do.tally.describe()) == ("", "4 done, 5 concerns tagged")


def test_copies_count_once_and_are_not_to_be_done_by_themselves(now: datetime) -> None:
    shelf = MemoryLibrary()
    for number in range(1, 6):
        shelf.put(a_story(number, f"Story {number}", "The same words of one long report on cameras."), number)
    shelf.groups = {5: 1, 3: 1, 2: 1}
    desk = desk_on(shelf, now)
    assert describe_place(desk.view, copies=True) == "1 of 3 and 2 copies"
    desk.toggle_coded()
    assert desk.to_do.open_next() is Way.BELOW
    assert present(desk.story).id == "s4"
    assert describe_place(desk.view, copies=False) == "2 of 3, 2 to do"
    desk.view.select(0)
    desk.view.toggle_duplicates()
    assert describe_place(desk.view, copies=True) == "1 of 3 and 2 copies, 2 to do"
    desk.view.select(2)
    assert desk.view.place == 1
    assert desk.to_do.open_next() is Way.BELOW
    assert describe_place(desk.view, copies=False) == "2 of 3, 2 to do"


@given(st.lists(st.booleans(), max_size=12))
def test_what_is_taken_back_counts_no_more(turns: list[bool]) -> None:
    shelf = MemoryLibrary()
    shelf.put(a_story(1, "One"), 1)
    desk = desk_on(shelf, NOW)
    for decide in turns:
        if decide:
            desk.decide("privacy", Verdict.REJECTED if "privacy" in desk.judgement.tags else Verdict.ACCEPTED)
        else:
            desk.undo()
    tagged, rejected = len(desk.judgement.tags), len(desk.judgement.rejected)
    assert ("1 concern tagged" in desk.to_do.tally.describe()) == bool(tagged)
    assert ("1 rejected" in desk.to_do.tally.describe()) == bool(rejected)


def test_a_tally_of_nothing_says_nothing() -> None:
    assert Tally().describe() == ""
    assert finish_line(1, "", ["V has other views"]) == "The one story here is done; V has other views."


def test_deciding_is_no_key_to_tell_where_there_is_nothing_to_decide_on() -> None:
    open_one = ConcernStatus("privacy", "Privacy", None, None, by_author=False, passages=())
    decided = ConcernStatus("bias", "Bias", Decision(Verdict.ACCEPTED), None, by_author=False, passages=())
    both = ("concern.accept", "concern.reject")
    assert idle_commands((), among_them=False) == idle_commands((), among_them=True) == both
    assert idle_commands((decided,), among_them=False) == both
    assert idle_commands((decided,), among_them=True) == ()
    assert idle_commands((decided, open_one), among_them=False) == ()
