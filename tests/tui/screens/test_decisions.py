"""Tagging on the main screen: accept, reject, pick, weigh, passages, notes, undo."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.events import MouseMove, Paste
from textual.widgets import Input

from civic.codebook import ROLES, STAKEHOLDER_TYPES
from civic.judgement import Verdict
from civic.story import Span, Story
from tests.doubles import NOW
from tests.types import Drawn, OpenDesk, Put, Toasts, WaitUntil, present
from tui.screens.ask import AskScreen
from tui.screens.choose import ChooseScreen
from tui.screens.note import NoteScreen
from tui.widgets.panes.concerns import ConcernsPane
from tui.widgets.panes.text import TextPane
from workspace.workspace import Workspace


async def test_accept_and_reject_go_on_to_the_next_open_concern_and_undo_brings_them_back(
    open_desk: OpenDesk, drawn: Drawn, toasts: Toasts
) -> None:
    async with open_desk() as (app, pilot):
        first, second = (one.tag for one in app.desk.statuses()[:2])
        await pilot.press("a", "x")
        decided = app.desk.judgement.concerns
        assert decided[first].verdict is Verdict.ACCEPTED
        assert decided[first].evidence
        assert decided[second].verdict is Verdict.REJECTED
        assert app.screen.query_one(ConcernsPane).cursor == 2
        assert "✗" in drawn(app)
        await pilot.press("u", "u")
        assert app.desk.judgement.concerns == {}
        assert "Undone: accepted" in toasts(app)
        await pilot.press("U")
        assert app.desk.judgement.tags == (first,)


@pytest.mark.parametrize(("key", "other"), [("a", "x"), ("x", "a")])
async def test_a_key_too_many_does_not_turn_the_last_decision_round(
    open_desk: OpenDesk, toasts: Toasts, wait_until: WaitUntil, key: str, other: str
) -> None:
    async with open_desk() as (app, pilot):
        tags = [one.tag for one in app.desk.statuses()]
        await pilot.press(*[key] * len(tags))
        await wait_until(pilot, lambda: not any(one.open for one in app.desk.statuses()))
        before = app.desk.judgement.concerns
        await pilot.press(other, other)
        await wait_until(pilot, lambda: "Every concern here is decided" in toasts(app))
        assert app.desk.judgement.concerns == before
        await pilot.press("u", other)  # it is open again
        await wait_until(pilot, lambda: len({one.verdict for one in app.desk.judgement.concerns.values()}) == 2)
        await pilot.press("right_square_bracket", key)  # the last concern was gone to
        await wait_until(pilot, lambda: app.desk.judgement.concerns == before)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_evidence_whose_text_has_changed_says_so_in_words_and_in_the_list(
    open_desk: OpenDesk, put: Put, drawn: Drawn, size: tuple[int, int]
) -> None:
    """Only what stands in the text is highlighted there; the old words are shown in any case."""
    text = "Nobody was asked. The Met scanned faces at the station. The chair called it a success."
    async with open_desk(size) as (app, pilot):
        put(app, Story("e", "Scans", published=NOW, text=text))
        app._desk_screen.open_story("e")
        for words, tag in (("Nobody was asked.", "consent"), ("The Met scanned faces at the station.", "privacy")):
            passage = Span(text.index(words), text.index(words) + len(words), words)
            app.desk.tag_passage(tag, passage)
        await pilot.pause()
        assert "≠" not in drawn(app)
        put(app, Story("e", "Scans", published=NOW, text=text[18:].replace("station. The", "stations. The")))
        await pilot.press("3")
        pane, shown = app.screen.query_one(ConcernsPane), app.screen.query_one(TextPane)
        tags = [one.tag for one in pane.statuses]
        pane.move_to(tags.index("consent"))
        await pilot.pause()
        assert "≠" in drawn(app)
        assert "Nobody was asked." in drawn(app)
        assert "no longer in the text" in drawn(app)
        assert shown.highlighted == ()
        pane.move_to(tags.index("privacy"))
        await pilot.pause()
        assert "no longer in the text" not in drawn(app)
        assert "changed" in drawn(app)
        assert "now: The Met" in drawn(app)
        highlighted: Sequence[Span] = shown.highlighted
        assert [span.text for span in highlighted] == ["The Met scanned faces at the stations."]


async def test_moving_onto_a_concern_highlights_its_sentence(open_desk: OpenDesk) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("3", "j")
        pane, text = app.screen.query_one(ConcernsPane), app.screen.query_one(TextPane)
        assert pane.cursor == 1
        assert text.highlighted == present(pane.current).evidence != ()


async def test_a_tag_made_with_the_keys_is_there_after_a_restart(open_desk: OpenDesk, drawn: Drawn) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("t", *"likeness", "enter")
        assert "ownership" in app.desk.judgement.tags
        await pilot.press("t", *"follow up", "enter")
        assert "follow-up" in app.desk.judgement.tags
    async with open_desk() as (app, _):
        assert {"ownership", "follow-up"} <= set(app.desk.judgement.tags)
        assert "● Works & likeness" in drawn(app)


async def test_tab_in_the_picker_tags_and_stays(open_desk: OpenDesk) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("t", *"environment", "tab", *"labour", "tab", "escape")
        assert {"environment", "labour"} <= set(app.desk.judgement.tags)


async def test_a_note_that_is_opened_again_goes_on_at_its_end(open_desk: OpenDesk, wait_until: WaitUntil) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("n", *"one", "enter", *"two", "escape", "n", *"!", "escape")
        await wait_until(pilot, lambda: app.desk.judgement.note == "one\ntwo!")


@pytest.mark.parametrize(
    ("there", "typed", "elsewhere", "kept", "told"),
    [
        ("", "mine", "other", "other\nmine", "yours stands below it"),
        ("old. ", "mine", "old. other", "old. other\nmine", "yours stands below it"),
        ("old", "", "other", "other", ""),
        ("old", "\b", "other", "other", "so it is not taken away"),
        ("", "mine", "mine", "mine", ""),
    ],
)
@pytest.mark.parametrize("seen", [True, False])
async def test_a_note_that_is_written_in_two_places_at_once_keeps_both(
    open_desk: OpenDesk, home: Path, toasts: Toasts, wait_until: WaitUntil, monkeypatch: pytest.MonkeyPatch,
    there: str, typed: str, elsewhere: str, kept: str, told: str, seen: bool,
) -> None:  # fmt: skip
    async with open_desk() as (app, pilot):
        story = present(app.desk.story).id
        app.desk.write_note(story, there, "")
        await pilot.press("n")
        await wait_until(pilot, lambda: isinstance(app.screen, NoteScreen))
        if not seen:
            monkeypatch.setattr(app.lookout, "look", lambda: None)
        await pilot.press(*(["ctrl+u"] if typed == "\b" else typed))
        with Workspace.open(home=home) as other:
            other.decisions.apply(other.decisions.note(story, elsewhere), label="wrote a note")
        await wait_until(pilot, lambda: not seen or app.desk.judgement.note == elsewhere)
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen.id == "desk" and app.workspace.library.judgement(story).note == kept)
        await wait_until(pilot, lambda: told in toasts(app))
        assert told or "changed elsewhere" not in toasts(app)
        if told.startswith("yours"):
            await pilot.press("u")
            await wait_until(pilot, lambda: app.desk.judgement.note == elsewhere)


async def test_notes_stars_and_read_marks(open_desk: OpenDesk, drawn: Drawn) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("e", *"ask Ann", "escape", "s", "M")
        judged = app.desk.judgement
        assert (judged.note, judged.starred, judged.read) == ("ask Ann", True, True)
        assert "ask Ann" in drawn(app)
        await pilot.press("u", "u", "u")
        assert not app.desk.judgement


async def test_a_fault_in_a_decision_is_told_and_nothing_shown(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, toasts: Toasts
) -> None:
    from storage.files.errors import UnwritableError

    async with open_desk() as (app, pilot):

        def full(*_: object, **__: object) -> None:
            raise UnwritableError("The disk is full; free some space and try again.")

        monkeypatch.setattr(app.workspace.library, "judge", full)
        await pilot.press("a")
        assert "The disk is full" in toasts(app)
        assert app.desk.judgement.tags == ()
        assert app.is_running


async def test_a_passage_selected_by_sentences_becomes_the_evidence_of_a_tag(open_desk: OpenDesk, drawn: Drawn) -> None:
    async with open_desk() as (app, pilot):
        text = app.screen.query_one(TextPane)
        await pilot.press("4", "g", "v", "j", "t")
        passage = text.selection
        await pilot.pause()
        assert present(passage).text[:30] in drawn(app)
        await pilot.press(*"labour", "enter")
        assert app.desk.judgement.concerns["labour"].evidence == (passage,)
        assert present(app.desk.story).text[present(passage).start : present(passage).end] == present(passage).text
        assert text.selection is None


async def test_a_passage_can_be_drawn_with_the_mouse_and_a_click_marks_nothing(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        await wait_until(pilot, lambda: "Privacy & surveillance" in drawn(app))
        text = app.screen.query_one(TextPane)

        def first_line() -> str:
            return drawn(app).split("\n")[text.region.y + 1][text.region.x :]

        await wait_until(pilot, lambda: first_line().startswith("  London"))  # the panes have their heights
        await pilot.mouse_down(text, offset=(2, 1))
        await pilot._post_mouse_events([MouseMove], text, offset=(8, 1), button=1)
        await pilot.mouse_up(text, offset=(8, 1))
        assert present(text.selection).text == "London"
        await pilot.click(text, offset=(4, 2))
        assert text.selection is None
        assert not app.desk.judgement


async def test_tags_picked_last_come_first_in_the_picker(open_desk: OpenDesk, drawn: Drawn, put: Put) -> None:
    async with open_desk() as (app, pilot):
        put(app, Story(id="plain", title="A plain story", text="Nothing much."))
        await pilot.press("t", *"my own", "enter", "slash", *"plain story", "enter", "t")
        await pilot.pause()
        shown = drawn(app)
        assert shown.index("my-own") < shown.index("Works & likeness")


async def test_of_a_long_paste_into_the_picker_the_beginning_is_taken(open_desk: OpenDesk) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("t", "x")
        app.post_message(Paste("a " * 100))
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.focused, Input)
        assert app.focused.value == "x" + ("a " * 30)[:59]


async def test_m_goes_through_the_list_counts_and_comes_to_an_end(
    open_desk: OpenDesk, put: Put, drawn: Drawn, toasts: Toasts
) -> None:
    async with open_desk() as (app, pilot):
        put(app, Story("a", "First", published=NOW, text="One."), Story("b", "Second", text="Two."))
        await pilot.press("g")
        assert "to do" not in drawn(app)
        await pilot.press("m")
        assert present(app.desk.story).id == "b"
        assert "2 of 3, 2 to do" in drawn(app)
        await pilot.press("j", "m")  # the one that was left above is next
        assert present(app.desk.story).id == "b"
        assert "2 of 3, 1 to do" in drawn(app)
        await pilot.press("m")
        assert "2 of 3, all done" in drawn(app)
        assert "All 3 stories here are done" in toasts(app)
        await pilot.press("u")
        assert "2 of 3, 1 to do" in drawn(app)
        assert not app.desk.judgement.coded
        await pilot.press("k", "full_stop")
        assert present(app.desk.story).id == "b"
        await pilot.press("asterisk", "m")
        assert app.desk.view.coded == 3


async def test_a_stakeholder_is_added_from_a_passage_and_by_name(
    open_desk: OpenDesk, drawn: Drawn, put: Put, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        text = "Nobody was told. Campaigners at Fair Streets said that this was wrong from its very first day."
        put(app, Story(id="plain", title="A plain story", text=text))
        await pilot.press("slash", *"plain story", "enter")
        await wait_until(pilot, lambda: app.desk.analysis is not None)
        await pilot.press("4", "v", "j", "p")
        await wait_until(pilot, lambda: isinstance(app.screen, AskScreen))
        assert app.screen.query_one(Input).value == "Fair Streets"  # proposed from the passage
        await pilot.press("ctrl+u", *"Fair Streets", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChooseScreen))
        await pilot.press("g", *["j"] * [role.id for role in ROLES].index("advocate"), "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChooseScreen) and "of what type" in drawn(app))
        await pilot.press("g", *["j"] * [*STAKEHOLDER_TYPES].index("civil_society"), "enter")
        await wait_until(pilot, lambda: bool(app.desk.judgement.stakeholders))
        said = app.desk.judgement.stakeholders["fair streets"]
        assert (said.added, said.type, said.roles) == (True, "civil_society", ("advocate",))
        assert [text[one.start : one.end] for one in said.evidence] == [one.text for one in said.evidence]
        await wait_until(pilot, lambda: "● Fair Streets" in drawn(app))
        await pilot.press("u")
        await wait_until(pilot, lambda: not app.desk.judgement.stakeholders)


async def test_what_nothing_knows_is_said_beside_the_box(
    open_desk: OpenDesk, drawn: Drawn, wait_until: WaitUntil
) -> None:
    async with open_desk() as (app, pilot):
        await pilot.press("slash", *"concern:privcy")
        await wait_until(pilot, lambda: "no story has the concern privcy" in drawn(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "no story has the concern privcy" in drawn(app))


async def test_m_at_the_finish_line_changes_nothing_but_takes_up_a_story_that_one_goes_to(
    open_desk: OpenDesk, put: Put, toasts: Toasts
) -> None:
    async with open_desk() as (app, pilot):
        put(app, Story("b", "Bins", text="The bins were emptied."))
        await pilot.press("g", "m", "m")
        assert "All 2 stories here are done (since" in toasts(app)
        last = present(app.desk.story).id
        await pilot.press("m", "m")
        assert "All 2 stories here are done: u takes the last one back." in toasts(app)
        assert app.desk.view.left == 0
        assert present(app.desk.story).id == last
        await pilot.press("k", "j", "m")
        assert app.desk.view.left == 1
        await pilot.press("m", "u")
        assert app.desk.view.left == 1
        await pilot.press("m", "s", "m")  # s is what u would take back
        assert app.desk.view.left == 1
