"""Whole screens as they were last looked at and found good.

Each file in `snapshots/` is a screen: its characters, then line by line how many cells are drawn how (`.` plain, `b`
bold, `i` italic, `u` underlined, `r` reversed, `#` on a ground of its own; capitals: that on a ground of its own).
Colours are left to the themes. After a change that is meant, look at the screens and run

    CIVICDESK_SNAPSHOTS=update python -m pytest tests/tui/test_snapshots.py
"""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from textual.pilot import Pilot
from textual.widgets import Input

from civic.story import Span
from civic.suggestions import Analysis, Evidence, Stakeholder, Suggestion
from feeds.subscriptions import Feed
from tests.types import Drawn, WaitUntil
from tui.app import CivicDesk
from workspace.workspace import Workspace

SNAPSHOTS = Path(__file__).parent / "snapshots"
UPDATE = os.environ.get("CIVICDESK_SNAPSHOTS") == "update"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXT = (
    "The council of Harrow has stopped using a face recognition system in its libraries. The system, made by"
    " Clearlook, compared every visitor with a list of banned people.\n\nCampaigners said that nobody had been asked."
    " A review found that dark-skinned visitors were stopped four times as often.\n\nClearlook said that it would"
    " appeal."
)
TITLES = (
    "Harrow stops scanning faces in its libraries",
    "A park reopens after three years, and the neighbours are glad of it",
    "Benefits office explains how its scores are made",
    "監視カメラの増設に市民が反対",
)


def span(words: str) -> Span:
    at = TEXT.index(words)
    return Span(at, at + len(words), words)


ANALYSIS = Analysis(
    (span("The council of Harrow has stopped using a face recognition system in its libraries."),),
    (
        Stakeholder("Clearlook", (), "company", ("supplier",), 0.9, (span("The system, made by Clearlook,"),)),
        Stakeholder("Harrow", ("The council",), "public_body", ("deployer",), 0.8, (span("The council of Harrow"),)),
        Stakeholder("campaigners", (), "community", ("advocate",), 0.4, (span("Campaigners said"),)),
    ),
    tuple(
        Suggestion(concern, score, True, ("face",), (Evidence(span(words), score),))
        for concern, score, words in (
            ("privacy", 0.97, "compared every visitor with a list of banned people."),
            ("bias", 0.91, "A review found that dark-skinned visitors were stopped four times as often."),
            ("autonomy", 0.62, "Campaigners said that nobody had been asked."),
        )
    ),
)
NOTHING = Analysis((), (), ())


@asynccontextmanager
async def fixed_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil, drawn: Drawn, size: tuple[int, int]
) -> AsyncIterator[tuple[CivicDesk, Pilot[None]]]:
    """The desk on four stories that never change, with suggestions that no analysis makes, at one moment."""
    file = tmp_path / "stories.json"
    stories = {
        str(n): {
            "id": f"s{n}", "title": title, "source": "Borough News", "author": "A. Reporter" if n == 1 else "",
            "date": (NOW - timedelta(hours=5 * n * n)).isoformat(), "text": TEXT if n == 1 else f"{title}.",
            "url": f"https://news.example/{n}",
        }
        for n, title in enumerate(TITLES, 1)
    }  # fmt: skip
    file.write_text(json.dumps({"_default": stories}), encoding="utf-8")
    monkeypatch.setattr("tui.app._now", lambda: NOW)
    with Workspace.open(home=tmp_path / "home", library=file, whole=True) as workspace:
        for n in range(1, 5):
            workspace.library.keep_analysis(next(workspace.library.stories([f"s{n}"])), ANALYSIS if n == 1 else NOTHING)
        monkeypatch.setattr(workspace.library, "analyse_rest", lambda: None)
        workspace.subscriptions.subscribe(
            [Feed(f"https://feeds.example/{n}", title=f"Feed {n}", group="civic") for n in (1, 2)]
        )
        app = CivicDesk(workspace)
        async with app.run_test(size=size) as pilot:
            await wait_until(pilot, lambda: app.screen.id == "desk" and app.desk.view.is_complete)
            await wait_until(pilot, lambda: "Reading …" not in drawn(app) and "indexing" not in drawn(app))
            yield app, pilot


async def settled(app: CivicDesk, pilot: Pilot[None]) -> str:
    """The screen when what was typed has been answered: the same five times in a row."""
    last, same = "", 0
    while same < 5:
        await pilot.pause(0.02)
        now = picture(app)
        same = same + 1 if now == last else 0
        last = now
    return last


def picture(app: CivicDesk) -> str:
    """The screen as two blocks of lines: characters, and how each cell is drawn."""
    strips = app.screen._compositor.render_strips()
    if app.screen.is_modal:
        strips = strips[:-1]  # the desk's own keys behind it are taken away when that comes round
    ground = app.screen.styles.background.rich_color
    characters, drawn = [], []
    for strip in strips:
        characters.append(strip.text.rstrip())
        marks = "".join(_mark(segment.style, ground) * cell_len(segment.text) for segment in strip)
        drawn.append(_short(marks.rstrip()))
    return "\n".join([*characters, "=" * 8, *drawn]) + "\n"


def _mark(style: Style | None, ground: Color | None) -> str:
    if style is None:
        return " "
    told = {"b": style.bold, "u": style.underline, "r": style.reverse, "i": style.italic}
    mark = next((letter for letter, is_so in told.items() if is_so), " ")
    if style.bgcolor is None or style.bgcolor == ground:
        return mark
    return "#" if mark == " " else mark.upper()


def _short(marks: str) -> str:
    """The marks of a line with how often each follows, so that a difference can be read."""
    return " ".join(f"{'.' if mark == ' ' else mark}{len(list(cells))}" for mark, cells in groupby(marks))


SCREENS = {
    "desk-120x40": ((120, 40), ()),
    "desk-200x60-light": ((200, 60), ("T",)),
    "desk-80x24": ((80, 24), ()),
    "desk-60x20": ((60, 20), ()),
    "desk-40x10": ((40, 10), ()),
    "concerns-60x20": ((60, 20), ("3", "j")),
    "decided-120x40": ((120, 40), ("3", "a", "x", "s", "4")),
    "filtered-120x40": ((120, 40), ("slash", *"park")),
    "picker-120x40": ((120, 40), ("t", *"en")),
    "help-120x40": ((120, 40), ("question_mark",)),
    "feeds-120x40": ((120, 40), ("F",)),
    "starter-80x24": ((80, 24), ("F", "s")),
}


@pytest.mark.parametrize("name", SCREENS)
async def test_a_screen_is_as_it_was_found_good(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil, drawn: Drawn
) -> None:
    size, keys = SCREENS[name]
    async with fixed_desk(tmp_path, monkeypatch, wait_until, drawn, size) as (app, pilot):
        await pilot.press(*keys)
        app.clear_notifications()
        for line in app.screen.query(Input):
            line.cursor_blink = False
        await pilot.pause()
        await wait_until(pilot, lambda: not app.screen.query("Toast"))
        if picture_folder := os.environ.get("CIVICDESK_PICTURES"):
            app.save_screenshot(f"{name}.svg", picture_folder)
        now = await settled(app, pilot)
    path = SNAPSHOTS / f"{name}.txt"
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    assert now.splitlines() == path.read_text(encoding="utf-8").splitlines()


def test_no_screen_is_kept_that_is_not_looked_at() -> None:
    assert {path.stem for path in SNAPSHOTS.glob("*.txt")} == set(SCREENS)
    assert len(SCREENS) <= 12
