"""The charts of a briefing as lines of text: the same figures as in the web page's."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from civic.blocks import bar, sparkline, two_bars
from civic.codebook import Codebook
from civic.export.brief import Trend, bars, columns, trends
from civic.overview import Overview
from civic.text import clean_line

_WIDTH: Final = 40
_LABEL: Final = 34


def charts(overview: Overview, codebook: Codebook) -> Iterator[tuple[str, list[str]]]:
    """Caption and lines of each chart: stories over time, concerns, their course. A line has a label, a bar and its
    number, and is at most 90 cells wide; a chart without figures is left out."""
    if found := columns(overview, 1, 1):
        most = max(one.value for one in found)
        drawn = [(one.label, bar(one.value, most, _WIDTH), str(one.value)) for one in found]
        yield f"Stories by {overview.unit}", _lines(drawn)
    if concerns := bars(overview, 1, codebook):
        most = max(one.tagged + one.suggested for one in concerns)
        drawn = [
            (one.label, "".join(two_bars(one.tagged, one.suggested, most, _WIDTH)), f"{one.tagged} + {one.suggested}")
            for one in concerns
        ]
        yield "Concerns, in stories: █ tagged by a person + ░ only suggested by the machine", _lines(drawn)
    if found_trends := trends(overview, len(overview.periods), 1, codebook):
        # the highest column stands for the share that is highest among all, so that the lines can be compared
        drawn = [(one.label, _course(one, len(overview.periods)), one.said) for one in found_trends]
        head = f"Concerns, in shares of each {overview.unit}'s stories (█ {found_trends[0].most} %)"
        yield f"{head}, and in the earlier → the later half of all", _lines(drawn)


def _course(trend: Trend, periods: int) -> str:
    """Return the course of a concern, a column a period; "·" where there was nothing."""
    shares = {round(one.x): one.value for one in trend.columns}
    measured = [*(shares.get(at, 0) for at in range(periods)), trend.most]
    return sparkline(measured, len(measured))[:-1].replace(" ", "·")


def _lines(rows: Sequence[tuple[str, str, str]]) -> list[str]:
    labels = [clean_line(label, _LABEL) for label, _, _ in rows]
    width = max(map(_cells, labels))
    drawn = zip(labels, rows, strict=True)
    return [
        f"{label}{' ' * (width - _cells(label))}  {f'{bar} {number}'.lstrip()}" for label, (_, bar, number) in drawn
    ]


def _cells(text: str) -> int:
    """Return how many columns a text takes where every letter is as wide as the next: two each for wide ones."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )
