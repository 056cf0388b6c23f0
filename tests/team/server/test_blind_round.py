"""A blind round of forty stories on a real server, at two real desks that are open at once: coded by keys as fast as
they are typed, one desk offline for half of it, closed, compared, settled at a third desk, and exported."""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from civic.judgement import CODED
from civic.story import Story
from cli import main
from team.server.connection import Address
from tests.team.server.teams import Team
from tests.terminal.conftest import Start
from tests.terminal.harness import DEADLINE, Terminal
from workspace.workspace import Workspace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")

MANY: Final = 40
HALF: Final = MANY // 2
DAY: Final = datetime(2026, 3, 31, tzinfo=UTC)
STORIES: Final = [
    Story(f"s{n:02}", f"Case {n:02}", text=f"The council met {n} times.", published=DAY - timedelta(days=n))
    for n in range(MANY)
]
"""In the order of the list: the newest first."""
PRIVATE: Final = {"ada": set(range(0, MANY, 4)), "ben": set(range(0, MANY, 4)) ^ {4, 15, 32}}
"""By coder, the numbers of the stories for which privacy stands."""
APART: Final = sorted(PRIVATE["ada"] ^ PRIVATE["ben"])


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder of a short name: that of a socket has at most some hundred bytes."""
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder:
        yield Path(folder)


def conflicts(number: int, desk: Terminal) -> bool:
    return desk.text.count("⇄") == number


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_forty_stories_are_coded_blind_closed_compared_settled_and_exported(
    new_team: Callable[..., Team], start: Start, tmp_path: Path, short_folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    team = new_team(ada="coder", ben="coder", judge="adjudicator")
    homes = {who: tmp_path / who for who in ("chief", "ada", "ben", "judge")}
    sockets = conninfo_to_dict(team.url("ben")).get("host")
    way = short_folder / "way"  # by which Ben reaches the server, and nobody else
    way.symlink_to(str(sockets))

    def run(who: str, *words: str) -> str:
        capsys.readouterr()
        assert main.main(["--home", str(homes[who]), *words]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    for who, home in homes.items():
        home.mkdir()
        (home / "config.toml").write_text(f'who = "{who}"\n')
    with Workspace.open(homes["chief"], whole=True) as chief:
        chief.library.put_many(STORIES)
    address = team.address("chief")
    run("chief", "team", "round", "open", "spring", "title:case", "--coders", "2", "--blind", "--url", address)
    for who in ("ada", "ben", "judge"):
        by_ways = make_conninfo(team.url(who), host=str(way)) if who == "ben" else team.url(who)
        run(who, "team", "join", Address(by_ways).line_for(who))

    desks = {who: start("--home", str(homes[who]), columns=160, rows=24) for who in PRIVATE}
    for desk in desks.values():
        desk.wait_for(f"of {MANY + 1}")
        desk.press("/", "sample:spring", "\r")
        desk.wait_for(f"1 of {MANY}", f"round spring: 0 of {MANY}")
    for first, last in ((0, HALF), (HALF, MANY)):
        for who, desk in desks.items():
            code(desk, who, first, last)
        left = f"{MANY - last} to do" if last < MANY else "all done"
        for who, desk in desks.items():
            if who == "ben" and last == MANY:
                desk.wait_for(left, "offline since", f"{decisions(who, HALF, MANY)} waiting")
            else:
                desk.wait_for(left, f"round spring: {last} of {MANY}")
                wait_until_sent(desk, team, who, last)
        if last == HALF:
            way.unlink()
            team.cut_off("ben")
    assert "ada 40 of 40, ben 20 of 40" in run("chief", "team", "round", "status", "--url", address)
    way.symlink_to(str(sockets))
    desks["ben"].press("\x1b[19~")
    desks["ben"].wait_for("in step", gone="offline")
    for who, other in (("ada", "ben"), ("ben", "ada")):
        assert {one["who"] for one in decided(run(who, "export", "sample:spring", "--format", "jsonl"))} == {who}
        assert f"{other} yes" not in desks[who].text
    assert "ada 40 of 40, ben 40 of 40" in run("chief", "team", "round", "status", "--url", address)

    run("chief", "team", "round", "close", "spring", "--url", address)
    for desk in desks.values():
        desk.press("\x1b[19~")
        desk.wait_for("The round spring is closed")
        desk.press("q")
        assert desk.wait_end() == 0
    compared = json.loads(run("ada", "team", "round", "compare", "spring", "--among", "ada,ben", "--json"))
    (privacy,) = (one for one in compared["concerns"] if one["concern"] == "privacy")
    assert privacy["percent"] == pytest.approx(100 * (MANY - len(APART)) / MANY, abs=0.05)
    run("judge", "team", "sync")
    settle(start("--home", str(homes["judge"]), "team", "round", "adjudicate", "spring"))
    run("judge", "team", "sync")
    run("ben", "team", "sync")
    assert run("ben", "list", "is:conflict sample:spring", "--json").strip() == "[]"
    exported = decided(run("ben", "export", "sample:spring", "--format", "jsonl"))
    assert {one["who"] for one in exported if one["field"] == CODED} == {"ada", "ben"}
    assert sum(one["field"] == CODED for one in exported) == 2 * MANY
    settled = {(one["story"], one["by"]) for one in exported if one["who"] == "agreed"}
    assert settled == {(STORIES[n].id, "judge") for n in APART}


def wait_until_sent(desk: Terminal, team: Team, who: str, stories: int) -> None:
    """Wait until the open desk has sent that so many stories are done, which is the last thing that is said of each."""
    end = time.monotonic() + DEADLINE
    asked = "SELECT coded FROM civicdesk.progress() WHERE role = %s"
    with team.sql("chief") as connection:
        while connection.execute(asked, [who]).fetchone() != (stories,):
            desk.drain()
            assert time.monotonic() < end, desk.text


def code(desk: Terminal, who: str, first: int, last: int) -> None:
    """Code some stories as they stand in the list."""
    for number in range(first, last):
        if number in PRIVATE[who]:
            desk.press("t", "priv", "\r")
        desk.press("m")


def decisions(who: str, first: int, last: int) -> int:
    """How many decisions coding some stories takes."""
    return last - first + len(PRIVATE[who] & set(range(first, last)))


def decided(export: str) -> list[dict[str, str]]:
    """What was decided in an export, for other coders."""
    return [one for line in export.splitlines() for one in json.loads(line).get("history", [])]


def settle(desk: Terminal) -> None:
    """Settle what the coders decided differently by what Ada said."""
    desk.wait_for(f"1 of {len(APART)}")
    for left in range(len(APART) - 1, -1, -1):
        desk.press("=")
        desk.wait_for("does not")
        desk.press("a", "\x1b")
        desk.wait_for(partial(conflicts, left), gone="does not")
        desk.press("j")
    desk.press("q")
    assert desk.wait_end() == 0
