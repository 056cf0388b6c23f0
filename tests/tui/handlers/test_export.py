"""The key of export says what was written."""

import json
from pathlib import Path

from textual.widgets import Input

from civic.judgement import HIDE
from civic.story import Story
from tests.types import Drawn, OpenDesk, Put, Toasts, WaitUntil


async def test_hidden_stories_that_went_along_are_counted(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts, tmp_path: Path
) -> None:
    async with open_desk() as (app, pilot):
        put(app, *(Story(f"s{n}", title=f"Story {n}", text=f"Words of the number {n}.") for n in range(4)))
        app.workspace.library.judge([("s0", HIDE, True), ("s1", HIDE, True)])
        app._desk_screen.take_in_changes()
        await pilot.press("E")
        await wait_until(pilot, lambda: "Write all stories in view" in drawn(app))
        app.screen.query_one(Input).value = str(tmp_path / "all.jsonl")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Wrote" in toasts(app))
        written = [json.loads(line)["id"] for line in (tmp_path / "all.jsonl").read_text().splitlines()]
        assert {"s0", "s1"} < set(written)
        assert f"Wrote {len(written)} stories" in toasts(app)


async def test_a_briefing_is_asked_for_its_title(
    open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts, tmp_path: Path
) -> None:
    async with open_desk() as (app, pilot):
        for name, title, called in (("a.md", "Cameras *now*", "# Cameras \\*now\\*"), ("b.md", "", "# Civic-tech")):
            await pilot.press("E")
            await wait_until(pilot, lambda: "to which file" in drawn(app))
            app.screen.query_one(Input).value = str(tmp_path / name)
            await pilot.press("enter")
            await wait_until(pilot, lambda: "What is it called?" in drawn(app))
            app.screen.query_one(Input).value = title
            await pilot.press("enter")
            written = tmp_path / name
            await wait_until(pilot, written.exists)
            assert called in written.read_text()
