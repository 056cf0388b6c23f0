"""compare: coders of files and of the library held against each other."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from civic.agreement import alpha, kappa, percent

Run = Callable[..., Any]

TEXT = "The council will scan faces. Nobody was asked. It costs a lot."
CODEBOOK = ["privacy", "bias", "access"]


def operation(story: str, who: str, field: str, value: object, **more: object) -> dict[str, object]:
    return {"id": f"{story}-{who}-{field}", "story": story, "field": field, "who": who, "round": "", "was": None,
            "value": value, "at": "2026-01-02T03:04:05.000006+00:00", **more}  # fmt: skip


def coded(
    story: str, who: str, yes: Iterable[str] = (), *, concerns: list[str] = CODEBOOK, **said: object
) -> list[dict[str, object]]:
    """What a coder did who is done with a story."""
    tagged = [operation(story, who, f"concern:{tag}", {"verdict": "tagged", **said}) for tag in yes]
    return [*tagged, operation(story, who, "coded", True, concerns=concerns)]


def file_of(path: Path, stories: Mapping[str, list[dict[str, object]]]) -> Path:
    """A file that somebody exported: what was done to each story."""
    lines = [{"format": "civicdesk/2", "id": story, "title": f"Story {story}", "text": TEXT, "history": history}
             for story, history in stories.items()]  # fmt: skip
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.fixture
def forty(tmp_path: Path) -> list[Path]:
    """Files of three coders: 40 stories, of which cy coded 25, with a codebook that had no access."""
    privacy = {"ana": range(0, 20), "ben": range(3, 22), "cy": range(2, 20)}
    access = {"ana": range(30, 40), "ben": range(28, 36)}
    files = []
    for who in privacy:
        stories = {}
        for number in range(25 if who == "cy" else 40):
            yes = [tag for tag, of in (("privacy", privacy), ("access", access)) if number in of.get(who, ())]
            concerns = CODEBOOK[:2] if who == "cy" else CODEBOOK
            stories[f"s{number:02}"] = coded(f"s{number:02}", who, yes, concerns=concerns)
        files.append(file_of(tmp_path / f"{who}.jsonl", stories))
    return files


def test_three_coders_are_counted_as_other_programs_count_them(of: Run, forty: list[Path], tmp_path: Path) -> None:
    done = of("lead", "compare", *forty, "--json", "--rows", tmp_path / "rows.csv")
    assert (done.status, done.err) == (0, "")
    found = done.json
    assert (found["coders"], found["stories"], found["counted"]) == (["ana", "ben", "cy"], 40, "coded")
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 40 * 3
    assert {row["cy"] for row in rows if row["concern"] == "access" or row["story"] >= "s25"} == {""}
    value = {"yes": True, "no": False, "": None}
    for one in (*found["concerns"], found["all"]):
        those = [row for row in rows if one["concern"] in (None, row["concern"])]
        assert (one["n"], one["stories"]) == (len(those), 40)
        assert one["alpha"] == alpha(Counter(tuple(value[row[who]] for who in found["coders"]) for row in those))
        if one["concern"] == "bias":
            assert (one["alpha"], one["alpha_why"]) == (None, "no variation: always the same answer")
        else:
            assert one["alpha_interval"][0] < one["alpha"] < one["alpha_interval"][1]
    for pair in found["pairs"]:
        said = Counter(
            (row[pair["first"]], row[pair["second"]]) for row in rows if row[pair["first"]] and row[pair["second"]]
        )
        assert (pair["all"]["n"], pair["all"]["both"]) == (said.total(), said["yes", "yes"])
        assert (pair["all"]["percent"], pair["all"]["kappa"]) == (percent(said), kappa(said))
    assert of("lead", "compare", *forty, "--json").json == found  # to the last figure
    lines = of("lead", "compare", *forty).lines
    assert lines[0] == "ana, ben and cy: 40 stories coded by two of them or more"
    assert any(line.split()[:3] == ["ana", "and", "ben"] for line in lines)
    assert "    s00  Privacy & surveillance: ana yes, ben no, cy no" in lines
    assert of("lead", "count").out == "1\n"  # nothing is taken in


def test_one_compares_with_a_file_or_with_whom_one_knows(of: Run, forty: list[Path]) -> None:
    ana, ben, cy = forty
    of("ana", "import", ana)
    from_file = of("ana", "compare", ben, "--json").json
    assert from_file["coders"] == ["ana", "ben"]
    assert len(from_file["pairs"]) == 1
    for file in (ben, cy):
        of("ana", "import", file)
    known = of("ana", "compare", "--json").json
    assert known["coders"] == ["ana", "ben", "cy"]
    assert known == of("ana", "compare", ben, cy, "--json").json == of("ana", "compare", *forty, "--json").json
    assert of("ana", "compare", "--among", " BEN, ana", "--json").json["coders"] == ["ben", "ana"]
    two = of("ana", "compare", "--among", "ana,ben", "--json").json
    assert two == from_file
    lines = of("ana", "compare", ben).lines
    assert lines[0] == "ana and ben: 40 stories coded by both"
    (privacy,) = [line.split() for line in lines if line.startswith("  Privacy")]
    assert privacy[3:7] == ["40", "88", "%", "[75,"]
    assert "    s00  Privacy & surveillance: ana yes, ben no" in lines


def test_only_stories_that_a_filter_or_view_finds(of: Run, forty: list[Path]) -> None:
    for file in forty[:2]:
        of("ana", "import", file)
    of("ana", "views", "add", "Sample", "title:s01 OR title:s02")
    for more in (["--of", "title:s01 OR title:s02"], ["--view", "sample"], [forty[1], "--view", "sample"]):
        found = of("ana", "compare", *more, "--json").json
        assert (found["stories"], found["all"]["kappa"], found["all"]["kappa_why"]) == (
            2,
            None,
            "fewer than 20 stories",
        )
    of("ana", "hide", "s01")
    assert of("ana", "compare", "--view", "sample", "--json").json["stories"] == 2
    done = of("ana", "compare", "--of", "since:whenever")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)


def test_one_story_gives_no_coefficient(of: Run, tmp_path: Path) -> None:
    file = file_of(tmp_path / "x.jsonl", {"s": [*coded("s", "ana", ["privacy"]), *coded("s", "ben", ["bias"])]})
    done = of("ana", "compare", file)
    assert done.status == 0
    assert done.lines[0] == "ana and ben: 1 story coded by both"
    (line,) = [line for line in done.lines if line.startswith("  All together")]
    assert line.split()[2:] == ["3", "33", "%", "-", "-", "fewer", "than", "20", "stories"]
    assert not any("-1" in one or "nan" in one for one in done.lines)


def test_what_two_desks_are_done_with_is_compared(of: Run, tmp_path: Path) -> None:
    for who, more in (("ana", []), ("ben", ["--reject"])):
        of(who, "tag", "seed", "privacy", *more)
        assert of(who, "done", "seed").status == 0
        assert of(who, "export", "--format", "jsonl", "-o", tmp_path / f"{who}.jsonl").status == 0
    found = of("ana", "compare", tmp_path / "ben.jsonl", "--json").json
    assert (found["stories"], found["all"]["n"], len(found["concerns"])) == (1, 16, 16)
    assert (found["all"]["first_only"], found["all"]["neither"]) == (1, 15)
    of("ben", "import", tmp_path / "ana.jsonl")
    there = of("ben", "compare", "--json").json
    assert (there["coders"], there["all"]["second_only"], there["all"]["neither"]) == (["ben", "ana"], 1, 15)


def test_a_story_counts_once_both_have_coded_it(of: Run, tmp_path: Path) -> None:
    half = [operation("s", "ben", "concern:privacy", {"verdict": "tagged"})]
    file = file_of(tmp_path / "x.jsonl", {"s": [*coded("s", "ana", ["privacy"]), *half]})
    done = of("ana", "compare", file, "--json")
    assert (done.status, done.json["stories"]) == (0, 0)
    assert "no story that two of them have coded: --decided compares" in done.err
    done = of("ana", "compare", file, "--decided", "--json")
    assert (done.json["counted"], done.json["stories"], done.json["all"]["n"]) == ("decided", 1, 1)
    assert (done.json["all"]["percent"], done.json["all"]["both"]) == (100, 1)
    done = of("ana", "compare", file_of(tmp_path / "y.jsonl", {"s": coded("s", "ana"), "t": half}), "--decided")
    assert (done.status, "no concern of a story that two" in done.err) == (0, True)


def test_of_those_who_are_known_only_whose_work_counts_are_compared(of: Run, tmp_path: Path) -> None:
    started = [operation("s", "cy", "concern:privacy", {"verdict": "tagged"})]
    agreed = operation("s", "agreed", "concern:privacy", {"verdict": "tagged"}, by="zoe")
    file = file_of(tmp_path / "x.jsonl", {"s": [*coded("s", "ana"), *coded("s", "ben"), *started, agreed]})
    of("lead", "import", file)
    assert of("lead", "compare", "--json").json["coders"] == ["ana", "ben"]
    assert of("lead", "compare", "--decided", "--json").json["coders"] == ["lead", "cy"]
    assert of("lead", "compare", file, "--json").json["coders"] == ["ana", "ben", "cy"]
    settled = of("lead", "compare", "--decided", "--among", "agreed,cy", "--json").json
    assert (settled["coders"], settled["stories"]) == (["agreed", "cy"], 1)


def test_a_coder_is_one_whatever_the_case_of_the_name(of: Run, tmp_path: Path) -> None:
    file = file_of(tmp_path / "x.jsonl", {"s": coded("s", "ADA"), "t": coded("t", "ada")})
    of("bob", "import", file)
    found = of("bob", "compare", "--json").json
    assert [one.casefold() for one in found["coders"]] == ["bob", "ada"]


def test_a_file_of_ones_own_decisions_alone_is_another_coder(of: Run, tmp_path: Path) -> None:
    stories = {f"s{number}": coded(f"s{number}", "bob", ["privacy"]) for number in range(3)}
    of("bob", "import", file_of(tmp_path / "second pass.jsonl", stories))
    of("bob", "tag", "s1", "privacy", "--reject")
    found = of("bob", "compare", tmp_path / "second pass.jsonl", "--json").json
    assert (found["coders"], found["stories"]) == (["bob", "second pass"], 3)
    assert found["disagreements"] == [
        {"story": "s1", "concern": "privacy", "says": {"bob": False, "second pass": True}}
    ]
    (tmp_path / "second pass.jsonl").rename(tmp_path / "bob.jsonl")
    assert of("bob", "compare", tmp_path / "bob.jsonl", "--json").json["coders"] == ["bob", "bob.jsonl"]


def test_a_story_that_is_another_one_is_left_out_and_named(of: Run, tmp_path: Path) -> None:
    of("ana", "import", file_of(tmp_path / "a.jsonl", {"s": coded("s", "ana")}))
    other = {
        "format": "civicdesk/2", "id": "s", "title": "Bakery wins prize for its bread", "url": "https://x.example/b",
        "text": "A bakery in Leeford has won a prize for bread that nobody else makes.",
        "history": coded("s", "ben"),
    }  # fmt: skip
    (tmp_path / "b.jsonl").write_text(json.dumps(other))
    done = of("ana", "compare", tmp_path / "b.jsonl", "--json")
    assert (done.json["stories"], done.json["left_out"], "s is left out" in done.err) == (0, ["s"], True)


def test_passages_are_held_against_each_other_in_one_text(of: Run, tmp_path: Path) -> None:
    def passage(start: int, end: int, text: str = TEXT, **more: object) -> dict[str, Any]:
        return {"evidence": [{"start": start, "end": end, "text": text[start:end], **more}]}

    # ben's stood elsewhere, in an earlier version of the text
    moved = passage(6, 34, "News: " + TEXT, sha256="0" * 64)
    file = file_of(tmp_path / "x.jsonl", {
        "s": [*coded("s", "ana", ["privacy"], **passage(0, 28)), *coded("s", "ben", ["privacy"], **moved)],
        "t": [*coded("t", "ana", ["bias"], **passage(0, 28)), *coded("t", "ben", ["bias"], **passage(29, 46))],
        "u": [*coded("u", "ana", ["bias"], **passage(0, 28)), *coded("u", "ben", ["bias"])],
    })  # fmt: skip
    (pair,) = of("ana", "compare", file, "--json").json["pairs"]
    assert pair["passages"] == {"both": 3, "shown": 2, "overlapping": 1, "jaccard": 0.5}
    assert (
        "  Passages of ana and ben: both chose any for 2 of 3 concerns that stand for both; 1 of 2 overlap (50 %), "
        "mean Jaccard index 0.50" in of("ana", "compare", file).lines
    )


def test_who_is_not_there_is_named_with_those_who_are(of: Run, forty: list[Path], tmp_path: Path) -> None:
    for arguments, said in (
        ([], "nobody to compare with ana"),
        ([forty[1], "--among", "zed,ben"], "No coder is called 'zed' there: --among takes of ana, ben."),
        ([forty[1], "--among", "ben"], "two coders or more"),
    ):
        done = of("ana", "compare", *arguments)
        assert (done.status, done.out, done.err.count("\n"), said in done.err) == (1, "", 1, True)
    comma = file_of(tmp_path / "x.jsonl", {"s": [*coded("s", "Doe, Jane"), *coded("s", "ben")]})
    assert of("ana", "compare", comma, "--among", '"Doe, Jane",ben', "--json").json["coders"] == ["Doe, Jane", "ben"]


def test_the_table_replaces_only_what_is_ours_and_is_safe_in_a_spreadsheet(of: Run, tmp_path: Path) -> None:
    evil = '=HYPERLINK("x")'
    file = file_of(tmp_path / "x.jsonl", {"s": [*coded("s", evil, ["privacy"]), *coded("s", "ben")]})
    out = tmp_path / "rows.csv"
    for _ in range(2):
        assert of("lead", "compare", file, "--rows", out).status == 0
    head, first, *_ = out.read_bytes().decode().splitlines()
    assert head == 'story,concern,"\'=HYPERLINK(""x"")",ben'
    assert first == "s,privacy,yes,no"
    out.write_text("mine\n")
    done = of("lead", "compare", file, "--rows", out)
    assert (done.status, done.err.count("\n"), out.read_text()) == (1, 1, "mine\n")
    assert of("lead", "compare", file, "--rows", out, "--force").status == 0
    assert of("lead", "compare", file, "--rows", tmp_path / "lead" / "stories.json", "--force").status == 1


def test_what_one_file_says_and_what_is_known_add_up(of: Run, tmp_path: Path) -> None:
    early = coded("s", "ben", ["privacy"])
    late = [operation("s", "ben", "concern:privacy", {"verdict": "rejected"}, at="2026-02-02T03:04:05.000006+00:00")
            | {"id": "late"}]  # fmt: skip
    of("ana", "import", file_of(tmp_path / "a.jsonl", {"s": [*coded("s", "ana", ["privacy"]), *early]}))
    found = of("ana", "compare", file_of(tmp_path / "b.jsonl", {"s": late}), "--json").json
    assert (found["stories"], found["all"]["first_only"]) == (1, 1)


def test_renamed_concerns_and_no_longer_coded_stories(of: Run, tmp_path: Path) -> None:
    (tmp_path / "ana").mkdir()
    (tmp_path / "ana" / "codebook.toml").write_text('[concerns.cctv]\nlabel = "Cameras"\nwas = ["cams"]\n')
    taken_back = operation("t", "ben", "coded", None, at="2026-02-02T03:04:05.000006+00:00") | {"id": "back"}
    file = file_of(tmp_path / "x.jsonl", {
        "s": [*coded("s", "ana", ["cctv"], concerns=["cctv"]), *coded("s", "ben", ["cams"], concerns=["cams"])],
        "t": [*coded("t", "ana"), *coded("t", "ben"), taken_back],
    })  # fmt: skip
    found = of("ana", "compare", file, "--json").json
    assert [(one["concern"], one["both"]) for one in found["concerns"]] == [("cctv", 1)]
    assert found["stories"] == 1
    assert any(line.startswith("  Cameras ") for line in of("ana", "compare", file).lines)
