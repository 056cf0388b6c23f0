"""correct: stakeholders that are called otherwise, are added, or that nobody has."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
TEXT = "The council bought scanners from Palantir. Campaigners at Fair Streets said no. The ICO was not told."


@pytest.fixture
def run(civicdesk: Run, tmp_path: Path) -> Run:
    path = tmp_path / "own.json"
    cafe = {"id": "c", "title": "Café", "text": "Rain.", "stakeholders": [{"name": "Café Wien", "type": "company"}]}
    stories = {"1": {"id": "s", "title": "Scanners", "text": TEXT}, "2": cafe}
    path.write_text(json.dumps({"stories": stories}))
    return lambda *arguments: civicdesk(*arguments, "--library", path)


def add(run: Run) -> Any:
    return run("correct", "Fair Streets", "--add", "--story", "s", "--role", "advocate", "--type", "civil_society",
               "--quote", "Campaigners at  Fair Streets")  # fmt: skip


def test_one_that_was_missed_is_added_shown_found_and_exported(run: Run) -> None:
    assert add(run).out == "Fair Streets in s: added as Fair Streets, civil society, advocate.\n"
    assert "● Fair Streets, civil society: advocate (" in run("show", "s").out
    assert "    “Campaigners at Fair Streets”" in run("show", "s").out
    for query in (
        "stakeholder:fair",
        "stakeholder:streets/advocate",
        'stakeholder:"fair streets"/advocate',
        "type:civil_society",
        "role:advocate",
    ):
        assert run("count", query).out == "1\n"
    assert run("count", "stakeholder:streets/supplier").out == "0\n"
    said = run("show", "s", "--json").json["judgement"]["parties"]["fair streets"]
    assert (said["added"], said["roles"], said["evidence"][0]["state"]) == (True, ["advocate"], "exact")
    assert said["evidence"][0]["sha256"]
    rows = list(csv.DictReader(io.StringIO(run("export", "--format", "csv", "--long").out)))
    (row,) = [row for row in rows if row["label"] == "Fair Streets"]
    assert (row["value"], row["evidence"]) == ("added", "Campaigners at Fair Streets")
    assert TEXT[int(row["evidence start"]) : int(row["evidence end"])] == row["evidence"]
    for kind in ("md", "html", "atom", "csv", "json"):
        assert "Fair Streets" in run("export", "--format", kind, "s").out or kind == "atom"
    assert "1  advocate" in run("stakeholder", "Fair Streets").out


def test_it_is_one_step_that_is_taken_back(run: Run) -> None:
    add(run)
    assert "Taken back: added Fair Streets" in run("undo").out
    assert "Fair Streets," not in run("show", "s").out
    assert run("count", "stakeholder:streets").out == "0\n"


def test_it_is_corrected_removed_and_forgotten_as_others_are(run: Run) -> None:
    add(run)
    run("correct", "fair streets", "--story", "s", "--role", "expert")
    assert "● Fair Streets, civil society: expert" in run("show", "s").out
    run("correct", "FAIR STREETS", "--as", "Fair Streets Network", "--all")
    assert "● Fair Streets Network, civil society: expert" in run("show", "s").out
    run("correct", "Fair Streets", "--story", "s", "--remove")
    assert "● Fair Streets" not in run("show", "s").out
    run("correct", "Fair Streets", "--story", "s", "--forget")
    assert run("show", "s", "--json").json.get("judgement") is None


def test_who_is_found_already_is_only_given_what_is_said(run: Run) -> None:
    run("correct", "PALANTIR", "--add", "--story", "s", "--role", "overseer")
    out = run("show", "s").out
    assert out.count("Palantir, company: overseer") == 1


def test_what_others_are_given_they_see_as_mine(run: Run, civicdesk: Run, tmp_path: Path) -> None:
    add(run)
    run("export", "--format", "jsonl", "-o", tmp_path / "out.jsonl")
    body = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    for one in body:
        for step in one.get("history", ()):
            step["who"] = "ben"
    (tmp_path / "in.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in body))
    run("undo")
    run("import", tmp_path / "in.jsonl", "--who", "ben")
    out = run("show", "s").out
    assert "● Fair Streets" not in out
    assert "ben  stakeholder fair streets: added as Fair Streets, civil society, advocate" in out
    assert "● Fair Streets, civil society: advocate (added by ben)" in run("show", "s", "--as", "ben").out
    assert "Fair Streets: advocate (added by ben)" in run("export", "--format", "csv", "--as", "ben").out


@pytest.mark.parametrize(
    ("wrong", "status", "says"),
    [
        (("Palntir", "--role", "supplier"), 1, "No story names Palntir; nearest: Palantir."),
        (("Palntir", "--role", "supplier", "--story", "s"), 1, "The story s does not name Palntir; nearest: Palantir."),
        (("Palantir", "--role", "supplier", "--story", "c"), 1, "The story c does not name Palantir."),
        (("Xyzzy", "--remove"), 1, "No story names Xyzzy."),
        (("Xyzzy", "--add"), 2, "--story ID"),
        (("Xyzzy", "--add", "--story", "s", "--remove"), 2, "--add goes with"),
        (("Xyzzy", "--quote", "x", "--remove"), 2, "--quote goes with --add"),
        (("Xyzzy", "--add", "--story", "s", "--quote", "no such words"), 1, "has no passage"),
        (("Xyzzy",), 2, "Say what to correct"),
    ],
)
def test_what_can_not_be_is_refused(run: Run, wrong: tuple[str, ...], status: int, says: str) -> None:
    done = run("correct", *wrong)
    assert (done.status, done.out, done.err.count("\n")) == (status, "", 1)
    assert says in done.err
    assert "judgement" not in run("show", "s", "--json").json


def test_a_name_is_known_whatever_its_case_and_accents(run: Run) -> None:
    run("correct", "CAFE WIEN", "--as", "Wiener Café")
    assert run("count", "stakeholder:wiener").out == "1\n"
    assert "Wiener Café, company (by the author)" in run("show", "c").out
    run("correct", "cafe wien", "--forget")
    assert run("count", "stakeholder:wiener").out == "0\n"


def test_an_unaided_coder_is_not_told_whom_a_story_names(run: Run) -> None:
    for name in ("Palantir", "Nobody At All"):
        done = run("correct", name, "--role", "overseer", "--story", "s", "--unaided")
        assert (done.status, done.err) == (0, "")
    assert run("list", "stakeholder:palntir", "--unaided").err.count("did you mean") == 0
    run("correct", "Fair Streets", "--add", "--story", "s", "--unaided")
    out = run("show", "s", "--unaided").out
    assert "● Fair Streets" in out
    assert "Palantir, company" not in out


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("palantir or ico", "write OR"),
        ("concern:privcy", "did you mean privacy?"),
        ("scaners", "no story has the word scaners; did you mean scanners?"),
        ("severity:hi", "read as high"),
        ("feed:xyzzy", "no story has the feed xyzzy."),
        ("concern:", "nothing stands behind concern:"),
    ],
)
def test_what_a_filter_can_not_find_is_said_and_the_result_shown(run: Run, query: str, says: str) -> None:
    done = run("list", *query.split())
    assert done.status == 0
    assert says in done.err


def test_a_plain_word_is_looked_for_in_notes_too(run: Run) -> None:
    run("note", "c", "Ask the mayor about scanners")
    assert {line.split()[0] for line in run("list", "scanners").lines} == {"c", "s"}
    assert [line.split()[0] for line in run("list", "mayor scanners -council").lines] == ["c"]
    assert run("count", "is:noted").out == "1\n"
    assert run("count", "scanners", "-mayor").out == "1\n"


def test_excel_gets_a_file_that_is_ours(run: Run, tmp_path: Path) -> None:
    for more in ((), ("--long",)):
        for _ in range(2):  # the second takes the place of the first
            assert run("export", "--excel", *more, "-o", tmp_path / "out.csv").status == 0
    text = (tmp_path / "out.csv").read_bytes().decode("utf-16")
    assert text.startswith("story\ttitle\t")
    assert "Café" in text
    done = run("export", "--excel", "--format", "md")
    assert (done.status, done.err) == (2, "civicdesk: --excel goes with --format csv only.\n")


def test_who_was_suggested_and_is_added_keeps_the_sentences_that_show_it(run: Run) -> None:
    (found,) = [one for one in run("show", "s", "--json").json["analysis"]["stakeholders"] if one["name"] == "Palantir"]
    quotes = [span["text"] for span in found["evidence"]]
    assert quotes
    run("correct", "PALANTIR", "--add", "--story", "s", "--role", "supplier")
    rows = list(csv.DictReader(io.StringIO(run("export", "--format", "csv", "--long").out)))
    (row,) = [row for row in rows if row["label"] == "Palantir"]
    assert (row["value"], row["evidence"]) == ("added", "\n".join(quotes))
    assert f"    “{quotes[0]}”" in run("show", "s").out
    run("correct", "Palantir", "--add", "--story", "s", "--type", "company")
    (said,) = run("show", "s", "--json").json["judgement"]["parties"].values()
    assert [span["text"] for span in said["evidence"]] == quotes


def test_who_is_added_by_a_passage_rests_on_that_alone(run: Run) -> None:
    run("correct", "Palantir", "--add", "--story", "s", "--quote", "scanners from Palantir")
    (said,) = run("show", "s", "--json").json["judgement"]["parties"].values()
    assert [span["text"] for span in said["evidence"]] == ["scanners from Palantir"]


def test_a_role_or_type_is_taken_by_its_label_and_a_slip_is_refused_with_the_nearest(run: Run) -> None:
    add(run)
    done = run("correct", "Fair Streets", "--story", "s", "--role", "Decision maker", "--type", "public body", "--json")
    assert (done.json["correction"]["roles"], done.json["correction"]["type"]) == (["decision_maker"], "public_body")
    for option, slip, near in (("--role", "suplier", "supplier"), ("--type", "compny", "company")):
        done = run("correct", "Fair Streets", option, slip)
        assert (done.status, done.err.count("\n")) == (2, 1)
        assert f"argument {option}: {slip!r} is none; did you mean {near}?" in done.err
