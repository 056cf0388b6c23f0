"""The top line: what stands on it where there is little room."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from rich.cells import cell_len

from civic.story import Story
from tests.types import Drawn, OpenDesk, Put, WaitUntil
from tui.handlers.team import TeamHandler
from tui.screens.desk.status import in_one_line

PLACES = ["1 of 50 and 161 copies, 12 to do", "1 of 50, 12 to do", "1 of 50"]
PARTS = {
    "doing": ["reading 5 of 6"],
    "offline": ["offline: r tries again", "offline"],
    "team": [""],
    "selected": [""],
    "unaided": [],
    "how": ["newest first"],
    "place": PLACES,
}


@given(some.integers(7, 120))
def test_the_place_stands_first_and_no_phrase_is_cut(width: int) -> None:
    line = in_one_line(PARTS, width)
    assert cell_len(line) <= width
    whole = {form for forms in PARTS.values() for form in forms if form}
    assert set(line.split(" · ")) <= whole
    assert any(line.endswith(place) for place in PLACES)
    assert width < len(PLACES[1]) or "to do" in line


def test_more_is_said_where_there_is_room() -> None:
    assert in_one_line(PARTS, 100) == f"reading 5 of 6 · offline: r tries again · newest first · {PLACES[0]}"
    assert in_one_line(PARTS, 40) == "reading 5 of 6 · 1 of 50, 12 to do"
    assert in_one_line(PARTS | {"doing": []}, 28) == "offline · 1 of 50, 12 to do"
    assert in_one_line({"how": ["newest first"], "place": ["1 of 50"]}, 16) == "1 of 50"
    assert in_one_line({"place": ["1 of 50"]}, 4) == "1 o…"


def test_the_teams_sign_is_shortened_before_it_is_left_out() -> None:
    team = ["round spring: 2 of 40 · offline since 14:02, 3 waiting", "offline since 14:02, 3 waiting", "offline"]
    parts = {"team": team, "how": ["newest first"], "place": ["3 of 40, 38 to do"] * 2 + ["3 of 40"]}
    assert in_one_line(parts, 100) == f"{team[0]} · newest first · 3 of 40, 38 to do"
    assert in_one_line(parts, 80) == f"{team[0]} · 3 of 40, 38 to do"
    assert in_one_line(parts, 50) == f"{team[1]} · 3 of 40, 38 to do"
    assert in_one_line(parts, 30) == "offline · 3 of 40, 38 to do"
    assert in_one_line(parts, 20) == "offline · 3 of 40"
    assert in_one_line(parts, 12) == "3 of 40"


def test_what_is_marked_is_told_before_what_is_to_do() -> None:
    parts = PARTS | {"doing": [], "offline": [], "selected": ["12 marked"]}
    assert in_one_line(parts, 29) == "12 marked · 1 of 50, 12 to do"
    assert in_one_line(parts, 26) == "12 marked · 1 of 50"
    assert in_one_line(parts, 12) == "1 of 50"


def test_an_order_of_the_users_own_is_told_before_what_is_to_do() -> None:
    parts = PARTS | {"doing": [], "offline": [], "how": ["by day, most concerns first", "by day, most concerns"]}
    assert in_one_line(parts, 70) == f"by day, most concerns first · {PLACES[0]}"
    assert in_one_line(parts, 45) == "by day, most concerns · 1 of 50, 12 to do"
    assert in_one_line(parts, 32) == "by day, most concerns · 1 of 50"
    assert in_one_line(parts, 28) == "1 of 50, 12 to do"


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 12)])
async def test_every_order_is_told_on_small_screens_and_after_a_resize(
    size: tuple[int, int], open_desk: OpenDesk, put: Put, drawn: Drawn
) -> None:
    async with open_desk((160, 40)) as (app, pilot):
        put(app, *(Story(f"s{n}", f"Story {n}", text="The council scans faces.") for n in range(12)))
        app._desk_screen.list_by("concerns", "")
        await pilot.pause()
        assert "most concerns first" in drawn(app)
        await pilot.resize_terminal(*size)
        await pilot.pause()
        for order, words in (("concerns", "concerns"), ("relevance", "match"), ("source", "source")):
            app._desk_screen.list_by(order, "")
            await pilot.pause()
            top = drawn(app).split("\n")[0]
            assert words in top, top
            assert " of " in top


async def test_a_filter_that_stands_leaves_room_for_the_count_of_a_round(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TeamHandler, "look_around", lambda _: None)  # no team is joined: it would show none
    async with open_desk((120, 40)) as (app, pilot):
        put(app, *(Story(f"s{n}", f"Story {n}", text="The council scans faces.") for n in range(12)))
        await pilot.press("slash", *"council", "enter")
        app._desk_screen.status.show_team("round Blind 1: 2 of 10 · 2 waiting", "2 waiting")
        await wait_until(pilot, lambda: "round Blind 1: 2 of 10 · 2 waiting" in drawn(app).split("\n")[0])


@pytest.mark.parametrize("group", ["", "source", "concern"])
async def test_what_is_to_do_is_counted_anew_for_another_filter(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn, group: str
) -> None:
    """Under headings a long list comes whole, and had the number of the filter before."""
    many = [Story(id=f"s{number:03}", title=f"{'Bins' if number < 5 else 'A park'} {number}") for number in range(211)]
    async with open_desk((120, 30)) as (app, pilot):
        put(app, *many)
        app.desk.change("done", app.desk.plan_coded([story.id for story in many if story.id >= "s003"][:50]))
        app._desk_screen.list_by("newest", group)
        app._desk_screen.filter_to("bins")
        await wait_until(pilot, lambda: "of 5, 3 to do" in drawn(app))
        app._desk_screen.filter_to("")
        await wait_until(pilot, lambda: "of 212, 162 to do" in drawn(app))
        app._desk_screen.filter_to("park")
        await wait_until(pilot, lambda: "of 206, 158 to do" in drawn(app))
