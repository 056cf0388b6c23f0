"""The stakeholders pane: a suggested stakeholder is accepted or rejected by one key, and a step back undoes it."""

from civic.story import Story
from tests.types import Drawn, OpenDesk, Put, WaitUntil

TEXT = "The council bought scanners from Palantir. The ICO was not told."


async def test_a_key_accepts_or_rejects_who_is_suggested(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with open_desk() as (app, pilot):
        put(app, Story("s", title="Scanners", text=TEXT))
        await pilot.press("slash", *"scanners", "enter", "2")
        pane = app._desk_screen._stakeholders
        await wait_until(pilot, lambda: len(pane.stakeholders) > 1)
        first, second = (one.name for one in pane.stakeholders[:2])

        def said() -> dict[str, object]:
            return dict(app.workspace.library.judgement("s").stakeholders)

        await pilot.press("a")
        await wait_until(pilot, lambda: said() and f"● {first}" in drawn(app))
        assert pane.cursor == 1
        assert pane.stakeholders[0].name == first
        assert not app.workspace.library.judgement("s").concerns  # the key is the pane's here
        await pilot.press("x")
        await wait_until(pilot, lambda: second not in [one.name for one in pane.stakeholders])
        await pilot.press("u")
        await wait_until(pilot, lambda: second in [one.name for one in pane.stakeholders])
        await pilot.press("u")
        await wait_until(pilot, lambda: not said())
