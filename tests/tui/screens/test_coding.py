"""Coding together on the desk: whose tag it is, where coders differ, and how that is settled."""

from typing import Final

import pytest
from msgspec.structs import replace

from civic.coder import AGREED
from civic.concern_status import ConcernStatus
from civic.judgement import NOTE, Decision, Value, Verdict, concern_field
from civic.operation import Operation
from civic.story import Span, Story
from civic.suggestions import Suggestion
from tests.tui.test_hostile import ALL, assert_harmless
from tests.types import Drawn, OpenDesk, Put, Toasts, WaitUntil
from tui.app import CivicDesk
from tui.screens.coding.history import HistoryScreen
from tui.screens.coding.sides import SidesScreen
from tui.text.plain import visible
from tui.widgets.panes.concerns import coder_badges, label_and_tail
from tui.widgets.story_rows import coders_badge

TEXT: Final = "The council scans faces. Nobody was asked. The vendor keeps the pictures."
YES, NO = Decision(Verdict.TAGGED), Decision(Verdict.REJECTED)
PASSAGE: Final = Span(25, 42, "Nobody was asked.")


def says(who: str, field: str, value: Value, minute: int = 0) -> Operation:
    return Operation(f"{who}{field}{minute}", "a", field, value, None, f"2026-11-20T10:{minute:02}:00+00:00", who)


def apart(app: CivicDesk, put: Put) -> None:
    """Differ from bob and cy about privacy, from bob in the note; cy alone says something of an own tag."""
    put(app, Story("a", "Scans", text=TEXT))
    library = app.workspace.library
    library.judge([("a", concern_field("privacy"), YES), ("a", NOTE, "mine")])
    library.adopt([
        says("bob", concern_field("privacy"), NO), says("bob", NOTE, "bob's own words"),
        says("cy", concern_field("privacy"), replace(YES, severity="high", evidence=(PASSAGE,))),
        says("cy", concern_field("my-tag"), replace(YES, evidence=(PASSAGE,))),
    ])  # fmt: skip
    app._desk_screen.take_in_changes()
    app._desk_screen.open_story("a")


async def test_what_others_say_has_their_badge_in_list_head_pane_and_note(
    open_desk: OpenDesk, put: Put, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk((160, 45)) as (app, pilot):
        apart(app, put)
        await wait_until(pilot, lambda: "coders differ (=)" in drawn(app))
        await wait_until(pilot, lambda: app.desk.analysis)
        shown = drawn(app)
        assert "⇄ bob &1" in shown
        await pilot.press("3")
        pane = app._desk_screen._concerns
        tags = [one.tag for one in pane.statuses]
        assert tags[-1] == "my-tag"
        pane.move_to(tags.index("my-tag"))
        await wait_until(pilot, lambda: "● cy: tagged, 20 Nov 2026" in drawn(app))
        assert app._desk_screen._text.highlighted == (PASSAGE,)
        assert "my-tag" not in app.desk.judgement.concerns
        pane.move_to(tags.index("privacy"))
        await wait_until(pilot, lambda: "enter: coders differ in verdict" in drawn(app))
        assert "✗ bob: rejected" in drawn(app)
        await pilot.press("n")
        await wait_until(pilot, lambda: "bob: bob's own words" in drawn(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen.id == "desk")
        assert app.desk.judgement.note == "mine"


async def test_conflicts_are_settled_by_single_keys_and_taken_back(
    open_desk: OpenDesk, put: Put, drawn: Drawn, toasts: Toasts, wait_until: WaitUntil
) -> None:
    async with open_desk((80, 24)) as (app, pilot):
        apart(app, put)
        await wait_until(pilot, lambda: app.desk.analysis)
        await pilot.press("equals_sign")
        await wait_until(pilot, lambda: "1 of 2 in conflict" in drawn(app))
        assert "“Nobody was asked.”" in drawn(app)
        await pilot.press("t")  # two others: whose?
        await wait_until(pilot, lambda: "Whose word holds?" in drawn(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "Settled by" in drawn(app))
        history = app.workspace.library.history("a")
        answer = next(one for one in history if one.who == AGREED)
        assert answer.value == replace(YES, severity="high", evidence=(PASSAGE,))
        assert len(app.desk.view.others.conflicts) == 1
        await pilot.press("m")
        assert "there is nothing to settle" in toasts(app)
        await pilot.press("right_square_bracket")
        await wait_until(pilot, lambda: "bob's own words" in drawn(app))
        await pilot.press("a")
        assert "A note is no yes or no" in toasts(app)
        await pilot.press("b")
        await wait_until(pilot, lambda: not app.desk.view.others.conflicts)
        assert app.desk.view.others.notes[-1].value == "mine\n\nbob's own words"
        assert app.desk.judgement.note == "mine"
        await pilot.press("u", "u")
        await wait_until(pilot, lambda: len(app.desk.view.others.conflicts) == 2)
        await pilot.press("escape", "U")
        await wait_until(pilot, lambda: len(app.desk.view.others.conflicts) == 1)
        await pilot.press("slash", *"is:conflict", "enter")
        await wait_until(pilot, lambda: "1 of 1" in drawn(app))


async def test_enter_opens_a_concern_and_a_key_the_history(
    open_desk: OpenDesk, put: Put, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk((120, 40)) as (app, pilot):
        apart(app, put)
        await wait_until(pilot, lambda: app.desk.analysis)
        await pilot.press("3", "G", "enter")
        await wait_until(pilot, lambda: "my-tag" in drawn(app) and "● cy: tagged" in drawn(app))
        assert isinstance(app.screen, SidesScreen)
        await pilot.press("q", "i")
        await wait_until(pilot, lambda: isinstance(app.screen, HistoryScreen))
        shown = " ".join(drawn(app).split())
        assert "note: nothing → 'mine'" in shown
        assert "bob Privacy & surveillance: nothing → rejected" in shown
        await pilot.press("i")
        await wait_until(pilot, lambda: app.screen.id == "desk")


async def test_words_and_names_that_act_or_hide_are_only_words(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil
) -> None:
    async with open_desk((40, 12)) as (app, pilot):
        text = ALL.encode(errors="ignore").decode()
        put(app, Story("a", text, text=TEXT))
        app.workspace.library.adopt([
            says(text[:70], NOTE, text), says("[/b]", NOTE, "other"), says(text[:70], concern_field("privacy"), YES),
        ])  # fmt: skip
        app._desk_screen.take_in_changes()
        app._desk_screen.open_story("a")
        for keys in (("equals_sign",), ("t",), ("escape",), ("escape", "3", "enter"), ("escape", "i"), ("escape", "n")):
            await pilot.press(*keys)
            await pilot.pause()
            assert_harmless(app)


def test_badges_are_short_and_never_say_less_than_how_many() -> None:
    assert coders_badge((), 20) == ""
    assert coders_badge(("ben",), 20) == "ben"
    assert coders_badge(("ben", "cy", "dee"), 20) == "ben &2"
    assert coders_badge(("benedicta",), 6) == "bened…"
    assert coders_badge(("benedicta", "cy"), 3) == "&2"
    assert visible(coders_badge(("b\x1b[1m",), 20)) == coders_badge(("b\x1b[1m",), 20)


def test_verdicts_of_others_are_told_by_signs_and_counted_where_there_is_no_room(open_desk: OpenDesk) -> None:
    from civic.conflicts import Side

    sides = [Side("ben", says("ben", "concern:x", YES)), Side("cy", says("cy", "concern:x", NO))]
    assert coder_badges(sides, 20) == "●ben ✗cy"
    assert coder_badges(sides, 20, differ=True) == "⇄ ●ben ✗cy"
    assert coder_badges(sides, 5) == "●1 ✗1"
    assert coder_badges([], 5) == ""


@pytest.mark.parametrize(
    ("room", "expected"),
    [
        (60, ("Privacy & surveillance", "accepted · ⇄ ●ben ✗cy")),
        (36, ("Privacy & surveillance", "⇄ ●ben ✗cy")),
        (30, ("Privacy & surveillance", "⇄ ●1 ✗1")),
        (24, ("Privacy & surveillance", "⇄")),
        (20, ("Privacy", "⇄ ●ben ✗cy")),
        (3, ("Privacy", "⇄")),
    ],
)
def test_a_label_is_whole_as_long_as_what_stands_behind_it_has_a_shorter_form(
    room: int, expected: tuple[str, str]
) -> None:
    one = ConcernStatus("privacy", "Privacy & surveillance", Decision(Verdict.ACCEPTED), None, by_author=False,
                        passages=())  # fmt: skip
    assert label_and_tail(one, 60, room, ("⇄ ●ben ✗cy", "⇄ ●1 ✗1", "⇄")) == expected


def test_what_others_decided_outlasts_the_end_of_a_label() -> None:
    suggestion = Suggestion("bias", 0.95, True, (), ())
    one = ConcernStatus("bias", "Bias & discrimination", None, suggestion, by_author=False, passages=())
    assert label_and_tail(one, 60, 27, ("●ada ●ben", "●2")) == ("Bias", "0.95 · ●ada ●ben")


def test_a_label_of_the_users_own_is_never_shortened_at_its_and() -> None:
    one = ConcernStatus("wasser", "Water & power", None, None, by_author=False, passages=())
    assert label_and_tail(one, 60, 4, ("",)) == ("Water & power", "")
