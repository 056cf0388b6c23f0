"""Panes take what they need, the text the rest; no scroll bar beside blank lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.panes.heights import Need, repeats, shares

needs = st.builds(Need, st.integers(1, 60), st.integers(3, 40))


@given(st.integers(1, 80), st.lists(needs, max_size=3), st.integers(1, 200))
def test_all_lines_are_given_and_none_is_blank_while_another_pane_scrolls(
    room: int, panes: list[Need], rest: int
) -> None:
    given_lines = shares(room, panes, rest)
    assert sum(given_lines) == room
    assert all(lines >= 0 for lines in given_lines)
    assert all(lines <= one.lines for lines, one in zip(given_lines, panes, strict=False))
    if given_lines[-1] > rest:
        assert all(lines == one.lines for lines, one in zip(given_lines, panes, strict=False))


def test_a_pane_that_needs_much_is_held_to_its_limit_while_the_text_is_longer_than_its_room() -> None:
    assert shares(30, [Need(4, 8), Need(20, 12)], 100) == [4, 12, 14]
    assert shares(30, [Need(4, 8), Need(20, 12)], 6) == [4, 20, 6]


def test_the_last_pane_keeps_two_lines_below_its_title_and_on_few_rows_the_title_with_its_key() -> None:
    assert shares(18, [Need(6, 4), Need(9, 4), Need(9, 9)], 40)[-1] == 3
    assert shares(8, [Need(6, 4), Need(9, 4), Need(9, 9)], 40)[-1] == 1


@pytest.mark.parametrize(
    ("summary", "text", "says_nothing"),
    [
        (("The bins are emptied.",), "The bins are\nemptied.", True),
        (("The bins are emptied.", "Nobody minds."), "The bins are emptied. Nobody minds.", True),
        (("The bins are emptied.",), "The bins are emptied. " + "There is much more to say of it. " * 5, False),
        (("Other words than those of the text.",), "The bins are emptied.", False),
        ((), "The bins are emptied.", False),
        ((), "", False),
    ],
)
def test_a_summary_that_only_repeats_a_text_is_known(summary: tuple[str, ...], text: str, says_nothing: bool) -> None:
    assert repeats(summary, text) is says_nothing
