"""The picker and the keys of severity and certainty, as a coder uses them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from civic.codebook import CONCERNS
from civic.judgement import Verdict
from civic.story import Span, Story
from tests.doubles import NOW
from tests.types import Drawn, OpenDesk, Put, Toasts, WaitUntil, present
from tui.app import CivicDesk
from tui.screens.picker import PickerScreen
from tui.widgets.panes.concerns import ConcernsPane
from tui.widgets.panes.text import TextPane
from workspace.workspace import Workspace

TEXT = "The council met on Monday. Nobody had been asked. The chair called it a success."


async def own_tags(app: CivicDesk, put: Put) -> None:
    """Have another story with tags of the user's own, and a story without anything open."""
    put(app, Story("used", "Used", text="A text."), Story("s", "A story", published=NOW, text=TEXT))
    decisions = app.workspace.decisions
    for tag in ("gdpr", "監控", "приватность", "الخصوصية"):
        decisions.apply(decisions.toggle_tag(["used"], tag), label="tagged")
    app._desk_screen.open_story("s")


async def clear(app: CivicDesk) -> None:
    """Take all tags of the open story away."""
    decisions = app.workspace.decisions
    for tag in app.desk.judgement.concerns:
        app.desk.change("clear", decisions.untag(["s"], tag))
    app._desk_screen.show_story()


TYPED = (
    (["2", "enter"], ["bias"]),
    (["consent", "enter"], ["privacy"]),
    (["5g", "enter"], ["5g"]),
    (["監", "enter"], ["監控"]),
    (["pirvacy", "down", "enter"], ["privacy"]),
    (["gdp", "tab", "bia", "exclamation_mark", "enter"], ["bias", "gdpr"]),
)
"""The whole table is in `tests/tui/desk/test_picking.py`; here it is seen that keys come so far."""
KEYS = ("enter", "tab", "down", "exclamation_mark")


async def test_what_is_typed_in_the_picker_and_what_happens(open_desk: OpenDesk, put: Put) -> None:
    async with open_desk() as (app, pilot):
        await own_tags(app, put)
        for typed, tags in TYPED:
            await pilot.press("t", *(key for part in typed for key in ([part] if part in KEYS else part)))
            assert app.screen.id == "desk"
            assert sorted(app.desk.judgement.tags) == tags
            await clear(app)


async def test_what_is_pasted_into_the_picker_is_letters(open_desk: OpenDesk, put: Put) -> None:
    async with open_desk() as (app, pilot):
        await own_tags(app, put)
        for pasted, tag in (("5", "5"), ("5g!", "5g"), ("\x1b[31m~Café\u202e\n", "café")):
            await clear(app)
            await pilot.press("t")
            app.post_message(Paste(pasted))
            await pilot.pause()
            await pilot.press("enter")
            assert app.desk.judgement.tags == (tag,)


async def test_what_is_there_already_and_what_is_taken_away_are_told(
    open_desk: OpenDesk, put: Put, toasts: Toasts
) -> None:
    async with open_desk() as (app, pilot):
        await own_tags(app, put)
        await pilot.press("t", *"gdpr", "enter", "t", *"gdp", "enter")
        assert "gdpr is there already" in toasts(app)
        await pilot.press("t", *"gdpr", "enter")
        assert "Took away gdpr; u brings it back." in toasts(app)
        await pilot.press("u")
        assert app.desk.judgement.tags == ("gdpr",)


async def test_the_first_row_makes_a_tag_where_nothing_but_a_slip_is_there(
    open_desk: OpenDesk, drawn: Drawn, put: Put
) -> None:
    async with open_desk() as (app, pilot):
        await own_tags(app, put)
        await pilot.press("t", *"pirvacy")
        shown = drawn(app)
        assert shown.index("make the tag “pirvacy”") < shown.index("did you mean Privacy & surveillance?")
        assert app.screen.query_one(OptionList).highlighted == 0
        await pilot.press(*["backspace"] * 7, *"consent")
        await pilot.pause()
        assert "no consent" in drawn(app)
        assert "False or fake" not in drawn(app).split("make the tag")[0].split("consent", 1)[1]


async def test_a_passage_stays_for_all_that_is_picked_until_the_picker_is_left(
    open_desk: OpenDesk, put: Put, drawn: Drawn
) -> None:
    async with open_desk() as (app, pilot):
        await own_tags(app, put)
        text = app.screen.query_one(TextPane)
        await pilot.press("4", "g", "v", "j", "t")
        passage = present(text.selection)
        await pilot.press(*"gdpr", "tab", *"bias", "exclamation_mark", "tilde", *"new one", "tilde")
        assert "The council met" in drawn(app)
        await pilot.press("escape")
        held = app.desk.judgement.concerns
        assert {tag: [span.text for span in one.evidence] for tag, one in held.items()} == {
            tag: [passage.text] for tag in ("gdpr", "bias", "new-one")
        }
        assert (held["bias"].severity, held["bias"].certainty) == ("high", "confirmed")
        assert (held["new-one"].severity, held["new-one"].certainty) == ("", "confirmed")
        assert text.selection is None
        await pilot.press("u", "u", "u", "u")
        assert not app.desk.judgement.concerns


async def test_a_passage_is_added_to_what_is_there_and_kept_where_nothing_is_picked(
    open_desk: OpenDesk, put: Put
) -> None:
    async with open_desk() as (app, pilot):
        await own_tags(app, put)
        text = app.screen.query_one(TextPane)
        await pilot.press("4", "g", "v")
        app.desk.tag_passage("gdpr", Span(27, 49, TEXT[27:49]))
        await pilot.press("t", "escape")
        assert text.selection is not None
        await pilot.press("t", *"gdpr", "enter")
        assert [span.text for span in app.desk.judgement.concerns["gdpr"].evidence] == [
            "The council met on Monday.", "Nobody had been asked.",
        ]  # fmt: skip


@pytest.mark.parametrize("typed", ["", "discrim"])
async def test_an_open_picker_shows_what_another_process_decides_and_does_what_it_shows(
    open_desk: OpenDesk, home: Path, put: Put, drawn: Drawn, wait_until: WaitUntil, toasts: Toasts, typed: str
) -> None:
    async with open_desk() as (app, pilot):
        await own_tags(app, put)
        await pilot.press("t", *typed, "down")
        await wait_until(pilot, lambda: isinstance(app.screen, PickerScreen))
        options = app.screen.query_one(OptionList)
        at, label = options.highlighted, app.desk.codebook.label("bias")
        assert at and f"● {label}" not in drawn(app)
        with Workspace.open(home=home) as other:
            decisions = other.decisions
            decisions.apply(decisions.toggle_tag(["s"], "bias"), label="tagged")
            decisions.apply(decisions.toggle_tag(["s"], "quite-new"), label="tagged")
        await wait_until(pilot, lambda: f"● {label}" in drawn(app))
        assert (options.highlighted, app.screen.query_one(Input).value) == (at, typed)
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen.id == "desk")
        chosen = set(app.desk.judgement.tags) ^ {"bias", "quite-new"}
        assert len(chosen) == 1
        await pilot.press("t", *"quite-new", "enter")
        await wait_until(pilot, lambda: "Took away quite-new" in toasts(app))


async def test_with_marked_stories_the_picker_says_what_it_will_do_and_does_it(
    open_desk: OpenDesk, put: Put, drawn: Drawn, toasts: Toasts
) -> None:
    async with open_desk() as (app, pilot):
        put(app, *(Story(f"m{n}", f"Marked {n}", published=NOW, text="A text.") for n in range(3)))
        await pilot.press("slash", *"marked", "enter", "asterisk")
        library, undone = app.workspace.library, {f"m{n}": () for n in range(3)}

        def tags() -> dict[str, tuple[str, ...]]:
            return {story: library.judgement(story).tags for story in undone}

        await pilot.press("t", *"gdpr")
        assert "Tags 3 stories." in drawn(app)
        await pilot.press("enter")
        assert tags() == dict.fromkeys(undone, ("gdpr",))
        await pilot.press("t", *"gdpr")
        assert "Takes it from 3 stories: all have it." in drawn(app)
        await pilot.press("enter")
        assert tags() == undone
        assert "Took gdpr from 3 stories; u takes it back." in toasts(app)
        await pilot.press("t", *"bias", "exclamation_mark", "escape", "u")
        assert tags() == undone


@dataclass(frozen=True)
class Weighed:
    """Keys on the desk, and what is said then of the first and second concern of the first story."""

    keys: Sequence[str]
    first: tuple[str, str] | None
    second: tuple[str, str] | None = None
    told: str = ""


HIGH, SURE = "exclamation_mark", "tilde"
WEIGHED = (
    Weighed(["a", HIGH, HIGH, SURE, SURE], ("medium", "alleged")),
    Weighed(["a", HIGH, "right_square_bracket", HIGH], ("high", ""), None, "a accepts it first"),
    Weighed(["a", "a", SURE, "left_square_bracket"], ("", ""), ("", "confirmed")),
    Weighed(["a", "left_square_bracket", "right_square_bracket", HIGH], ("", ""), None, "a accepts it first"),
    Weighed(["a", "there", "back", HIGH], ("", ""), None, "a accepts it first"),
    Weighed(["3", HIGH, SURE], None, None, "is still open: a accepts it first."),
    Weighed(["x", HIGH], ("", ""), None, "is rejected, so there is nothing to say of it"),
    Weighed(["a", "u", HIGH], None, None, "a accepts it first"),
)


async def test_severity_and_certainty_belong_to_what_was_just_decided(
    open_desk: OpenDesk, toasts: Toasts, put: Put
) -> None:
    async with open_desk() as (app, pilot):
        put(app, Story("older", "An older story", text="Nothing much."))
        story = present(app.desk.story).id
        first, second = (one.tag for one in app.desk.statuses()[:2])
        wrong = []
        for row in WEIGHED:
            app.clear_notifications()
            await fresh(app, pilot, story)
            there, back = ("J", "K") if app.desk.view.position == 0 else ("K", "J")
            await pilot.press(*({"there": there, "back": back}.get(key, key) for key in row.keys))
            held = app.desk.judgement.concerns
            said = [(held[tag].severity, held[tag].certainty) if tag in held else None for tag in (first, second)]
            if said != [row.first, row.second] or row.told not in toasts(app):
                wrong.append((row, said, toasts(app)))
        assert wrong == []


async def fresh(app: CivicDesk, pilot: Pilot[None], story: str) -> None:
    """Have nothing decided on a story, and its first concern highlighted, as when it is first opened."""
    decisions = app.workspace.decisions
    for tag in app.desk.judgement.concerns:
        app.desk.change("clear", decisions.untag([story], tag))
    app._desk_screen.show_story()
    app.screen.query_one(ConcernsPane).move_to(0)
    await pilot.press("0")


async def test_a_scripted_coder_takes_four_keys_for_a_story_and_one_where_nothing_is_at_stake(
    open_desk: OpenDesk, put: Put
) -> None:
    """Accepted, high, confirmed, done; and done."""
    at_stake = "Police scanned the faces of shoppers without their consent, and the watchdog said that it was unlawful."
    plain = "The library opens on Sunday. The park has new benches."
    texts = [at_stake if number % 2 else plain for number in range(6)]
    async with open_desk() as (app, pilot):
        put(app, *(Story(f"k{n}", f"Story {n}", published=NOW, text=text) for n, text in enumerate(texts)))
        await pilot.press("slash", *"title:story", "enter", "g")
        keys = 0
        for _ in texts:
            story = present(app.desk.story)
            await pilot.pause()
            while app.desk.analysis is None:
                await pilot.pause(0.01)
            pressed = ["a", HIGH, SURE, "m"] if story.text == at_stake else ["m"]
            await pilot.press(*pressed)
            keys += len(pressed)
        judged = [app.workspace.library.judgement(f"k{number}") for number in range(6)]
    assert all(one.coded for one in judged)
    for one, text in zip(judged, texts, strict=True):
        said = [(held.verdict, held.severity, held.certainty) for held in one.concerns.values()]
        assert said == ([(Verdict.ACCEPTED, "high", "confirmed")] if text == at_stake else [])
    assert keys == 3 * 4 + 3 * 1


@pytest.mark.parametrize("digit", ["1", "9"])
async def test_a_digit_alone_points_at_a_row_and_its_definition_is_shown(
    open_desk: OpenDesk, drawn: Drawn, digit: str, home: Path
) -> None:
    home.mkdir()
    memos = (f'[concerns.{concern.id}]\nmemo = "ask Ben first"\n' for concern in CONCERNS)
    (home / "codebook.toml").write_text("".join(memos))
    async with open_desk() as (app, pilot):
        await pilot.press("t", digit)
        await pilot.pause()
        assert app.screen.query_one(OptionList).highlighted == int(digit) - 1
        assert app.screen.query_one(Input).value == digit
        assert "does not count" in drawn(app)
        assert "memo: ask Ben first" in drawn(app)
        assert not app.desk.judgement.tags


@pytest.mark.parametrize("size", [(40, 12), (60, 20)])
async def test_a_small_screen_has_the_box_some_rows_and_the_keys_also_with_a_long_passage(
    size: tuple[int, int], open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk(size) as (app, pilot):
        story = app.desk.view.story
        assert story is not None
        for end in ("north", "south"):
            tag = f"surveillance-of-children-in-the-schools-of-the-{end}"
            app.workspace.decisions.apply(app.workspace.decisions.decide(story, tag), label=tag)
        await pilot.press("4", "v", "t")
        await wait_until(pilot, lambda: isinstance(app.screen, PickerScreen) and "enter tag" in drawn(app))
        await wait_until(pilot, lambda: all(re.search(rf"█ .{n} [○●] ", drawn(app)) for n in range(1, 5)))
        assert "type to narrow" in drawn(app)
        assert "Civil liberties & due process" in drawn(app)
        await pilot.press(*"surveillance")
        await wait_until(pilot, lambda: "-north" in drawn(app) and "-south" in drawn(app))
