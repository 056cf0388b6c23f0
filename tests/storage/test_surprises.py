"""A link, a pipe or a folder in place of any file of ours: nothing hangs, nothing is lost, and links stay links."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from random import Random

import pytest

from storage.files.errors import StorageError
from storage.files.places import Places
from storage.index.schema import create
from storage.library.care.doctor import check
from storage.library.library import Library
from storage.settings.config import Settings, remember, remembered
from storage.settings.feedlist import FeedList
from tests.storage.conftest import at, story

Opener = Callable[..., Library]

OURS = {
    "the snapshot": lambda places: places.judgements,
    "the journal": lambda places: places.journal,
    "the feeds": lambda places: places.feeds,
    "the settings": lambda places: places.settings,
    "the state": lambda places: places.state,
    "the pointer to the index": lambda places: places.index,
    "the lock": lambda places: places.data / ".judgements.json.lock",
    "the name of the lock's holder": lambda places: places.data / ".judgements.json.holder",
    "the backups": lambda places: places.backups,
    "the backup of the journal": lambda places: places.backups / "judgements-2026-01-01.journal",
    "the backup of the snapshot": lambda places: places.backups / "judgements-2026-01-01.json",
}


def use(places: Places, open_library: Opener) -> None:
    """All that a desk does with the disk; faults that are said in a sentence are allowed."""
    with suppress(StorageError):
        library = open_library(places)
        for task in (
            lambda: library.put_many([story("late")]),
            lambda: library.judge([("early", "star", True)]),
            library.poll,
            library.leave,
        ):
            with suppress(StorageError):
                task()
        library.close()
    with suppress(StorageError):
        FeedList(places.feeds).update(lambda rows: [*rows, {"url": "http://late"}])
    with suppress(StorageError):
        remember(places, "theme", "late")
    Settings.load(places)
    check(places)


@pytest.fixture
def used(places: Places, open_library: Opener) -> Places:
    """A home with one story, one decision and one feed."""
    library = open_library(places)
    library.put_many([story("early")])
    library.judge([("early", "note", "kept")])
    library.close()
    FeedList(places.feeds).update(lambda rows: [{"url": "http://early"}])
    remember(places, "theme", "dark")
    return places


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_a_pipe_or_a_folder_holds_nothing_up_and_costs_nothing(
    used: Places, open_library: Opener, name: str, make: Callable[[Path], None]
) -> None:
    path, aside = OURS[name](used), used.data.parent / "aside"
    if path.exists():
        path.rename(aside)
    make(path)
    use(used, open_library)
    if path.is_fifo():
        path.unlink()
    elif path.is_dir() and path != used.backups:
        path.rmdir()
    if aside.exists() and not path.exists():
        aside.rename(path)
    library = open_library(used)
    assert library.story("early")
    assert library.judgement("early").note == "kept"
    assert {"url": "http://early"} in FeedList(used.feeds).rows()


@pytest.mark.parametrize("name", ["the snapshot", "the journal", "the feeds", "the state"])
def test_a_link_stays_a_link_and_leads_to_what_is_new(used: Places, open_library: Opener, name: str) -> None:
    path, real = OURS[name](used), used.data.parent / "elsewhere" / "real"
    real.parent.mkdir()
    path.rename(real)
    path.symlink_to(real)
    use(used, open_library)
    assert path.is_symlink()
    assert not real.is_symlink()
    library = open_library(used)
    assert (library.judgement("early").note, library.judgement("early").starred) == ("kept", True)
    assert FeedList(used.feeds).rows() == [{"url": "http://early"}, {"url": "http://late"}]
    assert remembered(used)["theme"] == "late"


@pytest.mark.parametrize("name", ["the snapshot", "the journal"])
def test_a_link_to_itself_in_place_of_the_judgements_is_said(places: Places, open_library: Opener, name: str) -> None:
    path = OURS[name](places)
    path.parent.mkdir(parents=True)
    path.symlink_to(path)
    with pytest.raises(StorageError, match=path.name):
        open_library(places)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def randomised(path: Path) -> None:
    path.write_bytes(Random(1).randbytes(50_000))


def scribbled(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000] + Random(2).randbytes(30_000))


def of_others(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE stories(x)")
    db.close()


def of_the_right_names(path: Path) -> None:
    """Our tables and our version, with a report that says nothing."""
    path.unlink()
    with sqlite3.connect(path, isolation_level=None) as db:
        create(db)
        db.execute("INSERT INTO meta VALUES('report', '{\"table\": 3}')")
    db.close()


def with_a_table_gone(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE place")
    db.close()


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def gone(path: Path) -> None:
    path.unlink()


DAMAGES = (cut, randomised, scribbled, of_others, of_the_right_names, with_a_table_gone, a_folder, gone)


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_that_is_first_met_by_stories_that_come_loses_none(
    used: Places, open_library: Opener, damage: Callable[[Path], None]
) -> None:
    (path,) = used.cache.glob("index-*.sqlite")
    damage(path)
    library = open_library(used)
    library.put_many([story("new")])
    library.remove_many(["early"])
    assert library.count() == 2


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_tampered_index_is_built_anew(used: Places, open_library: Opener, damage: Callable[[Path], None]) -> None:
    (path,) = used.cache.glob("index-*.sqlite")
    damage(path)
    library = open_library(used)
    assert [row.id for row in library.rows(library.search())] == ["early", "seed-story"]
    assert library.judgement("early").note == "kept"
    assert library.rows(library.search())[0].noted
    library.put_many([story("new")])
    assert library.count() == 3


@pytest.mark.parametrize(
    "question",
    [
        lambda library: library.feed_counts(),
        lambda library: library.pending(),
        lambda library: library.search(),
        lambda library: library.story("early"),
        lambda library: library.ids("e"),
        lambda library: library.facets(),
    ],
)
def test_an_index_that_is_damaged_while_it_serves_answers_from_a_new_one(
    used: Places, open_library: Opener, question: Callable[[Library], object]
) -> None:
    library = open_library(used)
    before = question(library)
    for table in ("stories", "place", "facet"):
        library._live.index.connection.execute(f"DROP TABLE {table}")
    assert question(library) == before


def test_stories_are_brought_although_the_index_was_damaged_while_it_served(used: Places, open_library: Opener) -> None:
    library = open_library(used)
    library._live.index.connection.execute("DROP TABLE place")
    assert library.put_many([story("new")]).new == ("new",)
    assert library.count() == 3


def test_judgements_that_are_gone_are_restored_from_their_backups(used: Places, open_library: Opener) -> None:
    library = open_library(used)
    library.judge([("early", "star", True), ("other", "note", "too")])
    library.close()
    history = [step.id for step in library.history("early")]
    library = open_library(used)
    library.judge([("third", "note", "in the journal alone")])
    library._live.close()  # as a kill would leave it
    used.judgements.unlink()
    assert any("gone" in finding.sentence and finding.fixable for finding in check(used))
    again = open_library(used)
    assert used.judgements.exists()
    assert any("was gone: " in notice and "backups" in notice for notice in again.notices)
    assert (again.judgement("early").note, again.judgement("early").starred) == ("kept", True)
    assert [step.id for step in again.history("early")] == history
    assert (again.judgement("other").note, again.judgement("third").note) == ("too", "in the journal alone")
    again.close()
    assert open_library(used).notices == []


def test_judgements_that_go_while_the_desk_is_open_are_not_missed(used: Places, open_library: Opener) -> None:
    library = open_library(used)
    used.judgements.unlink()
    library.judge([("early", "star", True)])
    assert library.judgement("early").note == "kept"
    library.close()
    assert open_library(used).judgement("early").note == "kept"


def test_a_home_that_never_had_judgements_misses_none(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    library.judge([("a", "note", "first")])
    library._live.close()
    again = open_library(places)
    assert again.notices == []
    assert again.judgement("a").note == "first"


def test_a_clock_that_goes_back_mixes_nothing_up(places: Places) -> None:
    for turn, hours in enumerate((240, 24, 120, -240)):
        with Library.open(places, who="ada", now=partial(at, hours)) as library:
            assert library.put_many([story(f"s{turn}", hours=turn)]).new == (f"s{turn}",)
            library.judge([("s0", "note", f"note {turn}")])
            library.leave()
            library.judge([("s0", "star", turn % 2 == 0)])
    with Library.open(places, who="ada", now=lambda: at(0)) as library:
        assert [row.id for row in library.rows(library.search())] == ["s3", "s2", "s1", "s0", "seed-story"]
        assert library.notices == []
        notes = [step.value for step in library.history("s0") if step.field == "note"]
        assert notes == [f"note {turn}" for turn in range(4)]
        assert (library.judgement("s0").note, library.judgement("s0").starred) == ("note 3", False)
    assert date.fromisoformat(max(path.stem for path in places.backups.glob("judgements-*.json"))[-10:]) == date(
        2026, 1, 11
    )
