"""Nothing of an outside text acts on the terminal or moves the columns."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.text.plain import fit, fit_apart, plain, visible

HOSTILE = [
    "\x1b[31mred",
    "\x9b31m",
    "a\u202eb",
    "x\u200dy",
    "\x07",
    "tab\there",
    "e\u0301",
    "\ufeffbom",
    "1\r2",
    "\ud800",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_control_format_or_surrogate_is_left(text: str) -> None:
    assert not {unicodedata.category(character) for character in visible(text)} & {"Cc", "Cf", "Cs"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("نمی\u200cخواهد", "نمی\u200cخواهد"),
        ("نمی\u200c خواهد\u200c", "نمی خواهد"),
        ("pal\u200cantir", "palantir"),
        ("क्\u200dष", "क्ष"),
    ],
)
def test_what_parts_letters_within_a_persian_word_stays_there(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert cell_len(visible(text)) == cell_len(visible(text).replace("\u200c", ""))


def test_markup_is_text() -> None:
    assert plain("[/nope] [@click=app.quit]x[/]").plain == "[/nope] [@click=app.quit]x[/]"
    assert not plain("[bold]x[/bold]").spans


def test_texts_that_begin_alike_are_cut_so_that_they_differ() -> None:
    assert fit_apart(["bias", "privacy", "private-data", "safety-net"], 6) == ["bias  ", "pri…cy", "pri…ta", "safet…"]
    assert fit_apart(["face-hall-1", "face-wall-1"], 6) == ["fac…-1", "fa…l-1"]


@given(st.lists(st.text(max_size=80), max_size=30, unique_by=visible))
def test_texts_fit_and_differ(texts: list[str]) -> None:
    shown = fit_apart(texts, 6)
    assert all(cell_len(one) == 6 for one in shown)
    assert len({one.rstrip() for one in shown}) == len({visible(text).rstrip() for text in texts})


@given(st.text(max_size=80), st.integers(1, 60))
def test_fit_is_exactly_as_wide_as_asked(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


def test_fit_cuts_with_an_ellipsis() -> None:
    assert fit("civic technology", 6) == "civic…"
    assert fit("日本語", 4) == "日… "


def test_skin_tones_which_terminals_draw_at_two_widths_are_left_out() -> None:
    assert visible("\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4} yes") == "\N{THUMBS UP SIGN} yes"


@pytest.mark.parametrize(
    ("text", "cells"),
    [("हिन्दी में समाचार", 14), ("क्षेत्रीय", 6), ("नमस्ते", 4), ("தமிழ்", 4), ("ไทยแปล", 6), ("한국어", 6), ("e\u0301", 1)],
)
def test_cells_are_counted_as_tmux_counts_them(text: str, cells: int) -> None:
    assert cell_len(visible(text)) == cells
    assert cell_len(fit(text, 20)) == 20


def test_only_marks_that_do_not_space_take_no_cell() -> None:
    marks = [chr(code) for code in range(0x300, 0x1E000) if unicodedata.category(chr(code)) == "Mc"]
    assert {cell_len(one) for one in map(visible, marks) if one} == {1}
    assert cell_len("\u0301") == cell_len("\u094d") == 0


@pytest.mark.parametrize("text", ["\u2630", "\U0001d306", "\u3248"])
def test_what_terminals_disagree_on_is_drawn_as_a_square_in_its_place(text: str) -> None:
    assert visible(f"a{text}b") == "a\u25a1b"


def test_hangul_fillers_are_left_out() -> None:
    assert visible("a\u3164b\uffa0") == "ab"
