"""What stands above the stories of a briefing: cover, key figures, and the geometry of its charts."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import accumulate
from typing import Final

from msgspec import Struct

from civic.agreed import is_agreed
from civic.codebook import Codebook, role_label
from civic.dates import day
from civic.overview import Overview
from civic.suggestions import VERSION
from civic.text import clean_line, counted

_MOST: Final = 5
_CONCERNS: Final = 16
_TRENDS: Final = 6
_SHORTEST_TREND: Final = 3
"""Two periods are no course."""
_ENOUGH: Final = 5
"""Of fewer stories a share is chance."""


class Column(Struct, frozen=True):
    """A period of the chart over time: left edge and width, height of the column, in units of the chart."""

    x: float
    width: float
    height: float
    label: str
    value: int


class Bar(Struct, frozen=True):
    """A concern of the chart: widths of its two parts in units of the chart."""

    label: str
    tagged: int
    suggested: int
    tagged_width: float
    suggested_width: float


class Trend(Struct, frozen=True):
    """A concern over time: `columns` have the share of each period's stories that it is tagged or suggested in, in
    percent, as heights on a ground that stands for `most` percent; a period without stories has no column. `halves` are
    the shares of the earlier and of the later half of the stories, since the first and the last period may have few."""

    label: str
    columns: tuple[Column, ...]
    most: int
    halves: tuple[int, int]

    @property
    def said(self) -> str:
        """Return where the course began and ended: "12 % → 30 %"."""
        return f"{self.halves[0]} % → {self.halves[1]} %"


def cover(overview: Overview, codebook: Codebook, *, about: str, who: str, made: datetime) -> list[tuple[str, str]]:
    """Return name and value of what the cover says: what it is about, when, how it was coded; `who` is the coder, ""
    for one without a name."""
    stories = counted(overview.stories, "story", "stories")
    sources = f" from {counted(len(overview.sources), 'source')}" if overview.sources else ""
    said = [("What", f"{stories}{sources}" + (f". {about}" if about else ""))]
    if when := period(overview):
        said.append(("When", when))
    said.append(("Made", day(made, year=True)))
    concerns = counted(len(codebook.concerns), "concern")
    coder = "as coders agree" if is_agreed(who) else f"by {clean_line(who, 80) or 'a person'}"
    how = f"{overview.tagged} of {stories} tagged {coder}, with a codebook of {concerns} (version {codebook.version})"
    rest = f"What is called suggested is a machine's (its version {VERSION}), and nobody has checked it."
    return [*said, ("How coded", f"{how}. {rest}")] if overview.stories else said


def period(overview: Overview) -> str:
    """From when to when the stories are, in words."""
    if overview.first is None or overview.last is None:
        return ""
    first, last = shown(overview.first), shown(overview.last)
    return first if first == last else f"{first} to {last}"


def shown(moment: date) -> str:
    """Return a day with its year."""
    return day(datetime.combine(moment, time()), year=True)


def called(moment: date, unit: str) -> str:
    """Return what a period is called that begins then: "2026" for a year, "Nov 2026" for a month, else its first
    day."""
    if unit == "year":
        return str(moment.year)
    return shown(moment).partition(" ")[2] if unit == "month" else shown(moment)


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
    """Return the stories of each period as columns on a ground of this size; none for a single period, of which a chart
    would show nothing."""
    if len(overview.periods) < 2:
        return []
    most = max(overview.counts, default=0) or 1
    step = width / max(len(overview.periods), 1)
    return [
        Column(
            round(index * step, 2),
            round(step * 0.8, 2),
            round(height * count / most, 2),
            called(one.start, overview.unit),
            count,
        )
        for index, (one, count) in enumerate(zip(overview.periods, overview.counts, strict=True))
    ]


def bars(overview: Overview, width: float, codebook: Codebook) -> list[Bar]:
    """Return the concerns as bars, at most `width` long: what was tagged, and behind it what is only suggested; none
    for a single concern."""
    found = overview.concerns[:_CONCERNS] if len(overview.concerns) > 1 else ()
    most = max((one.stories for one in found), default=0) or 1
    return [
        Bar(
            codebook.label(one.tag), one.tagged, one.suggested,
            round(width * one.tagged / most, 2), round(width * one.suggested / most, 2),
        )
        for one in found
    ]  # fmt: skip


def trends(overview: Overview, width: float, height: float, codebook: Codebook) -> list[Trend]:
    """Return how the most frequent concerns went, in shares of each period's stories, since feeds come and go. All are
    drawn to one measure."""
    if sum(map(bool, overview.counts)) < _SHORTEST_TREND:
        return []
    counts, middle = overview.counts, _middle(overview.counts)
    with_concern = {
        one.tag: [sum(both) for both in zip(one.tagged_over_time, one.suggested_over_time, strict=True)]
        for one in sorted(overview.concerns, key=lambda one: -one.stories)[:_TRENDS]
        if one.stories >= _ENOUGH
    }
    shares = {
        tag: [_share(part, count) if count else None for part, count in zip(parts, counts, strict=True)]
        for tag, parts in with_concern.items()
    }
    most = max((share or 0 for course in shares.values() for share in course), default=0)
    step = width / len(overview.periods)

    def column(at: int, share: int) -> Column:
        label = called(overview.periods[at].start, overview.unit)
        return Column(round(at * step, 2), round(step * 0.8, 2), round(height * share / most, 2), label, share)

    def halves(parts: Sequence[int]) -> tuple[int, int]:
        earlier, later = slice(middle), slice(middle, None)
        return _share(sum(parts[earlier]), sum(counts[earlier])), _share(sum(parts[later]), sum(counts[later]))

    return [
        Trend(
            codebook.label(tag),
            tuple(column(at, one) for at, one in enumerate(course) if one is not None),
            most,
            halves(with_concern[tag]),
        )
        for tag, course in shares.items()
        if most
    ]


def _share(part: int, whole: int) -> int:
    """Return a share in percent; 0 of nothing."""
    return round(100 * part / whole) if whole else 0


def _middle(counts: Sequence[int]) -> int:
    """Return the period that the later half of the stories begins with: neither half is empty where two periods have
    stories."""
    half, last = sum(counts) / 2, max((at for at, count in enumerate(counts) if count), default=0)
    return min(last, next(at for at, count in enumerate(accumulate(counts), start=1) if count >= half))
