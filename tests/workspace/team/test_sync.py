"""Desks of a team: what one decides comes to all others, once, as it was signed, and nothing else does."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civic.export import exchange_lines
from civic.judgement import APART, CODED, HIDE, NOTE, READ, STAR, Decision, Verdict
from civic.judgement import concern_field as concern
from civic.operation import Operation
from civic.query import EVEN_HIDDEN
from civic.settlement import Choice
from civic.story import Story
from cli import main
from storage.files.places import Places
from team.errors import TeamFault
from team.folder.log import SIGN, FolderLog
from team.log import Late
from workspace.export import entries_of
from workspace.team import settings
from workspace.team.state import State
from workspace.team.team import sign
from workspace.team.turn import describe_apart, describe_late
from workspace.workspace import Workspace

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
TAGGED = Decision(Verdict.TAGGED)
STORIES = [Story(f"s{number}", f"Case {number}", text=f"The council met {number} times.") for number in range(6)]
Desk = Callable[..., AbstractContextManager[Workspace]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "team"
    folder.mkdir()
    return folder


@pytest.fixture
def desk(tmp_path: Path, folder: Path) -> Desk:
    """Opens the desk of a coder who has joined: `with desk("Ada") as workspace`."""

    @contextmanager
    def opened(who: str, window: str | None = None, config: str = "", home: str = "") -> Iterator[Workspace]:
        place = tmp_path / (home or who)
        if not place.exists():
            place.mkdir()
            (place / "config.toml").write_text(f'who = "{who}"\n{config}')
        with Workspace.open(place, whole=True) as workspace:
            if not workspace.team.joined.where:
                workspace.team.look(str(folder))
                workspace.team.join(str(folder), window)
            yield workspace

    return opened


def exported(workspace: Workspace) -> str:
    return "".join(exchange_lines(entries_of(workspace, EVEN_HIDDEN, "jsonl")))


def test_a_tag_comes_to_the_other_with_its_story(desk: Desk) -> None:
    with desk("Ada") as ada, desk("Ben") as ben:
        ada.library.put_many(STORIES[:1])
        ada.library.judge([("s0", concern("privacy"), TAGGED)])
        assert ada.team.sync().sent == 1
        turn = ben.team.sync()
        assert (turn.taken.new, turn.taken.decisions, turn.members) == (1, 1, ("Ada",))
        assert list(ben.library.history("s0")) == list(ada.library.history("s0"))
        assert ben.library.story("s0") == STORIES[0]
        assert not ben.team.sync().brought
        assert (ada.team.sync().sent, ben.team.sync().sent) == (0, 0)


def test_private_flags_and_other_coders_work_stay(desk: Desk, folder: Path) -> None:
    with desk("Ada") as ada, desk("Ben") as ben, desk("Carl") as carl:
        ada.library.put_many(STORIES[:2])
        ada.library.judge([("s0", flag, True) for flag in (STAR, READ, HIDE, APART, CODED)])
        assert ada.team.sync().sent == 1
        ben.team.sync()
        assert [one.field for one in ben.library.history("s0")] == [CODED]
        ben.library.judge([("s0", NOTE, "Ben's")])
        ben.team.sync()
        written = {path.name[:3]: path.read_text() for path in folder.glob("*.civicdesk")}
        assert written["ben"].count('"who": "Ada"') == 0
        carl.team.sync()
        assert {one.who for one in carl.library.history("s0")} == {"Ada", "Ben"}


def test_a_story_that_nobody_judged_stays(desk: Desk) -> None:
    with desk("Ada") as ada, desk("Ben") as ben:
        ada.library.put_many(STORIES)
        ada.library.judge([("s0", STAR, True)])
        assert ada.team.sync().sent == 0
        assert ben.team.sync().taken.new == 0


def test_undo_takes_back_the_users_step_and_no_turn(desk: Desk) -> None:
    with desk("Ada") as ada, desk("Ben") as ben:
        ada.library.put_many(STORIES[:1])
        ada.library.judge([("s0", concern("privacy"), TAGGED)])
        ada.team.sync()
        ben.team.sync()
        ben.decisions.apply(ben.decisions.note("s0", "mine"), label="wrote a note")
        ada.library.judge([("s0", concern("bias"), TAGGED)])
        ada.team.sync()
        ben.team.sync()
        assert ben.undo.undo()
        assert ben.library.judgement("s0").note == ""
        assert [one.field for one in ben.library.history("s0") if one.who == "Ada"] == [
            concern("privacy"), concern("bias"),
        ]  # fmt: skip


def test_names_from_before_are_sent_and_told(desk: Desk) -> None:
    with desk("root") as before:
        before.library.put_many(STORIES[:1])
        before.library.judge([("s0", NOTE, "old")])
        home = before.places.data
    (home / "config.toml").write_text('who = "Ada"\nformerly = ["root"]\n')
    with desk("Ada", home="root") as ada, desk("Ben") as ben:
        ada.library.judge([("s0", concern("privacy"), TAGGED)])
        assert ada.team.sync().sent == 2
        ben.team.sync()
        assert [one.who for one in ben.library.history("s0")] == ["root", "Ada"]


def test_what_is_decided_under_a_new_name_is_sent(desk: Desk) -> None:
    with desk("quin") as before:
        before.library.put_many(STORIES)
        for one in STORIES:
            before.library.judge([(one.id, NOTE, "old")])
        before.team.sync()
        home = before.places.data
    (home / "config.toml").write_text('who = "quin c"\nformerly = ["quin"]\n')
    with desk("quin c", home="quin") as quin:
        quin.library.judge([("s0", concern("privacy"), TAGGED)])
        assert quin.team.sync().sent == 1
        assert quin.team.sync().sent == 0


def test_two_desks_of_one_coder_send_nothing_twice(desk: Desk) -> None:
    with desk("Ada", home="old") as old, desk("Ada B", home="new", config='formerly = ["Ada"]\n') as new:
        old.library.put_many(STORIES[:1])
        old.library.judge([("s0", NOTE, "one")])
        old.team.sync()
        turn = new.team.sync()
        assert (turn.taken.decisions, turn.members, new.team.state_looked().waiting) == (1, (), 0)
        assert (new.team.sync().sent, old.team.sync().members) == (0, ())


@pytest.mark.parametrize("years", [-1, 1])
def test_a_clock_that_is_a_year_off_decides_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch, years: int) -> None:
    def utc_now() -> datetime:
        return NOON.replace(year=NOON.year + years)

    with ExitStack() as stack:
        with monkeypatch.context() as patch:
            patch.setattr("workspace.workspace.utc_now", utc_now)
            away = stack.enter_context(desk("Ada", home="off"))
        right, ben = stack.enter_context(desk("Ada", home="right")), stack.enter_context(desk("Ben"))
        for number, one in enumerate((away, right, away, right)):  # each knows what the other said before
            one.library.put_many(STORIES[:1])
            one.team.sync()
            one.library.judge([("s0", NOTE, f"{number}")])
            one.team.sync()
        away.team.sync()
        ben.team.sync()
        assert {each.library.judgement("s0").note for each in (away, right)} == {"3"}
        assert [each.value for each in ben.library.history("s0")] == ["0", "1", "2", "3"]


def test_what_was_refused_is_a_sentence_a_reason() -> None:
    made = [Operation(f"o{number}", "s0", NOTE, "one", None, NOON.isoformat(), "Ada") for number in range(3)]
    late = [Late(made[0], "it is new"), Late(made[1], "its story is kept: ask"), Late(made[2], "it is new")]
    assert describe_late(late) == [
        "Not taken: it is new (2 decisions, which stay here).",
        "Not taken: its story is kept: ask (1 decision, which stays here).",
    ]


def test_a_window_leaves_stories_out_and_keeps_decisions(desk: Desk) -> None:
    with desk("Ada") as ada, desk("Ben", "title:3") as ben:
        ada.library.put_many(STORIES)
        ada.library.judge([(one.id, concern("privacy"), TAGGED) for one in STORIES])
        ada.team.sync()
        turn = ben.team.sync()
        assert (turn.taken.new, turn.taken.decisions) == (1, 6)
        assert ben.library.key_of("s3") is not None
        assert ben.library.key_of("s1") is None
        assert len(ben.library.history("s1")) == 1
        with pytest.raises(TeamFault, match="window"):
            ben.team.look("/nowhere", "concern:privacy")


def test_another_story_of_that_id_is_held_back_and_listed(desk: Desk) -> None:
    with desk("Ada") as ada, desk("Ben") as ben:
        ada.library.put_many([Story("x", "The council bought cameras", text="It bought forty cameras on Monday.")])
        ben.library.put_many([Story("x", "A park reopens", text="Children played on the swings in the sun again.")])
        ada.library.judge([("x", concern("privacy"), TAGGED)])
        ada.team.sync()
        turn = ben.team.sync()
        assert len(turn.taken.held_back) == 1
        assert ben.library.judgement("x").tags == ()
        assert [one["operation"]["story"] for one in ben.team.state().held] == ["x"]
        assert not ben.team.sync().taken.held_back
        assert len(ben.team.sync(again=True).taken.held_back) == 1


def test_decisions_on_stories_that_are_gone_wait_for_them(desk: Desk) -> None:
    with desk("Ada") as ada:
        ada.library.put_many(STORIES[:1])
        ada.library.judge([("s0", NOTE, "one")])
        ada.library.remove_many(["s0"])
        assert ada.team.sync().sent == 0
        ada.library.put_many(STORIES[:1])
        assert ada.team.sync().sent == 1


@pytest.mark.parametrize("lost", ["team.json", "team.sent", "cache"])
def test_what_is_lost_is_sent_again_without_harm(desk: Desk, lost: str) -> None:
    with desk("Ada") as ada:
        ada.library.put_many(STORIES[:2])
        ada.library.judge([("s0", NOTE, "one"), ("s1", NOTE, "two")])
        ada.team.sync()
        home = ada.places.data
    for path in sorted((home / lost).rglob("*")) if lost == "cache" else [home / lost]:
        if path.is_file():
            path.unlink()
    with desk("Ada") as ada, desk("Ben") as ben:
        ada.library.judge([("s0", NOTE, "three")])
        ada.team.sync()
        ben.team.sync()
        assert list(ben.library.history("s0")) == list(ada.library.history("s0"))


def test_a_file_that_the_folder_lost_is_pushed_again(desk: Desk, folder: Path) -> None:
    with desk("Ada") as ada, desk("Ben") as ben:
        ada.library.put_many(STORIES[:1])
        ada.library.judge([("s0", NOTE, "one")])
        ada.team.sync()
        for path in folder.glob("ada-*"):
            path.unlink()
        ada.team.sync()
        assert ben.team.sync().taken.decisions == 1


@pytest.mark.parametrize("seed", range(8))
def test_a_file_that_is_cut_after_any_number_of_repairs_is_repaired(desk: Desk, folder: Path, seed: int) -> None:
    lots = random.Random(seed)
    with desk("Ada") as ada, desk("Ben") as ben:
        ada.library.put_many(STORIES)
        for story in STORIES:
            ada.library.judge([(story.id, concern("privacy"), TAGGED)])
            ada.team.sync()
        ben.team.sync()
        (path,) = folder.glob("ada-*.civicdesk")
        for _ in range(6):
            lines = path.read_bytes().splitlines(keepends=True)
            at = lots.choice([len(lines) - 1, lots.randrange(len(lines))])
            cut = lots.choice([lines[:at], [*lines[:at], *lines[at + 1 :]]])
            path.write_bytes(b"".join(cut))
            ada.team.sync()
            assert not ben.team.sync().lacking
            with desk("Cy", home=f"cy{os.urandom(4).hex()}") as cy:
                assert cy.team.sync().taken.decisions == len(STORIES)


@pytest.mark.parametrize("first", [True, False])
def test_what_was_pushed_right_before_a_kill_and_is_cut_off_is_pushed_again(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with desk("Ada") as ada:
        ada.library.put_many(STORIES)
        if not first:
            ada.library.judge([("s0", concern("privacy"), TAGGED)])
            ada.team.sync()
        ada.library.judge([("s1", concern("privacy"), TAGGED)])
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(FolderLog, "pull", killed)
            ada.team.sync()
    (path,) = folder.glob("ada-*.civicdesk")
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    with desk("Ada") as ada, desk("Ben") as ben:
        ada.library.judge([("s2", concern("privacy"), TAGGED)])  # which goes into the place of what was lost
        ada.team.sync()
        assert ben.team.sync().taken.decisions == (2 if first else 3)


def test_what_one_coder_decided_at_two_desks_unawares_is_told(desk: Desk) -> None:
    with desk("Ada") as one, desk("Ada", home="Other") as other:
        one.library.put_many(STORIES[:1])
        one.library.judge([("s0", NOTE, "first")])
        one.team.sync()
        assert describe_apart(other.team.sync().taken) == ""
        for words in ("second", "third"):  # with the first in sight
            other.library.judge([("s0", NOTE, words)])
        other.team.sync()
        assert describe_apart(one.team.sync().taken) == ""
        one.library.judge([("s0", NOTE, "here")])
        other.library.judge([("s0", NOTE, "and there")])
        one.team.sync()
        told = "1 decision of your own differed between two desks, and the later one holds: see s0."
        assert describe_apart(other.team.sync().taken) == told
        assert describe_apart(one.team.sync().taken) == told
        notes = {each.library.judgement("s0").note for each in (one, other)}
        assert notes == {"and there"}


def test_what_is_settled_waits_at_once(desk: Desk) -> None:
    with desk("Ada") as ada, desk("Ben") as ben:
        ada.library.put_many(STORIES[:1])
        ada.library.judge([("s0", concern("privacy"), TAGGED)])
        ada.team.sync()
        ben.team.sync()
        ben.library.judge([("s0", concern("privacy"), Decision(Verdict.REJECTED))])
        ben.team.sync()
        ada.team.sync()
        (conflict,) = ada.settling.conflicts("s0")
        ada.settling.settle("s0", conflict, Choice.MINE, label="settled")
        assert sign(ada.team.state_now(), NOON) == "1 waiting"
        ada.undo.undo()
        assert sign(ada.team.state_now(), NOON) == "2 waiting"
        assert ada.team.sync().sent == 2
        ben.team.sync()
        assert sign(ada.team.state_now(), NOON) == sign(ben.team.state_now(), NOON) == "in step"


def test_what_can_be_read_again_is_told_no_more(desk: Desk, folder: Path) -> None:
    with desk("Ada") as ada, desk("Ben") as ben:
        ada.library.put_many(STORIES[:3])
        ada.library.judge([(f"s{number}", NOTE, f"note {number}") for number in range(3)])
        ada.team.sync()
        (file,) = folder.glob("ada-*.civicdesk")
        whole = file.read_bytes()
        lines = whole.splitlines(keepends=True)
        file.write_bytes(b"".join((*lines[:2], lines[2].replace(b"note 1", b"note X"), *lines[3:])))
        (told,) = ben.team.sync().problems
        assert told.startswith(f"Line 3 of {file.name} can't be read")
        assert (ben.team.sync().problems, ben.team.state().problems) == ([], [told])
        file.write_bytes(whole)
        assert ben.team.sync().taken.decisions == 1
        assert ben.team.state().problems == []


def test_a_team_out_of_reach_is_a_sign_and_nothing_is_lost(desk: Desk, folder: Path) -> None:
    with desk("Ada") as ada:
        ada.library.put_many(STORIES[:1])
        ada.team.sync()
        assert sign(ada.team.state(), NOON) == sign(ada.team.state_now(), NOON) == "in step"
        ada.library.judge([("s0", NOTE, "seen at once"), ("s0", STAR, True)])
        assert sign(ada.team.state_now(), NOON) == "1 waiting"
        assert ada.team.sync().sent == 1
        assert sign(ada.team.state_now(), NOON) == "in step"
        folder.rename(folder.with_name("away"))
        ada.library.judge([("s0", NOTE, "one")])
        turn = ada.team.sync()
        assert "does not answer" in turn.offline or "is not in" in turn.offline
        assert sign(ada.team.state(), NOON).endswith(", 1 waiting")
        assert sign(ada.team.state(), NOON).startswith("offline since ")
        folder.with_name("away").rename(folder)
        assert ada.team.sync().sent == 1
        assert sign(ada.team.state(), NOON) == "in step"


def test_a_file_that_is_short_is_no_step_and_one_that_is_refused_says_so(
    desk: Desk, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with desk("Ada") as ada, desk("Ben") as ben:
        ada.library.put_many(STORIES[:1])
        ada.library.judge([("s0", NOTE, "one")])
        ada.team.sync()
        ben.team.sync()

    def run(*words: str, status: int) -> str:
        capsys.readouterr()
        assert main.main(["--home", str(tmp_path / "Ben"), "team", *words]) == status
        return "".join(capsys.readouterr())

    assert "In step with 1 other member" in run("sync", status=0)
    (path,) = folder.glob("ada-*")
    whole = path.read_bytes()
    for end in (len(whole) - 20, whole.index(b"\n") + 1, 0):
        path.write_bytes(whole[:end])
        assert "Not all exchanged" in (said := run("sync", status=3)) and path.name in said
        assert "1 file not whole" in (said := run("status", status=0)) and "in step" not in said
    path.write_bytes(whole)
    assert "In step with 1 other member" in run("sync", status=0)
    (folder / SIGN).write_text("something else")
    assert "take it away" in run("sync", status=1)
    assert "refused" in (said := run("status", status=0)) and "take it away" in said and "in step" not in said


def test_leaving_keeps_all_and_joining_again_goes_on(desk: Desk, folder: Path) -> None:
    with desk("Ada") as ada, desk("Ben") as ben:
        ada.library.put_many(STORIES[:1])
        ada.library.judge([("s0", NOTE, "one")])
        ada.team.sync()
        ben.team.sync()
        assert ben.team.leave() == str(folder)
        with pytest.raises(TeamFault, match="No team is joined"):
            ben.team.sync()
        assert len(ben.library.history("s0")) == 1
        ben.team.join(str(folder))
        assert not ben.team.sync().brought


def test_a_turn_with_nothing_to_send_reads_no_history(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk("Ada") as ada:
        ada.library.put_many(STORIES)
        ada.library.judge([(one.id, NOTE, "one") for one in STORIES])
        ada.team.sync()
        asked: list[str] = []
        library = ada._whole_library
        history = library.history

        def noting(story: str) -> list[Operation]:
            asked.append(story)
            return history(story)

        monkeypatch.setattr(library, "history", noting)
        ada.team.sync()
        assert asked == []
        ada.library.judge([("s3", NOTE, "two")])
        ada.team.sync()
        assert set(asked) == {"s3"}


def test_compaction_and_another_process_do_not_hide_what_is_to_be_sent(desk: Desk) -> None:
    with desk("Ada") as ada:
        ada.library.put_many(STORIES[:2])
        ada.library.judge([("s0", NOTE, "one")])
        ada.team.sync()
        with desk("Ada") as other:
            other.library.judge([("s1", NOTE, "two")])
        assert ada.team.sync().sent == 1
    with desk("Ada") as ada:
        assert ada.team.sync().sent == 0


SYNCING = """
import sys
from pathlib import Path
from workspace.workspace import Workspace
with Workspace.open(Path(sys.argv[1]), whole=True) as workspace:
    print("ready", flush=True)
    workspace.team.sync()
"""


@pytest.mark.slow
def test_three_desks_come_to_the_same_through_kills_and_shuffled_turns(desk: Desk, tmp_path: Path) -> None:
    """The short form of `benchmarks/team_folder.py`."""
    dice = random.Random(7)
    names = ["Ada", "Ben", "Carl"]
    for who in names:
        with desk(who) as workspace:
            workspace.library.put_many(STORIES)
    for turn in range(6):
        who = dice.choice(names)
        with desk(who) as workspace:
            workspace.library.judge(
                [(f"s{dice.randrange(6)}", dice.choice([NOTE, concern("privacy"), concern("bias")]), None)]
                + [(f"s{number}", NOTE, f"{who} {turn} {number}") for number in range(6)]
            )
        child = subprocess.Popen(
            [sys.executable, "-c", SYNCING, str(tmp_path / who)], stdout=subprocess.PIPE, text=True,
            cwd=Path(__file__).parents[3],
        )  # fmt: skip
        assert child.stdout
        child.stdout.readline()
        if turn % 2 and os.name == "posix":
            child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    for who in [*names, *names]:
        with desk(who) as workspace:
            assert workspace.team.sync().waiting == 0
    found = set()
    for who in names:
        with desk(who) as workspace:
            found.add(exported(workspace))
    assert len(found) == 1


# settings and state


def test_joining_and_leaving_leave_the_rest_of_the_file_alone(tmp_path: Path) -> None:
    places = Places.find(tmp_path, environ={})
    places.team.write_text('# ours\nevery = 5\nlater = "kept"\nwhere = "/old"\n\n[more]\nwhere = "else"\n')
    settings.keep(places, '/new "one"', "since:2y")
    found = settings.load(places)
    assert (found.where, found.window, found.every) == ('/new "one"', "since:2y", 5)
    assert any("later" in one for one in found.problems)
    settings.keep(places, "")
    text = places.team.read_text()
    assert settings.load(places).where == ""
    assert 'later = "kept"' in text
    assert '[more]\nwhere = "else"' in text
    assert settings.load(places).window == "since:2y"


@pytest.mark.parametrize("text", ["where = 7\n", "every = -1\n", "where = [", "\xff"])
def test_settings_that_cannot_be_are_told(tmp_path: Path, text: str) -> None:
    places = Places.find(tmp_path, environ={})
    places.team.write_bytes(text.encode("latin-1"))
    found = settings.load(places)
    assert (found.where, found.every) == ("", 60)
    assert len(found.problems) == 1


def test_a_password_in_an_address_is_never_kept(desk: Desk) -> None:
    with desk("Ada") as ada:
        for address in ("postgresql://ada:secret@host/db", "postgresql://host/db?user=ada&password=secret"):
            with pytest.raises(TeamFault) as refused:
                ada.team.look(address)
            assert "secret" not in str(refused.value)


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"where": "/t", "desk": "../x"}', '{"where": "/t", "desk": 7}'])
def test_a_state_of_nonsense_is_begun_anew(tmp_path: Path, body: str) -> None:
    places = Places.find(tmp_path, environ={})
    places.sync.write_text(body)
    state = State.load(places, "/t")
    assert state.cursor == ""
    assert len(state.desk) == 12
    state.keep(places)
    assert State.load(places, "/t") == state
    assert json.loads(places.sync.read_text())["where"] == "/t"
