"""Stories, or the judgements on them, as a table in CSV (RFC 4180) that is safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from civic.anchoring import Passage
from civic.codebook import Codebook
from civic.coder import is_reserved
from civic.concern_status import looked_up, statuses
from civic.correction import Correction
from civic.export.describe import addition_of, describe
from civic.export.entry import COLUMNS, FLAG_COLUMNS, LONG_COLUMNS, Entry
from civic.flags import FLAG_BY_FIELD
from civic.involved import involved
from civic.judgement import NOTE, WEIGHED, Decision, Judgement, concern_field, tag_of
from civic.operation import Operation
from civic.query.match import open_suggestions
from civic.registers import Held, judgement_of
from civic.story import AuthorStakeholder, Story
from civic.suggestions import VERSION

Cells: TypeAlias = dict[str, str]
"""Cells of a long table by their columns; those that are not there are empty."""

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
    """Return rows in the columns of LONG_COLUMNS: for each story what the user decided, then what each other coder did:
    on concerns, on stakeholders, with a note, by a flag; then its stakeholders. `score` is the machine's. A story of
    which there is nothing to say has one row, with an empty field."""
    yield csv_row(LONG_COLUMNS)
    for entry in entries:
        head = _head(entry.story)
        number = 0
        for number, cells in enumerate(_long_cells(entry, codebook), 1):  # noqa: B007 (the last one is asked for below)
            yield csv_row([(head | cells).get(column, "") for column in LONG_COLUMNS])
        if not number:
            yield csv_row([head.get(column, "") for column in LONG_COLUMNS])


def _head(story: Story) -> Cells:
    when = story.published.isoformat(timespec="seconds") if story.published else ""
    return {"story": story.id, "title": story.title, "url": story.url, "source": story.source, "published": when}


def _long_cells(entry: Entry, codebook: Codebook) -> Iterator[Cells]:
    yield from _decided_cells(entry, entry.judgement, entry.own, codebook)
    yield from _corrected_cells(entry, entry.own, removed=True)
    for held in entry.others.values():
        yield from _decided_cells(entry, judgement_of(held), held, codebook)
        yield from _corrected_cells(entry, held, removed=False)
    yield from _stakeholder_cells(entry)


def _stakeholder_cells(entry: Entry) -> Iterator[Cells]:
    """Yield a row for each stakeholder of a story, as the coder has it."""
    for one in involved(entry.story.stakeholders, entry.analysis.stakeholders if entry.analysis else ()):
        cells = {"field": "stakeholder", "label": one.name, "type": one.type, "roles": _lines(one.roles)}
        if isinstance(one, AuthorStakeholder):
            yield cells | {"value": "named by the author"}
            continue
        operation = addition_of(one, entry)
        said = operation.value if operation else None
        passages = looked_up(said.evidence if isinstance(said, Correction) else one.evidence, entry.story)
        score, version = (f"{one.score:.2f}", str(VERSION)) if one.by else ("", "")
        value = "added" if one.added else "suggested"
        shown = {"value": value, "score": score, "suggestions": version}
        yield cells | shown | _signed(operation) | _evidence(passages)


def _corrected_cells(entry: Entry, held: Held, *, removed: bool) -> Iterator[Cells]:
    """Yield a row for each stakeholder on whom a coder says anything; with `removed` only for those that are none."""
    for operation in held.values():
        said = operation.value
        if operation.stakeholder is not None and isinstance(said, Correction) and (said.removed or not removed):
            value = "removed" if said.removed else "added" if said.added else "corrected"
            yield {
                "field": "stakeholder", "label": said.name or operation.stakeholder, "value": value, "type": said.type,
                "roles": _lines(said.roles or ()), **_signed(operation),
                **_evidence(looked_up(said.evidence, entry.story)),
            }  # fmt: skip


def _decided_cells(entry: Entry, judgement: Judgement, held: Held, codebook: Codebook) -> Iterator[Cells]:
    """Yield a row for each decision of one coder on the concerns of a story, for the note and for each flag."""
    for status in statuses(entry.story, judgement, entry.analysis, codebook):
        if decision := status.decision:
            severity, certainty = (decision.severity, decision.certainty) if decision.weight else ("", "")
            yield {
                "field": "concern", "concern": status.tag, "label": status.label, "value": decision.verdict.value,
                "severity": severity, "standing": certainty, "certainty": certainty,
                "score": f"{status.suggestion.score:.2f}" if status.suggestion else "",
                **_signed(held.get(concern_field(status.tag))), **_evidence(status.exported),
            }  # fmt: skip
    for name in (NOTE, *FLAG_BY_FIELD):
        if value := judgement.value(name):
            yield {"field": name, "value": value if isinstance(value, str) else "yes", **_signed(held.get(name))}


def _evidence(passages: Sequence[Passage]) -> Cells:
    """Return passages as they were chosen, what has become of each, whether it is of the text or the title, and its
    offsets into that as it is now."""
    return {
        "evidence": _lines(" ".join(one.quote.text.split()) for one in passages),
        "evidence state": _lines(one.state.value for one in passages),
        "evidence in": _lines("title" if one.quote.in_title else "text" for one in passages),
        "evidence start": _lines(str(one.place.start) if one.place else "" for one in passages),
        "evidence end": _lines(str(one.place.end) if one.place else "" for one in passages),
    }


def _signed(operation: Operation | None) -> Cells:
    """Return who decided and when, and by whom or what it was settled for them."""
    if operation is None:
        return {}
    version = f"{operation.suggestions} re-weighed" if operation.reweighed else str(operation.suggestions or "")
    return {
        "who": operation.who,
        "at": operation.at,
        "by": operation.by,
        "rule": operation.rule,
        "suggestions": version,
    }


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


def _weighed(judgement: Judgement, what: str) -> Iterator[str]:
    """Yield what is said of each concern that stands: "privacy: high"."""
    for tag in judgement.tags:
        if said := getattr(judgement.concerns[tag], what):
            yield f"{tag}: {said}"


def _story_cells(entry: Entry, codebook: Codebook) -> list[str]:
    story, judgement, described = entry.story, entry.judgement, describe(entry, codebook)
    held = [entry.own, *entry.others.values()]
    said = (one for each in held for one in each.values() if one.tag is not None)
    coders = dict.fromkeys(one.who for one in said if not is_reserved(one.who))
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
        *(_lines(_weighed(judgement, what)) for what in WEIGHED),
        story.text,
    ]
