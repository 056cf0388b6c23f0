"""Concerns are called as the user's codebook says, as soon as it says so."""

from pathlib import Path

from tests.types import Drawn, OpenDesk, WaitUntil
from workspace.workspace import Workspace

RENAMED = '[concerns.privacy]\nlabel = "Being watched"\n'


async def test_labels_follow_the_file_while_the_desk_is_open(
    open_desk: OpenDesk, home: Path, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        await wait_until(pilot, lambda: "Privacy & surveillance" in drawn(app))
        app.workspace.places.codebook.write_text(RENAMED, encoding="utf-8")
        await wait_until(pilot, lambda: "Being watched" in drawn(app))
        assert "Privacy & surveillance" not in drawn(app)
        await pilot.press("t", *"watched")
        await wait_until(pilot, lambda: "  ○ Being watched" in drawn(app))


async def test_labels_stay_when_another_workspace_closes(
    open_desk: OpenDesk, home: Path, tmp_path: Path, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        app.workspace.places.codebook.write_text(RENAMED, encoding="utf-8")
        await wait_until(pilot, lambda: "Being watched" in drawn(app))
        with Workspace.open(home=tmp_path / "other"):
            pass
        await pilot.press("3", "a")
        await wait_until(pilot, lambda: app.desk.judgement.tags)
        await pilot.pause()
        assert "Being watched" in drawn(app)
        assert "Privacy & surveillance" not in drawn(app)
