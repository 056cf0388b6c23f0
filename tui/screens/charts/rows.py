"""From figures to the rows that show them. Each row says which stories are behind it, in the filter language."""

from collections import Counter
from collections.abc import Iterator

from civic.codebook import Codebook, role_label
from civic.dates import day
from civic.export.brief import called
from civic.overview import UNDATED, Overview, StakeholderFigure
from civic.stakeholder_page import Meeting, StakeholderPage, roles_in_words
from civic.story import read_time
from tui.widgets.chart_view import Cell, ChartRow

_CONCERNS = 16
_SOURCES = 20


def within(query: str, part: str) -> str:
    """Return the filter that finds the stories of a filter which another one finds, too."""
    query = query.strip()
    return f"({query}) {part}" if " OR " in query else f"{query} {part}".strip()


def quoted(field: str, value: str) -> str:
    """Return a field with a value of any characters, as the filter language reads it."""
    return f'{field}:"{" ".join(value.replace(chr(34), " ").split())}"'


def overview_rows(overview: Overview, codebook: Codebook) -> list[ChartRow]:
    """Return rows of time, concerns, stakeholders, the matrix of both, sources."""
    return [
        *_periods(overview),
        *_concerns(overview, codebook),
        *_stakeholders(overview),
        *_matrix(overview, codebook),
        *_sources(overview),
    ]


def _periods(overview: Overview) -> Iterator[ChartRow]:
    """Yield a row a period, and the rest of the stories, so that the rows have all of them."""
    found = [(called(one.start, overview.unit), count, one.query)
             for one, count in zip(overview.periods, overview.counts, strict=True)]  # fmt: skip
    if overview.earlier:
        start = overview.periods[0].start
        found.insert(0, (f"before {called(start, overview.unit)}", overview.earlier, f"before:{start.isoformat()}"))
    if overview.undated:
        found.append(("no date", overview.undated, UNDATED))
    most = max((count for _, count, _ in found), default=0)
    for label, count, query in found:
        yield ChartRow(f"Stories by {overview.unit}", label, count, most=most, query=query)


def _concerns(overview: Overview, codebook: Codebook) -> Iterator[ChartRow]:
    found = overview.concerns[:_CONCERNS]
    most = max((one.stories for one in found), default=0)
    for one in found:
        course = tuple(map(sum, zip(one.tagged_over_time, one.suggested_over_time, strict=True)))
        yield ChartRow("Concerns, tagged █ + suggested ░", codebook.label(one.tag), one.tagged, one.suggested, most,
                       course=course, query=quoted("concern", one.tag))  # fmt: skip


def _stakeholders(overview: Overview) -> Iterator[ChartRow]:
    most = max((one.stories for one in overview.stakeholders), default=0)
    for one in overview.stakeholders:
        yield ChartRow("Stakeholders", one.name, one.stories, most=most, words=roles_in_words(one.roles),
                       query=quoted("stakeholder", one.name), stakeholder=one.name)  # fmt: skip


def _matrix(overview: Overview, codebook: Codebook) -> Iterator[ChartRow]:
    for one in overview.stakeholders:
        if one.concerns:
            yield ChartRow(
                "Stakeholders and concerns", one.name, stakeholder=one.name, cells=tuple(_cells(one, codebook))
            )


def _cells(stakeholder: StakeholderFigure, codebook: Codebook) -> Iterator[Cell]:
    name = quoted("stakeholder", stakeholder.name)
    for tag, count in stakeholder.concerns:
        label = codebook.label(tag)
        yield Cell(tag, f"{stakeholder.name}, {label}", count, f"{name} {quoted('concern', tag)}")


def _sources(overview: Overview) -> Iterator[ChartRow]:
    most = max((count for _, count in overview.sources), default=0)
    for source, count in overview.sources[:_SOURCES]:
        yield ChartRow("Sources", source, count, most=most, query=quoted("source", source))


def stakeholder_rows(page: StakeholderPage, codebook: Codebook) -> list[ChartRow]:
    """Return rows of roles, roles over time, partners, critics and others, concerns, stories."""
    own = quoted("stakeholder", page.name)
    return [
        *_roles(page, own),
        *_years(page, own),
        *_company(page, own),
        *_at_stake(page, own, codebook),
        *_stories(page),
    ]


def _roles(page: StakeholderPage, own: str) -> Iterator[ChartRow]:
    most = max((count for _, count in page.roles), default=0)
    for role, count in page.roles:
        yield ChartRow("Roles", role_label(role), count, most=most, query=f"{own} role:{role}")


def _years(page: StakeholderPage, own: str) -> Iterator[ChartRow]:
    totals = Counter(meeting.year for meeting in page.meetings)
    most = max(totals.values(), default=0)
    for year, roles in page.over_time:
        yield ChartRow("Over the years", str(year), totals[year], most=most, words=roles_in_words(roles),
                       query=f"{own} since:{year:04}-01-01 before:{min(year + 1, 9999):04}-01-01")  # fmt: skip
    if undated := totals[None]:
        yield ChartRow("Over the years", "no date", undated, most=most, query=f"{own} {UNDATED}")


def _company(page: StakeholderPage, own: str) -> Iterator[ChartRow]:
    groups = page.company
    most = max((one.stories for _, group in groups for one in group), default=0)
    for title, group in groups:
        for one in group:
            yield ChartRow(title, one.name, one.stories, most=most, words=roles_in_words(one.roles),
                           query=f"{own} {quoted('stakeholder', one.name)}", stakeholder=one.name)  # fmt: skip


def _at_stake(page: StakeholderPage, own: str, codebook: Codebook) -> Iterator[ChartRow]:
    most = max((tagged + suggested for _, tagged, suggested in page.concerns), default=0)
    for tag, tagged, suggested in page.concerns:
        yield ChartRow("Concerns around it, tagged █ + suggested ░", codebook.label(tag), tagged, suggested, most,
                       query=f"{own} {quoted('concern', tag)}")  # fmt: skip


def _stories(page: StakeholderPage) -> Iterator[ChartRow]:
    for meeting in page.meetings:
        yield ChartRow("Stories", meeting.title, words=_origin(meeting), story=meeting.story)


def _origin(meeting: Meeting) -> str:
    when = read_time(meeting.when) if meeting.when else None
    return " · ".join(part for part in (day(when, year=True) if when else "", meeting.source) if part)
