"""What works in the background gives way to keys, and does first what is in sight."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from civic.story import Story
from civic.suggestions import Analysis
from storage.files.child import Child
from storage.files.places import Places
from storage.index.rows import set_analysis
from storage.library.library import Library
from storage.live import analyser
from storage.live.analyser import Wishes
from tests.storage.conftest import story
from tests.storage.test_processes import until


def test_the_work_pauses_while_keys_come_and_goes_on_after() -> None:
    wishes = Wishes()
    begin = time.monotonic()
    wishes.hear("")
    pausing = threading.Thread(target=wishes.pause)
    pausing.start()
    wishes.hear("")
    pausing.join(10)
    assert not pausing.is_alive()
    assert time.monotonic() - begin >= analyser._PAUSE
    wishes.pause()  # nobody has pressed a key since


@pytest.mark.parametrize(
    ("line", "first"), [('["a", "b"]', ["a", "b"]), ("[1, null]", []), ("{}", []), ("no JSON", []), ('"a"', [])]
)
def test_what_comes_first_is_a_list_of_ids_and_asked_for_once(line: str, first: list[str]) -> None:
    wishes = Wishes()
    wishes.hear(line)
    assert wishes.take_first() == first
    assert wishes.take_first() == []


def test_what_is_in_sight_is_analysed_before_what_is_newer(
    library: Library, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put_many([story(f"s{at:03}", f"Council {at} bought cameras.", hours=at) for at in range(60)])
    library.close()
    done: list[str] = []

    def keep(db: sqlite3.Connection, one: Story, found: Analysis, body: bytes) -> None:
        done.append(one.id)
        set_analysis(db, one, found, body)

    monkeypatch.setattr(analyser, "set_analysis", keep)
    wishes = Wishes()
    wishes.hear('["s001", "nowhere", "s007"]')
    assert analyser.run(places, wishes)
    assert sorted(done[:2]) == ["s001", "s007"]
    assert sorted(done) == sorted({*done})
    assert len(done) >= 60


def test_a_child_hears_what_it_is_told_and_ends_with_its_parent(tmp_path: Path, places: Places) -> None:
    (tmp_path / "listener.py").write_text(
        "import time\nfrom storage.files.child import end_with_parent\n"
        "end_with_parent(lambda line: print('heard', line, flush=True))\ntime.sleep(60)\n"
    )
    before, os.environ["PYTHONPATH"] = os.environ.get("PYTHONPATH"), str(tmp_path)
    try:
        child = Child("listener", places)
    finally:
        os.environ.pop("PYTHONPATH")
        if before is not None:
            os.environ["PYTHONPATH"] = before
    heard: list[str] = []

    def heard_last() -> bool:
        heard.extend(child.lines())
        return "heard last" in heard

    child.tell("")
    child.tell('["é"]')
    child.tell("x" * 100_000)  # no pipe takes that in one piece
    child.tell("last")
    assert until(heard_last)
    assert heard == ["heard ", 'heard ["é"]', "heard last"]
    child._process.stdin.close()  # type: ignore[union-attr]
    assert child.wait(20) == 1
    child.tell("nobody is there")
    child.end()


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="this system has no such class")
def test_idle_work_has_the_lowest_class() -> None:
    code = "import os; from storage.files.child import be_idle; be_idle(); print(os.sched_getscheduler(0), os.nice(0))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert found.stdout.split() == [str(os.SCHED_IDLE), "19"]
