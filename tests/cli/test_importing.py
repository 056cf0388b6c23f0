"""import: several coders, one set of stories."""

import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def exported(of: Run, who: str, path: Path) -> list[dict[str, Any]]:
    assert of(who, "export", "--format", "jsonl", "-o", path, "--force").status == 0
    return [json.loads(line) for line in path.read_text().splitlines()]


def lines_of(path: Path, *bodies: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(body) + "\n" for body in bodies))
    return path


def operation(name: str, who: str, field: str = "concern:privacy", **more: Any) -> dict[str, Any]:
    """An operation of the present format as a file has it."""
    return {"id": name, "story": "t", "field": field, "who": who, "round": "", "was": None,
            "value": {"verdict": "tagged"}, "at": "2026-01-02T03:04:05.000006+00:00", **more}  # fmt: skip


def told(*history: dict[str, Any], form: str = "civicdesk/2", **more: Any) -> dict[str, Any]:
    """A record of the story "t"."""
    return {"format": form, "id": "t", "title": "T", "text": "The council will scan faces.", "history": list(history),
            **more}  # fmt: skip


def judged(of: Run, who: str, story: str = "t") -> dict[str, Any]:
    return dict(of(who, "show", story, "--json").json.get("judgement", {}))


def history(of: Run, who: str, story: str = "t") -> list[dict[str, Any]]:
    return list(of(who, "show", story, "--json", "--history").json.get("history", []))


def test_an_export_taken_into_an_empty_home_is_the_same_library(of: Run, tmp_path: Path, stories: Path) -> None:
    of("ada", "add", stories)
    ids = [story["id"] for story in of("ada", "list", "--json").json]
    for number, story in enumerate(ids):
        of("ada", "tag", story, "privacy", "own-tag")
        of("ada", "tag", story, "bias", "--reject")
        if number % 2:
            of("ada", "tag", story, "privacy", "--remove")
    first = exported(of, "ada", tmp_path / "a.jsonl")
    assert [one["id"] for one in first] == sorted(ids)
    done = of("bob", "import", "--format", "jsonl", tmp_path / "a.jsonl", "--json")
    assert done.status == 0, done.err
    assert done.json["stories"] == 4
    assert done.json["conflicts"] == []
    exported(of, "bob", tmp_path / "b.jsonl")
    assert (tmp_path / "b.jsonl").read_bytes() == (tmp_path / "a.jsonl").read_bytes()
    assert {one["who"] for body in first for one in body["history"]} == {"ada"}
    assert [judged(of, "bob", story) for story in ids] == [{}, {}, {}, {}]  # they are ada's, and not his


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
    (conflict,) = done.json["conflicts"]
    own, other = conflict.pop("own_value"), conflict.pop("their_value")
    assert (own["verdict"], other["verdict"]) == ("rejected", "accepted")
    assert conflict == {
        "story": "seed-story", "concern": "privacy", "field": "concern:privacy", "own": "rejected", "own_who": "bob",
        "theirs": "accepted", "their_who": "ada", "one_coder": False,
    }  # fmt: skip
    shown = of("bob", "show", "seed", "--json", "--history").json
    assert shown["judgement"]["concerns"]["privacy"]["verdict"] == verdict
    assert shown["others"]["ada"]["concerns"]["privacy"]["verdict"] == "accepted"
    signed = [(one["who"], one["value"]["verdict"]) for one in shown["history"] if one["field"] == "concern:privacy"]
    assert signed == [("ada", "accepted"), ("bob", "rejected"), *([("bob", "accepted")] if theirs else [])]
    assert len(of("bob", "import", tmp_path / "a.jsonl", "--json").json["conflicts"]) == (0 if theirs else 1)


def test_what_each_says_is_printed_and_what_holds(of: Run, tmp_path: Path) -> None:
    """Case 3: importing a colleague's file gives no decision of one's own another time."""
    of("ana", "tag", "seed", "privacy", "--severity", "low")
    before = history(of, "ana", "seed")
    of("ben", "tag", "seed", "privacy", "--severity", "high")
    of("ben", "note", "seed", "look at\nthe contract")
    of("ana", "note", "seed", "mine")
    of("ben", "correct", "palantir", "--as", "Palantir Ltd")
    of("ana", "correct", "palantir", "--remove")
    exported(of, "ben", tmp_path / "b.jsonl")
    done = of("ana", "import", tmp_path / "b.jsonl")
    assert done.status == 0
    assert sorted(done.lines[:-1]) == [
        "every story  stakeholder palantir: no stakeholder by ana, called Palantir Ltd by ben",
        "seed-story  Privacy & surveillance: accepted (low) by ana, accepted (high) by ben",
        "seed-story  note: 'mine' by ana, 'look at the contract' by ben",
    ]
    assert done.lines[-1] == (
        "1 story read: 0 new, 3 decisions taken in, 1 of them on every story; "
        "3 conflicts, yours hold; theirs are kept beside them."
    )
    assert history(of, "ana", "seed")[: len(before)] == before
    (row,) = [
        line for line in of("ana", "export", "--format", "csv", "--long").lines if ",ana," in line and "low" in line
    ]
    assert before[0]["at"] in row
    done = of("ana", "compare", tmp_path / "b.jsonl", "--decided", "--json")
    assert done.json["pairs"][0]["differences"] == [
        {"story": "seed-story", "concern": "privacy", "what": "severity", "first": "low", "second": "high"}
    ]
    assert (
        "    seed-story  Privacy & surveillance: severity low by ana, high by ben"
        in of("ana", "compare", tmp_path / "b.jsonl", "--decided").lines
    )
    assert "Note by ben\n  look at\n  the contract\n" in of("ana", "show", "seed").out


def test_of_two_desks_of_one_coder_the_later_holds(of: Run, civicdesk: Run, tmp_path: Path) -> None:
    """Case 2: an import of older decisions under one's own name replaces no newer ones."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "config.toml").write_text('who = "ANA"\n')
    civicdesk("tag", "seed", "privacy", "--reject", "--home", other)
    civicdesk("note", "seed", "OLD note", "--home", other)
    of("ana", "tag", "seed", "privacy", "--severity", "high", "--evidence", "London Mayor")
    of("ana", "note", "seed", "NEW note")
    assert civicdesk("export", "--format", "jsonl", "-o", tmp_path / "q.jsonl", "--home", other).status == 0
    exported(of, "ana", tmp_path / "p.jsonl")
    before = judged(of, "ana", "seed")
    found = of("ana", "import", tmp_path / "q.jsonl", "--json").json["conflicts"]
    assert {(one["field"], one["own"], one["theirs"], one["one_coder"]) for one in found} == {
        ("concern:privacy", "accepted", "rejected", True), ("note", "'NEW note'", "'OLD note'", True),
    }  # fmt: skip
    assert judged(of, "ana", "seed") == before
    assert before["note"] == "NEW note"
    assert before["concerns"]["privacy"]["evidence"][0]["text"] == "London Mayor"
    # the other way round the newer ones come, and are named as well
    done = civicdesk("import", tmp_path / "p.jsonl", "--home", other)
    assert done.status == 0
    (line,) = [line for line in done.lines if "note" in line]
    assert line.startswith("seed-story  note: 'NEW note' by ana, ")
    assert line.endswith(" does not")
    assert done.lines[-1].endswith("; 2 decisions of your own differed between two desks, the later ones hold.")
    assert civicdesk("show", "seed", "--json", "--home", other).json["judgement"]["note"] == "NEW note"
    assert civicdesk("import", tmp_path / "p.jsonl", "--json", "--home", other).json["conflicts"] == []


def test_what_was_taken_over_is_ones_own_decision(of: Run, tmp_path: Path) -> None:
    of("bob", "note", "seed", "mine")
    of("ada", "note", "seed", "hers")
    of("cy", "note", "seed", "the latest")
    for who in ("ada", "cy"):
        exported(of, who, tmp_path / f"{who}.jsonl")
    both = tmp_path / "both.jsonl"
    both.write_text((tmp_path / "cy.jsonl").read_text() + (tmp_path / "ada.jsonl").read_text())
    done = of("bob", "import", both, "--theirs")
    assert (
        done.lines[-1]
        == "2 stories read: 0 new, 2 decisions taken in; 2 conflicts, 1 of theirs taken over as your own."
    )
    assert judged(of, "bob", "seed")["note"] == "the latest"
    assert [one["who"] for one in history(of, "bob", "seed")] == ["bob", "ada", "cy", "bob"]


def test_the_order_of_imports_says_nothing(of: Run, tmp_path: Path) -> None:
    coders = ("ada", "bob", "cy")
    lines_of(tmp_path / "stories.jsonl", told(), {**told(), "id": "!"}, {**told(), "id": "\u00e4"})
    for number, who in enumerate(coders):
        of(who, "import", tmp_path / "stories.jsonl")
        of(who, "tag", "seed", "privacy", *(["--reject"] if number % 2 else []))
        of(who, "note", "seed", f"{who} was here")
        of(who, "correct", "palantir", "--as", f"Palantir {who}")
        exported(of, who, tmp_path / f"{who}.jsonl")
    made = set()
    for number, order in enumerate(itertools.permutations(coders)):
        for who in (*order, order[0]):
            of(f"dan{number}", "import", tmp_path / f"{who}.jsonl")
        exported(of, f"dan{number}", tmp_path / "dan.jsonl")
        made.add((tmp_path / "dan.jsonl").read_bytes())
    assert len(made) == 1
    lines = [json.loads(line) for line in made.pop().splitlines()]
    assert [one["id"] for one in lines] == ["!", "*", "seed-story", "t", "\u00e4"]


def test_flags_of_others_are_never_taken(of: Run, tmp_path: Path) -> None:
    of("ada", "star", "seed")
    of("ada", "hide", "seed")
    of("ada", "tag", "seed", "privacy")
    assert of("ada", "export", "is:hidden", "--format", "jsonl", "--flags", "-o", tmp_path / "a.jsonl").status == 0
    assert {"star", "hide", "read"} < {
        one["field"] for one in json.loads((tmp_path / "a.jsonl").read_text())["history"]
    }
    for more in ([], ["--theirs"]):
        assert of("bob", "import", tmp_path / "a.jsonl", *more).status == 0
        assert of("bob", "show", "seed", "--json", "--history").json.get("judgement") is None
        assert [one["field"] for one in history(of, "bob", "seed")] == ["concern:privacy"]
    # a coder's own flags come back from a file of one's own
    (tmp_path / "ada").rename(tmp_path / "gone")
    assert of("ada", "import", tmp_path / "a.jsonl").status == 0
    assert {"star", "hide", "read"} < judged(of, "ada", "seed").keys()


def test_an_import_is_taken_back_and_made_again(of: Run, tmp_path: Path, stories: Path) -> None:
    of("ada", "add", stories)
    of("ada", "tag", "seed", "privacy", "bias")
    of("bob", "tag", "seed", "privacy", "--reject")
    exported(of, "bob", tmp_path / "before.jsonl")
    exported(of, "ada", tmp_path / "a.jsonl")
    of("bob", "import", tmp_path / "a.jsonl")
    exported(of, "bob", tmp_path / "both.jsonl")
    done = of("bob", "import", tmp_path / "both.jsonl", "--forget", "--json")  # bob's own decision is in it, too
    assert done.json == {"stories": 4, "forgotten": 2, "skipped": 0}
    assert [one["who"] for one in history(of, "bob", "seed") if one["field"] != "read"] == ["bob"]
    assert of("bob", "count").out == "4\n"  # stories stay
    assert exported(of, "bob", tmp_path / "after.jsonl")[-1] == exported(of, "bob", tmp_path / "before.jsonl")[-1]
    done = of("bob", "import", tmp_path / "a.jsonl", "--forget")
    assert done.out.startswith("4 stories read: 0 decisions of others forgotten. Stories stay")
    assert of("bob", "import", tmp_path / "a.jsonl", "--json").json["decisions"] == 2
    assert len(exported(of, "bob", tmp_path / "again.jsonl")[-1]["history"]) == 3
    assert of("bob", "import", tmp_path / "a.jsonl", "--forget", "--theirs").status == 2


def test_a_file_that_claims_ones_own_decisions_takes_none_back(of: Run, tmp_path: Path) -> None:
    lines_of(tmp_path / "mine.jsonl", told(operation("o1", "bob")))
    of("bob", "import", tmp_path / "mine.jsonl")
    lines_of(tmp_path / "hers.jsonl", told(operation("o1", "zoe")))
    assert of("bob", "import", tmp_path / "hers.jsonl", "--forget", "--json").json["forgotten"] == 0
    assert judged(of, "bob")["concerns"]["privacy"]["verdict"] == "tagged"


def test_one_id_with_two_contents_is_named_and_the_same_one_holds_everywhere(of: Run, tmp_path: Path) -> None:
    lines_of(tmp_path / "a.jsonl", told(operation("o1", "ada")))
    lines_of(tmp_path / "b.jsonl", told(operation("o1", "ada", value={"verdict": "rejected"})))
    states = []
    for who, order in (("cy", "ab"), ("dan", "ba")):
        assert of(who, "import", tmp_path / f"{order[0]}.jsonl", "--json").json["clashes"] == []
        done = of(who, "import", tmp_path / f"{order[1]}.jsonl", "--json")
        (clash,) = done.json["clashes"]
        assert (done.status, clash["story"], clash["held"]["id"]) == (0, "t", "o1")
        states.append((clash, of(who, "show", "t", "--json").json["others"]))
    assert states[0] == states[1]
    assert states[0][0]["held"]["value"] == {"verdict": "rejected"}
    done = of("cy", "import", tmp_path / "a.jsonl")
    assert done.lines == [
        "t  Privacy & surveillance: one id with two contents: rejected by ada, 2 Jan 2026 03:04:05, holds, "
        "tagged by ada, 2 Jan 2026 03:04:05, does not",
        "1 story read: 0 new, 0 decisions taken in; 1 id with two contents.",
    ]


def test_a_name_is_one_whatever_its_case_and_accents(of: Run, tmp_path: Path) -> None:
    lines_of(tmp_path / "x.jsonl", told(operation("o1", "E\u0301MILE"), operation("o2", "emile", "note", value="hers")))
    of("\u00c9mile", "import", tmp_path / "x.jsonl")
    shown = of("\u00c9mile", "show", "t", "--json").json
    assert list(shown["judgement"]["concerns"]) == ["privacy"]
    assert shown["others"] == {"emile": {"note": "hers"}}
    assert of("\u00c9mile", "compare", tmp_path / "x.jsonl", "--json").json["coders"] == ["\u00c9mile", "x"]


def test_former_names_and_former_tags_are_ones_own(civicdesk: Run, home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('who = "Ana"\nformerly = ["root"]\n')
    (home / "codebook.toml").write_text('[concerns.cctv]\nlabel = "Cameras"\nwas = ["cams"]\n')
    rejected = {"verdict": "rejected"}
    lines_of(tmp_path / "x.jsonl", told(operation("o1", "Root", "concern:cams"),
                                        operation("o2", "bob", "concern:cams", value=rejected)))  # fmt: skip
    assert civicdesk("import", tmp_path / "x.jsonl").status == 0
    shown = civicdesk("show", "t", "--json").json
    assert (list(shown["judgement"]["concerns"]), list(shown["others"])) == (["cctv"], ["bob"])
    assert "  bob  Cameras: rejected" in civicdesk("show", "t").lines
    (conflict,) = civicdesk("import", tmp_path / "x.jsonl", "--theirs", "--json").json["conflicts"]
    assert (conflict["concern"], conflict["own_who"], conflict["one_coder"]) == ("cctv", "Root", False)
    assert civicdesk("show", "t", "--json").json["judgement"]["concerns"]["cctv"] == rejected
    assert civicdesk("import", tmp_path / "x.jsonl", "--forget", "--json").json["forgotten"] == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [("agreed", "adjudicator"), (" AGREED\n", "adjudicator"), ("x" * 10_000, "at most 80"), ("a\n" * 81, "at most 80")],
)
def test_nobody_signs_by_a_name_that_is_none(name: str, said: str, of: Run, tmp_path: Path) -> None:
    lines_of(tmp_path / "agreed.jsonl", {"id": "t", "title": "T", "judgement": {"note": "N"}})
    for command in ("import", "compare"):
        done = of("ada", command, tmp_path / "agreed.jsonl", "--who", name)
        assert (done.status, done.out, done.err.count("\n"), said in done.err) == (2, "", 1, True)
    assert of("ada", "count").out == "1\n"
    of("ada", "import", tmp_path / "agreed.jsonl")  # the name of a file was not chosen to sign by
    assert [one["who"] for one in history(of, "ada")] == ["unknown"]


def test_a_hostile_name_in_a_file_is_one_clean_line_or_none(of: Run, tmp_path: Path) -> None:
    hostile = ["x" * 10_000, "\x1b[31mred\nline\u202e", "two  ada\r\n"]
    for number, who in enumerate(hostile):
        lines_of(tmp_path / f"{number}.jsonl", told(operation(f"o{number}", who)))
    done = of("bob", "import", tmp_path / "0.jsonl")
    assert (done.status, "longer than 80" in done.err, done.err.count("\n")) == (1, True, 1)
    for number in (1, 2):
        assert of("bob", "import", tmp_path / f"{number}.jsonl").status == 0
    assert [one["who"] for one in history(of, "bob")] == ["red line", "two ada"]
    of("bob", "note", "t", "mine")
    lines_of(tmp_path / "n.jsonl", told(operation("n", "ada", "note", value="\x1b]0;x\x07a\nb" + "c" * 5000)))
    for done in (of("bob", "import", tmp_path / "n.jsonl"), of("bob", "show", "t", "--history")):
        assert not set(done.out) & {"\x1b", "\x07", "\u202e"}
    assert max(map(len, of("bob", "import", tmp_path / "n.jsonl").lines)) < 200


def test_what_only_a_later_version_knows_comes_through_and_is_shown(of: Run, tmp_path: Path) -> None:
    later = operation("o1", "ada", "mood", value={"colour": "grey"}, weather="fine")
    verdict = operation("o2", "ada", value={"verdict": "perhaps"})
    lines_of(tmp_path / "a.jsonl", told(later, verdict))
    of("bob", "tag", "seed", "privacy")
    assert of("bob", "import", tmp_path / "a.jsonl", "--json").json["decisions"] == 2
    found = exported(of, "bob", tmp_path / "b.jsonl")
    assert found[1]["history"] == [later, verdict]
    out = of("bob", "show", "t", "--history").out
    assert '  2 Jan 2026 03:04  ada  mood: nothing → {"colour":"grey"} {"weather":"fine"}\n' in out
    assert '  ada  Privacy & surveillance: {"verdict":"perhaps"}\n' in out
    # it is no decision of this version, and so nobody can take it over
    of("bob", "tag", "t", "privacy")
    done = of("bob", "import", tmp_path / "a.jsonl", "--theirs", "--json")
    assert [one["field"] for one in done.json["conflicts"]] == ["concern:privacy"]
    assert judged(of, "bob")["concerns"]["privacy"]["verdict"] != "perhaps"


def earlier(name: str, who: str, at: str, **more: Any) -> dict[str, Any]:
    """An operation as the format before had it."""
    return {"id": name, "story": "t", "field": "note", "at": at, "who": who, "value": "N", "was": None, **more}


def test_a_file_of_the_format_before_comes_with_its_history(of: Run, tmp_path: Path) -> None:
    line = told(
        earlier("o1", "ada", "2026-01-01T00:00:00+00:00", value="first"),
        earlier("o2", "ada", "2026-01-01T00:00:00+00:00", value="second", was="first"),
        earlier("o3", "ada", "2026-01-02T00:00:00+00:00", field="read", value=True),
        form="civicdesk/1", judgement={"note": "second", "read": True},
    )  # fmt: skip
    lines_of(tmp_path / "old.jsonl", line)
    for decisions in (2, 0):
        assert of("bob", "import", tmp_path / "old.jsonl", "--json").json["decisions"] == decisions
    assert of("bob", "show", "t", "--json").json["others"] == {"ada": {"note": "second"}}
    assert [(one["id"], one.get("n", 0), one["at"]) for one in history(of, "bob")] == [
        ("o1", 0, "2026-01-01T00:00:00+00:00"), ("o2", 1, "2026-01-01T00:00:00+00:00"),
    ]  # fmt: skip


def test_what_a_file_states_without_its_history_is_implied_at_the_time_of_the_file(of: Run, tmp_path: Path) -> None:
    path = lines_of(tmp_path / "cy.jsonl", {"id": "t", "title": "T", "judgement": {"note": "stated", "star": True}})
    for seconds in (1_700_000_000, 1_600_000_000, 1_800_000_000):
        os.utime(path, (seconds, seconds + 0.25))
        done = of("bob", "import", path, "--json").json
        assert (done["decisions"], done["clashes"]) == (1 if seconds == 1_700_000_000 else 0, [])
    (one,) = history(of, "bob")
    assert (one["who"], one["implied"], one["value"]) == ("cy", True, "stated")
    assert one["at"] == "2020-09-13T12:26:40.250000+00:00"  # the earliest that any copy of the file tells
    assert "cy  note: nothing → 'stated' (implied)" in of("bob", "show", "t", "--history").out
    lines_of(tmp_path / "real.jsonl", told(operation("o1", "cy", "note", value="real")))
    os.utime(path, (1_900_000_000, 1_900_000_000))
    for file in (tmp_path / "real.jsonl", path):
        of("bob", "import", file)
    assert of("bob", "show", "t", "--json").json["others"] == {"cy": {"note": "real"}}


def test_a_story_that_comes_twice_in_a_file_is_one(of: Run, tmp_path: Path) -> None:
    first, second = operation("o1", "ada", "note", value="a"), operation("o2", "ada", "note", value="b", n=1)
    lines_of(tmp_path / "a.jsonl", told(first), told(first, second))
    done = of("bob", "import", tmp_path / "a.jsonl", "--json").json
    assert (done["stories"], done["new"], done["decisions"]) == (2, 1, 2)
    assert of("bob", "show", "t", "--json").json["others"] == {"ada": {"note": "b"}}


def test_decisions_without_a_name_get_the_one_given_or_that_of_the_file(of: Run, tmp_path: Path) -> None:
    line = {"title": "T", "id": "t", "judgement": {"concerns": {"bias": {"verdict": "tagged"}}}}
    (tmp_path / "cy.jsonl").write_text(json.dumps(line))
    for who, more, signed in (("ada", [], "cy"), ("bob", ["--who", "Dr Cy"], "Dr Cy")):
        of(who, "import", tmp_path / "cy.jsonl", *more)
        assert of(who, "show", "t", "--json", "--history").json["history"][0]["who"] == signed


GOOD = json.dumps({"title": "Good", "id": "g"})


@pytest.mark.parametrize(
    ("bad", "place"),
    [("no json", "first"), ("no json", "between"), ("no json", "last"), (GOOD[:-4], "last"), ("[]", "between"),
     (json.dumps({"id": "\x1b[31mx"}), "between"), ("\xff", "between"), ("\0" * 8, "first")],
)  # fmt: skip
def test_a_file_with_a_line_that_cannot_be_read_is_refused_as_a_whole(
    bad: str, place: str, of: Run, tmp_path: Path
) -> None:
    lines = {"first": [bad, GOOD], "between": [GOOD, bad, GOOD], "last": [GOOD, bad]}[place]
    (tmp_path / "a.jsonl").write_bytes("\n".join(lines).encode("latin-1"))
    number = lines.index(bad) + 1
    for command in (["import"], ["import", "--forget"], ["compare"]):
        done = of("ada", *command, tmp_path / "a.jsonl")
        assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
        assert "a.jsonl is refused as a whole, since it" in done.err
        assert f" line {number} can't be read (" in done.err or "begins in UTF-32" in done.err
        assert "\x1b" not in done.err
    done = of("ada", "import", "-", given="\n".join(lines).encode("latin-1"))
    assert (done.status, done.out, "Standard input is refused" in done.err) == (1, "", True)
    assert of("ada", "count").out == "1\n"
    assert of("ada", "history", "--json").json == []  # nothing that could be undone


def test_a_file_without_a_line_brings_nothing(of: Run) -> None:
    for given in (b"", b"\n \n", b"\xff\xfe", b"\xef\xbb\xbf"):
        done = of("ada", "import", "-", given=given)
        assert (done.status, done.out) == (0, "0 stories read: 0 new, 0 decisions taken in.\n")


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-16", ""), ("utf-16-le", ""), ("utf-16-be", ""), ("utf-16-be", "\ufeff"), ("utf-32", ""), ("utf-32-be", ""),
     ("utf-8-sig", "")],
)  # fmt: skip
def test_what_a_shell_of_windows_wrote_is_read_in_its_encoding(
    encoding: str, mark: str, of: Run, tmp_path: Path
) -> None:
    stories = [
        told(operation(f"o{number}", "ada"), id=f"t{number}", title="Ünï 新聞 \U0001f600") for number in range(3)
    ]
    body = "".join(json.dumps(one, ensure_ascii=False) + "\r\n" for one in stories)
    (tmp_path / "a.jsonl").write_bytes((mark + body).encode(encoding))
    done = of("bob", "import", tmp_path / "a.jsonl", "--json")
    assert (done.status, done.json["new"], done.json["decisions"], done.err) == (0, 3, 3, "")
    assert of("bob", "show", "t1", "--json").json["title"] == "Ünï 新聞 \U0001f600"
    assert of("bob", "compare", tmp_path / "a.jsonl", "--json").json["coders"] == ["bob", "ada"]


def test_utf_16_that_is_cut_off_is_refused_as_a_whole(of: Run, tmp_path: Path) -> None:
    body = "".join(
        json.dumps(told(id=f"t{number}", title="\U0001f600"), ensure_ascii=False) + "\n" for number in range(2)
    )
    whole = body.encode("utf-16")
    for end in (len(whole) - 1, len(whole) - 8, whole.index("\U0001f600".encode("utf-16-le")) + 2):
        (tmp_path / "a.jsonl").write_bytes(whole[:end])
        for command in ("import", "compare"):
            done = of("bob", command, tmp_path / "a.jsonl")
            assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
            assert "a.jsonl is refused as a whole, since it" in done.err
    assert of("bob", "count").out == "1\n"


def test_a_file_that_is_not_there_is_told(of: Run, tmp_path: Path) -> None:
    for name in ("import", "compare"):
        for path in (tmp_path / "none.jsonl", tmp_path):
            done = of("ada", name, path)
            assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
