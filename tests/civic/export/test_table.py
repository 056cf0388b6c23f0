"""Tables: read back to the letter by an independent reader, and calculated by no spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.codebook import DEFAULT
from civic.correction import Correction
from civic.export import (
    COLUMNS,
    LONG_COLUMNS,
    Entry,
    entry_as,
    is_export,
    long_table,
    markdown,
    raw_cell,
    record,
    safe_cell,
    table,
)
from civic.export.entry import FLAG_COLUMNS
from civic.export.excel import for_excel
from civic.involved import with_additions
from civic.judgement import Decision, Judgement, Verdict, concern_field, stakeholder_field
from civic.operation import Operation
from civic.story import Span, Story
from civic.suggestions import Analysis
from tests.civic.export.conftest import AT
from tests.civic.export.nasty import NASTY


def read(pieces: Iterable[str]) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO("".join(pieces), newline=""), strict=True)
    return [{name: raw_cell(cell) for name, cell in row.items()} for row in rows]


def test_a_row_a_story(full: Entry) -> None:
    (row,) = read(table([full], DEFAULT, flags=True))
    assert tuple(row) == COLUMNS
    assert (row["starred"], row["read"]) == ("", "")
    assert row["title"] == "Met scans faces"
    assert row["published"] == "2026-11-20T00:00:00+00:00"
    assert row["stakeholders"] == "Liberty: advocate\nMet: deployer"
    assert row["tagged"] == "privacy\nopen-data"
    assert (row["rejected"], row["suggested"], row["named by the author"]) == ("labour", "safety", "bias")
    assert row["decided by"] == "ada\nbob"
    assert row["note"] == "Call them.\nTwice."
    assert row["text"] == full.story.text


def test_flags_stand_in_a_table_only_when_asked_for(full: Entry) -> None:
    starred = replace(full, judgement=replace(full.judgement, starred=True))
    (row,) = read(table([starred], DEFAULT, flags=True))
    assert (row["starred"], row["read"]) == ("yes", "")
    (row,) = read(table([starred], DEFAULT))
    assert tuple(row) == tuple(column for column in COLUMNS if column not in FLAG_COLUMNS)
    assert "star" not in {row["field"] for row in read(long_table([starred.without_flags()], DEFAULT))}


def test_a_row_a_decision_the_users_first_and_then_those_of_each_other_coder(full: Entry) -> None:
    rows = read(long_table([full], DEFAULT))
    assert tuple(rows[0]) == LONG_COLUMNS
    assert [(row["field"], row["concern"], row["value"], row["who"]) for row in rows] == [
        ("concern", "privacy", "accepted", "ada"),
        ("concern", "labour", "rejected", "ada"),
        ("concern", "open-data", "tagged", "ada"),
        ("note", "", "Call them.\nTwice.", "ada"),
        ("concern", "labour", "tagged", "bob"),
        ("star", "", "yes", "bob"),
        ("stakeholder", "", "named by the author", ""),
        ("stakeholder", "", "suggested", ""),
    ]
    assert [(row["by"], row["rule"]) for row in rows] == [("", "")] * 4 + [("", "Jobs")] + [("", "")] * 3
    assert {row["at"] for row in rows[:6]} == {full.history[0].at}
    assert [(row["label"], row["type"], row["roles"]) for row in rows[6:]] == [
        ("Liberty", "civil_society", "advocate"),
        ("Met", "public_body", "deployer"),
    ]
    assert [(row["evidence start"], row["evidence end"], row["evidence state"]) for row in (rows[0], rows[7])] == [
        ("0", "22", "exact")
    ] * 2
    assert [row["evidence in"] for row in rows] == ["text", "", "", "", "", "", "", "text"]
    assert (rows[0]["severity"], rows[0]["certainty"], rows[0]["score"]) == ("high", "alleged", "0.83")
    assert [row["standing"] for row in rows] == [row["certainty"] for row in rows]
    assert rows[0]["evidence"] == "The Met scanned faces."


def test_a_stakeholder_that_a_coder_added_is_a_row_of_theirs(full: Entry) -> None:
    residents = Span(23, 32, "Residents")
    added = Correction("Residents", "group", ("affected",), added=True, evidence=(residents,))
    field = stakeholder_field("Residents")
    for who, whose in (("ada", 6), ("bob", 6)):
        entry = with_operation(full, Operation("o9", "s1", field, added, None, AT, who))
        rows = read(long_table([entry], DEFAULT))
        (row,) = [row for row in rows if row["label"] == "Residents"]
        assert (row["field"], row["value"], row["who"], row["at"]) == ("stakeholder", "added", who, AT)
        assert (row["type"], row["roles"], row["score"]) == ("group", "affected", "")
        assert (row["evidence"], row["evidence start"], row["evidence end"]) == ("Residents", "23", "32")
        assert len(rows) > whose
    (wide,) = read(table([with_operation(full, Operation("o9", "s1", field, added, None, AT, "ada"))], DEFAULT))
    assert wide["stakeholders"].splitlines()[-1] == "Residents: affected (added by ada)"
    assert (wide["severity"], wide["certainty"]) == ("privacy: high", "privacy: alleged")


def test_a_quote_of_the_title_says_so_beside_its_offsets(full: Entry) -> None:
    spans = (Span(0, 3, "The", more=(("in", "title"),)), Span(4, 7, "Met"))
    entry = with_operation(
        replace(full, story=replace(full.story, title="The row")),
        Operation("o9", "s1", concern_field("bias"), Decision(Verdict.TAGGED, spans), None, AT, "ada"),
    )
    (row,) = [row for row in read(long_table([entry], DEFAULT)) if row["concern"] == "bias"]
    assert (row["evidence"], row["evidence in"]) == ("The\nMet", "title\ntext")
    assert (row["evidence start"], row["evidence state"]) == ("0\n4", "exact\nexact")


def test_who_is_no_stakeholder_by_a_coder_is_a_row(full: Entry) -> None:
    removed = Operation("o9", "s1", stakeholder_field("Acme"), Correction(removed=True), None, AT, "ada")
    rows = read(long_table([with_operation(full, removed)], DEFAULT))
    assert [(row["value"], row["who"]) for row in rows if row["label"] == "acme"] == [("removed", "ada")]


def test_a_story_with_nothing_is_a_row() -> None:
    (row,) = read(long_table([Entry(Story("s", "T"), Judgement(), None)], DEFAULT))
    assert {name: cell for name, cell in row.items() if cell} == {"story": "s", "title": "T"}


def test_what_an_earlier_version_kept_of_a_rejected_concern_is_not_shown(full: Entry) -> None:
    rejected = Operation(
        "o9", "s1", concern_field("bias"), Decision(Verdict.REJECTED, (), "high", "alleged"), None, AT, "ada"
    )
    entry = with_operation(full, rejected)
    (row,) = [row for row in read(long_table([entry], DEFAULT)) if row["concern"] == "bias"]
    assert (row["value"], row["severity"], row["certainty"], row["standing"]) == ("rejected", "", "", "")
    (wide,) = read(table([entry], DEFAULT))
    assert wide["severity"] == "privacy: high"
    assert record(entry)["judgement"]["concerns"]["bias"] == {"verdict": "rejected"}
    assert record(entry)["signed"]["concern:bias"] == {"who": "ada", "at": AT}
    assert "alleged" not in "".join(line for line in "".join(markdown([entry], DEFAULT)).splitlines() if "Bias" in line)


def with_operation(entry: Entry, operation: Operation) -> Entry:
    """The entry as it would be exported after one more operation."""
    return entry_as("", entry.story, corrected_by(entry, operation), (*entry.history, operation), entry.view)


def corrected_by(entry: Entry, operation: Operation) -> Analysis:
    here = entry.view.judgement((*entry.history, operation)).stakeholders
    assert entry.analysis
    return replace(entry.analysis, stakeholders=with_additions(entry.analysis.stakeholders, here, {}))


def test_excel_gets_tabs_and_no_cell_that_is_too_long(full: Entry) -> None:
    story = replace(full.story, text="Ä" * 40_000, title="=1+1")
    text = "".join(for_excel(table([replace(full, story=story)], DEFAULT)))
    assert text.startswith("\ufeffid\ttitle\t")
    assert is_export(text[:100])
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), dialect="excel-tab", strict=True)
    assert row["title"] == "'=1+1"
    assert row["note"] == "Call them.\nTwice."
    assert (len(row["text"]), row["text"][-1]) == (32_767, "…")
    assert text.count("\r\n") == 2


def test_what_adjudicators_settled_stands_beside_with_their_name() -> None:
    at = "2026-11-23T10:00:00+00:00"
    settled = Operation("o", "s", concern_field("bias"), Decision(Verdict.TAGGED), None, at, "agreed", by="cy")
    (row,) = read(long_table([Entry(Story("s", "T"), Judgement(), None, (settled,))], DEFAULT))
    assert (row["who"], row["by"], row["concern"], row["value"]) == ("agreed", "cy", "bias", "tagged")


@pytest.mark.parametrize("text", NASTY)
def test_no_text_is_lost_or_breaks_the_table(text: str, made_of: Callable[[str], Entry]) -> None:
    (row,) = read(table([made_of(text)], DEFAULT))
    assert [row[name] for name in ("title", "url", "source", "author", "note", "text")] == [text] * 6
    rows = read(long_table([made_of(text)], DEFAULT))
    assert [row["concern"] for row in rows if row["field"] == "concern"] == [text or "x"]


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_is_a_formula(text: str, made_of: Callable[[str], Entry]) -> None:
    for write in (table, long_table):
        for cells in csv.reader(io.StringIO("".join(write([made_of(text)], DEFAULT)), newline="")):
            assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@", "＝"))]


@given(st.text(st.characters() | st.sampled_from("'=+-@\t\r\n ")))
def test_a_cell_made_safe_is_read_back_to_the_letter(text: str) -> None:
    assert raw_cell(safe_cell(text)) == text
    assert safe_cell(text) in (text, "'" + text)


def test_tables_are_known_again(full: Entry) -> None:
    for pieces in (table([full], DEFAULT), long_table([], DEFAULT), table([], DEFAULT)):
        assert is_export("".join(pieces)[:100])
    assert not is_export("id,title\r\n1,x\r\n")
