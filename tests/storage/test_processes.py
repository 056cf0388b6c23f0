"""Several processes on one library: nobody loses anything to another, nor to a kill."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from civic.operation import Operation
from civic.query import Is, Words
from storage.files.errors import LockedError
from storage.files.lock import locked
from storage.files.places import Places
from storage.library.library import Library
from storage.live import judged
from tests.storage.conftest import story, suggestions

Opener = Callable[..., Library]
ROOT = Path(__file__).parent.parent.parent
ROUNDS = int(os.environ.get("TORTURE_ROUNDS", "4"))


def start(places: Places, *arguments: str) -> subprocess.Popen[str]:
    program = Path(__file__).with_name("writer.py")
    return subprocess.Popen(
        [sys.executable, str(program), str(places.data), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def until(condition: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether a condition holds before long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        threading.Event().wait(0.01)
    return False


def test_suggestions_are_told_from_what_a_person_or_a_feed_brought(places: Places, open_library: Opener) -> None:
    mine, theirs = open_library(places), open_library(places)
    mine.put_many([story("a", "Cameras.")])
    assert until(theirs.poll)
    assert not theirs.only_suggestions
    theirs.poll()
    mine.keep_analysis(story("a", "Cameras."), suggestions("Cameras.", "privacy"))
    assert theirs.poll()
    assert theirs.only_suggestions
    mine.judge([("a", "star", True)])
    assert theirs.poll()
    assert not theirs.only_suggestions


def test_what_another_process_decides_is_seen(places: Places, open_library: Opener) -> None:
    mine, theirs = open_library(places), open_library(places)
    mine.put_many([story("a")])
    assert until(theirs.poll)
    theirs.judge([("a", "star", True)])
    assert mine.poll()
    assert mine.rows(mine.search(Is("starred")))[0].id == "a"
    mine.judge([("a", "note", "mine")])
    theirs.poll()
    assert theirs.judgement("a").note == "mine"
    assert not theirs.poll()
    assert not mine.poll()


def test_what_another_process_brings_is_seen(places: Places, open_library: Opener) -> None:
    mine, theirs = open_library(places), open_library(places)
    theirs.put_many([story("a", "apples"), story("b", hours=1)])
    assert mine.poll()
    assert [row.id for row in mine.rows(mine.search())] == ["b", "a", "seed-story"]
    theirs.put_many([story("a", "pears, and more of them than before")])
    assert mine.story("b") == story("b", hours=1)
    assert mine.poll()
    assert mine.story("b") == story("b", hours=1)
    assert len(mine.search(Words(("pears",)))) == 1


def test_a_compaction_by_another_process_is_no_news(places: Places, open_library: Opener) -> None:
    mine, theirs = open_library(places), open_library(places)
    mine.judge([("seed-story", "note", "kept")])
    theirs.close()
    mine.poll()
    assert places.journal.stat().st_size < 400
    assert mine.judgement("seed-story").note == "kept"
    mine.judge([("seed-story", "star", True)])
    mine.close()
    again = open_library(places)
    assert again.judgement("seed-story").starred
    assert len(again.history("seed-story")) == 2


def test_a_file_that_another_program_wrote_is_indexed_again(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    places.stories.write_text('{"_default": {"1": {"id": "x", "title": "Theirs"}}}')
    assert until(library.poll)
    assert [row.title for row in library.rows(library.search())] == ["Theirs"]


def test_a_lock_that_is_held_names_its_holder(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    with locked(places.stories), pytest.raises(LockedError, match=rf"process {os.getpid()} \(since \d\d:\d\d:\d\d\)"):
        with locked(places.stories, timeout=0):
            pass
    assert library.put_many([story("a")]).new == ("a",)


def test_who_only_reads_waits_for_no_lock_of_the_judgements(
    places: Places, open_library: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_library(places) as library:
        library.judge([("seed-story", "note", "kept")])
    waited: list[float] = []

    def noted(path: Path, timeout: float = 10.0) -> AbstractContextManager[None]:
        waited.append(timeout)
        return locked(path, timeout=0)

    monkeypatch.setattr(judged, "locked", noted)
    with locked(places.judgements), open_library(places) as library:
        assert library.judgement("seed-story").note == "kept"
    assert sum(waited) < 1


def test_decisions_are_made_while_stories_are_being_written(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    with locked(places.stories), library._live.index.writing():
        other = open_library(places)
        other.judge([("seed-story", "star", True)])
        assert other.rows(other.search())[0].starred
        assert other.judgement("seed-story").starred
    other.poll()
    assert other.rows(other.search(Is("starred")))


def test_two_writers_lose_nothing_to_each_other(places: Places, open_library: Opener) -> None:
    open_library(places).close()
    writers = [start(places, "put", name, "8") for name in ("x", "y")]
    writers += [start(places, "judge", name, "20") for name in ("p", "q")]
    for writer in writers:
        writer.communicate(timeout=100)
        assert writer.returncode == 0
    library = open_library(places)
    assert library.count() == 17
    assert all(library.story(f"{name}{number}") for name in "xy" for number in range(8))
    for name in "pq":
        assert noted(library, name) == [f"{name} {number}" for number in range(20)]


def noted(library: Library, name: str) -> list[str]:
    """What a writer wrote, in the order of its numbers, once it is sure that each story has it in that order, too."""
    found: list[int] = []
    for number in range(7):
        steps: list[Operation] = library.history(f"{name}{number}")
        numbers = [int(str(step.value).removeprefix(name)) for step in steps]
        assert numbers == sorted(set(numbers))
        assert [step.was for step in steps[1:]] == [step.value for step in steps[:-1]]
        found += numbers
    return [f"{name} {number}" for number in sorted(found)]


def test_killed_writers_lose_nothing_that_was_acknowledged(places: Places, open_library: Opener) -> None:
    open_library(places).close()
    chance = random.Random(os.environ.get("TORTURE_SEED", "7"))
    acknowledged: dict[str, int] = {}
    for turn in range(ROUNDS):
        names = [f"{letter}{turn}-" for letter in "ab"]
        tasks = [("judge", names[0], "100000"), ("judge", names[1], "100000"), ("compact", "100000")]
        processes = [start(places, *task) for task in tasks]
        lines: list[list[str]] = [[], [], []]
        readers = [
            threading.Thread(target=lambda process=process, seen=seen: seen.extend(process.stdout))
            for process, seen in zip(processes, lines, strict=True)
        ]
        for reader in readers:
            reader.start()
        moment = chance.uniform(0.2, 0.9)
        until(lambda lines=lines: all(len(seen) > 1 for seen in lines[:2]))  # type: ignore[misc]
        threading.Event().wait(moment)
        for process in chance.sample(processes, 3):
            process.send_signal(signal.SIGKILL)
            process.wait()
        for reader in readers:
            reader.join()
        for name, seen in zip(names, lines, strict=False):
            acknowledged[name] = len([line for line in seen if line.endswith("\n") and line.strip().isdecimal()])
    library = open_library(places)
    for name, count in acknowledged.items():
        assert count > 0
        assert noted(library, name)[:count] == [f"{name} {number}" for number in range(count)]
    assert library.notices == [] or all("can't be read" in notice for notice in library.notices)


def test_a_writer_killed_while_bringing_stories_leaves_a_whole_file(places: Places, open_library: Opener) -> None:
    open_library(places).close()
    chance = random.Random(11)
    for turn in range(max(ROUNDS // 2, 3)):
        writer = start(places, "put", f"t{turn}-", "100000")
        assert writer.stdout
        assert writer.stdout.readline() == "ready\n"
        threading.Event().wait(chance.uniform(0.05, 0.4))
        writer.send_signal(signal.SIGKILL)
        seen = [line for line in writer.stdout if line.endswith("\n")]
        writer.wait()
        library = open_library(places)
        assert [notice for notice in library.notices if "broken" in notice] == []
        assert all(library.story(f"t{turn}-{number}") for number in range(len(seen)))
        library.close()


def test_children_end_with_the_one_that_started_them(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    library.put_many([story(f"s{number}", "A council buys cameras. " * 30) for number in range(200)])
    library.analyse_rest()
    child = library._live.jobs._children["storage.live.analyser"]
    assert child.running
    library.close()
    assert not child.running


def test_a_child_that_has_ended_leaves_nothing(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        library.analyse_rest()
        child = library._live.jobs._children["storage.live.analyser"]
        pid = child._process.pid
        assert until(lambda pid=pid: not library.poll() and not Path(f"/proc/{pid}").exists())  # type: ignore[misc]
        assert library._live.jobs._children == {}
    assert len(os.listdir("/proc/self/fd")) <= before + 2


def test_indexes_that_gave_way_are_let_go(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    found = []
    for number in range(12):
        places.stories.write_text(json.dumps({"stories": {"1": {"id": "a", "title": f"Version {number}"}}}))
        assert until(lambda: bool(library.poll()))
        assert library.rows(library.search())[0].title == f"Version {number}"
        found.append(len(os.listdir("/proc/self/fd")))
    assert found[-1] <= found[4]


def test_what_the_background_suggests_is_seen(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    library.analyse_rest()
    assert until(lambda: library.pending() == (1, 1))
    assert library.poll()
    assert library.rows(library.search())[0].analysed
    assert library.analysis("seed-story")


def test_what_a_decision_replaces_is_known_also_where_the_index_lags_behind_a_compaction(
    places: Places, open_library: Opener
) -> None:
    mine, theirs = open_library(places), open_library(places)
    with mine._live.index.writing():  # nobody can bring the index up to date
        theirs.judge([("a", "note", "one")])
        theirs._judged.compact(theirs._live.index)
        (step,) = theirs.judge([("a", "note", "two")])
    assert step.was == "one"
    assert theirs.judgement("a").note == "two"
    assert [each.value for each in theirs.history("a")] == ["one", "two"]
    assert mine.poll()
    assert mine.judgement("a").note == "two"
    assert len(mine.history("a")) == 2


def test_a_migration_killed_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    module, seed = "tests.storage.judgements.killed_migrations", os.environ.get("TORTURE_SEED", "7")
    done = subprocess.run(
        [sys.executable, "-m", module, str(tmp_path), seed, str(3 * ROUNDS)],
        capture_output=True, text=True, timeout=1700, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0
