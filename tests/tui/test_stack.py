"""Screens over each other: a key that works everywhere opens its screen once, and pages lead to other pages."""

from functools import partial

import pytest

from tests.types import OpenDesk, WaitUntil
from tui.app import CivicDesk
from tui.screens.choose import ChooseScreen
from tui.screens.messages import Asked, StakeholderWanted


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ("f3 question_mark f3", "notifications"),
        ("f3 f1 f3", "notifications"),
        ("f3 f1 f3 f1", "notifications help"),
        ("f3 f1 f3 f3", ""),
        ("question_mark f3 question_mark f3", "help notifications"),
        ("f1 f3 f1", "help"),
        ("f1 f1", ""),
        ("f3 f3 f3", "notifications"),
        ("f1 f3 escape f3 f1 f3 f1 f1", ""),
    ],
)
async def test_a_key_that_works_everywhere_leads_back_to_its_screen(
    open_desk: OpenDesk, wait_until: WaitUntil, keys: str, left: str
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press(*keys.split())
        await wait_until(pilot, lambda: [one.id for one in app.screen_stack] == ["desk", *left.split()])


@pytest.mark.parametrize("opens", ["t", "n", "V", "b", "f", "F", "O", "colon", "f2", "ctrl+e", "i", "slash"])
async def test_help_and_notifications_open_once_over_every_screen(
    open_desk: OpenDesk, wait_until: WaitUntil, opens: str
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press(opens)
        await pilot.press("f3", "f1", "f3", "f1", "f3")
        await wait_until(pilot, lambda: app.screen.id == "notifications")
        await pilot.press("f1", "f3", "f3")
        await wait_until(pilot, lambda: app.screen.id not in ("notifications", "help"))
        assert {"notifications", "help"}.isdisjoint(one.id or "" for one in app.screen_stack)


async def test_a_question_that_came_over_the_notifications_is_not_closed_by_their_key(
    open_desk: OpenDesk, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("f3")
        await wait_until(pilot, lambda: app.screen.id == "notifications")
        app.push_screen(ChooseScreen("Star 60 stories?", ["No", "Yes"]))
        await pilot.press("f3")
        await wait_until(pilot, lambda: "behind this" in " ".join(one.message for one in app._notifications))
        assert isinstance(app.screen, ChooseScreen)


async def test_the_page_of_a_stakeholder_leads_to_that_of_another_and_back(
    open_desk: OpenDesk, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        for name in ("Palantir", "Police", "Palantir"):
            before = len(app.screen_stack)
            app.post_message(Asked(StakeholderWanted(name, "")))
            await wait_until(pilot, partial(_is_over, app, before))
        await pilot.press("escape", "escape", "escape")
        await wait_until(pilot, lambda: app.screen.id == "desk")


def _is_over(app: CivicDesk, before: int) -> bool:
    return len(app.screen_stack) == before + 1
