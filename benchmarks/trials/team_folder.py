"""What becomes of three desks in a shared folder, each with a replica of it that is half copied again and again.

Each coder decides two thousand times. Turns come in any order, and many are killed in the middle; between turns the
files of one replica are copied to another, and often only their beginnings, as by a program that is interrupted. What
was ever acknowledged must stand in its desk's file; after the last turn all desks must export the same bytes. Then the
cost of a turn at 100,000 stories.
"""

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from benchmarks import corpus
from benchmarks.report import Row, show
from benchmarks.trials.kills import hold
from civic.export import exchange_lines
from civic.judgement import NOTE, Decision, Value, Verdict, concern_field
from civic.operation import Operation
from civic.query import EVEN_HIDDEN
from civic.story import Story
from workspace.export import entries_of
from workspace.workspace import Workspace

WHO: Final = ("Ada", "Ben", "Carl")
EACH: Final = 2_000
AT_ONCE: Final = 50
KILLED: Final = 0.4
"""The share of the turns that are killed."""
_STORIES: Final = 300
_TURN: Final = """
import sys
from pathlib import Path
from workspace.workspace import Workspace
with Workspace.open(Path(sys.argv[1]), whole=True) as workspace:
    print("ready", flush=True)
    workspace.team.sync()
"""


def main() -> None:
    """Run the trial, and measure; print the tables."""
    with tempfile.TemporaryDirectory(prefix="civicdesk-team-") as folder:
        _try_out(Path(folder), random.Random(7))
    with tempfile.TemporaryDirectory(prefix="civicdesk-team-") as folder:
        _measure(Path(folder))


def _try_out(base: Path, dice: random.Random) -> None:
    stories = [Story(f"s{at}", f"Case {at}", text=f"The council met {at} times.") for at in range(_STORIES)]
    for who in WHO:
        _begin(base, who, stories)
    left = dict.fromkeys(WHO, EACH)
    turns = kills = copies = 0
    while any(left.values()):
        who = dice.choice([one for one in WHO if left[one]])
        with Workspace.open(base / who, whole=True) as workspace:
            workspace.library.judge([_decision(dice, who, left[who] - at) for at in range(AT_ONCE)])
        left[who] -= AT_ONCE
        killed = dice.random() < KILLED
        _turn(base, dice.choice(WHO), killed, dice)
        turns, kills = turns + 1, kills + killed
        one, other = dice.sample(WHO, 2)
        copies += _copy(base / f"team-{one}", base / f"team-{other}", dice, whole=False)
        for each in WHO:
            hold(_acknowledged(base, each) <= _written(base, each), f"{each} lost what had been acknowledged.")
    for _ in range(2):
        for who in WHO:
            _turn(base, who, False, dice)
            for other in WHO:
                if other != who:
                    _copy(base / f"team-{who}", base / f"team-{other}", dice, whole=True)
    for who in WHO:
        _turn(base, who, False, dice)
    exports = {_export(base / who) for who in WHO}
    hold(len(exports) == 1, "The desks did not come to the same.")
    count = sum(len(json.loads(line).get("history", ())) for line in next(iter(exports)).splitlines())
    print("Three desks in a shared folder, killed and half copied\n")
    show(("turns", "killed", "files half copied", "operations at the end", "exports that differ"),
         [[turns, kills, copies, count, 0]])  # fmt: skip


def _begin(base: Path, who: str, stories: Iterable[Story]) -> None:
    home, team = base / who, base / f"team-{who}"
    home.mkdir()
    team.mkdir()
    (home / "config.toml").write_text(f'who = "{who}"\n')
    with Workspace.open(home, whole=True) as workspace:
        workspace.library.put_many(list(stories))
        workspace.team.look(str(team))
        workspace.team.join(str(team))


def _decision(dice: random.Random, who: str, number: int) -> tuple[str, str, Value]:
    story = f"s{dice.randrange(_STORIES)}"
    if dice.random() < 0.5:
        return story, NOTE, f"{who} {number}"
    verdict = dice.choice((Verdict.TAGGED, Verdict.REJECTED))
    return story, concern_field(f"{dice.choice(('privacy', 'bias', 'labour'))}-{number % 7}"), Decision(verdict)


def _turn(base: Path, who: str, killed: bool, dice: random.Random) -> None:
    child = subprocess.Popen([sys.executable, "-c", _TURN, str(base / who)], stdout=subprocess.PIPE)
    if child.stdout:
        child.stdout.readline()
    if killed:
        time.sleep(dice.random() * 0.05)
        child.send_signal(signal.SIGKILL)
    hold(child.wait() == 0 or killed, f"A turn of {who} failed.")
    if child.stdout:
        child.stdout.close()


def _copy(source: Path, target: Path, dice: random.Random, *, whole: bool) -> int:
    """Copy the files of one replica to another, but for the other desk's own; return how many were copied in part."""
    own = f"{target.name.removeprefix('team-').lower()}-"
    parts = 0
    for path in source.glob("*.civicdesk"):
        data, there = path.read_bytes(), target / path.name
        if path.name.startswith(own) or (there.exists() and there.stat().st_size > len(data)):
            continue
        end = len(data) if whole or dice.random() < 0.4 else dice.randrange(len(data) + 1)
        parts += end < len(data)
        there.write_bytes(data[:end])
    return parts


def _acknowledged(base: Path, who: str) -> set[str]:
    try:
        return set((base / who / "team.sent").read_text().split()[1:])
    except FileNotFoundError:
        return set()


def _written(base: Path, who: str) -> set[str]:
    found: set[str] = set()
    for path in (base / f"team-{who}").glob(f"{who.lower()}-*.civicdesk"):
        for line in path.read_bytes().splitlines(keepends=True):
            if line.endswith(b"\n"):
                found |= {Operation.from_json(one).digest for one in json.loads(line[9:]).get("history", ())}
    return found


def _export(home: Path) -> str:
    with Workspace.open(home, whole=True) as workspace:
        return "".join(exchange_lines(entries_of(workspace, EVEN_HIDDEN, "jsonl")))


def _measure(base: Path, size: int = 100_000, judged: int = 20_000) -> None:
    """Measure turns of a large library, of which one story in five was judged."""
    _begin(base, "Ada", corpus.stories(size))
    rows: list[Row] = []
    with Workspace.open(base / "Ada", whole=True) as workspace:
        ids = workspace.library.ids("", limit=judged)
        workspace.library.judge([(story, NOTE, "a note") for story in ids])

        def timed(what: str) -> None:
            begin = time.perf_counter()
            turn = workspace.team.sync()
            rows.append([what, turn.sent, time.perf_counter() - begin])

        timed("the first")
        timed("with nothing to send")
        workspace.library.judge([(ids[0], NOTE, "another")])
        timed("with one decision")
    _begin(base, "Ben", ())
    (base / "team-Ben").rename(base / "unused")
    (base / "team-Ada").rename(base / "team-Ben")
    with Workspace.open(base / "Ben", whole=True) as workspace:
        begin = time.perf_counter()
        done = workspace.team.sync().taken
        rows.append(["of another, who takes all in", done.decisions, time.perf_counter() - begin])
    print(f"Turns at {size} stories, {judged} of them judged\n")
    show(("turn", "decisions", "seconds"), rows)
