"""What the journal says it has, it has: in order, whole, and once."""

import json
import os
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.earlier_format import Earlier
from civic.judgement import Decision, Verdict, concern_field
from civic.operation import Operation
from storage.files.errors import UnwritableError
from storage.judgements.journal import Forgotten, Journal, Position


def step(number: int, story: str = "a") -> Operation:
    return Operation(f"op{number}", story, "note", f"note {number}", None, "2026-01-01T00:00:00+00:00", "ada")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "judgements.journal")


def test_what_is_appended_is_read_in_order(journal: Journal) -> None:
    tagged = Operation("x", "s", concern_field("bias"), Decision(Verdict.TAGGED), None, "2026-01-01T00:00:00Z", "ada")
    journal.append([step(1), step(2)])
    journal.append([tagged])
    assert journal.read().steps == (step(1), step(2), tagged)


def test_reading_goes_on_from_where_it_ended(journal: Journal) -> None:
    journal.append([step(1)])
    end = journal.read().end
    assert journal.read(end).steps == ()
    journal.append([step(2)])
    assert journal.read(end).steps == (step(2),)


def test_a_position_in_another_journal_is_the_beginning(journal: Journal) -> None:
    journal.append([step(1)])
    assert journal.read(Position("other", 10**6)).steps == (step(1),)


def test_a_torn_tail_is_no_line_yet_and_never_swallows_the_next(journal: Journal) -> None:
    journal.append([step(1)])
    journal.append([step(2)])
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole[:-30])
    page = journal.read()
    assert (page.steps, page.broken) == ((step(1),), 0)
    journal.append([step(3)])
    page = journal.read()
    assert (page.steps, page.broken) == ((step(1), step(3)), 1)


def test_a_line_with_a_bad_checksum_is_skipped_and_counted(journal: Journal) -> None:
    for number in (1, 2, 3):
        journal.append([step(number)])
    journal.path.write_bytes(journal.path.read_bytes().replace(b"note 2", b"note 9"))
    page = journal.read()
    assert (page.steps, page.broken) == ((step(1), step(3)), 1)


def test_zeros_that_a_power_cut_left_are_passed_over(journal: Journal) -> None:
    journal.append([step(1)])
    with journal.path.open("ab") as file:
        file.write(b"\0" * 100)
    journal.append([step(2)])
    assert journal.read().steps == (step(1), step(2))


def test_a_renewed_journal_is_empty_and_knows_what_was_before(journal: Journal) -> None:
    journal.append([step(1)])
    end = journal.read().end
    begun = journal.renew(end, (1, 2, 3))
    heading = journal.heading()
    assert (heading.begin, heading.after, heading.snapshot) == (begun, end, (1, 2, 3))
    assert journal.read(end).steps == ()
    assert journal.read(end).end == begun


def test_a_failed_write_leaves_the_journal_as_it_was(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    journal.append([step(1)])
    before = journal.path.read_bytes()
    real = os.write

    def full(file: int, data: bytes) -> int:
        if len(data) <= 20:
            raise OSError(28, "No space left on device")
        return real(file, data[:20])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(UnwritableError, match="no room"):
        journal.append([step(2)])
    monkeypatch.undo()
    assert journal.path.read_bytes() == before


@given(cut=st.integers(0, 2000), junk=st.binary(max_size=40))
def test_any_cut_loses_only_what_was_behind_it(tmp_path_factory: pytest.TempPathFactory, cut: int, junk: bytes) -> None:
    journal = Journal(tmp_path_factory.mktemp("journal") / "j")
    for number in range(6):
        journal.append([step(number)])
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole[:cut] + junk)
    kept = whole[:cut].count(b"\n") - 1
    got = journal.read().steps
    assert got[: max(kept, 0)] == tuple(step(number) for number in range(max(kept, 0)))
    journal.append([step(99)])
    assert journal.read().steps[-1] == step(99)


def test_what_is_forgotten_stands_in_its_place_among_the_operations(journal: Journal) -> None:
    journal.append([step(1), step(2, "b")])
    journal.append_forgotten({"a": ["op1"], "b": ["op2"]})
    journal.append([step(1)])
    names = frozenset(("op1", "op2"))
    assert journal.read().steps == (step(1), step(2, "b"), Forgotten({"a": names, "b": names}), step(1))


def test_operations_of_the_first_format_are_told_from_those_of_this_one(journal: Journal) -> None:
    journal.append([step(1)])
    lines = journal.path.read_bytes().splitlines()
    body = json.dumps([{**step(2).to_json(), "certainty": "x"}]).replace('"round": "", ', "").encode()
    journal.path.write_bytes(b"\n".join([*lines, b"%08x %s" % (zlib.crc32(body), body), b""]))
    one, other = journal.read().steps
    assert one == step(1)
    assert isinstance(other, Earlier)
    assert (other.operation.id, other.operation.more) == ("op2", (("certainty", "x"),))
