"""Temporary files that a kill left go; those of a process at work stay."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.files.disk import left_behind, replacing
from storage.files.places import Places
from storage.library.library import Library

Opener = Callable[..., Library]
KILLED = """
import os, sys
from pathlib import Path
from storage.files.disk import replacing
with replacing(Path(sys.argv[1])) as file:
    file.write(b"half")
    os._exit(9)
"""


def killed_while_writing(path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False, cwd=Path(__file__).parents[3])


def test_only_what_nobody_writes_is_left_behind(tmp_path: Path) -> None:
    killed_while_writing(tmp_path / "file.json")
    (left,) = tmp_path.iterdir()
    with replacing(tmp_path / "file.json"):
        assert left_behind([tmp_path, tmp_path / "nowhere"]) == [left]
    odd = tmp_path / ".file.json.part-of-another-program"
    odd.touch()
    assert left_behind([tmp_path]) == [left]
    os.utime(odd, (1, 1))
    assert set(left_behind([tmp_path])) == {left, odd}


@pytest.mark.parametrize("name", ["stories.json", "judgements.json", "backups/stories.json", "cache/index-x"])
def test_the_next_start_removes_them(places: Places, open_library: Opener, name: str) -> None:
    open_library(places).close()
    killed_while_writing(places.data / name)
    assert list(places.data.rglob("*.part-*"))
    open_library(places)
    assert not list(places.data.rglob("*.part-*"))


def test_the_index_is_the_users_alone(places: Places, open_library: Opener) -> None:
    old = os.umask(0o022)
    try:
        open_library(places)
    finally:
        os.umask(old)
    found = list(places.cache.glob("index-*"))
    assert len(found) >= 2
    assert all(path.stat().st_mode & 0o077 == 0 for path in found)
