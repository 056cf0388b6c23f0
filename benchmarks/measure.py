"""What a program and all that it starts cost, seen from outside: wall, CPU, memory, bytes written, log, wake-ups.

CPU and bytes written are what the kernel counted for the children of this process, orphans included, since it adopts
them; so no short-lived helper is missed, and nothing has to be asked of the program itself. Linux only.
"""

import ctypes
import os
import resource
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final, Self

from tests.terminal.harness import program

_ADOPT: Final = 36
"""PR_SET_CHILD_SUBREAPER of prctl(2): children whose parent ends become ours."""
_BLOCK: Final = 512
"""Bytes in a block of `ru_oublock`."""
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_PARTLY: Final = 3
_EVERY: Final = 0.01
_PATIENCE: Final = 60.0
"""Seconds that helpers may go on after the program that started them."""
_TIMES: Final = 5
_LEAST: Final = 3
_LONG: Final = 10.0
"""Seconds after which something is not measured a fourth time."""
_KEPT: Final = ("PATH", "SYSTEMROOT")
ROOT: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run cost: seconds of wall and CPU, and, in MB, the peak of resident memory of all processes together
    (pages that they share are counted for each), what was written to the disk, and the largest log of the index."""

    wall: float
    cpu: float
    memory: float
    written: float
    log: float


def environ(home: Path) -> dict[str, str]:
    """Return a plain environment for programs: the library in `home`, nothing else of this machine's user."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT}
    more = {"CIVICDESK_HOME": str(home), "HOME": str(home.parent), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    return {**kept, **more, "COLORTERM": "truecolor"}


def civicdesk(home: Path, *arguments: str) -> Cost:
    """Run the installed `civicdesk` on the library in `home` and return what it cost; that it is partly done, as a
    refresh with a feed in error, is no fault. Raises CalledProcessError."""
    return run([*program(), *arguments], home, environ(home), fine=(0, _PARTLY))


def answer(home: Path, *arguments: str) -> str:
    """Return what the installed `civicdesk` prints. Raises CalledProcessError."""
    return subprocess.run(
        [*program(), *arguments],
        env=environ(home),
        check=True,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    ).stdout


def run(command: Sequence[str], home: Path, environment: Mapping[str, str], fine: Sequence[int] = (0,)) -> Cost:
    """Run a program to its end and return what it cost; `home` is where its log is looked for. Raises
    CalledProcessError where its exit status is not `fine`."""
    nothing = subprocess.DEVNULL
    with tempfile.TemporaryFile() as said, Watch(home) as watch:
        process = subprocess.Popen(
            command, env=environment, cwd=home.parent, stdin=nothing, stdout=nothing, stderr=said
        )
        status = process.wait()
        wall = watch.seconds
        said.seek(0)
        if status not in fine:
            raise subprocess.CalledProcessError(status, command, stderr=said.read().decode())
    return watch.cost(wall)


class Watch:
    """Watches all children of this process from `with` to its end, when they have to be over or about to end."""

    def __init__(self, home: Path) -> None:
        self._cache = home / "cache"
        self._memory = self._log = 0
        self._over = threading.Event()

    def __enter__(self) -> Self:
        ctypes.CDLL(None, use_errno=True).prctl(_ADOPT, 1, 0, 0, 0)
        self._before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self._began = time.perf_counter()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        end = time.monotonic() + _PATIENCE
        with suppress(ChildProcessError):
            while time.monotonic() < end:
                if os.waitpid(-1, os.WNOHANG) == (0, 0):
                    time.sleep(_EVERY)
        self._over.set()
        self._thread.join()
        self._after = resource.getrusage(resource.RUSAGE_CHILDREN)

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self._began

    def cost(self, wall: float) -> Cost:
        """Return what it all cost, once it is over; `wall` is the time that counts."""
        before, after = self._before, self._after
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        written = (after.ru_oublock - before.ru_oublock) * _BLOCK
        return Cost(wall, cpu, self._memory / 1e6, written / 1e6, self._log / 1e6)

    def _look(self) -> None:
        while not self._over.wait(_EVERY):
            self._memory = max(self._memory, sum(map(_resident, tree(os.getpid())[1:])))
            self._log = max(self._log, size_of(self._cache, ending="-wal"))


def tree(root: int) -> list[int]:
    """Return the ids of a process and of all that it started, its own first."""
    found = [root]
    for process in found:
        with suppress(OSError):  # it may just have ended
            for task in Path(f"/proc/{process}/task").iterdir():
                found.extend(map(int, (task / "children").read_text().split()))
    return found


def cpu_of(process: int) -> float:
    """Return the CPU seconds of one running process, by the clock of clock_getcpuclockid(3)."""
    return time.clock_gettime((~process << 3) | 2)


def busy_of(root: int) -> tuple[float, int]:
    """Return the CPU seconds and the wake-ups of a running process and its running children so far."""
    cpu, wakes = 0.0, 0
    for process in tree(root):
        with suppress(OSError):
            cpu += cpu_of(process)
            for task in Path(f"/proc/{process}/task").iterdir():
                lines = (task / "status").read_text().splitlines()
                wakes += sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))
    return cpu, wakes


def size_of(folder: Path, *, ending: str = "") -> int:
    """Return the bytes of all files below a folder whose names end so."""
    found = 0
    for where, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                found += Path(where, name).stat().st_size if name.endswith(ending) else 0
    return found


def _resident(process: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE
    return 0


def yardstick() -> tuple[float, float]:
    """Return the wall and CPU seconds of a fixed loop in plain Python, by which figures of two machines compare."""
    wall, cpu = time.perf_counter(), time.thread_time()
    counts: dict[int, int] = {}
    for number in range(2_000_000):
        key = number * 2_654_435_761 % 10_007
        counts[key] = counts.get(key, 0) + len(str(key))
    return time.perf_counter() - wall, time.thread_time() - cpu


def share(values: Sequence[float], part: float) -> float:
    """Return the value that `part` (0 to 1) of all do not exceed; the median for a half."""
    if part == 0.5:
        return median(values)
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def medians(measure: Callable[[int], Sequence[float]]) -> list[float]:
    """Measure five times, and once before, which only warms up; return the median of each figure. `measure` is given
    the number of the time. Three times are enough where they take long."""
    measure(0)
    found: list[Sequence[float]] = []
    began = time.perf_counter()
    while len(found) < _LEAST or (len(found) < _TIMES and time.perf_counter() - began < _LONG):
        found.append(measure(len(found) + 1))
    return [share(column, 0.5) for column in zip(*found, strict=True)]


@contextmanager
def a_folder() -> Iterator[Path]:
    """A folder on the disk that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="civicdesk-benchmark-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)
