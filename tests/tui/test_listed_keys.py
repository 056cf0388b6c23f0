"""Every key that help lists for a place does there what it says, and the keys that go back do so everywhere."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from textual.app import App

from civic.judgement import Decision, Verdict, concern_field
from civic.operation import Operation
from civic.story import Story
from feeds.subscriptions import Feed
from tests.types import OpenDesk, Put, WaitUntil, present
from tui.keys.commands import (
    ANYWHERE,
    ASK,
    CHOOSE,
    CODEBOOK,
    COMMANDS,
    CONCERNS,
    DESK,
    FEEDS,
    FILTER,
    HELP,
    HISTORY,
    LIST,
    MOVE,
    NOTE,
    OVERVIEW,
    PANE,
    PASSAGE,
    PICKER,
    QUOTE,
    SIDES,
    STAKEHOLDERS,
    STARTER,
    STRIP,
    TEXT,
    VIEWS,
    Command,
)
from tui.widgets.chart_view import ChartView

# What is pressed on the list to get to a place, and whose commands apply there, the first before the others.
PLACES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "list": ((), (LIST, MOVE, DESK, ANYWHERE)),
    "summary": (("1",), (PANE, MOVE, DESK, ANYWHERE)),
    "stakeholders": (("2",), (STAKEHOLDERS, PANE, MOVE, DESK, ANYWHERE)),
    "concerns": (("3",), (CONCERNS, PANE, MOVE, DESK, ANYWHERE)),
    "quote": (("3", "l"), (QUOTE, CONCERNS, PANE, MOVE, DESK, ANYWHERE)),
    "text": (("4",), (TEXT, PANE, MOVE, DESK, ANYWHERE)),
    "passage": (("4", "v"), (PASSAGE, TEXT, PANE, MOVE, DESK, ANYWHERE)),
    "strip": (("vertical_line",), (STRIP, PANE, MOVE, DESK, ANYWHERE)),
    "filter": (("slash",), (FILTER,)),
    "picker": (("t",), (PICKER,)),
    "views": (("V",), (VIEWS, MOVE)),
    "codebook": (("ctrl+e",), (CODEBOOK, MOVE)),
    "note": (("n",), (NOTE,)),
    "question": (("E",), (ASK,)),
    "choice": (("b",), (CHOOSE, MOVE)),
    "help": (("question_mark",), (HELP,)),
    "feeds": (("F",), (FEEDS, MOVE)),
    "starter": (("F", "s"), (STARTER, MOVE)),
    "overview": (("O",), (OVERVIEW, MOVE)),
    "history": (("i",), (HISTORY, MOVE)),
    "sides": (("equals_sign",), (SIDES, MOVE)),
}
BACK = {"stakeholders", "summary", "concerns", "text", "views", "codebook", "feeds", "starter", "history", "sides"}

_TEXTUALS = ("command_palette", "select", "screen.copy_text")
"""What Textual does for `app.palette`, `starter.subscribe` and, where text is selected, before `app.how-to-leave`."""
_NOT_BESIDE = ("concern.accept: nothing", "concern.reject: nothing")
"""What no key does to the open story in the views beside the list."""
_ONCE_FOUND = ("find.next", "find.previous")
"""What works once words were looked for."""


def _expected(places: Sequence[str]) -> Iterator[tuple[str, Command]]:
    """Yield each key that is listed for these places, with the command of the first place that has it."""
    seen = set()
    for place in places:
        for command in COMMANDS:
            for key in command.keys if command.where == place and command.id not in _ONCE_FOUND else ():
                if key not in seen:
                    seen.add(key)
                    yield key, command


def _wrong(app: App[None], places: Sequence[str]) -> dict[str, str]:
    """The listed keys that would do something else, or nothing, where the focus is now."""
    found = {}
    active = app.screen.active_bindings
    for key, command in _expected(places):
        wanted = f"{command.action}({key!r})" if command.by_key else command.action
        binding = active.get(key)
        if binding and binding.binding.action in _TEXTUALS:
            continue
        if binding is None or not binding.enabled or binding.binding.action != wanted:
            found[key] = f"{command.id}: {binding.binding.action if binding else 'nothing'}"
    return found


async def test_every_listed_key_works_in_each_place(open_desk: OpenDesk, put: Put, wait_until: WaitUntil) -> None:
    said = Operation("o", "a", concern_field("privacy"), Decision(Verdict.REJECTED), None,
                     "2026-11-20T10:00:00+00:00", "bob")  # fmt: skip
    async with open_desk((120, 40)) as (app, pilot):
        text = "The council scans the faces of patients. Nobody was asked for consent. Palantir keeps the pictures."
        put(app, Story("a", "Scans", text=text, url="https://a.example/", published=datetime.now(UTC) - timedelta(1)))
        app.workspace.library.judge([("a", concern_field("privacy"), Decision(Verdict.TAGGED))])
        app.workspace.library.adopt([said])
        app.workspace.subscriptions.subscribe([Feed("https://a.example/feed", paused=True)])
        app._desk_screen.take_in_changes()
        app._desk_screen.open_story("a")
        await wait_until(pilot, lambda: app.desk.analysis and any(one.evidence for one in app.desk.statuses()))
        wrong = {}
        for name, (keys, places) in PLACES.items():
            await pilot.press(*keys[:1])
            if name == "quote":
                pane = app._desk_screen._concerns
                pane.move_to(next(at for at, one in enumerate(pane.statuses) if one.evidence))
            await pilot.press(*keys[1:])
            if name != "list":
                await wait_until(pilot, lambda: _is_elsewhere(app))
            if name == "overview":  # one row is about a stakeholder
                chart = app.screen.query_one(ChartView)
                await wait_until(pilot, lambda: chart.rows)  # noqa: B023
                chart.move_to(next(at for at, row in enumerate(chart.rows) if row.stakeholder))
                await pilot.pause()
            faults = _wrong(app, places)
            if name == "strip":  # no suggestion is in sight there
                faults = {key: what for key, what in faults.items() if what not in _NOT_BESIDE}
            if faults:
                wrong[name] = faults
            while name in BACK and _is_elsewhere(app):
                here = (app.screen, app.focused)
                await pilot.press("h")
                await wait_until(pilot, partial(_has_moved, app, here))
            while _is_elsewhere(app):
                await pilot.press("escape")
        assert wrong == {}


def _has_moved(app: App[None], here: tuple[object, object]) -> bool:
    return (app.screen, app.focused) != here


def _is_elsewhere(app: App[None]) -> bool:
    return app.screen.id != "desk" or present(app.focused).id != "list"
