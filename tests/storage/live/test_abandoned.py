"""Indexes that no story file has any use for go, all others stay; and what needs much room says so before it begins."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from storage.files.errors import UnwritableError
from storage.files.lock import locked
from storage.files.migrations import STORIES, migrate
from storage.files.places import Places
from storage.library.library import Library
from storage.live import analyser
from storage.live.generations import pointed_at, remove_abandoned
from tests.storage.conftest import story
from tests.storage.test_processes import until


class Usage(NamedTuple):
    """What `shutil.disk_usage` returns."""

    total: int
    used: int
    free: int


def _indexed(home: Path, name: str, open_library: Callable[..., Library]) -> Places:
    """A library of its own that shares the cache of a home."""
    path = home.parent / name
    path.write_text('{"stories": {"1": {"id": "a", "title": "Cameras"}}}')
    places = Places.find(home, path, {})
    open_library(places).close()
    return places


def test_the_index_of_a_file_that_is_gone_goes_and_others_stay(
    tmp_path: Path, open_library: Callable[..., Library]
) -> None:
    home = tmp_path / "home"
    gone, there = (_indexed(home, name, open_library) for name in ("gone.json", "there.json"))
    kept = pointed_at(there)
    unfinished = gone.cache / "index-0123456789abcdef-0123456789ab.sqlite"
    unfinished.write_bytes(b"half")
    (gone.cache / "index-notes.txt").write_text("not ours")
    gone.stories.unlink()
    _indexed(home, "third.json", open_library)
    assert pointed_at(gone) is None
    assert pointed_at(there) == kept
    left = {path.name for path in gone.cache.iterdir() if not path.name.startswith(".")}
    assert not {name for name in left if name.startswith(gone.index.name)}
    assert unfinished.name not in left
    assert "index-notes.txt" in left


def test_what_somebody_builds_just_now_stays(tmp_path: Path, open_library: Callable[..., Library]) -> None:
    places = _indexed(tmp_path / "home", "one.json", open_library)
    begun = places.cache / "index-0123456789abcdef-0123456789ab.sqlite"
    begun.write_bytes(b"half")
    with locked(places.cache / "index-0123456789abcdef"):
        remove_abandoned(places)
        assert begun.exists()
    remove_abandoned(places)
    assert not begun.exists()


def test_a_new_format_is_begun_only_where_there_is_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "stories.json"
    path.write_text('{"stories": {"1": {"id": "a", "title": "Cameras"}}}')
    before = path.read_bytes()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(100, 90, 10))
    with pytest.raises(UnwritableError, match=r"no room for .*stories\.json in a new format .* 1 MB are free; free"):
        migrate(path, "stories", STORIES)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_without_room_for_an_index_it_is_said_and_all_is_there(
    library: Library, open_library: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put_many([story("b", "Drones.")])
    library.close()
    shutil.rmtree(library.places.cache)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(100, 90, 10))
    without = open_library(library.places)
    assert without.count() == 2
    assert any("No index can be kept" in sentence and "free some space" in sentence for sentence in without.notices)
    assert pointed_at(library.places) is None
    without.close()
    monkeypatch.undo()
    open_library(library.places)
    assert pointed_at(library.places)


def test_suggestions_wait_for_room_and_go_on(
    library: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    library.put_many([story(f"s{at}", "Council bought cameras.") for at in range(50)])
    free = iter([10, 10])
    monkeypatch.setattr(analyser, "free_room", lambda _: next(free, 1 << 40))
    monkeypatch.setattr(analyser, "_LOOK_AGAIN", 0.01)
    assert analyser.run(library.places)
    assert capsys.readouterr().out.count("Suggestions wait: ") == 1
    assert until(lambda: library.pending() == (51, 51))
