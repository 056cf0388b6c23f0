"""The desks of a team's members, and what these do at them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from civic.judgement import CODED, Decision, Verdict
from civic.judgement import concern_field as concern
from civic.story import Story
from cli import main
from tests.team.server.teams import Team
from workspace.clock import utc_now
from workspace.team.rounds import Owner, Wanted
from workspace.workspace import Workspace

WORDS = ("cameras", "ballots", "sensors", "tickets", "drones", "permits", "scooters", "meters")
STORIES = [Story(f"s{n}", f"Case of the {word}", text=f"Nobody asked for {word}.") for n, word in enumerate(WORDS)]
YES, NO, PRIVACY = Decision(Verdict.TAGGED), Decision(Verdict.REJECTED), concern("privacy")


class Desks:
    """The desks of a team's members, each with a home of its own. The owner opens a round on all stories."""

    def __init__(self, folder: Path, team: Team) -> None:
        self.folder = folder
        self.team = team

    def home(self, who: str) -> Path:
        return self.folder / who

    @contextmanager
    def open(self, who: str) -> Iterator[Workspace]:
        home = self.home(who)
        if not home.exists():
            home.mkdir()
            (home / "config.toml").write_text(f'who = "{who}"\n')
        with Workspace.open(home, whole=True) as workspace:
            if not workspace.team.joined.where:
                workspace.team.join(self.team.address(who))
            yield workspace

    def open_round(self, *, blind: bool = True, unaided: bool = True, coders: int = 2, name: str = "spring") -> None:
        with self.open("chief") as chief:
            chief.library.put_many(STORIES)
            cases = chief.views.read("title:case", utc_now())
            Owner(chief).open_round(Wanted(name, cases, coders=coders, blind=blind, unaided=unaided))

    def close_round(self, name: str = "spring") -> None:
        with self.open("chief") as chief:
            Owner(chief).close_round(name)


def code(desk: Workspace, says: dict[str, Decision], *, done: int = 8) -> None:
    """Decide on privacy in some stories, and be done with the first of all."""
    desk.library.judge([(story, PRIVACY, value) for story, value in says.items()])
    desk.library.judge([(f"s{number}", CODED, True) for number in range(done)])


def run_as(desks: Desks, capsys: pytest.CaptureFixture[str], who: str, *words: str, status: int = 0) -> str:
    """What a command of a member says, or complains of where it fails."""
    capsys.readouterr()
    assert main.main(["--home", str(desks.home(who)), *words]) == status
    said = capsys.readouterr()
    return said.out if status == 0 else said.err
