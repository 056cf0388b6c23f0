"""Somebody who may read but not write, or not even read: told so in a sentence, and shown what can be shown."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.files.places import Places
from storage.library.care.doctor import check
from storage.library.library import Library
from tests.storage.conftest import at, story

ROOT = Path(__file__).parents[3]


@pytest.fixture
def home() -> Iterator[Path]:
    """A used home in a folder that everybody may enter, which those of the tests are not."""
    folder = Path(tempfile.mkdtemp(prefix="civicdesk-test-"))
    folder.chmod(0o755)
    with Library.open(Places.find(folder / "home", environ={}), who="ada", now=lambda: at(0)) as library:
        library.put_many([story("early", hours=1)])
        library.judge([("early", "note", "kept")])
    yield folder / "home"
    for path in folder.rglob("*"):
        path.chmod(0o700)
    shutil.rmtree(folder)


def allow(home: Path, folders: int, files: int) -> None:
    for path in sorted(home.rglob("*"), reverse=True):
        path.chmod(folders if path.is_dir() else files)
    home.chmod(folders)


def visit(home: Path) -> dict[str, Any]:
    """What a visitor without rights is told."""
    program = Path(__file__).with_name("visitor.py")
    done = subprocess.run(
        [sys.executable, str(program), str(home)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": tempfile.gettempdir()},
    )
    if "Permission" in done.stderr and "import" in done.stderr:
        pytest.skip("a visitor can't read the program here")
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def contents(home: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_a_folder_that_can_only_be_read_is_shown_and_every_change_refused_in_a_sentence(home: Path) -> None:
    allow(home, 0o555, 0o444)
    before = contents(home)
    said = visit(home)
    assert said["titles"][0] == "early"
    assert (said["note"], said["note after"]) == ("kept", "kept")
    assert said["read_only"]
    for change in ("put", "judge", "feeds", "remember"):
        assert "no permission" in said[change]
    assert any("can't be written" in sentence for sentence in said["doctor"])
    assert contents(home) == before


def test_files_that_can_only_be_read_in_a_folder_that_can_be_written_refuse_a_decision(home: Path) -> None:
    allow(home, 0o777, 0o444)
    said = visit(home)
    assert said["titles"][0] == "early"
    assert "no permission" in said["judge"]
    assert said["note after"] == "kept"


@pytest.mark.parametrize("name", ["stories.json", "judgements.json", "judgements.journal"])
def test_a_file_that_can_not_be_read_is_named_and_stays(home: Path, name: str) -> None:
    allow(home, 0o777, 0o666)
    path = home / name
    before = path.read_bytes()
    path.chmod(0o000)
    said = visit(home)
    assert name in said.get("open", "") or any(name in notice for notice in said["notices"])
    assert any(name in sentence for sentence in said["doctor"])
    assert path.read_bytes() == before


def test_a_home_that_can_not_be_entered_is_said(home: Path) -> None:
    home.chmod(0o000)
    said = visit(home)
    assert "no permission" in said["open"]


def test_a_home_is_for_its_user_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        places = Places.find(tmp_path / "new" / "home", environ={})
        with Library.open(places, who="ada", now=lambda: at(0)) as library:
            library.judge([("seed-story", "note", "kept")])
    finally:
        os.umask(before)
    made = [tmp_path / "new", *(tmp_path / "new").rglob("*")]
    assert [path.name for path in made if path.stat().st_mode & 0o077] == []
    assert all(finding.good for finding in check(places))
    places.data.chmod(0o777)
    assert any("Everybody" in finding.sentence for finding in check(places) if not finding.good)
