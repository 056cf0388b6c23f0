"""Two coders at two homes: whose tag it is, where they differ, and what is settled."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
TEXT = "The council scans faces. Nobody was asked. The vendor keeps the pictures."
MORE = "Residents fear surveillance by facial recognition without their consent."


class Pair:
    """The homes of two coders, who know the same story "s1"."""

    def __init__(self, civicdesk: Run, folder: Path) -> None:
        self._civicdesk = civicdesk
        self._folder = folder
        (folder / "s.jsonl").write_text(
            json.dumps({"format": "civicdesk/2", "id": "s1", "title": "Scans", "text": f"{TEXT} {MORE}"})
        )
        for who in ("ada", "bob"):
            (folder / who).mkdir()
            (folder / who / "config.toml").write_text(f'who = "{who}"\n')
            self.run(who, "import", folder / "s.jsonl")

    def run(self, who: str, *arguments: object) -> Any:
        done = self._civicdesk("--home", self._folder / who, *arguments)
        assert done.status == 0, done.err
        return done

    def fails(self, who: str, *arguments: object) -> str:
        done = self._civicdesk("--home", self._folder / who, *arguments)
        assert done.status != 0
        return str(done.err)

    def exchange(self) -> None:
        for giver, taker in (("ada", "bob"), ("bob", "ada")):
            file = self._folder / f"{giver}.jsonl"
            self.run(giver, "export", "--format", "jsonl", "-o", file, "--force")
            self.run(taker, "import", file)

    def count(self, who: str) -> int:
        return int(self.run(who, "count", "is:conflict").out)


@pytest.fixture
def pair(civicdesk: Run, tmp_path: Path) -> Pair:
    return Pair(civicdesk, tmp_path)


@pytest.fixture
def apart(pair: Pair) -> Pair:
    """They differ about privacy (whether), consent (how much) and in their notes, and agree on bias."""
    pair.run("ada", "tag", "s1", "privacy", "--evidence", "The council scans faces.")
    pair.run("bob", "tag", "s1", "privacy", "--reject")
    for who, severity in (("ada", "high"), ("bob", "low")):
        pair.run(who, "tag", "s1", "consent", "--severity", severity)
        pair.run(who, "note", "s1", f"{who} was here")
    pair.run("ada", "tag", "s1", "bias", "--evidence", "Nobody was asked.")
    pair.run("bob", "tag", "s1", "bias", "--evidence", "Nobody was asked. The vendor keeps the pictures.")
    pair.exchange()
    return pair


def test_whose_it_is_stands_everywhere(apart: Pair) -> None:
    shown = apart.run("ada", "show", "s1").out
    assert "bob  Privacy & surveillance: rejected" in shown
    assert "Note by bob\n  bob was here" in shown
    assert "Privacy & surveillance (verdict): you accepted, bob rejected" in shown
    assert "Coders differ: Privacy" in apart.run("ada", "show", "s1", "--plain").out
    body = apart.run("ada", "show", "s1", "--json").json
    assert [one["field"] for one in body["conflicts"]] == ["concern:privacy", "concern:consent", "note"]
    assert [side["who"] for side in body["conflicts"][0]["sides"]] == ["ada", "bob"]
    assert body["judgement"]["note"] == "ada was here"
    assert "by bob  coders differ" in apart.run("ada", "list").out
    assert "Other coders: bob; coders differ" in apart.run("ada", "list", "--plain").out
    (row,) = apart.run("ada", "list", "title:scans", "--json").json
    assert (row["others"], row["conflict"]) == (["bob"], True)
    for kind in ("md", "html"):
        page = apart.run("ada", "export", "--format", kind).out
        assert "bob" in page
        assert "Note by bob" in page
        assert "ada accepted, bob rejected" in page
    (row,) = csv.DictReader(io.StringIO(apart.run("ada", "export", "title:scans", "--format", "csv").out))
    assert row["others"].splitlines() == ["bob: privacy rejected", "bob: consent tagged", "bob: bias tagged"]
    assert row["conflicts"].splitlines() == ["privacy", "consent", "note"]
    assert apart.run("bob", "list", "--view", "Conflicts", "--json").json


def test_what_is_settled_stays_so_on_both_desks_until_a_coder_changes_their_mind(apart: Pair) -> None:
    for words, why in (
        (("privacy", "--theirs", "cy"), "'cy' has said nothing of it; these have: bob."),
        (("note", "--yes"), "settle it by mine, theirs or both"),
        (("rights", "--yes"), "they do about Privacy"),
    ):
        assert why in apart.fails("ada", "settle", "s1", *words)
    assert (
        apart.run("ada", "settle", "s1", "privacy", "--mine").out == "s1: Privacy & surveillance is settled: accepted\n"
    )
    settled = apart.run("ada", "settle", "s1", "consent", "--theirs", "BOB", "--json").json
    assert (settled["by"], settled["left"], settled["value"]["severity"]) == ("ada", 1, "low")
    apart.run("ada", "settle", "s1", "note", "--both")
    assert apart.count("ada") == 0
    assert "do not differ about Privacy" in apart.fails("ada", "settle", "s1", "privacy", "--no")
    for _ in range(2):  # taking it in again changes nothing
        apart.exchange()
        assert [apart.count(who) for who in ("ada", "bob")] == [0, 0]
    assert "agreed  Privacy & surveillance: accepted (settled by ada)" in apart.run("bob", "show", "s1").out
    (row,) = csv.DictReader(io.StringIO(apart.run("bob", "export", "title:scans", "--format", "csv").out))
    assert set(row["decided by"].splitlines()) == {"ada", "bob"}  # what is settled is nobody's word more
    (row,) = apart.run("bob", "list", "who:agreed", "--json").json
    assert row["others"] == ["ada"]
    body = apart.run("bob", "show", "s1", "--json").json
    assert {one["field"]: one["by"] for one in body["settled"]} == dict.fromkeys(
        ("concern:privacy", "concern:consent", "note"), "ada"
    )
    assert body["judgement"]["concerns"]["privacy"]["verdict"] == "rejected"  # nobody's own decision changes
    apart.run("bob", "tag", "s1", "privacy", "--severity", "high", "--evidence", "The council scans faces.")
    assert apart.count("bob") == 0  # now bob says the same
    apart.run("bob", "tag", "s1", "consent", "--reject")
    assert apart.count("bob") == 1
    assert "agreed (ada)" in apart.run("bob", "show", "s1").out


def test_a_settlement_is_taken_back_and_made_again_unless_somebody_settled_anew(apart: Pair) -> None:
    apart.run("ada", "settle", "s1", "privacy", "--no")
    (step, *_) = apart.run("ada", "history", "--json").json
    assert step["label"] == "settled Privacy & surveillance on “Scans”"
    assert "Taken back: settled" in apart.run("ada", "undo").out
    assert len(apart.run("ada", "show", "s1", "--json").json["conflicts"]) == 3
    assert "settled" not in apart.run("ada", "show", "s1", "--json").json
    apart.run("ada", "undo", "--again")
    assert len(apart.run("ada", "show", "s1", "--json").json["conflicts"]) == 2
    apart.exchange()
    apart.run("bob", "tag", "s1", "privacy", "--severity", "high", "--evidence", "The council scans faces.")
    apart.run("bob", "settle", "s1", "privacy", "--yes")
    apart.exchange()
    assert "settled anew since" in apart.fails("ada", "undo", step["step"])
    assert apart.run("ada", "show", "s1", "--as", "agreed", "--json").json["judgement"]["concerns"]["privacy"][
        "severity"
    ]


def test_export_and_show_as_somebody_else_or_as_what_is_agreed(apart: Pair, tmp_path: Path) -> None:
    apart.run("ada", "settle", "s1", "privacy", "--no")
    apart.exchange()
    agreed = apart.run("ada", "show", "s1", "--as", "agreed", "--json").json
    assert agreed["as"] == "agreed"
    concerns = agreed["judgement"]["concerns"]
    assert {tag: one["verdict"] for tag, one in concerns.items()} == {"bias": "tagged", "privacy": "rejected"}
    assert len(concerns["bias"]["evidence"]) == 2  # of both coders; consent is open: they differ
    assert "note" not in agreed["judgement"]
    for kind in ("md", "html", "csv", "json", "jsonl", "atom"):
        ours, theirs = (apart.run(who, "export", "--as", "agreed", "--format", kind).out for who in ("ada", "bob"))
        assert "Bias" in ours or "bias" in ours
        if kind == "jsonl":
            assert ours == theirs
    bobs = apart.run("ada", "export", "title:scans", "--as", "Bob", "--format", "csv", "--long").lines
    assert ",bob," in bobs[1]
    assert apart.run("ada", "show", "s1", "--as", "bob", "--json").json["judgement"]["note"] == "bob was here"
    page = apart.run("ada", "export", "--as", "agreed").out
    assert "**Tagged by a person**: 1 (50 %)" in page
    assert "**Most tagged**: Bias & discrimination (1)" in page.replace("&amp;", "&")
    stranger = apart.run("ada", "export", "--as", "nobody-here")
    assert "There is no coder 'nobody-here' with decisions here" in stranger.err
    assert "--as needs a name" in apart.fails("ada", "show", "s1", "--as", " ")
    assert "--flags has your own flags" in apart.fails("ada", "export", "--as", "bob", "--format", "csv", "--flags")
    apart.run("ada", "export", "--as", "agreed", "--format", "jsonl", "-o", tmp_path / "agreed.jsonl")
    before = apart.run("bob", "show", "s1", "--json", "--history").json
    apart.run("bob", "import", tmp_path / "agreed.jsonl")  # whose judgement it is says nothing to an import
    assert apart.run("bob", "show", "s1", "--json", "--history").json == before
