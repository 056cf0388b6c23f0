"""Every command once, every key once in its place."""

from collections import Counter
from importlib import import_module

import pytest
from textual.binding import Binding

from tests.types import OpenDesk
from tui.app import CivicDesk
from tui.handlers.registry import WHEN_ASKED
from tui.keys.binding import bindings, key_table, remapped
from tui.keys.commands import (
    ANYWHERE,
    ASK,
    CHANGES,
    CHOOSE,
    CODEBOOK,
    COMMANDS,
    CONCERNS,
    DESK,
    FEEDS,
    FILTER,
    HELP,
    HISTORY,
    LIST,
    MOVE,
    NOTE,
    NOTIFICATIONS,
    OVERVIEW,
    PANE,
    PASSAGE,
    PICKER,
    PLACES,
    QUOTE,
    SEARCH,
    SIDES,
    STAKEHOLDERS,
    STARTER,
    STRIP,
    TEXT,
    VIEWS,
    Command,
)
from tui.keys.places import ABOUT
from tui.screens.ask import AskScreen
from tui.screens.charts.overview import OverviewScreen
from tui.screens.choose import ChooseScreen
from tui.screens.coding.changes import ChangesScreen
from tui.screens.coding.codebook import CodebookScreen
from tui.screens.coding.history import HistoryScreen
from tui.screens.coding.sides import SidesScreen
from tui.screens.desk.screen import DeskScreen
from tui.screens.feeds import FeedsScreen
from tui.screens.help import HelpScreen
from tui.screens.messages import Request
from tui.screens.note import NoteScreen
from tui.screens.notifications import NotificationsScreen
from tui.screens.palette import SearchScreen
from tui.screens.picker import PickerScreen
from tui.screens.starter import StarterScreen
from tui.screens.views import ViewsScreen
from tui.widgets.filter_box import FilterBox
from tui.widgets.line_view import LineView
from tui.widgets.panes.concerns import ConcernsPane
from tui.widgets.panes.stakeholders import StakeholdersPane
from tui.widgets.panes.text import TextPane
from tui.widgets.panes.views import ViewsPane
from tui.widgets.story_list import StoryList

OWNERS = {
    ANYWHERE: CivicDesk,
    DESK: DeskScreen,
    FILTER: FilterBox,
    LIST: StoryList,
    PANE: DeskScreen,
    MOVE: LineView,
    STAKEHOLDERS: StakeholdersPane,
    TEXT: TextPane,
    PASSAGE: TextPane,
    QUOTE: ConcernsPane,
    STRIP: ViewsPane,
    PICKER: PickerScreen,
    VIEWS: ViewsScreen,
    CODEBOOK: CodebookScreen,
    NOTE: NoteScreen,
    ASK: AskScreen,
    CHOOSE: ChooseScreen,
    SEARCH: SearchScreen,
    FEEDS: FeedsScreen,
    STARTER: StarterScreen,
    OVERVIEW: OverviewScreen,
    CHANGES: ChangesScreen,
    CONCERNS: ConcernsPane,
    SIDES: SidesScreen,
    HISTORY: HistoryScreen,
    NOTIFICATIONS: NotificationsScreen,
    HELP: HelpScreen,
}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_has_an_action_where_it_applies(command: Command) -> None:
    if not command.is_of_desk:
        assert hasattr(OWNERS[command.where], f"action_{command.method}")


async def test_the_main_screen_has_its_commands_and_no_other(open_desk: OpenDesk) -> None:
    async with open_desk() as (app, _):
        assert isinstance(app.screen, DeskScreen)
        assert set(app.screen.commands) == {command.id for command in COMMANDS if command.is_of_desk}


async def test_every_request_is_answered(open_desk: OpenDesk) -> None:
    async with open_desk() as (app, _):
        assert app.handlers.requests() == set(Request.__subclasses__())
        for module, name in set(WHEN_ASKED.values()):
            handler = getattr(import_module(f"tui.handlers.{module}"), name)(app.handlers.context)
            assert set(handler.answers) == {kind for kind, found in WHEN_ASKED.items() if found == (module, name)}


def test_every_place_is_named_told_and_owned() -> None:
    assert set(OWNERS) == set(PLACES) == set(ABOUT) == {command.where for command in COMMANDS}


SAME_EVERYWHERE = {
    "r": {"feeds.refresh", "feeds.refresh-all"},
    "R": {"rules.open"},
    "d": {"copies.unfold"},
    "n": {"story.note", "codebook.memo", "find.next"},  # the next place only while words are found
    "e": {"story.note", "codebook.memo"},
    "c": {"stakeholder.correct", "codebook.rename", "feeds.rename"},
    "u": {"undo", "views.undo", "codebook.undo", "feeds.undo", "sides.undo"},
    "x": {"concern.reject", "stakeholder.reject", "quote.drop", "views.remove", "codebook.delete", "feeds.remove",
          "sides.no"},
}  # fmt: skip
"""Letters that mean one thing on all screens: fetch all, rules, copies, note, note, call otherwise, undo, take away."""


@pytest.mark.parametrize("key", SAME_EVERYWHERE)
def test_a_letter_means_the_same_on_all_screens(key: str) -> None:
    assert {command.id for command in COMMANDS if key in command.keys} == SAME_EVERYWHERE[key]


DIALOGUES = (PICKER, VIEWS, CODEBOOK, NOTE, ASK, CHOOSE, SEARCH, FEEDS, STARTER, CHANGES, HISTORY, NOTIFICATIONS, HELP)


@pytest.mark.parametrize("place", DIALOGUES)
def test_each_dialogue_says_what_enter_and_esc_do(place: str) -> None:
    told = {key for command in COMMANDS if command.where == place and command.footer for key in command.display.split()}
    assert {"enter", "esc"} <= told


def test_ids_are_unique() -> None:
    assert max(Counter(command.id for command in COMMANDS).values()) == 1


# Which places are active together: their keys must differ.
@pytest.mark.parametrize(
    "places",
    [
        (ANYWHERE, DESK, LIST, MOVE),
        (ANYWHERE, DESK, PANE, MOVE),
        (FEEDS, MOVE),
        (STARTER, MOVE),
        (PICKER,),
        (VIEWS, MOVE),
        (CODEBOOK, MOVE),
        (CHOOSE, MOVE),
    ],
)
def test_no_key_means_two_things_in_one_place(places: tuple[str, ...]) -> None:
    keys = Counter(key for command in COMMANDS if command.where in places for key in command.keys)
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_key_is_one_that_terminals_or_multiplexers_take() -> None:
    taken = {"ctrl+a", "ctrl+b", "ctrl+c", "ctrl+s", "ctrl+q", "ctrl+z", "ctrl+backslash"}
    assert [(key, one.id) for one in COMMANDS for key in one.keys if key in taken] == [
        ("ctrl+c", "app.how-to-leave"), ("ctrl+z", "app.suspend"),  # which do what terminals mean by them
    ]  # fmt: skip


def test_a_remap_by_id_is_used_and_nonsense_is_named() -> None:
    usable, complaints = remapped({"concern.accept": "y", "no.such": "k"})
    assert usable == {"concern.accept": "y"}
    assert any("no.such" in sentence for sentence in complaints)
    assert any("concern.accept" in sentence and "story.copy-link" in sentence for sentence in complaints)


def test_no_remap_no_complaint() -> None:
    assert remapped({}) == ({}, [])


def test_the_table_has_every_command() -> None:
    table = key_table()
    assert all(command.help in table for command in COMMANDS)


def test_bindings_carry_the_ids_that_remapping_needs() -> None:
    assert [binding.id for binding in bindings(LIST) if isinstance(binding, Binding)] == [
        c.id for c in COMMANDS if c.where == LIST
    ]
