"""Keys and pastes keep the order in which they were typed, however long what a key does takes."""

import asyncio

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input

from tests.types import WaitUntil
from tui.terminal import key_queue
from tui.terminal.key_queue import KeyQueue

LOOK = 0.01
SLOW = 20 * LOOK
"""Seconds that the key of the box takes: many looks at whether it is done."""


class Desk(App[None]):
    """A box that a key opens after a while; a letter elsewhere is a key, and a paste elsewhere is lost."""

    BINDINGS = [("slash", "open", "open")]
    AUTO_FOCUS = None

    def __init__(self) -> None:
        super().__init__()
        self.queue = KeyQueue(self, super().on_event)
        self.astray: list[str] = []

    def compose(self) -> ComposeResult:
        yield Input(select_on_focus=False)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.queue.put(event)
        else:
            await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        if event.key != "slash":
            self.astray.append(event.key)

    def on_paste(self, event: events.Paste) -> None:
        self.astray.append(event.text)

    async def action_open(self) -> None:
        await asyncio.sleep(SLOW)
        self.query_one(Input).focus()


def _in_one_read(app: Desk, *typed: str | events.Paste) -> None:
    for one in typed:
        app.post_message(one if isinstance(one, events.Paste) else events.Key(one, one if len(one) == 1 else None))


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        (["slash", events.Paste("police")], "police"),
        (["slash", "a", events.Paste("b"), "c"], "abc"),
        (["slash", events.Paste("b"), "c", events.Paste("d")], "bcd"),
    ],
)
async def test_a_paste_never_overtakes_the_keys_before_it_nor_a_key_the_paste(
    typed: list[str | events.Paste], becomes: str, monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    monkeypatch.setattr(key_queue, "_LOOK", LOOK)
    async with Desk().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Desk)
        _in_one_read(app, *typed)
        await wait_until(pilot, lambda: app.query_one(Input).value == becomes or app.astray)
        assert app.query_one(Input).value == becomes


async def test_what_hangs_holds_the_keys_up_for_a_while_only(
    monkeypatch: pytest.MonkeyPatch, wait_until: WaitUntil
) -> None:
    monkeypatch.setattr(key_queue, "_LOOK", LOOK)
    monkeypatch.setattr(key_queue, "_PATIENCE", 2 * LOOK)
    hangs = asyncio.Event()
    async with Desk().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Desk)
        app.screen.call_later(hangs.wait)
        _in_one_read(app, "a", "b")
        while app.queue.held:  # noqa: ASYNC110  # a pause of the pilot would wait for what hangs
            await asyncio.sleep(LOOK)
        hangs.set()
        await wait_until(pilot, lambda: app.astray == ["a", "b"])


async def test_escape_and_a_key_are_two_but_where_that_key_with_alt_means_something(wait_until: WaitUntil) -> None:
    async with Desk().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, Desk)
        app.queue = KeyQueue(app, super(Desk, app).on_event, ["alt+o"])
        app.bind("alt+b", "bell")
        for letter in "xbo":
            app.post_message(events.Key(f"alt+{letter}", f"\x1b{letter}"))
        await wait_until(pilot, lambda: app.astray == ["escape", "x", "alt+b", "alt+o"])
