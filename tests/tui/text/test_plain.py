"""Nothing of an outside text acts on the terminal or moves the columns."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.text.plain import fit, plain, visible

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


def test_markup_is_text() -> None:
    assert plain("[/nope] [@click=app.quit]x[/]").plain == "[/nope] [@click=app.quit]x[/]"
    assert not plain("[bold]x[/bold]").spans


@given(st.text(max_size=80), st.integers(1, 60))
def test_fit_is_exactly_as_wide_as_asked(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


def test_fit_cuts_with_an_ellipsis() -> None:
    assert fit("civic technology", 6) == "civic…"
    assert fit("日本語", 4) == "日… "


def test_skin_tones_which_terminals_draw_at_two_widths_are_left_out() -> None:
    assert visible("\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4} yes") == "\N{THUMBS UP SIGN} yes"
