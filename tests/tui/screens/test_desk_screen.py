"""The main screen as a whole: first start, filter, panes at every size, themes, help, hostile text."""

from pathlib import Path

import pytest
from textual.events import MouseMove
from textual.widgets import Input, OptionList

from civic.story import Story
from civic.suggestions import Analysis
from storage.live.jobs import Jobs
from tests.types import Drawn, OpenDesk, Put, Toasts, WaitUntil, present
from tui.screens.desk.screen import DeskScreen
from tui.terminal.key_queue import KeyQueue
from tui.widgets.panes.concerns import ConcernsPane
from tui.widgets.panes.text import TextPane
from workspace.suggestions import Suggestions


async def test_the_first_start_shows_the_seed_story_in_every_pane(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        seen = [
            present(app.desk.story).title[:40],
            "Summary",
            "Stakeholders",
            "Ethical concerns",
            "Palantir",
            "supplier",
            "Privacy & surveillance",
            "1 of 1",
        ]
        await wait_until(
            pilot, lambda: all(words in drawn(app) for words in [present(app.desk.story).title[:40], *seen])
        )
        lines = [line[:32] for line in drawn(app).splitlines()]
        assert "   There are no feeds yet. Begin" in " ".join(lines)
        assert any(line.startswith("   F  feeds: s chooses starter") for line in lines)
        assert sum(line.startswith("   ctrl+o  ") for line in lines) == 2
        await pilot.click("#list", offset=(8, next(n for n, line in enumerate(lines) if "F  feeds" in line) - 1))
        await wait_until(pilot, lambda: app.screen.id == "feeds")


async def test_the_filter_narrows_as_it_is_typed_and_says_how_many(open_desk: OpenDesk, drawn: Drawn, put: Put) -> None:
    async with open_desk() as (app, pilot):
        put(app, Story(id="a", title="Bins are emptied"), Story(id="b", title="Palantir wins again"))
        await pilot.press("slash", *"palantir")
        assert "2 of 2" in drawn(app)
        assert "Bins are emptied" not in drawn(app)
        await pilot.press("enter")
        assert present(app.focused).id == "list"
        assert "palantir" in drawn(app).splitlines()[0]
        await pilot.press("escape")
        assert "of 3" in drawn(app)


async def test_a_field_that_nothing_stands_behind_is_not_kept(open_desk: OpenDesk, drawn: Drawn) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("slash", *"concern: council -source:", "enter")
        await pilot.pause()
        assert app.desk.view.filter == "council"
        assert "concern:" not in drawn(app).splitlines()[0]


async def test_a_filter_that_can_not_be_read_says_so_and_hides_nothing(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("slash", *"palantir )")
        assert "bracket" in app.desk.view.error
        await wait_until(pilot, lambda: app.desk.view.error[:40] in drawn(app))
        assert present(app.desk.story).title[:40] in drawn(app)


async def test_while_a_filter_can_not_be_read_the_list_says_whose_it_is_and_nothing_else_is_exported(
    open_desk: OpenDesk, drawn: Drawn, put: Put, toasts: Toasts, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        put(app, Story(id="a", title="Bins are emptied"), Story(id="b", title="Palantir wins again"))
        await pilot.press("slash", *"palantir", "enter", "slash", *" )")
        await wait_until(pilot, lambda: "Still listed: 'palantir'." in drawn(app))  # under the box
        assert "Still listed: 'palantir'" in drawn(app).splitlines()[0]
        await pilot.press("enter")
        await wait_until(pilot, lambda: "The filter can't be read. Still listed:" in drawn(app))
        for key, then in (("E", "E writes what it finds"), ("O", "O has the figures"), ("plus", "+ keeps it")):
            await pilot.press(key)
            assert app.screen.id == "desk"
            assert f"Mend the filter first; then {then}" in toasts(app)
        await pilot.press("space", "E")
        await wait_until(pilot, lambda: "Write the marked story" in drawn(app))
        await pilot.press("escape", "escape", "escape")
        await wait_until(pilot, lambda: "Still listed" not in drawn(app))


async def test_a_filter_given_up_leads_back_to_the_story_that_was_open_before(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil
) -> None:
    def is_open(story: str) -> bool:
        return present(app.desk.story).id == story

    async with open_desk() as (app, pilot):
        put(app, Story("a", "Bins are emptied"), Story("b", "Palantir wins again"), Story("c", "A park reopens"))
        app.desk.view.go_to("a")
        await pilot.press("slash", *"palantir")
        assert not is_open("a")
        await pilot.press("escape")
        await wait_until(pilot, lambda: is_open("a"))
        await pilot.press("slash", *"palantir", *["backspace"] * 8, *"bins")
        assert is_open("a")
        await pilot.press("escape", "slash", *"palantir", "enter", "j")
        chosen = present(app.desk.story).id
        await pilot.press("escape")
        assert is_open(chosen) and chosen != "a"  # what was chosen under a filter that was kept stays open


async def test_what_arrives_leaves_the_selection_and_the_reading_where_they_are(open_desk: OpenDesk, put: Put) -> None:
    async with open_desk((120, 24)) as (app, pilot):
        await pilot.press("4", "j", "j", "j")
        text = app.screen.query_one(TextPane)
        assert text.top == 3
        put(app, Story(id="z", title="Newer", text="Something else."))
        await pilot.pause()
        assert present(app.desk.story).id == "seed-story"
        assert text.top == 3
        assert app.focused is text


async def test_another_process_is_seen(open_desk: OpenDesk, home: Path, drawn: Drawn, wait_until: WaitUntil) -> None:
    from workspace.workspace import Workspace

    async with open_desk() as (app, pilot):
        with Workspace.open(home=home) as other:
            other.library.put_many([Story(id="o", title="From elsewhere")])
        await wait_until(pilot, lambda: "From elsewhere" in drawn(app))


@pytest.mark.parametrize("size", [(200, 60), (120, 40), (100, 30), (80, 24), (60, 20), (40, 10)])
async def test_every_pane_can_be_seen_at_every_size(open_desk: OpenDesk, drawn: Drawn, size: tuple[int, int]) -> None:
    async with open_desk(size) as (app, pilot):
        title = present(app.desk.story).title[:20]
        assert title in drawn(app)
        for key, words in (("1", "Khan"), ("2", "Palantir"), ("3", "○"), ("4", "4 Text")):
            await pilot.press(key)
            await pilot.pause()
            assert words in drawn(app), key
        await pilot.press("0")
        await pilot.pause()
        assert title in drawn(app)


async def test_resizing_loses_nothing(open_desk: OpenDesk, drawn: Drawn) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("3", "j")
        for size in ((60, 20), (40, 10), (90, 30), (200, 60), (120, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert present(app.focused).id == "concerns"
            assert app.screen.query_one(ConcernsPane).cursor == 1
            assert "Ethical concerns" in drawn(app)


@pytest.mark.parametrize("key", ["h", "left"])
async def test_a_key_goes_from_a_pane_back_to_the_list(open_desk: OpenDesk, key: str) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("3", key)
        assert present(app.focused).id == "list"


async def test_zoom_gives_a_pane_the_screen_and_back(open_desk: OpenDesk, drawn: Drawn) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("4", "z")
        await pilot.pause()
        assert "Stakeholders" not in drawn(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "Stakeholders" in drawn(app)


async def test_the_theme_is_remembered(open_desk: OpenDesk) -> None:
    async with open_desk() as (app, pilot):
        before = app.theme
        await pilot.press("T")
        assert app.theme != before
        after = app.theme
    async with open_desk() as (app, _):
        assert app.theme == after


async def test_help_finds_a_key_by_what_it_does(open_desk: OpenDesk, drawn: Drawn) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("question_mark")
        assert "In the list of stories" in drawn(app)
        await pilot.press(*"next to do")
        await pilot.pause()
        assert "the next story that you are not done with" in drawn(app)
        assert "light or dark" not in drawn(app)
        await pilot.press("escape")
        assert app.screen.id == "desk"


async def test_the_palette_runs_a_command_of_this_place(open_desk: OpenDesk, wait_until: WaitUntil) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("colon")
        await wait_until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press(*"star the story")
        await wait_until(pilot, lambda: "star" in str(app.screen.query(OptionList).last().options[:1]))
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.desk.judgement.starred)


async def test_q_leaves(open_desk: OpenDesk) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("q")
    assert app.return_code == 0


HOSTILE = (
    "\x1b[31mred\x1b]52;c;aGk=\x07 [/nope] [@click=app.quit]x[/] \u202edeb \x9b2J 日本語 "
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 e\u0301\u0301\u0301\u0301\u0301\u0301"
)


async def test_hostile_text_is_drawn_as_text(open_desk: OpenDesk, drawn: Drawn, put: Put) -> None:
    hostile = Story.from_document(
        {"id": "h", "title": HOSTILE, "source": HOSTILE, "author": HOSTILE, "text": HOSTILE, "concerns": [HOSTILE],
         "stakeholders": [HOSTILE], "summary": HOSTILE}
    )  # fmt: skip
    async with open_desk() as (app, pilot):
        put(app, hostile)
        await pilot.press("slash", *"nope", "enter")
        await pilot.press("t", *"[/x]", "enter", "1", "2", "3", "a", "u", "4", "z")
        await pilot.pause()
        shown = drawn(app)
        assert not [c for c in shown if c != "\n" and (ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u200d")]
        assert "[/nope]" in shown
        assert app.is_running


async def test_the_list_is_made_wider_by_keys_and_by_dragging_and_stays_so(open_desk: OpenDesk) -> None:
    async with open_desk() as (app, pilot):
        before = app.screen.query_one("#list").size.width
        await pilot.press("greater_than_sign")
        await pilot.pause()
        wider = app.screen.query_one("#list").size.width
        assert wider > before
        await pilot.mouse_down("#divider")
        await pilot._post_mouse_events([MouseMove], "#divider", offset=(10, 5), button=1)
        await pilot.mouse_up("#divider", offset=(10, 5))
        await pilot.pause()
        dragged = app.screen.query_one("#list").size.width
        assert dragged > wider
    async with open_desk() as (app, _):
        assert app.screen.query_one("#list").size.width == dragged


async def test_any_theme_can_be_chosen_and_is_remembered(open_desk: OpenDesk, wait_until: WaitUntil) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("f2")
        await wait_until(pilot, lambda: isinstance(app.focused, Input))
        await pilot.press(*"dracula")
        await wait_until(pilot, lambda: app.screen.query(OptionList).last().option_count == 1)
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.theme == "dracula")
    async with open_desk() as (app, _):
        assert app.theme == "dracula"


@pytest.mark.parametrize("theme", ["textual-ansi", "ansi-light", "ansi-dark", "textual-light", "nord"])
async def test_every_kind_of_theme_draws(open_desk: OpenDesk, drawn: Drawn, theme: str) -> None:
    async with open_desk() as (app, pilot):
        if theme not in app.available_themes:
            pytest.skip(f"this Textual has no theme {theme}")
        app.theme = theme
        await pilot.pause()
        assert "Ethical concerns" in drawn(app)


async def test_the_desk_itself_analyses_only_the_story_that_stays_open(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Jobs, "analyse", lambda _: None)
    asked: list[str] = []
    of = Suggestions.of

    def noted(suggestions: Suggestions, story: Story) -> Analysis:
        asked.append(story.id)
        return of(suggestions, story)

    async with open_desk() as (app, pilot):
        put(app, *(Story(f"n{n}", f"Title {n}", text="The police scan faces in the street.") for n in range(4)))
        await wait_until(pilot, lambda: app.desk.analysis is not None)
        monkeypatch.setattr(Suggestions, "of", noted)
        for story in ("n0", "n1", "n2"):
            app._desk_screen.open_story(story)
        assert app.desk.analysis is None
        app._desk_screen.commands["concern.accept"]()
        await wait_until(pilot, lambda: "is just being read" in toasts(app))
        await wait_until(pilot, lambda: app.desk.analysis is not None and "Reading …" not in drawn(app))
        assert asked == ["n2"]


async def test_suggestions_from_the_background_are_painted_when_no_key_came_just_now(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk() as (app, _):
        painted: list[int] = []
        monkeypatch.setattr(DeskScreen, "take_in_changes", lambda _: painted.append(1))
        monkeypatch.setattr(app.workspace.library, "poll", lambda: True)
        seen = ((True, True, 0), (True, False, 1), (True, True, 1), (False, True, 2))
        for is_typing, only_suggestions, times in seen:
            monkeypatch.setattr(KeyQueue, "in_series", is_typing)
            monkeypatch.setattr(type(app.workspace.library), "only_suggestions", only_suggestions)
            for _ in range(4 if only_suggestions else 1):
                app.lookout.look()
            assert len(painted) == times
