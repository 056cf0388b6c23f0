"""A round from the owner's command to its end, and who is assigned what."""

import json
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.export import Entry
from civic.flags import CODED
from civic.judgement import Judgement
from cli import main
from team.errors import TeamFault
from team.server import Round, open_round, rounds
from tests.team.server.teams import Team, operation, story
from workspace.team.rounds import assignment

NAMES = st.lists(st.text(min_size=1, max_size=4), unique=True, min_size=1, max_size=6)


@given(NAMES, NAMES, st.integers(1, 6), st.text(max_size=3))
def test_each_story_has_its_coders_and_each_coder_a_fair_share(
    stories: list[str], members: list[str], coders: int, seed: str
) -> None:
    if coders > len(members):
        with pytest.raises(TeamFault, match="coders, and each story asks for"):
            assignment(stories, members, coders, seed)
        return
    found = assignment(stories, members, coders, seed)
    assert found == assignment(stories, members, coders, seed) and set(found) == set(members)
    for one in stories:
        assert sum(one in theirs for theirs in found.values()) == coders
    shares = [len(theirs) for theirs in found.values()]
    assert max(shares) - min(shares) <= 1 and all(len(set(theirs)) == len(theirs) for theirs in found.values())


def test_a_round_of_fewer_stories_than_were_asked_for_says_so(
    new_team: Callable[..., Team], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = new_team(ada="coder").address("chief")
    for number in range(2):
        (tmp_path / f"{number}.md").write_text(f"# Story {number}\n\nCameras watch square {number}.\n")
        assert main.main(["--home", str(tmp_path / "home"), "add", str(tmp_path / f"{number}.md")]) == 0
    for name, wanted, says in (("spring", "5", True), ("autumn", "2", False)):
        capsys.readouterr()
        words = ("open", name, "cameras", "--sample", wanted, "--url", url)
        assert main.main(["--home", str(tmp_path / "home"), "team", "round", *words]) == 0
        said = capsys.readouterr().out
        assert "2 stories, 1 coder each" in said
        assert ("fewer stories than 5, where duplicates count once" in said) is says
        main.main(["--home", str(tmp_path / "home"), "team", "round", "close", name, "--url", url])


def test_an_owner_makes_a_team_and_runs_a_round(
    new_database: Callable[[], Team], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    team = new_database()
    url = team.address("chief")

    def run(*words: str, status: int = 0) -> str:
        assert main.main(["--home", str(tmp_path / "home"), *words]) == status
        said = capsys.readouterr()
        return said.out if status == 0 else said.err

    for number in range(4):
        (tmp_path / f"{number}.md").write_text(f"# Story {number}\n\nCameras watch square {number}.\n")
        run("add", str(tmp_path / f"{number}.md"))
    assert "is ready for your team" in run("team", "create", url)
    assert "of this version already" in run("team", "create", url)
    assert "in a terminal" in run("team", "invite", "ada", "--url", url, status=1)
    for name in ("ada", "ben"):
        line = run("team", "invite", name, "--no-password", "--url", url)
        assert line.startswith("civicdesk team join 'postgresql://") and name in line
    words = ("team", "round", "open", "spring", "cameras", "--coders", "2", "--blind", "--unaided", "--url", url)
    assert "no story for a round" in run("team", "round", "open", "none", "nothinglikethis", "--url", url, status=1)
    assert "Say which stories" in run("team", "round", "open", "none", "--url", url, status=1)
    for count in ("0", "-1"):
        sample = run("team", "round", "open", "none", "cameras", "--sample", count, "--url", url, status=1)
        assert "A round has 1 to" in sample
    assert "at least one coder" in run("team", "round", "open", "x", "cameras", "--coders", "0", "--url", url, status=1)
    assert "has 2 coders" in run("team", "round", "open", "x", "cameras", "--coders", "3", "--url", url, status=1)
    assert "the round spring (open, blind, unaided): 3 stories, 2 coders each" in run(*words, "--sample", "3")
    assert "already" in run(*words, status=1)
    both = run("team", "round", "open", "autumn", "cameras", "--url", url, status=1)
    assert both == (
        "civicdesk: The round 'spring' is open, and 3 of these stories are coded in it: close that one first, or open"
        " this one on others.\n"
    )
    opened = json.loads(run("team", "round", "status", "--json", "--url", url))[0]
    assert opened["progress"] == {"ada": {"assigned": 3, "coded": 0}, "ben": {"assigned": 3, "coded": 0}}
    assert (opened["filter"], opened["seed"], opened["closed"]) == ("cameras", "1", None)
    ada = team.log("ada")
    assert ada.basis_of("spring").codebook["version"] == opened["codebook"]
    drawn = str(ada.rows("SELECT min(story) FROM civicdesk.round_story")[0][0])
    done = replace(operation(1, field=CODED, value=True, round="spring"), story=drawn)
    about = next(one for one in ada.basis_of("spring").stories if one.id == drawn)
    assert ada.push([Entry(about, Judgement(), history=(done,))]).acknowledged == {"op-1"}
    assert "ada 1 of 3, ben 0 of 3" in run("team", "round", "status", "--url", url)
    assert "the next civicdesk team sync" in run("team", "round", "close", "spring", "--url", url)
    assert "closed already" in run("team", "round", "close", "spring", "--url", url, status=1)
    emptied = run("team", "redact", "story", drawn[:-1], "--reason", "a court", "--url", url)
    assert f"Emptied 2 entries of the log: the story {drawn}." in emptied
    assert "takes part no more" in run("team", "remove", "ben", "--url", url)
    assert "No team is joined" in run("team", "round", "status", status=1)


def test_of_two_owners_who_open_a_round_on_one_story_at_once_the_second_is_told(new_team: Callable[..., Team]) -> None:
    team = new_team(ada="coder")
    told: list[str] = []

    def opened(name: str) -> Round:
        return Round(name, [story(1)], {"ada": ["s1"]}, {"version": "1"})

    def second() -> None:
        with pytest.raises(TeamFault) as fault:
            open_round(late, opened("autumn"))
        told.append(str(fault.value))

    chief, late = team.log("chief"), team.log("chief", "2")
    chief.push([Entry(story(1), Judgement())])
    watching = team.sql("chief")
    waits = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'civicdesk.round'::regclass)"
    thread = Thread(target=second)
    with chief.connection.transaction():
        open_round(chief, opened("spring"))
        thread.start()
        end = monotonic() + 20
        while watching.execute(waits).fetchone() != (True,) and monotonic() < end:
            sleep(0.005)
    thread.join(20)
    watching.close()
    assert len(told) == 1 and "'spring' is open, and 1 of these stories is coded in it" in told[0]
    assert [one.name for one in rounds(chief)] == ["spring"]


def test_two_desks_exchange_decisions_by_the_command_line(
    new_team: Callable[..., Team], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    team = new_team(ada="coder", ben="coder")
    (tmp_path / "one.md").write_text("# Council buys cameras\n\nResidents fear surveillance by the police.\n")

    def run(who: str, *words: str) -> str:
        home = tmp_path / who
        home.mkdir(exist_ok=True)
        (home / "config.toml").write_text(f'who = "{who}"\n')
        assert main.main(["--home", str(home), *words]) == 0
        return capsys.readouterr().out

    run("ada", "add", str(tmp_path / "one.md"))
    story_id = json.loads(run("ada", "list", "cameras", "--json"))[0]["id"]
    run("ada", "tag", story_id, "privacy")
    for who in ("ada", "ben"):
        assert "Joining the team" in run(who, "team", "join", team.address(who))
    assert "Council buys cameras" in run("ben", "list", "cameras")
    assert "ada" in run("ben", "show", story_id, "--history")
