"""A round on the desks of its coders: coded blind, one of them offline for half of it, closed, compared, settled,
exported; and what a desk shows while it is open, whatever the other coder says."""

import csv
import json
import re
from argparse import Namespace
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

import seeds
from civic.judgement import CODED, NOTE, STAR, Decision, Verdict
from civic.settlement import Choice
from civic.views import find
from cli import main
from storage.past.codebooks import Codebooks
from team.errors import Unreachable
from tests.team.server.desks import NO, PRIVACY, STORIES, YES, Desks, code, run_as
from tests.team.server.teams import Team
from tests.types import Drawn, WaitUntil
from tui.app import CivicDesk
from tui.desk.session import Desk
from workspace.clock import utc_now
from workspace.round_conflicts import RoundConflicts
from workspace.team import team as teams
from workspace.team.here import describe_news
from workspace.team.rounds import Owner, Wanted
from workspace.workspace import Workspace

NewTeam = Callable[..., Team]


@pytest.mark.timeout(240)
def test_a_blind_round_from_its_opening_to_its_export(
    desks: Desks, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = partial(run_as, desks, capsys)
    desks.open_round()
    with desks.open("ada") as ada:
        news = [describe_news(one) for one in ada.team.sync().rounds]
        assert news == ["The round spring is open: 8 stories are yours to code, in its view."]
        view = find(ada.views.all(), "spring")
        assert (view.unaided, ada.views.progress(view), ada.team.progress()) == (True, (0, 8), [("spring", 0, 8)])
        made = ada.library.judge([("s0", PRIVACY, YES), ("s0", NOTE, "Odd."), ("s0", CODED, True), ("s0", STAR, True)])
        assert [one.round for one in made] == ["spring", "spring", "spring", ""]
        assert ada.team.sync().sent == 3
        assert ada.views.progress(view) == (1, 8)
    with desks.open("ben") as ben:
        ben.team.sync()
        code(ben, {"s0": NO, "s1": YES}, done=4)
        assert ben.team.sync().sent == 6
        with monkeypatch.context() as patch:
            patch.setattr(teams, "open_log", nobody)
            code(ben, {"s5": YES}, done=8)
            turn = ben.team.sync()
            assert turn.offline and turn.waiting == 5
        assert ben.team.sync().sent == 5
        assert not [one for one in ben.library.history("s0") if one.who == "ada"]
    with desks.open("ada") as ada:
        code(ada, {"s1": YES})
        assert ada.team.sync().sent == 8
        assert not [one for one in ada.library.history("s0") if one.who == "ben"]
    for words in (("compare", "spring"), ("adjudicate", "spring")):
        assert "is blind and open" in run("ada", "team", "round", *words, status=1)
    assert "you are done with 8 of 8" in run("ada", "team", "status")

    desks.close_round()
    with desks.open("judge") as judge:
        assert judge.team.sync().rounds
    assert "The round spring is closed: what all decided in it is here." in run("ada", "team", "sync")
    agreement = run("ada", "team", "round", "compare", "spring", "--among", "ada,ben")
    assert "ada and ben: 8 stories coded by both" in agreement
    assert [line for line in agreement.splitlines() if "yes" in line] == [
        "    s0  Privacy & surveillance: ada yes, ben no", "    s5  Privacy & surveillance: ada no, ben yes",
    ]  # fmt: skip
    for story in ("s0", "s5"):
        run("judge", "settle", story, "privacy", "--yes")
    run("judge", "team", "sync")
    run("ben", "team", "sync")
    assert run("ben", "list", "is:conflict sample:spring", "--json").strip() == "[]"
    table = run("ben", "export", "--round", "spring", "--as", "agreed", "--format", "csv")
    assert {row["id"]: row["tagged"] for row in csv.DictReader(table.splitlines())} == {
        story.id: "privacy" if story.id in ("s0", "s1", "s5") else "" for story in STORIES
    }
    exported = map(json.loads, run("ben", "export", "sample:spring", "--format", "jsonl").splitlines())
    said = {(one["story"], one["who"], one.get("by")) for entry in exported for one in entry["history"]
            if one["field"] == PRIVACY}  # fmt: skip
    assert said == {
        ("s0", "ada", None), ("s0", "ben", None), ("s0", "agreed", "judge"), ("s1", "ada", None), ("s1", "ben", None),
        ("s5", "ben", None), ("s5", "agreed", "judge"),
    }  # fmt: skip


def test_a_story_is_coded_in_the_words_and_by_the_codebook_of_its_round(
    desks: Desks, capsys: pytest.CaptureFixture[str]
) -> None:
    with desks.open("chief") as chief:
        chief.places.codebook.parent.mkdir(parents=True, exist_ok=True)
        chief.places.codebook.write_text('[concerns.drones]\nlabel = "Drones overhead"\nmeans = "They fly."\n')
        frozen = chief.codebook
    desks.open_round(unaided=False)
    later = replace(STORIES[0], title="Case of the cameras, settled", text="Somebody asked for cameras after all.")
    with desks.open("ada") as ada:
        ada.team.sync()
        assert ada.library.story("s0") == STORIES[0] and ada.sight.frozen.remark(STORIES[0], frozen) == ""
        ada.library.put_many([later])
        seen = ada.library.story("s0")
        assert seen is not None and (seen.title, seen.text) == (STORIES[0].title, STORIES[0].text)
        assert [one.text for one in ada.library.stories(["s0", "s1"])] == [STORIES[0].text, STORIES[1].text]
        everything = ada.views.read("sample:spring", utc_now())
        assert {row.title for row in ada.library.rows(ada.library.search(everything))} == {one.title for one in STORIES}
        assert {one.text for one in ada.library.iterate(everything)} == {one.text for one in STORIES}
        desk = Desk(ada.library, ada.decisions, ada.settling, ada.undo, utc_now, ada.codebook, sight=ada.sight)
        assert desk.view.go_to("s0")
        assert (desk.story, desk.codebook.version, desk.codebook.label("drones")) == (
            seen, frozen.version, "Drones overhead",
        )  # fmt: skip
        assert desk.remarks == ("words and codebook as the round spring froze them",)
        assert "drones" in {one.tag for one in desk.statuses()} | {one.id for one in desk.codebook.concerns}
        found = ada.suggestions.of(seen)
        assert ada.library.analysis("s0") == found  # for these words, and the library's own stay as they are
        ada.decisions.apply(ada.decisions.decide(seen, "drones", Verdict.TAGGED), label="tagged")
        (made,) = ada.library.judge([("s0", CODED, True)])
        assert (made.codebook, "drones" in made.concerns) == (frozen.version, True)
        assert made.codebook in {one.version for one in Codebooks(ada.places, lambda: frozen, utc_now).all()}
    run = partial(run_as, desks, capsys)
    assert "Nobody asked for cameras." in (said := run("ada", "show", "s0"))
    assert "as the round spring froze them" in said and "Drones overhead" in said
    assert "settled" not in run("ada", "list", "--view", "spring")
    assert "settled" not in run("ada", "export", "sample:spring", "--format", "csv")
    desks.close_round()
    with desks.open("ada") as ada:
        ada.team.sync()
        after = ada.library.story("s0")
        assert after is not None and after.text == later.text
        assert ada.sight.frozen.remark(after, ada.codebook) == "" and not ada.places.frozen.exists()


def nobody(*_: object) -> None:
    raise Unreachable("Nobody answers.")


def test_what_is_outside_a_blind_round_waits_and_what_is_late_stays(
    desks: Desks, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run = partial(run_as, desks, capsys)
    with desks.open("ada") as ada:
        ada.library.put_many(STORIES)
        ada.library.judge([("s0", PRIVACY, NO), ("s0", CODED, True)])
    desks.open_round(unaided=False, coders=1)
    with desks.open("ada") as ada:
        turn = ada.team.sync()
        mine = next(one for one in ada.team.rounds() if one.name == "spring").mine
        assert (turn.sent, turn.waiting, turn.late) == (0, 0, []) and len(mine) == 4
        looked = ada.team.state_looked()
        assert (looked.waiting, looked.kept) == (0, {"s0": "spring"})
        assert ada.library.judgement("s0").coded is ("s0" not in mine)
        coded = ada.library.judge([(mine[0], PRIVACY, YES)])
        assert [one.round for one in coded] == ["spring"]
    assert "outside the round spring on 1 story of it waits" in run("ada", "team", "status")
    exported = ["--home", str(desks.home("ada")), "export", "--format", "jsonl", "-o", str(tmp_path / "a.jsonl")]
    assert main.main(exported) == 0
    assert "breaks the blindness of the round spring: it has 4 stories" in capsys.readouterr().err
    desks.close_round()
    with desks.open("ada") as ada:
        turn = ada.team.sync()
        assert (turn.sent, [one.operation.round for one in turn.late]) == (2, ["spring"])
        assert ada.team.state_looked().kept == {} and ada.library.judgement(mine[0]).tags == ("privacy",)
    assert re.search("“Case of the .*its round was closed before it came", run("ada", "team", "status"))
    assert "Not taken: its round was closed" in run("ada", "team", "sync", "--again", status=3)


def test_what_came_late_and_is_taken_back_waits_no_more(desks: Desks, capsys: pytest.CaptureFixture[str]) -> None:
    run = partial(run_as, desks, capsys)
    desks.open_round(unaided=False)
    with desks.open("ada") as ada:
        ada.team.sync()
    desks.close_round()
    run("ada", "done", "s0")
    run("ada", "done", "s1")
    run("ada", "undo")
    assert "3 decisions, which stay here" in run("ada", "team", "sync", status=3)
    status = run("ada", "team", "status")
    assert "1 late" in status and "waiting" not in status and status.count("not taken") == 1
    run("ada", "undo")
    assert "In step" in run("ada", "team", "sync") and "in step" in run("ada", "team", "status")


def test_a_round_is_compared_by_those_who_coded_it(desks: Desks, capsys: pytest.CaptureFixture[str]) -> None:
    run = partial(run_as, desks, capsys)
    desks.open_round(blind=False, unaided=False)
    with desks.open("ada"):
        pass
    unknown = run("ada", "team", "round", "compare", "spring", status=1)
    assert "no round 'spring' here: civicdesk team sync brings what was opened" in unknown
    with desks.open("chief") as chief:
        chief.team.sync()
        chief.library.judge([("s0", NOTE, "The owner's own.")])
    assert "Nobody has coded a story of the round spring yet" in run(
        "chief", "team", "round", "compare", "spring", status=1
    )
    for who in ("ada", "ben"):
        with desks.open(who) as desk:
            desk.team.sync()
            code(desk, {"s0": YES})
            desk.team.sync()
        run("chief", "team", "sync")
        if who == "ada":
            alone = run("chief", "team", "round", "compare", "spring", status=1)
            assert "Nobody but ada has coded a story of the round spring yet" in alone
    assert "ada and ben: 8 stories coded by both" in run("chief", "team", "round", "compare", "spring")


_TIMES = re.compile(r"\d\d:\d\d|\d{4}-\d\d-\d\d[^ ]*|[0-9a-f]{12,}")


SHOWN = (
    "team status", "team sync", "team round status", "list --view spring --json", "list is:conflict", "list who:ben",
    "count is:coded", "show s0 --history", "export --format jsonl", "compare", "views list --json",
)  # fmt: skip
"""Commands of Ada's."""


_STILL = 30
"""Looks that show the same, one after the other, before a desk counts as still."""


async def seen_by_ada(
    folder: Path, team: Team, says: dict[str, Decision], done: int, drawn: Drawn, wait_until: WaitUntil
) -> list[str]:
    """What Ada's desk and commands show of an open round in which Ben says this."""
    folder.mkdir()
    desks, shown = Desks(folder, team), []
    desks.open_round(unaided=False)
    with desks.open("ben") as ben:
        ben.team.sync()
        code(ben, says, done=done)
        assert ben.team.sync().sent == len(says) + done
    with desks.open("ada") as ada:
        ada.team.sync()
        ada.suggestions.complete()  # so that nothing on the screen waits for the background
        app = CivicDesk(ada)
        async with app.run_test(size=(120, 36)) as pilot:
            looks: list[str] = []

            def settled(*words: str) -> bool:
                text = drawn(app)
                looks.append(text)
                if "eading" in text or not all(word in text for word in (*words, "in step")):
                    return False
                if looks[-_STILL:] != [text] * _STILL:
                    return False
                shown.append(text)
                return True

            await wait_until(pilot, lambda: "round spring: 0 of 8" in drawn(app))
            app.view_handler.show(find(ada.views.all(), "spring"))
            await wait_until(pilot, lambda: settled("1 of 8", "round spring: 0 of 8"))
            await pilot.press("m")
            await wait_until(pilot, lambda: settled("7 to do", "round spring: 1 of 8"))
        for one in STORIES:
            facts = ada.library.facts(one)
            shown.append(repr((facts.judgement, [each.field for each in facts.history], ada.library.versions(one.id))))
    return shown


async def test_a_desk_shows_the_same_whatever_the_other_coder_says(
    tmp_path: Path, new_team: NewTeam, capsys: pytest.CaptureFixture[str], drawn: Drawn, wait_until: WaitUntil
) -> None:
    found = []
    for name, says, done in (("x", {"s0": YES, "s1": NO}, 8), ("y", {"s0": NO, "s2": YES, "s3": YES}, 0)):
        team = new_team(ada="coder", ben="coder")
        shown = await seen_by_ada(tmp_path / name, team, says, done, drawn, wait_until)
        desks = Desks(tmp_path / name, team)
        for words in SHOWN:
            main.main(["--home", str(desks.home("ada")), *words.split()])
            shown += [*capsys.readouterr()]
        found.append([_TIMES.sub("", one).replace(team.name, "").replace(str(tmp_path / name), "") for one in shown])
        team.drop()
    assert found[0] == found[1]
    assert any("ada 1 of 8" in one and "ben" not in one for one in found[0])


def test_a_round_is_known_to_the_desk_that_opened_it_at_once(desks: Desks, capsys: pytest.CaptureFixture[str]) -> None:
    with desks.open("chief") as chief:
        chief.library.put_many(STORIES)
        chief.library.judge([("s0", PRIVACY, YES)])
    desks.open_round()
    with desks.open("chief") as chief:
        assert [(one.name, len(one.stories), one.mine) for one in chief.team.rounds()] == [("spring", 8, ())]
        assert chief.team.state_looked().kept == {"s0": "spring"}  # what it hides is not sent either
        assert chief.team.sync().late == []
    assert "blind and open" in run_as(desks, capsys, "chief", "team", "round", "compare", "spring", status=1)


def test_conflicts_of_a_round_are_of_what_was_decided_in_it(desks: Desks) -> None:
    desks.open_round(unaided=False)
    for who, says in (("ada", {"s0": YES, "s1": YES}), ("ben", {"s0": NO, "s1": YES})):
        with desks.open(who) as desk:
            desk.team.sync()
            code(desk, says)
            desk.team.sync()
    desks.close_round()
    with desks.open("ben") as ben:
        ben.team.sync()
        ben.library.judge([("s0", PRIVACY, YES), ("s1", PRIVACY, NO)])  # once all is over, of what is said by then
        ben.team.sync()
    with desks.open("judge") as judge:
        judge.team.sync()
        query = judge.views.read("is:conflict", utc_now())

        def differ() -> dict[str, bool]:
            return {row.id: row.conflict for row in judge.library.rows(judge.library.search(query))}

        assert differ() == {"s1": True}
        judge.sight.settling = RoundConflicts(judge.library, judge.team.round_to_all("spring"))
        assert differ() == {"s0": True}
        shown = Desk(judge.library, judge.decisions, judge.settling, judge.undo, utc_now, judge.codebook,
                    sight=judge.sight)  # fmt: skip
        assert shown.view.go_to("s0")
        (conflict,) = shown.view.others.conflicts
        assert {(side.who, side.value) for side in conflict.sides} == {("ada", YES), ("ben", NO)}
        assert shown.settle(conflict, Choice.YES)
        assert (differ(), shown.view.others.conflicts) == ({}, ())
        assert judge.undo.undo()
        assert differ() == {"s0": True}  # by what was said in the round alone, as its export has it


ASKED = (
    "show s0 --history", "show s0 --as ben", "show s0 --as agreed", "list", "list who:ben", "list who:agreed --json",
    "export --format csv", "export --format jsonl", "export --as agreed --format csv", "compare --decided",
)  # fmt: skip


def test_what_others_decided_before_a_blind_round_is_out_of_sight_until_it_is_closed(
    desks: Desks, capsys: pytest.CaptureFixture[str]
) -> None:
    run = partial(run_as, desks, capsys)

    def told() -> list[str]:
        found = []
        for words in ASKED:
            main.main(["--home", str(desks.home("ada")), *words.split()])
            said = capsys.readouterr().out
            found += [words] if any(one in said for one in ("Earlier", "judge", "by ben", "ben:", "ben  ")) else []
        return found

    with desks.open("ben") as ben:
        ben.library.put_many(STORIES)
        ben.library.judge([("s0", PRIVACY, NO), ("s0", NOTE, "Earlier.")])
        ben.team.sync()
    with desks.open("ada") as ada, desks.open("judge") as judge:
        ada.team.sync()
        ada.library.judge([("s0", PRIVACY, YES)])
        ada.team.sync()
        judge.team.sync()
        (conflict,) = judge.settling.conflicts("s0")
        judge.settling.settle("s0", conflict, Choice.YES, label="settled")
        judge.team.sync()
        ada.team.sync()
    assert len(told()) > 5
    desks.open_round(unaided=False)
    run("ada", "team", "sync")
    assert told() == []
    run("judge", "team", "sync")
    assert "by ada, ben" in run("judge", "list")  # who codes nothing in it is kept from nothing
    desks.close_round()
    run("ada", "team", "sync")
    assert len(told()) > 5


async def test_an_open_desk_hears_when_others_push(desks: Desks, wait_until: WaitUntil) -> None:
    with desks.open("ada") as ada, desks.open("ben") as ben:
        for each in (ada, ben):
            each.library.put_many(STORIES)
        app = CivicDesk(ada)
        async with app.run_test(size=(120, 36)) as pilot:
            await wait_until(pilot, lambda: ada.team.state().synced != "" and not app.lookout._team._busy)
            ben.library.judge([("s0", NOTE, "Odd.")])
            assert ben.team.sync().sent == 1
            await wait_until(pilot, lambda: [one.who for one in ada.library.history("s0")] == ["ben"])


def test_the_first_story_of_a_home_is_in_no_round_unless_it_was_decided_on(desks: Desks) -> None:
    with desks.open("chief") as chief:
        chief.library.put_many(STORIES)
        everything = chief.views.read("", utc_now())
        assert Owner(chief).open_round(Wanted("one", everything)).stories == len(STORIES)
        desks.close_round("one")
        chief.library.judge([(seeds.ID, PRIVACY, YES)])
        assert Owner(chief).open_round(Wanted("two", everything)).stories == len(STORIES) + 1


def test_a_round_is_adjudicated_in_its_own_view(
    desks: Desks, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("spring", "autumn"):  # on the same stories
        desks.open_round(name=name)
        desks.close_round(name)
    run_as(desks, capsys, "chief", "team", "sync")
    shown: list[str] = []

    def desk(arguments: Namespace, _: Workspace) -> int:
        shown.append(arguments.shown_view.filter)
        return 0

    monkeypatch.setattr(main, "_open_desk", desk)
    run_as(desks, capsys, "chief", "team", "round", "adjudicate", "autumn")
    assert shown == ['is:conflict sample:"autumn"']


def test_what_no_round_is_opened_by(desks: Desks, capsys: pytest.CaptureFixture[str]) -> None:
    run = partial(run_as, desks, capsys, "chief", "team", "round", "open")
    desks.open_round(name="Spring")
    desks.close_round("Spring")
    assert "There was a round 'Spring' already" in run("spring", "title:case", status=1)
    for unfinished in ("concern:", "title:case -source:"):
        assert "a field that nothing stands behind" in run("summer", unfinished, status=1)
    assert "4 stories" in run("summer", "title:case", "--sample", "4")


def test_a_file_that_is_imported_into_a_blind_round_is_said_to_break_it(
    desks: Desks, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = partial(run_as, desks, capsys)
    desks.open_round()
    for who in ("ada", "ben"):
        with desks.open(who) as desk:
            desk.team.sync()
            code(desk, {"s0": YES}, done=2)
    file = tmp_path / "ben.jsonl"
    run("ben", "export", "sample:spring", "-o", str(file))
    capsys.readouterr()
    assert main.main(["--home", str(desks.home("ada")), "import", str(file)]) == 0
    assert "This breaks the blindness of the round spring: it brought what others decided on 2 stories of it." in (
        capsys.readouterr().err
    )
    desks.close_round()
    run("ada", "team", "sync", status=3)
    assert json.loads(run("ada", "import", str(file), "--json"))["unblinded"] == {}
