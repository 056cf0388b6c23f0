"""Stories, or the judgements on them, as a table in CSV (RFC 4180) that is safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from civic.codebook import Codebook
from civic.concern_status import ConcernStatus, statuses
from civic.export.describe import describe
from civic.export.entry import COLUMNS, LONG_COLUMNS, Entry
from civic.judgement import Decision, Operation, concern_field
from civic.query.match import open_suggestions

# A cell that begins so is calculated by a spreadsheet: OWASP, "CSV Injection". White space before it is no help.
_FORMULA: Final = re.compile(r"'*[\s\x00]*[=+\-@\t\r\n＝＋－＠]")


def table(entries: Iterable[Entry], codebook: Codebook) -> Iterator[str]:
    """Return a row a story, in the columns of COLUMNS. In a cell of several values each stands on a line of its own; a
    stakeholder's roles follow its name behind a colon."""
    yield _row(COLUMNS)
    for entry in entries:
        yield _row(_story_cells(entry, codebook))


def long_table(entries: Iterable[Entry], codebook: Codebook) -> Iterator[str]:
    """Return a row a judgement, in the columns of LONG_COLUMNS: each concern decided on, the note, the star, the mark
    of having been read. `score` is the machine's for that concern."""
    yield _row(LONG_COLUMNS)
    for entry in entries:
        for cells in _judgement_cells(entry, codebook):
            yield _row(cells)


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet calculates: an apostrophe stands before what looks like a formula, and one more
    before what looks like that, so that `raw_cell` undoes it to the letter."""
    return "'" + text if _FORMULA.match(text) else text


def raw_cell(cell: str) -> str:
    """Return the text that `safe_cell` made a cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _row(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return line.getvalue()


def _lines(values: Iterable[str]) -> str:
    return "\n".join(values)


def _flag(value: bool) -> str:
    return "yes" if value else ""


def _story_cells(entry: Entry, codebook: Codebook) -> list[str]:
    story, judgement, described = entry.story, entry.judgement, describe(entry, codebook)
    coders = dict.fromkeys(one.who for one in entry.history if one.tag in judgement.concerns)
    return [
        story.id,
        story.title,
        story.url,
        story.source,
        story.author,
        story.published.isoformat(timespec="seconds") if story.published else "",
        story.fetched.isoformat(timespec="seconds") if story.fetched else "",
        story.feed,
        story.lang,
        story.summary or described.summary,
        _lines(stakeholder.line for stakeholder in described.stakeholders),
        _lines(judgement.tags),
        _lines(judgement.rejected),
        _lines(open_suggestions(judgement, entry.analysis)),
        _lines(story.concerns),
        _lines(story.tags),
        judgement.note,
        _flag(judgement.starred),
        _flag(judgement.read),
        _lines(coders),
        story.text,
    ]


def _judgement_cells(entry: Entry, codebook: Codebook) -> Iterator[list[str]]:
    story, judgement = entry.story, entry.judgement
    when = story.published.isoformat(timespec="seconds") if story.published else ""
    head = [story.id, story.title, story.url, story.source, when]
    for status in statuses(story, judgement, entry.analysis, codebook):
        if status.decision:
            tag, last = status.tag, _last(concern_field(status.tag), entry.history)
            yield [*head, "concern", tag, status.label, *_decision_cells(status, status.decision, last)]
    marks = (("note", judgement.note), ("star", _flag(judgement.starred)), ("read", _flag(judgement.read)),
             ("hide", _flag(judgement.hidden)))  # fmt: skip
    for name, value in marks:
        if value:
            last = _last(name, entry.history)
            yield [*head, name, "", "", value, "", "", last.who if last else "", last.at if last else "", "", "", ""]


def _decision_cells(status: ConcernStatus, decision: Decision, last: Operation | None) -> list[str]:
    signed = [last.who, last.at] if last else ["", ""]
    score = f"{status.suggestion.score:.2f}" if status.suggestion else ""
    evidence = _lines(" ".join(span.text.split()) for span in status.evidence)
    return [decision.verdict.value, decision.severity, decision.certainty, *signed, score, evidence, decision.certainty]


def _last(field: str, history: Sequence[Operation]) -> Operation | None:
    return next((operation for operation in reversed(history) if operation.field == field), None)
