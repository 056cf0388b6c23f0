"""Rows of the list: whole titles, whole stories, and concerns told without colour."""

from datetime import datetime
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from civic.judgement import CODED, STAR, Decision, Verdict, concern_field
from tests.tui.conftest import MemoryShelf, a_story
from tests.tui.sessions import desk_on
from tui.desk.guidance import Advice
from tui.screens.desk.panes import list_columns
from tui.text.wrap import wrap
from tui.widgets.story_rows import COLUMNS, SIGNS, Place, StoryRows, concern_marks, dots_column, title_lines

TITLES = (  # as long as those of local papers, ministries and campaigns are
    "Bins emptied",
    "Council drops the benefit score",
    "Police to share number plate records with supermarkets",
    "Schools told to switch off fingerprint readers in canteens",
    "What we learned from moving a permit system to open source",
    "Hospital's triage chatbot missed one stroke in nine, an audit finds",
    "Minister defends facial recognition on the underground after complaint",
    "Court orders tax office to explain the model that chose whom to investigate",
    "An open letter to the mayor on sensors, street lamps and who may read their data",
    "Call for evidence: how should public bodies record the automated decisions they make?",
    "Borough consults residents on cameras that count people, bikes and prams at nine crossings",
)


@pytest.fixture
def rows(shelf: MemoryShelf, now: datetime) -> StoryRows:
    for number, title in enumerate(TITLES, 6):
        shelf.put(a_story(number, title), number)
    return StoryRows(desk_on(shelf, now), lambda: now, lambda: (Advice("A hint below the stories."),))


def drawn(rows: StoryRows, place: Place, width: int) -> str:
    return "".join(piece.text for piece in rows.line(place, width)[0])


def test_nine_of_ten_titles_are_whole_on_two_lines_at_120_columns() -> None:
    room = list_columns(120) - 4
    whole = [title for title in TITLES if len(wrap(title, room)) <= 2]
    assert len(whole) >= 0.9 * len(TITLES)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), max_size=80),
       st.integers(4, 60))  # fmt: skip
def test_a_title_has_one_line_where_it_fits_and_never_more_than_two(title: str, width: int) -> None:
    lines = title_lines(title, width)
    assert len(lines) == min(2, len(wrap(title, width)))
    assert lines[-1].end >= len(title.rstrip())
    if len(wrap(title, width)) <= 2:
        assert all(cell_len(title[line.start : line.end]) <= max(width, 2) for line in lines)


@pytest.mark.parametrize("width", [28, 40, 60, COLUMNS, 140])
@pytest.mark.parametrize("top", [0, 3, 9])
def test_a_window_begins_with_a_whole_story_and_has_each_in_its_order(rows: StoryRows, top: int, width: int) -> None:
    window = rows.window(top, 12, width)
    assert window[0] == (top, 0)
    assert len(window) <= 12
    stories = [[place.part for place in places] for _, places in groupby(window, lambda place: place.position)]
    for number, parts in enumerate(stories[:-1], top):
        assert parts == list(range(rows.height(number, width)))


@pytest.mark.parametrize("width", [24, 40, COLUMNS, 160])
def test_every_line_has_the_width_of_the_list_at_most(rows: StoryRows, width: int) -> None:
    for place in rows.window(0, 60, width):
        assert cell_len(drawn(rows, place, width).rstrip()) <= width


def test_a_wide_list_has_a_story_on_one_line_in_columns(rows: StoryRows) -> None:
    at = len(TITLES) - 1 - TITLES.index("Bins emptied")
    assert rows.height(at, COLUMNS) == 1
    assert rows.height(at, COLUMNS - 1) == 2
    assert "Bins emptied" in drawn(rows, Place(at, 0), COLUMNS)


def test_hints_follow_the_last_story_after_an_empty_line(rows: StoryRows) -> None:
    below = [drawn(rows, place, 60).strip() for place in rows.window(14, 20, 60) if place.position < 0]
    assert below == ["", "A hint below the stories."]


@pytest.mark.parametrize(
    ("tags", "suggested", "room", "lettered", "expected"),
    [
        (("privacy",), ("bias",), 6, False, "●○"),
        (("privacy",), ("bias",), 9, True, "●pr○bi"),
        (("privacy", "bias"), ("power",), 7, True, "●pr●bi…"),
        (("privacy",) * 9, (), 9, False, "●●●●●●●●●"),
        (("privacy",) * 9, (), 8, False, "●●●●●●●…"),
        ((), (), 5, True, ""),
        (("privacy",), (), 2, True, "…"),
        (("privacy",), (), 0, False, ""),
    ],
)
def test_concerns_are_told_by_dots_or_letters_and_never_by_a_number(
    tags: tuple[str, ...], suggested: tuple[str, ...], room: int, lettered: bool, expected: str
) -> None:
    assert "".join(piece.text for piece in concern_marks(tags, suggested, room, lettered=lettered)) == expected


def test_dots_stand_as_far_as_source_and_age_leave_room(shelf: MemoryShelf, now: datetime) -> None:
    rows = StoryRows(desk_on(shelf, now), lambda: now, tuple)
    at = 0
    story = shelf.rows([rows._desk.view.keys[at]])[0].id
    many = ("privacy", "bias", "safety", "security", "rights", "labour", "power", "access", "purpose")
    rows._desk.change("tagged", [(story, concern_field(tag), Decision(Verdict.ACCEPTED)) for tag in many])
    assert drawn(rows, Place(at, 1), 60).count("●") == len(many)
    last = Place(at, rows.height(at, 14) - 1)
    assert 0 < drawn(rows, last, 14).count("●") < len(many)
    assert "…" in drawn(rows, last, 14)


def test_columns_have_more_room_for_dots_the_wider_the_list_is() -> None:
    assert dots_column(COLUMNS, lettered=False) == 7
    assert dots_column(200, lettered=False) > dots_column(120, lettered=False) >= 6
    assert dots_column(120, lettered=True) >= 4 * 3


def test_each_sign_says_one_thing() -> None:
    assert len({sign for sign, _ in SIGNS}) == len(SIGNS)
    assert dict(SIGNS)["◆"].startswith("marked")


@pytest.mark.parametrize("width", [14, 37, 60, COLUMNS, 160])
@pytest.mark.parametrize("copies", [0, 1])
def test_a_star_and_how_the_story_stands_are_both_seen(
    shelf: MemoryShelf, now: datetime, width: int, copies: int
) -> None:
    rows = StoryRows(desk_on(shelf, now), lambda: now, tuple)
    view = rows._desk.view
    story = shelf.rows([view.keys[0]])[0].id
    if copies:
        view.arrangement = replace(view.arrangement, copies={view.keys[0]: 3})
    before = [drawn(rows, Place(0, part), width) for part in range(rows.height(0, width))]
    for field, sign in ((STAR, "•"), (CODED, "✓")):
        rows._desk.change("changed", [(story, field, True)])
        lines = [drawn(rows, Place(0, part), width) for part in range(rows.height(0, width))]
        assert lines[0][1] == sign
        assert "★" in (lines[0] if width >= COLUMNS else lines[1])[1:3]
        assert [cell_len(line.rstrip()) for line in lines[1:]] == [cell_len(line.rstrip()) for line in before[1:]]
        assert sum(line.count("★") for line in lines) == 1
