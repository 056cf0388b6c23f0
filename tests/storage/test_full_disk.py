"""No room: said in one sentence, nothing that was there is harmed, and all goes on when there is room again."""

import os
import random
import resource
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from msgspec.structs import replace

from civic.query import Words
from storage.files.errors import UnwritableError
from storage.files.places import Places
from storage.library.care.doctor import check
from storage.library.library import Library
from tests.storage.conftest import story
from tests.storage.test_processes import ROUNDS, start, until

Opener = Callable[..., Library]


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """What a full disk does, done by a limit of the system."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte, where the tests may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no permission to mount a file system")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_decision_that_does_not_fit_is_refused_and_changes_nothing(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    library.judge([("a", "note", "first")])
    before = places.journal.read_bytes()
    with no_file_larger_than(len(before) + 10), pytest.raises(UnwritableError, match="no room"):
        library.judge([("a", "note", "second")])
    assert places.journal.read_bytes() == before
    assert library.judgement("a").note == "first"
    library.judge([("a", "note", "third")])
    assert [step.value for step in library.history("a")] == ["first", "third"]


def test_stories_that_do_not_fit_are_refused_and_the_file_stays(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    library.put_many([story("a", "one")])
    before = places.stories.read_bytes()
    with no_file_larger_than(len(before)), pytest.raises(UnwritableError, match="no room"):
        library.put_many([story("b", "two " * 1000)])
    assert places.stories.read_bytes() == before
    assert not list(places.data.glob(".*part-*"))
    assert library.put_many([story("b", "two")]).new == ("b",)


def test_the_first_version_that_does_not_fit_is_refused_for_want_of_room(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    library.put_many([story("a", "Cameras.")])
    library.judge([("a", "note", "mine")])
    with no_file_larger_than(10), pytest.raises(UnwritableError, match=r"no room to save .*versions\.json"):
        library.put_many([story("a", "Drones.")])
    assert library.story("a") == story("a", "Cameras.")


def test_an_index_that_finds_no_room_costs_no_decision(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    library.put_many([story(f"s{number}", "word " * 200) for number in range(20)])
    with no_file_larger_than(max(places.journal.stat().st_size if places.journal.exists() else 0, 4000)):
        library.judge([("s1", "star", True)])
        assert library.judgement("s1").starred
        assert library.rows([library.key_of("s1") or 0])[0].starred
    library.close()
    assert open_library(places).judgement("s1").starred


def test_a_disk_that_fills_up_loses_nothing_that_was_acknowledged(small_disk: Path, open_library: Opener) -> None:
    places = Places.find(small_disk / "home", environ={})
    places = Places(places.data, places.config, small_disk.parent / "cache", places.stories)
    library = open_library(places)
    stories = notes = 0
    with pytest.raises(UnwritableError, match="no room"):
        while True:
            library.put_many([story(f"s{stories}", "word " * 2000)])
            stories += 1
    with pytest.raises(UnwritableError, match="no room"):
        while True:
            library.judge([("a", "note", f"{notes} " + "x" * 5000)])
            notes += 1
    library.close()
    again = open_library(places)
    assert again.count() == stories + 1
    assert again.judgement("a").note.split()[0] == str(notes - 1)
    assert len(again.history("a")) == notes
    assert not [notice for notice in again.notices if "broken" in notice]


@pytest.mark.parametrize("index", ["there", "gone", "behind"])
def test_all_can_be_read_where_there_is_no_room(small_disk: Path, open_library: Opener, index: str) -> None:
    places = Places.find(small_disk / "home", environ={})
    with open_library(places) as library:
        library.put_many([story(f"s{number}", "apples and pears") for number in range(20)])
        library.judge([("s1", "note", "mine")])
    if index == "gone":
        shutil.rmtree(places.cache)
    elif index == "behind":
        places.stories.write_bytes(places.stories.read_bytes().replace(b"apples", b"prunes"))
    fill(small_disk)
    before = {path: path.read_bytes() for path in (places.stories, places.judgements)}
    with open_library(places) as library:
        assert library.count() == 21
        assert library.count(Words(("pears",))) == 20
        assert library.judgement("s1").note == "mine"
        assert len(list(library.iterate())) == 21
        assert any("No index can be kept" in notice for notice in library.notices)
        with pytest.raises(UnwritableError, match="no room"):
            library.put_many([story("late", "word " * 5000)])
        assert library.story("late") is None
    assert {path: path.read_bytes() for path in before} == before
    assert all(finding.good for finding in check(places) if "index" in finding.sentence)


def test_all_can_be_read_on_a_disk_that_is_read_only(small_disk: Path, open_library: Opener) -> None:
    places = Places.find(small_disk / "home", environ={})
    with open_library(places) as library:
        library.put_many([story("a", "apples")])
        library.judge([("a", "note", "mine")])
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with open_library(places) as library:
        assert library.read_only
        assert library.count(Words(("apples",))) == 1
        assert library.judgement("a").note == "mine"
        with pytest.raises(UnwritableError, match="read-only"):
            library.put_many([story("late")])
        with pytest.raises(UnwritableError, match="read-only"):
            library.judge([("a", "star", True)])
    assert not any("damaged" in finding.sentence for finding in check(places))


def fill(disk: Path) -> None:
    """Leave not a byte."""
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    with suppress(OSError), (disk / "filler").open("ab", buffering=0) as file:
        while True:
            file.write(b"x")


@pytest.fixture(params=["no large file", "a small disk"])
def tight(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Places, dict[str, str]]:
    """A home where there is soon no room for another decision, and the environment that sees to it."""
    if request.param == "a small disk":
        home = request.getfixturevalue("small_disk") / "home"
        places = Places.find(home, environ={})
        return replace(places, cache=tmp_path / "cache"), {}
    return Places.find(tmp_path / "home", environ={}), {"LARGEST_FILE": "40000"}


def test_writers_killed_on_a_full_disk_lose_nothing_that_was_acknowledged(
    tight: tuple[Places, dict[str, str]], open_library: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    places, environment = tight
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    open_library(places).close()
    chance = random.Random(os.environ.get("TORTURE_SEED", "7"))
    acknowledged: dict[str, list[int]] = {}
    refusals = 0
    for turn in range(ROUNDS):
        names = [f"{letter}{turn}-" for letter in "ab"]
        writers = [start(places, "fill", name, "100000") for name in names]
        lines: list[list[str]] = [[], []]
        readers = [
            threading.Thread(target=lambda writer=writer, seen=seen: seen.extend(writer.stdout))
            for writer, seen in zip(writers, lines, strict=True)
        ]
        for reader in readers:
            reader.start()
        assert until(lambda lines=lines: all(len(seen) > 1 for seen in lines))  # type: ignore[misc]
        if not turn:  # however slow this machine is
            until(lambda lines=lines: any("no room" in line for seen in lines for line in seen))  # type: ignore[misc]
        threading.Event().wait(chance.uniform(0.1, 0.6))
        for writer in chance.sample(writers, 2):
            writer.send_signal(signal.SIGKILL)
            writer.wait()
        for reader in readers:
            reader.join()
        for name, seen in zip(names, lines, strict=True):
            whole = [line.strip() for line in seen if line.endswith("\n")]
            acknowledged[name] = [int(line) for line in whole if line.isdecimal()]
            refusals += sum("no room" in line for line in whole)
    library = open_library(places)
    assert refusals
    for name, numbers in acknowledged.items():
        for story_number in range(7):
            steps = [int(str(step.value).split()[1]) for step in library.history(f"{name}{story_number}")]
            wanted = [number for number in numbers if number % 7 == story_number]
            assert steps[: len(wanted)] == wanted
            assert len(steps) <= len(wanted) + 1  # at most the one that a kill kept from being acknowledged
    assert not [notice for notice in library.notices if "broken" in notice]
