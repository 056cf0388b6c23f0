"""What holds for the whole suite."""

import os
import shutil
import sys
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

# The same examples in every run, so that two runs end alike; and on a shared machine the time that an example takes
# says nothing about it.
settings.register_profile(
    "suite",
    max_examples=20,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("quick", settings.get_profile("suite"), max_examples=10)
settings.load_profile("suite")

MEMORY: Final = Path("/dev/shm")


def _fits(folder: Path) -> bool:
    """Say whether the homes of all tests fit into a folder, and programs can be run from it."""
    if not os.access(folder, os.W_OK | os.X_OK) or os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return False
    return shutil.disk_usage(folder).free > 4 << 30


# Every write of the program waits for the disk; in memory the suite takes a quarter less.
if MEMORY.is_dir() and _fits(MEMORY):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# Each child process imports what others have compiled before it, also where the environment has nothing kept.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

ROOT: Final = Path(__file__).parents[1]
SLOW_FIXTURES: Final = frozenset({"open_desk"})
"""Fixtures that make a test slow: each opens the whole desk."""
SLOW: Final = (
    "tests/architecture/test_imports.py",
    "tests/terminal/",
    "tests/cli/test_compare.py",
    "tests/cli/test_every_command.py",
    "tests/cli/test_export.py",
    "tests/cli/test_feeds.py",
    "tests/cli/test_importing.py",
    "tests/cli/test_round_trip.py",
    "tests/cli/test_serve.py",
    "tests/civic/analysis/test_analyse.py",
    "tests/feeds/formats/test_parse.py",
    "tests/feeds/test_discover.py",
    "tests/feeds/test_fulltext.py",
    "tests/feeds/test_refresh.py",
    "tests/storage/files/test_permissions.py",
    "tests/storage/live/test_indexing.py",
    "tests/storage/stories/test_migrations.py",
    "tests/storage/stories/test_tinydb_lines.py",
    "tests/storage/test_full_disk.py",
    "tests/storage/test_processes.py",
    "tests/tui/screens/test_overview_screen.py",
    "tests/tui/test_snapshots.py",
    "tests/workspace/test_refresh.py",
    "tests/workspace/test_subscriptions.py",
    "tests/workspace/test_workspace.py",
)
"""Files and folders whose tests take half a second each or more, measured on two cores: they start processes, kill
them, or try very many examples. A single slow test elsewhere has the decorator `@pytest.mark.slow`."""


def pytest_xdist_auto_num_workers() -> int | None:
    """Return how many processes share the tests: three for two cores, since many tests wait for a child or a server."""
    if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS"):
        return None
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return cores + cores // 2


@pytest.fixture
def reads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reads feeds in the test's own process, where the child that reads them otherwise is not the point."""
    from feeds.formats import parse  # not before a test needs it
    from tests.background import ReaderHere

    monkeypatch.setattr(parse, "_Child", ReaderHere)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make quick` leaves out."""
    for item in items:
        where = item.path.relative_to(ROOT).as_posix()
        if where.startswith(SLOW) or SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
