"""The log of changes beside the index stays small, whatever works in the background and whoever reads meanwhile."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from msgspec.structs import replace

from civic.judgement import STAR
from civic.query import Words
from civic.story import Story
from storage.files.places import Places
from storage.index import duplicates, rows, schema
from storage.library import put
from storage.library.library import Library
from storage.live import analyser
from storage.live.generations import pointed_at
from tests.storage.conftest import story
from tests.storage.test_processes import until

SMALL = 128 << 10
"""The bytes from which on the log is emptied here: a few steps of the analyser are more."""
MANY = [
    story(f"s{at:03}", f"Council {at} bought cameras from Palantir {at}. " + f"Nobody was asked about {at}. " * 4,
          hours=at, title=f"Cameras {at}")
    for at in range(160)
]  # fmt: skip


@pytest.fixture
def log(library: Library, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log beside the index of a library that nobody has analysed yet."""
    library.put_many(MANY)
    library.close()
    monkeypatch.setattr(schema, "_LOG", SMALL)
    monkeypatch.setattr(duplicates, "_SLICE", 500)
    path = pointed_at(library.places)
    assert path is not None
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return path.with_name(f"{path.name}-wal")


class Watch:
    """The largest that a file was while it was watched."""

    def __init__(self, path: Path) -> None:
        self.most = 0
        self._path = path
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        while not self._end.wait(0.002):
            with suppress(FileNotFoundError):
                self.most = max(self.most, self._path.stat().st_size)

    def stop(self) -> int:
        self._end.set()
        self._thread.join()
        return self.most


def test_analysing_everything_leaves_a_small_log(log: Path, places: Places) -> None:
    watch = Watch(log)
    assert analyser.run(places)
    assert 0 < watch.stop() < 4 * SMALL
    with sqlite3.connect(log.with_name(log.name.removesuffix("-wal"))) as db:
        assert db.execute("SELECT count(*) FROM stories WHERE suggested IS NULL OR hashed = 0").fetchone() == (0,)
    db.close()


def test_a_reader_that_holds_the_log_holds_up_the_background_and_nothing_else(
    log: Path, places: Places, open_library: Callable[..., Library]
) -> None:
    reader = sqlite3.connect(log.with_name(log.name.removesuffix("-wal")), isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM stories").fetchone()[0] > len(MANY)
    watch = Watch(log)
    work = threading.Thread(target=analyser.run, args=(places,))
    work.start()
    assert until(lambda: log.stat().st_size > SMALL)
    work.join(0.5)
    assert work.is_alive()  # it waits
    other = open_library(places)
    other.judge([("s001", STAR, True)])
    assert other.judgement("s001").starred
    reader.execute("COMMIT")
    reader.close()
    work.join(60)
    assert not work.is_alive()
    assert watch.stop() < 6 * SMALL


def test_thousands_that_come_at_once_come_in_one_and_leave_a_small_log(
    library: Library, monkeypatch: pytest.MonkeyPatch, open_library: Callable[..., Library]
) -> None:
    library.put_many(MANY[:3])
    library._live.index.checkpoint()
    monkeypatch.setattr(schema, "_LOG", SMALL)
    monkeypatch.setattr(rows, "SLICE", 3000)
    monkeypatch.setattr(put, "MANY", 3000)
    other = open_library(library.places)
    seen: set[tuple[int, int, int]] = set()
    asked = Words(("council",))
    add = rows.add_words

    def add_and_look(db: sqlite3.Connection, stories: list[tuple[int, Story]]) -> None:
        seen.add((other.count(), other.count(asked), len(other.search(asked))))
        add(db, stories)

    monkeypatch.setattr(rows, "add_words", add_and_look)
    assert len(library.put_many(MANY).new) == len(MANY) - 3
    assert seen == {(4, 3, 3)}
    assert (other.count(), other.count(asked), len(other.search(asked))) == (161, 160, 160)
    assert library._live.index.connection.execute("SELECT count(*) FROM place").fetchone() == (161,)


def test_where_a_reader_holds_the_log_what_comes_has_a_new_index(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pointed_at(library.places)
    assert path is not None
    for name, value in (("SLICE", 3000), ("_PATIENCE", 0.01)):
        monkeypatch.setattr(rows, name, value)
    monkeypatch.setattr(put, "MANY", 3000)
    monkeypatch.setattr(schema, "_LOG", 1 << 12)
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM stories").fetchone()
    library.put_many(MANY)
    reader.close()
    assert pointed_at(library.places) != path
    assert library.count(Words(("council",))) == len(MANY)


@pytest.mark.parametrize("change", ["other words", "removed"])
def test_what_changes_very_many_words_at_once_has_a_new_index(
    library: Library, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    library.put_many(MANY)
    library.judge([("s007", STAR, True)])
    before = pointed_at(library.places)
    monkeypatch.setattr("storage.library.change.SLICE", 1000)
    if change == "removed":
        library.remove_many([one.id for one in MANY[20:]])
        assert library.count(Words(("council",))) == 20
    else:
        library.put_many([replace(one, text=one.text.replace("Nobody", "Everybody")) for one in MANY])
        assert library.count(Words(("everybody",))) == len(MANY)
        assert library.count(Words(("nobody",))) == 0
    assert pointed_at(library.places) != before
    assert library.judgement("s007").starred


def test_many_pieces_of_words_are_merged_in_steps_that_leave_a_small_log(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.put_many(MANY[:3])
    monkeypatch.setattr(rows, "SLICE", 1500)
    monkeypatch.setattr(put, "MANY", 1500)
    monkeypatch.setattr(schema, "_PIECES", 16)
    monkeypatch.setattr(schema, "_PAGES_MERGED", 2)
    merged, merge = [], schema.merge_pieces

    def merge_and_tell(db: sqlite3.Connection) -> bool:
        merged.append(schema.has_many_pieces(db))
        return merge(db)

    monkeypatch.setattr(rows, "merge_pieces", merge_and_tell)
    library.put_many(MANY)
    assert merged[0]
    assert len(merged) > 2
    assert not schema.has_many_pieces(library._live.index.connection)
    assert library.count(Words(("council",))) == len(MANY)
