"""Rules, related stories, corrections and copies by their keys, on the real desk."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from civic.rules import rule_of
from civic.story import Story
from civic.suggestions import Stakeholder
from storage.settings.rules import keep
from storage.settings.rules import load as load_rules
from tests.doubles import NOW
from tests.types import Drawn, OpenDesk, Put, Toasts, WaitUntil, present
from tui.app import CivicDesk

TEXT = (
    "Northgate council has paused a system that scored benefit claims for the risk of fraud after campaigners found "
    "that it flagged single parents three times as often as others. Officials said an audit would be published in "
    "spring. Palantir, which supplied the model, said it had been tested for fairness and did not discriminate."
)
OTHER = "Palantir won a contract with the health service. Patients fear for the privacy of their medical records."


@pytest.fixture
def desk_of(open_desk: OpenDesk, put: Put, wait_until: WaitUntil) -> OpenDesk:
    """A desk on three stories, two of them copies, with all suggestions and folds there."""

    @asynccontextmanager
    async def opened(size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[CivicDesk, Pilot[None]]]:
        async with open_desk(size) as (app, pilot):
            seed = present(app.desk.story).id
            put(
                app,
                Story("one", "Council pauses fraud scores", source="One", text=TEXT, published=NOW),
                Story("two", "Benefit scoring halted", source="Two", text=TEXT, published=NOW - timedelta(hours=2)),
                Story("three", "Palantir in health", source="One", text=OTHER, published=NOW - timedelta(hours=3)),
            )
            library = app.workspace.library
            library.remove_many([seed])
            library.find_copies()
            app.workspace.suggestions.complete()
            app._desk_screen.take_in_changes()
            await pilot.press("g")
            await wait_until(pilot, lambda: app.desk.story and app.desk.story.id == "one" and app.desk.analysis)
            yield app, pilot

    return opened


async def test_copies_are_counted_unfolded_judged_and_split(
    desk_of: OpenDesk, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts
) -> None:
    async with desk_of() as (app, pilot):
        assert "+1 · One" in drawn(app)
        await pilot.press("d")
        await wait_until(pilot, lambda: "Benefit scoring halted" in drawn(app))
        await pilot.press("s", "D")
        await wait_until(pilot, lambda: "Judged 1 copy alike" in toasts(app))
        assert app.workspace.library.judgement("two").starred
        await pilot.press("j", "X")
        await wait_until(pilot, lambda: "Kept apart" in toasts(app))
        assert "+1 · One" not in drawn(app)
        await pilot.press("u")
        await wait_until(pilot, lambda: "+1 · One" in drawn(app))


async def test_a_hidden_story_leaves_the_list_and_undo_brings_it_back(
    desk_of: OpenDesk, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with desk_of() as (app, pilot):
        await pilot.press("j", "H")
        await wait_until(pilot, lambda: "Palantir in health" not in drawn(app))
        await pilot.press("slash", *"is:hidden", "enter")
        await wait_until(pilot, lambda: "1 of 1" in drawn(app) and "hidden" in drawn(app))
        await pilot.press("u")
        await wait_until(pilot, lambda: "no story" in drawn(app))


async def test_marked_stories_are_hidden_in_one_step(desk_of: OpenDesk, wait_until: WaitUntil, drawn: Drawn) -> None:
    async with desk_of() as (app, pilot):
        await pilot.press("asterisk", "H")
        await wait_until(pilot, lambda: "no story" in drawn(app))
        await pilot.press("u")
        await wait_until(pilot, lambda: "1 of 2" in drawn(app))


async def test_a_rule_is_made_of_the_filter_tried_and_run_as_one_step(
    desk_of: OpenDesk, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts, home: Path
) -> None:
    async with desk_of() as (app, pilot):
        await pilot.press("R")
        await wait_until(pilot, lambda: "There are no rules yet" in toasts(app))
        await pilot.press("slash", *"scored", "enter", "R")
        await wait_until(pilot, lambda: "Make a rule of this filter: scored" in drawn(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "What is done with stories" in drawn(app))
        await pilot.press(*"tag welfare, star", "enter")
        await wait_until(pilot, lambda: "Kept the rule" in toasts(app))
        assert [rule.do for rule in load_rules(app.workspace.places).rules] == [("tag welfare", "star")]
        await pilot.press("R")
        await wait_until(pilot, lambda: "Run them all: 2 stories: 2 tagged welfare, 2 starred" in drawn(app))
        assert not app.workspace.library.judgement("one").starred
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: app.workspace.library.judgement("two").starred)
        await wait_until(pilot, lambda: "rule scored" in drawn(app))
        await pilot.press("u")
        await wait_until(pilot, lambda: not app.workspace.library.judgement("one").tags)
        assert not app.workspace.library.judgement("two").starred


async def test_one_rule_is_run_alone_and_a_bad_deed_is_said(
    desk_of: OpenDesk, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts
) -> None:
    async with desk_of() as (app, pilot):
        keep(app.workspace.places, rule_of({"name": "A", "when": "scored", "do": ["star"]}))
        keep(app.workspace.places, rule_of({"name": "B", "when": "health", "do": ["hide"]}))
        await pilot.press("R")
        await wait_until(pilot, lambda: "Only B: hide" in drawn(app))
        await pilot.press("down", "down", "down", "enter")
        await wait_until(pilot, lambda: app.workspace.library.judgement("three").hidden)
        assert not app.workspace.library.judgement("one").starred
        await pilot.press("slash", *"scored", "enter", "R")
        await wait_until(pilot, lambda: "Make a rule of this filter: scored" in drawn(app))
        await pilot.press("end", "enter")
        await wait_until(pilot, lambda: "What is done with stories" in drawn(app))
        await pilot.press(*"dance", "enter")
        await wait_until(pilot, lambda: "can't do 'dance'" in toasts(app))


async def test_rules_run_on_what_a_refresh_brings_and_undo_takes_it_back(
    desk_of: OpenDesk, wait_until: WaitUntil, toasts: Toasts
) -> None:
    async with desk_of() as (app, pilot):
        done = app.workspace.decisions.apply([("one", "star", True)], label="rules on what came")
        app._desk_screen.show_step("rules on what came", done)
        await wait_until(pilot, lambda: "Rules on what came" in toasts(app))
        await pilot.press("u")
        await wait_until(pilot, lambda: not app.workspace.library.judgement("one").starred)


async def test_marked_stories_are_written_to_a_file_and_all_in_view_without_marks(
    desk_of: OpenDesk, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts, tmp_path: Path
) -> None:
    async with desk_of() as (app, pilot):
        await pilot.press("space", "E")
        await wait_until(pilot, lambda: "Write the marked story" in drawn(app))
        app.screen.query_one(Input).value = str(tmp_path / "out.jsonl")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Wrote 1 story" in toasts(app))
        assert [json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_text().splitlines()] == ["one"]
        await pilot.press("escape", "E")
        await wait_until(pilot, lambda: "Write all stories in view" in drawn(app))
        app.screen.query_one(Input).value = str(tmp_path / "out.html")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "What is it called?" in drawn(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Wrote 2 stories and 1 copy" in toasts(app))
        assert "Palantir in health" in (tmp_path / "out.html").read_text()


async def test_a_file_that_can_not_be_written_is_said(
    desk_of: OpenDesk, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts, tmp_path: Path
) -> None:
    (tmp_path / "mine.md").write_text("my own words")
    async with desk_of() as (app, pilot):
        for name, says in ((tmp_path / "mine.md", "was not written by civicdesk"), ("x.docx", "end the name with .md")):
            await pilot.press("E")
            await wait_until(pilot, lambda: "to which file?" in drawn(app))
            app.screen.query_one(Input).value = str(name)
            await pilot.press("enter")
            await wait_until(pilot, partial(lambda says: says in toasts(app), says))
            await pilot.press("escape")
    assert (tmp_path / "mine.md").read_text() == "my own words"


async def test_related_stories_are_offered_and_opened(desk_of: OpenDesk, wait_until: WaitUntil, drawn: Drawn) -> None:
    async with desk_of() as (app, pilot):
        await pilot.press("S")
        await wait_until(pilot, lambda: "share stakeholders and concerns" in drawn(app))
        assert "Palantir in health" in drawn(app)
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen.id == "desk" and present(app.desk.story).id == "three")


async def test_a_stakeholder_is_renamed_everywhere_merged_here_and_taken_back(
    desk_of: OpenDesk, wait_until: WaitUntil, drawn: Drawn, toasts: Toasts
) -> None:
    async with desk_of() as (app, pilot):

        def names() -> list[str]:
            return [stakeholder.name for stakeholder in present(app.desk.analysis).stakeholders]

        await pilot.press("2")
        pane = app._desk_screen._stakeholders
        pane.move_to(names().index("Palantir"))
        await pilot.press("c")
        await wait_until(pilot, lambda: "what is to be corrected" in drawn(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "What is it called?" in drawn(app))
        await pilot.press(*" Inc", "enter")
        await wait_until(pilot, lambda: "In every story" in drawn(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "Palantir Inc" in names())
        found = app.workspace.library.analysis("three")
        assert "Palantir Inc" in [stakeholder.name for stakeholder in present(found).stakeholders]
        pane.move_to(names().index("Palantir Inc"))
        await pilot.press("c", "down", "down", "down", "enter")
        await wait_until(pilot, lambda: "In this story only" in drawn(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "Palantir Inc" not in names())
        await pilot.press("u")
        await wait_until(pilot, lambda: "Palantir Inc" in names())
        pane.move_to(names().index("Palantir Inc"))
        await pilot.press("c", "down", "down", "down", "down", "enter")
        await wait_until(pilot, lambda: "Palantir" in names())
        await pilot.press("escape", "0")


async def test_type_role_and_another_name_of_the_story_can_be_given(
    desk_of: OpenDesk, wait_until: WaitUntil, drawn: Drawn
) -> None:
    async with desk_of() as (app, pilot):

        def stakeholder() -> Stakeholder:
            return next(one for one in present(app.desk.analysis).stakeholders if one.name == "Palantir")

        await pilot.press("2")
        pane = app._desk_screen._stakeholders
        pane.move_to([one.name for one in pane.stakeholders].index("Palantir"))
        await pilot.press("c", "down", "enter")
        await wait_until(pilot, lambda: "of what type" in drawn(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "In every story" in drawn(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: stakeholder().type == "public_body")
        before = stakeholder().roles
        await pilot.press("c", "down", "down", "enter")
        await wait_until(pilot, lambda: "give or take which role" in drawn(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "In every story" in drawn(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: set(stakeholder().roles) ^ set(before) == {"decision_maker"})
        assert stakeholder().type == "public_body"
        await pilot.press("c", "end", "enter")
        await wait_until(pilot, lambda: "the same as whom" in drawn(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "In every story" in drawn(app))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "Palantir" not in [one.name for one in present(app.desk.analysis).stakeholders])
