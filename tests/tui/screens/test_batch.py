"""Order, headings, marks and one change to many, on the real desk."""

from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random

import pytest
from textual.pilot import Pilot

from civic.judgement import CODED, READ, STAR, Decision, Verdict, concern_field
from civic.story import Story
from tests.doubles import NOW
from tests.types import DeskOf, Drawn, OpenDesk, Put, Toasts, WaitUntil, present
from tui.app import CivicDesk

TEXT = (
    "Privacy campaigners say police facial recognition is biased against Black people "
    "and collects biometric data without consent."
)


def own_words(n: int) -> str:
    """Enough of them that no story is a copy of another."""
    chance = Random(n)
    made_up = ["".join(chance.choices("abdefiklmnoprstu", k=6)) for _ in range(60)]
    return " ".join(f"The {word} was in town." for word in made_up)


def stories(number: int) -> list[Story]:
    sources = ("Zeta", "alpha", "Mid")
    return [
        Story(id=f"s{n}", title=f"Story {n}", text=f"{TEXT} {own_words(n)}", source=sources[n % 3],
              published=NOW - timedelta(days=n // 3, minutes=n))
        for n in range(number)
    ]  # fmt: skip


@pytest.fixture
def desk_of(open_desk: OpenDesk, put: Put) -> DeskOf:
    """A desk on some stories and no other."""
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def opened(number: int, size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[CivicDesk, Pilot[None]]]:
        async with open_desk(size) as (app, pilot):
            seed = present(app.desk.story).id
            put(app, *stories(number))
            app.workspace.library.remove_many([seed])
            app._desk_screen.take_in_changes()
            await pilot.press("j", "g")
            yield app, pilot

    return opened


async def test_the_order_is_chosen_from_a_list_and_always_told(
    desk_of: DeskOf, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with desk_of(6) as (app, pilot):
        newest = list(app.desk.view.keys)
        assert "newest first · 1 of 6" in drawn(app)
        await pilot.press("b", "j", "enter")
        await wait_until(pilot, lambda: "oldest first" in drawn(app))
        assert [present(app.desk.view.row(at)).title for at in range(6)] == [f"Story {n}" for n in reversed(range(6))]
        await pilot.press("b", "j", "j", "enter")
        await wait_until(pilot, lambda: "sorted by source" in drawn(app))
        named = [present(app.desk.view.row(at)).source for at in range(6)]
        assert named == ["alpha", "alpha", "Mid", "Mid", "Zeta", "Zeta"]
        open_one = present(app.desk.story).id
        await pilot.press("b", "g", "enter")
        await wait_until(pilot, lambda: list(app.desk.view.keys) == newest)
        assert present(app.desk.story).id == open_one


async def test_headings_stand_between_rows_and_the_cursor_passes_them(
    desk_of: DeskOf, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with desk_of(6) as (app, pilot):
        await pilot.press("B", "j", "j", "enter", "g")
        await wait_until(pilot, lambda: "by source" in drawn(app))
        lines = [line[:40].strip() for line in drawn(app).splitlines()[2:12]]
        assert lines[0] == "alpha  2"
        assert lines[1].endswith("Story 1")
        assert lines[5] == "Mid  2"
        await pilot.press("j", "j")
        assert present(app.desk.story).title == "Story 2"
        await pilot.click("#list", offset=(5, 7))
        assert present(app.desk.story).title == "Story 2"
        await pilot.click("#list", offset=(5, 2))
        assert present(app.desk.story).title == "Story 1"


async def test_a_story_stands_under_each_of_its_concerns(desk_of: DeskOf, wait_until: WaitUntil, drawn: Drawn) -> None:
    async with desk_of(2) as (app, pilot):
        await wait_until(pilot, lambda: app.workspace.library.pending() == (2, 2))
        await pilot.press("B", "j", "j", "j", "enter", "g")
        values = [one.value for one in app.desk.view.arrangement.headings]
        assert "privacy" in values
        assert len(app.desk.view.keys) > 2


async def test_marked_stories_are_starred_in_one_step_and_back(
    desk_of: DeskOf, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts
) -> None:
    async with desk_of(6) as (app, pilot):
        await pilot.press("space", "space", "j", "space")
        assert len(app.desk.selection) == 3
        assert "3 marked" in drawn(app)
        assert "◆" in drawn(app)
        await pilot.press("s")
        library = app.workspace.library
        assert [library.judgement(f"s{n}").starred for n in range(4)] == [True, True, False, True]
        assert "3 stories" in toasts(app)
        await pilot.press("u")
        assert not any(library.judgement(f"s{n}").starred for n in range(4))
        await pilot.press("U")
        assert library.judgement("s0").starred
        await pilot.press("escape")
        assert len(app.desk.selection) == 0


async def test_a_range_follows_the_cursor(desk_of: DeskOf) -> None:
    async with desk_of(6) as (app, pilot):
        await pilot.press("j", "v", "j", "j")
        assert len(app.desk.selection) == 3
        await pilot.press("k", "v", "j", "j")
        assert len(app.desk.selection) == 2


async def test_marked_stories_are_tagged_with_their_evidence(desk_of: DeskOf, wait_until: WaitUntil) -> None:
    async with desk_of(3) as (app, pilot):
        await pilot.press("v", "j", "v", "t")
        await wait_until(pilot, lambda: app.screen.query("#picker-input, Input"))
        await pilot.press(*"priv", "enter")
        await wait_until(pilot, lambda: app.screen.id == "desk")
        library = app.workspace.library
        assert [library.judgement(f"s{n}").tags for n in range(3)] == [("privacy",), ("privacy",), ()]
        assert library.judgement("s0").read
        await pilot.press("u")
        assert not library.judgement("s0")


async def test_a_question_about_many_says_which_are_so_already(
    desk_of: DeskOf, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts
) -> None:
    async with desk_of(60) as (app, pilot):
        await pilot.press("s", "asterisk", "s")
        await wait_until(pilot, lambda: "Star 59 of 60 marked stories? The other one is so already." in drawn(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "Starred 59 stories" in toasts(app))
        await pilot.press("asterisk", "j", "j", "asterisk", "u")
        await wait_until(pilot, lambda: "Undone" in toasts(app))
        assert app.desk.view.position == 2


async def test_taking_a_step_back_opens_its_one_story_and_with_several_leaves_the_open_one(
    desk_of: DeskOf, wait_until: WaitUntil, toasts: Toasts
) -> None:
    async with desk_of(9) as (app, pilot):
        await pilot.press("s", "j", "j", "u")
        await wait_until(pilot, lambda: "Undone" in toasts(app))
        assert app.desk.view.position == 0
        app.clear_notifications()
        await pilot.press("space", "space", "space", "s", "j")
        at = app.desk.view.position
        await pilot.press("u")
        await wait_until(pilot, lambda: "Undone" in toasts(app))
        assert app.desk.view.position == at == 4


async def test_many_are_asked_about_and_changed_as_one_step(
    desk_of: DeskOf, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts
) -> None:
    async with desk_of(120) as (app, pilot):
        await pilot.press("asterisk")
        assert len(app.desk.selection) == 120
        await pilot.press("s")
        await wait_until(pilot, lambda: "Star 120 marked stories?" in drawn(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen.id == "desk")
        library = app.workspace.library
        assert not library.judgement("s7").starred
        await pilot.press("s")
        await wait_until(pilot, lambda: "Star 120 marked stories?" in drawn(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "120 stories" in toasts(app))
        assert all(library.judgement(f"s{n}").value(STAR) for n in range(120))
        await pilot.press("u")
        await wait_until(pilot, lambda: "Undone" in toasts(app))
        assert not any(library.judgement(f"s{n}").value(STAR) for n in range(120))
        assert app.desk.view.position == 0
        await pilot.press("asterisk")
        assert len(app.desk.selection) == 0


async def test_the_filter_completes_and_says_what_it_asks_for(
    desk_of: DeskOf, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with desk_of(3, size=(160, 40)) as (app, pilot):
        await pilot.press("slash", *"sou", "tab")
        assert app.desk.view.filter == "source:"
        await wait_until(pilot, lambda: app.view_handler.facets)
        await pilot.press("z", "tab")
        assert app.desk.view.filter == "source:Zeta"
        await pilot.press("tab")
        assert app.desk.view.filter == "source:z"
        await pilot.press(*"eta is:unread")
        await wait_until(pilot, lambda: "from source 'zeta', unread" in drawn(app))


async def test_past_filters_come_back_also_after_a_restart(desk_of: DeskOf, open_desk: OpenDesk) -> None:
    async with desk_of(3) as (app, pilot):
        await pilot.press("slash", *"zeta", "enter", "slash", "ctrl+u")
        app._desk_screen._filter.value = "police"
        await pilot.press("enter")
        await pilot.press("slash", "up")
        assert app.desk.view.filter == "police"
        await pilot.press("up")
        assert app.desk.view.filter == "zeta"
        await pilot.press("down")
        assert app.desk.view.filter == "police"
        await pilot.press("escape")
    async with open_desk() as (app, pilot):
        await pilot.press("slash", "up", "up")
        assert app.desk.view.filter == "zeta"


async def test_what_is_done_with_marked_stories_is_said(
    desk_of: DeskOf, toasts: Toasts, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with desk_of(3) as (app, pilot):
        for key, *told in (
            ("s", "Starred 3 stories;", "Took the star from 3 stories;"),
            ("M", "Marked as unread: 3 stories;", "Marked as read: 3 stories;"),
            ("m", "Done: 3 stories;", "Took up again 3 stories;"),
            ("H", "Hid 3 stories;"),
        ):
            app.workspace.library.judge([(f"s{n}", READ, True) for n in range(3)])
            for sentence in told:
                await pilot.press(*(("asterisk",) if not app.desk.selection else ()), key)
                await wait_until(pilot, lambda: sentence in toasts(app))  # noqa: B023


@pytest.mark.parametrize("number", [5, 55])
async def test_whoever_is_done_with_marked_stories_goes_on_to_what_is_to_do(
    desk_of: DeskOf, toasts: Toasts, wait_until: WaitUntil, drawn: Drawn, number: int
) -> None:
    async with desk_of(number) as (app, pilot):
        app.workspace.library.judge([("s0", CODED, True), ("s1", CODED, True)])
        await pilot.press("v", *["j"] * (number - 2), "m")
        if number > 50:
            await wait_until(pilot, lambda: f"Be done with {number - 3} of {number - 1} marked" in drawn(app))
            await pilot.press("down", "enter")
        await wait_until(pilot, lambda: f"Done: {number - 3} stories; u takes it back." in toasts(app))
        await wait_until(pilot, lambda: present(app.desk.story).id == f"s{number - 1}")
        assert (len(app.desk.selection), app.desk.selection.in_range) == (0, False)
        await pilot.press("m")  # of the one that is open now alone
        await wait_until(pilot, lambda: app.desk.judgement.coded)
        assert app.workspace.library.judgement("s3").coded


async def test_a_flag_that_some_marked_stories_have_is_counted_for_the_others(
    desk_of: DeskOf, toasts: Toasts, wait_until: WaitUntil
) -> None:
    async with desk_of(4) as (app, pilot):
        app.workspace.library.judge([("s0", STAR, True)])
        await pilot.press("asterisk", "s")
        await wait_until(pilot, lambda: "Starred 3 stories; u takes it back." in toasts(app))
        await pilot.press("s")
        await wait_until(pilot, lambda: "Took the star from 4 stories; u takes it back." in toasts(app))


async def test_what_would_be_done_with_many_is_asked(desk_of: DeskOf, wait_until: WaitUntil, drawn: Drawn) -> None:
    async with desk_of(51) as (app, pilot):
        await pilot.press("asterisk", "H")
        await wait_until(pilot, lambda: "Hide 51 marked stories?" in drawn(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: not app.desk.view.keys)


async def test_what_was_picked_for_many_is_said_with_how_many_it_changed(
    desk_of: DeskOf, wait_until: WaitUntil, toasts: Toasts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.desk.tagging._LOOKED_AT", 2)  # of more it is not known beforehand which tags they have
    async with desk_of(4) as (app, pilot):
        app.workspace.library.judge([("s0", concern_field("gdpr"), Decision(Verdict.TAGGED))])
        await pilot.press("asterisk", "t", *"gdpr", "tab")
        await wait_until(pilot, lambda: "Tagged gdpr on 3 stories; u takes it back." in toasts(app))
        await pilot.press("tab")
        await wait_until(pilot, lambda: "Took gdpr from 4 stories; u takes it back." in toasts(app))


async def test_what_is_decided_on_one_story_says_that_marked_ones_stay_as_they_are(
    desk_of: DeskOf, wait_until: WaitUntil, toasts: Toasts
) -> None:
    async with desk_of(4) as (app, pilot):
        library = app.workspace.library
        await wait_until(pilot, lambda: app.desk.statuses())
        await pilot.press("a")
        assert "alone" not in toasts(app)  # none is marked
        await pilot.press("space", "space", "v", "j", "v")  # from the first one on; the last is open
        await wait_until(pilot, lambda: app.desk.statuses())
        for keys, told in (
            ("a", "Accepted"),
            ("x", "Rejected"),
            ("[!", "Set the severity of"),
            ("n", "Wrote a note"),
        ):
            names = {"[": "left_square_bracket", "!": "exclamation_mark"}
            await pilot.press(*(names.get(key, key) for key in keys))
            if keys == "n":
                await wait_until(pilot, lambda: app.screen.query("#note"))
                await pilot.press("h", "i", "escape")
            alone = " (this story alone, not the 3 others marked); u takes it back."
            await wait_until(pilot, lambda: told in toasts(app) and alone in toasts(app).partition(told)[2])  # noqa: B023
        assert not any(library.judgement(f"s{n}").concerns for n in (1, 2))
