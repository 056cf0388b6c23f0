"""import and compare: two people, one set of stories."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def of(civicdesk: Run, tmp_path: Path) -> Callable[..., Any]:
    """Runs a command as somebody: `of("ada", "tag", …)`, each person with a home of her own."""

    def run(who: str, *arguments: object, **given: bytes) -> Any:
        home = tmp_path / who
        home.mkdir(exist_ok=True)
        (home / "config.toml").write_text(f'who = "{who}"\n')
        return civicdesk(*arguments, "--home", home, **given)

    return run


def exported(of: Run, who: str, path: Path) -> list[dict[str, Any]]:
    assert of(who, "export", "--format", "jsonl", "-o", path, "--force").status == 0
    return [json.loads(line) for line in path.read_text().splitlines()]


def without_read(body: dict[str, Any]) -> dict[str, Any]:
    judgement = {name: value for name, value in body["judgement"].items() if name != "read"}
    history = [one for one in body["history"] if one["field"] != "read"]
    return {**body, "judgement": judgement, "history": history}


def test_an_export_taken_into_an_empty_home_is_the_same_library(of: Run, tmp_path: Path, stories: Path) -> None:
    of("ada", "add", stories)
    ids = [story["id"] for story in of("ada", "list", "--json").json]
    for number, story in enumerate(ids):
        of("ada", "tag", story, "privacy", "own-tag")
        of("ada", "tag", story, "bias", "--reject")
        if number % 2:
            of("ada", "tag", story, "privacy", "--remove")
    first = exported(of, "ada", tmp_path / "a.jsonl")
    assert len(first) == 4
    done = of("bob", "import", "--format", "jsonl", tmp_path / "a.jsonl", "--json")
    assert done.status == 0, done.err
    assert done.json["stories"] == 4
    assert done.json["conflicts"] == []
    second = exported(of, "bob", tmp_path / "b.jsonl")
    # Of a story that was here before, what one has read oneself is one's own affair.
    assert second[:3] == first[:3]
    assert [without_read(one) for one in second] == [without_read(one) for one in first]
    assert {one["who"] for body in first for one in body["history"]} == {"ada"}


def test_the_second_time_nothing_is_new(of: Run, tmp_path: Path) -> None:
    of("ada", "tag", "seed", "privacy")
    exported(of, "ada", tmp_path / "a.jsonl")
    assert of("bob", "import", tmp_path / "a.jsonl").out == "1 story read: 0 new, 1 decision taken in.\n"
    assert of("bob", "import", tmp_path / "a.jsonl").out == "1 story read: 0 new, 0 decisions taken in.\n"


@pytest.mark.parametrize(("theirs", "verdict"), [(False, "rejected"), (True, "accepted")])
def test_where_two_differ_it_is_listed_and_ones_own_holds(theirs: bool, verdict: str, of: Run, tmp_path: Path) -> None:
    of("ada", "tag", "seed", "privacy")
    of("bob", "tag", "seed", "privacy", "--reject")
    exported(of, "ada", tmp_path / "a.jsonl")
    done = of("bob", "import", tmp_path / "a.jsonl", "--json", *(["--theirs"] if theirs else []))
    assert done.json["conflicts"] == [
        {"story": "seed-story", "concern": "privacy", "own": "rejected", "own_who": "bob", "theirs": "accepted",
         "their_who": "ada"}
    ]  # fmt: skip
    shown = of("bob", "show", "seed", "--json", "--history").json
    assert shown["judgement"]["concerns"]["privacy"]["verdict"] == verdict
    assert {one["who"] for one in shown["history"]} == {"ada", "bob"}


def test_decisions_without_a_name_get_the_one_given_or_that_of_the_file(of: Run, tmp_path: Path) -> None:
    line = {"title": "T", "id": "t", "judgement": {"concerns": {"bias": {"verdict": "tagged"}}}}
    (tmp_path / "cy.jsonl").write_text(json.dumps(line))
    for who, more, signed in (("ada", [], "cy"), ("bob", ["--who", "Dr Cy"], "Dr Cy")):
        of(who, "import", tmp_path / "cy.jsonl", *more)
        assert of(who, "show", "t", "--json", "--history").json["history"][0]["who"] == signed


def test_bad_lines_are_told_and_stop_none(of: Run) -> None:
    lines = ["no json", "", json.dumps({"title": "Good", "id": "g"}), json.dumps({"id": "\x1b[31mx"}), "[]"]
    done = of("ada", "import", "-", given="\n".join(lines).encode())
    assert done.status == 3
    assert [line.split(":")[1] for line in done.err.splitlines()] == [
        " line 1 is left out", " line 4 is left out", " line 5 is left out",
    ]  # fmt: skip
    assert of("ada", "count", "good").out == "1\n"
    assert of("ada", "import", "-", given=b"\xff\n").status == 1
    assert of("ada", "import", "-", given=b"").status == 0


def test_a_file_that_is_not_there_is_told(of: Run, tmp_path: Path) -> None:
    for name in ("import", "compare"):
        for path in (tmp_path / "none.jsonl", tmp_path):
            done = of("ada", name, path)
            assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)


def test_agreement_is_counted_over_what_both_have_judged(of: Run, tmp_path: Path, stories: Path) -> None:
    for who in ("ada", "bob"):
        of(who, "add", stories)
    council, cafe, football = (of("ada", "list", word, "--json").json[0]["id"] for word in ("council", "wifi", "nil"))
    for who, story, tags in (
        ("ada", council, ["privacy", "bias"]), ("bob", council, ["privacy"]),
        ("ada", cafe, ["access"]), ("bob", cafe, ["access"]), ("ada", football, ["safety"]),
    ):  # fmt: skip
        of(who, "tag", story, *tags)
    exported(of, "ada", tmp_path / "a.jsonl")
    (found,) = of("bob", "compare", tmp_path / "a.jsonl", "--json").json["coders"]
    assert (found["first"], found["second"], found["stories"]) == ("bob", "ada", 2)
    figures = {one["concern"]: (one["percent"], one["kappa"]) for one in found["concerns"]}
    assert figures == {"privacy": (100.0, 1.0), "bias": (50.0, 0.0), "access": (100.0, 1.0)}
    assert found["disagreements"] == [{"story": council, "concern": "bias", "first": False, "second": True}]
    # the file's decisions, once taken in, are still hers and do not count as his
    of("bob", "import", tmp_path / "a.jsonl")
    lines = of("bob", "compare", tmp_path / "a.jsonl").lines
    assert lines[0] == "bob and ada: 2 stories judged by both"
    assert lines[-1].endswith("Bias & discrimination: ada yes, bob no")


def test_without_a_story_in_common_there_is_nothing_to_compare(of: Run, tmp_path: Path) -> None:
    exported(of, "ada", tmp_path / "a.jsonl")
    done = of("bob", "compare", tmp_path / "a.jsonl")
    assert done.status == 0
    assert "no story" in done.err
