"""The snapshot takes in the journal, keeps the rest as it is, and mends itself."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tinydb import TinyDB

from civic.coder import own_keys
from civic.judgement import Decision, Judgement, Verdict, concern_field
from civic.operation import Operation
from civic.registers import OwnView
from storage.files.backups import outdated
from storage.judgements.entries import Entry, history_of, with_steps
from storage.judgements.journal import Forgotten
from storage.judgements.snapshot import Snapshot

DAY = date(2026, 3, 1)


def note(number: int, story: str) -> Operation:
    at = f"2026-01-01T00:00:{number:02}.000000+00:00"
    return Operation(f"op{number}", story, "note", f"note {number}", None, at, "ada")


def judgement_of(entry: Entry) -> Judgement:
    return OwnView(own_keys("ada")).judgement(history_of(entry))


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return Snapshot(tmp_path / "judgements.json", tmp_path / "backups")


def notes(snapshot: Snapshot) -> dict[str, str]:
    return {entry["story"]: judgement_of(entry).note for entry in snapshot.entries()}


def test_operations_fold_into_one_entry_a_story(snapshot: Snapshot) -> None:
    snapshot.add([note(1, "a"), note(2, "b"), note(3, "a")], DAY)
    snapshot.add([note(4, "c"), note(5, "b")], DAY)
    assert notes(snapshot) == {"a": "note 3", "b": "note 5", "c": "note 4"}
    assert history_of(next(snapshot.find(["b"]))) == [note(2, "b"), note(5, "b")]


def test_the_same_operations_again_change_nothing(snapshot: Snapshot) -> None:
    steps = [note(1, "a"), note(2, "b"), note(3, "a")]
    snapshot.add(steps, DAY)
    before = snapshot.path.read_bytes()
    snapshot.add(steps, DAY)
    assert snapshot.path.read_bytes() == before


def test_an_older_operation_that_comes_later_stands_in_its_place(snapshot: Snapshot) -> None:
    snapshot.add([note(3, "a"), note(1, "a")], DAY)
    snapshot.add([note(2, "a")], DAY)
    assert [one.id for one in history_of(next(snapshot.find(["a"])))] == ["op1", "op2", "op3"]
    assert notes(snapshot) == {"a": "note 3"}


def test_what_is_forgotten_is_gone_until_it_comes_again(snapshot: Snapshot) -> None:
    snapshot.add([note(1, "a"), note(2, "a")], DAY)
    snapshot.add([Forgotten({"a": frozenset(["op2"])})], DAY)
    assert notes(snapshot) == {"a": "note 1"}
    snapshot.add([note(2, "a")], DAY)
    assert notes(snapshot) == {"a": "note 2"}


def test_of_two_contents_with_one_id_the_same_one_holds_whichever_came_first(tmp_path: Path) -> None:
    one, other = note(1, "a"), replace(note(1, "a"), value="another text")
    found = []
    for number, steps in enumerate(([one, other], [other, one])):
        snapshot = Snapshot(tmp_path / f"{number}.json", tmp_path / "backups")
        snapshot.add(steps, DAY)
        found.append(history_of(next(snapshot.entries())))
    assert found[0] == found[1]
    assert len(found[0]) == 1


def test_concerns_keep_the_order_in_which_they_were_decided() -> None:
    entry: Entry = {"story": "a"}
    for number, tag in enumerate(("rights", "bias", "access")):
        tagged = replace(note(number, "a"), field=concern_field(tag), value=Decision(Verdict.TAGGED))
        entry = with_steps(entry, [tagged])
    assert judgement_of(entry).tags == ("rights", "bias", "access")


def test_what_another_program_wrote_is_kept(snapshot: Snapshot) -> None:
    snapshot.add([note(1, "a")], DAY)
    with TinyDB(snapshot.path) as stock:
        stock.table("judgements").insert({"story": "z", "note": "theirs", "mine": 1})
        stock.table("own").insert({"x": 1})
    snapshot.add([note(2, "b"), note(3, "z")], DAY)
    assert notes(snapshot) == {"a": "note 1", "z": "note 3", "b": "note 2"}
    with TinyDB(snapshot.path) as stock:
        assert stock.table("own").all() == [{"x": 1}]
        assert stock.table("judgements").all()[1]["mine"] == 1


@pytest.mark.parametrize("damage", [lambda raw: raw[:-20], lambda raw: raw.replace(b'"2": {', b'"2": '),
                                    lambda raw: b"\0" * 100 + raw[100:]])  # fmt: skip
def test_a_broken_snapshot_is_saved_from_its_lines_and_its_backup(snapshot: Snapshot, damage: object) -> None:
    told: list[str] = []
    snapshot = Snapshot(snapshot.path, snapshot.backups, told.append)
    snapshot.add([note(number, f"s{number}") for number in range(5)], DAY)
    snapshot.add([note(10, "s0")], DAY + timedelta(days=1))
    broken = damage(snapshot.path.read_bytes())  # type: ignore[operator]
    snapshot.path.write_bytes(broken)
    assert len(list(snapshot.readable())) == 5
    snapshot.add([note(11, "new")], DAY + timedelta(days=1))
    assert set(notes(snapshot)) == {"s0", "s1", "s2", "s3", "s4", "new"}
    assert next(snapshot.path.parent.glob("judgements.json.broken-2026-03-02")).read_bytes() == broken
    assert any("was broken" in sentence for sentence in told)


def test_what_of_a_history_can_not_be_read_is_kept(snapshot: Snapshot) -> None:
    snapshot.add([note(1, "a")], DAY)
    raw = snapshot.path.read_text().replace('"history": [', '"history": [{"id": 7, "odd": true}, "what", ')
    snapshot.path.write_text(raw)
    snapshot.add([note(2, "a")], DAY)
    assert notes(snapshot) == {"a": "note 2"}
    (entry,) = snapshot.entries()
    assert entry["history"][2:] == [{"id": 7, "odd": True}, "what"]


def test_seven_days_and_four_weeks_of_backups_stay() -> None:
    files = [Path(f"judgements-{(DAY - timedelta(days=age)).isoformat()}.json") for age in range(60)]
    gone = outdated([*files, Path("judgements-mine.json"), Path("judgements-2099-01-01.json")], DAY)
    kept = sorted((DAY - date.fromisoformat(path.stem[-10:])).days for path in set(files) - set(gone))
    assert kept[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert kept[7:] == [7, 14, 21, 28]
    assert not {"judgements-mine", "judgements-2099-01-01"} & {path.stem for path in gone}


def test_each_entry_stands_on_a_line_of_its_own(snapshot: Snapshot) -> None:
    snapshot.add([note(1, "a"), note(2, 'quote " and \\ and ü')], DAY)
    lines = snapshot.path.read_text().splitlines()
    assert [json.loads("{" + line.rstrip(",") + "}") for line in lines if '"history"' in line]
    assert notes(snapshot)['quote " and \\ and ü'] == "note 2"
