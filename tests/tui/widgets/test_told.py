"""How much of a notification there is room for, and where the rest is."""

from typing import Final

import pytest
from rich.cells import cell_len
from textual.geometry import Size
from textual.notifications import Notifications
from textual.widgets._toast import Toast, ToastRack

from tests.types import Drawn, OpenDesk, Toasts, WaitUntil
from tui.widgets.frame import Notices
from tui.widgets.told import Told, in_lines, in_room, make_room, tell

LONG: Final = (
    "The folder of the library can't be written: give it to your user, and then say once more what was to be kept."
)


@pytest.mark.parametrize("width", [20, 30, 37])
def test_what_is_too_long_is_cut_and_names_the_key_that_shows_the_rest(width: int) -> None:
    shown = in_lines(Told(LONG), width, 2, "f3")
    assert shown.endswith("… (f3)")
    assert cell_len(shown) <= 2 * width
    assert in_lines(Told(LONG), width, None, "f3") == LONG
    assert in_lines(Told("Starred."), width, 2, "f3") == "Starred."


def test_what_had_no_room_is_counted_behind_what_has() -> None:
    among = Notifications()
    for told in (Told("One.", severity="warning"), Told("Two.", severity="warning"), Told("Three.")):
        make_room(told, among, 12)
        among.add(told)
    (last,) = in_room(among, Size(40, 12), "f3")
    assert last.message == "Three. (+2: f3)"


@pytest.mark.parametrize("size", [(40, 12), (60, 20), (79, 23), (100, 20)])
async def test_on_a_small_screen_a_notification_has_two_lines_above_the_keys(
    open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn, size: tuple[int, int]
) -> None:
    async with open_desk(size) as (app, pilot):
        await app.screen.mount(ToastRack())  # a pilot has none
        app.notify_user(LONG, "warning")
        await wait_until(pilot, lambda: "The folder of the library" in drawn(app))
        (toast,) = app.screen.query(Toast)
        await wait_until(pilot, lambda: toast.region.bottom == size[1] - 1)  # the line of keys is below it
        assert toast.region.height <= 2
        assert toast.region.width == size[0]


async def test_what_was_told_can_be_read_again_also_while_a_dialogue_is_open(
    open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts
) -> None:
    async with open_desk((40, 12)) as (app, pilot):
        app.notify_user(LONG, "warning")
        await pilot.press("t")
        await wait_until(pilot, lambda: app.screen.is_modal)
        app.notify_user(LONG.replace("folder", "file"), "warning")
        await wait_until(pilot, lambda: "The file of the" in drawn(app) and "… (f3)" in drawn(app))
        await pilot.press("f3")
        await wait_until(pilot, lambda: app.screen.id == "notifications" and "then say" in drawn(app))
        await pilot.press("escape", "escape", "f3", "G")
        await wait_until(pilot, lambda: app.screen.id == "notifications" and "The folder of the" in drawn(app))


async def test_what_was_told_is_left_by_its_key_and_takes_up_what_is_told_meanwhile(
    open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("f3")
        await wait_until(pilot, lambda: app.screen.id == "notifications" and "You were told nothing yet" in drawn(app))
        app.notify_user("Told meanwhile.", "warning")
        await wait_until(pilot, lambda: ":" in drawn(app) and "  Told meanwhile." in drawn(app))
        await wait_until(pilot, lambda: "You were told nothing yet" not in drawn(app))
        await pilot.press("f3")
        await wait_until(pilot, lambda: app.screen.id == "desk")
        app.notify_user("Told later.", "warning")
        await pilot.press("f3")
        await wait_until(pilot, lambda: app.screen.id == "notifications" and "  Told later." in drawn(app))


async def test_what_is_about_no_screen_stays_when_another_one_comes(
    open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts
) -> None:
    async with open_desk() as (app, pilot):
        tell(app, "A feed list was restored from a backup.", "warning", 12, is_lasting=True)
        app.notify_user("Told of the desk.", "warning")
        await wait_until(pilot, lambda: "Told of the desk." in toasts(app))
        await pilot.press("V")
        await wait_until(pilot, lambda: "restored from a backup" in drawn(app))
        assert "Told of the desk." not in toasts(app)


async def test_a_dialogue_that_never_came_on_the_screen_shows_nothing(open_desk: OpenDesk) -> None:
    """As when the desk is being left while one is opened."""
    async with open_desk((40, 12)):
        notices = Notices()
        notices.show([Told(LONG, severity="warning")])
        assert not notices.display
