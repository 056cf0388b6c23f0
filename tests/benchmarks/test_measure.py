"""What is measured is what a program and its helpers did, orphans included."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.measure import ROOT, medians, share, size_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it reads what Linux counts")

# In a process of its own: measuring takes in every child that there is.
MEASURED = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from benchmarks.measure import environ, run
home = Path(sys.argv[1])
print(json.dumps(asdict(run([sys.executable, "-c", sys.argv[2]], home, environ(home)))))
"""
ORPHAN = """
import os, pathlib, time
pathlib.Path("home/cache").mkdir(parents=True)
log = pathlib.Path("home/cache/x-wal")
log.write_bytes(bytes(3_000_000))
if os.fork() == 0:
    kept = bytearray(os.urandom(1)) * 60_000_000
    while time.process_time() < 0.3: pass
    log.unlink()
"""


def test_cpu_and_memory_of_orphans_and_a_log_that_went_are_counted(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(tmp_path / "home"), ORPHAN],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    cost = json.loads(done.stdout)
    assert cost["cpu"] >= 0.3
    assert cost["memory"] >= 60
    assert cost["log"] == 3.0
    assert cost["wall"] > 0


def test_a_program_that_fails_is_no_figure(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(tmp_path / "home"), "raise SystemExit(3)"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "CalledProcessError" in done.stderr


def test_sizes_are_of_all_files_below(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one-wal").write_bytes(b"12345")
    (tmp_path / "two").write_bytes(b"12")
    assert (size_of(tmp_path), size_of(tmp_path, ending="-wal"), size_of(tmp_path / "none")) == (7, 5, 0)


def test_shares_of_values() -> None:
    values = [float(number) for number in range(1, 101)]
    assert [share(values, part) for part in (0.5, 0.95, 0.99)] == [50.5, 96, 100]


@pytest.mark.parametrize(("seconds", "times"), [(0.0, 5), (4.0, 3), (60.0, 3)])
def test_what_takes_long_is_measured_less_often(monkeypatch: pytest.MonkeyPatch, seconds: float, times: int) -> None:
    clock = [0.0]
    monkeypatch.setattr("time.perf_counter", lambda: clock[0])

    def once(number: int) -> tuple[float, float]:
        clock[0] += seconds
        return 100.0 if number == 0 else number, 1.0

    assert medians(once) == [(times + 1) / 2, 1.0]
