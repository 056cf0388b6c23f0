"""The head says why a story is read, hidden or unread where its user did not do that to it."""

from pathlib import Path

from msgspec.structs import replace

from civic.judgement import READ
from civic.story import Story
from tests.types import Drawn, OpenDesk, WaitUntil
from workspace.news import bring_back
from workspace.workspace import Workspace

TEXT = (
    "The town council of Millbrook paused its camera trial on Friday after residents objected to the retention of "
    "faces for thirty days. Vantro, the supplier, said that it would delete all templates."
)
NEWS = "On Sunday the minister ordered all towns to stop their trials."


async def test_a_copy_says_whose_and_what_is_new_is_said_until_another_story_is_opened(
    home: Path, open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn
) -> None:
    story = Story("one", "Millbrook pauses cameras", source="Ledger A", text=TEXT)
    with Workspace.open(home) as workspace:
        workspace.library.put_many([story])
        workspace.decisions.apply([("one", READ, True)], label="read")
        workspace.library.put_many([Story("two", "No more faces", source="Ledger B", text=TEXT)])
        workspace.library.find_copies()
    async with open_desk((160, 40)) as (app, pilot):
        assert app.desk.view.reveal("two")
        app._desk_screen.show_story()
        await wait_until(pilot, lambda: "read, as its copy from Ledger A" in drawn(app))

        bring_back(app.workspace.library, app.workspace.library.put_many([replace(story, text=f"{TEXT} {NEWS}")]))
        app._desk_screen.take_in_changes()
        assert app.desk.view.reveal("one")
        app._desk_screen.show_story()
        await wait_until(pilot, lambda: f"new since you read it: {NEWS}" in drawn(app))
        assert "as its copy" not in drawn(app)
        assert not app.workspace.library.judgement("one").read

        await pilot.press("enter")
        await wait_until(pilot, lambda: app.workspace.library.judgement("one").read)
        assert f"new since you read it: {NEWS}" in drawn(app)
