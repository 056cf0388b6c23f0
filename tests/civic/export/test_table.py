"""Tables: read back to the letter by an independent reader, and calculated by no spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.codebook import DEFAULT
from civic.export import COLUMNS, LONG_COLUMNS, Entry, is_export, long_table, raw_cell, safe_cell, table
from civic.export.entry import FLAG_COLUMNS
from civic.judgement import Decision, Judgement, Verdict, concern_field
from civic.operation import Operation
from civic.story import Story
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
    ]
    assert [(row["by"], row["rule"]) for row in rows] == [("", "")] * 4 + [("", "Jobs"), ("", "")]
    assert {row["at"] for row in rows} == {full.history[0].at}
    assert (rows[0]["severity"], rows[0]["certainty"], rows[0]["score"]) == ("high", "alleged", "0.83")
    assert [row["standing"] for row in rows] == [row["certainty"] for row in rows]
    assert rows[0]["evidence"] == "The Met scanned faces."


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
