"""What a team's log on a server costs as it grows to a million stories, each with a decision: pushing and pulling them,
a turn that finds nothing, and who is done with what in a round. Ten millions by calculation."""

import time
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from psycopg.conninfo import make_conninfo

from benchmarks.report import Row, show
from benchmarks.trials.kills import hold
from benchmarks.trials.team_server import running, with_team
from civic.export import Entry
from civic.judgement import Decision, Judgement, Verdict
from civic.operation import Operation
from civic.story import Story
from team.log import BEGINNING, Coder
from team.server import Round, ServerLog, connect, open_round, rounds

SIZES: Final = (10_000, 100_000, 1_000_000)
_PAGE: Final = 1000
_ROUND: Final = 2000
_TEXT: Final = "The council bought cameras from Palantir, and residents asked why. " * 20
_COLUMNS: Final = (
    "stories and decisions", "pushed, s", "pulled by a new desk, s", "a turn with nothing, s", "state of the rounds, s",
    "on the disk, GB",
)  # fmt: skip


def main(sizes: Sequence[int] = SIZES) -> None:
    """Grow the log, measure at each size, and print the table."""
    rows: list[Row] = []
    with running() as server:
        url = with_team(server, ["ada", "ben"])
        ada = connect(make_conninfo(url, user="ada"), Coder("ada", desk="one"))
        coming = entries(sizes[-1])
        there, pushing = 0, 0.0
        for size in sizes:
            begin = time.perf_counter()
            while page := list(islice(coming, min(_PAGE, size - there))):
                hold(len(ada.push(page).acknowledged) == len(page), "Not all that was pushed was acknowledged.")
                there += len(page)
            pushing += time.perf_counter() - begin
            if size == sizes[0]:
                _open_round(url)
            rows.append([size, pushing, *_measured(url, ada, size)])
        ada.close()
    print("A team's log on a server\n")
    show(_COLUMNS, [*rows, _ten_times(rows[-1])])
    print("\nThe last row is calculated: pushing, pulling and the disk grow with the log, a turn without")
    print("anything doesn't, and the state of the rounds grows with what is assigned in them.")


def _open_round(url: str) -> None:
    with connect(url, Coder("")) as chief:
        stories = [entry.story for entry in entries(_ROUND)]
        ids = [one.id for one in stories]
        open_round(chief, Round("spring", stories, {"ada": ids, "ben": ids}, {"version": "1"}, coders=2, blind=True))


def _measured(url: str, ada: ServerLog, size: int) -> list[float]:
    """Return what a pull of a new desk, a turn with nothing, and looking at the rounds take, and the size in GB."""
    found, cursor = 0, BEGINNING
    with connect(make_conninfo(url, user="ben"), Coder("ben", desk="new")) as ben:
        begin = time.perf_counter()
        for batch in ben.pull(cursor):
            found += sum(len(entry.history) for entry in batch.entries)
            cursor = batch.cursor
        pulling = time.perf_counter() - begin
        hold(found == size, "A desk has not pulled all.")
        begin = time.perf_counter()
        ben.standing()
        hold(not [*ben.pull(cursor)], "There was something to pull.")
        nothing = time.perf_counter() - begin
    begin = time.perf_counter()
    hold(len(rounds(ada)) == 1, "The round is not there.")
    state = time.perf_counter() - begin
    held = ada.rows("SELECT pg_database_size(current_database())")[0][0]
    return [pulling, nothing, state, int(str(held)) / 1e9]


def _ten_times(row: Row) -> Row:
    size, pushed, pulled, nothing, state, held = map(float, row)
    return [int(10 * size), 10 * pushed, 10 * pulled, nothing, state, 10 * held]


def entries(number: int) -> Iterator[Entry]:
    """Yield stories of 1.3 kB, each with a decision."""
    said = Decision(Verdict.TAGGED)
    for at in range(number):
        story = Story(f"s{at}", title=f"Case {at}", text=f"{at}. {_TEXT}")
        when = f"2026-11-{at // 86400 % 28 + 1:02}T{at // 3600 % 24:02}:{at // 60 % 60:02}:{at % 60:02}.000000+00:00"
        one = Operation(f"op-{at}", story.id, "concern:privacy", said, None, when, "ada")
        yield Entry(story, Judgement(), history=(one,))
