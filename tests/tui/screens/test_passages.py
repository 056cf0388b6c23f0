"""Passages on the main screen: selected by keys and mouse, looked at, dropped and selected anew."""

import pytest
from textual.events import MouseMove

from civic.judgement import Verdict
from civic.story import Span, Story
from tests.doubles import NOW
from tests.tui.text.test_passage import long_text
from tests.types import Drawn, OpenDesk, Put, Toasts, WaitUntil, present
from tui.app import CivicDesk
from tui.widgets.panes.concerns import ConcernsPane
from tui.widgets.panes.text import TextPane

TEXT = "Nobody was asked. The Met scanned faces at the station. The chair called it a success. It goes on."
TITLE = "Scans at the station"


def the_text(app: CivicDesk) -> TextPane:
    return app.screen.query_one(TextPane)


def put_one(app: CivicDesk, put: Put, text: str = TEXT) -> None:
    put(app, Story("e", TITLE, published=NOW, text=text))
    app._desk_screen.open_story("e")


def chosen(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words), words)


def evidence(app: CivicDesk, tag: str) -> list[str]:
    return [span.text for span in app.desk.judgement.concerns[tag].evidence]


@pytest.mark.parametrize("size", [(120, 40), (60, 20)])
async def test_a_passage_begins_where_one_is_and_any_sentence_is_reached_by_its_number(
    open_desk: OpenDesk, put: Put, drawn: Drawn, wait_until: WaitUntil, size: tuple[int, int]
) -> None:
    async with open_desk(size) as (app, pilot):
        put_one(app, put, long_text())
        text = the_text(app)
        sentences = text._selecting.units.sentences
        await pilot.press("4")
        await wait_until(pilot, lambda: text.room.height)
        for number in (200, 1, 137, 60):
            await pilot.press("v", *str(number))
            assert text.selection == sentences[number - 1]
            await pilot.pause()
            shown = drawn(app)
            assert f"sentence {number} of 200" in shown
            assert f"{number:3}" in shown
            assert "‹" not in shown
            top, end = text._text.offsets(text.top, text.room.height)
            assert top <= sentences[number - 1].start < end
            await pilot.press("escape")
            assert text.selection is None
        assert app.focused is text
        await pilot.press("G", "v")  # what one went to last is out of sight
        first = present(text.selection)
        top, end = text._text.offsets(text.top, text.room.height)
        assert top <= first.start < end
        await pilot.press("escape", "right_parenthesis", "right_parenthesis", "v")
        assert text.selection == sentences[sentences.index(first) + 2]
        await pilot.press("pageup", "o", "pagedown", "pagedown", "o")
        await pilot.press("escape", "f", *"audit", "enter")
        await pilot.pause()
        found = present(text.place)
        await pilot.press("v", "v")
        assert text.selection == found
        await pilot.press("f", *"tenant", "enter")
        await pilot.pause()
        grown = present(text.selection)
        assert grown.text.startswith("audit")
        assert grown.text.endswith("tenant")
        assert text.selection != found


async def test_a_title_is_selected_tagged_and_kept_as_a_title(open_desk: OpenDesk, put: Put, drawn: Drawn) -> None:
    async with open_desk() as (app, pilot):
        put_one(app, put)
        await pilot.press("4", "v", "0", "v", "4", "t", *"my tag", "enter")
        (span,) = app.desk.judgement.concerns["my-tag"].evidence
        assert (span.text, span.in_title, TITLE[span.start : span.end]) == ("station", True, "station")
        assert span.sha256
        assert the_text(app).selection is None
        await pilot.press("3")
        app.screen.query_one(ConcernsPane).move_to(len(app.screen.query_one(ConcernsPane).statuses) - 1)
        await pilot.press("l")
        await pilot.pause()
        assert "in the title" in drawn(app)


async def test_the_quotes_of_a_tag_are_shown_dropped_and_selected_anew(
    open_desk: OpenDesk, put: Put, drawn: Drawn, toasts: Toasts
) -> None:
    async with open_desk() as (app, pilot):
        put_one(app, put)
        for words in ("Nobody was asked.", "scanned faces", "It goes on."):
            app.desk.tag_passage("my-tag", chosen(words))
        app._desk_screen.show_story()
        pane, text = app.screen.query_one(ConcernsPane), the_text(app)
        await pilot.press("3")
        pane.move_to([one.tag for one in pane.statuses].index("my-tag"))
        await pilot.press("enter")
        assert present(pane.quote).quote.text == "Nobody was asked."
        await pilot.press("j")
        await pilot.pause()
        assert "x drop quote" in drawn(app).splitlines()[-1]
        assert text.highlighted == (chosen("scanned faces"),)
        assert "“ scanned faces" in drawn(app)
        await pilot.press("v")
        assert text.has_focus
        assert present(text.selection).text == "The Met scanned faces at the station."
        await pilot.press("9", "2", "escape")
        assert "There are 4 sentences." in toasts(app)
        assert pane.has_focus
        await pilot.press("x")
        await pilot.pause()
        assert evidence(app, "my-tag") == ["Nobody was asked.", "It goes on."]
        assert app.desk.judgement.concerns["my-tag"].verdict is Verdict.TAGGED
        await pilot.press("u", "k", "j", "v", "v", "h", "enter")
        await pilot.pause()
        assert evidence(app, "my-tag") == ["Nobody was asked.", "scanned", "It goes on."]
        assert pane.has_focus
        assert "rests on the new quote; u takes it back" in toasts(app)
        assert text.selection is None
        await pilot.press("x")
        await pilot.pause()
        assert evidence(app, "my-tag") == ["Nobody was asked.", "It goes on."]
        assert app.desk.judgement.concerns["my-tag"].verdict is Verdict.TAGGED
        assert "Dropped a quote of my-tag; u takes it back." in toasts(app)
        await pilot.press("u")
        assert evidence(app, "my-tag") == ["Nobody was asked.", "scanned", "It goes on."]
        await pilot.press("u")
        assert evidence(app, "my-tag") == ["Nobody was asked.", "scanned faces", "It goes on."]
        pane.move_to(pane.neighbour(0))
        await pilot.press("j", "delete", "delete", "delete")
        await pilot.pause()
        assert evidence(app, "my-tag") == []
        assert "that was the last one you chose" in toasts(app)
        await pilot.press("v", "2", "enter")
        await pilot.pause()
        assert evidence(app, "my-tag") == ["The Met scanned faces at the station."]


async def test_a_quote_is_shown_in_the_text_also_on_a_narrow_screen_and_one_that_is_gone_says_so(
    open_desk: OpenDesk, put: Put, drawn: Drawn, toasts: Toasts, wait_until: WaitUntil
) -> None:
    async with open_desk((60, 20)) as (app, pilot):
        long = long_text()
        put_one(app, put, f"{long}\n\n{TEXT}")
        at = len(long) + 2
        for words in ("Nobody was asked.", "It goes on."):
            start = at + TEXT.index(words)
            app.desk.tag_passage("my-tag", Span(start, start + len(words), words))
        put_one(app, put, f"{long}\n\n{TEXT.removesuffix(' It goes on.')}")
        pane = app.screen.query_one(ConcernsPane)
        await pilot.press("3")
        pane.move_to([one.tag for one in pane.statuses].index("my-tag"))
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: "Nobody was asked." in drawn(app) and "3 Ethical" not in drawn(app))
        assert app.focused is the_text(app)
        await pilot.press("3", "j")
        await pilot.pause()
        assert "no longer in the text" in drawn(app)
        await pilot.press("space")
        assert "does not have this quote any more" in toasts(app)
        await pilot.press("v", "2", "0", "2", "enter")
        await pilot.pause()
        assert evidence(app, "my-tag") == ["Nobody was asked.", "The Met scanned faces at the station."]


async def test_suggested_quotes_are_looked_at_and_not_dropped(
    open_desk: OpenDesk, toasts: Toasts, drawn: Drawn
) -> None:
    async with open_desk() as (app, pilot):
        pane = app.screen.query_one(ConcernsPane)
        await pilot.press("3", "enter")
        await pilot.pause()
        assert "in the text" in drawn(app).splitlines()[-1]
        assert "drop" not in drawn(app).splitlines()[-1]
        await pilot.press("x")
        await pilot.pause()
        assert "only suggested" in toasts(app)
        assert not app.desk.judgement.concerns
        tag = present(pane.current).tag
        await pilot.press("right_square_bracket")
        assert present(pane.current).tag != tag
        assert pane.quote is None
        await pilot.press("left_square_bracket", "a")
        assert app.desk.judgement.tags == (tag,)
        assert present(pane.current).open
        await pilot.press("left_square_bracket", "v", "2", "enter")
        await pilot.pause()
        held = app.desk.judgement.concerns[tag]
        assert held.verdict is Verdict.ACCEPTED
        assert the_text(app)._selecting.units.sentences[1].text in [span.text for span in held.evidence]


async def test_the_mouse_selects_words_and_sentences_and_goes_on_with_shift(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        put_one(app, put)
        text = the_text(app)
        await wait_until(pilot, lambda: app.desk.analysis and text.room.height > 20)  # the panes need little here
        await pilot.click(text, offset=(11, 1), times=2)
        assert present(text.selection).text == "was"
        await pilot.press("escape")
        await pilot.click(text, offset=(24, 1), times=3)
        assert present(text.selection).text == "The Met scanned faces at the station."
        await pilot.press("j")
        assert present(text.selection).text.endswith("success.")
        await pilot.click(text, offset=(7, 1))  # numbers in the gutter take a cell
        assert text.selection is None
        await pilot.click(text, offset=(18, 1), shift=True)
        assert present(text.selection).text == "Nobody was asked"  # whole words
        await pilot.mouse_down(text, offset=(2, 1))
        await pilot._post_mouse_events([MouseMove], text, offset=(8, 1), button=1)
        await pilot.mouse_up(text, offset=(8, 1))
        assert present(text.selection).text == "Nobody"
        await pilot.click(text, offset=(12, 1))
        await pilot.press("v")
        assert present(text.selection).text == "Nobody was asked."
        assert not app.desk.judgement


async def test_a_text_that_changes_is_no_longer_selected(open_desk: OpenDesk, put: Put) -> None:
    async with open_desk() as (app, pilot):
        put_one(app, put)
        await pilot.press("4", "v", "2")
        put_one(app, put)
        assert present(the_text(app).selection).text.startswith("The Met")
        put_one(app, put, "Other words. " + TEXT)
        assert the_text(app).selection is None


@pytest.mark.parametrize("keys", ["3 g v 2 enter", "4 v 2 enter f i r s t enter"])
async def test_a_passage_for_a_tag_leaves_it_where_it_stands(
    open_desk: OpenDesk, put: Put, wait_until: WaitUntil, keys: str
) -> None:
    async with open_desk() as (app, pilot):
        put_one(app, put, "Der Rat hat den Park. Die Leute sind im Park und das ist gut. Wir gehen nicht.")
        await pilot.press("t", *"first", "enter", "t", *"second", "enter")
        await wait_until(pilot, lambda: len(app.desk.judgement.tags) == 2)
        await pilot.press(*keys.split())
        await wait_until(pilot, lambda: evidence(app, "first"))
        pane = app.screen.query_one(ConcernsPane)
        await wait_until(pilot, lambda: [one.rests_on_own for one in pane.statuses] == [True, False])
        assert present(pane.current).tag == "first"
