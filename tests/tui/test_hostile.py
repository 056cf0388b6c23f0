"""Whatever outside text says, in whatever field: it is drawn as text, in its place, and nothing else happens."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.events import Paste
from textual.pilot import Pilot

from civic.story import Story
from feeds.subscriptions import Feed
from tests.types import OpenDesk, WaitUntil
from tui.app import CivicDesk
from tui.text.plain import plain, visible

PAYLOADS = {
    "C0": "a\x00b\x07c\x08d\x0be\x0cf\x7fg",
    "C1": "a\x84b\x85c\x8dd\x90e\x9bf31mg\x9dh",
    "ESC": "\x1bc\x1b7\x1b#8",
    "OSC 8": "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "OSC 52": "\x1b]52;c;c3RvbGVu\x07",
    "CSI": "\x1b[2J\x1b[31m\x1b[5;5H\x1b[?1049l",
    "bidi": "safe\u202egpj.exe\u2066x\u2069\u200f",
    "zero width": "a\u200bb\u200cc\u200dd\u2060e\ufefff\xadg",
    "zalgo": "z" + "\u0301\u0302\u0303\u0489" * 12,
    "Rich markup": "[red]r[/red] [/nope] [link=https://evil.example]x[/link] [blink",
    "Textual markup": "[@click=app.quit]x[/] [$accent on $error]y[/] [bold",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 ☝🏽 ❤️ 1️⃣",
    "wide": "監視社会と個人情報保護、그리고 얼굴 인식",
    "lone": "\ud800 \udfff \ufffe",
    "separators": "one\u2028two\u2029three\rfour\tfive",
}
ALL = " ".join(PAYLOADS.values())
LONG = "A title without an end " * 12_000


def fields(number: int, payload: str) -> dict[str, object]:
    """A document with the payload in each of its fields."""
    return {
        "title": f"Hostile {payload}", "text": f"{payload}\n\nPrivacy campaigners object to {payload}.\n\n{payload}",
        "source": payload, "author": payload, "url": f"https://example.org/{number}?{payload}", "summary": payload,
        "tags": [payload], "concerns": [payload], "stakeholders": [{"name": payload, "type": payload}],
        "date": 1.79e9 + number, "id": f"h{number}",
    }  # fmt: skip


def raw(number: int, payload: str) -> Story:
    """A story whose fields came past the model's own door."""
    payload = payload.encode(errors="ignore").decode()
    return Story(
        id=f"h{number}", title=payload, text=f"{payload}\n\nPrivacy campaigners object. {payload}", source=payload,
        author=payload, summary=payload, tags=(payload,), concerns=(payload,),
    )  # fmt: skip


STORIES = {
    "cleaned": [Story.from_document(fields(n, payload)) for n, payload in enumerate([*PAYLOADS.values(), ALL, LONG])],
    "raw": [raw(n, payload) for n, payload in enumerate([*PAYLOADS.values(), ALL, LONG])],
}


def assert_harmless(app: CivicDesk) -> None:
    """Each line of the screen is as wide as the screen, and nothing on it acts or hides."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    assert len(strips) == height
    for strip in strips:
        assert not {unicodedata.category(character) for character in strip.text} & {"Cc", "Cf", "Cs"}, ascii(strip.text)
        assert cell_len(strip.text) == width, ascii(strip.text)
    assert app._exception is None
    assert app.is_running


@pytest.mark.parametrize(("door", "size"), [("raw", (120, 40)), ("raw", (40, 10)), ("cleaned", (80, 24))])
async def test_no_story_breaks_the_desk(
    door: str, size: tuple[int, int], open_desk: OpenDesk, wait_until: WaitUntil
) -> None:
    stories = STORIES[door] if size[0] > 80 else STORIES[door][-3:]
    async with open_desk(size) as (app, pilot):
        app.workspace.library.put_many(stories)
        app._desk_screen.take_in_changes()
        await pilot.press("g")
        for _ in stories:
            await wait_until(pilot, lambda: app.desk.analysis is not None)
            for pane in ("3", "4", "0"):
                await pilot.press(pane)
                assert_harmless(app)
            await pilot.press("J")


async def test_list_and_story_stay_in_their_columns(open_desk: OpenDesk, wait_until: WaitUntil) -> None:
    async with open_desk((120, 40)) as (app, pilot):
        app.workspace.library.put_many(STORIES["raw"])
        app._desk_screen.take_in_changes()
        await pilot.press("g")
        column = app.screen.query_one("#divider").region.x
        for _ in STORIES["raw"]:
            await pilot.press("j")
            await wait_until(pilot, lambda: app.desk.analysis is not None)
            await pilot.pause()
            for strip in app.screen._compositor.render_strips()[2:-1]:
                assert strip.crop(column, column + 1).text == "│", ascii(strip.text)


@pytest.mark.parametrize("names", [[*PAYLOADS][::2], [*PAYLOADS][1::2], ["all", "long"]], ids=" ".join)
async def test_what_is_pasted_is_text(names: list[str], open_desk: OpenDesk, wait_until: WaitUntil) -> None:
    async with open_desk((80, 24)) as (app, pilot):  # half of the cells to draw; the boxes are the same
        for payload in ((PAYLOADS | {"all": ALL, "long": LONG[:20_000]})[name] for name in names):
            await paste_everywhere(app, pilot, payload, wait_until)


async def paste_everywhere(app: CivicDesk, pilot: Pilot[None], payload: str, wait_until: WaitUntil) -> None:
    """Into the filter, the picker and a note."""
    await pilot.press("slash")
    app.post_message(Paste(payload))
    await pilot.pause()
    assert_harmless(app)
    await pilot.press("escape", "t")
    app.post_message(Paste(payload))
    await pilot.pause()
    assert_harmless(app)
    await pilot.press("enter")
    await pilot.pause()
    assert_harmless(app)
    if len(app.screen_stack) > 1:
        await pilot.press("escape")
    await pilot.press("e")
    app.post_message(Paste(payload))
    await pilot.pause()
    assert_harmless(app)
    await pilot.press("escape")
    await wait_until(pilot, lambda: len(app.screen_stack) == 1)
    assert_harmless(app)


async def test_no_feed_breaks_its_screen(open_desk: OpenDesk) -> None:
    feeds = [
        Feed(f"https://example.org/{n}", title=payload, group=payload, error=payload, warning=payload)
        for n, payload in enumerate(one.encode(errors="ignore").decode() for one in [*PAYLOADS.values(), ALL])
    ]
    async with open_desk() as (app, pilot):
        app.workspace.subscriptions.subscribe(feeds)
        await pilot.press("F")
        await pilot.pause()
        for _ in feeds:
            assert_harmless(app)
            await pilot.press("j")
            await pilot.pause()
        await pilot.press("n")
        await pilot.pause()
        assert_harmless(app)
        await pilot.press("escape", "x")
        await pilot.pause()
        assert_harmless(app)


async def test_what_is_told_is_text(open_desk: OpenDesk) -> None:
    async with open_desk() as (app, pilot):
        for payload in PAYLOADS.values():
            app.notify_user(payload, "error")
            await pilot.pause()
            assert_harmless(app)


@given(st.text(alphabet=st.characters(codec=None) | st.sampled_from("[]@=/\\\x1b\x9b\u202e\u0301👩"), max_size=60))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_nothing_that_acts_or_hides_gets_through_the_door(text: str) -> None:
    assert not {unicodedata.category(character) for character in visible(text)} & {"Cc", "Cf", "Cs"}
    assert not plain(text).spans
