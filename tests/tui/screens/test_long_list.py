"""The open story of a list that is longer than the first page: it stays open, in sight and marked."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from civic.story import Story
from tests.doubles import NOW
from tests.types import OpenDesk, Put, WaitUntil, present
from tui.app import CivicDesk
from tui.widgets.story_list import StoryList

LONG = "A title that needs a second line because it says who did what to whom, where, and by whose leave, number"


def _story(number: int) -> Story:
    subject = "deepfake" if number % 3 == 0 else "camera"
    title = f"{LONG} {number}" if number % 4 == 0 else f"A {subject} {number}"
    text = f"The council talks of a {subject} in hall {number}."
    return Story(f"n{number:03}", title, text=text, source=f"Gazette {number % 7}",
                 published=NOW - timedelta(hours=number))  # fmt: skip


def _is_marked(app: CivicDesk, story: str) -> bool:
    """Say whether this story is open, all of the list is known, and its row alone is the one with the cursor."""
    desk, stories = app.desk, app._desk_screen.query_one("#list", StoryList)
    if desk.story is None or desk.story.id != story or not desk.view.is_complete:
        return False
    places = stories._places()
    marked = [
        place.position for y, place in enumerate(places) if place.part >= 0 and "▌" in stories.render_line(y).text
    ]
    row = desk.view.row(desk.view.position)
    return set(marked) == {desk.view.position} and row is not None and row.id == story


@asynccontextmanager
async def _long_desk(open_desk: OpenDesk, put: Put, wait: WaitUntil) -> AsyncIterator[tuple[CivicDesk, Pilot[None]]]:
    async with open_desk((120, 40)) as (app, pilot):
        put(app, *(_story(number) for number in range(420)))
        await wait(pilot, lambda: app.desk.view.is_complete and len(app.desk.view.keys) >= 420)
        yield app, pilot


@pytest.mark.parametrize("down", [["j"] * 5, ["pagedown"] * 6, ["G", "k"]])
async def test_a_filter_that_is_cleared_leaves_its_story_open(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, down: list[str]
) -> None:
    async with _long_desk(open_desk, put, wait_until) as (app, pilot):
        await pilot.press("slash", *"deepfake", "enter")
        await wait_until(pilot, lambda: app.desk.view.is_complete and len(app.desk.view.keys) == 140)
        await pilot.press(*down)
        story = present(app.desk.story).id
        assert story != "n000"
        await pilot.press("escape")
        await wait_until(pilot, lambda: len(app.desk.view.keys) >= 420)
        await wait_until(pilot, lambda: _is_marked(app, story))


def _by(order: str, group: str) -> Callable[[CivicDesk], None]:
    return lambda app: app._desk_screen.list_by(order, group)


@pytest.mark.parametrize(
    "changes",
    [
        [_by("newest", "day"), _by("newest", "")],
        [_by("concerns", ""), _by("newest", "")],
        [_by("oldest", "")],
        [_by("source", "source"), _by("oldest", "source"), _by("oldest", "")],
        [lambda app: app._desk_screen.filter_to("camera OR deepfake"), lambda app: app._desk_screen.filter_to("")],
    ],
)
@pytest.mark.parametrize("story", ["n120", "n417"])
async def test_another_order_other_headings_and_views_keep_the_open_story_in_sight(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, story: str, changes: list[Callable[[CivicDesk], None]]
) -> None:
    async with _long_desk(open_desk, put, wait_until) as (app, pilot):
        app._desk_screen.open_story(story)
        for change in changes:
            change(app)
            await wait_until(pilot, lambda: _is_marked(app, story))


async def test_stories_that_come_leave_the_open_one_in_sight(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil
) -> None:
    async with _long_desk(open_desk, put, wait_until) as (app, pilot):
        for order, group in (("newest", ""), ("oldest", ""), ("newest", "source")):
            app._desk_screen.open_story("n300")
            app._desk_screen.list_by(order, group)
            await wait_until(pilot, lambda: _is_marked(app, "n300"))
            count = len(app.desk.view.keys)
            new = (Story(f"{order}{group}{n}", f"News {n} of {order} {group}", text=f"What came as {n} {order} {group}",
                         published=NOW + timedelta(minutes=n)) for n in range(70))  # fmt: skip
            put(app, *new)
            await wait_until(pilot, lambda: len(app.desk.view.keys) == count + 70)  # noqa: B023 - at once
            await wait_until(pilot, lambda: _is_marked(app, "n300"))


async def test_hiding_and_undoing_deep_in_the_list_keep_the_cursor_there(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil
) -> None:
    async with _long_desk(open_desk, put, wait_until) as (app, pilot):
        app._desk_screen.open_story("n400")
        await pilot.press("H")
        await wait_until(pilot, lambda: _is_marked(app, "n401"))
        await pilot.press("u")
        await wait_until(pilot, lambda: app.desk.view.row(app.desk.view.position) is not None)
        await wait_until(pilot, lambda: _is_marked(app, present(app.desk.story).id))
