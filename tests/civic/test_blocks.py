"""Bars and courses of blocks."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from civic.blocks import bar, sparkline, two_bars

NUMBERS = st.integers(0, 10**6)


def test_a_bar_is_as_long_as_its_value() -> None:
    assert bar(10, 10, 8) == "█" * 8
    assert bar(5, 10, 8) == "█" * 4
    assert bar(1, 16, 8) == "▌"
    assert bar(1, 10**6, 8) == "▏"
    assert bar(0, 10, 8) == bar(3, 0, 8) == bar(3, 3, 0) == ""


@given(NUMBERS, NUMBERS, st.integers(0, 200))
def test_two_bars_never_leave_their_room_and_both_are_seen(first: int, second: int, width: int) -> None:
    solid, light = two_bars(first, second, first + second, width)
    assert cell_len(solid) + cell_len(light) <= width
    assert bool(solid) == (first > 0 and width > (second > 0))
    assert bool(light) == (second > 0 and width > 0)


def test_a_course_has_a_column_a_value_and_is_packed_where_there_is_no_room() -> None:
    assert sparkline([0, 1, 4, 8], 10) == " ▁▄█"
    assert sparkline([1, 1, 0, 0, 2, 2], 3) == "▄ █"
    assert sparkline([0, 0], 5) == "  "
    assert sparkline([], 5) == sparkline([1], 0) == ""


@given(st.lists(NUMBERS, max_size=300), st.integers(0, 80))
def test_a_course_fits(values: list[int], width: int) -> None:
    assert cell_len(sparkline(values, width)) == min(len(values), width)
