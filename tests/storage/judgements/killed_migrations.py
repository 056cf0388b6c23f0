"""`python -m tests.storage.judgements.killed_migrations FOLDER SEED KILLS`: brings made-up libraries of the first
format to this one, and is killed at random moments of it, before and after; each time what is left has to be all.

Prints how many were killed while they were at work.
"""

import os
import random
import shutil
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from storage.files.places import Places
from storage.library.library import Library
from tests.storage.judgements.earlier_homes import Home
from tests.storage.judgements.earlier_libraries import truth_of
from tests.storage.judgements.test_migration import assert_truth, made, opened

STORY = "decided-in-between"


def decide(home: Home, places: Places, number: int) -> None:
    """Open a library as a desk does, decide something, and close it."""
    with Library.open(
        places, who=home.who, formerly=home.formerly, now=lambda: datetime.now(UTC), progress=None
    ) as library:
        library.judge([(STORY, "note", f"note {number}")])


def killed_after(seconds: float, home: Home, places: Places, number: int) -> bool:
    """Have a process do that, and kill it after a while; return whether it was still at work."""
    child = os.fork()
    if child == 0:
        try:
            decide(home, places, number)
        finally:
            os._exit(0)
    time.sleep(seconds)
    ended, _ = os.waitpid(child, os.WNOHANG)
    if ended:
        return False
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def main(folder: Path, seed: int, kills: int) -> int:
    """Kill so many times, each in one of some libraries; return how many were at work."""
    chance, killed = random.Random(seed), 0
    for turn in range(kills):
        library = made(chance.randrange(40))
        home = chance.choice(library.homes)
        place = folder / f"{turn}"
        home.write(place)
        places = Places.find(place, environ={})
        begun = time.perf_counter()
        decide(home, places, -1)
        whole = time.perf_counter() - begun
        shutil.rmtree(place)
        home.write(place)
        for number in range(chance.randint(1, 3)):
            killed += killed_after(chance.uniform(0, 1.1 * whole), home, places, number)
        with opened(home, places) as found:
            assert_truth(found, truth_of(home, library.made))
            notes = [str(one.value) for one in found.history(STORY)]
            assert notes == sorted(notes)
        shutil.rmtree(place)
    return killed


if __name__ == "__main__":
    print(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
