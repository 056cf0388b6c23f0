"""Bars and lines of Unicode blocks, in as many cells as there are."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

_EIGHTHS: Final = " ▏▎▍▌▋▊▉"
_HEIGHTS: Final = "▁▂▃▄▅▆▇█"
_LIGHT: Final = "░"


def bar(value: int, most: int, width: int) -> str:
    """Return a bar as long as `value` is to `most`, to an eighth of a cell; something is never nothing to look at."""
    if value <= 0 or most <= 0 or width <= 0:
        return ""
    eighths = max(1, min(8 * width, round(8 * width * value / most)))
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")


def two_bars(first: int, second: int, most: int, width: int) -> tuple[str, str]:
    """Two bars, one behind the other: the first solid, the second light, together no longer than `width`."""
    solid = bar(first, most, width)
    cells = round(width * (first + second) / most) if most > 0 else 0
    light = max(cells - len(solid), 1 if second > 0 else 0)
    if len(solid) + light > width:  # what is there must be seen, so the solid part gives way
        solid = solid[: max(width - light, 0)]
    return solid, _LIGHT * min(light, width) if second > 0 else ""


def sparkline(values: Sequence[int], width: int) -> str:
    """Return the course of values, a column each; where there are more than fit, several are added up into one."""
    if not values or width <= 0:
        return ""
    if len(values) > width:
        edges = [number * len(values) // width for number in range(width + 1)]
        values = [sum(values[start:end]) for start, end in pairwise(edges)]
    most = max(values)
    if most <= 0:
        return " " * len(values)
    return "".join(_HEIGHTS[max(0, -(-8 * value // most) - 1)] if value > 0 else " " for value in values)
