"""One language of dialogue: a frame that tells what it is told, names of files, help, palette, pages over the desk."""

import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.notifications import Notifications
from textual.screen import Screen
from textual.widgets import Input

from civic.fault import Fault
from feeds.subscriptions import Feed
from tests.types import Drawn, OpenDesk, Toasts, WaitUntil
from tui.app import CivicDesk
from tui.screens.ask import AskScreen
from tui.screens.choose import ChooseScreen
from tui.screens.help import HelpScreen
from tui.screens.palette import Offer, SearchScreen, found
from tui.screens.picker import PickerScreen
from tui.widgets.frame import Frame
from tui.widgets.told import Press, Told, make_room


def is_plain_desk(app: CivicDesk) -> bool:
    return app.screen.id == "desk"


def shown_lines(screen: Screen[Any]) -> int:
    """How many lines of the field are in sight."""
    return screen.find_widget(screen.query_one(Input)).visible_region.height


async def test_what_there_is_to_tell_stands_in_the_dialogue_and_never_over_it(
    open_desk: OpenDesk, drawn: Drawn, toasts: Toasts, wait_until: WaitUntil
) -> None:
    async with open_desk((80, 24)) as (app, pilot):
        app.notify_user("Told before.", seconds=60)
        await wait_until(pilot, lambda: "Told before." in toasts(app))
        await pilot.press("t")
        await wait_until(pilot, lambda: isinstance(app.screen, PickerScreen) and "Told before." not in drawn(app))
        app.notify_user("[b]3 new", "warning", 60)
        await wait_until(pilot, lambda: "[b]3 new" in drawn(app))
        await pilot.press("ctrl+c")
        await wait_until(pilot, lambda: "esc goes back to the desk; there q leaves civicdesk" in drawn(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: is_plain_desk(app) and not toasts(app))
        await pilot.press("ctrl+c")
        await wait_until(pilot, lambda: toasts(app).startswith("q leaves civicdesk"))


async def test_the_line_to_type_in_stays_in_sight_whatever_is_told(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk((40, 12)) as (app, pilot):
        for key in ("t", "E"):
            await pilot.press(key)
            await wait_until(pilot, lambda: bool(app.screen.query(Input)))
            await wait_until(pilot, lambda: " enter " in drawn(app) and " esc " in drawn(app))
            app.notify_user("Told before. " * 9, seconds=60)
            app.notify_user("Told now. " * 20, "error", 60)
            await wait_until(pilot, lambda: "Told now." in drawn(app))
            await wait_until(pilot, lambda: shown_lines(app.screen) == 1)
            assert drawn(app).count("Told") <= 2 * 4
            await pilot.press("escape")
            await wait_until(pilot, lambda: is_plain_desk(app))


async def test_names_of_files_are_proposed_and_completed(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("plan-a", "plan-b"):
        (tmp_path / name).mkdir()
    async with open_desk() as (app, pilot):
        await pilot.press("E")
        await wait_until(pilot, lambda: isinstance(app.screen, AskScreen) and "~/stories.md" in drawn(app))
        hints = ("enter answer", "tab complete", "esc leave", "f1 help")
        await wait_until(pilot, lambda: all(hint in drawn(app) for hint in hints))
        await pilot.press(*"~/p", "tab")  # the first letter takes the place of the proposal
        await wait_until(pilot, lambda: "plan-a/  plan-b/" in drawn(app))
        await pilot.press(*"b", "tab")
        await wait_until(pilot, lambda: "~/plan-b/" in drawn(app))
        await pilot.press(*"out.csv", "enter")
        await wait_until(pilot, lambda: (tmp_path / "plan-b" / "out.csv").exists())


@pytest.mark.parametrize("key", ["ctrl+p", "f2"])
async def test_what_is_highlighted_of_commands_and_themes_has_a_bar(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil, key: str
) -> None:
    async with open_desk((120, 40)) as (app, pilot):
        await pilot.press(key)
        await wait_until(pilot, lambda: app.screen.id != "desk" and "type to find" in drawn(app))
        assert len(re.findall(r"█ ?▌ *\S", drawn(app))) == 1


async def test_help_offers_no_key_for_itself_and_its_key_leaves_it(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk((120, 40)) as (app, pilot):
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen) and "esc enter back" in drawn(app))
        assert "f1 help" not in drawn(app)
        await pilot.press("f1")
        await wait_until(pilot, lambda: app.screen.id == "desk")


async def test_help_begins_with_the_place_and_pages_leave_the_desk_in_sight(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        headline = app.desk.story.headline[:12] if app.desk.story else ""
        for keys, about in (((), "The list has"), (("3",), "The concerns are"), (("t",), "The picker has")):
            await pilot.press(*keys, "f1")
            await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen) and "First of all here" in drawn(app))
            assert drawn(app).index(about) < drawn(app).index("First of all here")
            await pilot.press("escape")
            await wait_until(pilot, lambda: not isinstance(app.screen, HelpScreen))
        await pilot.press("escape", "0")
        for key in ("i", "W"):
            await pilot.press(key)
            await wait_until(pilot, lambda: app.screen.id in ("history", "changes") and "esc enter back" in drawn(app))
            assert headline in drawn(app)
            assert app.screen.query_one(Frame).outer_size.height < app.size.height // 3  # as high as what it shows
            await pilot.press("enter")
            await wait_until(pilot, lambda: is_plain_desk(app))


async def test_commands_and_themes_are_found_in_the_same_frame(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("colon", *"star the st")
        await wait_until(pilot, lambda: isinstance(app.screen, SearchScreen) and "star (s)" in drawn(app))
        assert "enter choose" in drawn(app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: is_plain_desk(app) and app.desk.judgement.starred)
        await pilot.press("f2")
        await wait_until(pilot, lambda: isinstance(app.screen, SearchScreen) and "Themes" in drawn(app))
        await pilot.press(*"nord", "enter")
        await wait_until(pilot, lambda: is_plain_desk(app) and app.theme == "nord")
        assert not app.feed_handler.has_feeds
        app.workspace.subscriptions.subscribe([Feed("https://feeds.example/1")])  # as another process does
        await wait_until(pilot, lambda: app.feed_handler.has_feeds and "There are no feeds yet" not in drawn(app))
        app.panic("The thread of the keys has failed.")
    assert app.return_code == 1


def test_what_is_typed_finds_names_before_what_they_do() -> None:
    names = ("note (n)", "star (s)", "next story (J)", "restart")
    offers = [Offer(name, about, print) for name, about in zip(names, ("a star on it", "", "", ""), strict=True)]
    assert [one.name for one in found("star", offers)] == ["star (s)", "restart", "note (n)"]
    assert [one.name for one in found("nsy", offers)] == ["next story (J)"]
    assert [one.name for one in found("story next", offers)] == ["next story (J)"]
    assert found("", offers) == offers
    assert found("zzz", offers) == []


def test_what_is_told_again_takes_the_place_of_what_was_told() -> None:
    first = Told("1 marked.", press=Press("mark", 1))
    assert Told("1 marked.").replaces(first)
    assert Told("2 marked.", press=Press("mark", 2)).replaces(first)
    assert not Told("And so on.", press=Press("mark", 1)).replaces(first)
    assert Told("Starred.", press=Press("star", 2)).replaces(first)
    assert not Told("Starred.", press=Press("star", 2)).replaces(Told("The disk is full.", severity="error"))
    assert not Told("3 new.").replaces(first)


async def test_the_same_notification_does_not_stack(open_desk: OpenDesk, toasts: Toasts, wait_until: WaitUntil) -> None:
    async with open_desk() as (app, pilot):
        for _ in range(3):
            await pilot.press("ctrl+c")
        app.notify_user("Told last.")
        await wait_until(pilot, lambda: "Told last." in toasts(app))
        assert toasts(app).count("leaves civicdesk") == 1


@pytest.mark.parametrize(("height", "left"), [(12, []), (24, ["fault"]), (50, ["fault", "done 2"])])
def test_notifications_take_no_more_of_the_screen_than_there_is_room_for(height: int, left: list[str]) -> None:
    told = Notifications()
    for note in (Told("done 1"), Told("fault", severity="error"), Told("done 2")):
        told.add(note)
    make_room(Told("done 3"), told, height)
    assert [one.message for one in told] == left


async def test_what_was_told_among_the_feeds_or_the_views_does_not_come_back_on_the_desk(
    open_desk: OpenDesk, toasts: Toasts, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        for key in "FVO":
            app.notify_user("Told before.", "warning")
            await wait_until(pilot, lambda: "Told before." in toasts(app))
            await pilot.press(key)
            await wait_until(pilot, lambda: not is_plain_desk(app))
            assert not toasts(app)
            app.notify_user("Told there.", "warning")
            await wait_until(pilot, lambda: "Told there." in toasts(app))
            await pilot.press("escape")
            await wait_until(pilot, partial(is_plain_desk, app))
            assert not toasts(app)


@pytest.mark.parametrize(("keys", "answer", "why"), [
    (("slash", *"palantir", "enter", "R"), "flag it", "flag it"), (("E",), "stories.xyz", "end the name with"),
])  # fmt: skip
async def test_an_answer_that_cannot_be_used_stays_to_be_mended(
    keys: tuple[str, ...], answer: str, why: str, open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press(*keys)
        await wait_until(pilot, lambda: not is_plain_desk(app))
        if isinstance(app.screen, ChooseScreen):
            await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, AskScreen))
        app.screen.query_one(Input).value = answer
        await pilot.press("enter")
        await wait_until(pilot, lambda: drawn(app).count(why) == 1 + (why in answer))
        assert isinstance(app.screen, AskScreen)
        assert app.screen.query_one(Input).value == answer


@pytest.mark.parametrize("there", ["not ours", "folder", "own"])
async def test_the_name_of_a_file_that_cannot_be_written_stays_to_be_mended(
    there: str, open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil, tmp_path: Path
) -> None:
    async with open_desk() as (app, pilot):
        path = app.workspace.places.stories if there == "own" else tmp_path / "of-mine.csv"
        if there == "folder":
            path.mkdir()
        elif there == "not ours":
            path.write_text("mine", "utf-8")
        await pilot.press("E")
        await wait_until(pilot, lambda: isinstance(app.screen, AskScreen))
        app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await wait_until(pilot, lambda: "choose another name" in " ".join(drawn(app).split()))
        assert isinstance(app.screen, AskScreen)
        assert app.screen.query_one(Input).value == str(path)


async def test_a_file_that_fails_only_while_it_is_written_is_asked_for_again(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Fault("There is no room.")

    async with open_desk() as (app, pilot):
        with monkeypatch.context() as disk:
            disk.setattr("workspace.export.save", full)
            await pilot.press("E")
            await wait_until(pilot, lambda: isinstance(app.screen, AskScreen))
            app.screen.query_one(Input).value = str(tmp_path / "a.md")
            await pilot.press("enter")
            await wait_until(pilot, lambda: "What is it called?" in drawn(app))
            await pilot.press(*"Cameras", "enter")
            await wait_until(pilot, lambda: "There is no room." in drawn(app) and "to which file" in drawn(app))
        assert app.screen.query_one(Input).value == str(tmp_path / "a.md")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "What is it called?" in drawn(app) and "Cameras" in drawn(app))
        await pilot.press("escape")  # one step back
        await wait_until(pilot, lambda: "to which file" in drawn(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "What is it called?" in drawn(app))
        await pilot.press("enter")
        await wait_until(pilot, (tmp_path / "a.md").exists)


async def test_a_view_that_cannot_be_kept_and_words_that_are_not_there_stay_to_be_mended(
    open_desk: OpenDesk, toasts: Toasts, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("slash", *"police", "enter")
        for keys, why in (("+Mine", "views.toml"), ("fnosuchword", "is not in this text")):
            app.workspace.places.views.write_text("[[", "utf-8")
            await pilot.press(keys[0].replace("+", "plus"))
            await wait_until(pilot, lambda: isinstance(app.screen, AskScreen))
            await pilot.press(*keys[1:], "enter")
            await wait_until(pilot, lambda: why in toasts(app))  # noqa: B023
            assert app.screen.query_one(Input).value == keys[1:]
            await pilot.press("escape")
            await wait_until(pilot, lambda: is_plain_desk(app))


async def test_help_is_wrapped_anew_in_another_width(open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil) -> None:
    async with open_desk((60, 24)) as (app, pilot):
        await pilot.press("question_mark")
        await wait_until(pilot, lambda: "First of all here" in drawn(app))
        whole = "done with the story: open the next one to do; or not done after all"
        assert whole not in drawn(app)
        await pilot.resize_terminal(120, 24)
        await wait_until(pilot, lambda: whole in drawn(app))


async def test_views_and_commands_are_laid_out_anew_in_another_width(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk((40, 24)) as (app, pilot):
        heads, offers = ("View" + 10 * " " + "unread", "View" + 22 * " " + "unread"), ("(s)  star", "(s)   ")
        for keys, (narrow, wide) in ((("V",), heads), (("colon", *"star"), offers)):
            await pilot.press(*keys)
            await wait_until(pilot, lambda: narrow in drawn(app))  # noqa: B023
            await pilot.resize_terminal(120, 24)
            await wait_until(pilot, lambda: wide in drawn(app))  # noqa: B023
            await pilot.press("escape")
            await pilot.resize_terminal(40, 24)
            await wait_until(pilot, lambda: is_plain_desk(app))
