"""What stands above the stories of a briefing: the period and the key figures, and the geometry of its charts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from civic.codebook import Codebook, role_label
from civic.dates import day
from civic.overview import Overview
from civic.text import clean_line

_MOST: Final = 5
_CONCERNS: Final = 16


@dataclass(frozen=True, slots=True)
class Column:
    """A period of the chart over time: left edge and width, height of the column, in units of the chart."""

    x: float
    width: float
    height: float
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A concern of the chart: widths of its two parts in units of the chart."""

    label: str
    tagged: int
    suggested: int
    tagged_width: float
    suggested_width: float


def period(overview: Overview) -> str:
    """From when to when the stories are, in words."""
    if overview.first is None or overview.last is None:
        return ""
    first, last = shown(overview.first), shown(overview.last)
    return first if first == last else f"{first} to {last}"


def shown(moment: date) -> str:
    """Return a day with its year."""
    return day(datetime.combine(moment, time()), year=True)


def key_figures(overview: Overview, codebook: Codebook) -> list[tuple[str, str]]:
    """Name and value of what is worth knowing first; without stories nothing."""
    if not overview.stories:
        return []
    return [(name, value) for name, value in _figures(overview, codebook) if value]


def _figures(overview: Overview, codebook: Codebook) -> Iterator[tuple[str, str]]:
    yield "Period", period(overview)
    yield "Stories", str(overview.stories)
    yield "Tagged by a person", f"{overview.tagged} ({round(100 * overview.tagged / overview.stories)} %)"
    yield "Sources", _listed(overview.sources)
    tagged = sorted(overview.concerns, key=lambda one: -one.tagged)
    yield "Most tagged", _listed([(codebook.label(one.tag), one.tagged) for one in tagged if one.tagged])
    suggested = sorted(overview.concerns, key=lambda one: -one.suggested)
    open_ones = [(codebook.label(one.tag), one.suggested) for one in suggested if one.suggested]
    yield "Most suggested, not decided", _listed(open_ones)
    yield "Stakeholders", _listed([(_stakeholder(one.name, one.roles), one.stories) for one in overview.stakeholders])


def _stakeholder(name: str, roles: Sequence[tuple[str, int]]) -> str:
    return f"{name}, {role_label(roles[0][0])}" if roles else name


def _listed(counts: Sequence[tuple[str, int]]) -> str:
    more = len(counts) - _MOST
    text = "; ".join(f"{clean_line(name, 200)} ({count})" for name, count in counts[:_MOST])
    return f"{text}; {more} more" if more > 0 else text


def columns(overview: Overview, width: float, height: float) -> list[Column]:
    """Return the stories of each period as columns on a ground of this size."""
    most = max(overview.counts, default=0) or 1
    step = width / max(len(overview.periods), 1)
    return [
        Column(round(index * step, 2), round(step * 0.8, 2), round(height * count / most, 2), shown(one.start), count)
        for index, (one, count) in enumerate(zip(overview.periods, overview.counts, strict=True))
    ]


def bars(overview: Overview, width: float, codebook: Codebook) -> list[Bar]:
    """Return the concerns as bars, at most `width` long: what was tagged, and behind it what is only suggested."""
    found = overview.concerns[:_CONCERNS]
    most = max((one.stories for one in found), default=0) or 1
    return [
        Bar(
            codebook.label(one.tag), one.tagged, one.suggested,
            round(width * one.tagged / most, 2), round(width * one.suggested / most, 2),
        )
        for one in found
    ]  # fmt: skip
