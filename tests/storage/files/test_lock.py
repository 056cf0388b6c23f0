"""A lock costs one wait at most, and nobody who is gone holds one."""

import errno
import fcntl
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.files.errors import LockedError, UnwritableError
from storage.files.lock import locked
from storage.files.places import held_of, holder_of, lock_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="flock is of Unix")
ROOT = Path(__file__).parents[3]
HOLD = """
import sys
from pathlib import Path
from storage.files.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.json"


@pytest.fixture
def holder(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that holds the lock, as one does that was stopped."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def waited(path: Path, timeout: float) -> float:
    """How long it took to be refused."""
    start = time.monotonic()
    with pytest.raises(LockedError, match=r"process \d+ \(since"), locked(path, timeout):
        pass
    return time.monotonic() - start


def test_who_does_not_let_go_is_waited_for_once(path: Path, holder: "subprocess.Popen[str]") -> None:
    first = waited(path, 1.0)
    assert first >= 1.0
    assert all(waited(path, 1.0) < first / 2 for _ in range(3))
    holder.kill()
    holder.wait()
    with locked(path, 1.0):
        pass


def test_another_holder_is_waited_for_again(path: Path, holder: "subprocess.Popen[str]") -> None:
    waited(path, 0.2)
    holder_of(path).write_text(json.dumps({"pid": holder.pid, "since": 1, "turn": 2}))
    assert waited(path, 0.5) >= 0.5


@pytest.fixture(params=[errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def no_flock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(*_: object) -> None:
        raise OSError(request.param, "no locks here")

    monkeypatch.setattr(fcntl, "flock", flock)


@pytest.mark.usefixtures("no_flock")
def test_where_there_are_no_locks_a_file_is_one(path: Path) -> None:
    lock_of(path).touch()  # left from a file system that has them
    for _ in range(2):
        with locked(path, 0.2):
            assert held_of(path).exists()
            with pytest.raises(LockedError), locked(path, 0.1):
                pass
        assert not held_of(path).exists()


@pytest.mark.usefixtures("no_flock")
def test_threads_exclude_each_other_there_too(path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        for _ in range(20):
            with locked(path, 20):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 60


@pytest.mark.usefixtures("no_flock")
@pytest.mark.parametrize("left", ["dead", "old", "empty and old"])
def test_a_lock_of_nobody_is_taken_over(path: Path, left: str) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    host = socket.gethostname() if left == "dead" else "elsewhere"
    held_of(path).write_text("" if left.startswith("empty") else json.dumps({"pid": dead.pid, "host": host}))
    if left != "dead":
        os.utime(held_of(path), (1, 1))
    with locked(path, 0.5):
        pass


def test_what_stands_in_the_place_of_a_lock_is_named(path: Path) -> None:
    lock_of(path).mkdir()
    with pytest.raises(UnwritableError, match=rf"{lock_of(path).name} can't be saved: is a directory"), locked(path):
        pass


def test_lock_files_are_the_users_alone(path: Path) -> None:
    with locked(path):
        assert lock_of(path).stat().st_mode & 0o077 == 0
        assert holder_of(path).stat().st_mode & 0o077 == 0
