"""The log of changes beside the index stays small, whatever works in the background and whoever reads meanwhile."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from civic.judgement import STAR
from storage.files.places import Places
from storage.index import duplicates, schema
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
            self.most = max(self.most, self._path.stat().st_size if self._path.exists() else 0)

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
