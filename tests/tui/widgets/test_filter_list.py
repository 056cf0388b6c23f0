"""What stands under the filter while it is typed, and what is taken of a paste."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key, Paste

from civic.query.complete import offers
from civic.query.parse import FIELDS, LONGEST
from civic.story import AuthorStakeholder, Story
from tests.types import Drawn, OpenDesk, Put, Toasts, WaitUntil
from tui.app import CivicDesk
from tui.widgets.filter_box import FilterBox, as_filter


@given(st.text(max_size=200), st.integers(0, 60))
def test_of_a_paste_the_beginning_is_taken_and_what_is_left_out_is_said(pasted: str, room: int) -> None:
    taken, remark = as_filter(pasted, room)
    line = " ".join(pasted.split())
    assert len(taken) <= room
    assert line.startswith(taken)
    assert (len(taken) < len(line)) == ("left out" in remark)
    assert "\n" not in taken


@pytest.mark.parametrize(
    ("pasted", "room", "taken", "remark"),
    [
        ("police", 10, "police", ""),
        ("\n\n  police \r\n", 10, "police", ""),
        ("police\nschools", 20, "police schools", "2 lines"),
        ("police schools", 10, "police", "the last 8 of"),
        ("a" * 30, 10, "a" * 10, "the last 20 of"),
        ("police", 0, "", "the last 6 of"),
    ],
)
def test_a_paste_becomes_one_line(pasted: str, room: int, taken: str, remark: str) -> None:
    assert as_filter(pasted, room)[0] == taken
    assert remark in as_filter(pasted, room)[1]


def test_each_field_says_what_it_means_and_one_misspelt_is_offered_as_it_was_meant() -> None:
    for field in FIELDS:
        assert next(one for one in offers(field, lambda _: ()) if one.field == field).meaning
    (meant,) = offers("police consern:priv", lambda _: ["privacy"])
    assert (meant.text, meant.term) == ("police concern:priv", "concern:priv")
    assert offers("zzzzzzz:priv", lambda _: ["privacy"]) == []


MEANINGS = {
    "severity:": "severity high",
    "type:": "with a stakeholder of type company",
    "since:": "since ",
    "evidence:": "no longer in the text",
    "is:unred": "that you have not read",
    "is:unred x": "did you mean is:unread?",
}
"""What stands under the box, by what is typed in it."""


def _says_under_it(app: CivicDesk, drawn: Drawn, meaning: str) -> bool:
    return meaning in "".join(drawn(app).splitlines()[1:9])


async def test_the_list_shows_fields_values_numbers_and_faults_and_long_pastes_are_taken(
    open_desk: OpenDesk, put: Put, drawn: Drawn, toasts: Toasts, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        put(app, Story("a", "One", source="Borough News"), Story("b", "Two", source="Borough News"))
        box = app.screen.query_one(FilterBox)
        await pilot.press("slash", *"sour")
        await wait_until(pilot, lambda: "source:  from this source" in drawn(app))
        await wait_until(pilot, lambda: app.view_handler.number("source", "Borough News") == 2)
        await pilot.press("tab", *"boro")
        await wait_until(pilot, lambda: any(
            line.rstrip().endswith("2") or " 2 " in line for line in drawn(app).splitlines() if "Borough News\"" in line
        ))  # fmt: skip
        await pilot.press("tab")
        await wait_until(pilot, lambda: box.value == 'source:"Borough News"' and "1 of 2" in drawn(app))
        for typed, meaning in MEANINGS.items():
            box.value = typed
            box.cursor_position = len(typed)
            await wait_until(pilot, partial(_says_under_it, app, drawn, meaning))
        box.value = "consern:x"
        await wait_until(pilot, lambda: "did you mean concern:?" in drawn(app).splitlines()[2])
        box.value = ""
        app.post_message(Paste("police\n\n" + "cameras " * 600))
        await wait_until(pilot, lambda: "left out" in toasts(app))
        assert LONGEST - 8 < len(box.value) <= LONGEST
        await pilot.press("enter")
        await wait_until(pilot, lambda: "did you mean" not in drawn(app) and app.focused is not box)
        box.value = ""
        for one in (Key("slash", "/"), Key("a", "a"), Paste("borough"), Key("x", "x")):  # in one read of the terminal
            app.post_message(one)
        await wait_until(pilot, lambda: box.value == "aboroughx")


async def test_completions_count_copies_once_as_the_top_line_does(
    open_desk: OpenDesk, put: Put, drawn: Drawn, wait_until: WaitUntil
) -> None:
    text = "The city bought cameras for every street without asking anybody who lives there, the council said. " * 3
    async with open_desk() as (app, pilot):
        put(app, *(Story(f"c{number}", "Cameras for every street", text=text, source="Courier") for number in range(3)))
        await wait_until(pilot, lambda: app.workspace.library.copies("c0")[1])
        await pilot.press("slash", *"source:cou")
        await wait_until(pilot, lambda: "and 2 copies" in drawn(app) or "+2" in drawn(app))
        await wait_until(pilot, lambda: app.view_handler.number("source", "Courier") == 1)


async def test_a_name_is_offered_once_however_it_is_spelt_in_the_order_of_the_figures(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil
) -> None:
    names = ["Blenk", "Blenk", "Corlo", "Corlo", "CORLO"]
    async with open_desk() as (app, pilot):
        put(app, *(
            Story(f"n{number}", f"Report {number}", stakeholders=(AuthorStakeholder(name),))
            for number, name in enumerate(names)
        ))  # fmt: skip
        await pilot.press("slash")
        await wait_until(pilot, lambda: app.view_handler.number("stakeholder", "Corlo") == 3)
        offered = [name for name in app.view_handler.values_of("stakeholder") if name.casefold() in ("blenk", "corlo")]
        assert offered == ["Corlo", "Blenk"]


async def test_a_long_sentence_takes_one_line_while_typing_and_is_told_whole_on_enter(
    open_desk: OpenDesk, drawn: Drawn, toasts: Toasts
) -> None:
    async with open_desk(size=(80, 24)) as (app, pilot):
        await pilot.press("slash", *"zzzzzzz:x")
        await pilot.pause()
        assert "There is no field" in drawn(app)
        assert app.screen.query_one("#filter-list").size.height == 1
        assert not toasts(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.desk.view.error in toasts(app)
