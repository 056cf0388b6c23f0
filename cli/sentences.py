"""Stories in sentences, without columns, marks or boxes: for a screen reader, and for reading aloud."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from civic.codebook import concern_label, in_force
from civic.dates import day
from civic.export import Entry
from civic.export.describe import DescribedConcern, Description, tell
from civic.text import clean_line

if TYPE_CHECKING:
    from storage.library.library import Row


def plain_row(row: "Row") -> Iterator[str]:
    """A story of a list: a sentence a line, and an empty line behind it."""
    when = day(datetime.fromtimestamp(row.when, UTC), year=True) if row.when else "no date"
    yield f"Title: {clean_line(row.title)}"
    yield f"Source: {row.source or 'unknown'}, {when}"
    marks = ["read" if row.read else "unread", *(["starred"] if row.starred else []), *(["has a note"] * row.noted)]
    yield f"Marks: {', '.join(marks)}"
    if row.tags:
        yield f"Tagged: {_labels(row.tags)}"
    if row.suggested:
        yield f"Suggested: {_labels(row.suggested)}"
    yield f"Id: {row.id}"
    yield ""


def _labels(tags: tuple[str, ...]) -> str:
    return ", ".join(clean_line(concern_label(tag)) for tag in tags)


def plain_page(entry: Entry) -> Iterator[str]:
    """A story whole, each line beginning with what it is."""
    told, judgement = tell(entry, in_force()), entry.judgement
    yield f"Title: {told.title}"
    for label, value in (("Source", told.source), ("Author", told.author), ("Date", told.day), ("Address", told.url)):
        if value:
            yield f"{label}: {value}"
    yield f"Marks: {'read' if judgement.read else 'unread'}{', starred' if judgement.starred else ''}"
    yield f"Id: {told.id}"
    if told.summary:
        yield f"Summary: {told.summary}"
    yield from _stakeholders(told)
    for concern in told.decided:
        yield from _concern("Concern", concern)
    for concern in told.open:
        yield from _concern("Suggested concern", concern)
    for paragraph in told.note:
        yield f"Note: {paragraph}"
    if entry.story.text:
        yield "Text:"
        yield from entry.story.text.split("\n")
    for link in entry.story.links:
        yield f"Link: {link.text}, {link.url}" if link.text else f"Link: {link.url}"


def _stakeholders(told: Description) -> Iterator[str]:
    for stakeholder in told.stakeholders:
        words = [stakeholder.name, *([stakeholder.what] if stakeholder.what else [])]
        roles = f"; roles: {', '.join(stakeholder.roles)}" if stakeholder.roles else ""
        yield f"Stakeholder: {', '.join(words)}{roles}"


def _concern(label: str, concern: DescribedConcern) -> Iterator[str]:
    yield f"{label}: {concern.label}, {concern.said}"
    for quote in concern.quotes:
        yield f"Evidence: {quote}"
