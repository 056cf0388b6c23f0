"""The journal of steps: what is kept, however it was left, and whoever else writes it."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import DataObject, binary, data, integers

from storage.files.errors import StorageError
from storage.judgements.journal import checked_line
from storage.undo.journal import KEPT, LARGEST, Step, StepJournal, new_step
from storage.undo.seats import Seat
from storage.undo.shared_lines import SharedLines

LOST = ("something that can't be read any more", False)
AT = "2026-11-20T09:30:00+00:00"


class Kept(StepJournal):
    """A journal with what it said."""

    def __init__(self, path: Path | None) -> None:
        self.said: list[str] = []
        super().__init__(path, self.said.append)


def make(journal: StepJournal, label: str, *parts: dict[str, Any], desk: str = "desk", durable: bool = True) -> Step:
    step = new_step(AT, desk, label)
    journal.begin(step, parts or ({"kind": "judged", "stories": [label]},), durable=durable)
    return step


def told(journal: StepJournal) -> list[tuple[str, bool]]:
    return [(step.label, step.undone) for step in journal.steps()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "undo.journal"


@pytest.fixture(params=["disk", "memory"])
def journal(request: pytest.FixtureRequest, path: Path) -> Iterator[Kept]:
    yield Kept(path if request.param == "disk" else None)


def test_steps_are_kept_with_their_parts(journal: Kept) -> None:
    one = make(journal, "one")
    journal.extend(one, [{"kind": "text", "before": "ä\udc80"}, {"kind": "feed"}], durable=True)
    two = make(journal, "two", desk="command line")
    assert [(step.id, step.at, step.desk, step.label) for step in journal.steps()] == [
        (one.id, AT, "desk", "one"), (two.id, AT, "command line", "two"),
    ]  # fmt: skip
    assert journal.parts(one) == [
        {"kind": "judged", "stories": ["one"]}, {"kind": "text", "before": "ä\udc80"}, {"kind": "feed"},
    ]  # fmt: skip
    journal.drop(two)
    assert told(journal) == [("one", False)]
    assert journal.said == []


def test_a_turn_puts_what_was_prepared_in_place(journal: Kept) -> None:
    one = make(journal, "one", {"kind": "a"}, {"kind": "b"})
    journal.prepare(one, 1, {"kind": "b", "now": 1})
    assert journal.turning(one) == {1: {"kind": "b", "now": 1}}
    assert journal.parts(one) == [{"kind": "a"}, {"kind": "b"}]
    journal.turn(one, undone=True)
    assert journal.is_undone(one)
    assert (journal.parts(one), journal.turning(one)) == ([{"kind": "a"}, {"kind": "b", "now": 1}], {})
    journal.turn(one, undone=False)
    assert told(journal) == [("one", False)]


def test_two_processes_see_each_others_steps(path: Path) -> None:
    mine, theirs = Kept(path), Kept(path)
    make(mine, "mine")
    one = make(theirs, "theirs")
    assert told(mine) == told(theirs) == [("mine", False), ("theirs", False)]
    theirs.turn(one, undone=True)
    assert told(mine) == told(Kept(path)) == [("mine", False), ("theirs", True)]


def test_the_last_hundred_are_kept_as_they_stand_while_others_write(path: Path) -> None:
    mine, theirs = Kept(path), Kept(path)
    turned = None
    for number in range(3 * KEPT):
        step = make(mine if number % 2 else theirs, f"{number}", {"kind": "a", "n": number})
        if number % 7 == 0:
            mine.prepare(step, 0, {"kind": "a", "n": -number})
            theirs.turn(step, undone=True)
            turned = step
    expected = [(f"{number}", number % 7 == 0) for number in range(2 * KEPT, 3 * KEPT)]
    assert told(mine) == told(theirs) == told(Kept(path)) == expected
    assert turned and mine.parts(turned) == [{"kind": "a", "n": -int(turned.label)}]
    assert path.read_bytes().count(b"\n") < 6 * KEPT


def test_a_file_that_grew_large_loses_its_oldest_steps(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    largest = 1 << 20
    monkeypatch.setattr("storage.undo.journal.LARGEST", largest)
    journal = Kept(path)
    for number in range(5):
        make(journal, f"{number}", {"kind": "stories", "text": "x" * (largest // 4)})
    assert path.stat().st_size < largest
    labels = [label for label, _ in told(journal)]
    assert labels == [label for label, _ in told(Kept(path))] == ["0", "1", "2", "3", "4"][-len(labels) :]
    assert labels
    assert len(journal.parts(journal.steps()[-1])[0]["text"]) == largest // 4


@pytest.mark.parametrize("damage", [b"", b"{}", b"\0" * 300, b"no line at all\n", b"\xff" * 100 + b"\n", b"[]\n" * 9])
def test_what_is_no_journal_is_said_and_written_behind(path: Path, damage: bytes) -> None:
    path.write_bytes(damage)
    journal = Kept(path)
    assert told(journal) == ([LOST] if damage.endswith(b"\n") else [])
    make(journal, "one")
    lost = [LOST] if damage.strip(b"\0") else []
    assert told(journal) == told(Kept(path)) == [*lost, ("one", False)]
    assert path.read_bytes().startswith(damage)
    assert all("can't be read: what" in sentence for sentence in journal.said)
    assert bool(journal.said) == bool(lost)


def test_a_broken_line_stands_for_a_step_that_is_lost(path: Path) -> None:
    journal = Kept(path)
    steps = [make(journal, f"{number}") for number in range(3)]
    lines = path.read_bytes().splitlines(keepends=True)
    lines[4] = lines[4].replace(b"judged", b"jUdged")  # the parts of the second step
    path.write_bytes(b"".join(lines))
    again = Kept(path)
    assert told(again) == [("0", False), ("1", False), LOST, ("2", False)]
    assert again.said == [f"1 line of {path} can't be read: what was done until then can't be taken back."]
    for step in (steps[1], again.steps()[2]):
        with pytest.raises(StorageError, match=r"can't be taken back .* is lost"):
            again.parts(step)
    assert again.parts(steps[2]) == [{"kind": "judged", "stories": ["2"]}]


def test_a_step_of_which_some_parts_are_lost_is_lost(path: Path) -> None:
    journal = Kept(path)
    one = make(journal, "one", {"kind": "a"})
    for name in "bc":
        journal.extend(one, [{"kind": name}], durable=True)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:-2], *lines[-1:]]))
    with pytest.raises(StorageError, match="is lost"):
        Kept(path).parts(one)
    path.write_bytes(b"".join([*lines, *lines[1:], lines[-1]]))  # all twice, as when two copies were put together
    assert Kept(path).parts(one) == [{"kind": "a"}, {"kind": "b"}, {"kind": "c"}]


def test_of_a_line_that_was_cut_nobody_says_anything_until_more_is_written(path: Path) -> None:
    journal = Kept(path)
    make(journal, "one")
    path.write_bytes(path.read_bytes() + checked_line({"turn": journal.steps()[0].id, "undone": True})[:-9])
    again = Kept(path)
    assert told(again) == [("one", False)]
    assert not again.said
    make(again, "two")
    assert told(again) == told(Kept(path)) == [("one", False), LOST, ("two", False)]
    assert again.said


@given(data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_it_is_damaged_no_step_is_read_otherwise_than_it_was_made(path: Path, draw: DataObject) -> None:
    path.unlink(missing_ok=True)
    journal = Kept(path)
    made = {}
    for number in range(4):
        step = make(journal, f"{number}", {"kind": "a", "n": number})
        journal.extend(step, [{"kind": "b", "n": number}], durable=False)
        made[step.id] = [{"kind": "a", "n": number}, {"kind": "b", "n": number}]
    whole = path.read_bytes()
    at, length = draw.draw(integers(0, len(whole) - 1)), draw.draw(integers(1, 400))
    damaged = whole[:at] + draw.draw(binary(max_size=30)) + whole[at + length :]
    path.write_bytes(damaged)
    again = Kept(path)
    for step in again.steps():
        with suppress(StorageError):
            found = again.parts(step)
            assert found == made[step.id] or (len(found) == 1 and found == made[step.id][:1])
    make(again, "after")
    assert told(again)[-1] == ("after", False)


def test_what_is_added_while_another_process_replaces_the_file_is_kept(path: Path) -> None:
    mine, theirs = SharedLines(path, LARGEST), SharedLines(path, LARGEST)
    mine.append(b"one\n", first=b"first\n", durable=False)

    def lines() -> Iterator[bytes]:
        yield b"shorter\n"
        theirs.append(b"two\n", first=b"first\n", durable=True)

    mine.replace(lines(), upto=len(b"first\none\n"))
    theirs.append(b"three\n", first=b"first\n", durable=False)
    assert path.read_bytes().split() == [b"shorter", b"two", b"three"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    mine.close()
    theirs.close()


def test_a_full_disk_leaves_no_half_line_and_no_half_step(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Kept(path)
    one = make(journal, "one")
    before, write = path.read_bytes(), os.write

    def full(file: int, body: bytes) -> int:
        if len(body) > 20:
            return write(file, body[:20])
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(StorageError, match="no room"):
        journal.extend(one, [{"kind": "b"}], durable=True)
    two = make(journal, "two")
    journal.extend(two, [{"kind": "b"}], durable=True)
    assert path.read_bytes() == before
    assert any("until civicdesk ends, and not later: There is no room" in sentence for sentence in journal.said)
    monkeypatch.setattr(os, "write", write)
    assert told(journal) == [("one", False), ("two", False)]
    assert len(journal.parts(two)) == 2
    assert told(Kept(path)) == [("one", False)]


def test_a_newer_journal_is_left_alone_and_said(path: Path) -> None:
    body = checked_line({"undo": 2}) + checked_line({"step": "a", "at": AT, "desk": "desk", "label": "one"})
    path.write_bytes(body)
    journal = Kept(path)
    assert told(journal) == []
    step = make(journal, "mine")
    assert path.read_bytes() == body
    assert told(journal) == [("mine", False)]
    assert journal.parts(step)
    assert len(set(journal.said)) == 1
    assert "newer civicdesk" in journal.said[0]


def test_where_it_can_not_be_written_steps_are_kept_till_the_end(path: Path) -> None:
    path.mkdir()
    journal = Kept(path)
    step = make(journal, "one")
    journal.turn(step, undone=True)
    assert told(journal) == [("one", True)]
    assert any("can be taken back until civicdesk ends" in sentence for sentence in journal.said)
    path.rmdir()
    make(journal, "two")
    assert told(journal) == [("one", True), ("two", False)]
    assert told(Kept(path)) == [("two", False)]


def test_a_file_that_is_gone_takes_its_steps_along(path: Path) -> None:
    journal = Kept(path)
    step = make(journal, "one")
    path.unlink()
    assert told(journal) == []
    with pytest.raises(StorageError, match="is lost"):
        journal.parts(step)
    make(journal, "two")
    assert told(journal) == [("two", False)]


def test_outside_words_in_it_are_cleaned(path: Path) -> None:
    line = checked_line({"step": "a\x1b[31m", "at": "now\x1b]0;", "desk": "d\u202e", "label": "l\x9b\n"})
    path.write_bytes(checked_line({"undo": 1}) + line)
    (step,) = Kept(path).steps()
    assert not set("\x1b\x9b\n\u202e") & set(step.id + step.at + step.desk + step.label)


def test_each_open_desk_has_a_seat_of_its_own(tmp_path: Path) -> None:
    one, two = Seat(tmp_path), Seat(tmp_path)
    assert (one.name, two.name) == ("desk", "desk 2")
    one.leave()
    assert Seat(tmp_path).name == "desk"
    (tmp_path / "file").write_text("")
    assert Seat(tmp_path / "file").name == "desk"
