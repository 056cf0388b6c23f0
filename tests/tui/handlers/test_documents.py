"""Files by their paths, typed or pasted on the desk."""

from pathlib import Path

from textual.events import Paste
from textual.widgets import Input

from tests.types import Drawn, OpenDesk, Toasts, WaitUntil
from tui.screens.ask import AskScreen


async def test_a_file_is_added_by_its_path_and_a_table_asks_for_its_columns(
    open_desk: OpenDesk, drawn: Drawn, toasts: Toasts, wait_until: WaitUntil, tmp_path: Path
) -> None:
    folder = tmp_path / "my files"
    folder.mkdir()
    (folder / "one.md").write_text("# Pilot paused\n\nThe council paused its pilot.\n")
    (folder / "odd.csv").write_text("foo,bar\nTrams,The vote was close.\n")
    async with open_desk() as (app, pilot):
        await pilot.press("ctrl+o")
        app.screen.query_one(Input).value = str(tmp_path / "none.pdf")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "there is no such file" in toasts(app))
        await wait_until(pilot, lambda: isinstance(app.screen, AskScreen))
        assert app.screen.query_one(Input).value == str(tmp_path / "none.pdf")
        app.screen.query_one(Input).value = ""
        app.post_message(Paste(f"{folder}/one.md".replace(" ", "\\ ")))
        await pilot.pause()
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.desk.story is not None and app.desk.story.title == "Pilot paused")
        await wait_until(pilot, lambda: "Added 1 new story; u takes it back." in toasts(app))
        await pilot.press("F", "a")
        app.screen.query_one(Input).value = f"'{folder}/odd.csv'"
        await pilot.press("enter")
        for field, keys in (("title", ("down", "enter")), ("text", ("end", "enter")), ("date", ("enter",))):
            await wait_until(pilot, lambda field=field: f"holds the {field}?" in drawn(app))  # type: ignore[misc]
            await pilot.press(*keys)
        await wait_until(pilot, lambda: "Added 1 new story" in toasts(app))
        assert app.screen.id == "feeds"
        stories = app.workspace.library.stories(app.workspace.library.ids(""))
        assert ("Trams", "The vote was close.") in [(story.title, story.text) for story in stories]
