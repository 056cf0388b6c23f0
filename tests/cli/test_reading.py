"""list, count, show."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def read(civicdesk: Run, stories: Path) -> Run:
    return lambda *arguments: civicdesk(*arguments, "--library", stories)


def test_a_line_a_story_newest_first(read: Run) -> None:
    lines = read("list").lines
    assert [line.split()[0] for line in lines] == ["aa22", "aa11", "bb33"]
    assert "20 Nov 2026" in lines[1]
    assert "Council scraps face scanners" in lines[1]
    assert lines[1].index("Council") == lines[2].index("Football")


def test_list_as_json_says_what_a_row_knows(read: Run) -> None:
    read("tag", "aa11", "privacy")
    found = read("list", "council", "--json").json
    assert [row["id"] for row in found] == ["aa11"]
    assert found[0]["title"] == "Council scraps face scanners"
    assert found[0]["when"] == "2026-11-20T09:30:00+00:00"
    assert found[0]["tags"] == ["privacy"]
    assert found[0]["read"] is True  # whoever tags has read


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ([], 3),
        (["gazette"], 0),
        (["source:gazette"], 2),
        (["source:gazette", "-football"], 1),
        (["-football", "-source:gazette"], 1),
        (["cafe"], 1),
        (["council", "OR", "football"], 2),
        (["since:2026"], 2),
        (['"face scanners"'], 1),
        (["-football"], 2),
    ],
)
def test_count_prints_just_the_number(query: list[str], number: int, read: Run) -> None:
    done = read("count", *query)
    assert (done.status, done.out) == (0, f"{number}\n")


def test_a_filter_that_asks_for_suggestions_finds_them_though_nobody_looked_yet(civicdesk: Run) -> None:
    assert civicdesk("count", "concern:privacy").out == "1\n"
    assert civicdesk("count", "stakeholder:palantir").out == "1\n"
    assert civicdesk("count", "role:supplier").out == "1\n"


def test_the_number_of_lines_is_limited_and_that_is_said(civicdesk: Run, tmp_path: Path) -> None:
    many = tmp_path / "many.json"
    many.write_text(json.dumps({"t": {str(n): {"title": f"Story {n}", "date": 1.7e9 + n} for n in range(1, 61)}}))
    done = civicdesk("list", "--library", many)
    assert len(done.lines) == 50
    assert "60" in done.err
    assert len(civicdesk("list", "--limit", 7, "--library", many).lines) == 7
    done = civicdesk("list", "--limit", 0, "--library", many)
    assert (len(done.lines), done.err) == (60, "")


def test_ids_in_the_list_are_as_long_as_it_takes_to_tell_them_apart(civicdesk: Run, tmp_path: Path) -> None:
    alike = tmp_path / "alike.json"
    alike.write_text(
        json.dumps({"t": {"1": {"id": "0123456789a", "title": "A"}, "2": {"id": "0123456789b", "title": "B"}}})
    )
    shown = {line.split()[0] for line in civicdesk("list", "--library", alike).lines}
    assert shown == {"0123456789a", "0123456789b"}


def test_show_has_everything_that_is_said_of_a_story(civicdesk: Run) -> None:
    civicdesk("tag", "seed-story", "privacy", "open-data")
    out = civicdesk("show", "seed").out
    for part in ("Palantir", "Summary", "Stakeholders", "Ethical concerns", "● Privacy & surveillance (accepted by ",
                 "● open-data (tagged by ", "    “", "id seed-story"):  # fmt: skip
        assert part in out
    assert out.index("Summary") < out.index("Stakeholders") < out.index("Ethical concerns")
    civicdesk("tag", "seed-story", "privacy", "--severity", "high", "--certainty", "alleged")
    found = re.search(
        r"● Privacy & surveillance \(accepted by (\S+), [^;]+; high, alleged\)", civicdesk("show", "seed").out
    )
    assert found
    assert civicdesk("show", "seed", "--json").json["signed"]["concern:privacy"]["who"] == found[1]


def test_show_tells_where_a_story_leads(civicdesk: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Linked\n\nSee [the report](https://a.example/r).")
    civicdesk("add", str(tmp_path / "a.md"))
    (row,) = civicdesk("list", "linked", "--json").json
    assert "Links\n  the report: https://a.example/r\n" in civicdesk("show", row["id"]).out
    assert "\nLink: the report, https://a.example/r\n" in civicdesk("show", row["id"], "--plain").out
    links = [{"url": "https://a.example/r", "text": "the report"}]
    assert civicdesk("show", row["id"], "--json").json["links"] == links
    exported = json.loads(civicdesk("export", "linked", "--format", "jsonl").out)
    assert exported["links"] == links


def test_show_as_json_is_the_story_with_judgement_and_analysis(civicdesk: Run) -> None:
    civicdesk("tag", "seed-story", "privacy")
    body = civicdesk("show", "seed", "--json").json
    assert body["id"] == "seed-story"
    assert body["judgement"]["concerns"]["privacy"]["verdict"] == "accepted"
    assert len(body["analysis"]["concerns"]) == 16
    assert "history" not in body
    assert [one["field"] for one in civicdesk("show", "seed", "--json", "--history").json["history"]] == [
        "concern:privacy",
        "read",
    ]


def test_the_history_says_who_decided_what(civicdesk: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('who = "ada"\n')
    civicdesk("read", "seed")
    civicdesk("tag", "seed", "open-data")
    civicdesk("tag", "seed", "open-data", "--remove")
    lines = civicdesk("show", "seed", "--history").lines
    told = lines[lines.index("History") + 1 :]
    assert [line.split("  ")[-1] for line in told] == [
        "read: nothing → yes",
        "open-data: nothing → tagged",
        "open-data: tagged → nothing",
    ]
    assert all("  ada  " in line for line in told)


@pytest.fixture
def bobs(civicdesk: Run, home: Path, tmp_path: Path) -> Run:
    """A home of ada's with decisions of others on the first story."""
    home.mkdir()
    (home / "config.toml").write_text('who = "ada"\n')
    assert civicdesk("note", "seed", "mine").status == 0

    def said(name: str, who: str, field: str, value: object, **more: object) -> dict[str, object]:
        return {"id": name, "story": "seed-story", "field": field, "who": who, "round": "", "value": value,
                "was": None, "at": "2026-01-02T03:04:05.000006+00:00", **more}  # fmt: skip

    tagged = {"verdict": "tagged", "severity": "high", "certainty": "alleged"}
    history = [
        said("o1", "bob", "concern:privacy", tagged, rule="Police"),
        said("o2", "bob", "note", "look at\n\x1b[31mthe contract " + "y" * 200),
        said("o3", "cy", "party:palantir", {"removed": True}),
        said("o4", "agreed", "concern:bias", {"verdict": "rejected"}, by="bob and cy"),
        said("o5", "cy", "note", "in a round", round="first"),
        said("o6", "bob", "mood", {"colour": ["grey"] * 50}, implied=True),
    ]
    title = civicdesk("show", "seed", "--json").json["title"]  # with another one it would be another story
    body = {"format": "civicdesk/2", "id": "seed-story", "title": title, "history": history}
    (tmp_path / "bob.jsonl").write_text(json.dumps(body))
    assert civicdesk("import", tmp_path / "bob.jsonl").status == 0
    return civicdesk


def test_show_says_what_others_decided_and_who(bobs: Run) -> None:
    lines = bobs("show", "seed").lines
    at = lines.index("Other coders")
    note = lines[lines.index("Note") : at]
    assert [line[:20] for line in note] == [
        "Note",
        "  mine",
        "",
        "Note by bob",
        "  look at",
        "  the contract yyyyy",
        "",
        "Note by cy",
        "  in a round",
        "",
    ]
    assert note[5].endswith("y" * 200)
    told = lines[at + 1 : lines.index("", at)]
    assert [line[:80] for line in told] == [
        "  agreed  Bias & discrimination: rejected (settled by bob and cy)",
        "  bob  Privacy & surveillance: tagged (high, alleged) by the rule Police",
        '  bob  mood: {"colour":["grey","grey","grey","grey","grey","grey","grey","grey",',
        "  cy  stakeholder palantir: no stakeholder",
    ]
    assert told[2].endswith(" (implied)")
    plain = bobs("show", "seed", "--plain").lines
    assert "Other coder: bob, Privacy & surveillance: tagged (high, alleged) by the rule Police" in plain
    assert "Other coder: cy, stakeholder palantir: no stakeholder" in plain


def test_what_others_decided_changes_nothing_of_ones_own(bobs: Run) -> None:
    body = bobs("show", "seed", "--json").json
    assert body["judgement"] == {"note": "mine"}
    assert list(body["others"]) == ["agreed", "bob", "cy"]
    assert body["others"]["bob"]["concerns"]["privacy"]["severity"] == "high"
    assert "Palantir" in [one["name"] for one in body["analysis"]["stakeholders"]]
    assert "history" not in body
    for query in ("tag:privacy", "note:contract"):
        assert bobs("count", query).out == "0\n"


def test_the_history_is_of_all_coders_and_says_how_each_came_about(bobs: Run) -> None:
    lines = bobs("show", "seed", "--history").lines
    told = lines[lines.index("History") + 1 :]
    assert told[0] == (
        "  2 Jan 2026 03:04  bob  Privacy & surveillance: nothing → tagged (high, alleged) by the rule Police"
    )
    assert told[3].endswith("  agreed  Bias & discrimination: nothing → rejected (settled by bob and cy)")
    assert told[4].endswith("  cy  note: nothing → 'in a round' in round first")
    assert told[5].endswith(" (implied)")
    assert told[6].endswith("  ada  note: nothing → 'mine'")
    assert max(map(len, told)) < 160
    assert "\x1b" not in "".join(told)
    assert [one["id"] for one in bobs("show", "seed", "--json", "--history").json["history"]][:6] == [
        "o1", "o2", "o3", "o4", "o5", "o6",
    ]  # fmt: skip


def test_an_id_may_be_shortened_as_long_as_it_is_one(read: Run) -> None:
    assert read("show", "b").status == 0
    done = read("show", "aa")
    assert (done.status, done.out) == (1, "")
    assert "aa11, aa22" in done.err
    done = read("show", "zz")
    assert done.status == 1
    assert "civicdesk list" in done.err
    assert read("show", "").status == 1


def test_settings_that_are_not_understood_are_named_and_stop_nothing(civicdesk: Run, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("colour = 1\n")
    done = civicdesk("count")
    assert (done.status, done.out) == (0, "1\n")
    assert "colour" in done.err


def test_weaker_concerns_are_shown_where_they_are_asked_for(read: Run) -> None:
    plainly = read("show", "aa11").lines
    asked = read("show", "aa11", "--weaker").lines
    assert asked[: len(plainly)] == plainly
    head, *rest = asked[len(plainly) + 1 :]
    assert head == "Weaker, not suggested"
    assert re.fullmatch(r"  .+ \(0\.[0-3]\d\)", rest[0])
    assert rest[1].strip().strip("“”") in " ".join(plainly)
