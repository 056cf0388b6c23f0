"""read, hide, tag and rules where a story came by several feeds: what changes, and that each change is named."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Civicdesk

TEXT = (
    "The council paused a system that scores benefit claims for the risk of fraud after campaigners found that it "
    "flagged single parents three times as often as others. Officials said an audit would be published in spring."
)


@pytest.fixture
def copies(civicdesk: Civicdesk, tmp_path: Path) -> Civicdesk:
    """Three copies of a report beside another story and the first one."""
    lines = [{"id": name, "title": f"Council pauses {name}", "text": TEXT} for name in ("aa1", "aa2", "aa3")]
    lines.append({"id": "bb1", "title": "Football", "text": "Two nil."})
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert civicdesk("import", tmp_path / "in.jsonl").status == 0
    return civicdesk


def flagged(civicdesk: Civicdesk, word: str) -> set[str]:
    return {one["id"] for one in civicdesk("list", f"is:{word}", "--json").json}


def test_list_count_and_export_say_copies_as_the_desk_does(copies: Civicdesk, tmp_path: Path) -> None:
    assert copies("list", "--fold").status == 0  # which finds what are copies; the first story is there, too
    counted = copies("count")
    assert (counted.out, counted.err.strip()) == ("5\n", "civicdesk: These are 3 stories and 2 copies.")
    assert copies("count", "--json").json == {"count": 5, "copies": 2}
    assert copies("count", "football").err == ""
    path = tmp_path / "out.md"
    assert f"Wrote 3 stories and 2 copies to {path}." in copies("export", "-o", path).out
    odd = tmp_path / "out.odd"
    assert (
        f"Wrote 3 stories and 2 copies to {odd} as md, which its ending does not say."
        in copies("export", "-o", odd).out
    )
    done = copies("export", "-o", path, "--force", "--json").json
    assert (done["stories"], done["copies"]) == (5, 2)
    many = [{"id": f"m{number}", "title": f"Report {number}", "text": f"Word{number}."} for number in range(50)]
    (tmp_path / "many.jsonl").write_text("".join(json.dumps(line) + "\n" for line in many))
    assert copies("import", tmp_path / "many.jsonl").status == 0
    assert "the newest 50 of 53 stories and 2 copies;" in copies("list").err


def test_an_export_and_the_list_of_views_count_copies_that_nobody_has_looked_for(
    copies: Civicdesk, tmp_path: Path
) -> None:
    path = tmp_path / "out.md"
    assert f"Wrote 3 stories and 2 copies to {path}." in copies("export", "-o", path).out
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": "aa4", "title": "Council pauses aa4", "text": TEXT}) + "\n")
    assert copies("import", tmp_path / "in.jsonl").status == 0
    assert copies("views", "list").lines[0].split() == ["3", "All"]


@pytest.mark.parametrize(("command", "word"), [("hide", "hidden"), ("read", "read")])
def test_reading_and_hiding_is_for_the_group_and_each_copy_is_named(copies: Civicdesk, command: str, word: str) -> None:
    done = copies(command, "aa2")
    assert done.lines[0] == f"aa2: {word}"
    assert set(done.lines[1:]) == {f"aa1: {word} (a copy)", f"aa3: {word} (a copy)"}
    assert flagged(copies, word) == {"aa1", "aa2", "aa3"}
    back = copies(command, "aa1", "--off", "--json").json
    assert [one[command] for one in back] == [False] * 3
    assert {one["id"] for one in back} == {"aa1", "aa2", "aa3"}
    assert flagged(copies, word) == set()


@pytest.mark.parametrize(("command", "word"), [("hide", "hidden"), ("read", "read")])
def test_only_is_for_the_one_copy(copies: Civicdesk, command: str, word: str) -> None:
    assert copies(command, "aa2", "--only").lines == [f"aa2: {word}"]
    assert flagged(copies, word) == {"aa2"}


def test_a_star_is_for_the_one_copy(copies: Civicdesk) -> None:
    assert copies("star", "aa2").lines == ["aa2: starred"]
    assert flagged(copies, "starred") == {"aa2"}


def test_a_tag_is_for_the_one_story_and_its_group_is_read(copies: Civicdesk) -> None:
    done = copies("tag", "aa2", "my-tag")
    assert done.lines[0] == "aa2: my-tag"
    assert set(done.lines[1:]) == {"aa1: read (a copy)", "aa3: read (a copy)"}
    assert flagged(copies, "read") == {"aa1", "aa2", "aa3"}
    assert flagged(copies, "tagged") == {"aa2"}


def test_a_tag_with_only_reads_the_one_story(copies: Civicdesk) -> None:
    assert copies("tag", "aa2", "my-tag", "--only", "--json").json["read"] == ["aa2"]
    assert flagged(copies, "read") == {"aa2"}


def test_a_rule_names_every_copy_that_it_changes_also_beforehand(copies: Civicdesk) -> None:
    assert copies("rules", "add", "Away", "title:aa1", "--do", "hide").status == 0
    expected = {(story, "hide") for story in ("aa1", "aa2", "aa3")}
    tried = copies("rules", "run", "--dry-run", "--json").json
    assert {(one["story"], one["do"]) for one in tried} == expected
    done = copies("rules", "run")
    assert {line.split()[0] for line in done.lines[:-1]} == {"aa1", "aa2", "aa3"}
    assert done.lines[-1] == "Changed 3 stories: 3 hidden."
    assert flagged(copies, "hidden") == {"aa1", "aa2", "aa3"}


def test_a_rule_on_what_has_just_come_sees_its_copies(civicdesk: Civicdesk, tmp_path: Path) -> None:
    civicdesk("rules", "add", "Away", "title:aa1", "--do", "hide")
    stories = [{"id": name, "title": f"Council pauses {name}", "text": TEXT} for name in ("aa1", "aa2")]
    (tmp_path / "in.json").write_text(json.dumps(stories))
    assert civicdesk("add", tmp_path / "in.json").status == 0
    assert len(flagged(civicdesk, "hidden")) == 2
