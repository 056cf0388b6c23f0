"""The list around the open story, what the panes give to the text, and the views beside them."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from textual.dom import DOMNode

from civic.codebook import CONCERNS
from civic.story import Story
from tests.doubles import NOW
from tests.types import Drawn, OpenDesk, Put, WaitUntil, present
from tui.app import CivicDesk
from tui.screens.desk.screen import DeskScreen
from tui.widgets.story_list import StoryList
from workspace.workspace import Workspace

LONG = "A title that needs a second line because it says who did what to whom, where, and by whose leave, number"


async def test_stories_around_the_open_one_stay_in_sight_and_the_first_is_whole(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil
) -> None:
    async with open_desk((100, 30)) as (app, pilot):
        put(app, *(Story(f"n{n}", f"{LONG} {n}", published=NOW - timedelta(hours=n)) for n in range(60)))
        await pilot.press("g")
        stories = app.screen.query_one("#list", StoryList)
        for keys in (["j"] * 12, ["k"] * 5, ["G"], ["pageup"], ["g"]):
            await pilot.press(*keys)
            at, last = app.desk.view.position, len(app.desk.view.keys) - 1
            await wait_until(pilot, lambda: stories._places()[0].part == 0)
            seen = {place.position for place in stories._places()}
            assert {max(0, at - 2), at, min(last, at + 2)} <= seen
            assert sum(place.position == at for place in stories._places()) == 3


async def test_a_summary_that_repeats_the_text_leaves_its_place_until_it_is_asked_for(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with open_desk((120, 40)) as (app, pilot):
        put(app, Story("a", "Short", text="The council bought cameras for its libraries.", published=NOW))
        app._desk_screen.open_story("a")
        await wait_until(pilot, lambda: app.desk.analysis and "1 Summary" not in drawn(app))
        assert "The council bought cameras" in drawn(app)
        await pilot.press("1")
        await wait_until(pilot, lambda: "1 Summary" in drawn(app))
        assert present(app.focused).id == "summary"


async def test_views_stand_beside_the_list_when_asked(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with open_desk((120, 40)) as (app, pilot):
        put(app, Story("a", "Scans", text="The council scans faces.", published=NOW))
        assert "High stakes" not in drawn(app)
        await pilot.press("vertical_line")
        await wait_until(pilot, lambda: "High stakes" in drawn(app))
        assert "Ethical concerns" not in drawn(app)
        await pilot.press("tab")
        assert present(app.focused).id == "list"
        await pilot.press("shift+tab", "j", "j", "j", "j", "enter")
        await wait_until(pilot, lambda: app.desk.view.filter == "is:starred")
        await pilot.press("3")
        await wait_until(pilot, lambda: "Ethical concerns" in drawn(app))
        assert "High stakes" not in drawn(app)
        await pilot.resize_terminal(200, 60)
        await wait_until(pilot, lambda: "High stakes" in drawn(app) and "Ethical concerns" in drawn(app))
        await pilot.resize_terminal(100, 30)
        await wait_until(pilot, lambda: "High stakes" not in drawn(app))
        await pilot.resize_terminal(200, 60)
        await wait_until(pilot, lambda: "High stakes" in drawn(app))
        await wait_until(pilot, lambda: app.workspace.memory.get("views_beside") is True)


async def test_views_beside_the_list_are_there_again_at_the_next_start(
    home: Path, wait_until: WaitUntil, drawn: Drawn
) -> None:
    with Workspace.open(home=home) as workspace:
        workspace.memory.set("views_beside", True)
        app = CivicDesk(workspace)
        async with app.run_test(size=(200, 60)) as pilot:
            await wait_until(pilot, lambda: "High stakes" in drawn(app) and present(app.focused).id == "list")
            await wait_until(pilot, lambda: "Starred" in app._desk_screen.views._views.unread)


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_the_text_is_in_sight_below_the_panes_and_its_key_takes_their_place(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn, size: tuple[int, int]
) -> None:
    text = "The council scans faces in the city. It says nothing of what becomes of them. " * 30
    async with open_desk(size) as (app, pilot):
        put(app, Story("a", "Scans", text=text, concerns=tuple(one.id for one in CONCERNS), published=NOW))
        app._desk_screen.open_story("a")
        await wait_until(pilot, lambda: "4 Text" in drawn(app) and "3 Ethical concerns" in drawn(app))
        below = drawn(app).partition("4 Text")[2]
        assert "The council scans faces" in below
        await pilot.press("4")
        await wait_until(pilot, lambda: "3 Ethical concerns" not in drawn(app) and "4 Text" in drawn(app))


async def test_it_is_said_once_that_there_is_no_text(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with open_desk((120, 40)) as (app, pilot):
        put(app, Story("a", "A title alone", published=NOW))
        app._desk_screen.open_story("a")
        await wait_until(pilot, lambda: app.desk.analysis and "No text came" in drawn(app))
        await wait_until(pilot, lambda: drawn(app).count("No text came") == 1)


async def test_a_low_screen_shows_the_title_above_each_pane_and_facts_above_the_summary(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with open_desk((40, 12)) as (app, pilot):
        put(app, Story("a", "Faces are scanned", text="The council scans faces.", source="Gazette", published=NOW))
        app._desk_screen.open_story("a")
        await pilot.press("3")
        await wait_until(pilot, lambda: "Faces are scanned" in drawn(app) and "Ethical" in drawn(app))
        assert "esc back" in drawn(app)
        await pilot.press("1")
        await wait_until(pilot, lambda: "Gazette" in drawn(app) and "Faces are scanned" in drawn(app))


async def test_the_finish_line_goes_and_the_row_before_an_empty_filter_comes_back(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with open_desk((140, 40)) as (app, pilot):
        put(app, *(Story(f"n{n}", f"Title {n}", published=NOW - timedelta(hours=n)) for n in range(3)))
        await pilot.press("g", "m", "m", "m", "m")
        await wait_until(pilot, lambda: "All 4 stories here are done" in drawn(app))
        app.clear_notifications()
        await pilot.press("u")
        await wait_until(pilot, lambda: "1 to do" in drawn(app) and "here are done" not in drawn(app))
        app._desk_screen.open_story("n1")
        await pilot.press("slash", *"is:starred", "enter")
        await wait_until(pilot, lambda: app.desk.story is None)
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.desk.story is not None and len(app.desk.view.keys) == 4)
        assert (present(app.desk.story).id, app.desk.view.position) == ("n1", 1)


async def test_views_that_give_way_to_a_pane_are_back_with_the_list(
    open_desk: OpenDesk, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with open_desk((120, 40)) as (app, pilot):
        await pilot.press("vertical_line", "3")
        await wait_until(pilot, lambda: "Ethical concerns" in drawn(app) and "High stakes" not in drawn(app))
        assert present(app.focused).id == "concerns"
        await pilot.press("0")
        await wait_until(pilot, lambda: "High stakes" in drawn(app) and "Ethical concerns" not in drawn(app))
        await pilot.press("2", "vertical_line")
        await wait_until(pilot, lambda: "High stakes" in drawn(app))
        await pilot.press("vertical_line")
        await wait_until(pilot, lambda: "High stakes" not in drawn(app))


@pytest.mark.parametrize("size", [(140, 40), (100, 30), (60, 20)])
async def test_what_is_painted_first_stands_where_it_will_stand(
    open_desk: OpenDesk,
    put: Put,
    wait_until: WaitUntil,
    drawn: Drawn,
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with open_desk(size) as (app, pilot):
        put(app, Story("first", "The first", text="The police scan faces in the street. " * 9, published=NOW))
        app._desk_screen.open_story("first")
        await wait_until(pilot, lambda: app.desk.analysis is not None)
        await pilot.press(*"<<")
    painted: list[list[str]] = []
    paint = DeskScreen._compositor_refresh

    def noted(screen: DeskScreen) -> None:
        if not screen.app._batch_count:
            # a scroll bar may come a moment later
            painted.append(drawn(screen.app).replace("▐", " ").split("\n")[1:-1])
        paint(screen)

    monkeypatch.setattr(DeskScreen, "_compositor_refresh", noted)
    async with open_desk(size) as (app, pilot):
        await pilot.pause()
        assert present(app.desk.story).id == "first"
    assert painted[0] == painted[-1]


def hear_no_more(app: CivicDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the desk show what the background has done, and look for no more of it: that lays out the list, too."""
    monkeypatch.setattr(app.workspace.library, "poll", lambda: False)
    app.lookout._stale = 0
    app._desk_screen.take_in_changes()
    app.lookout.look()


async def test_a_key_lays_the_screen_out_once_however_high_the_panes_become(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, more = "The council bought cameras.", " Its own lawyers had warned it that this may well be unlawful." * 5
    async with open_desk((140, 40)) as (app, pilot):
        for number in range(6):
            told, text = first + (more if number % 2 else ""), "The mayor opened a park, and a band played. " * 30
            put(app, Story(f"n{number}", f"Number {number}", text=text, summary=told, published=NOW))
        await pilot.press("g")
        await wait_until(pilot, lambda: app.workspace.library.pending() == (7, 7))
        hear_no_more(app, monkeypatch)
        await pilot.pause()
        desk, layouts = app._desk_screen, list[int]()
        desk.screen_layout_refresh_signal.subscribe(app, lambda _: layouts.append(1), immediate=True)
        heights = set()
        for _ in range(5):
            layouts.clear()
            await pilot.press("j")
            await wait_until(pilot, lambda: app.desk.story and app.desk.story.title in drawn(app))
            heights.add(desk.query_one("#summary").size.height)
            assert len(layouts) <= 1
        assert len(heights) > 1
        before = drawn(app)
        for widget in desk.query("*"):
            widget.refresh()
        await pilot.pause()
        assert drawn(app) == before


async def test_a_key_is_answered_in_one_frame_also_where_suggestions_are_still_to_come(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.handlers.desk._RESTED", 60)
    async with open_desk((140, 40)) as (app, pilot):
        monkeypatch.setattr(app.workspace.library, "analyse_rest", lambda: None)
        put(app, *(Story(f"n{n}", f"Number {n}", text="A park was opened. " * 9, published=NOW) for n in range(6)))
        hear_no_more(app, monkeypatch)
        await pilot.press("g")
        painted, paint = list[set[str | None]](), DeskScreen._compositor_refresh

        def noted(screen: DeskScreen) -> None:
            painted.append({part.id for part in screen._dirty_widgets})
            paint(screen)

        monkeypatch.setattr(DeskScreen, "_compositor_refresh", noted)
        for _ in range(3):
            painted.clear()
            await pilot.press("j")
            await wait_until(pilot, lambda: any("list" in frame for frame in painted))
            first = next(frame for frame in painted if "list" in frame)
            assert {"list", "head", "text", "status"} <= first


async def test_a_letter_of_a_filter_lays_nothing_out_and_a_long_one_is_seen_to_its_end(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk((140, 40)) as (app, pilot):
        put(app, Story("a", "Kerbs", text="The council lays kerbs.", published=NOW))
        app._desk_screen.open_story("a")
        await wait_until(pilot, lambda: app.desk.analysis and app.workspace.library.pending() == (2, 2))
        hear_no_more(app, monkeypatch)
        await pilot.press("slash")
        await wait_until(pilot, lambda: app.focused and app.focused.id == "filter")
        await wait_until(pilot, lambda: app.screen.query_one("#filter").size.width > 50)
        layouts = list[int]()
        app._desk_screen.screen_layout_refresh_signal.subscribe(app, lambda _: layouts.append(1), immediate=True)
        each = set[int]()
        for letter in "ker":
            layouts.clear()
            typed = app.desk.view.filter + letter
            await pilot.press(letter)
            await wait_until(pilot, partial(lambda text: app.desk.view.filter == text, typed))
            each.add(len(layouts))
        assert 0 in each  # something else may lay out once meanwhile
        await pilot.press(*["n"] * 140, "z")
        await wait_until(pilot, lambda: "nnz" in drawn(app).splitlines()[0])


@pytest.mark.parametrize("size", [(140, 40), (100, 30), (60, 20), (40, 10)])
async def test_the_desk_is_styled_once_when_it_starts_and_as_it_will_stay(
    open_desk: OpenDesk, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    styled: list[DOMNode] = []
    restyle = CivicDesk.update_styles

    def noted(app: CivicDesk, node: DOMNode, animate: bool = True) -> None:
        styled.extend(node.walk_children())
        restyle(app, node, animate)

    monkeypatch.setattr(CivicDesk, "update_styles", noted)
    async with open_desk(size) as (app, pilot):
        await pilot.pause()
        assert styled == []
        nodes = [app.screen, *app.screen.walk_children()]
        before = [(str(node), node.styles.css) for node in nodes]
        app.screen.update_node_styles(animate=False)
        assert [(str(node), node.styles.css) for node in nodes] == before
