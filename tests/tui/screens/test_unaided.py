"""Blind and unaided coding on the desk: the same keys show the same, whatever the other coder decided."""

import re
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from civic.views import SHIPPED
from tests.types import Drawn
from tests.unaided_homes import CODED_ONE, SAMPLE, two_homes
from tui.app import CivicDesk
from tui.widgets.filter_box import FilterBox
from workspace.workspace import Workspace

VIEW = ("V", *["down"] * len(SHIPPED), "enter")
"""The keys that show the sample, which comes after the views of the program."""
READING = (
    "G", "enter", "3", "0", "S", "A", "W", "O", "escape", "t", "escape", "V", "escape", "i", "escape",
    "equals_sign", "C", "Y",
)  # fmt: skip
TYPED = (
    "concern:", "concern:surv", "tag:b", "stakeholder:", "who:b", "-is:conflict", "concerns:1", "role:supplier",
)  # fmt: skip
DECIDING = ("G", "t", "1", "u", "t", "2", "3", "x")

Seen = tuple[str, ...]
"""A screen, what stands beside it, and its notifications."""
_STILL = 4
"""Looks at a desk at rest that show the same, one after the other, before it counts as still."""
_TIME = re.compile(r"\b[0-2][0-9]:[0-5][0-9]\b")
"""A time of day on the screen, which is another one in the second home."""


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Path, Path]:
    return two_homes(tmp_path)


@asynccontextmanager
async def desk_on(home: Path, *, unaided: bool) -> AsyncIterator[tuple[CivicDesk, Pilot[None]]]:
    with Workspace.open(home) as workspace:
        if unaided:
            workspace.sight.code_unaided()
        app = CivicDesk(workspace)
        async with app.run_test(size=(140, 44)) as pilot:
            yield app, pilot


async def seen(app: CivicDesk, pilot: Pilot[None], drawn: Drawn, like: Seen = ()) -> Seen:
    """What the desk comes to show, and its notifications, which are cleared away. The desk has come to it when
    nothing has changed for a while: a shorter one where it is `like` what was seen elsewhere."""
    still = 0
    last: Seen = ()
    deadline = time.monotonic() + 60
    while still < (_STILL // 4 if last == like else _STILL) and time.monotonic() < deadline:
        await pilot.pause()
        shown = drawn(app)
        now = (_TIME.sub("00:00", shown), *(one.message for one in app._notifications))
        busy = "Reading …" in shown or not all(worker.is_finished for worker in app.workers)
        still = still + 1 if now == last and not busy else 0
        last = now
    app.clear_notifications()
    await pilot.pause()
    return (_TIME.sub("00:00", drawn(app)), *now[1:])


async def session(
    home: Path, keys: Sequence[str], filters: Sequence[str], drawn: Drawn, like: Sequence[Seen] = ()
) -> list[Seen]:
    """All that the desk shows while these keys are pressed in an unaided view, and these filters are typed. Where
    another session was `like` this one, each step waits until it shows the same, as long as it may."""
    shown: list[Seen] = []

    async def look(*beside: str) -> None:
        expected = like[len(shown)] if len(shown) < len(like) else ()
        shown.append((*beside, *await seen(app, pilot, drawn, expected[len(beside) :])))

    async with desk_on(home, unaided=False) as (app, pilot):
        await pilot.press(*VIEW)
        await look()
        for key in keys:
            await pilot.press(key)
            await look(app.clipboard)
        if filters:
            app._desk_screen.list_by("concerns", "concern")
            await look()
            await pilot.press("slash")
        for text in filters:
            app.screen.query_one(FilterBox).value = text
            await look(text)
            shown.append(tuple(app.screen.query_one(FilterBox).offers))
    return shown


@pytest.mark.parametrize(("keys", "filters"), [(READING, TYPED), (DECIDING, ())], ids=["reading", "deciding"])
async def test_the_same_keys_show_the_same(
    homes: tuple[Path, Path], drawn: Drawn, keys: Sequence[str], filters: Sequence[str]
) -> None:
    one = await session(homes[0], keys, filters, drawn)
    other = await session(homes[1], keys, filters, drawn, like=one)
    for ours, theirs in zip(one, other, strict=True):
        assert ours == theirs
    assert "unaided" in one[0][0]
    assert not filters or any("concern:bias" in offers for offers in one)


async def test_without_it_they_differ(homes: tuple[Path, Path], drawn: Drawn) -> None:
    shown = []
    for home in homes:
        async with desk_on(home, unaided=False) as (app, pilot):
            await pilot.press("G")
            shown.append(await seen(app, pilot, drawn))
    assert shown[0] != shown[1]


async def test_exports_of_the_desk_are_the_same(homes: tuple[Path, Path], drawn: Drawn, tmp_path: Path) -> None:
    names = ("all.csv", "all.jsonl", "all.md")
    written = []
    for home in homes:
        async with desk_on(home, unaided=True) as (app, pilot):
            for name in names:
                await pilot.press("E")
                app.screen.query_one(Input).value = str(tmp_path / name)
                await pilot.press("enter")
                if name == "all.md":  # a briefing has a title
                    await pilot.press("enter")
                _, *told = await seen(app, pilot, drawn)
                assert "6 stories" in told[-1]
        written.append([(tmp_path / name).read_text() for name in names])
    assert written[0] == written[1]


async def test_done_shows_all_and_undone_hides_it_again(homes: tuple[Path, Path], drawn: Drawn) -> None:
    async with desk_on(homes[1], unaided=True) as (app, pilot):
        await pilot.press("G")
        hidden, *_ = await seen(app, pilot, drawn)
        assert "Hidden until you are done with this story." in hidden
        # The row of the one story that is coded may show what is suggested for it.
        assert not [one for one in app.desk.statuses() if one.open]
        story = app.desk.story
        assert story
        await pilot.press("m", "G")
        shown, *_ = await seen(app, pilot, drawn)
        assert app.desk.story == story
        assert app.desk.judgement.coded
        assert "Hidden until" not in shown
        assert "○" in shown
        await pilot.press("3", "a", "0", "u", "u")
        again, *_ = await seen(app, pilot, drawn)
        assert "Hidden until" in again
        await pilot.press("t", *"power", "enter")
        history = app.workspace.library.history(story.id)
    aided = {one.field: one.aided for one in history}
    assert [one.aided for one in history if one.field == "coded"] == [False, True]
    # What was seen once is not unseen.
    assert aided["concern:power"] is True


async def test_a_view_is_unaided_and_another_is_not(homes: tuple[Path, Path], drawn: Drawn) -> None:
    async with desk_on(homes[0], unaided=False) as (app, pilot):
        await pilot.press("G")
        assert "unaided" not in (await seen(app, pilot, drawn))[0]
        assert app.desk.statuses()
        await pilot.press(*VIEW)
        text, *_ = await seen(app, pilot, drawn)
        assert f'sample:"{SAMPLE}"' in text
        assert "unaided" in text
        assert len(app.desk.view.keys) == 6
        story = app.desk.story
        assert story
        await pilot.press("t", *"power", "enter")
        await pilot.press("V", "1")
        text, *_ = await seen(app, pilot, drawn)
        assert "unaided" not in text
        assert [one.aided for one in app.workspace.library.history(story.id) if one.tag == "power"] == [False]
        assert app.desk.view.go_to(CODED_ONE)
