"""A round on the desk: what is coded in it, what else is seen, and what rules and views do."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from civic.agreed import agreed
from civic.judgement import CODED, HIDE, NOTE, STAR, Decision, Value, Verdict
from civic.judgement import concern_field as concern
from civic.operation import Operation
from civic.rounds import Round
from civic.story import Story
from civic.views import View, ViewError, find
from cli import main
from storage.past.frozen import Frozen
from storage.settings.own_view import Rounds
from tui.desk.session import Desk
from tui.desk.story_view import Filters
from workspace.clock import utc_now
from workspace.decisions import Change
from workspace.exchange.comparison import CodersFault, compare
from workspace.team.here import RoundsHere
from workspace.team.outbox import Outbox
from workspace.team.state import Sent, State
from workspace.team.team import describe_progress
from workspace.workspace import Workspace

PRIVACY, BIAS, TAGGED = concern("privacy"), concern("bias"), Decision(Verdict.TAGGED)
STORIES = [Story(f"s{number}", f"Case {number}", text=f"The council met {number} times.") for number in range(3)]
SPRING = Round("spring", blind=True, stories=("s0", "s1", "s2"), mine=("s0", "s1"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    (tmp_path / "config.toml").write_text('who = "Ada"\n')
    with Workspace.open(tmp_path, whole=True) as workspace:
        workspace.library.put_many(STORIES)
        yield workspace


def set_rounds(desk: Workspace, *rounds: Round) -> None:
    Rounds(desk.places).keep(rounds)
    desk.library.poll()


def found(desk: Workspace, text: str) -> set[str]:
    return {story.id for story in desk.library.iterate(desk.views.read(text, utc_now()))}


def test_a_story_is_coded_afresh_while_the_round_is_open_and_nothing_is_lost(desk: Workspace) -> None:
    desk.library.judge([("s0", PRIVACY, TAGGED), ("s0", STAR, True), ("s0", CODED, True), ("s2", PRIVACY, TAGGED)])
    set_rounds(desk, SPRING)
    assert not desk.library.judgement("s0").tags and desk.library.judgement("s0").starred
    assert (found(desk, "tag:privacy"), found(desk, "is:coded"), found(desk, "is:starred")) == ({"s2"}, set(), {"s0"})
    assert found(desk, "sample:spring") == {"s0", "s1"}
    changes: list[Change] = [
        ("s0", PRIVACY, Decision(Verdict.REJECTED)),
        ("s1", NOTE, "n"),
        ("s2", NOTE, "n"),
        ("s1", STAR, True),
    ]
    assert [one.round for one in desk.library.judge(changes)] == ["spring", "spring", "", ""]
    assert [one.round for one in desk.library.judge([("s1", NOTE, None)])] == ["spring"]
    set_rounds(desk)
    assert (found(desk, "tag:privacy"), found(desk, "is:coded")) == ({"s2"}, {"s0"})
    assert desk.library.judge([("s0", PRIVACY, TAGGED)])[0].round == ""
    assert found(desk, "tag:privacy") == {"s0", "s2"}


def test_what_was_decided_under_another_id_of_a_story_is_out_of_sight_in_a_blind_round(desk: Workspace) -> None:
    desk.library.put_many([replace(STORIES[0], aliases=("a0",))])
    at = "2026-11-20T09:30:00.000000+00:00"
    desk.library.adopt([Operation("o1", "a0", PRIVACY, TAGGED, None, at, "Ben")])
    set_rounds(desk, SPRING)
    assert RoundsHere(Rounds(desk.places), Frozen(desk.places), desk.library).find_stories()
    desk.library.poll()
    assert desk.library.view.others(desk.library.history("s0")) == {} and found(desk, "who:ben") == set()
    set_rounds(desk, replace(SPRING, closed=True))
    assert found(desk, "who:ben") == {"s0"}


def test_the_index_shows_it_after_it_was_built_anew(desk: Workspace, tmp_path: Path) -> None:
    desk.library.judge([("s0", PRIVACY, TAGGED), ("s2", PRIVACY, TAGGED)])
    set_rounds(desk, SPRING)
    with Workspace.open(tmp_path, whole=True) as other:
        assert found(other, "tag:privacy") == {"s2"}
    for path in (tmp_path / "cache").glob("index-*"):
        path.unlink()
    with Workspace.open(tmp_path, whole=True) as other:
        assert found(other, "tag:privacy") == {"s2"}
        set_rounds(other, Round("spring", closed=True, stories=SPRING.stories, mine=SPRING.mine))
        assert found(other, "tag:privacy") == {"s0", "s2"}
        assert found(other, "sample:spring") == {"s0", "s1", "s2"}


def test_undo_in_a_round_takes_back_what_was_said_in_it(desk: Workspace) -> None:
    set_rounds(desk, SPRING)
    desk.decisions.apply(desk.decisions.note("s0", "Odd."), label="wrote a note")
    assert desk.undo.undo()
    assert [(one.value, one.round) for one in desk.library.history("s0")] == [("Odd.", "spring"), (None, "spring")]
    assert desk.undo.redo() and desk.library.judgement("s0").note == "Odd."


def test_a_rule_decides_nothing_that_the_user_codes(desk: Workspace) -> None:
    set_rounds(desk, SPRING)
    changes: list[Change] = [("s0", PRIVACY, TAGGED), ("s0", STAR, True), ("s2", PRIVACY, TAGGED)]
    made = desk.library.judge(changes, {(story, field): "Mine" for story, field, _ in changes})
    assert [(one.story, one.field) for one in made] == [("s0", STAR), ("s2", PRIVACY)]


def test_the_view_of_a_round_stays_and_one_of_its_name_is_the_users(desk: Workspace) -> None:
    set_rounds(desk, SPRING)
    view = find(desk.views.all(), "spring")
    with pytest.raises(ViewError, match="is a round of the team"):
        desk.views.remove("Spring")
    assert desk.views.progress(view) == (0, 2)
    desk.views.keep(view)
    assert [one.name for one in desk.views.all()][-2:] == ["spring", "spring (round)"]
    desk.views.remove("spring")
    assert desk.views.all()[-1] == view


def test_what_nobody_coded_in_a_closed_round_is_not_to_do(desk: Workspace) -> None:
    def left() -> int | None:
        opened = Desk(desk.library, desk.decisions, desk.settling, desk.undo, utc_now, desk.codebook,
                      filters=Filters(desk.views.read, is_over=desk.views.is_over))  # fmt: skip
        opened.view.filter_by("sample:spring")
        return opened.view.left

    set_rounds(desk, SPRING)
    assert left() == 2
    set_rounds(desk, replace(SPRING, closed=True))
    assert left() is None
    desk.views.keep(View("spring", "tag:privacy"))
    assert [desk.views.is_over(desk.views.query(view)) for view in desk.views.all()[-2:]] == [False, True]


def test_who_leaves_the_team_codes_in_no_round(desk: Workspace, tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    desk.team.look(str(tmp_path / "team"))
    desk.team.join(str(tmp_path / "team"))
    set_rounds(desk, SPRING)
    desk.team.leave()
    desk.library.poll()
    assert desk.library.judge([("s0", NOTE, "n")])[0].round == ""


def test_what_waited_for_a_round_is_offered_until_it_is_sent(desk: Workspace) -> None:
    desk.library.judge([("s2", NOTE, "n")])
    set_rounds(desk, SPRING)
    state = State("/t", "d1")
    sent = Sent(desk.places, state)
    outbox = Outbox(desk.library, state, sent, RoundsHere(Rounds(desk.places), Frozen(desk.places), desk.library))
    assert outbox.look() == 0
    outbox.done()
    assert state.kept == {"s2": "spring"}
    set_rounds(desk, replace(SPRING, closed=True))
    assert [outbox.look(), outbox.look()] == [1, 1]  # as where nobody answers after the first
    assert state.kept == {}
    sent.add(one.digest for page in outbox.pages() for entry in page for one in entry.history)
    outbox.done()
    assert (outbox.look(), state.absent) == (0, [])


def test_conflicts_wait_until_a_blind_round_is_closed(desk: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    at = "2026-11-20T09:30:00.000000+00:00"
    desk.library.adopt([Operation(f"b{n}", f"s{n}", PRIVACY, TAGGED, None, at, "Ben") for n in range(3)])
    desk.library.judge([(f"s{n}", PRIVACY, Decision(Verdict.REJECTED)) for n in range(3)])
    assert found(desk, "is:conflict") == {"s0", "s1", "s2"}
    set_rounds(desk, SPRING)
    desk.library.judge([("s0", CODED, True)])
    assert found(desk, "is:conflict") == set()
    assert not any(row.conflict for row in desk.library.rows(desk.library.search(desk.views.read("", utc_now()))))
    assert [desk.settling.conflicts(f"s{n}") for n in range(3)] == [[], [], []]
    assert agreed(desk.library.history("s2"), desk.library.view) == {}
    assert main.main(["--home", str(desk.places.data), "settle", "s0", "privacy", "--theirs", "Ben"]) == 1
    assert "settled once it is closed" in capsys.readouterr().err
    set_rounds(desk, replace(SPRING, closed=True))
    assert found(desk, "is:conflict") == {"s0", "s1", "s2"}


def test_an_open_desk_in_the_view_of_a_round_follows_when_that_is_closed(desk: Workspace) -> None:
    set_rounds(desk, replace(SPRING, unaided=True))
    opened = Desk(desk.library, desk.decisions, desk.settling, desk.undo, utc_now, desk.codebook, sight=desk.sight,
                  filters=Filters(desk.views.read, is_over=desk.views.is_over))  # fmt: skip
    view = find(desk.views.all(), "spring")
    opened.show_unaided(view.unaided)
    opened.view.filter_by(view.filter)
    assert (opened.view.count, opened.unaided, opened.view.is_over) == (2, True, False)
    set_rounds(desk, replace(SPRING, unaided=True, closed=True))
    opened.view.take_in()
    assert (opened.view.count, opened.unaided, opened.view.is_over) == (3, False, True)
    opened.show_unaided(True)  # as by a view of the user's own on these stories
    opened.view.take_in()
    assert opened.unaided
    set_rounds(desk)
    opened.view.take_in()
    assert opened.view.count == 3 and "There is no sample 'spring'" in opened.view.error


def test_the_round_that_is_in_view_is_the_one_that_is_counted(desk: Workspace) -> None:
    autumn = Round("autumn", stories=("s2",), mine=("s2",))
    set_rounds(desk, SPRING, autumn)
    for text, name in (('sample:"autumn"', "autumn"), ('case sample:"spring"', "spring"), ("case", "")):
        shown = desk.views.round_of(desk.views.read(text, utc_now()))
        assert (shown.name if shown else "") == name
    progress = desk.team.progress()
    assert describe_progress(progress) == "round spring: 0 of 2 done"
    assert describe_progress(progress, "autumn") == "round autumn: 0 of 1 done"


def test_a_round_is_compared_by_what_was_decided_in_it(desk: Workspace) -> None:
    rejected = Decision(Verdict.REJECTED)
    said: list[tuple[str, str, Value, str]] = [
        ("Ada", PRIVACY, TAGGED, "spring"), ("Ada", CODED, True, "spring"), ("Ben", PRIVACY, TAGGED, "spring"),
        ("Ben", CODED, True, "spring"), ("Ben", PRIVACY, rejected, ""), ("Ada", PRIVACY, rejected, "autumn"),
    ]  # fmt: skip
    desk.library.adopt([
        Operation(f"{who}{n}", "s0", field, value, None, f"2026-11-20T09:30:0{n}.000000+00:00", who, name)
        for n, (who, field, value, name) in enumerate(said)
    ])  # fmt: skip
    spring, autumn = Round("spring", closed=True, stories=("s0",)), Round("autumn", stories=("s0",), mine=("s0",))
    set_rounds(desk, spring, autumn)
    found = compare(desk, in_round=spring).comparison
    assert list(found.ratings.stories) == ["s0"]
    assert list(found.disagreements) == []
    with pytest.raises(CodersFault):
        compare(desk, in_round=Round("winter"))


def test_an_export_of_a_round_has_what_was_decided_in_it_alone(
    desk: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def exported(*words: str) -> str:
        capsys.readouterr()
        assert main.main(["--home", str(desk.places.data), "export", "--round", "spring", *words]) == 0
        return capsys.readouterr().out

    def tagged(*words: str) -> dict[str, str]:
        return {row["id"]: row["tagged"] for row in csv.DictReader(exported("--format", "csv", *words).splitlines())}

    (tmp_path / "team").mkdir()
    desk.team.look(str(tmp_path / "team"))
    desk.team.join(str(tmp_path / "team"))
    said: list[tuple[str, str, str, Value, str]] = [
        ("s0", "Ada", PRIVACY, TAGGED, ""), ("s0", "Ben", PRIVACY, TAGGED, ""),
        ("s0", "Ada", CODED, True, "spring"), ("s0", "Ben", CODED, True, "spring"),
        ("s1", "Ada", PRIVACY, TAGGED, "spring"), ("s1", "Ben", CODED, True, "spring"),
        ("s1", "Ben", BIAS, TAGGED, ""), ("s1", "Ada", HIDE, True, ""),
        ("s2", "Ada", PRIVACY, TAGGED, "spring"), ("s2", "Ben", CODED, True, "spring"),
    ]  # fmt: skip
    made = [
        Operation(f"o{n}", story, field, value, None, f"2026-11-20T09:30:{n:02}.000000+00:00", who, name)
        for n, (story, who, field, value, name) in enumerate(said)
    ]
    at = "2026-11-21T09:30:00.000000+00:00"
    before = Operation("y0", "s0", BIAS, TAGGED, None, at, "agreed", by="Judge", settles=("o0",))
    after = Operation("y1", "s1", PRIVACY, TAGGED, None, at, "agreed", by="Judge", settles=("o4", "o5"))
    desk.library.adopt([*made, before, after])
    set_rounds(desk, SPRING)
    assert main.main(["--home", str(desk.places.data), "export", "--round", "spring"]) == 1
    assert "is blind and open" in capsys.readouterr().err
    autumn = Round("autumn", stories=("s0",), mine=("s0",))
    set_rounds(desk, replace(SPRING, closed=True), autumn)
    state = desk.team.state()
    state.keep(desk.places)
    Sent(desk.places, state).add(one.digest for one in made)
    assert tagged("--as", "agreed") == {"s0": "", "s1": "privacy", "s2": ""}
    assert tagged() == {"s0": "", "s1": "privacy", "s2": "privacy"}
    assert tagged("--as", "Ben") == {"s0": "", "s1": "", "s2": ""}
    entries = [json.loads(line) for line in exported("--format", "jsonl").splitlines()]
    there = {one.id for one in made if one.round} | {"y1"}
    assert {one["id"] for entry in entries for one in entry["history"]} == there
    assert "**Tagged by a person**: 1 (33 %)" in exported("--as", "agreed")
    assert "**Tagged by a person**: 2 (67 %)" in exported()
    assert (
        main.main(["--home", str(desk.places.data), "export", "--round", "spring", "--flags", "--format", "csv"]) == 2
    )


@pytest.mark.parametrize("damage", ["", "{", "[1]", '{"rounds": 7}', '{"rounds": [{"name": 1}, null]}'])
def test_a_file_of_rounds_that_cannot_be_read_is_none(desk: Workspace, damage: str) -> None:
    set_rounds(desk, SPRING)
    desk.places.rounds.write_text(damage)
    desk.library.poll()
    assert desk.team.rounds() == ()
    assert desk.library.judge([("s0", NOTE, "n")])[0].round == ""
