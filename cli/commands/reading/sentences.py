"""Stories in sentences, without columns, signs or boxes: for a screen reader, and for reading aloud."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from civic.codebook import Codebook
from civic.dates import day
from civic.export import Entry
from civic.export.describe import DescribedConcern, Description, describe
from civic.text import clean_line
from cli.commands.reading.operations import decisions_of_others, notes_of_others

if TYPE_CHECKING:
    from workspace.ports import Row


def plain_row(row: "Row", codebook: Codebook) -> Iterator[str]:
    """Yield a story of a list: a sentence a line, and an empty line behind it."""
    when = day(datetime.fromtimestamp(row.when, UTC), year=True) if row.when else "no date"
    yield f"Title: {clean_line(row.title)}"
    yield f"Source: {row.source or 'unknown'}, {when}"
    flags = ["read" if row.read else "unread", *(["starred"] if row.starred else []), *(["has a note"] * row.noted)]
    yield f"Marks: {', '.join(flags)}"
    if row.tags:
        yield f"Tagged: {_labels(row.tags, codebook)}"
    if row.evidence:
        yield f"Evidence: {', '.join(row.evidence)}"
    if row.suggested:
        yield f"Suggested: {_labels(row.suggested, codebook)}"
    if row.others:
        yield f"Other coders: {', '.join(map(clean_line, row.others))}{'; coders differ' if row.conflict else ''}"
    yield f"Id: {row.id}"
    yield ""


def _labels(tags: tuple[str, ...], codebook: Codebook) -> str:
    return ", ".join(clean_line(codebook.label(tag)) for tag in tags)


def plain_page(entry: Entry, codebook: Codebook, remarks: Iterable[str] = ()) -> Iterator[str]:
    """Yield a story whole, each line beginning with what it is. `remarks` say why it is read, hidden or unread."""
    description, judgement = describe(entry, codebook), entry.judgement
    yield f"Title: {description.title}"
    for label, value in (
        ("Source", description.source),
        ("Author", description.author),
        ("Date", description.day),
        ("Address", description.url),
    ):
        if value:
            yield f"{label}: {value}"
    yield f"Marks: {'read' if judgement.read else 'unread'}{', starred' if judgement.starred else ''}"
    for remark in remarks:
        yield f"Remark: {remark}"
    yield f"Id: {description.id}"
    if description.summary:
        yield f"Summary: {description.summary}"
    yield from _stakeholders(description)
    for concern in description.decided:
        yield from _concern("Concern", concern)
    for concern in description.open:
        yield from _concern("Suggested concern", concern)
    for paragraph in description.note:
        yield f"Note: {paragraph}"
    for who, note in notes_of_others(entry):
        yield from (f"Note by {who}: {line}" for line in note)
    for who, what, said in decisions_of_others(entry, codebook):
        yield f"Other coder: {who}, {what}: {said}"
    for conflict in description.conflicts:
        yield f"Coders differ: {conflict}"
    if entry.story.text:
        yield "Text:"
        yield from entry.story.text.split("\n")
    for link in entry.story.links:
        yield f"Link: {link.text}, {link.url}" if link.text else f"Link: {link.url}"


def _stakeholders(description: Description) -> Iterator[str]:
    for stakeholder in description.stakeholders:
        words = [stakeholder.name, *([stakeholder.what] if stakeholder.what else [])]
        roles = f"; roles: {', '.join(stakeholder.roles)}" if stakeholder.roles else ""
        yield f"Stakeholder: {', '.join(words)}{roles}"


def _concern(label: str, concern: DescribedConcern) -> Iterator[str]:
    yield f"{label}: {concern.label}, {concern.said}"
    for passage in concern.passages:
        yield f"Evidence: {passage.quote}"
        if passage.fate:
            yield f"Evidence state: {passage.fate}"
