"""Without colour nothing is told by a ground alone, and nothing is coloured."""

from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tests.types import present
from tui.terminal.no_color import Uncoloured

VARIABLES = {"background": "#14171a", "surface": "#191d21", "panel": "#20262b"}


def drawn(*styles: str) -> list[Style]:
    segments = [Segment("x", Style.parse(style)) for style in styles]
    return [present(segment.style) for segment in Uncoloured(lambda: VARIABLES).apply(segments, Color(0, 0, 0))]


def test_no_colour_is_left_and_weight_is() -> None:
    for style in drawn("bold red on #14171a", "italic #ffffff", "underline #123456 on #20262b"):
        assert present(style.color).is_default
        assert present(style.bgcolor).is_default
        assert style.bold or style.italic or style.underline


def test_a_ground_of_its_own_is_turned_round_and_a_plain_one_is_not() -> None:
    cursor, plain, rounded, default = drawn("#ffffff on #2a343a", "#ffffff on #14171a", "on #15161b", "bold")
    assert cursor.reverse
    assert not plain.reverse
    assert not rounded.reverse
    assert not default.reverse


def test_what_has_no_style_stays_so() -> None:
    (segment,) = Uncoloured(lambda: VARIABLES).apply([Segment("x")], Color(0, 0, 0))
    assert segment.text == "x"
    assert not segment.style
