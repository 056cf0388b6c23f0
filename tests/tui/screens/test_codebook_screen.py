"""The codebook on the desk: what is there, and each task by its key."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from rich.cells import cell_len
from textual.widgets import Input

from civic.story import Span
from tests.types import Drawn, OpenDesk, Toasts, WaitUntil, present
from tui.app import CivicDesk
from tui.screens.ask import AskScreen
from tui.screens.coding.codebook import CodebookScreen, columns_of, line_of
from tui.screens.note import NoteScreen
from workspace.codebook.listing import Entry
from workspace.codebook.work import CodebookWork
from workspace.workspace import Workspace


def entries(app: CivicDesk) -> dict[str, int]:
    assert isinstance(app.screen, CodebookScreen)
    return {one.tag: one.stories for one in app.screen._entries}


@given(some.integers(26, 120), some.integers(0, 100_000), some.booleans())
def test_of_no_line_the_number_or_the_kind_is_cut(room: int, stories: int, off: bool) -> None:
    entries = [
        Entry("privacy", "Privacy & surveillance, at work and at home", "built-in", stories=7, off=off),
        Entry("own", "Own concern", "own", memo="m", stories=stories, off=off),
    ]
    first, second = (line_of(one, columns_of(entries, room)).plain for one in entries)
    assert cell_len(first) <= room and cell_len(second) <= room
    whole = "own · off · memo" if off else "own · memo"
    assert second.endswith((whole, str(stories or "Own concern (own)")))
    assert "7" in first.split()
    assert room < 50 or second.endswith(whole)


@pytest.mark.parametrize("size", [(60, 20), (40, 12)])
async def test_a_narrow_screen_has_whole_lines(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil, size: tuple[int, int]
) -> None:
    async with open_desk((120, 40)) as (app, pilot):
        app.desk.tag_passage("biometrics", Span(0, 6, "London"))
        await pilot.press("ctrl+e")
        await wait_until(pilot, lambda: isinstance(app.screen, CodebookScreen) and app.screen._entries)
        await pilot.resize_terminal(*size)
        await pilot.press("G")
        await wait_until(pilot, lambda: "biometrics" in drawn(app))
        assert re.search("▌  biometrics +1  tag ", drawn(app))


async def test_tags_are_renamed_merged_split_and_deleted_by_keys_and_undone(
    open_desk: OpenDesk, home: Path, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        story = app.desk.view.story
        assert story is not None
        for tag in ("facial", "biometrics"):
            app.workspace.decisions.apply(app.workspace.decisions.decide(story, tag), label=tag)
        await pilot.press("ctrl+e")
        await wait_until(pilot, lambda: isinstance(app.screen, CodebookScreen) and app.screen._entries)
        assert "Codebook: 16 concerns, 2 tags of your own" in drawn(app)
        screen = app.screen
        assert isinstance(screen, CodebookScreen)
        screen.highlight("facial")
        await pilot.press("m", *"Biometrics", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, CodebookScreen) and "facial" not in entries(app))
        assert entries(app)["biometrics"] == 1
        assert app.workspace.library.judgement(story.id).tags == ("biometrics",)
        assert screen.chosen is not None
        assert screen.chosen.tag == "biometrics"

        await pilot.press("e", *"faces", "escape")
        await wait_until(
            pilot, lambda: isinstance(app.screen, CodebookScreen) and screen.chosen and screen.chosen.memo == "faces"
        )
        await wait_until(pilot, lambda: "faces" in drawn(app))
        await pilot.press("c", "home", "shift+end", *"Body data", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, CodebookScreen) and "body-data" in entries(app))
        assert (home / "codebook.toml").read_text("utf-8") == (
            '[concerns.body-data]\nwas = ["facial", "biometrics"]\nmemo = "faces"\nlabel = "Body data"\n'
        )
        await pilot.press("s", *"-is:hidden", "enter", *"Faces", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, CodebookScreen) and entries(app).get("faces") == 1)
        await pilot.press("x", "down", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, CodebookScreen) and "faces" not in entries(app))
        await pilot.press("u")
        await wait_until(pilot, lambda: entries(app).get("faces") == 1)
        await pilot.press("u", "u")
        await wait_until(pilot, lambda: "biometrics" in entries(app) and "faces" not in entries(app))
        await pilot.press("q")
        await wait_until(pilot, lambda: app.screen is not screen)
        assert app.workspace.library.judgement(story.id).tags == ("biometrics",)


async def test_the_highlight_stays_with_a_tag_that_is_renamed_and_called_as_before_again(
    open_desk: OpenDesk, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        story = app.desk.view.story
        assert story is not None
        for tag in ("aa", "bb", "cc", "dd"):
            app.workspace.decisions.apply(app.workspace.decisions.decide(story, tag), label=tag)
        await pilot.press("ctrl+e")
        screen = app.screen
        assert isinstance(screen, CodebookScreen)
        await wait_until(pilot, lambda: screen._entries)
        screen.highlight("cc")
        for new in ("zz", "Data law"):
            await pilot.press("c", "home", "shift+end", *new, "enter")
            await wait_until(pilot, lambda: present(screen.chosen).label == new)  # noqa: B023
            await pilot.press("u")
            await wait_until(pilot, lambda: present(screen.chosen).label != new)  # noqa: B023
            assert present(screen.chosen).tag == "cc"


async def test_what_is_no_tag_is_said_and_changes_nothing(
    open_desk: OpenDesk, home: Path, toasts: Toasts, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("ctrl+e")
        await wait_until(pilot, lambda: isinstance(app.screen, CodebookScreen) and app.screen._entries)
        for key, typed, why in (("m", "nobody", "There is no tag 'nobody'"), ("c", "!?", "'!?' can't be a tag")):
            await pilot.press(key)
            await wait_until(pilot, lambda: isinstance(app.screen, AskScreen))
            app.screen.query_one(Input).value = typed
            await pilot.press("enter")
            await wait_until(pilot, lambda: why in toasts(app) and isinstance(app.screen, AskScreen))  # noqa: B023
            assert app.screen.query_one(Input).value == typed
            await pilot.press("escape")
        assert not (home / "codebook.toml").exists()


async def test_rows_go_back_with_undo_however_the_tag_was_renamed(
    open_desk: OpenDesk, drawn: Drawn, toasts: Toasts, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        story = app.desk.view.story
        assert story is not None
        app.workspace.decisions.apply(app.workspace.decisions.decide(story, "gdpr"), label="gdpr")
        await pilot.press("ctrl+e")
        screen = app.screen
        assert isinstance(screen, CodebookScreen)
        await wait_until(pilot, lambda: screen._entries)
        assert "Codebook: 16 concerns, 1 tag of your own" in drawn(app)
        for new in ("GDPR", "Data law"):
            screen.highlight("gdpr")
            await pilot.press("c", "home", "shift+end", *new, "enter")
            label = new
            await wait_until(pilot, lambda: any(one.label == label for one in screen._entries))  # noqa: B023
            await pilot.press("u")
            await wait_until(pilot, lambda: [one.label for one in screen._entries if one.stories] == ["gdpr"])
        screen.highlight("gdpr")
        await pilot.press("s", *"nosuchword", "enter", *"x", "enter")
        await wait_until(pilot, lambda: "No story of 'gdpr' is found by 'nosuchword'; nothing was" in toasts(app))


async def test_a_memo_that_is_written_in_two_places_at_once_keeps_both(
    open_desk: OpenDesk, home: Path, toasts: Toasts, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("ctrl+e")
        await wait_until(pilot, lambda: isinstance(app.screen, CodebookScreen) and app.screen.chosen)
        assert isinstance(app.screen, CodebookScreen)
        tag = present(app.screen.chosen).tag
        await pilot.press("e")
        await wait_until(pilot, lambda: isinstance(app.screen, NoteScreen))
        await pilot.press(*"mine")
        with Workspace.open(home=home) as other:
            CodebookWork(other).memo(tag, "other")
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.workspace.codebook.memo(tag) == "other\nmine")
        await wait_until(pilot, lambda: "This memo was changed elsewhere meanwhile" in toasts(app))
