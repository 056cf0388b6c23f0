"""What the command line says of passages whose text has changed since they were chosen."""

import csv
import io
import json
from pathlib import Path

import pytest
from tinydb import TinyDB

from tests.cli.conftest import Civicdesk

OLD = (
    "The council bought scanners. Nobody was told about it. The police used them at night. Nobody was told about it. "
    'The regulator found that 12 people were stopped wrongly. The mayor has "full trust" in the supplier.'
)
NEW = (
    "Update: the council has answered. The council bought scanners. Nobody was told about it. The police used them\n"
    "at night. Nobody was told about it. The regulator found that 14 people were stopped wrongly. "
    "The mayor has “full trust” in the supplier."
)
TOLD, NIGHT, STOPPED = "Nobody was told about it.", "The police used them at night.", "12 people were stopped wrongly"
TRUST = 'The mayor has "full trust" in the supplier.'
SECOND = OLD.rindex(TOLD)
TAGGED = {
    "format": "civicdesk/1", "id": "s1", "title": "Scanner row",
    "judgement": {"concerns": {"transparency": {
        "verdict": "tagged", "evidence": [{"start": SECOND, "end": SECOND + len(TOLD), "text": TOLD}]}}},
}  # fmt: skip


def write(path: Path, text: str) -> None:
    with TinyDB(path) as database:
        table = database.table("stories")
        table.truncate()
        table.insert({"id": "s1", "title": "Scanner row", "date": "2025-01-01", "text": text})


@pytest.fixture
def library(civicdesk: Civicdesk, home: Path, tmp_path: Path) -> Path:
    """A story that was tagged by four passages, and edited since, by another program."""
    path = tmp_path / "s.json"
    home.mkdir()
    (home / "config.toml").write_text('who = "ana"\n')
    write(path, OLD)
    (tmp_path / "in.jsonl").write_text(json.dumps(TAGGED) + "\n")
    for arguments in (
        ("import", tmp_path / "in.jsonl", "--who", "ana"),
        ("tag", "s1", "rights", "--evidence", NIGHT),
        ("tag", "s1", "accuracy", "--evidence", STOPPED, "--severity", "high"),
        ("tag", "s1", "accountability", "--evidence", TRUST),
    ):
        assert civicdesk("--library", path, *arguments).status == 0
    assert civicdesk("--library", path, "list", "evidence:gone|changed|moved|uncertain").out == ""
    write(path, NEW)
    return path


def rows(text: str) -> dict[str, dict[str, str]]:
    found = csv.DictReader(io.StringIO(text))
    return {row["concern"]: row for row in found if row["field"] == "concern"}


def test_each_passage_is_found_again_or_said_to_be_gone(civicdesk: Civicdesk, library: Path) -> None:
    decided = rows(civicdesk("--library", library, "export", "--format", "csv", "--long").out)
    states = {tag: (row["evidence"], row["evidence state"]) for tag, row in decided.items()}
    assert states == {
        "transparency": (TOLD, "moved"),
        "rights": (NIGHT, "changed"),
        "accuracy": (STOPPED, "gone"),
        "accountability": (TRUST, "changed"),
    }
    places = {tag: (row["evidence start"], row["evidence end"]) for tag, row in decided.items()}
    assert places == {
        "transparency": ("120", "145"), "rights": ("89", "119"), "accuracy": ("", ""), "accountability": ("203", "246"),
    }  # fmt: skip


@pytest.mark.parametrize("command", [("show", "s1", "--json"), ("export", "--format", "json")])
def test_json_has_offsets_into_the_present_text(civicdesk: Civicdesk, library: Path, command: tuple[str, ...]) -> None:
    found = civicdesk("--library", library, *command).json
    body = found[0] if isinstance(found, list) else found
    evidence = {tag: held["evidence"][0] for tag, held in body["judgement"]["concerns"].items()}
    for tag, start in (("transparency", NEW.rindex(TOLD)), ("rights", NEW.index("The police"))):
        one = evidence[tag]
        assert one["start"] == start
        assert NEW[one["start"] : one["end"]] == one["text"]
    assert evidence["rights"]["quote"] == NIGHT
    assert "quote" not in evidence["transparency"]
    assert {tag: one["state"] for tag, one in evidence.items()}["accountability"] == "changed"
    gone = evidence["accuracy"]
    assert (gone["state"], gone["text"], "start" in gone, len(gone["sha256"])) == ("gone", STOPPED, False, 64)


def test_what_is_exchanged_is_what_was_decided(civicdesk: Civicdesk, library: Path) -> None:
    body = json.loads(civicdesk("--library", library, "export", "--format", "jsonl").out)
    spans = {one["field"]: one["value"]["evidence"][0] for one in body["history"] if one["field"] != "read"}
    assert all(OLD[span["start"] : span["end"]] == span["text"] for span in spans.values())
    assert (spans["concern:transparency"]["times"], spans["concern:transparency"]["start"]) == (2, SECOND)


@pytest.mark.parametrize(
    "command", [("show", "s1"), ("show", "s1", "--plain"), *(("export", "--format", one) for one in ("md", "html",
                                                                                                 "atom", "csv"))]
)  # fmt: skip
def test_people_read_the_old_words_and_what_became_of_them(
    civicdesk: Civicdesk, library: Path, command: tuple[str, ...]
) -> None:
    page = civicdesk("--library", library, *command).out
    assert STOPPED in page
    assert page.count("no longer in the text") == 1
    assert "it was in version" in page
    assert "moved" in page
    assert "changed; now: “The mayor has “full trust” in the supplier.”" in page


def test_filters_and_lists_and_doctor_know_of_it(civicdesk: Civicdesk, library: Path) -> None:
    for state in ("gone", "changed", "moved", "gone|uncertain"):
        assert "(evidence changed, gone, moved)" in civicdesk("--library", library, "list", f"evidence:{state}").out
    assert civicdesk("--library", library, "count", "evidence:uncertain").out == "0\n"
    assert civicdesk("--library", library, "count", "-evidence:gone").out == "0\n"
    assert civicdesk("--library", library, "list", "--json").json[0]["evidence"] == ["changed", "gone", "moved"]
    assert "Evidence: changed, gone, moved" in civicdesk("--library", library, "list", "--plain").lines
    found = civicdesk("--library", library, "doctor")
    assert "1 story has a tag whose evidence is gone: civicdesk list evidence:gone" in found.out
    done = civicdesk("--library", library, "list", "evidence:lost")
    assert done.status != 0
    assert "changed, gone, uncertain or moved" in done.err
    # what is rejected or taken back rests on nothing
    civicdesk("--library", library, "tag", "s1", "accuracy", "--remove")
    assert civicdesk("--library", library, "count", "evidence:gone").out == "0\n"
    # and where the words come back, all is as it was
    write(library, OLD)
    assert civicdesk("--library", library, "count", "evidence:changed|moved|gone|uncertain").out == "0\n"


def test_an_import_again_finds_what_it_brought(civicdesk: Civicdesk, library: Path, tmp_path: Path) -> None:
    done = civicdesk("--library", library, "import", tmp_path / "in.jsonl", "--who", "ana")
    assert "0 decisions" in done.out + done.err
    assert "two contents" not in done.out + done.err
    decided = rows(civicdesk("--library", library, "export", "--format", "csv", "--long").out)
    assert (decided["transparency"]["evidence start"], decided["transparency"]["evidence end"]) == ("120", "145")


def test_a_suggestion_from_the_title_keeps_it_through_export_and_import(civicdesk: Civicdesk, tmp_path: Path) -> None:
    title = "Police use facial recognition without consent, privacy watchdog finds mass surveillance"
    for name in ("one", "two"):
        with TinyDB(tmp_path / f"{name}.json") as database:
            database.table("stories").insert({"id": "t1", "title": title, "date": "2025-01-01"})
    first, second, copy = tmp_path / "one.json", tmp_path / "two.json", tmp_path / "out.jsonl"

    def exported(path: Path) -> tuple[str, list[dict[str, str]]]:
        row = json.loads(civicdesk("--library", path, "export", "--format", "jsonl").out)
        [privacy] = [one["value"] for one in row["history"] if one["field"] == "concern:privacy"]
        return privacy["verdict"], [{key: span[key] for key in ("text", "in")} for span in privacy["evidence"]]

    assert civicdesk("--library", first, "tag", "t1", "privacy").status == 0
    assert exported(first) == ("accepted", [{"text": title, "in": "title"}])
    copy.write_text(civicdesk("--library", first, "export", "--format", "jsonl").out, encoding="utf-8")
    assert civicdesk("--library", second, "import", copy).status == 0
    assert exported(second) == exported(first)
    assert (
        rows(civicdesk("--library", second, "export", "--format", "csv", "--long").out)["privacy"]["evidence"] == title
    )
