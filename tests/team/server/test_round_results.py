"""What came of a round, on all desks of the team."""

import csv
import json
import re
from functools import partial

import pytest

from cli import main
from tests.team.server.desks import NO, STORIES, YES, Desks, code, run_as
from workspace.round_conflicts import RoundConflicts


def test_what_came_late_is_no_part_of_a_round_on_any_desk(desks: Desks, capsys: pytest.CaptureFixture[str]) -> None:
    run = partial(run_as, desks, capsys)
    desks.open_round(unaided=False)
    for who, says in (("ada", {"s0": YES, "s1": YES, "s2": NO}), ("ben", {"s0": NO, "s1": YES})):
        with desks.open(who) as desk:
            desk.team.sync()
            code(desk, says, done=4)
            desk.team.sync()
    with desks.open("ben") as ben:
        code(ben, {"s2": YES, "s0": YES})  # late, as the round is closed before they are sent
    desks.close_round()
    for who in ("ada", "judge"):
        with desks.open(who) as desk:
            desk.team.sync()
    run("ben", "team", "sync", status=3)
    results = []
    for who in ("ada", "judge", "ben"):
        compared = run(who, "team", "round", "compare", "spring", "--among", "ada,ben")
        exported = run(who, "export", "--round", "spring", "--as", "agreed", "--format", "csv")
        rows = [(row["id"], row["tagged"], row["rejected"]) for row in csv.DictReader(exported.splitlines())]
        log = run(who, "export", "--round", "spring", "--as", "ben", "--format", "jsonl")
        with desks.open(who) as desk:
            spring = RoundConflicts(desk.library, desk.team.round_to_all("spring"))
            results.append((
                sorted(line.strip() for line in compared.splitlines() if "yes" in line), "coded by both" in compared,
                re.findall(r"\d+ stor\w+ coded", compared), rows,
                sorted(one["id"] for entry in map(json.loads, log.splitlines()) for one in entry.get("history", [])),
                [one.id for one in STORIES if spring.has(one.id)],
            ))  # fmt: skip
    assert results[0] == results[1] == results[2]
    assert results[0][-1] == ["s0"]
    capsys.readouterr()
    for words in (("team", "round", "compare", "spring"), ("export", "--round", "spring")):
        assert main.main(["--home", str(desks.home("ben")), *words]) == 0
        said = "decisions of yours are left out: the round spring was closed before the team had them"
        assert said in capsys.readouterr().err
        assert main.main(["--home", str(desks.home("ada")), *words]) == 0
        assert "left out" not in capsys.readouterr().err


def test_what_a_blind_round_hides_of_an_earlier_one_is_said(
    desks: Desks, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = partial(run_as, desks, capsys)
    desks.open_round(name="sommer", unaided=False)
    for who in ("ada", "ben"):
        with desks.open(who) as desk:
            desk.team.sync()
            code(desk, {"s0": YES if who == "ada" else NO})
            desk.team.sync()
    desks.close_round("sommer")
    desks.open_round(name="winter", unaided=False)
    for who in ("ben", "judge"):
        with desks.open(who) as desk:
            desk.team.sync()
    until = "on 8 stories of the round sommer is out of sight until the blind round winter on them is closed."
    said = run("ben", "team", "round", "compare", "sommer", status=1)
    assert f"of the round sommer yet, as far as can be seen here: What others decided {until}" in said
    capsys.readouterr()
    assert main.main(["--home", str(desks.home("ben")), "export", "--round", "sommer"]) == 0
    assert f"What others decided {until}" in capsys.readouterr().err
    monkeypatch.setattr(main, "_open_desk", lambda *_: 0)
    assert main.main(["--home", str(desks.home("judge")), "team", "round", "adjudicate", "sommer"]) == 0
    assert f"Where coders differ {until}" in capsys.readouterr().err
    assert main.main(["--home", str(desks.home("judge")), "export", "--round", "sommer"]) == 0
    assert "out of sight" not in capsys.readouterr().err  # who codes nothing in it is kept from nothing
    desks.close_round("winter")
    run("ben", "team", "sync")
    assert "8 stories coded by both" in run("ben", "team", "round", "compare", "sommer")
