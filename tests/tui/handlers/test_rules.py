"""The key of rules: what they would change is looked for once at a time, and can be left."""

import threading
from collections.abc import Callable, Iterator

import pytest

from civic.operation import Operation
from civic.rules import Effect, rule_of
from tests.types import Drawn, OpenDesk, Toasts, WaitUntil


class SlowRules:
    """Holds up whoever looks for what rules would change, or writes it, until `go` is set."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.go = threading.Event()
        self.looks = 0
        self.went_on: list[bool] = []

    def looking(self, _rules: object, going_on: Callable[[int, int], bool]) -> list[Effect]:
        self.looks += 1
        going_on(0, 2)
        self.reached.set()
        self.go.wait(20)
        self.went_on.append(going_on(1, 2))
        return []

    def writing(self, _effects: object, _label: str) -> list[Operation]:
        self.reached.set()
        self.go.wait(20)
        return []


@pytest.fixture
def slow() -> Iterator[SlowRules]:
    slow = SlowRules()
    yield slow
    slow.go.set()


@pytest.mark.parametrize("key", ["R", "escape"])
async def test_a_preview_is_cancelled_by_its_key_and_by_esc(
    open_desk: OpenDesk,
    slow: SlowRules,
    monkeypatch: pytest.MonkeyPatch,
    toasts: Toasts,
    drawn: Drawn,
    wait_until: WaitUntil,
    key: str,
) -> None:
    async with open_desk() as (app, pilot):
        monkeypatch.setattr(app.workspace.rules, "effects", slow.looking)
        await pilot.press("slash", *"pal", "enter", "R")
        await wait_until(pilot, slow.reached.is_set)
        await wait_until(pilot, lambda: "looking at 0 of 2" in drawn(app))
        await pilot.press(key)
        await wait_until(pilot, lambda: "nothing was changed" in toasts(app))
        assert "looking at" not in drawn(app)
        assert app.desk.view.filter == "pal"  # esc took back one thing
        slow.go.set()
        await wait_until(pilot, lambda: slow.went_on == [False])
        assert app.screen.id == "desk"


async def test_a_cancelled_preview_writes_nothing_over_the_next_one(
    open_desk: OpenDesk,
    slow: SlowRules,
    monkeypatch: pytest.MonkeyPatch,
    toasts: Toasts,
    drawn: Drawn,
    wait_until: WaitUntil,
) -> None:
    async with open_desk() as (app, pilot):
        monkeypatch.setattr(app.workspace.rules, "effects", slow.looking)
        await pilot.press("slash", *"pal", "enter", "R")
        await wait_until(pilot, slow.reached.is_set)
        await pilot.press("R")
        await wait_until(pilot, lambda: "nothing was changed" in toasts(app))
        slow.reached.clear()
        await pilot.press("R")
        await wait_until(pilot, slow.reached.is_set)
        assert slow.looks == 2
        slow.go.set()
        await wait_until(pilot, lambda: "Make a rule of this filter" in drawn(app))
        assert sorted(slow.went_on) == [False, True]


async def test_while_rules_write_another_request_is_refused(
    open_desk: OpenDesk,
    slow: SlowRules,
    monkeypatch: pytest.MonkeyPatch,
    toasts: Toasts,
    drawn: Drawn,
    wait_until: WaitUntil,
) -> None:
    async with open_desk() as (app, pilot):
        app.workspace.rules.keep(rule_of({"name": "A", "when": "title:Palantir OR the", "do": ["star"]}))
        monkeypatch.setattr(app.workspace.rules, "apply", slow.writing)
        await pilot.press("R")
        await wait_until(pilot, lambda: "Run them all" in drawn(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, slow.reached.is_set)
        await pilot.press("R")
        await wait_until(pilot, lambda: "still at work" in toasts(app))
        assert app.screen.id == "desk"
        slow.go.set()
        await wait_until(pilot, lambda: "changes nothing" in toasts(app))
