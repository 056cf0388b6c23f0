"""rules, hide, related, correct, and copies in list and show, without the screen."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Civicdesk

TEXT = (
    "Northgate council has paused a system that scored benefit claims for the risk of fraud after campaigners found "
    "that it flagged single parents three times as often as others. Officials said an audit would be published in "
    "spring. Palantir, which supplied the model, said it had been tested for fairness and did not discriminate."
)


@pytest.fixture
def library(civicdesk: Civicdesk, tmp_path: Path) -> Civicdesk:
    """Three stories beside the seed: two copies, and one on football."""
    lines = [
        {"id": "aa1", "title": "Council pauses fraud scores", "text": TEXT, "published": "2026-11-20T09:00:00Z"},
        {"id": "aa2", "title": "Benefit scoring halted", "text": TEXT, "published": "2026-11-21T09:00:00Z"},
        {"id": "bb1", "title": "Football results", "text": "Two nil.", "published": "2026-11-19T09:00:00Z"},
    ]
    file = tmp_path / "in.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert civicdesk("import", file).status == 0
    return civicdesk


def test_a_rule_is_kept_tried_run_and_removed(library: Civicdesk) -> None:
    civicdesk = library
    assert civicdesk("rules", "add", "Sport", "football", "-technology", "--do", "read, hide").status == 2
    assert civicdesk("rules", "add", "Sport", "football", "-technology", "--do", "read", "--do", "hide").status == 0
    assert civicdesk("rules", "add", "Fraud", "concern:bias", "--do", "tag benefits fraud", "--do", "star").status == 0
    assert civicdesk("rules", "list").lines == [
        "Sport: when football -technology do read, hide",
        "Fraud: when concern:bias do tag benefits-fraud, star",
    ]
    tried = civicdesk("rules", "run", "--dry-run")
    assert "bb1  Sport: hide" in tried.lines
    assert tried.lines[-1].startswith("Would change 3 stories") or "Would change" in tried.lines[-1]
    assert civicdesk("count", "is:hidden").out == "0\n"
    done = civicdesk("rules", "run", "--json").json
    assert {"rule": "Sport", "story": "bb1", "do": "hide"} in done
    assert {"rule": "Fraud", "story": "aa1", "do": "tag benefits-fraud"} in done
    assert civicdesk("rules", "run", "--json").json == []
    assert civicdesk("count", "football").out == "0\n"
    assert civicdesk("count", "football", "is:hidden").out == "1\n"
    told = civicdesk("show", "aa1", "--json").json["judgement"]["concerns"]["benefits-fraud"]
    assert (told["verdict"], told["rule"]) == ("tagged", "Fraud")
    told = {one["field"]: one.get("rule") for one in civicdesk("show", "aa1", "--json", "--history").json["history"]}
    assert told == {"concern:benefits-fraud": "Fraud", "read": "Fraud", "star": "Fraud"}
    out = civicdesk("show", "aa1", "--history").out
    assert "benefits-fraud: nothing → tagged by the rule Fraud\n" in out
    assert "star: nothing → yes by the rule Fraud\n" in out
    civicdesk("star", "bb1")
    assert "star: nothing → yes\n" in civicdesk("show", "bb1", "--history").out
    assert civicdesk("rules", "remove", "spo").status == 0
    assert len(civicdesk("rules", "list", "--json").json) == 1


def test_one_rule_of_several_is_run_alone(library: Civicdesk) -> None:
    library("rules", "add", "A", "football", "--do", "star")
    library("rules", "add", "B", "council", "--do", "star")
    assert {one["story"] for one in library("rules", "run", "A", "--json").json} == {"bb1"}


def test_rules_run_on_what_is_added(civicdesk: Civicdesk, tmp_path: Path) -> None:
    civicdesk("rules", "add", "Sport", "football", "--do", "hide")
    (tmp_path / "note.txt").write_text("Football results\n\nTwo nil, said the club.")
    assert civicdesk("add", tmp_path / "note.txt").status == 0
    assert civicdesk("count", "is:hidden").out == "1\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("rules", "add", "X", "colour:red", "--do", "star"), "There is no field"),
        (("rules", "add", "X", "red", "--do", "dance"), "can't do 'dance'"),
        (("rules", "add", "X", "red"), "--do"),
        (("rules", "remove", "nothing"), "There is no one rule"),
        (("rules", "run", "nothing"), "There is no one rule"),
        (("correct", "Palantir"), "Say what to correct"),
        (("correct", "", "--remove"), "has a name"),
        (("correct", "Palantir", "--role", "king"), "'king' is none; use decision_maker"),
        (("related", "zz"), "No story has an id"),
    ],
)
def test_what_can_not_be_done_is_said_in_a_sentence(
    civicdesk: Civicdesk, arguments: tuple[str, ...], says: str
) -> None:
    done = civicdesk(*arguments)
    assert done.status in (1, 2)
    assert says in done.err
    assert done.err.count("\n") == 1


def test_a_rule_that_can_not_be_read_is_told_and_stops_no_other(library: Civicdesk, home: Path) -> None:
    (home / "rules.toml").write_text(
        '[[rule]]\nname = "Broken"\nwhen = "colour:red"\ndo = "star"\n\n[[rule]]\nname = "Odd"\nwhen = "x"\ndo = 3\n\n'
        '[[rule]]\nname = "Good"\nwhen = "football"\ndo = ["star"]\n'
    )
    done = library("list")
    assert "'Broken' can't be run" in done.err
    assert "'Odd' does nothing" in done.err
    assert library("rules", "run", "Good", "--json").json == [{"rule": "Good", "story": "bb1", "do": "star"}]


def test_copies_are_listed_as_one_and_told_of_each(library: Civicdesk) -> None:
    assert library("list", "--fold", "council").out.count("\n") == 1
    assert "+1" in library("list", "--fold", "council").out
    assert [one["copies"] for one in library("list", "--fold", "council", "--json").json] == [1]
    assert library("show", "aa1", "--json").json["copies"] == ["aa2"]
    assert "copies" not in library("show", "bb1", "--json").json
    assert len(library("list", "council").lines) == 2


def test_hidden_stories_come_back(library: Civicdesk) -> None:
    assert library("hide", "bb1").out == "bb1: hidden\n"
    assert "bb1" not in library("list").out
    assert library("hide", "bb1", "--off", "--json").json == [{"id": "bb1", "hide": False}]
    assert "bb1" in library("list").out


def test_related_stories_share_something(library: Civicdesk) -> None:
    civicdesk = library
    found = civicdesk("related", "aa1", "--json").json
    assert found and all(one["id"] != "aa1" for one in found)
    assert all(one["stakeholders"] or len(one["concerns"]) > 1 for one in found)
    assert civicdesk("related", "bb1").out == ""


def test_a_stakeholder_is_corrected_everywhere_and_here(library: Civicdesk, tmp_path: Path) -> None:
    civicdesk = library

    def names(story: str) -> dict[str, dict[str, object]]:
        found = civicdesk("show", story, "--json").json["analysis"]["stakeholders"]
        return {stakeholder["name"]: stakeholder for stakeholder in found}

    assert "Palantir" in names("aa1")
    done = civicdesk("correct", "palantir", "--as", "Palantir Technologies", "--type", "company", "--role", "supplier")
    assert "Palantir Technologies, company, supplier" in done.out
    assert names("aa1")["Palantir Technologies"]["aliases"] == ["Palantir"]
    assert civicdesk("count", 'stakeholder:"palantir technologies"', "council").out == "2\n"
    file = tmp_path / "later.jsonl"
    file.write_text(json.dumps({"id": "cc1", "title": "Palantir wins", "text": TEXT + " Palantir won."}) + "\n")
    civicdesk("import", file)
    assert "Palantir Technologies" in names("cc1")
    civicdesk("correct", "Palantir", "--remove", "--story", "aa2")
    assert not [name for name in names("aa2") if "Palantir" in name]
    assert civicdesk("count", 'stakeholder:"palantir technologies"', "council").out == "2\n"
    civicdesk("correct", "Palantir", "--forget")
    assert "Palantir" in names("aa1")
    assert civicdesk("count", 'stakeholder:"palantir technologies"', "council").out == "0\n"
    assert "not in this story file" not in civicdesk("doctor").out
