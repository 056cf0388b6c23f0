"""Stories, or the judgements on them, as a table in CSV (RFC 4180) that is safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from civic.codebook import Codebook
from civic.concern_status import ConcernStatus, statuses
from civic.export.describe import describe
from civic.export.entry import COLUMNS, FLAG_COLUMNS, LONG_COLUMNS, Entry
from civic.flags import FLAG_BY_FIELD
from civic.judgement import NOTE, Decision, Judgement, concern_field, tag_of
from civic.operation import Operation
from civic.query.match import open_suggestions
from civic.registers import Held, judgement_of

# A cell that begins so is calculated by a spreadsheet: OWASP, "CSV Injection". White space before it is no help.
_FORMULA: Final = re.compile(r"'*[\s\x00]*[=+\-@\t\r\n＝＋－＠]")


def table(entries: Iterable[Entry], codebook: Codebook, *, flags: bool = False) -> Iterator[str]:
    """Return a row a story, in the columns of COLUMNS; those of flags only with `flags`. In a cell of several values
    each stands on a line of its own; a stakeholder's roles follow its name behind a colon."""
    wanted = [index for index, column in enumerate(COLUMNS) if flags or column not in FLAG_COLUMNS]
    yield csv_row([COLUMNS[index] for index in wanted])
    for entry in entries:
        cells = _story_cells(entry, codebook)
        yield csv_row([cells[index] for index in wanted])


def long_table(entries: Iterable[Entry], codebook: Codebook) -> Iterator[str]:
    """Return a row a decision, in the columns of LONG_COLUMNS: what the user decided on a story, then what each other
    coder did: on concerns, with a note, by a flag. `score` is the machine's for that concern."""
    yield csv_row(LONG_COLUMNS)
    for entry in entries:
        deciding = [(entry.judgement, entry.own), *((judgement_of(held), held) for held in entry.others.values())]
        for judgement, held in deciding:
            for cells in _decided_cells(entry, judgement, held, codebook):
                yield csv_row(cells)


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet calculates: an apostrophe stands before what looks like a formula, and one more
    before what looks like that, so that `raw_cell` undoes it to the letter."""
    return "'" + text if _FORMULA.match(text) else text


def raw_cell(cell: str) -> str:
    """Return the text that `safe_cell` made a cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def csv_row(cells: Sequence[str]) -> str:
    """Return cells as a line of CSV, each made safe by `safe_cell`."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return line.getvalue()


def _lines(values: Iterable[str]) -> str:
    return "\n".join(values)


def _flag(value: bool) -> str:
    return "yes" if value else ""


def _story_cells(entry: Entry, codebook: Codebook) -> list[str]:
    story, judgement, described = entry.story, entry.judgement, describe(entry, codebook)
    held = [entry.own, *entry.others.values()]
    coders = dict.fromkeys(one.who for each in held for one in each.values() if one.tag is not None)
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
        _lines(
            f"{who}: {tag} {one.value.verdict.value}"
            for who, held in entry.others.items()
            for name, one in held.items()
            if (tag := tag_of(name)) is not None and isinstance(one.value, Decision)
        ),
        _lines(tag_of(conflict.field) or conflict.field for conflict in entry.conflicts),
        _lines(
            f"{concern.tag}: {one.line}"
            for concern in described.decided
            if concern.tag in judgement.tags
            for one in concern.passages
        ),
        story.text,
    ]


def _decided_cells(entry: Entry, judgement: Judgement, held: Held, codebook: Codebook) -> Iterator[list[str]]:
    """Yield a row for each decision of one coder on a story."""
    story = entry.story
    when = story.published.isoformat(timespec="seconds") if story.published else ""
    head = [story.id, story.title, story.url, story.source, when]
    for status in statuses(story, judgement, entry.analysis, codebook):
        if status.decision:
            operation = held.get(concern_field(status.tag))
            yield [*head, "concern", status.tag, status.label, *_decision_cells(status, status.decision, operation)]
    for name in (NOTE, *FLAG_BY_FIELD):
        if value := judgement.value(name):
            signed, reason = _signed(held.get(name))
            yield [
                *head,
                name,
                "",
                "",
                value if isinstance(value, str) else "yes",
                "",
                "",
                *signed,
                "",
                "",
                "",
                *reason,
                "",
                "",
            ]


def _decision_cells(status: ConcernStatus, decision: Decision, operation: Operation | None) -> list[str]:
    signed, reason = _signed(operation)
    score = f"{status.suggestion.score:.2f}" if status.suggestion else ""
    evidence = _lines(" ".join(one.quote.text.split()) for one in status.passages)
    states = _lines(one.state.value for one in status.passages)
    places = _lines(f"{one.place.start}-{one.place.end}" if one.place else "" for one in status.passages)
    weighed = [decision.severity, decision.certainty]
    return [decision.verdict.value, *weighed, *signed, score, evidence, decision.certainty, *reason, states, places]


def _signed(operation: Operation | None) -> tuple[list[str], list[str]]:
    """Return who decided and when, and by whom or what it was settled for them."""
    return ([operation.who, operation.at], [operation.by, operation.rule]) if operation else (["", ""], ["", ""])
