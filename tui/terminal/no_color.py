"""What NO_COLOR asks for: no colour at all, where Textual would paint in greys (https://no-color.org)."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from rich.color import Color as RichColor
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_PLAIN_GROUNDS: Final = ("background", "surface", "panel")
_NEAR: Final = 4
"""What a translucent layer's rounding may make of a plain ground, in each of red, green and blue (0 to 255)."""
_NO_COLOURS: Final = Style.from_color(RichColor.default(), RichColor.default())
_TURNED_ROUND: Final = _NO_COLOURS + Style(reverse=True)
_UNDERLINED: Final = _NO_COLOURS + Style(underline=True)


class Uncoloured(LineFilter):
    """Draws in the terminal's own two colours. A ground that is none of the theme's plain ones (of a cursor, of a
    selected passage) means something, so that it is turned round; evidence, which may be most of a text, is underlined.
    Weight stays as it is."""

    def __init__(self, variables: Callable[[], Mapping[str, str]]) -> None:
        """`variables` are those of the theme in use."""
        super().__init__()
        self._variables = variables

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without their colours."""
        variables = self._variables()
        plain = _colours(*(variables.get(name, "") for name in _PLAIN_GROUNDS))
        evidence = _colours(variables.get("current", ""))
        return [
            Segment(text, style and style + _without_colours(style, plain, evidence), control)
            for text, style, control in segments
        ]


def _without_colours(style: Style, plain: frozenset[ColorTriplet], evidence: frozenset[ColorTriplet]) -> Style:
    if _is_plain(style, plain):
        return _NO_COLOURS
    return _UNDERLINED if _is_plain(style, evidence) else _TURNED_ROUND


def _is_plain(style: Style, grounds: frozenset[ColorTriplet]) -> bool:
    paint = style.bgcolor
    if paint is None or paint.is_default:
        return True
    return paint.triplet is not None and _is_near(paint.triplet, grounds)


@lru_cache(1024)
def _is_near(paint: ColorTriplet, grounds: frozenset[ColorTriplet]) -> bool:
    return any(all(abs(a - b) <= _NEAR for a, b in zip(paint, ground, strict=True)) for ground in grounds)


@lru_cache(16)
def _colours(*names: str) -> frozenset[ColorTriplet]:
    return frozenset(ColorTriplet(*Color.parse(name).rgb) for name in names if name)
