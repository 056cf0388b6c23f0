"""What can't be saved is said wherever it was decided, and nothing that was typed is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input

from civic.fault import Fault
from feeds.subscriptions import Feed
from tests.types import Drawn, OpenDesk, Toasts, WaitUntil
from tui.app import CivicDesk
from tui.screens.ask import AskScreen
from tui.screens.choose import ChooseScreen
from tui.screens.messages import Asked, FeedsWanted, StepTurned


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[CivicDesk], None]:
    """Has the library of a desk refuse every decision."""

    def fill(app: CivicDesk) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise Fault("The disk is full: free some space.")

        monkeypatch.setattr(app.workspace.library, "judge", refuse)

    return fill


@pytest.mark.parametrize(
    "keys",
    [("enter",), ("s",), ("H",), ("a",), ("t", "1", "enter"), ("asterisk", "s"), ("asterisk", "t", "1", "enter")],
)
async def test_a_decision_that_can_not_be_saved_is_said(
    open_desk: OpenDesk, wait_until: WaitUntil, toasts: Toasts, full_disk: Callable[[CivicDesk], None], keys: str
) -> None:
    async with open_desk() as (app, pilot):
        full_disk(app)
        await pilot.press(*keys)
        await wait_until(pilot, lambda: "The disk is full" in toasts(app))
        assert not app.desk.judgement


async def test_a_tag_that_was_typed_and_can_not_be_saved_is_said(
    open_desk: OpenDesk, wait_until: WaitUntil, toasts: Toasts, full_disk: Callable[[CivicDesk], None]
) -> None:
    async with open_desk() as (app, pilot):
        full_disk(app)
        await pilot.press("t", *"priv", "enter")
        await wait_until(pilot, lambda: "The disk is full" in toasts(app))
        assert not app.desk.judgement.tags


async def test_a_note_that_can_not_be_saved_stays_in_sight_and_can_be_left(
    open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts, full_disk: Callable[[CivicDesk], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    async with open_desk() as (app, pilot):
        full_disk(app)
        await pilot.press("n")
        await wait_until(pilot, lambda: "Note on" in drawn(app))
        await pilot.press(*"Call them", "escape")
        await wait_until(pilot, lambda: "The disk is full" in toasts(app))
        await wait_until(pilot, lambda: "Not saved; esc again leaves it." in drawn(app) and "Call them" in drawn(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen.id == "desk" and "n has it again" in toasts(app))
        monkeypatch.delattr(app.workspace.library, "judge")  # there is room again
        await pilot.press("n")
        await wait_until(pilot, lambda: "Call them" in drawn(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.desk.judgement.note == "Call them")


async def test_a_memo_that_can_not_be_saved_stays_in_sight_and_can_be_left(
    open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Fault("The disk is full: free some space.")

    async with open_desk() as (app, pilot):
        with monkeypatch.context() as full:
            full.setattr("workspace.codebook.work.CodebookWork.memo", refuse)
            await pilot.press("ctrl+e")
            await wait_until(pilot, lambda: "Codebook: " in drawn(app))
            await pilot.press("e")
            await wait_until(pilot, lambda: "Memo on" in drawn(app))
            await pilot.press(*"Call them", "escape")
            await wait_until(pilot, lambda: "esc again leaves it." in drawn(app) and "Call them" in drawn(app))
            await pilot.press("escape")
            await wait_until(pilot, lambda: "e has it again" in toasts(app) and "Memo on" not in drawn(app))
        await pilot.press("e")
        await wait_until(pilot, lambda: "Memo on" in drawn(app) and "Call them" in drawn(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: "Memo on" not in drawn(app) and "Call them" in drawn(app))


async def test_a_read_only_library_is_told_once_and_stays_in_sight(
    open_desk: OpenDesk, drawn: Drawn, toasts: Toasts, wait_until: WaitUntil, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.library.library import Library

    async with open_desk() as (app, _):
        assert "can only be read" not in toasts(app)
    monkeypatch.setattr(Library, "read_only", property(lambda _: True))
    async with open_desk() as (app, pilot):
        assert toasts(app).count("This library can only be read") == 1
        await wait_until(pilot, lambda: "read only" in drawn(app).split("\n")[0])


async def test_the_desk_ends_with_the_sentence_and_not_with_a_traceback(
    open_desk: OpenDesk, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[object] = []
    raised = None
    try:
        async with open_desk() as (app, pilot):

            def panic(*said: object) -> None:
                printed.extend(said)
                app.exit(return_code=1)

            monkeypatch.setattr(app, "panic", panic)
            monkeypatch.setattr(app.desk, "toggle_star", lambda: 1 / 0)
            await pilot.press("s")
    except ZeroDivisionError as error:
        raised = error
    assert raised is not None
    assert "fault of its own" in str(printed[0])
    assert "ZeroDivisionError" in (home / "cache" / "civicdesk.log").read_text()


async def test_the_name_of_a_stakeholder_that_can_not_be_saved_stays(
    open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn, full_disk: Callable[[CivicDesk], None]
) -> None:
    async with open_desk() as (app, pilot):
        full_disk(app)
        for keys in (("p", *"Fair Streets", "enter"), ("2", "c", "enter", "end", *" Fair Streets", "enter")):
            await pilot.press(*keys)
            await wait_until(pilot, lambda: isinstance(app.screen, ChooseScreen))
            await pilot.press("escape")  # one step back
            await wait_until(pilot, lambda: isinstance(app.screen, AskScreen) and "Fair Streets" in drawn(app))
            await pilot.press("enter")
            while True:
                await wait_until(pilot, lambda: not isinstance(app.screen, AskScreen) or "The disk" in drawn(app))
                if isinstance(app.screen, AskScreen):
                    break
                await pilot.press("enter")
            assert app.screen.query_one(Input).value.endswith("Fair Streets")
            await pilot.press("escape")


async def test_the_name_and_the_group_of_a_feed_that_can_not_be_saved_stay(
    open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Fault("The disk is full: free some space.")

    async with open_desk() as (app, pilot):
        app.workspace.subscriptions.subscribe([Feed("https://feeds.example/1", title="Old")])
        monkeypatch.setattr(app.workspace.subscriptions, "change_feed", refuse)
        await pilot.press("F")
        for key in "co":
            await pilot.press(key)
            await wait_until(pilot, lambda: isinstance(app.screen, AskScreen))
            await pilot.press("end", *" New", "enter")
            await wait_until(pilot, lambda: "The disk is full" in drawn(app))
            assert app.screen.query_one(Input).value.endswith(" New")
            await pilot.press("escape")


async def test_what_is_asked_for_while_the_desk_is_closed_is_no_fault(open_desk: OpenDesk) -> None:
    async with open_desk() as (app, _pilot):
        pass
    await app._dispatch_message(Asked(StepTurned()))
    await app._dispatch_message(Asked(FeedsWanted()))
    app.lookout.look()
    assert not app.return_code
    assert app._exception is None
